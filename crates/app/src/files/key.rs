//! The key of one owner's files. From it come the file's name (HMAC-SHA-256 of the content), the key of the
//! content and the nonce; so the same picture twice of the same person is one file, nobody without the key can
//! tell that two persons have the same one, and deleting the key makes every file unreadable.
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{FileError, FileName};

/// Bytes of a key, drawn from the region's entropy.
pub const KEY_BYTES: usize = 32;

/// First bytes of a sealed file: format and version.
const FORMAT: &[u8; 5] = b"yuiF1";
const NONCE_BYTES: usize = 24;

/// A key. Not `Debug`, so that it cannot reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey([u8; KEY_BYTES]);

impl FileKey {
    /// From stored or fresh bytes; none when they are not [`KEY_BYTES`] long.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(FileKey)
    }

    /// HMAC-SHA-256 of the parts under this key, each part preceded by its length.
    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // a key of any length is taken; 32 bytes always
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&self.0) else { return [0; 32] };
        for p in parts {
            mac.update(&(p.len() as u64).to_be_bytes());
            mac.update(p);
        }
        mac.finalize().into_bytes().into()
    }

    /// The name under which these bytes are kept.
    pub fn name(&self, space: &'static str, bytes: &[u8]) -> Option<FileName> {
        FileName::new(space, &kernel::hex(&self.mac(&[b"name", bytes])))
    }

    /// Seals bytes for [`super::FileStore::put`]. The nonce is drawn from key, name and content (as in SIV): the
    /// same content seals to the same bytes, different ones never share a nonce.
    pub fn seal(&self, name: &FileName, bytes: &[u8]) -> Result<Vec<u8>, FileError> {
        let drawn = self.mac(&[b"nonce", name.hex().as_bytes(), bytes]);
        let nonce = drawn.get(..NONCE_BYTES).ok_or(FileError::Damaged)?;
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(nonce), Payload { msg: bytes, aad: &aad(name) })
            .map_err(|_| FileError::Io("sealing".into()))?;
        Ok([FORMAT.as_slice(), nonce, &sealed].concat())
    }

    /// Opens what [`FileKey::seal`] made for this name; [`FileError::Damaged`] when a single bit differs.
    pub fn open(&self, name: &FileName, sealed: &[u8]) -> Result<Vec<u8>, FileError> {
        let rest = sealed.strip_prefix(FORMAT).ok_or(FileError::Damaged)?;
        let nonce = rest.get(..NONCE_BYTES).ok_or(FileError::Damaged)?;
        let body = rest.get(NONCE_BYTES..).ok_or(FileError::Damaged)?;
        self.cipher()
            .decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad: &aad(name) })
            .map_err(|_| FileError::Damaged)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac(&[b"content"]).into())
    }
}

/// What is sealed together with the content: a file under another's name does not open.
fn aad(name: &FileName) -> Vec<u8> {
    format!("{}/{}", name.space(), name.hex()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> FileKey {
        FileKey([n; KEY_BYTES])
    }

    #[test]
    fn the_same_content_of_one_person_is_one_file_of_two_persons_two() {
        let (a, b) = (key(1), key(2));
        let name = a.name("people", b"card").unwrap();
        assert_eq!(a.name("people", b"card").unwrap(), name);
        assert_ne!(b.name("people", b"card").unwrap(), name);
        assert_ne!(a.name("people", b"cart").unwrap(), name);
        assert_eq!(a.seal(&name, b"card").unwrap(), a.seal(&name, b"card").unwrap());
    }

    #[test]
    fn what_is_sealed_opens_and_nothing_else_does() {
        let k = key(1);
        let name = k.name("people", b"card").unwrap();
        let sealed = k.seal(&name, b"card").unwrap();
        assert!(!sealed.windows(4).any(|w| w == b"card"));
        assert_eq!(k.open(&name, &sealed).unwrap(), b"card");
        assert!(key(2).open(&name, &sealed).is_err());
        let other = k.name("people", b"x").unwrap();
        assert!(k.open(&other, &sealed).is_err(), "under another's name");
        for i in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[i] ^= 1;
            assert!(k.open(&name, &bad).is_err(), "bit of byte {i}");
            assert!(k.open(&name, &sealed[..i]).is_err(), "cut at {i}");
        }
    }

    #[test]
    fn only_names_of_ours_are_names() {
        assert!(FileName::new("people", &"a".repeat(64)).is_some());
        for (space, hex) in [
            ("people", "a".repeat(63)),
            ("people", "A".repeat(64)),
            ("people", "../".repeat(21) + "a"),
            ("../x", "a".repeat(64)),
            ("", "a".repeat(64)),
        ] {
            assert!(FileName::new(space, &hex).is_none(), "{space} {hex}");
        }
    }
}
