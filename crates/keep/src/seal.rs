//! Encryption to public keys (age, X25519): the server holds none of the keys that open a copy. And the key file
//! itself, made where the operator sits.
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use age::secrecy::ExposeSecret;
use age::x25519;
use sha2::{Digest, Sha256};

use crate::Problem;

/// The public keys a copy is for. At least two, unless one is explicitly enough.
pub fn recipients(texts: &[String], allow_one: bool) -> Result<Vec<x25519::Recipient>, Problem> {
    let mut out: Vec<x25519::Recipient> = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        let r = text.trim().parse().map_err(|_| Problem::Recipient(i + 1))?;
        // the same key twice is one key
        if !out.contains(&r) {
            out.push(r);
        }
    }
    if out.is_empty() || (out.len() == 1 && !allow_one) {
        return Err(Problem::OneRecipient);
    }
    Ok(out)
}

/// A writer that encrypts; [`age::stream::StreamWriter::finish`] must be called at the end.
pub fn writer<W: Write>(
    to: &[x25519::Recipient],
    out: W,
) -> Result<age::stream::StreamWriter<W>, Problem> {
    let all = to.iter().map(|r| r as &dyn age::Recipient);
    age::Encryptor::with_recipients(all)
        .map_err(|_| Problem::OneRecipient)?
        .wrap_output(out)
        .map_err(|e| Problem::file(Path::new("控え"), &e))
}

/// A reader that decrypts with one of the keys in the file `identity`. Whatever is changed or cut off in the archive
/// comes out of it as an error, never as other bytes.
pub fn reader(archive: &Path, identity: &Path) -> Result<impl Read + use<>, Problem> {
    let keys = identities(identity)?;
    let file = File::open(archive).map_err(|e| Problem::file(archive, &e))?;
    let opened = age::Decryptor::new(io::BufReader::with_capacity(1 << 20, file))
        .map_err(|_| Problem::damaged("はじめの部分"))?;
    opened.decrypt(keys.iter().map(|k| k as &dyn age::Identity)).map_err(|e| match e {
        age::DecryptError::NoMatchingKeys => Problem::WrongKey,
        _ => Problem::damaged("はじめの部分"),
    })
}

fn identities(path: &Path) -> Result<Vec<x25519::Identity>, Problem> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Problem::Identity(format!("{} ({})", path.display(), e.kind())))?;
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    // the parser's own words are not shown: they could repeat the key
    let keys: Result<Vec<x25519::Identity>, _> = lines.map(str::parse).collect();
    match keys {
        Ok(k) if !k.is_empty() => Ok(k),
        _ => Err(Problem::Identity(path.display().to_string())),
    }
}

/// Makes a key file for its owner alone; gives the public key. Never overwrites.
pub fn make_key(path: &Path) -> Result<String, Problem> {
    let key = x25519::Identity::generate();
    let public = key.to_public().to_string();
    let text = format!(
        "# 結 Yui の控えを開く鍵。だれにも見せず、サーバーには置かないでください\n# 受け取りの鍵: {public}\n{}\n",
        key.to_string().expose_secret()
    );
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(
        |e| match e.kind() {
            io::ErrorKind::AlreadyExists => Problem::NotEmpty(path.display().to_string()),
            _ => Problem::file(path, &e),
        },
    )?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|e| Problem::file(path, &e))?;
    Ok(public)
}

/// Counts and hashes what passes to the file beneath it.
pub struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Hashing<W> {
    /// Over this writer.
    pub fn new(inner: W) -> Self {
        Hashing { inner, hash: Sha256::new(), bytes: 0 }
    }

    /// The writer, the hash and the number of bytes.
    pub fn done(self) -> (W, String, u64) {
        (self.inner, kernel::hex(&self.hash.finalize()), self.bytes)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(buf)?;
        self.hash.update(buf.get(..n).unwrap_or_default());
        self.bytes += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// SHA-256 and length of a file as it can be read now.
pub fn hash_file(path: &Path) -> Result<(String, u64), Problem> {
    let mut file = File::open(path).map_err(|e| Problem::file(path, &e))?;
    let mut sink = Hashing::new(io::sink());
    io::copy(&mut file, &mut sink).map_err(|e| Problem::file(path, &e))?;
    let (_, hash, bytes) = sink.done();
    Ok((hash, bytes))
}
