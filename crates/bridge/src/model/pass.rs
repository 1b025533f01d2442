//! What a phone holds between the proof and the answer: no cookie (old phones, borrowed ones), no session, only a word in
//! the form that says until when, and a keyed hash by the letter's own secret.
use hmac::{Hmac, Mac};
use kernel::At;
use sha2::Sha256;

use super::limits::PASS_MINUTES;

fn mac(seal: &[u8], until: i64) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(seal).ok()?;
    mac.update(b"yui letter pass\0");
    mac.update(&until.to_be_bytes());
    Some(mac)
}

/// A pass for a letter that was opened now.
pub fn make(seal: &[u8], now: At) -> Option<String> {
    let until = now.plus_minutes(PASS_MINUTES).millis();
    Some(format!("{until:x}.{}", kernel::hex(&mac(seal, until)?.finalize().into_bytes())))
}

/// Does this pass open the letter with this secret, now?
pub fn fits(seal: &[u8], pass: &str, now: At) -> bool {
    let Some((until, hex)) = pass.split_once('.') else { return false };
    let (Ok(until), Some(sum)) = (i64::from_str_radix(until, 16), unhex(hex)) else { return false };
    !seal.is_empty()
        && now.millis() < until
        && mac(seal, until).is_some_and(|m| m.verify_slice(&sum).is_ok())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    (0..32).map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_opens_its_own_letter_for_half_an_hour() {
        let now = testkit::noon_before();
        let pass = make(&[1; 32], now).unwrap();
        assert!(fits(&[1; 32], &pass, now) && fits(&[1; 32], &pass, now.plus_minutes(29)));
        assert!(!fits(&[1; 32], &pass, now.plus_minutes(30)));
        assert!(!fits(&[2; 32], &pass, now) && !fits(&[], &pass, now));
        let (until, sum) = pass.split_once('.').unwrap();
        let longer = format!("{:x}.{sum}", i64::from_str_radix(until, 16).unwrap() + 60_000);
        for bad in ["", ".", "x.y", &longer, until, &pass[..20], &pass.replace('.', ".é")] {
            assert!(!fits(&[1; 32], bad, now), "{bad}");
        }
    }
}
