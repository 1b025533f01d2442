//! Ids are UUIDv7 made by the program, never by the database: an act may be run again after a
//! serialization failure and must then make the same rows.
use std::cell::Cell;
use std::fmt;
use std::str::FromStr;

use crate::{At, Entropy, digits};

/// An opaque id: UUIDv7, written as 36 lower-case characters. Ordered by the time it was made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

impl Id {
    /// Builds an id from its bytes (used by [`IdSeq`] and by tests).
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Id(bytes)
    }

    /// The sixteen bytes.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'-'; 36];
        let places = text.iter_mut().enumerate().filter(|(i, _)| !matches!(i, 8 | 13 | 18 | 23));
        for ((_, place), digit) in places.zip(self.0.iter().flat_map(|b| digits(*b))) {
            *place = digit;
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an id. Callers answer 404: an address that names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(s: &str) -> Result<Self, NotAnId> {
        let b = s.as_bytes();
        if b.len() != 36 {
            return Err(NotAnId);
        }
        let mut out = [0u8; 16];
        let mut digits = b.iter().enumerate().filter(|(i, _)| !matches!(i, 8 | 13 | 18 | 23));
        if ![8, 13, 18, 23].iter().all(|i| b.get(*i) == Some(&b'-')) {
            return Err(NotAnId);
        }
        for slot in &mut out {
            let (hi, lo) = (digits.next(), digits.next());
            *slot = hex_digit(hi).ok_or(NotAnId)? << 4 | hex_digit(lo).ok_or(NotAnId)?;
        }
        Ok(Id(out))
    }
}

fn hex_digit(at: Option<(usize, &u8)>) -> Option<u8> {
    match at?.1 {
        c @ b'0'..=b'9' => Some(c - b'0'),
        c @ b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        s.parse().map_err(serde::de::Error::custom)
    }
}

/// The ids of one act: the n-th id is a function of (time, seed, n), so that a re-run of the act
/// makes the same ids. The seed is drawn once, before the transaction.
#[derive(Debug)]
pub struct IdSeq {
    at: At,
    seed: [u8; 16],
    next: Cell<u64>,
}

impl IdSeq {
    /// Draws the seed from `entropy`; `at` is the act's time.
    pub fn draw(at: At, entropy: &dyn Entropy) -> Self {
        let mut seed = [0; 16];
        entropy.fill(&mut seed);
        IdSeq { at, seed, next: Cell::new(0) }
    }

    /// The same sequence from its start, for another attempt of the same act.
    pub fn again(&self) -> Self {
        IdSeq { at: self.at, seed: self.seed, next: Cell::new(0) }
    }

    /// The next id.
    pub fn next_id(&self) -> Id {
        use sha2::Digest;
        let n = self.next.get();
        self.next.set(n + 1);
        let mut hash = sha2::Sha256::new();
        hash.update(self.seed);
        hash.update(n.to_be_bytes());
        let r = hash.finalize();
        // more than the counter holds: the next millisecond, so that the order stays
        let ms = (self.at.millis().max(0) + (n >> 12) as i64).to_be_bytes();
        let mut b = [0u8; 16];
        for (to, from) in b.iter_mut().zip(ms.iter().skip(2).chain(r.iter())) {
            *to = *from;
        }
        // twelve bits of counter keep the ids of one act in the order in which they were made
        b[6] = 0x70 | ((n >> 8) & 0x0f) as u8;
        b[7] = n as u8;
        b[8] = 0x80 | (b[8] & 0x3f);
        Id(b)
    }
}

/// Declares a newtype over [`Id`] so that ids of different things cannot be mixed up.
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $crate::Id);
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::id::NotAnId;
            fn from_str(s: &str) -> ::std::result::Result<Self, Self::Err> {
                s.parse().map($name)
            }
        }
        impl From<$name> for $crate::Id {
            fn from(id: $name) -> $crate::Id {
                id.0
            }
        }
        impl From<$crate::Id> for $name {
            fn from(id: $crate::Id) -> Self {
                $name(id)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn ids_read_back_and_keep_their_order() {
        let seq = IdSeq::draw(At::from_millis(1_795_000_000_000), &SeededEntropy::new(7));
        let ids: Vec<Id> = (0..20_000).map(|_| seq.next_id()).collect();
        assert!(ids.windows(2).all(|w| w[0] < w[1]));
        for id in &ids {
            assert_eq!(id.to_string().parse::<Id>(), Ok(*id));
        }
        let again = seq.again();
        assert_eq!(again.next_id(), ids[0]);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for bad in ["", "x", "0190", "0190aaaa-0000-7000-8000-00000000000g", "あいうえお"] {
            assert!(bad.parse::<Id>().is_err(), "{bad}");
        }
    }
}
