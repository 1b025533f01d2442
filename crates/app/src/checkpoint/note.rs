//! The text of a checkpoint: a signed note in the shape of C2SP tlog-checkpoint and signed-note.
//!
//! ```text
//! yui/kitaichi                                  origin: the region
//! 1204                                          rows under a seal
//! 3q2+7w…=                                      seal of the last block, base64
//! time 2026-11-21T01:02:03.000Z                 when it was signed
//!
//! — yui/kitaichi 6YH0…=                         key id (4 bytes) and Ed25519 signature, base64
//! ```
//! Not a tree head of RFC 6962: the root is the last seal of our chain of blocks, which commits to every row before it.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};
use kernel::{At, hex};
use sha2::{Digest, Sha256};

/// Ed25519 in the list of signature types of signed notes.
const ED25519: u8 = 1;
const DASH: &str = "\u{2014} ";

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// `yui/SLUG`.
    pub origin: String,
    /// Rows under a seal.
    pub size: i64,
    /// Seal of the last block: 64 hex digits.
    pub seal: String,
    /// When it was signed.
    pub at: At,
    /// First four bytes of the key's hash, hex.
    pub key: String,
    /// The whole note, signature and last line end included.
    pub text: String,
}

/// A piece of a file that is no whole note: a write was cut short there, or somebody changed it. 1-based line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Torn(pub usize);

/// Id of a key under a name: the first four bytes of SHA-256(name, line end, type, key).
fn key_id(origin: &str, key: &[u8; 32]) -> [u8; 4] {
    let mut h = Sha256::new();
    h.update(origin.as_bytes());
    h.update([b'\n', ED25519]);
    h.update(key);
    let mut id = [0; 4];
    id.iter_mut().zip(h.finalize()).for_each(|(to, from)| *to = from);
    id
}

/// The key that signs the checkpoints of one region.
pub struct SigningKey {
    origin: String,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key of a region from its 32 secret bytes.
    pub fn of(slug: &str, secret: &[u8; 32]) -> Self {
        SigningKey {
            origin: format!("yui/{slug}"),
            key: ed25519_dalek::SigningKey::from_bytes(secret),
        }
    }

    /// Its public half.
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey { origin: self.origin.clone(), key: self.key.verifying_key() }
    }

    /// Signs: this many rows, the last sealed by `seal` (64 hex digits), now. None when `seal` is none.
    pub fn sign(&self, size: i64, seal: &str, at: At) -> Option<Checkpoint> {
        let root = unhex(seal)?;
        let body =
            format!("{}\n{size}\n{}\ntime {}\n", self.origin, STANDARD.encode(root), at.text());
        let id = key_id(&self.origin, self.key.verifying_key().as_bytes());
        let mut signature = id.to_vec();
        signature.extend_from_slice(&self.key.sign(body.as_bytes()).to_bytes());
        let text = format!("{body}\n{DASH}{} {}\n", self.origin, STANDARD.encode(signature));
        Some(Checkpoint {
            origin: self.origin.clone(),
            size,
            seal: seal.to_string(),
            at,
            key: hex(&id),
            text,
        })
    }
}

/// Why a text is no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("公開鍵として読めません。yui audit key が出した1行を、そのまま使ってください")]
pub struct KeyText;

/// A public key with the name of the region it belongs to: `yui/kitaichi+e981f4a2+AbC…=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    origin: String,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// `yui/SLUG`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// First four bytes of the key's hash, hex.
    pub fn id(&self) -> String {
        hex(&key_id(&self.origin, self.key.as_bytes()))
    }

    /// The key in one line, as signed notes write it.
    pub fn text(&self) -> String {
        let mut typed = vec![ED25519];
        typed.extend_from_slice(self.key.as_bytes());
        format!("{}+{}+{}", self.origin, self.id(), STANDARD.encode(typed))
    }

    /// Reads such a line.
    pub fn parse(line: &str) -> Result<Self, KeyText> {
        let mut parts = line.trim().splitn(3, '+');
        let (origin, id, key) = (parts.next(), parts.next(), parts.next());
        let (Some(origin), Some(id), Some(key)) = (origin, id, key) else { return Err(KeyText) };
        let bytes = STANDARD.decode(key).map_err(|_| KeyText)?;
        let Some((ED25519, key)) = bytes.split_first().map(|(t, k)| (*t, k)) else {
            return Err(KeyText);
        };
        let key: [u8; 32] = key.try_into().map_err(|_| KeyText)?;
        if origin.is_empty() || hex(&key_id(origin, &key)) != id {
            return Err(KeyText);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| KeyText)?;
        Ok(VerifyingKey { origin: origin.to_string(), key })
    }

    /// Did this key sign that checkpoint?
    pub fn signed(&self, c: &Checkpoint) -> bool {
        if c.origin != self.origin || c.key != self.id() {
            return false;
        }
        let Some((body, signature)) = c.text.split_once("\n\n") else { return false };
        let signature = signature.trim_end().rsplit(' ').next().unwrap_or_default();
        let Ok(bytes) = STANDARD.decode(signature) else { return false };
        let Some(signature) = bytes.get(4..).and_then(|s| Signature::from_slice(s).ok()) else {
            return false;
        };
        self.key.verify_strict(format!("{body}\n").as_bytes(), &signature).is_ok()
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return None;
    }
    (0..64).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}

impl Checkpoint {
    /// Reads one note; none when it is not exactly that. Whether the signature is right says [`VerifyingKey::signed`].
    pub fn parse(text: &str) -> Option<Checkpoint> {
        let lines: Vec<&str> = text.strip_suffix('\n')?.split('\n').collect();
        let [origin, size, root, time, "", signed] = lines.as_slice() else { return None };
        let seal = hex(&STANDARD.decode(root).ok().filter(|r| r.len() == 32)?);
        let (name, signature) = signed.strip_prefix(DASH)?.rsplit_once(' ')?;
        let signature = STANDARD.decode(signature).ok().filter(|s| s.len() == 68)?;
        let number: i64 = size.parse().ok()?;
        let fits = name == *origin && number.to_string() == *size && number >= 0;
        fits.then_some(Checkpoint {
            origin: (*origin).to_string(),
            size: number,
            seal,
            at: At::parse(time.strip_prefix("time ")?)?,
            key: hex(signature.get(..4)?),
            text: text.to_string(),
        })
    }
}

/// All notes of a file to which they were appended one after another, and the places that are no whole note.
pub fn read_all(text: &str) -> (Vec<Checkpoint>, Vec<Torn>) {
    let (mut notes, mut torn) = (Vec::new(), Vec::new());
    // lines since the last note, with their numbers
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        open.push((n + 1, line));
        if !line.starts_with(DASH) {
            continue;
        }
        // A note has six lines; what stands before them was left by a write that did not end.
        let before = open.len().saturating_sub(6);
        let (rest, note) = open.split_at(before);
        let whole: String = note.iter().flat_map(|(_, l)| [*l, "\n"]).collect();
        torn.extend(rest.iter().find(|(_, l)| !l.is_empty()).map(|(n, _)| Torn(*n)));
        match Checkpoint::parse(&whole) {
            Some(c) => notes.push(c),
            None => torn.push(Torn(n + 1)),
        }
        open.clear();
    }
    torn.extend(open.iter().find(|(_, l)| !l.is_empty()).map(|(n, _)| Torn(*n)));
    (notes, torn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::of("kitaichi", &[7; 32])
    }

    fn at() -> At {
        At::from_millis(1_795_000_000_000)
    }

    fn one(size: i64) -> Checkpoint {
        key().sign(size, &"ab".repeat(32), at()).unwrap()
    }

    #[test]
    fn a_note_reads_back_and_is_signed_by_its_key_alone() {
        let c = one(1204);
        assert_eq!(Checkpoint::parse(&c.text), Some(c.clone()));
        assert!(c.text.starts_with("yui/kitaichi\n1204\n"));
        assert!(key().public().signed(&c));
        assert!(!SigningKey::of("kitaichi", &[8; 32]).public().signed(&c));
        assert!(!SigningKey::of("minami", &[7; 32]).public().signed(&c));
        assert_eq!(key().sign(1, "no seal", at()), None);
    }

    #[test]
    fn no_byte_of_a_note_can_be_changed() {
        let c = one(1204);
        let public = key().public();
        for i in 0..c.text.len() {
            let mut bytes = c.text.clone().into_bytes();
            bytes[i] ^= 1;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if let Some(other) = Checkpoint::parse(&text) {
                assert!(!public.signed(&other), "byte {i}");
            }
        }
    }

    #[test]
    fn the_public_key_is_one_line_that_reads_back() {
        let public = key().public();
        assert_eq!(VerifyingKey::parse(&public.text()), Ok(public.clone()));
        let text = public.text();
        for wrong in ["", "yui/kitaichi", &text.replace("kitaichi", "minami"), &text[..60]] {
            assert_eq!(VerifyingKey::parse(wrong), Err(KeyText), "{wrong}");
        }
    }

    #[test]
    fn a_file_of_notes_is_read_past_a_write_that_was_cut_short() {
        let (a, b, c) = (one(1), one(2), one(3));
        for cut in 1..b.text.len() {
            if !b.text.is_char_boundary(cut) {
                continue;
            }
            let file = format!("\n{}\n{}\n{}", a.text, &b.text[..cut], c.text);
            let (notes, torn) = read_all(&file);
            // without its last line end the note is whole all the same
            let whole = cut == b.text.len() - 1;
            assert_eq!(notes.first(), Some(&a), "cut at {cut}");
            assert_eq!(notes.last(), Some(&c), "cut at {cut}");
            assert_eq!(notes.len(), if whole { 3 } else { 2 }, "cut at {cut}");
            assert_eq!(torn.is_empty(), whole, "cut at {cut}");
        }
        assert_eq!(read_all(""), (vec![], vec![]));
        assert_eq!(read_all("\n\nx\n").1, [Torn(3)]);
    }
}
