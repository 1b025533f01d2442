//! The two cookies: the session's token and a sentence said once.

/// Name of the session cookie without TLS; per region path.
const SESSION: &str = "yui_session";
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

/// The name of a region's session cookie. Over TLS with `__Host-`: a browser takes it only with Secure, for the whole
/// host and from this host alone, so that no neighbour under the same domain can plant one (session fixation).
pub fn session_name(region: &str, secure: bool) -> String {
    if secure { format!("__Host-yui-{region}") } else { SESSION.into() }
}

/// How long a browser keeps a cookie at most (RFC 6265bis: 400 days); each signing in begins it anew.
const DEVICE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The name of the credential of a device; over TLS bound to the host like the session.
pub fn device_name(region: &str, secure: bool) -> String {
    if secure { format!("__Host-yui-device-{region}") } else { "yui_device".into() }
}

/// The credential of a device; an empty one takes it away.
pub fn device(credential: &str, region: &str, secure: bool) -> String {
    let seconds = if credential.is_empty() { 0 } else { DEVICE_SECONDS };
    let name = device_name(region, secure);
    if secure {
        let path = "Path=/; HttpOnly; SameSite=Lax; Secure";
        return format!("{name}={credential}; {path}; Max-Age={seconds}");
    }
    set(&name, credential, region, false, Some(seconds))
}

/// The name of what a browser keeps while it is at an identity provider.
pub fn away_name(region: &str, secure: bool) -> String {
    if secure { format!("__Host-yui-away-{region}") } else { "yui_away".into() }
}

/// What a browser keeps while it is at an identity provider: 15 minutes. Lax: it comes back from another site.
pub fn away(keep: &str, region: &str, secure: bool) -> String {
    let name = away_name(region, secure);
    if secure {
        return format!("{name}={keep}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=900");
    }
    set(&name, keep, region, false, Some(900))
}

/// The session cookie; `seconds` 0 takes it away.
pub fn session(token: &str, region: &str, secure: bool, seconds: Option<i64>) -> String {
    let name = session_name(region, secure);
    if !secure {
        return set(&name, token, region, false, seconds);
    }
    let mut c = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Secure");
    if let Some(s) = seconds {
        c.push_str(&format!("; Max-Age={s}"));
    }
    c
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
    fn over_tls_the_session_belongs_to_this_host_alone() {
        assert_eq!(
            session("t", "yuino", true, None),
            "__Host-yui-yuino=t; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            session("t", "yuino", false, None),
            "yui_session=t; Path=/yuino; HttpOnly; SameSite=Lax"
        );
        assert!(session("", "yuino", true, Some(0)).ends_with("; Max-Age=0"));
    }

    #[test]
    fn cookies_are_found_and_sentences_come_back() {
        assert_eq!(find("a=1; yui_session=abc; b=2", SESSION), Some("abc"));
        assert_eq!(find("xyui_session=abc", SESSION), None);
        let said = "取り消しました（5分以内）; x=1";
        assert_eq!(decode(&encode(said)).as_deref(), Some(said));
        assert_eq!(decode("%zz"), None);
    }
}
