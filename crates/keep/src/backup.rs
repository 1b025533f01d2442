//! 控え: one more archive in a folder, then the old ones that no generation needs go.
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use kernel::At;

use crate::archive::{self, Note};
use crate::{Manifest, Problem, Stores, pack, seal};

/// What is asked for.
pub struct Order<'a> {
    /// The stores.
    pub stores: &'a dyn Stores,
    /// The folder of the archives.
    pub to: &'a Path,
    /// Public keys (`age1…`).
    pub recipients: &'a [String],
    /// One key is enough.
    pub allow_one: bool,
    /// When it begins.
    pub now: At,
    /// Version of the program.
    pub program: &'a str,
}

/// A finished archive.
#[derive(Debug, Clone)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// What stands beside it.
    pub note: Note,
    /// What is in it.
    pub manifest: Manifest,
    /// How many old ones went. None = nothing may go, because the data did not fit its own seals.
    pub pruned: Option<usize>,
}

/// Makes an archive while the program runs. `Ok` means: it is on the disk and reads back the same. Old ones go only
/// when the data in the new one fits its own seals, too.
pub fn backup(order: &Order<'_>) -> Result<Made, Problem> {
    let recipients = seal::recipients(order.recipients, order.allow_one)?;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(order.to)
        .map_err(|e| Problem::file(order.to, &e))?;
    forget_unfinished(order.to)?;
    let path = order.to.join(archive::name(order.now));
    if path.exists() {
        return Err(Problem::NotEmpty(path.display().to_string()));
    }
    let (manifest, sha256, bytes) = archive::write(&path, |out| {
        let sealed = seal::writer(&recipients, out)?;
        let (sealed, manifest) = pack(order.stores, order.now, order.program, sealed)?;
        sealed.finish().map_err(|e| Problem::file(order.to, &e))?;
        Ok(manifest)
    })?;
    let note = Note {
        file: archive::name(order.now),
        taken_at: order.now.text(),
        program: order.program.into(),
        bytes,
        sha256,
        inside: manifest.bytes,
        rows: manifest.rows(),
        recipients: recipients.iter().map(ToString::to_string).collect(),
        faults: manifest.faults(),
    };
    archive::write_note(&path, &note)?;
    let pruned = match note.faults {
        0 => Some(archive::prune(order.to, order.now)?),
        _ => None,
    };
    Ok(Made { path, note, manifest, pruned })
}

/// What a backup that was killed has left. Two at the same time in one folder are not meant to be.
fn forget_unfinished(dir: &Path) -> Result<(), Problem> {
    for e in fs::read_dir(dir).map_err(|e| Problem::file(dir, &e))?.flatten() {
        let name = e.file_name();
        let unfinished = name.to_str().and_then(|n| n.strip_suffix(".part"));
        let ours = |n: &str| archive::taken(n.strip_suffix(".json").unwrap_or(n)).is_some();
        if unfinished.is_some_and(ours) {
            let _ = fs::remove_file(e.path());
        }
    }
    Ok(())
}
