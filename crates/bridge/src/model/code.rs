//! The two numbers of a letter: an opaque token of 128 bits that only the QR holds, and a code of eight signs that stands
//! on the paper beside it (32-letter alphabet without I, L, O, U: 40 bits). Neither says anything about a person.
use kernel::Entropy;

/// Without I, L, O, U: signs that are read for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code.
pub const CODE: usize = 8;
/// Signs of a token: 130 bits hold the 128.
pub const TOKEN: usize = 26;

/// Bytes drawn at random for one paper, before the transaction that issues it.
#[derive(Clone)]
pub struct Fresh {
    token: [u8; 16],
    code: [u8; CODE],
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fresh(…)")
    }
}

impl Fresh {
    /// Draws them from the region's source of chance.
    pub fn draw(app: &app::App) -> Self {
        let (mut token, mut code) = ([0; 16], [0; CODE]);
        app.random(&mut token);
        app.random(&mut code);
        Fresh { token, code }
    }

    /// Draws them from this source.
    pub fn from_entropy(e: &dyn Entropy) -> Self {
        let (mut token, mut code) = ([0; 16], [0; CODE]);
        e.fill(&mut token);
        e.fill(&mut code);
        Fresh { token, code }
    }

    /// The token as it stands in an address: 26 small letters and digits.
    pub fn token(&self) -> String {
        let n = u128::from_be_bytes(self.token);
        (0..TOKEN)
            .rev()
            .map(|i| sign(((n >> (5 * i)) & 31) as usize).to_ascii_lowercase())
            .collect()
    }

    /// The code as it is printed: `K7QD-M4X2`.
    pub fn code(&self) -> String {
        let signs: Vec<char> = self.code.iter().map(|b| sign(usize::from(b % 32))).collect();
        let (a, b) = signs.split_at(CODE / 2);
        format!("{}-{}", a.iter().collect::<String>(), b.iter().collect::<String>())
    }
}

fn sign(v: usize) -> char {
    ALPHABET.get(v).map_or('0', |b| char::from(*b))
}

/// What was typed as a code, in the form it is hashed in: full-width and small letters, hyphens, I and L as 1, O as 0.
pub fn read_code(typed: &str) -> Option<String> {
    let mut out = String::new();
    for c in kernel::kana::half_width(typed).chars() {
        match c.to_ascii_uppercase() {
            '-' | ' ' | '　' | 'ー' | '－' | '‐' | '−' | '―' => {}
            'I' | 'L' => out.push('1'),
            'O' => out.push('0'),
            c if ALPHABET.contains(&u8::try_from(c).unwrap_or(0)) => out.push(c),
            _ => return None,
        }
        if out.len() > CODE {
            return None;
        }
    }
    (out.len() == CODE).then_some(out)
}

/// A token out of an address; none when it cannot be one.
pub fn read_token(text: &str) -> Option<String> {
    let ok = |c: char| ALPHABET.contains(&u8::try_from(c.to_ascii_uppercase()).unwrap_or(0));
    (text.len() == TOKEN && text.chars().all(ok)).then(|| text.to_ascii_lowercase())
}

/// The last four digits of a telephone number; none when it has fewer than six (then they would be nearly all of it).
pub fn last_four(phone: &str) -> Option<String> {
    let digits = digits(phone);
    (digits.len() >= 6).then(|| digits.get(digits.len() - 4..).unwrap_or_default().to_string())
}

/// The digits of what was typed.
pub fn digits(typed: &str) -> String {
    kernel::kana::half_width(typed).chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same(u8);
    impl Entropy for Same {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    #[test]
    fn a_token_carries_all_128_bits_and_a_code_forty() {
        assert_eq!(Fresh::from_entropy(&Same(0)).token(), "0".repeat(26));
        let all = Fresh::from_entropy(&Same(255));
        assert_eq!(all.token(), format!("7{}", "z".repeat(25)));
        assert_eq!(all.code(), "ZZZZ-ZZZZ");
        assert_eq!(32_u64.pow(CODE as u32), 1 << 40);
        assert_eq!(read_token(&all.token()), Some(all.token()));
        for bad in ["", "7", &"u".repeat(26), &"0".repeat(27), "../../../../../../../../.."] {
            assert_eq!(read_token(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["K7QD-M4X2", "k7qdm4x2", "Ｋ７ＱＤ　ｍ４ｘ２", "k7qd m4x2", "K7QDーM4X2"]
        {
            assert_eq!(read_code(typed).as_deref(), Some("K7QDM4X2"), "{typed}");
        }
        assert_eq!(read_code("olio-1111").as_deref(), Some("01101111"));
        for bad in ["", "K7QD-M4X", "K7QD-M4X22", "あいうえおかきく", "K7QD-M4U2"] {
            assert_eq!(read_code(bad), None, "{bad}");
        }
    }

    #[test]
    fn four_digits_are_taken_of_whatever_way_a_number_is_written() {
        for p in ["0000-65-0421", "（0000）65－0421", "00006504２1", "+81-000-65-0421"] {
            assert_eq!(last_four(p).as_deref(), Some("0421"), "{p}");
        }
        assert_eq!(last_four("110"), None);
        assert_eq!(last_four(""), None);
    }
}
