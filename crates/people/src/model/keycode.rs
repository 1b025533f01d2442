//! キーコード: twelve signs of a 32-letter alphabet (60 bits, drawn at random) and one that checks the typing. It proves that
//! the person was there with the paper in hand; it opens nothing by itself (reference: OKはまゆりネット).

/// Without I, L, O, U: signs that are read for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs that carry chance.
pub const LENGTH: usize = 12;

fn value(c: char) -> Option<usize> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        c => c,
    };
    ALPHABET.iter().position(|a| char::from(*a) == c)
}

/// The check sign: odd weights have an inverse modulo 32, so every single wrong sign is found, and neighbours differ by two
/// in their weights, so of two exchanged signs only those sixteen apart are not.
fn check(values: &[usize]) -> char {
    let sum: usize = values.iter().enumerate().map(|(i, v)| v * (2 * i + 1)).sum();
    ALPHABET.get(sum % 32).map_or('0', |b| char::from(*b))
}

/// A code of twelve random bytes: `XXXX-XXXX-XXXX-C`.
pub fn from_bytes(bytes: &[u8; LENGTH]) -> String {
    let values: Vec<usize> = bytes.iter().map(|b| usize::from(b % 32)).collect();
    let mut out = String::with_capacity(16);
    for (i, v) in values.iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        out.push(ALPHABET.get(*v).map_or('0', |b| char::from(*b)));
    }
    out.push('-');
    out.push(check(&values));
    out
}

/// What was typed, as twelve plain signs; none when it is no code or its check sign does not fit.
pub fn read(typed: &str) -> Option<String> {
    let wide = kernel::kana::half_width(typed);
    let values: Option<Vec<usize>> = wide
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '　' | 'ー' | '－' | '‐'))
        .map(value)
        .collect();
    let values = values?;
    let (last, front) = values.split_last()?;
    if front.len() != LENGTH || value(check(front)) != Some(*last) {
        return None;
    }
    front.iter().map(|v| ALPHABET.get(*v).map(|b| char::from(*b))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: [u8; 12] = [0, 1, 2, 31, 30, 29, 10, 17, 18, 19, 200, 255];

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = from_bytes(&BYTES);
        assert_eq!(code.len(), 16);
        let plain = read(&code).unwrap();
        assert_eq!(plain.len(), 12);
        for typed in
            [code.to_lowercase(), code.replace('-', "　"), code.replace('1', "l").replace('0', "o")]
        {
            assert_eq!(read(&typed), Some(plain.clone()), "{typed}");
        }
        for bad in ["", "123", "0123-4567-89AB", "あいうえおかきくけこさしす"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_single_wrong_sign_and_nearly_every_exchange_is_found() {
        let code = from_bytes(&BYTES).replace('-', "");
        let signs: Vec<char> = code.chars().collect();
        for i in 0..signs.len() {
            for a in ALPHABET {
                let mut wrong = signs.clone();
                wrong[i] = char::from(*a);
                let text: String = wrong.iter().collect();
                assert_eq!(read(&text).is_some(), wrong == signs, "{text}");
            }
        }
        let (mut tried, mut missed) = (0, 0);
        for i in 0..signs.len() - 1 {
            let mut wrong = signs.clone();
            wrong.swap(i, i + 1);
            if wrong != signs {
                tried += 1;
                missed += usize::from(read(&wrong.iter().collect::<String>()).is_some());
            }
        }
        assert!(tried > 8 && missed <= 1, "{missed} of {tried}");
    }
}
