//! The power goes: plays the journals of faults/shim/io.c back, so that the files are as a disk would have kept them.
//!
//! Content that no fsync had reached goes back to what it was, sector by sector, except for a random part: a kernel
//! writes pages to the disk in any order whenever it likes. Names that no fsync had reached go back too, the newest
//! first, except for a random number of the oldest: file systems keep the order of names.
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::shim::Shim;
use crate::Fail;
use crate::run::chance;

const SECTOR: u64 = 512;

/// What the cut did.
#[derive(Debug, Default, Clone, Copy)]
pub struct Cut {
    /// Sectors that fell back to what they held before.
    pub sectors: u64,
    /// Sectors not synced that were on the disk by chance.
    pub survived: u64,
    /// Names taken back.
    pub names: u64,
}

struct Record {
    off: u64,
    size: u64,
    len: u64,
    old: Vec<u8>,
}

fn number(b: &[u8], i: usize) -> u64 {
    b.get(i * 8..i * 8 + 8).and_then(|s| s.try_into().ok()).map_or(0, u64::from_le_bytes)
}

fn records(path: &Path) -> Result<Vec<Record>, Fail> {
    let mut file = File::open(path)?;
    let mut all = Vec::new();
    let mut head = [0; 32];
    // a record that is cut off was never followed by its write
    while file.read_exact(&mut head).is_ok() {
        let kept = usize::try_from(number(&head, 1)).unwrap_or(0);
        let mut old = vec![0; kept];
        if file.read_exact(&mut old).is_err() {
            break;
        }
        all.push(Record {
            off: number(&head, 0),
            size: number(&head, 2),
            len: number(&head, 3),
            old,
        });
    }
    Ok(all)
}

/// Inode → path, below these folders.
fn places(dirs: &[&Path]) -> Result<BTreeMap<u64, PathBuf>, Fail> {
    let mut out = BTreeMap::new();
    let mut todo: Vec<PathBuf> = dirs.iter().map(|d| d.to_path_buf()).collect();
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                todo.push(entry.path());
            } else if kind.is_file() {
                out.insert(entry.metadata()?.ino(), entry.path());
            }
        }
    }
    Ok(out)
}

/// Takes back what was not synced. Every process under the shim has ended.
pub fn cut(shim: &Shim, strict: bool) -> Result<Cut, Fail> {
    let mut done = Cut::default();
    // of a hundred unsynced sectors so many are on the disk already
    let lucky = [0, 0, 50, 90].get(chance(0, 3)).copied().unwrap_or(0);
    let there = places(&[&shim.root, &shim.state.join("kept")])?;
    for entry in fs::read_dir(&shim.state)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(inode) = name.strip_suffix(".undo").and_then(|n| n.parse::<u64>().ok()) else {
            continue;
        };
        // no path: it had lost its name before anything was kept of it
        let Some(file) = there.get(&inode) else { continue };
        content(file, &records(&path)?, lucky, &mut done)?;
    }
    names(shim, strict, &mut done)?;
    shim.forget()?;
    Ok(done)
}

fn content(path: &Path, records: &[Record], lucky: usize, done: &mut Cut) -> Result<(), Fail> {
    let Some(first) = records.first() else { return Ok(()) };
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let size = file.metadata()?.len();
    let mut touched = BTreeSet::new();
    for r in records.iter().filter(|r| r.len > 0) {
        touched.extend(r.off / SECTOR..(r.off + r.len).div_ceil(SECTOR));
    }
    let mut survivors = Vec::new();
    for s in &touched {
        if chance(1, 100) > lucky {
            done.sectors += 1;
            continue;
        }
        let len = size.saturating_sub(s * SECTOR).min(SECTOR);
        let mut now = vec![0; usize::try_from(len).unwrap_or(0)];
        if file.read_exact_at(&mut now, s * SECTOR).is_ok() && len > 0 {
            done.survived += 1;
            survivors.push((s * SECTOR, now));
        }
    }
    for r in records.iter().rev() {
        file.write_all_at(&r.old, r.off)?;
    }
    file.set_len(first.size)?;
    for (off, bytes) in survivors {
        file.write_all_at(&bytes, off)?;
    }
    Ok(())
}

struct Name<'t> {
    op: &'t str,
    inode: &'t str,
    path: &'t str,
    other: &'t str,
    kept: &'t str,
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

fn names(shim: &Shim, strict: bool, done: &mut Cut) -> Result<(), Fail> {
    let text = match fs::read_to_string(shim.state.join("names")) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    let all: Vec<Name<'_>> = text
        .lines()
        .filter_map(|l| {
            let mut w = l.split('\t');
            Some(Name {
                op: w.next()?,
                inode: w.next()?,
                path: w.next()?,
                other: w.next()?,
                kept: w.next()?,
            })
        })
        .collect();
    // newest first: which folders (strict), or whether anything at all (as ext4 and xfs do it), was synced later
    let (mut synced, mut any) = (BTreeSet::new(), false);
    let mut lost: Vec<&Name<'_>> = Vec::new();
    for n in all.iter().rev() {
        match n.op {
            "S" => {
                synced.insert(n.path);
                any = true;
            }
            "F" => any = true,
            _ => {
                let folder = parent(if n.op == "R" { n.other } else { n.path });
                let kept = if strict { synced.contains(folder) } else { any };
                if !kept {
                    lost.push(n);
                }
            }
        }
    }
    let keep = if chance(0, 1) == 0 { 0 } else { chance(0, lost.len()) };
    for n in lost.iter().take(lost.len() - keep) {
        done.names += 1;
        take_back(n)?;
    }
    Ok(())
}

/// One name goes back. What is not there any more cannot; anything else that fails is a defect of this harness.
fn take_back(n: &Name<'_>) -> Result<(), Fail> {
    let ended = match n.op {
        "C" => fs::remove_file(n.path),
        "M" => fs::remove_dir_all(n.path),
        "D" => fs::create_dir(n.path),
        "U" if n.kept.is_empty() => Ok(()),
        "U" => fs::rename(n.kept, n.path),
        "R" => fs::rename(n.other, n.path)
            .and_then(|()| if n.kept.is_empty() { Ok(()) } else { fs::rename(n.kept, n.other) }),
        other => {
            return Err(Fail::Text(format!("the journal of names says {other} ({})", n.inode)));
        }
    };
    match ended {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Fail::Text(format!("{} {}: {e}", n.op, n.path)))
        }
        _ => Ok(()),
    }
}
