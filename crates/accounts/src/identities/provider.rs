//! Asking an identity provider: its description, a token for a code, its keys. No redirect is followed, nothing longer than
//! 256 KiB is read, nobody waits longer than ten seconds.
use std::time::Duration;

use base64::Engine;

use crate::model::oidc::{self, Described, Expected, Said, address_ok};

const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST: u64 = 256 * 1024;

/// How a provider is known here.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its name for itself: an address.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our secret there; empty when there is none (PKCE alone).
    pub secret: String,
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

type Answer = ureq::http::Response<ureq::Body>;

fn body(answer: Result<Answer, ureq::Error>) -> Result<Vec<u8>, String> {
    let mut answer = answer.map_err(|e| e.to_string())?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(format!("status {status}"));
    }
    answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(|e| e.to_string())
}

fn get(url: &str) -> Result<Vec<u8>, String> {
    body(agent().get(url).header("Accept", "application/json").call())
}

/// What the provider says of itself. An error says why, without anything of a person.
pub fn describe(issuer: &str) -> Result<Described, String> {
    if !address_ok(issuer) {
        return Err("address".into());
    }
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    oidc::described(&get(&url)?, issuer).map_err(|e| e.to_string())
}

/// A code becomes an ID token, and the token is checked: who it is.
pub fn redeem(
    p: &Client,
    code: &str,
    back: &str,
    verifier: &str,
    nonce: &str,
    now: kernel::At,
) -> Result<Said, String> {
    let described = describe(&p.issuer)?;
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", back),
        ("code_verifier", verifier),
    ];
    let mut request = agent().post(&described.token).header("Accept", "application/json");
    if p.secret.is_empty() {
        fields.push(("client_id", p.client.as_str()));
    } else {
        // RFC 6749 §2.3.1: both parts encoded as in a form before they are joined
        let one = |t: &str| oidc::query(&[("", t)]).trim_start_matches('=').to_string();
        let pair = format!("{}:{}", one(&p.client), one(&p.secret));
        let pair = base64::engine::general_purpose::STANDARD.encode(pair);
        request = request.header("Authorization", format!("Basic {pair}"));
    }
    let answer = body(request.send_form(fields))?;
    let answer: serde_json::Value =
        serde_json::from_slice(&answer).map_err(|_| "form".to_string())?;
    let token = answer.get("id_token").and_then(|t| t.as_str()).ok_or("no token")?;
    let keys = get(&described.keys)?;
    let expected = Expected { issuer: &p.issuer, client: &p.client, nonce, now };
    oidc::verify(token, &keys, &expected).map_err(|e| e.to_string())
}
