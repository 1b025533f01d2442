//! Files in a folder: `SPACE/ab/abcdef…`, sealed, each written whole or not at all.
//!
//! A put is: temporary file → fsync → rename → fsync of the folder that now holds the name. Only then it is durable;
//! a power cut at any point before leaves the old state and at most a temporary file, removed at a later start.
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use app::files::{FileEntry, FileError, FileName, FileStore, ORPHAN_HOURS};
use kernel::At;

/// A folder of files. One per region and process.
pub struct Folder {
    root: PathBuf,
    next: AtomicU64,
    /// Renaming into place and looking-then-deleting exclude each other: no sweep takes a file that was just put.
    place: Mutex<()>,
}

fn fault(e: io::Error) -> FileError {
    match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileError::Full,
        // the kind only: the text would name the path
        kind => FileError::Io(kind.to_string()),
    }
}

fn instant(at: At) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0))
}

fn at_of(time: SystemTime) -> At {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    At::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Makes a folder for this user alone, durable with its name; fine when it is there.
fn make(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    match fs::DirBuilder::new().mode(0o700).create(dir) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
        _ => dir.parent().map_or(Ok(()), sync),
    }
}

impl Folder {
    /// Takes a folder into use; made when it is not there. Temporary files older than [`ORPHAN_HOURS`] go.
    pub fn open(root: PathBuf, now: At) -> Result<Self, FileError> {
        let tmp = root.join("tmp");
        make(&root).and_then(|()| make(&tmp)).map_err(fault)?;
        let old = instant(now.plus_minutes(-60 * ORPHAN_HOURS));
        for entry in fs::read_dir(&tmp).map_err(fault)?.flatten() {
            if entry.metadata().and_then(|m| m.modified()).is_ok_and(|t| t < old) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(Folder { root, next: AtomicU64::new(0), place: Mutex::default() })
    }

    fn shelf(&self, name: &FileName) -> PathBuf {
        self.root.join(name.space()).join(name.hex().get(..2).unwrap_or("00"))
    }

    fn write(&self, to: &Path, sealed: &[u8], now: At) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
        file.write_all(sealed)?;
        file.set_modified(instant(now))?;
        file.sync_all()
    }

    fn age(path: &Path) -> io::Result<Option<(At, u64)>> {
        match fs::metadata(path) {
            Ok(m) => Ok(Some((at_of(m.modified()?), m.len()))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Names in a folder, in order.
    fn names(dir: &Path) -> io::Result<Vec<String>> {
        let mut names = match fs::read_dir(dir) {
            Ok(entries) => entries
                .map(|e| Ok(e?.file_name().to_string_lossy().into_owned()))
                .collect::<io::Result<Vec<_>>>()?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(e),
        };
        names.sort();
        Ok(names)
    }
}

impl FileStore for Folder {
    fn put(&self, name: &FileName, sealed: &[u8], now: At) -> Result<(), FileError> {
        let shelf = self.shelf(name);
        let serial = self.next.fetch_add(1, Ordering::SeqCst);
        let temporary =
            self.root.join("tmp").join(format!("{}.{}.{serial}", name.hex(), std::process::id()));
        let done = make(&self.root.join(name.space()))
            .and_then(|()| make(&shelf))
            .and_then(|()| self.write(&temporary, sealed, now))
            .and_then(|()| {
                let _one = self.place.lock().unwrap_or_else(PoisonError::into_inner);
                fs::rename(&temporary, shelf.join(name.hex()))
            })
            .and_then(|()| sync(&shelf));
        done.map_err(|e| {
            let _ = fs::remove_file(&temporary);
            fault(e)
        })
    }

    fn get(&self, name: &FileName) -> Result<Option<Vec<u8>>, FileError> {
        match fs::read(self.shelf(name).join(name.hex())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(fault(e)),
        }
    }

    fn delete(&self, name: &FileName, older_than: At) -> Result<bool, FileError> {
        let shelf = self.shelf(name);
        let path = shelf.join(name.hex());
        let _one = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        match Self::age(&path).map_err(fault)? {
            Some((at, _)) if at < older_than => {
                fs::remove_file(&path).and_then(|()| sync(&shelf)).map_err(fault)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn spaces(&self) -> Result<Vec<String>, FileError> {
        let mut all = Self::names(&self.root).map_err(fault)?;
        all.retain(|n| n != "tmp");
        Ok(all)
    }

    fn list(
        &self,
        space: &'static str,
        older_than: At,
        after: Option<&FileName>,
        limit: usize,
    ) -> Result<Vec<FileEntry>, FileError> {
        let dir = self.root.join(space);
        let after = after.map_or("", FileName::hex);
        let mut out = Vec::new();
        for shelf in Self::names(&dir).map_err(fault)? {
            if shelf.as_str() < after.get(..2).unwrap_or("") {
                continue;
            }
            for hex in Self::names(&dir.join(&shelf)).map_err(fault)? {
                if out.len() >= limit {
                    return Ok(out);
                }
                let Some(name) = FileName::new(space, &hex).filter(|n| n.hex() > after) else {
                    continue;
                };
                match Self::age(&dir.join(&shelf).join(&hex)).map_err(fault)? {
                    Some((at, bytes)) if at < older_than => out.push(FileEntry { name, at, bytes }),
                    _ => {}
                }
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use app::files::{FileKey, sweep};

    use super::*;

    struct Dir(PathBuf);
    impl Dir {
        fn new(name: &str) -> Dir {
            let base = Path::new("/dev/shm");
            let base = if base.is_dir() { base.into() } else { std::env::temp_dir() };
            let dir = base.join(format!("yui-files-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&dir);
            Dir(dir)
        }
        fn open(&self) -> Folder {
            Folder::open(self.0.clone(), now()).unwrap()
        }
    }
    impl Drop for Dir {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn now() -> At {
        testkit::noon_before()
    }

    fn name(bytes: &[u8]) -> FileName {
        FileKey::from_bytes(&[7; 32]).unwrap().name("people", bytes).unwrap()
    }

    #[test]
    fn what_is_put_is_got_listed_and_deleted_when_old() {
        let dir = Dir::new("put");
        let f = dir.open();
        assert_eq!(f.get(&name(b"a")).unwrap(), None);
        let mut names: Vec<FileName> = (0..30_u8).map(|i| name(&[i])).collect();
        for (i, n) in names.iter().enumerate() {
            f.put(n, &[i as u8; 100], now()).unwrap();
        }
        assert_eq!(f.get(&names[3]).unwrap(), Some(vec![3; 100]));
        names.sort();
        let later = now().plus_minutes(1);
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = f.list("people", later, after.as_ref(), 7).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.name.clone());
            assert!(page.len() <= 7 && page.iter().all(|e| e.bytes == 100 && e.at == now()));
            all.extend(page.into_iter().map(|e| e.name));
        }
        assert_eq!(all, names);
        assert!(f.list("people", now(), None, 99).unwrap().is_empty(), "none is older than now");
        assert!(f.list("fax", later, None, 99).unwrap().is_empty(), "another's space");
        assert!(!f.delete(&names[0], now()).unwrap(), "too young");
        assert!(f.delete(&names[0], later).unwrap());
        assert!(!f.delete(&names[0], later).unwrap(), "gone");
        assert_eq!(f.get(&names[0]).unwrap(), None);
    }

    #[test]
    fn a_file_put_again_is_mended_and_young_again() {
        let dir = Dir::new("again");
        let f = dir.open();
        let n = name(b"x");
        f.put(&n, b"sealed", now()).unwrap();
        let path = dir.0.join("people").join(&n.hex()[..2]).join(n.hex());
        fs::write(&path, b"rotten").unwrap();
        let later = now().plus_minutes(60 * 30);
        f.put(&n, b"sealed", later).unwrap();
        assert_eq!(f.get(&n).unwrap().unwrap(), b"sealed");
        let gone = sweep(&f, "people", later, |_| Ok::<_, FileError>(Vec::new())).unwrap();
        assert_eq!(gone, 0);
        let day_after = later.plus_minutes(60 * 24 + 1);
        let gone = sweep(&f, "people", day_after, |_| Ok::<_, FileError>(Vec::new())).unwrap();
        assert_eq!(gone, 1);
    }

    #[test]
    fn a_put_that_cannot_be_finished_leaves_the_old_content_and_no_temporary_file() {
        let dir = Dir::new("fault");
        let f = dir.open();
        let n = name(b"x");
        f.put(&n, b"old", now()).unwrap();
        // a folder in the place of the name: renaming over it fails, as on a broken disk
        let m = name(b"y");
        let path = dir.0.join("people").join(&m.hex()[..2]).join(m.hex());
        fs::create_dir_all(path.join("in the way")).unwrap();
        assert!(f.put(&m, b"new", now()).is_err());
        assert_eq!(fs::read_dir(dir.0.join("tmp")).unwrap().count(), 0);
        assert_eq!(f.get(&n).unwrap().unwrap(), b"old");
    }

    #[test]
    fn a_temporary_file_of_a_crash_is_in_no_list_and_goes_after_a_day() {
        let dir = Dir::new("crash");
        drop(dir.open());
        let left = dir.0.join("tmp").join(format!("{}.1.0", name(b"x").hex()));
        fs::write(&left, b"half").unwrap();
        let f = dir.open();
        assert!(f.list("people", At::from_millis(i64::MAX), None, 9).unwrap().is_empty());
        let old = File::options().write(true).open(&left).unwrap();
        old.set_modified(instant(now().plus_minutes(-60 * 25))).unwrap();
        drop(dir.open());
        assert!(!left.exists());
    }

    #[test]
    fn nobody_else_on_this_machine_may_read() {
        use std::os::unix::fs::PermissionsExt;
        let dir = Dir::new("mode");
        let f = dir.open();
        let n = name(b"x");
        f.put(&n, b"sealed", now()).unwrap();
        let shelf = dir.0.join("people").join(&n.hex()[..2]);
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&shelf), mode(&shelf.join(n.hex()))), (0o700, 0o600));
    }
}
