//! What of a crew member's PIN opens the district on a tablet while the line is down: the PIN stretched by PBKDF2, which
//! every browser's WebCrypto knows (argon2, by which the PIN itself is kept, no browser does). docs/adr/0040-tablet-pin.md
//! says what this protects against and what it does not.
use std::num::NonZeroU32;

use ring::pbkdf2;

use crate::AccountId;
use crate::model::password::unhex;

/// Rounds of PBKDF2-HMAC-SHA-256 (OWASP Password Storage Cheat Sheet 2023: 600,000); about a second on a tablet.
pub const ROUNDS: u32 = 600_000;

/// A stretched PIN.
#[derive(Clone, PartialEq, Eq)]
pub struct Away {
    /// Rounds it was made with.
    pub rounds: u32,
    /// Salt.
    pub salt: Vec<u8>,
    /// What comes out: a key, never handed out.
    pub secret: Vec<u8>,
}

impl std::fmt::Debug for Away {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Away({} rounds)", self.rounds)
    }
}

/// Somebody who can open the district of a device.
#[derive(Debug, Clone)]
pub struct Opener {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// 職員番号.
    pub number: Option<String>,
    /// The stretched PIN.
    pub away: Away,
}

impl Away {
    /// Stretches a PIN. Takes tenths of a second: before a transaction, never inside.
    pub fn of(pin: &str, salt: &[u8; 16], rounds: u32) -> Option<Away> {
        let mut secret = vec![0; 32];
        let n = NonZeroU32::new(rounds)?;
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, n, salt, pin.as_bytes(), &mut secret);
        Some(Away { rounds, salt: salt.to_vec(), secret })
    }

    /// As stored.
    pub fn text(&self) -> String {
        format!("{}${}${}", self.rounds, kernel::hex(&self.salt), kernel::hex(&self.secret))
    }

    /// From what is stored.
    pub fn parse(text: &str) -> Option<Away> {
        let mut parts = text.split('$');
        let (rounds, salt, secret) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Away {
            rounds: rounds.parse().ok()?,
            salt: unhex(salt)?,
            secret: unhex(secret).filter(|s| s.len() == 32)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back_and_another_pin_or_salt_gives_another_key() {
        let a = Away::of("481502", &[1; 16], 2).unwrap();
        assert_eq!(Away::parse(&a.text()), Some(a.clone()));
        assert_ne!(Away::of("481503", &[1; 16], 2).unwrap().secret, a.secret);
        assert_ne!(Away::of("481502", &[2; 16], 2).unwrap().secret, a.secret);
        assert!(!format!("{a:?}").contains(&kernel::hex(&a.secret)), "never in a log");
        for bad in ["", "2$00", "x$00$00", "2$00$00"] {
            assert!(Away::parse(bad).is_none(), "{bad}");
        }
    }
}
