//! Sealing the subset of a tablet, twice over: to the key that this browser made and cannot give away, and to the PINs of the
//! crew. A key pair of the moment agrees with the tablet's open half (P-256, which every browser's WebCrypto has); what both
//! agree on opens the list of who may open it, and only together with a stretched PIN the key of the content
//! (HKDF-SHA-256, AES-256-GCM; docs/adr/0033, 0040).
use accounts::model::away::Opener;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SecureRandom;
use ring::{aead, agreement, hkdf};
use serde::Serialize;

/// The content is filled up to a multiple of this, so that its length tells little.
const STEP: usize = 64 * 1024;
const BODY: &[u8] = b"yui subset 2";
const LIST: &[u8] = b"yui subset list 2";
const PIN: &[u8] = b"yui subset pin 2";

/// Something sealed. Bytes in base64.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Nonce.
    pub nonce: String,
    /// The content.
    pub body: String,
}

/// What the tablet keeps. Its script reads these names (web/src/ts/scene/seal.ts). Bytes in base64.
#[derive(Debug, Clone, Serialize)]
pub struct Sealed {
    /// Version of the form.
    pub v: u32,
    /// What stands in the clear, as the exact text that the seal covers.
    pub head: String,
    /// The open half of the moment's key pair.
    pub point: String,
    /// Who can open it: under the tablet's key alone, so that a copy of the disk names nobody of the crew.
    pub list: Part,
    /// The cards: under the tablet's key and a PIN.
    pub body: Part,
}

/// Who can open a subset, and how the page behaves.
#[derive(Debug, Clone, Default)]
pub struct Crew {
    /// The people with their stretched PINs.
    pub openers: Vec<Opener>,
    /// Names are chosen from a list; otherwise typed.
    pub listed: bool,
    /// Minutes without a touch after which the PIN is asked for again.
    pub idle: i64,
}

#[derive(Serialize)]
struct Line<'a> {
    account: kernel::Id,
    name: &'a str,
    number: &'a str,
    rounds: u32,
    salt: String,
    /// The key of the content under this PIN.
    key: Part,
}

#[derive(Serialize)]
struct List<'a> {
    listed: bool,
    idle: i64,
    crew: Vec<Line<'a>>,
}

/// The open half of a tablet's key: an uncompressed point of P-256 in base64; none when it is none.
pub fn point(text: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    (bytes.len() == 65 && bytes.first() == Some(&4)).then_some(bytes)
}

/// A key from what was agreed on, alone or with something beside it.
fn key(salt: &[u8], shared: &[u8], beside: &[u8], info: &[u8]) -> Option<aead::LessSafeKey> {
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&[shared, beside].concat());
    let info = [info];
    let okm = secret.expand(&info, &aead::AES_256_GCM).ok()?;
    Some(aead::LessSafeKey::new(aead::UnboundKey::from(okm)))
}

fn part(
    random: &dyn SecureRandom,
    key: &aead::LessSafeKey,
    head: &str,
    mut bytes: Vec<u8>,
) -> Option<Part> {
    let mut nonce = [0; 12];
    random.fill(&mut nonce).ok()?;
    let unique = aead::Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(unique, aead::Aad::from(head.as_bytes()), &mut bytes).ok()?;
    Some(Part { nonce: STANDARD.encode(nonce), body: STANDARD.encode(bytes) })
}

/// Seals `body` (JSON) to the tablet's open half and the PINs of the crew; `head` stays readable and cannot be changed
/// unnoticed. None when the half is no point of the curve.
pub fn seal(
    random: &dyn SecureRandom,
    theirs: &[u8],
    head: &str,
    body: String,
    crew: &Crew,
) -> Option<Sealed> {
    let own = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, random).ok()?;
    let ours = own.compute_public_key().ok()?;
    let salt = ours.as_ref();
    let theirs = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, theirs);
    let mut content = [0; 32];
    random.fill(&mut content).ok()?;
    let mut bytes = body.into_bytes();
    // blanks at the end of JSON mean nothing
    bytes.resize(bytes.len().next_multiple_of(STEP), b' ');
    let parts = |shared: &[u8]| {
        let line = |o: &'_ Opener| {
            let under = key(salt, shared, &o.away.secret, PIN)?;
            part(random, &under, head, content.to_vec())
        };
        let keys = crew.openers.iter().map(line).collect::<Option<Vec<Part>>>()?;
        let of = crew.openers.iter().zip(keys).map(|(o, key)| Line {
            account: o.account.0,
            name: &o.name,
            number: o.number.as_deref().unwrap_or_default(),
            rounds: o.away.rounds,
            salt: STANDARD.encode(&o.away.salt),
            key,
        });
        let list = List { listed: crew.listed, idle: crew.idle, crew: of.collect() };
        let list = serde_json::to_vec(&list).ok()?;
        let list = part(random, &key(salt, shared, &[], LIST)?, head, list)?;
        Some((list, part(random, &key(salt, shared, &content, BODY)?, head, bytes)?))
    };
    let (list, body) = agreement::agree_ephemeral(own, &theirs, parts).ok().flatten()?;
    Some(Sealed { v: 2, head: head.into(), point: STANDARD.encode(salt), list, body })
}

#[cfg(test)]
mod tests {
    use accounts::AccountId;
    use accounts::model::away::Away;
    use ring::rand::SystemRandom;

    use super::*;

    fn crew(pins: &[&str]) -> Crew {
        let of = |(n, pin): (usize, &&str)| Opener {
            account: AccountId(testkit::id(n as u16 + 1)),
            name: format!("隊員{n}"),
            number: Some(format!("90{n}")),
            away: Away::of(pin, &[n as u8; 16], 2).unwrap(),
        };
        Crew { openers: pins.iter().enumerate().map(of).collect(), listed: true, idle: 10 }
    }

    fn opened(key: &aead::LessSafeKey, p: &Part, head: &str) -> Option<Vec<u8>> {
        let nonce: [u8; 12] = STANDARD.decode(&p.nonce).unwrap().try_into().unwrap();
        let mut bytes = STANDARD.decode(&p.body).unwrap();
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let aad = aead::Aad::from(head.as_bytes());
        key.open_in_place(nonce, aad, &mut bytes).ok().map(|b| b.to_vec())
    }

    #[test]
    fn it_opens_with_the_half_that_stayed_and_a_pin_of_the_crew_and_with_nothing_less() {
        let random = SystemRandom::new();
        let mine =
            agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &random).unwrap();
        let open = STANDARD.encode(mine.compute_public_key().unwrap().as_ref());
        let (point, two) = (point(&open).unwrap(), crew(&["481502", "902277"]));
        let sealed = seal(&random, &point, "{\"until\":1}", "[\"髙橋\"]".into(), &two).unwrap();
        let text = serde_json::to_string(&sealed).unwrap();
        assert!(!text.contains("髙橋") && !text.contains("隊員"), "names nobody");
        assert!(sealed.body.body.len() > STEP);
        let theirs = STANDARD.decode(&sealed.point).unwrap();
        let peer = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, theirs.clone());
        let shared = agreement::agree_ephemeral(mine, &peer, |s| s.to_vec()).unwrap();
        let of = |beside: &[u8], info: &[u8]| key(&theirs, &shared, beside, info).unwrap();
        let list = opened(&of(&[], LIST), &sealed.list, &sealed.head).unwrap();
        let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
        assert_eq!((list["idle"].as_i64(), list["listed"].as_bool()), (Some(10), Some(true)));
        for (n, pin) in ["481502", "902277"].into_iter().enumerate() {
            let line = &list["crew"][n];
            let wrapped = Part {
                nonce: line["key"]["nonce"].as_str().unwrap().into(),
                body: line["key"]["body"].as_str().unwrap().into(),
            };
            let salt = STANDARD.decode(line["salt"].as_str().unwrap()).unwrap();
            let stretched = |pin: &str| {
                let away = Away::of(pin, &salt.clone().try_into().unwrap(), 2).unwrap();
                of(&away.secret, PIN)
            };
            assert!(opened(&stretched("000000"), &wrapped, &sealed.head).is_none(), "a wrong PIN");
            let content = opened(&stretched(pin), &wrapped, &sealed.head).unwrap();
            let body = of(&content, BODY);
            assert!(opened(&body, &sealed.body, "{\"until\":2}").is_none(), "a changed head");
            let body = opened(&body, &sealed.body, &sealed.head).unwrap();
            assert!(String::from_utf8(body).unwrap().starts_with("[\"髙橋\"]"));
        }
        assert!(opened(&of(&[], BODY), &sealed.body, &sealed.head).is_none(), "without a PIN");
        assert!(!list.to_string().contains("481502"));
    }

    #[test]
    fn what_is_no_point_is_refused() {
        for t in ["", "AAAA", "x", &STANDARD.encode([4; 64]), &STANDARD.encode([2; 65])] {
            assert!(point(t).is_none(), "{t}");
        }
        // of the right length, but not on the curve
        let off = point(&STANDARD.encode([4; 65])).unwrap();
        assert!(seal(&SystemRandom::new(), &off, "", "[]".into(), &crew(&["481502"])).is_none());
    }
}
