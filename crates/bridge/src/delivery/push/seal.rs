//! What goes to a push service is sealed to the browser: the service sees when and how much, never what. RFC 8291 (keys)
//! over RFC 8188 (form of the content), one record.
use ring::rand::SecureRandom;
use ring::{aead, agreement, hkdf};

/// Length of a browser's open half.
pub const POINT: usize = 65;
/// Length of the secret shared with the browser.
pub const AUTH: usize = 16;
/// Size of the one record (RFC 8188 §2.1), which also bounds what fits.
const RECORD: u32 = 4096;
/// Every text is filled up to this, so that the length does not tell the kind of notice.
const FILLED: usize = 512;

/// A number of bytes to be derived.
struct Bytes(usize);
impl hkdf::KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

fn derive<const N: usize>(prk: &hkdf::Prk, info: &[&[u8]]) -> Option<[u8; N]> {
    let mut out = [0; N];
    prk.expand(info, Bytes(N)).ok()?.fill(&mut out).ok()?;
    Some(out)
}

/// The two open halves and the secret beside what both sides agreed on.
struct Agreed<'a> {
    shared: &'a [u8],
    ours: &'a [u8],
    theirs: &'a [u8],
    auth: &'a [u8],
}

/// The content with its head, under the key both sides come to; `filled` = length of the text with what fills it up.
fn sealed(a: &Agreed<'_>, salt: [u8; 16], text: &[u8], filled: usize) -> Option<Vec<u8>> {
    let both = hkdf::Salt::new(hkdf::HKDF_SHA256, a.auth).extract(a.shared);
    let input: [u8; 32] = derive(&both, &[b"WebPush: info\0", a.theirs, a.ours])?;
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, &salt).extract(&input);
    let key: [u8; 16] = derive(&prk, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = derive(&prk, &[b"Content-Encoding: nonce\0"])?;
    let mut bytes = text.to_vec();
    // 2 marks the end of the last record's text (RFC 8188 §2)
    bytes.push(2);
    bytes.resize(bytes.len().max(filled + 1), 0);
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).ok()?);
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut bytes).ok()?;
    if bytes.len() > usize::try_from(RECORD).ok()? {
        return None;
    }
    let mut out = salt.to_vec();
    out.extend(RECORD.to_be_bytes());
    out.push(u8::try_from(a.ours.len()).ok()?);
    out.extend(a.ours);
    out.extend(bytes);
    Some(out)
}

/// Seals a text to a browser, with a key pair of the moment. None when its half is no point of the curve, its secret has
/// another length, or the text is too long.
pub fn seal(random: &dyn SecureRandom, theirs: &[u8], auth: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    if theirs.len() != POINT || auth.len() != AUTH {
        return None;
    }
    let own = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, random).ok()?;
    let ours = own.compute_public_key().ok()?;
    let mut salt = [0; 16];
    random.fill(&mut salt).ok()?;
    let peer = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, theirs);
    agreement::agree_ephemeral(own, &peer, |shared| {
        let a = Agreed { shared, ours: ours.as_ref(), theirs, auth };
        sealed(&a, salt, text, FILLED)
    })
    .ok()
    .flatten()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
    use ring::rand::SystemRandom;

    use super::*;

    fn b(text: &str) -> Vec<u8> {
        B64.decode(text).unwrap()
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_rfc_8291_comes_out_byte_for_byte() {
        let ours = b(
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
        );
        let theirs = b(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let (auth, shared) =
            (b("BTBZMqHH6r4Tts7J_aSIgg"), b("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"));
        let a = Agreed { shared: &shared, ours: &ours, theirs: &theirs, auth: &auth };
        let salt: [u8; 16] = b("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let text = b"When I grow up, I want to be a watermelon";
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(B64.encode(sealed(&a, salt, text, 0).unwrap()), expected);
    }

    #[test]
    fn short_and_long_texts_have_one_length_and_what_does_not_fit_is_refused() {
        let random = SystemRandom::new();
        let browser =
            agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &random).unwrap();
        let point = browser.compute_public_key().unwrap();
        let of = |text: &[u8]| seal(&random, point.as_ref(), &[7; AUTH], text);
        assert_eq!(of(b"a").unwrap().len(), of(&[b'a'; 300]).unwrap().len());
        assert_ne!(of(b"a"), of(b"a"), "each under a key of its own");
        assert!(of(&[b'a'; 4080]).is_none());
        assert!(seal(&random, &[4; POINT], &[7; AUTH], b"a").is_none(), "not on the curve");
        assert!(seal(&random, point.as_ref(), &[7; 15], b"a").is_none());
        assert!(seal(&random, &[], &[7; AUTH], b"a").is_none());
    }
}
