//! The lock and the seal. The lock is a key pair of which the server keeps the open half and, wrapped by the passphrase,
//! the other one: it can seal every night and open nothing. Each file has a key of its own, agreed between the lock's open
//! half and a key pair that is thrown away (P-256, because every browser's WebCrypto has it; docs/adr/0029).
use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SecureRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use ring::{aead, agreement, hkdf, pbkdf2};
use serde::{Deserialize, Serialize};

/// Rounds of PBKDF2-HMAC-SHA-256 (OWASP Password Storage Cheat Sheet 2023: 600,000).
const ROUNDS: u32 = 600_000;
/// The content is filled up to a multiple of this, so that its length does not tell how many persons are in it.
const STEP: usize = 64 * 1024;
const WRAP: &[u8] = b"yui pack key 1";
const INFO: &[u8] = b"yui pack 1";

/// What the server keeps of an organisation's pack; opens nothing without the passphrase. Bytes in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lock {
    /// The open half: an uncompressed point of P-256.
    pub public: String,
    /// Salt of the passphrase.
    pub salt: String,
    /// Rounds of PBKDF2.
    pub rounds: u32,
    /// Nonce of the wrapping.
    pub iv: String,
    /// The other half (PKCS #8) under AES-256-GCM.
    pub key: String,
}

/// What stands in the file. The script of the page reads these names (web/src/ts/pack/open.ts).
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sealed {
    v: u32,
    head: String,
    salt: String,
    rounds: u32,
    iv: String,
    key: String,
    point: String,
    nonce: String,
    body: String,
}

/// The alphabet of printed codes: without I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new passphrase: 20 letters of 32 in fives of four, 100 bits. It is made and never chosen, because a file that lies on
/// a memory stick can be tried without end.
pub(super) fn passphrase(random: &dyn SecureRandom) -> Option<String> {
    let mut bytes = [0_u8; 20];
    random.fill(&mut bytes).ok()?;
    let mut out = String::with_capacity(24);
    for (i, b) in bytes.iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        out.push(char::from(*ALPHABET.get(usize::from(b % 32))?));
    }
    Some(out)
}

fn plain(passphrase: &str) -> String {
    passphrase.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn drawn<const N: usize>(random: &dyn SecureRandom) -> Option<[u8; N]> {
    let mut out = [0; N];
    random.fill(&mut out).ok()?;
    Some(out)
}

fn stretched(passphrase: &str, salt: &[u8], rounds: u32) -> Option<aead::LessSafeKey> {
    let mut key = [0; 32];
    let algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
    pbkdf2::derive(
        algorithm,
        NonZeroU32::new(rounds)?,
        salt,
        plain(passphrase).as_bytes(),
        &mut key,
    );
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, &key).ok()?;
    Some(aead::LessSafeKey::new(key))
}

/// A new lock that this passphrase opens. Takes tenths of a second: before a transaction, never inside.
pub(super) fn lock(random: &dyn SecureRandom, passphrase: &str) -> Option<Lock> {
    let curve = &ECDSA_P256_SHA256_ASN1_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(curve, random).ok()?;
    let pair = EcdsaKeyPair::from_pkcs8(curve, pkcs8.as_ref(), random).ok()?;
    let (salt, iv) = (drawn::<16>(random)?, drawn::<12>(random)?);
    let mut key = pkcs8.as_ref().to_vec();
    stretched(passphrase, &salt, ROUNDS)?
        .seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(iv),
            aead::Aad::from(WRAP),
            &mut key,
        )
        .ok()?;
    Some(Lock {
        public: STANDARD.encode(pair.public_key().as_ref()),
        salt: STANDARD.encode(salt),
        rounds: ROUNDS,
        iv: STANDARD.encode(iv),
        key: STANDARD.encode(key),
    })
}

/// Seals `body` (JSON) to the lock; `head` stays readable and cannot be changed unnoticed.
pub(super) fn seal(
    random: &dyn SecureRandom,
    lock: &Lock,
    head: &str,
    body: String,
) -> Option<Sealed> {
    let theirs = STANDARD.decode(&lock.public).ok()?;
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
    let nonce = drawn::<12>(random)?;
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
        salt: lock.salt.clone(),
        rounds: lock.rounds,
        iv: lock.iv.clone(),
        key: lock.key.clone(),
        point: STANDARD.encode(point.as_ref()),
        nonce: STANDARD.encode(nonce),
        body: STANDARD.encode(bytes),
    })
}

/// Does the passphrase open the lock?
#[cfg(test)]
pub(super) fn opens(lock: &Lock, passphrase: &str) -> bool {
    let bytes = |t: &str| STANDARD.decode(t).unwrap();
    let iv: [u8; 12] = bytes(&lock.iv).try_into().unwrap();
    let mut key = bytes(&lock.key);
    let outer = stretched(passphrase, &bytes(&lock.salt), lock.rounds).unwrap();
    outer
        .open_in_place(aead::Nonce::assume_unique_for_key(iv), aead::Aad::from(WRAP), &mut key)
        .is_ok()
}
