//! Tokens of an identity provider, each wrong in one way: none is taken. Whether right ones of a real provider are, the
//! server's tests ask (`server/tests/it/oidc.rs`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use accounts::model::oidc::{Expected, OLDEST_LOGIN, Wrong, address_ok, described, enough, verify};
use accounts::model::webauthn::base64;
use kernel::At;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

const ISSUER: &str = "https://login.city.example.jp";

fn now() -> At {
    testkit::noon_before()
}

fn seconds() -> i64 {
    now().millis() / 1000
}

fn expected() -> Expected<'static> {
    Expected { issuer: ISSUER, client: "yui", nonce: "n-1", now: now() }
}

struct Provider {
    key: EcdsaKeyPair,
}

impl Provider {
    fn new() -> Provider {
        let rng = SystemRandom::new();
        let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let doc = EcdsaKeyPair::generate_pkcs8(alg, &rng).unwrap();
        Provider { key: EcdsaKeyPair::from_pkcs8(alg, doc.as_ref(), &rng).unwrap() }
    }

    fn jwk(&self, kid: &str) -> Value {
        let point = self.key.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "alg": "ES256",
                "x": base64(&point[1..33]), "y": base64(&point[33..]) })
    }

    fn keys(&self) -> Vec<u8> {
        json!({ "keys": [self.jwk("k1")] }).to_string().into_bytes()
    }

    fn token(&self, header: &Value, body: &Value) -> String {
        let text = format!(
            "{}.{}",
            base64(header.to_string().as_bytes()),
            base64(body.to_string().as_bytes())
        );
        let sign = self.key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", base64(sign.as_ref()))
    }
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": "k1" })
}

fn body() -> Value {
    json!({ "iss": ISSUER, "aud": "yui", "sub": "s-42", "nonce": "n-1", "iat": seconds(),
            "exp": seconds() + 300, "auth_time": seconds() - 60, "amr": ["pwd", "mfa"], "acr": "urn:two", "email": "a@b.example" })
}

fn with(name: &str, value: Value) -> Value {
    let mut b = body();
    b[name] = value;
    b
}

#[test]
fn a_right_token_says_who_and_how_and_each_wrong_one_is_refused_for_its_reason() {
    let p = Provider::new();
    let check = |body: &Value| verify(&p.token(&header(), body), &p.keys(), &expected());
    let said = check(&body()).unwrap();
    assert_eq!(said.subject, "s-42");
    assert_eq!(said.ways, ["pwd", "mfa", "urn:two"]);
    assert!(check(&with("aud", json!(["yui"]))).is_ok());
    let mut two = with("aud", json!(["yui", "other"]));
    assert_eq!(check(&two), Err(Wrong::Audience), "for two, and nobody says for whom");
    two["azp"] = json!("yui");
    assert!(check(&two).is_ok());
    assert!(check(&with("auth_time", json!(seconds() - OLDEST_LOGIN))).is_ok());
    let t = seconds();
    for (name, value, why) in [
        ("iss", json!("https://login.city.example.jp/"), Wrong::Issuer),
        ("iss", json!("https://evil.example"), Wrong::Issuer),
        ("iss", Value::Null, Wrong::Issuer),
        ("aud", json!("other"), Wrong::Audience),
        ("aud", json!([]), Wrong::Audience),
        ("aud", json!(["yui2"]), Wrong::Audience),
        ("azp", json!("other"), Wrong::Audience),
        ("nonce", json!("n-2"), Wrong::Nonce),
        ("nonce", Value::Null, Wrong::Nonce),
        ("exp", json!(t - 61), Wrong::Time),
        ("exp", json!("tomorrow"), Wrong::Time),
        ("iat", json!(t + 61), Wrong::Time),
        ("iat", json!(t - 601), Wrong::Time),
        ("nbf", json!(t + 61), Wrong::Time),
        ("auth_time", Value::Null, Wrong::Login),
        ("auth_time", json!("now"), Wrong::Login),
        ("auth_time", json!(t + 61), Wrong::Login),
        ("auth_time", json!(t - OLDEST_LOGIN - 61), Wrong::Login),
        ("sub", json!(""), Wrong::Form),
        ("sub", Value::Null, Wrong::Form),
        ("sub", json!("s".repeat(256)), Wrong::Form),
    ] {
        assert_eq!(check(&with(name, value.clone())), Err(why), "{name} {value}");
    }
}

#[test]
fn only_the_providers_own_key_and_two_algorithms_count() {
    let (p, other) = (Provider::new(), Provider::new());
    let good = p.token(&header(), &body());
    assert_eq!(verify(&good, &other.keys(), &expected()), Err(Wrong::Signature));
    let parts: Vec<&str> = good.split('.').collect();
    let head = |v: Value| base64(v.to_string().as_bytes());
    // alg=none in all its spellings, and HMAC with the public key as secret
    for alg in ["none", "None", "NONE", "nOnE", "HS256", "RS512", "ES384", "EdDSA", ""] {
        let h = head(json!({ "alg": alg, "kid": "k1" }));
        for sign in ["", parts[2]] {
            let t = format!("{h}.{}.{sign}", parts[1]);
            assert_eq!(verify(&t, &p.keys(), &expected()), Err(Wrong::Algorithm), "{alg}");
        }
    }
    let none = format!("{}.{}.", parts[0], parts[1]);
    assert_eq!(verify(&none, &p.keys(), &expected()), Err(Wrong::Signature));
    let t = format!("{}.{}.{}", head(json!({ "alg": "RS256", "kid": "k1" })), parts[1], parts[2]);
    assert_eq!(verify(&t, &p.keys(), &expected()), Err(Wrong::Key), "a key of another family");
    let t = p.token(&json!({ "alg": "ES256", "kid": "k2" }), &body());
    assert_eq!(verify(&t, &p.keys(), &expected()), Err(Wrong::Key), "a key nobody has");
    let t = p.token(&json!({ "alg": "ES256", "kid": "k1", "crit": ["x"] }), &body());
    assert_eq!(verify(&t, &p.keys(), &expected()), Err(Wrong::Algorithm));
    let both = json!({ "keys": [p.jwk("a"), other.jwk("b")] }).to_string().into_bytes();
    let t = p.token(&json!({ "alg": "ES256" }), &body());
    assert_eq!(verify(&t, &both, &expected()), Err(Wrong::Key), "one of two, and not said which");
    assert!(verify(&t, &p.keys(), &expected()).is_ok());
    let mut wrong_use = p.jwk("k1");
    wrong_use["use"] = json!("enc");
    let keys = json!({ "keys": [wrong_use] }).to_string().into_bytes();
    assert_eq!(verify(&good, &keys, &expected()), Err(Wrong::Key), "not for signing");
    // every bit of what is signed counts
    for i in (0..good.len()).filter(|i| good.as_bytes()[*i] != b'.') {
        let mut bent = good.clone().into_bytes();
        bent[i] = if bent[i] == b'A' { b'Q' } else { b'A' };
        let bent = String::from_utf8(bent).unwrap();
        // the last letter of a part may carry bits that mean nothing; whatever else is read as before is no change
        let same = bent.split('.').zip(good.split('.')).all(|(a, b)| {
            accounts::model::webauthn::unbase64(a) == accounts::model::webauthn::unbase64(b)
        });
        if !same {
            assert!(verify(&bent, &p.keys(), &expected()).is_err(), "{i}");
        }
    }
    for bad in ["", ".", "..", "a.b", "a.b.c.d", "結.び.目"] {
        assert!(verify(bad, &p.keys(), &expected()).is_err(), "{bad}");
        assert!(verify(&good, bad.as_bytes(), &expected()).is_err(), "{bad}");
    }
}

#[test]
fn a_provider_is_what_it_calls_itself_and_speaks_tls() {
    let said = |issuer: &str, token: &str| {
        json!({ "issuer": issuer, "authorization_endpoint": "https://login.city.example.jp/a",
                "token_endpoint": token, "jwks_uri": "https://login.city.example.jp/k" })
        .to_string()
        .into_bytes()
    };
    let good = said(ISSUER, "https://login.city.example.jp/t");
    assert_eq!(described(&good, ISSUER).unwrap().token, "https://login.city.example.jp/t");
    assert_eq!(described(&good, "https://other.example"), Err(Wrong::Issuer));
    for token in
        ["http://login.city.example.jp/t", "http://127.0.0.1:1/t", "file:///etc/passwd", ""]
    {
        assert_eq!(described(&said(ISSUER, token), ISSUER), Err(Wrong::Form), "{token}");
    }
    for bad in [
        "http://login.example",
        "ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "https://",
        "https://a@b.example",
        "https://a b",
    ] {
        assert!(!address_ok(bad), "{bad}");
    }
    for good in [
        "https://login.example/x",
        "http://127.0.0.1:3000",
        "http://localhost/x",
        "http://[::1]:1/",
    ] {
        assert!(address_ok(good), "{good}");
    }
}

#[test]
fn two_factors_are_what_the_region_says_and_an_empty_rule_trusts_nobody() {
    let ways = ["pwd".to_string(), "mfa".to_string(), "urn:two".to_string()];
    assert!(enough("mfa", &ways) && enough("x urn:two", &ways));
    for none in ["", " ", "otp", "mf", "pwd-mfa"] {
        assert!(!enough(none, &ways), "{none}");
    }
    assert!(!enough("mfa", &[]));
}
