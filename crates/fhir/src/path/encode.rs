//! `encode`, `decode` (hex, base64, urlbase64), `escape`, `unescape` (html, json).

use super::error::PathError;
use super::eval::{Call, Machine, Outcome};
use super::functions::F;
use super::item::Item;
use super::ops::check_length;
use super::text::{argument, input};

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Carries out one of the four. What does not decode to text is empty.
pub(super) fn call<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let Some(text) = input(items, call)? else { return Ok(Vec::new()) };
    let Some(format) = argument(m, call, 0)? else { return Ok(Vec::new()) };
    check_length(m, text.len() * 6, call.at)?;
    let made = match (call.function.id, format.as_ref()) {
        (F::Encode, "hex") => Some(text.bytes().map(|b| format!("{b:02x}")).collect()),
        (F::Encode, "base64") => Some(to_base64(text.as_bytes(), STANDARD)),
        (F::Encode, "urlbase64") => Some(to_base64(text.as_bytes(), FOR_URLS)),
        (F::Decode, "hex") => from_hex(&text),
        (F::Decode, "base64") => from_base64(&text, STANDARD),
        (F::Decode, "urlbase64") => from_base64(&text, FOR_URLS),
        (F::Escape, "html") => Some(escape_html(&text)),
        (F::Unescape, "html") => Some(unescape_html(&text)),
        (F::Escape, "json") => {
            serde_json::to_string(&text).ok().and_then(|t| Some(t.get(1..t.len() - 1)?.to_owned()))
        }
        (F::Unescape, "json") => unescape_json(&text),
        (_, other) => {
            return Err(PathError::eval(
                call.at,
                format!("{}() does not know '{other}'", call.function.name),
            ));
        }
    };
    Ok(made.map(Item::text).into_iter().collect())
}

fn digit(alphabet: &[u8; 64], n: u32) -> char {
    alphabet.get((n & 63) as usize).map_or('=', |b| char::from(*b))
}

fn to_base64(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let all =
            chunk.iter().fold(0_u32, |all, b| all << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for n in 0..4 {
            out.push(if n <= chunk.len() { digit(alphabet, all >> (18 - 6 * n)) } else { '=' });
        }
    }
    out
}

fn from_base64(text: &str, alphabet: &[u8; 64]) -> Option<String> {
    let digits = text.trim_end_matches('=');
    if text.len() - digits.len() > 2 || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::new();
    let (mut all, mut bits) = (0_u32, 0);
    for b in digits.bytes() {
        let value = alphabet.iter().position(|d| *d == b)?;
        all = (all << 6 | u32::try_from(value).ok()?) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(all >> bits & 0xFF).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

fn from_hex(text: &str) -> Option<String> {
    let nibble = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut bytes = Vec::new();
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(nibble(*high)? << 4 | nibble(*low)?);
    }
    String::from_utf8(bytes).ok()
}

const HTML: [(&str, &str); 5] =
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")];

fn escape_html(text: &str) -> String {
    HTML.iter().fold(text.to_owned(), |text, (plain, escaped)| text.replace(plain, escaped))
}

fn unescape_html(text: &str) -> String {
    // The ampersand last: `&amp;lt;` is `&lt;`, not `<`.
    HTML.iter().rev().fold(text.to_owned(), |text, (plain, escaped)| text.replace(escaped, plain))
}

/// Text that is already plain stays; a bare quotation mark is allowed.
fn unescape_json(text: &str) -> Option<String> {
    let mut quoted = String::from("\"");
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '"' if !escaped => quoted.push_str("\\\""),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    quoted.push('"');
    serde_json::from_str(&quoted).ok()
}
