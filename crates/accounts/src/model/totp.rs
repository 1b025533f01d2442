//! One-time numbers of an authenticator app: RFC 6238 with SHA-1, six digits, thirty seconds (what every app can do).
use kernel::At;
use ring::hmac;

/// Bytes of a fresh secret (RFC 4226 §4 recommends 160 bits).
pub const SECRET_BYTES: usize = 20;
const STEP_MILLIS: i64 = 30_000;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The number of the thirty seconds in which `at` lies.
pub fn step_at(at: At) -> i64 {
    at.millis().div_euclid(STEP_MILLIS)
}

/// The six digits of a step.
pub fn number(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let from = usize::from(bytes.last().copied().unwrap_or(0) & 0x0f);
    let word = bytes
        .get(from..from + 4)
        .and_then(|b| <[u8; 4]>::try_from(b).ok())
        .map_or(0, u32::from_be_bytes);
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// The step whose number was typed: now, or one before or after (clocks differ). Spaces and full-width digits do not
/// matter. All three are compared in any case.
pub fn matching(secret: &[u8], typed: &str, now: At) -> Option<i64> {
    let typed: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect();
    let here = step_at(now);
    let mut found = None;
    for step in [here - 1, here, here + 1] {
        let want = number(secret, step);
        let same = want.len() == typed.len()
            && want.bytes().zip(typed.bytes()).fold(0, |d, (a, b)| d | (a ^ b)) == 0;
        if same {
            found = Some(step);
        }
    }
    found
}

/// RFC 4648 base32 without padding, as apps take it when it is typed.
pub fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut held, mut bits) = (0u32, 0);
    for b in bytes {
        held = held << 8 | u32::from(*b);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let i = (held >> bits & 31) as usize;
            out.push(char::from(BASE32.get(i).copied().unwrap_or(b'A')));
        }
    }
    if bits > 0 {
        let i = (held << (5 - bits) & 31) as usize;
        out.push(char::from(BASE32.get(i).copied().unwrap_or(b'A')));
    }
    out
}

/// The address in the QR code. Holds the login name, no name of a person.
pub fn address(secret: &[u8], region: &str, label: &str) -> String {
    let plain = |t: &str| {
        t.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.@".contains(*c)).collect::<String>()
    };
    let issuer = format!("Yui-{}", plain(region));
    format!("otpauth://totp/{issuer}:{}?secret={}&issuer={issuer}", plain(label), base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_rfc_6238() {
        // appendix B, SHA-1, the last six of eight digits
        let secret = b"12345678901234567890";
        for (seconds, want) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let at = At::from_millis(seconds * 1000);
            assert_eq!(number(secret, step_at(at)), want, "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_no_more() {
        let secret = b"12345678901234567890";
        let now = At::from_millis(1_111_111_111_000);
        let here = step_at(now);
        for (off, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let typed = number(secret, here + off);
            assert_eq!(matching(secret, &typed, now), good.then_some(here + off), "{off}");
        }
        let wide: String = number(secret, here)
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap())
            .collect();
        assert_eq!(matching(secret, &format!("{wide}　"), now), Some(here));
        for bad in ["", "12345", "1234567", "あいうえおか"] {
            assert_eq!(matching(secret, bad, now), None);
        }
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
