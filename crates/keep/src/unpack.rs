//! Reads the entries of an archive one after the other. An archive is not trusted: whoever has a public key can make
//! one, so names and sizes are held against what they may be.
use std::io::Read;

use flate2::read::GzDecoder;
use kernel::At;

use crate::Problem;

/// No piece of a table and no file is larger.
const LARGEST: u64 = 64 << 20;

/// An entry with its content.
pub struct Entry {
    /// Path inside the archive.
    pub path: String,
    /// When the file was put (whole seconds).
    pub at: At,
    /// Content.
    pub body: Vec<u8>,
}

/// Gives every entry to `each`, then reads to the very end, so that nothing cut off or added goes unseen.
pub fn entries<R: Read>(
    stream: R,
    mut each: impl FnMut(Entry) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let bad = |_| Problem::damaged("途中から読めません");
    let mut tar = tar::Archive::new(GzDecoder::new(stream));
    for entry in tar.entries().map_err(bad)? {
        let mut entry = entry.map_err(bad)?;
        if entry.header().entry_type() != tar::EntryType::Regular || entry.size() > LARGEST {
            return Err(Problem::damaged("知らない中身"));
        }
        let path = String::from_utf8(entry.path_bytes().into_owned())
            .map_err(|_| Problem::damaged("名前"))?;
        let seconds = entry.header().mtime().map_err(bad)?;
        let at = At::from_millis(i64::try_from(seconds).unwrap_or(0).saturating_mul(1000));
        let mut body = Vec::with_capacity(usize::try_from(entry.size()).unwrap_or(0));
        entry.read_to_end(&mut body).map_err(bad)?;
        if body.len() as u64 != entry.size() {
            return Err(Problem::damaged("途中で切れています"));
        }
        each(Entry { path, at, body })?;
    }
    let mut gz = tar.into_inner();
    std::io::copy(&mut gz, &mut std::io::sink()).map_err(bad)?;
    let mut rest = Vec::new();
    gz.into_inner().take(1).read_to_end(&mut rest).map_err(bad)?;
    match rest.is_empty() {
        true => Ok(()),
        false => Err(Problem::damaged("うしろに余分なものがあります")),
    }
}
