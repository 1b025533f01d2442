//! The files of a place of copies: their names, the note beside each, writing one so that it is whole or not there,
//! and taking away old ones.
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use kernel::At;
use serde::{Deserialize, Serialize};

use crate::{Problem, generations, seal};

const START: &str = "yui-";
const END: &str = ".tar.gz.age";

/// What stands beside an archive, readable without a key: nothing about persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Name of the archive.
    pub file: String,
    /// When it began. UTC.
    pub taken_at: String,
    /// Version of the program.
    pub program: String,
    /// Length of the archive.
    pub bytes: u64,
    /// SHA-256 of the archive.
    pub sha256: String,
    /// Length of what is in it.
    pub inside: u64,
    /// Rows in it.
    pub rows: u64,
    /// Public keys it is for.
    pub recipients: Vec<String>,
    /// How many things did not fit in the data already when it was made.
    pub faults: usize,
}

/// The name of an archive begun then.
pub fn name(at: At) -> String {
    let text = at.text();
    let digits: String = text.chars().take(19).filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(8.min(digits.len()));
    format!("{START}{day}-{time}Z{END}")
}

/// When an archive of this name was begun; none for other files.
pub fn taken(name: &str) -> Option<At> {
    let middle = name.strip_prefix(START)?.strip_suffix(END)?.strip_suffix('Z')?;
    let (day, time) = middle.split_once('-')?;
    let part = |t: &str, a: usize, b: usize| t.get(a..b).map(str::to_string);
    if day.len() != 8
        || time.len() != 6
        || !(day.to_string() + time).bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let text = format!(
        "{}-{}-{}T{}:{}:{}.000Z",
        part(day, 0, 4)?,
        part(day, 4, 6)?,
        part(day, 6, 8)?,
        part(time, 0, 2)?,
        part(time, 2, 4)?,
        part(time, 4, 6)?
    );
    At::parse(&text)
}

/// All archives in a folder, oldest first.
pub fn all(dir: &Path) -> Result<Vec<(At, PathBuf)>, Problem> {
    let entries = fs::read_dir(dir).map_err(|e| Problem::file(dir, &e))?;
    let mut out = Vec::new();
    for e in entries {
        let e = e.map_err(|e| Problem::file(dir, &e))?;
        if let Some(at) = e.file_name().to_str().and_then(taken) {
            out.push((at, e.path()));
        }
    }
    out.sort();
    Ok(out)
}

/// The path of the note beside an archive.
pub fn note_of(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push(".json");
    name.into()
}

/// Makes a file under a temporary name, lets `fill` write it, makes it durable, reads it back, and only then gives it
/// its name. Whatever fails, nothing of it remains and nothing else was touched.
pub fn write<T>(
    to: &Path,
    fill: impl FnOnce(&mut dyn io::Write) -> Result<T, Problem>,
) -> Result<(T, String, u64), Problem> {
    let dir = to.parent().unwrap_or(Path::new("."));
    let mut temporary = to.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    let done = (|| {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary)
            .map_err(|e| Problem::file(dir, &e))?;
        let mut out = seal::Hashing::new(io::BufWriter::with_capacity(1 << 20, file));
        let filled = fill(&mut out).map_err(|p| full_here(p, dir))?;
        let (out, hash, bytes) = out.done();
        let file = out.into_inner().map_err(|e| Problem::file(dir, e.error()))?;
        file.sync_all().map_err(|e| Problem::file(dir, &e))?;
        drop(file);
        if seal::hash_file(&temporary)? != (hash.clone(), bytes) {
            return Err(Problem::ReadBack);
        }
        // only reading from now on: no slip of the hand changes it
        fs::set_permissions(&temporary, fs::Permissions::from_mode(0o400))
            .and_then(|()| fs::rename(&temporary, to))
            .and_then(|()| File::open(dir)?.sync_all())
            .map_err(|e| Problem::file(dir, &e))?;
        Ok((filled, hash, bytes))
    })();
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// The stream does not know where it goes; the folder is what the operator must hear.
fn full_here(p: Problem, dir: &Path) -> Problem {
    match p {
        Problem::Full(_) => Problem::Full(dir.display().to_string()),
        other => other,
    }
}

/// Writes the note beside a finished archive.
pub fn write_note(archive: &Path, note: &Note) -> Result<(), Problem> {
    let path = note_of(archive);
    let text = serde_json::to_vec_pretty(note).map_err(|e| Problem::damaged(e.to_string()))?;
    write(&path, |out| out.write_all(&text).map_err(|e| Problem::file(&path, &e))).map(|_| ())
}

/// The note beside an archive, when there is one that can be read.
pub fn read_note(archive: &Path) -> Option<Note> {
    serde_json::from_slice(&fs::read(note_of(archive)).ok()?).ok()
}

/// Takes away what no generation needs; how many. Called only after `made` was proven to be on the disk; that one
/// stays whatever its date, because the clock may have been wrong.
pub fn prune(dir: &Path, made: At) -> Result<usize, Problem> {
    let all = all(dir)?;
    let mut keep = generations::kept(&all.iter().map(|(at, _)| *at).collect::<Vec<_>>());
    // names have whole seconds
    keep.extend(taken(&name(made)));
    let mut gone = 0;
    for (at, path) in &all {
        if keep.contains(at) {
            continue;
        }
        fs::remove_file(path).map_err(|e| Problem::file(path, &e))?;
        let _ = fs::remove_file(note_of(path));
        gone += 1;
    }
    if gone > 0 {
        File::open(dir).and_then(|d| d.sync_all()).map_err(|e| Problem::file(dir, &e))?;
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_when_and_other_files_are_left_alone() {
        let at = At::parse("2026-11-21T02:30:00.000Z").unwrap();
        assert_eq!(name(at), "yui-20261121-023000Z.tar.gz.age");
        assert_eq!(taken(&name(at)), Some(at));
        for other in [
            "yui-20261121-023000Z.tar.gz.age.json",
            "yui-20261121-023000Z.tar.gz.age.part",
            "yui-2026112-0230000Z.tar.gz.age",
            "yui-20261321-023000Z.tar.gz.age",
            "photo.jpg",
            "yui-結結結-結結Z.tar.gz.age",
        ] {
            assert_eq!(taken(other), None, "{other}");
        }
    }
}
