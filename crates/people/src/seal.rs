//! The exchange file: a bundle sealed with a passphrase and signed with the region's key.
//!
//! Key: Argon2id (RFC 9106) with 19 MiB, 2 passes, 1 lane (the least OWASP names for passwords, 2024); content:
//! XChaCha20-Poly1305 with the head as associated data; signature: Ed25519 (RFC 8032) over head and sealed content. The
//! signature shows that nothing was changed on the way; whose key it is, two people compare by telephone (確認番号).
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

/// Largest file taken, in bytes.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Shortest passphrase, in characters.
pub const PASSPHRASE_MIN: usize = 10;

const FORMAT: &str = "yui-exchange";
const EDITION: u32 = 1;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Bounds for files of others: nobody makes this server work for minutes by a number in a file.
const MEMORY_MOST: u32 = 256 * 1024;
const PASSES_MOST: u32 = 8;

/// Fresh random bytes for one file.
#[derive(Clone, Copy)]
pub struct Fresh {
    /// Salt of the passphrase.
    pub salt: [u8; 16],
    /// Nonce of the content.
    pub nonce: [u8; 24],
}

/// Who made a file and when: readable without the passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    format: String,
    edition: u32,
    /// Slug of the region.
    pub region: String,
    /// Its name.
    pub region_name: String,
    /// Day on which the file was made.
    pub made_on: String,
    /// The region's public key, hexadecimal.
    pub key: String,
    memory_kib: u32,
    passes: u32,
    salt: String,
    nonce: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    head: Head,
    content: String,
    signature: String,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Who made it.
    pub head: Head,
    /// The bundle, JSON.
    pub content: String,
}

/// Why a file cannot be opened; Display is the sentence for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Another kind of file.
    #[error("引き継ぎのファイルではありません。ほかの地域から受け取ったファイルを選んでください")]
    Other,
    /// Made by a later program.
    #[error("新しい形式のファイルです。このシステムを新しくしてから取り込んでください")]
    Later,
    /// Bytes changed on the way, or the signature does not fit.
    #[error("ファイルがこわれているか、途中で変わっています。もう一度、送ってもらってください")]
    Damaged,
    /// The passphrase does not fit.
    #[error("合言葉がちがいます。送った人に、合言葉をたしかめてください")]
    Passphrase,
    /// Larger than any file of this kind.
    #[error("ファイルが大きすぎます。引き継ぎのファイルは2MBまでです")]
    TooLarge,
}

impl Head {
    /// 確認番号: the first 16 digits of the hash of the public key in groups of four, to compare by telephone.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.key)
    }
}

fn fingerprint(key: &str) -> String {
    let hash = kernel::sha256_hex(key.as_bytes());
    let groups: Vec<&str> = [0, 4, 8, 12].iter().filter_map(|n| hash.get(*n..n + 4)).collect();
    groups.join("-")
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    Some(digits.chunks(2).map(|p| p.iter().fold(0, |n, d| n << 4 | d)).collect())
}

fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex(text)?.try_into().ok()
}

/// A passphrase means the same however it was typed: full-width letters, spaces at the ends.
fn normal(passphrase: &str) -> String {
    kernel::kana::half_width(passphrase.trim())
}

fn cipher(passphrase: &str, head: &Head) -> Result<XChaCha20Poly1305, Unreadable> {
    if !(8..=MEMORY_MOST).contains(&head.memory_kib) || !(1..=PASSES_MOST).contains(&head.passes) {
        return Err(Unreadable::Damaged);
    }
    let salt: [u8; 16] = fixed(&head.salt).ok_or(Unreadable::Damaged)?;
    let params =
        Params::new(head.memory_kib, head.passes, 1, Some(32)).map_err(|_| Unreadable::Damaged)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(normal(passphrase).as_bytes(), &salt, &mut key)
        .map_err(|_| Unreadable::Damaged)?;
    Ok(XChaCha20Poly1305::new(&key.into()))
}

fn head_bytes(head: &Head) -> Result<Vec<u8>, Unreadable> {
    serde_json::to_vec(head).map_err(|_| Unreadable::Damaged)
}

/// The region's public key of its secret seed, hexadecimal.
pub fn public_key(seed: &[u8; 32]) -> String {
    kernel::hex(SigningKey::from_bytes(seed).verifying_key().as_bytes())
}

/// Seals a bundle. `made_by` = slug and name of the region, `made_on` = `YYYY-MM-DD`.
pub fn seal(
    content: &str,
    passphrase: &str,
    made_by: (&str, &str),
    made_on: &str,
    seed: &[u8; 32],
    fresh: Fresh,
) -> Result<String, Unreadable> {
    let head = Head {
        format: FORMAT.into(),
        edition: EDITION,
        region: made_by.0.into(),
        region_name: made_by.1.into(),
        made_on: made_on.into(),
        key: public_key(seed),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        salt: kernel::hex(&fresh.salt),
        nonce: kernel::hex(&fresh.nonce),
    };
    let aad = head_bytes(&head)?;
    let sealed = cipher(passphrase, &head)?
        .encrypt(&XNonce::from(fresh.nonce), Payload { msg: content.as_bytes(), aad: &aad })
        .map_err(|_| Unreadable::Damaged)?;
    let signature = SigningKey::from_bytes(seed).sign(&[aad.as_slice(), &sealed].concat());
    let file =
        File { head, content: kernel::hex(&sealed), signature: kernel::hex(&signature.to_bytes()) };
    serde_json::to_string_pretty(&file).map_err(|_| Unreadable::Damaged)
}

/// Opens a file: first that nothing was changed, then the passphrase.
pub fn open(file: &[u8], passphrase: &str) -> Result<Opened, Unreadable> {
    if file.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let any: serde_json::Value = serde_json::from_slice(file).map_err(|_| {
        // cut off on the way, it still begins like one
        let begins = String::from_utf8_lossy(file.get(..200.min(file.len())).unwrap_or_default());
        if begins.contains(FORMAT) { Unreadable::Damaged } else { Unreadable::Other }
    })?;
    let head = any.get("head").ok_or(Unreadable::Other)?;
    if head.get("format").and_then(|f| f.as_str()) != Some(FORMAT) {
        return Err(Unreadable::Other);
    }
    if head.get("edition").and_then(serde_json::Value::as_u64) > Some(u64::from(EDITION)) {
        return Err(Unreadable::Later);
    }
    let file: File = serde_json::from_value(any).map_err(|_| Unreadable::Damaged)?;
    let aad = head_bytes(&file.head)?;
    let sealed = unhex(&file.content).ok_or(Unreadable::Damaged)?;
    let key = fixed::<32>(&file.head.key)
        .and_then(|k| VerifyingKey::from_bytes(&k).ok())
        .ok_or(Unreadable::Damaged)?;
    let signature = fixed::<64>(&file.signature).ok_or(Unreadable::Damaged)?;
    key.verify_strict(&[aad.as_slice(), &sealed].concat(), &Signature::from_bytes(&signature))
        .map_err(|_| Unreadable::Damaged)?;
    let nonce: [u8; 24] = fixed(&file.head.nonce).ok_or(Unreadable::Damaged)?;
    let content = cipher(passphrase, &file.head)?
        .decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: &aad })
        .map_err(|_| Unreadable::Passphrase)?;
    let content = String::from_utf8(content).map_err(|_| Unreadable::Damaged)?;
    Ok(Opened { head: file.head, content })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: [u8; 32] = [7; 32];

    fn sealed() -> String {
        let fresh = Fresh { salt: [1; 16], nonce: [2; 24] };
        seal(
            "{\"name\":\"髙橋 𠮷江\"}",
            "さくら咲く 川べり12",
            ("yuino", "結野市"),
            "2026-11-21",
            &SEED,
            fresh,
        )
        .unwrap()
    }

    #[test]
    fn the_right_passphrase_opens_it_however_it_was_typed() {
        for typed in ["さくら咲く 川べり12", " さくら咲く 川べり１２ "] {
            let o = open(sealed().as_bytes(), typed).unwrap();
            assert_eq!(o.content, "{\"name\":\"髙橋 𠮷江\"}");
            assert_eq!((o.head.region.as_str(), o.head.made_on.as_str()), ("yuino", "2026-11-21"));
            assert_eq!(o.head.key, public_key(&SEED));
            assert_eq!(o.head.fingerprint().len(), 19);
        }
    }

    #[test]
    fn nothing_of_the_person_stands_in_it_readably() {
        let file = sealed();
        assert!(!file.contains("髙橋") && !file.contains(&kernel::hex("髙橋".as_bytes())));
    }

    #[test]
    fn each_wrong_file_has_its_own_plain_words() {
        let good = sealed();
        let cut = &good.as_bytes()[..good.len() - 30];
        let other_region = good.replace("結野市", "雪代市");
        let later = good.replace("\"edition\": 1", "\"edition\": 2");
        let weaker = good.replace("\"memory_kib\": 19456", "\"memory_kib\": 8");
        let at = good.find("\"content\": \"").unwrap() + 20;
        let digit = if &good[at..=at] == "0" { "1" } else { "0" };
        let bit = format!("{}{digit}{}", &good[..at], &good[at + 1..]);
        for (file, expected) in [
            (b"PK\x03\x04".as_slice(), Unreadable::Other),
            (b"{}", Unreadable::Other),
            (cut, Unreadable::Damaged),
            (other_region.as_bytes(), Unreadable::Damaged),
            (weaker.as_bytes(), Unreadable::Damaged),
            (bit.as_bytes(), Unreadable::Damaged),
            (later.as_bytes(), Unreadable::Later),
        ] {
            assert_eq!(open(file, "さくら咲く 川べり12"), Err(expected));
        }
        assert_eq!(open(good.as_bytes(), "さくら散る"), Err(Unreadable::Passphrase));
        assert_eq!(open(&vec![b' '; MOST_BYTES + 1], ""), Err(Unreadable::TooLarge));
    }

    #[test]
    fn a_file_signed_by_another_key_than_it_names_is_damaged() {
        let good = sealed();
        let forged = good.replace(&public_key(&SEED), &public_key(&[8; 32]));
        assert_eq!(open(forged.as_bytes(), "さくら咲く 川べり12"), Err(Unreadable::Damaged));
    }
}
