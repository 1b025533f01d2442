//! OpenID Connect, the part that needs no network: what a provider says of itself, and whether a token of it is good
//! (OpenID Connect Core 1.0 §3.1.3.7, Discovery 1.0 §4.3, RFC 7519). Only RS256 and ES256: none, HMAC and all others are
//! refused before a key is looked at.
use kernel::At;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::Value;

use super::webauthn::unbase64;

/// Seconds that two clocks may differ.
const LEEWAY: i64 = 60;
/// Seconds after which a token that was just asked for is too old in any case.
const OLDEST: i64 = 600;
/// Seconds since the provider itself saw the person prove who it is: one working day. Asked for as `max_age`, and looked at
/// again in the answer: a provider may not do what it was asked (OpenID Connect Core 1.0 §3.1.3.7, rule 11).
pub const OLDEST_LOGIN: i64 = 8 * 3600;

/// Why an answer is refused. For the log and tests; nobody sees which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Not readable.
    #[error("form")]
    Form,
    /// Signed in a way we do not take, or not at all.
    #[error("algorithm")]
    Algorithm,
    /// No such key.
    #[error("key")]
    Key,
    /// Not signed by this key.
    #[error("signature")]
    Signature,
    /// By another provider.
    #[error("issuer")]
    Issuer,
    /// For somebody else.
    #[error("audience")]
    Audience,
    /// Not for this try.
    #[error("nonce")]
    Nonce,
    /// Over, or not begun.
    #[error("time")]
    Time,
    /// The provider saw the person too long ago, or does not say when.
    #[error("login")]
    Login,
}

/// A provider's own description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Where people are sent.
    pub authorization: String,
    /// Where a code becomes a token.
    pub token: String,
    /// Its keys.
    pub keys: String,
}

/// May this address be asked? TLS; plain text only on this machine itself, where tests and a proxy live.
pub fn address_ok(url: &str) -> bool {
    let host_of = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or("").to_string();
    if let Some(rest) = url.strip_prefix("https://") {
        let host = host_of(rest);
        return !host.is_empty() && !host.contains('@') && !url.contains(char::is_whitespace);
    }
    url.strip_prefix("http://").is_some_and(|rest| {
        let host = host_of(rest);
        let name = host.rsplit_once(':').map_or(host.as_str(), |(n, _)| n);
        matches!(name, "127.0.0.1" | "localhost" | "[::1]") && !url.contains(char::is_whitespace)
    })
}

/// Reads `/.well-known/openid-configuration`: the provider must call itself what we call it.
pub fn described(json: &[u8], issuer: &str) -> Result<Described, Wrong> {
    let v: Value = serde_json::from_slice(json).map_err(|_| Wrong::Form)?;
    if text(&v, "issuer") != Some(issuer) {
        return Err(Wrong::Issuer);
    }
    let plain = issuer.starts_with("http://");
    let address = |name: &str| {
        let url = text(&v, name).ok_or(Wrong::Form)?;
        let ok = address_ok(url) && (plain || url.starts_with("https://"));
        if ok { Ok(url.to_string()) } else { Err(Wrong::Form) }
    };
    Ok(Described {
        authorization: address("authorization_endpoint")?,
        token: address("token_endpoint")?,
        keys: address("jwks_uri")?,
    })
}

fn text<'a>(v: &'a Value, name: &str) -> Option<&'a str> {
    v.get(name).and_then(Value::as_str)
}

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// By whom.
    pub issuer: &'a str,
    /// For whom.
    pub client: &'a str,
    /// For which try.
    pub nonce: &'a str,
    /// Now.
    pub now: At,
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who, in the provider's own words; the only thing a person is known by. An e-mail address is not looked at.
    pub subject: String,
    /// How the provider made sure: `amr` and `acr` together.
    pub ways: Vec<String>,
}

/// Checks an ID token against the provider's keys.
pub fn verify(token: &str, keys: &[u8], e: &Expected<'_>) -> Result<Said, Wrong> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(sign), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Wrong::Form);
    };
    let json = |part: &str| -> Result<Value, Wrong> {
        serde_json::from_slice(&unbase64(part).ok_or(Wrong::Form)?).map_err(|_| Wrong::Form)
    };
    let header = json(head)?;
    let alg = text(&header, "alg").ok_or(Wrong::Algorithm)?;
    if header.get("crit").is_some() {
        return Err(Wrong::Algorithm);
    }
    let sign = unbase64(sign).ok_or(Wrong::Form)?;
    let message = format!("{head}.{body}");
    let key = key(keys, alg, text(&header, "kid"))?;
    check(alg, &key, message.as_bytes(), &sign)?;
    // only now is what it says looked at
    said(&json(body)?, e)
}

fn key(keys: &[u8], alg: &str, kid: Option<&str>) -> Result<Value, Wrong> {
    let family = match alg {
        "RS256" => "RSA",
        "ES256" => "EC",
        _ => return Err(Wrong::Algorithm),
    };
    let all: Value = serde_json::from_slice(keys).map_err(|_| Wrong::Form)?;
    let list = all.get("keys").and_then(Value::as_array).ok_or(Wrong::Form)?;
    let mut fitting = list.iter().filter(|k| {
        text(k, "kty") == Some(family)
            && text(k, "use").is_none_or(|u| u == "sig")
            && text(k, "alg").is_none_or(|a| a == alg)
            && kid.is_none_or(|id| text(k, "kid") == Some(id))
    });
    match (fitting.next(), fitting.next()) {
        (Some(k), None) => Ok(k.clone()),
        _ => Err(Wrong::Key),
    }
}

fn check(alg: &str, key: &Value, message: &[u8], sign: &[u8]) -> Result<(), Wrong> {
    let number = |name: &str| text(key, name).and_then(unbase64).ok_or(Wrong::Key);
    let good = if alg == "RS256" {
        let (n, e) = (number("n")?, number("e")?);
        let n: Vec<u8> = n.into_iter().skip_while(|b| *b == 0).collect();
        RsaPublicKeyComponents { n, e }.verify(
            &signature::RSA_PKCS1_2048_8192_SHA256,
            message,
            sign,
        )
    } else {
        let (x, y) = (number("x")?, number("y")?);
        if text(key, "crv") != Some("P-256") || x.len() != 32 || y.len() != 32 {
            return Err(Wrong::Key);
        }
        let point = [&[4u8][..], &x, &y].concat();
        UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).verify(message, sign)
    };
    good.map_err(|_| Wrong::Signature)
}

fn said(body: &Value, e: &Expected<'_>) -> Result<Said, Wrong> {
    if text(body, "iss") != Some(e.issuer) {
        return Err(Wrong::Issuer);
    }
    let audience: Vec<&str> = match body.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let azp = text(body, "azp");
    let alone = audience.len() == 1 || azp == Some(e.client);
    if !audience.contains(&e.client) || !alone || azp.is_some_and(|a| a != e.client) {
        return Err(Wrong::Audience);
    }
    if text(body, "nonce") != Some(e.nonce) {
        return Err(Wrong::Nonce);
    }
    let at = |name: &str| body.get(name).and_then(Value::as_f64).map(|n| n as i64);
    let now = e.now.millis().div_euclid(1000);
    let (Some(exp), Some(iat)) = (at("exp"), at("iat")) else { return Err(Wrong::Time) };
    let begun = at("nbf").is_none_or(|n| n <= now + LEEWAY);
    if exp <= now - LEEWAY || iat > now + LEEWAY || iat < now - OLDEST || !begun {
        return Err(Wrong::Time);
    }
    if at("auth_time").is_none_or(|t| t > now + LEEWAY || t < now - OLDEST_LOGIN - LEEWAY) {
        return Err(Wrong::Login);
    }
    let subject = text(body, "sub").filter(|s| !s.is_empty() && s.len() <= 255);
    let mut ways: Vec<String> = body
        .get("amr")
        .and_then(Value::as_array)
        .map(|l| l.iter().filter_map(|w| w.as_str().map(str::to_string)).collect())
        .unwrap_or_default();
    ways.extend(text(body, "acr").map(str::to_string));
    Ok(Said { subject: subject.ok_or(Wrong::Form)?.to_string(), ways })
}

/// Is what the provider did two factors by the region's rule (words of `amr` or `acr`, by spaces)? An empty rule trusts
/// none: the own second factor is asked for.
pub fn enough(rule: &str, ways: &[String]) -> bool {
    rule.split_whitespace().any(|r| ways.iter().any(|w| w == r))
}

/// A query string of these fields.
pub fn query(fields: &[(&str, &str)]) -> String {
    let part = |t: &str| -> String {
        t.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect()
    };
    fields.iter().map(|(n, v)| format!("{}={}", part(n), part(v))).collect::<Vec<_>>().join("&")
}
