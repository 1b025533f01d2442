//! The token in every posting form: proves that the page came from us for this session. Derived, not stored:
//! HMAC-SHA256 of the session with the server's key, so nothing random is needed here and nothing is kept.
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Name of the hidden input.
pub const FIELD: &str = "_csrf";

fn mac(key: &[u8], session: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(b"yui csrf 1\0");
    mac.update(session.as_bytes());
    Some(mac)
}

/// The token for a session (its id, or the id of a letter for pages without login): 64 hexadecimal digits.
pub fn token(key: &[u8], session: &str) -> String {
    mac(key, session).map_or_else(String::new, |m| kernel::hex(&m.finalize().into_bytes()))
}

/// Does `presented` belong to this session? Compared without leaking where it differs.
pub fn check(key: &[u8], session: &str, presented: &str) -> bool {
    let Some(bytes) = unhex(presented) else {
        return false;
    };
    mac(key, session).is_some_and(|m| m.verify_slice(&bytes).is_ok())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_own_session_and_key_only() {
        let t = token(b"key", "s1");
        assert!(check(b"key", "s1", &t));
        assert!(check(b"key", "s1", &t.to_uppercase()));
        for (key, session, given) in [
            (&b"other"[..], "s1", t.as_str()),
            (b"key", "s2", &t),
            (b"key", "s1", ""),
            (b"key", "s1", "日本語日本語日本語日本語日本語日本語日本"),
            (b"key", "s1", &t[..63]),
        ] {
            assert!(!check(key, session, given));
        }
    }
}
