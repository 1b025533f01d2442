//! The printed card of a resident or a relative: an opaque address (128 bits) as a QR code, eight signs of a 32-letter
//! alphabet without I, L, O, U (40 bits), and a word that stands on no paper: the person's birth date, or for a relative one
//! that was agreed when the card was made. What is kept is one hash over all three.
use kernel::{Date, sha256_hex};

use crate::authz::{Basis, What};

/// Without I, L, O, U: signs that are read for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of the code.
pub const SIGNS: usize = 8;
/// Bytes of the address.
pub const TOKEN: usize = 16;
/// Days a card can be used for the first time.
pub const DAYS: i64 = 30;
/// Wrong answers after which a card is closed and its maker told.
pub const TRIES: i64 = 5;
/// Minutes between the right answer and the choice of the PIN.
pub const STEP_MINUTES: i64 = 15;
/// What a relative can be named for, one by one.
pub const KINDS: [What; 3] = [What::Wish, What::Emergency, What::Room];

/// A fresh card's secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    token: [u8; TOKEN],
    code: [u8; SIGNS],
}

impl Secrets {
    /// From fresh bytes.
    pub fn from_bytes(bytes: &[u8; TOKEN + SIGNS]) -> Secrets {
        let (mut token, mut code) = ([0; TOKEN], [0; SIGNS]);
        for (to, from) in token.iter_mut().chain(code.iter_mut()).zip(bytes) {
            *to = *from;
        }
        Secrets { token, code }
    }

    /// The address' own part: 32 hexadecimal figures.
    pub fn token(&self) -> String {
        kernel::hex(&self.token)
    }

    /// `XXXX-XXXX` as printed.
    pub fn code(&self) -> String {
        let mut out = String::with_capacity(SIGNS + 1);
        for (i, b) in self.code.iter().enumerate() {
            if i == SIGNS / 2 {
                out.push('-');
            }
            out.push(ALPHABET.get(usize::from(b % 32)).map_or('0', |a| char::from(*a)));
        }
        out
    }
}

/// Hash under which a card is found by its address.
pub fn token_hash(token: &str) -> String {
    sha256_hex(format!("yui-card-token:{}", token.to_ascii_lowercase()).as_bytes())
}

/// Hash of the ticket between the right answer and the PIN.
pub fn step_hash(step: &str) -> String {
    sha256_hex(format!("yui-card-step:{step}").as_bytes())
}

/// What was typed for the code, as eight plain signs; none when it is no code.
pub fn read_code(typed: &str) -> Option<String> {
    let wide = kernel::kana::half_width(typed);
    let signs: Option<String> = wide
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '　' | 'ー' | '－' | '‐'))
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => Some('1'),
            'O' => Some('0'),
            c => ALPHABET.iter().map(|a| char::from(*a)).find(|a| *a == c),
        })
        .collect();
    signs.filter(|s| s.len() == SIGNS)
}

/// A word as it is compared: half width, small letters, without spaces and hyphens.
pub fn read_word(typed: &str) -> String {
    kernel::kana::half_width(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | 'ー' | '－' | '‐'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The person's birth date as the word of their own card.
pub fn birth_word(birth: Date) -> String {
    birth.to_string()
}

/// What the hash is made of. The address is in it: who has the store alone knows none, and cannot try words against it.
pub fn proof(token: &str, code: &str, word: &str) -> String {
    format!("{}:{}:{word}", token.to_ascii_lowercase(), code.replace('-', ""))
}

/// Which bases a card can have.
pub const BASES: [Basis; 3] = [Basis::Own, Basis::Proxy, Basis::Relative];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it_and_has_forty_bits() {
        let mut bytes = [0; TOKEN + SIGNS];
        bytes[TOKEN..].copy_from_slice(&[0, 1, 31, 30, 29, 200, 17, 255]);
        let s = Secrets::from_bytes(&bytes);
        assert_eq!((s.code().len(), s.token().len()), (9, 32));
        let plain = read_code(&s.code()).unwrap();
        for typed in [
            s.code().to_lowercase(),
            s.code().replace('-', "　"),
            s.code().replace('1', "l").replace('0', "o"),
        ] {
            assert_eq!(read_code(&typed), Some(plain.clone()), "{typed}");
        }
        for bad in ["", "0123456", "012345678", "あいうえおかきく", "0123456U"] {
            assert_eq!(read_code(bad), None, "{bad}");
        }
        assert_eq!(32_u64.pow(SIGNS as u32), 1 << 40);
    }

    #[test]
    fn words_are_compared_as_they_are_meant() {
        assert_eq!(read_word(" １２３４ "), "1234");
        assert_eq!(read_word("090-1234"), read_word("０９０１２３４"));
        assert_eq!(birth_word("1940-05-03".parse().unwrap()), "1940-05-03");
        assert_ne!(proof("ab", "C", "d"), proof("ab", "Cd", ""));
    }
}
