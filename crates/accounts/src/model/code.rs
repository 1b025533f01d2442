//! Printed invitation codes: 12 characters of a 32-letter alphabet without I, L, O, U (60 bits), in three
//! groups. Case, hyphens and look-alikes do not matter when it is typed.

/// Days a code can be used.
pub const CODE_DAYS: i64 = 14;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// `XXXX-XXXX-XXXX` from twelve random bytes.
pub fn code_from_bytes(bytes: &[u8; 12]) -> String {
    let mut out = String::with_capacity(14);
    for (i, b) in bytes.iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        let c = ALPHABET.get(usize::from(b % 32)).copied().unwrap_or(b'0');
        out.push(char::from(c));
    }
    out
}

/// What was typed, as the code is stored: full-width and small letters, I/L as 1, O as 0. None when it is not
/// of a code's length.
pub fn normalise_code(typed: &str) -> Option<String> {
    let mut out = String::new();
    for c in typed.chars() {
        let c = match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            c => c,
        };
        match c.to_ascii_uppercase() {
            'I' | 'L' => out.push('1'),
            'O' => out.push('0'),
            c if c.is_ascii_alphanumeric() => out.push(c),
            '-' | ' ' | '　' | 'ー' | '－' | '‐' => {}
            _ => return None,
        }
    }
    (out.len() == 12).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = code_from_bytes(&[0, 1, 2, 3, 31, 30, 29, 28, 10, 17, 18, 19]);
        let stored = normalise_code(&code).unwrap();
        assert_eq!(normalise_code(&code.to_lowercase()), Some(stored.clone()));
        assert_eq!(normalise_code(&code.replace('-', "　")), Some(stored.clone()));
        assert_eq!(normalise_code(&code.replace('1', "l").replace('0', "o")), Some(stored));
        for bad in ["", "123", "0123-4567-89AB-C", "あいうえおかきくけこさし"] {
            assert_eq!(normalise_code(bad), None, "{bad}");
        }
    }
}
