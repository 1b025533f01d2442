//! The two cookies: the session's token and a sentence said once.

/// Name of the session cookie; per region path.
pub const SESSION: &str = "yui_session";
/// Name of the sentence said once.
pub const FLASH: &str = "yui_flash";

/// The value of a cookie in a `Cookie` header.
pub fn find<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header
        .split(';')
        .filter_map(|c| c.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// A `Set-Cookie` for one region: not readable by scripts, not sent from other sites.
pub fn set(name: &str, value: &str, region: &str, secure: bool, seconds: Option<i64>) -> String {
    let mut c = format!("{name}={value}; Path=/{region}; HttpOnly; SameSite=Lax");
    if secure {
        c.push_str("; Secure");
    }
    if let Some(s) = seconds {
        c.push_str(&format!("; Max-Age={s}"));
    }
    c
}

/// Text in a cookie: every byte but letters and digits as %XX.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }
        })
        .collect()
}

/// Back from [`encode`]; what is no such text gives none.
pub fn decode(value: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = value.bytes();
    while let Some(b) = bytes.next() {
        if b == b'%' {
            let hi = bytes.next().and_then(|c| char::from(c).to_digit(16))?;
            let lo = bytes.next().and_then(|c| char::from(c).to_digit(16))?;
            out.push((hi * 16 + lo) as u8);
        } else {
            out.push(b);
        }
    }
    String::from_utf8(out).ok().filter(|t| t.chars().count() <= 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_and_sentences_come_back() {
        assert_eq!(find("a=1; yui_session=abc; b=2", SESSION), Some("abc"));
        assert_eq!(find("xyui_session=abc", SESSION), None);
        let said = "取り消しました（5分以内）; x=1";
        assert_eq!(decode(&encode(said)).as_deref(), Some(said));
        assert_eq!(decode("%zz"), None);
    }
}
