//! The folder of the server (a share, a stick that stays in) into which the files are put at night: a folder of its own
//! for each organisation, so that each can be shared with nobody else; the newest three stay.
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use app::{Cx, Result, settings};
use kernel::{At, Id};

/// Files of one organisation that stay.
pub(super) const STAY: usize = 3;
const SETTING: &str = "home.pack.folder";
const BEGIN: &str = "hikae-";

/// The folder; none when none was named.
pub(super) fn named(cx: &Cx<'_>) -> Result<Option<PathBuf>> {
    Ok(settings::get(cx, SETTING)?.filter(|t| !t.is_empty()).map(PathBuf::from))
}

/// Names it; an empty text takes it away.
pub(super) fn name(cx: &Cx<'_>, folder: &str) -> Result<()> {
    settings::set(cx, SETTING, folder)
}

/// The name of a file.
pub(super) fn file_name(at: At) -> String {
    let (d, t) = (at.date(), at.time());
    let (y, m, day) = (d.year(), d.month(), d.day());
    format!("{BEGIN}{y:04}{m:02}{day:02}-{:02}{:02}{:02}.html", t.hour(), t.minute(), t.second())
}

/// An organisation's own folder inside: its name as far as every file system takes it, and the end of its id.
fn own(folder: &Path, office: &str, organisation: Id) -> PathBuf {
    let plain: String = office.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
    let id = organisation.to_string();
    let end = id.get(id.len().saturating_sub(6)..).unwrap_or_default();
    folder.join(format!("{plain}-{end}"))
}

fn files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if name.starts_with(BEGIN) && (name.ends_with(".html") || name.ends_with(".part")) {
            all.push(path);
        }
    }
    // names are times
    all.sort();
    Ok(all)
}

/// Writes a file whole or not at all, then lets the old ones go. `folder` itself must be there: one that is not is a
/// share that is not mounted, and a folder of that name on the server's own disk would help nobody.
pub(super) fn put(
    folder: &Path,
    office: &str,
    organisation: Id,
    at: At,
    html: &str,
) -> std::io::Result<PathBuf> {
    if !folder.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    }
    let dir = own(folder, office, organisation);
    fs::create_dir_all(&dir)?;
    let path = dir.join(file_name(at));
    let part = path.with_extension("part");
    let mut f = fs::File::create(&part)?;
    f.write_all(html.as_bytes())?;
    f.sync_all()?;
    drop(f);
    fs::rename(&part, &path)?;
    fs::File::open(&dir)?.sync_all()?;
    let mut done = files(&dir)?;
    done.retain(|p| p.extension().is_some_and(|e| e == "html"));
    for old in done.iter().rev().skip(STAY) {
        fs::remove_file(old)?;
    }
    Ok(path)
}

/// Removes an organisation's files; how many.
pub(super) fn clear(folder: &Path, organisation: Id) -> std::io::Result<usize> {
    let id = organisation.to_string();
    let end = format!("-{}", id.get(id.len().saturating_sub(6)..).unwrap_or_default());
    let mut n = 0;
    // by the end of the id alone: the organisation may have had another name
    for entry in fs::read_dir(folder)? {
        let dir = entry?.path();
        let named = dir.file_name().and_then(|x| x.to_str()).is_some_and(|x| x.ends_with(&end));
        if !named || !dir.is_dir() {
            continue;
        }
        for f in files(&dir)? {
            fs::remove_file(f)?;
            n += 1;
        }
        // not ours alone when something else lies in it
        let _ = fs::remove_dir(&dir);
    }
    Ok(n)
}
