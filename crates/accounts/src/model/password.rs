//! Passwords: length and a list of those tried first, no rules of composition (NIST SP 800-63B-4 §3.1.1.2); kept as
//! argon2id (RFC 9106) with a salt of their own.
use std::sync::{Condvar, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};

/// Shortest password in characters.
pub const SHORTEST: usize = 10;
/// Longest password in characters: more is a mistake or an attack on the machine.
pub const LONGEST: usize = 128;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// Memory in KiB, passes, lanes: OWASP's second choice for argon2id, 19 MiB.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many are computed at the same time in this process: a flood of tries must not eat the memory.
const AT_ONCE: usize = 4;

static COMMON: &str = include_str!("../../data/common-passwords.txt");

/// What is compared: without full-width letters by mistake of the keyboard.
fn plain(typed: &str) -> String {
    typed
        .chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '　' => ' ',
            c => c,
        })
        .collect()
}

/// Why this password cannot be taken, as a sentence that says what to do; none when it can. `own` = words that belong to
/// the person (login name, names, region), which nobody else needs to guess.
pub fn weakness(typed: &str, own: &[&str]) -> Option<&'static str> {
    let text = plain(typed).to_lowercase();
    let n = text.chars().count();
    if n < SHORTEST {
        return Some(
            "パスワードは10文字以上にしてください。ことばを3つならべると、おぼえやすくなります",
        );
    }
    if n > LONGEST {
        return Some("パスワードは128文字までにしてください");
    }
    let different: std::collections::BTreeSet<char> = text.chars().collect();
    let steps = text
        .chars()
        .zip(text.chars().skip(1))
        .filter(|(a, b)| (*b as i64 - *a as i64).abs() <= 1)
        .count();
    let of_own = own.iter().any(|w| {
        let w = w.to_lowercase();
        w.chars().count() >= 3 && text.contains(&w) && n < w.chars().count() + 6
    });
    if different.len() < 5
        || steps + 3 > n
        || of_own
        || COMMON.lines().any(|l| !l.starts_with('#') && l == text)
    {
        return Some(
            "このパスワードは、よく使われていて当てられやすいものです。べつのことばを足してください",
        );
    }
    None
}

fn derive(password: &str, salt: &[u8], cost: (u32, u32, u32)) -> Option<[u8; 32]> {
    static RUNNING: Mutex<usize> = Mutex::new(0);
    static FREE: Condvar = Condvar::new();
    let params = Params::new(cost.0, cost.1, cost.2, Some(32)).ok()?;
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut running =
        FREE.wait_while(running, |n| *n >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
    *running += 1;
    drop(running);
    let mut out = [0; 32];
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        plain(password).as_bytes(),
        salt,
        &mut out,
    );
    *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    FREE.notify_one();
    done.ok().map(|()| out)
}

/// The stored form `argon2id$memory$passes$lanes$salt$hash`; none when the password is far too long.
pub fn keep(password: &str, salt: &[u8; SALT_BYTES]) -> Option<String> {
    if password.chars().count() > LONGEST {
        return None;
    }
    let hash = derive(password, salt, COST)?;
    let (m, t, p) = COST;
    Some(format!("argon2id${m}${t}${p}${}${}", kernel::hex(salt), kernel::hex(&hash)))
}

/// Is it this password? Without a stored one the same work is done, and the answer is no: nobody learns from the time
/// whether a login name exists.
pub fn check(stored: Option<&str>, typed: &str) -> bool {
    let typed: String = typed.chars().take(LONGEST + 1).collect();
    let parts: Option<Vec<&str>> = stored.map(|s| s.split('$').collect());
    let read = parts.as_ref().and_then(|p| match p.as_slice() {
        ["argon2id", m, t, p, salt, hash] => {
            let cost = (m.parse().ok()?, t.parse().ok()?, p.parse().ok()?);
            Some((cost, unhex(salt)?, *hash))
        }
        _ => None,
    });
    let (cost, salt, want) = match &read {
        Some((cost, salt, hash)) => (*cost, salt.as_slice(), *hash),
        None => (COST, &[0u8; SALT_BYTES][..], ""),
    };
    let Some(got) = derive(&typed, salt, cost) else { return false };
    let got = kernel::hex(&got);
    read.is_some()
        && got.len() == want.len()
        && got.bytes().zip(want.bytes()).fold(0, |d, (a, b)| d | (a ^ b)) == 0
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits() {
        let kept = keep("みずほ さくら 縁側", &[3; SALT_BYTES]).unwrap();
        assert!(check(Some(&kept), "みずほ さくら 縁側"));
        assert!(check(Some(&kept), "みずほ　さくら　縁側"), "a wide space is the same key");
        for bad in ["", "みずほ さくら 緑側", "みずほ さくら 縁側 "] {
            assert!(!check(Some(&kept), bad), "{bad}");
        }
        assert!(!check(None, ""));
        assert!(!check(Some("argon2id$broken"), ""));
        assert_ne!(kept, keep("みずほ さくら 縁側", &[4; SALT_BYTES]).unwrap());
    }

    #[test]
    fn short_common_and_own_ones_are_refused_and_plain_words_taken() {
        for bad in [
            "",
            "みじかい",
            "123456789",
            "1234567890",
            "password123",
            "PASSWORD123",
            "ｐａｓｓｗｏｒｄ１２３",
            "aaaaaaaaaaaa",
            "abcdefghij",
            "ababababab",
            "hanako.sato1",
            "yuino-2026",
            "himawari123",
        ] {
            assert!(weakness(bad, &["hanako.sato", "yuino"]).is_some(), "{bad}");
        }
        assert!(weakness("やまだはなこ2026", &["山田花子", "やまだはなこ"]).is_some());
        assert!(weakness(&"あいうえおか".repeat(30), &[]).is_some());
        for good in ["縁側でお茶をのむ三毛", "mizuho sakura engawa", "hanako.sato likes green tea"]
        {
            assert_eq!(weakness(good, &["hanako.sato", "yuino"]), None, "{good}");
        }
    }
}
