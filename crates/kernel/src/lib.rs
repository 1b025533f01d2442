//! Tier 0: what every part of Yui agrees on before it knows anything about care: ids, time, 和暦,
//! business calendars, kana folding for search, check digits, the region and the actor.
//! No async, no SQL, no HTTP; nothing here reads a clock or a random source by itself.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod actor;
pub mod calendar;
pub mod checkdigit;
pub mod clock;
pub mod error;
pub mod id;
pub mod kana;
pub mod region;
pub mod small;
pub mod suppress;
pub mod text;
pub mod time;
pub mod wareki;
pub mod word;

pub use actor::{Actor, ActorKind, Hat};
pub use calendar::{BusinessCalendar, Holidays, Hours, fiscal_year};
pub use clock::{Clock, Entropy, FixedClock, OsEntropy, SeededEntropy, SystemClock};
pub use error::ErrorKind;
pub use id::{Id, IdSeq};
pub use jiff::civil::{Date, Time, Weekday};
pub use region::Region;
pub use time::At;

/// Lower-case hexadecimal text of bytes (hashes, tokens).
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.extend(digits(*b).map(char::from));
    }
    out
}

/// Both digits of a byte. Every id and hash that is written goes through here, so without the machinery of `format!`.
pub(crate) fn digits(byte: u8) -> [u8; 2] {
    let digit = |n: u8| if n < 10 { b'0' + n } else { b'a' - 10 + n };
    [digit(byte >> 4), digit(byte & 15)]
}

/// SHA-256 of `bytes` as 64 hexadecimal digits: the content hash used for records, migrations and audit.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}
