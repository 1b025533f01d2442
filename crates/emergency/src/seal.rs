//! Sealing the subset of a tablet to the key that this browser made and cannot give away: a key pair of the moment, agreed
//! with the tablet's open half (P-256, which every browser's WebCrypto has), HKDF-SHA-256, AES-256-GCM (docs/adr/0033).
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SecureRandom;
use ring::{aead, agreement, hkdf};
use serde::Serialize;

/// The content is filled up to a multiple of this, so that its length tells little.
const STEP: usize = 64 * 1024;
const INFO: &[u8] = b"yui subset 1";

/// What the tablet keeps. Its script reads these names (web/src/ts/scene/seal.ts). Bytes in base64.
#[derive(Debug, Clone, Serialize)]
pub struct Sealed {
    /// Version of the form.
    pub v: u32,
    /// What stands in the clear, as the exact text that the seal covers.
    pub head: String,
    /// The open half of the moment's key pair.
    pub point: String,
    /// Nonce.
    pub nonce: String,
    /// The content.
    pub body: String,
}

/// The open half of a tablet's key: an uncompressed point of P-256 in base64; none when it is none.
pub fn point(text: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    (bytes.len() == 65 && bytes.first() == Some(&4)).then_some(bytes)
}

/// Seals `body` (JSON) to the tablet's open half; `head` stays readable and cannot be changed unnoticed. None when the
/// half is no point of the curve.
pub fn seal(random: &dyn SecureRandom, theirs: &[u8], head: &str, body: String) -> Option<Sealed> {
    let own = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, random).ok()?;
    let point = own.compute_public_key().ok()?;
    let theirs = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, theirs);
    let key = agreement::agree_ephemeral(own, &theirs, |shared| {
        let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, point.as_ref()).extract(shared);
        let okm = secret.expand(&[INFO], &aead::AES_256_GCM).ok()?;
        Some(aead::LessSafeKey::new(aead::UnboundKey::from(okm)))
    })
    .ok()
    .flatten()?;
    let mut nonce = [0; 12];
    random.fill(&mut nonce).ok()?;
    let mut bytes = body.into_bytes();
    // blanks at the end of JSON mean nothing
    bytes.resize(bytes.len().next_multiple_of(STEP), b' ');
    key.seal_in_place_append_tag(
        aead::Nonce::assume_unique_for_key(nonce),
        aead::Aad::from(head.as_bytes()),
        &mut bytes,
    )
    .ok()?;
    Some(Sealed {
        v: 1,
        head: head.into(),
        point: STANDARD.encode(point.as_ref()),
        nonce: STANDARD.encode(nonce),
        body: STANDARD.encode(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;

    #[test]
    fn only_the_half_that_stayed_opens_it_and_a_changed_head_does_not() {
        let random = SystemRandom::new();
        let mine =
            agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &random).unwrap();
        let open = STANDARD.encode(mine.compute_public_key().unwrap().as_ref());
        let sealed =
            seal(&random, &point(&open).unwrap(), "{\"until\":1}", "[\"髙橋\"]".into()).unwrap();
        assert!(!sealed.body.contains("髙橋") && sealed.body.len() > STEP);
        let theirs = STANDARD.decode(&sealed.point).unwrap();
        let peer = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, theirs.clone());
        let key = agreement::agree_ephemeral(mine, &peer, |shared| {
            let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, &theirs).extract(shared);
            let okm = secret.expand(&[INFO], &aead::AES_256_GCM).unwrap();
            aead::LessSafeKey::new(aead::UnboundKey::from(okm))
        })
        .unwrap();
        let nonce: [u8; 12] = STANDARD.decode(&sealed.nonce).unwrap().try_into().unwrap();
        for (head, opens) in [("{\"until\":2}", false), (sealed.head.as_str(), true)] {
            let mut bytes = STANDARD.decode(&sealed.body).unwrap();
            let aad = aead::Aad::from(head.as_bytes());
            let nonce = aead::Nonce::assume_unique_for_key(nonce);
            let text = key.open_in_place(nonce, aad, &mut bytes).map(|b| b.to_vec());
            assert_eq!(text.is_ok(), opens, "{head}");
            if let Ok(t) = text {
                assert!(String::from_utf8(t).unwrap().starts_with("[\"髙橋\"]"));
            }
        }
    }

    #[test]
    fn what_is_no_point_is_refused() {
        for t in ["", "AAAA", "x", &STANDARD.encode([4; 64]), &STANDARD.encode([2; 65])] {
            assert!(point(t).is_none(), "{t}");
        }
        // of the right length, but not on the curve
        let off = point(&STANDARD.encode([4; 65])).unwrap();
        assert!(seal(&SystemRandom::new(), &off, "", "[]".into()).is_none());
    }
}
