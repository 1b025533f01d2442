//! Links and short codes for people without a login: made from a word that only one page or paper holds, of which a store keeps
//! hashes alone. A slice names itself, so that no link of one opens anything of another.
use crate::{Id, kana, sha256_hex};

/// Without I, L, O, U: signs that are read for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: 40 bits.
pub const CODE: usize = 8;
/// Signs of a link: 130 bits.
pub const TOKEN: usize = 26;

/// Whose links they are: the slice, and what one of its links is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct House {
    /// The slice.
    pub slice: &'static str,
    /// The thing that a link opens.
    pub thing: &'static str,
}

impl House {
    /// The word of a thing, from what a page or paper drew at random (`seed`).
    pub fn word(self, of: Id, seed: &str) -> Word {
        let text = format!("yui {} {}\0{of}\0{seed}", self.slice, self.thing);
        let hash = sha256_hex(text.as_bytes());
        // each sign is one byte of the hash's text, folded: 26 signs of 5 bits out of 128 bits of hash
        let n = hash
            .chars()
            .take(32)
            .fold(0_u128, |n, c| (n << 4) | u128::from(c.to_digit(16).unwrap_or(0)));
        let sign = |i: usize| {
            let turn = u32::try_from(5 * i).unwrap_or(0);
            let five = usize::try_from(n.rotate_left(turn) >> 123).unwrap_or(0) & 31;
            ALPHABET.get(five).map_or('0', |b| char::from(*b)).to_ascii_lowercase()
        };
        Word { house: self, token: (0..TOKEN).map(sign).collect() }
    }

    /// What was typed: a link's token or a code in any writing; the hash to look for and whether it is a token.
    pub fn typed(self, text: &str) -> Option<(String, bool)> {
        let mut out = String::new();
        for c in kana::half_width(text.trim()).chars() {
            match c.to_ascii_uppercase() {
                '-' | ' ' | 'ー' | '－' | '‐' | '−' => {}
                'I' | 'L' => out.push('1'),
                'O' => out.push('0'),
                c if u8::try_from(c).is_ok_and(|b| ALPHABET.contains(&b)) => {
                    out.push(c.to_ascii_lowercase());
                }
                _ => return None,
            }
            if out.len() > TOKEN {
                return None;
            }
        }
        match out.len() {
            TOKEN => Some((self.hash("link", &out), true)),
            CODE => Some((self.hash("code", &out), false)),
            _ => None,
        }
    }

    fn hash(self, kind: &str, text: &str) -> String {
        sha256_hex(format!("yui {} {kind}\0{text}", self.slice).as_bytes())
    }
}

/// Somebody's own link and code. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    house: House,
    token: String,
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Word(…)")
    }
}

impl Word {
    /// As it stands in an address.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The short code: `K7QD-M4X2`.
    pub fn code(&self) -> String {
        let up = self.short().to_ascii_uppercase();
        let (a, b) = up.split_at_checked(CODE / 2).unwrap_or((&up, ""));
        format!("{a}-{b}")
    }

    fn short(&self) -> String {
        self.token.chars().take(CODE).collect()
    }

    /// What is kept of the link.
    pub fn token_hash(&self) -> String {
        self.house.hash("link", &self.token)
    }

    /// What is kept of the code.
    pub fn code_hash(&self) -> String {
        self.house.hash("code", &self.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: House = House { slice: "test", thing: "thing" };

    #[test]
    fn the_same_word_gives_the_same_link_and_another_another() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..200_u8 {
            for seed in ["a", "b"] {
                let w = HOUSE.word(Id::from_bytes([n; 16]), seed);
                assert_eq!(w.token().len(), TOKEN);
                assert_eq!(w, HOUSE.word(Id::from_bytes([n; 16]), seed));
                assert!(seen.insert(w.token().to_string()) && seen.insert(w.code()));
                assert_eq!(HOUSE.typed(w.token()), Some((w.token_hash(), true)));
                let code = w.code().to_lowercase().replace('-', " ");
                assert_eq!(HOUSE.typed(&code), Some((w.code_hash(), false)));
            }
        }
        let w = HOUSE.word(Id::from_bytes([1; 16]), "a");
        assert!(!format!("{w:?}").contains(w.token()));
    }

    #[test]
    fn a_link_of_one_house_opens_nothing_of_another() {
        let other = House { slice: "other", thing: "thing" };
        let id = Id::from_bytes([1; 16]);
        let w = HOUSE.word(id, "a");
        assert_ne!(other.word(id, "a").token(), w.token());
        assert_ne!(other.typed(w.token()), HOUSE.typed(w.token()));
        assert_ne!(other.typed(&w.code()), HOUSE.typed(&w.code()));
    }

    #[test]
    fn what_is_no_code_is_none() {
        let long = "0".repeat(27);
        for bad in
            ["", "K7", "あいうえおかきく", "K7QD-M4U2", "0000-0000-0", &long, "\0\0\0\0\0\0\0\0"]
        {
            assert_eq!(HOUSE.typed(bad), None, "{bad}");
        }
    }
}
