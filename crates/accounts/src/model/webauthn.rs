//! Passkeys: what a browser sends, checked (W3C Web Authentication Level 3, §7.1 and §7.2). We ask for no attestation, so
//! the statement about the maker is not read; user verification (fingerprint, face, PIN) must have happened.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::signature;

/// Who asks: our name towards browsers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Host name without port.
    pub rp_id: String,
    /// `https://host[:port]`.
    pub origin: String,
}

impl Party {
    /// From the public address of the server.
    pub fn of(origin: &str) -> Party {
        let host = origin.split_once("://").map_or(origin, |(_, h)| h);
        let host = host.split('/').next().unwrap_or(host);
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        Party { rp_id: name.into(), origin: origin.trim_end_matches('/').into() }
    }
}

/// Why an answer is refused. Never shown; for tests and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Not readable.
    #[error("form")]
    Form,
    /// Made for another kind of act, or inside a frame of another site.
    #[error("type")]
    Type,
    /// Made on another site.
    #[error("origin")]
    Origin,
    /// Made for another party.
    #[error("party")]
    RpId,
    /// Nobody was there.
    #[error("presence")]
    NotPresent,
    /// Somebody was there, but did not prove to be the owner.
    #[error("verification")]
    NotVerified,
    /// A key of a kind we did not ask for.
    #[error("algorithm")]
    Algorithm,
    /// Not signed by this key.
    #[error("signature")]
    Signature,
    /// The counter did not rise: the key has been copied.
    #[error("counter")]
    Counter,
}

/// A new passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Credential id, base64url.
    pub credential: String,
    /// The public key (COSE).
    pub public_key: Vec<u8>,
    /// The signature counter.
    pub counter: u32,
}

/// base64url without padding; none when it is not.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// base64url without padding.
pub fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[derive(serde::Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

/// The challenge that an answer carries, as its bytes: looked up, and used up, in the store.
pub fn challenge_of(client_data: &[u8]) -> Result<Vec<u8>, Wrong> {
    let data: ClientData = serde_json::from_slice(client_data).map_err(|_| Wrong::Form)?;
    unbase64(&data.challenge).filter(|c| c.len() >= 16).ok_or(Wrong::Form)
}

fn check_client(party: &Party, kind: &str, client_data: &[u8]) -> Result<(), Wrong> {
    let data: ClientData = serde_json::from_slice(client_data).map_err(|_| Wrong::Form)?;
    if data.kind != kind || data.cross_origin {
        return Err(Wrong::Type);
    }
    if data.origin != party.origin {
        return Err(Wrong::Origin);
    }
    Ok(())
}

struct AuthData<'a> {
    flags: u8,
    counter: u32,
    rest: &'a [u8],
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

fn auth_data<'a>(party: &Party, bytes: &'a [u8]) -> Result<AuthData<'a>, Wrong> {
    let (hash, rest) = bytes.split_at_checked(32).ok_or(Wrong::Form)?;
    let ([flags, counter @ ..], rest) = rest.split_first_chunk::<5>().ok_or(Wrong::Form)?;
    if kernel::hex(hash) != kernel::sha256_hex(party.rp_id.as_bytes()) {
        return Err(Wrong::RpId);
    }
    if flags & PRESENT == 0 {
        return Err(Wrong::NotPresent);
    }
    if flags & VERIFIED == 0 {
        return Err(Wrong::NotVerified);
    }
    Ok(AuthData { flags: *flags, counter: u32::from_be_bytes(*counter), rest })
}

fn field(map: &Value, key: i64) -> Option<&Value> {
    map.as_map()?.iter().find(|(k, _)| k.as_integer() == Some(key.into())).map(|(_, v)| v)
}

fn number(map: &Value, key: i64) -> Option<i64> {
    field(map, key)?.as_integer().and_then(|n| i64::try_from(n).ok())
}

enum Key {
    Es256(Vec<u8>),
    Rs256 { n: Vec<u8>, e: Vec<u8> },
    Ed25519(Vec<u8>),
}

/// RFC 9053: ES256 (-7), RS256 (-257; older Windows), EdDSA (-8).
fn key(cose: &[u8]) -> Result<Key, Wrong> {
    let map: Value = ciborium::from_reader(cose).map_err(|_| Wrong::Form)?;
    let bytes = |k: i64| field(&map, k).and_then(Value::as_bytes).cloned().ok_or(Wrong::Form);
    match (number(&map, 1), number(&map, 3), number(&map, -1)) {
        (Some(2), Some(-7), Some(1)) => {
            let (x, y) = (bytes(-2)?, bytes(-3)?);
            if x.len() != 32 || y.len() != 32 {
                return Err(Wrong::Form);
            }
            Ok(Key::Es256([&[4u8][..], &x, &y].concat()))
        }
        (Some(3), Some(-257), _) => Ok(Key::Rs256 { n: bytes(-1)?, e: bytes(-2)? }),
        (Some(1), Some(-8), Some(6)) => Ok(Key::Ed25519(bytes(-2)?)),
        _ => Err(Wrong::Algorithm),
    }
}

/// The algorithms we take, as the browser is told, best known first.
pub const ALGORITHMS: [i64; 3] = [-7, -257, -8];

/// Checks the answer to “make a passkey”. Whether the challenge was ours is the caller's question.
pub fn check_create(party: &Party, client_data: &[u8], attestation: &[u8]) -> Result<Made, Wrong> {
    check_client(party, "webauthn.create", client_data)?;
    let map: Value = ciborium::from_reader(attestation).map_err(|_| Wrong::Form)?;
    let data = map
        .as_map()
        .and_then(|m| m.iter().find(|(k, _)| k.as_text() == Some("authData")))
        .and_then(|(_, v)| v.as_bytes())
        .ok_or(Wrong::Form)?;
    let auth = auth_data(party, data)?;
    if auth.flags & ATTESTED == 0 {
        return Err(Wrong::Form);
    }
    let (_aaguid, rest) = auth.rest.split_at_checked(16).ok_or(Wrong::Form)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Wrong::Form)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > 1023 {
        return Err(Wrong::Form);
    }
    let (credential, rest) = rest.split_at_checked(length).ok_or(Wrong::Form)?;
    // the key ends where its map ends; extensions may follow
    let mut after = rest;
    let _: Value = ciborium::from_reader(&mut after).map_err(|_| Wrong::Form)?;
    let public_key = rest.get(..rest.len() - after.len()).ok_or(Wrong::Form)?.to_vec();
    key(&public_key)?;
    Ok(Made { credential: base64(credential), public_key, counter: auth.counter })
}

/// Checks the answer to “show that it is you” with a stored key; the new counter.
pub fn check_get(
    party: &Party,
    client_data: &[u8],
    authenticator: &[u8],
    sign: &[u8],
    public_key: &[u8],
    counter: u32,
) -> Result<u32, Wrong> {
    check_client(party, "webauthn.get", client_data)?;
    let auth = auth_data(party, authenticator)?;
    let hash = ring::digest::digest(&ring::digest::SHA256, client_data);
    let message = [authenticator, hash.as_ref()].concat();
    let good = match key(public_key)? {
        Key::Es256(point) => {
            signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, point)
                .verify(&message, sign)
        }
        Key::Rs256 { n, e } => signature::RsaPublicKeyComponents { n, e }.verify(
            &signature::RSA_PKCS1_2048_8192_SHA256,
            &message,
            sign,
        ),
        Key::Ed25519(bytes) => {
            signature::UnparsedPublicKey::new(&signature::ED25519, bytes).verify(&message, sign)
        }
    };
    good.map_err(|_| Wrong::Signature)?;
    // §7.2 step 22: passkeys that are kept in a cloud count 0 for ever
    if (auth.counter != 0 || counter != 0) && auth.counter <= counter {
        return Err(Wrong::Counter);
    }
    Ok(auth.counter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_party_is_the_host_without_its_port() {
        for (origin, name) in [
            ("http://localhost:8080", "localhost"),
            ("https://yui.example.jp", "yui.example.jp"),
            ("https://yui.example.jp/", "yui.example.jp"),
        ] {
            let p = Party::of(origin);
            assert_eq!((p.rp_id.as_str(), p.origin.as_str()), (name, origin.trim_end_matches('/')));
        }
    }

    #[test]
    fn bytes_of_any_kind_are_refused_without_a_crash() {
        let p = Party::of("https://yui.example.jp");
        let client = br#"{"type":"webauthn.create","challenge":"AAAAAAAAAAAAAAAAAAAAAAAA","origin":"https://yui.example.jp"}"#;
        let mut bytes = Vec::new();
        for seed in 0..2000u32 {
            bytes.clear();
            let mut x = seed;
            for _ in 0..(seed % 200) {
                x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes.push((x >> 24) as u8);
            }
            assert!(check_create(&p, client, &bytes).is_err());
            assert!(check_create(&p, &bytes, &bytes).is_err());
            assert!(check_get(&p, &bytes, &bytes, &bytes, &bytes, 0).is_err());
            assert!(challenge_of(&bytes).is_err());
        }
        assert!(challenge_of(client).is_ok());
    }
}
