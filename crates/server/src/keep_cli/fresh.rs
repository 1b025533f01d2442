//! A new place to restore to. Until everything was restored and compared, nothing of it can be mistaken for a place
//! in use: a folder is filled beside itself, and in a database the list of regions comes last.
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use db::PgPool;
use keep::{Problem, Restored};
use kernel::{Clock, SystemClock};

use crate::place::Place;

/// Folder inside the target that is filled first.
const FILLING: &str = ".restoring";

/// Where to.
pub enum Target {
    /// A folder that is empty or not there.
    Folder(PathBuf),
    /// A database without our schemas.
    Database(String),
}

impl Target {
    /// Restores there; on any failure nothing stays.
    pub fn fill(&self, from: &Path, key: &Path) -> Result<(Place, Restored), String> {
        match self {
            Target::Folder(dir) => folder(dir, from, key),
            Target::Database(url) => database(url, from, key),
        }
    }

    /// Takes away what [`Target::fill`] made: after a trial.
    pub fn clear(&self, place: &Place) -> Result<(), String> {
        match (self, place) {
            (Target::Folder(dir), _) => fs::remove_dir_all(dir).map_err(|e| cannot(dir, &e)),
            (Target::Database(_), Place::Postgres(pool)) => drop_ours(pool),
            (Target::Database(_), Place::Folder(_)) => Ok(()),
        }
    }
}

fn cannot(dir: &Path, e: &std::io::Error) -> String {
    Problem::file(dir, e).to_string()
}

fn folder(dir: &Path, from: &Path, key: &Path) -> Result<(Place, Restored), String> {
    fs::create_dir_all(dir).map_err(|e| cannot(dir, &e))?;
    let filling = dir.join(FILLING);
    // what a restore that was killed has left
    let _ = fs::remove_dir_all(&filling);
    let mut there = fs::read_dir(dir).map_err(|e| cannot(dir, &e))?;
    if there.next().is_some() {
        return Err(Problem::NotEmpty(dir.display().to_string()).to_string());
    }
    let done = (|| {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(|e| cannot(dir, &e))?;
        let place = Place::folder(filling.clone())?;
        let got = keep::restore(from, key, &place, SystemClock.now()).map_err(|p| room(p, dir))?;
        for name in in_order(&filling).map_err(|e| cannot(dir, &e))? {
            fs::rename(filling.join(&name), dir.join(&name)).map_err(|e| cannot(dir, &e))?;
        }
        let _ = fs::remove_dir_all(&filling);
        File::open(dir).and_then(|d| d.sync_all()).map_err(|e| cannot(dir, &e))?;
        Ok(got)
    })();
    match done {
        Ok(got) => Ok((Place::folder(dir.to_path_buf())?, got)),
        Err(e) => {
            for name in [FILLING, "regions"] {
                let _ = fs::remove_dir_all(dir.join(name));
            }
            for name in ["control.sqlite", "control.sqlite-wal", "control.sqlite-shm"] {
                let _ = fs::remove_file(dir.join(name));
            }
            Err(e)
        }
    }
}

/// What was filled, the list of regions last: its write-ahead log goes before it.
fn in_order(filling: &Path) -> std::io::Result<Vec<std::ffi::OsString>> {
    let mut all: Vec<_> =
        fs::read_dir(filling)?.map(|e| Ok(e?.file_name())).collect::<std::io::Result<_>>()?;
    all.sort_by_key(|n| n == "control.sqlite");
    Ok(all)
}

/// While restoring, a full disk is that of the new place.
fn room(p: Problem, dir: &Path) -> String {
    match p {
        Problem::Full(_) | Problem::Store(db::DbError::Full) => format!(
            "{} に空きがありません。何も戻していません。大きい場所を書いてください",
            dir.display()
        ),
        other => other.to_string(),
    }
}

fn ours(pool: &PgPool) -> Result<Vec<String>, String> {
    let mut all = pool.schemas("yui_control").map_err(|e| e.to_string())?;
    all.extend(pool.schemas("r\\_").map_err(|e| e.to_string())?);
    Ok(all)
}

fn drop_ours(pool: &PgPool) -> Result<(), String> {
    for schema in ours(pool)? {
        pool.drop_schema(&schema).map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn database(url: &str, from: &Path, key: &Path) -> Result<(Place, Restored), String> {
    let place = Place::postgres(url)?;
    let Place::Postgres(pool) = &place else { return Err("--database".into()) };
    if !ours(pool)?.is_empty() {
        return Err(Problem::NotEmpty("このデータベース".into()).to_string());
    }
    match keep::restore(from, key, &place, SystemClock.now()) {
        Ok(got) => Ok((place, got)),
        Err(p) => {
            drop_ours(pool)?;
            Err(p.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_restored_leaves_nothing_and_nothing_is_written_over() {
        let dir = std::env::temp_dir().join(format!("yui-fresh-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let target = Target::Folder(dir.clone());
        let nowhere = Path::new("/nowhere");
        // what an earlier restore that was killed has left is no hindrance
        fs::create_dir_all(dir.join(FILLING).join("regions")).unwrap();
        assert!(target.fill(nowhere, nowhere).unwrap_err().contains("鍵のファイル"));
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);

        fs::write(dir.join("mine"), "x").unwrap();
        assert!(target.fill(nowhere, nowhere).unwrap_err().contains("空ではありません"));
        assert_eq!(fs::read_to_string(dir.join("mine")).unwrap(), "x");
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn the_list_of_regions_is_moved_last() {
        let dir = std::env::temp_dir().join(format!("yui-order-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("regions")).unwrap();
        for name in ["control.sqlite", "control.sqlite-wal", "another"] {
            fs::write(dir.join(name), "").unwrap();
        }
        let order = in_order(&dir).unwrap();
        assert_eq!((order.len(), order.last().unwrap().to_str()), (4, Some("control.sqlite")));
        fs::remove_dir_all(&dir).unwrap();
    }
}
