//! The library that stands between a program and the kernel (faults/shim/io.c): built here, told what to do through
//! one small file that every process under it sees.
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Fail;

const SOURCE: &str = include_str!("../../shim/io.c");

/// Operations that an injected failure may meet.
pub mod kinds {
    /// write and its sisters.
    pub const WRITES: u64 = 1;
    /// fsync, fdatasync.
    pub const SYNCS: u64 = 2;
    /// create, rename, unlink, mkdir, link.
    pub const NAMES: u64 = 4;
    /// truncate, allocate.
    pub const SIZES: u64 = 8;
    /// What is sent to a socket.
    pub const SENDS: u64 = 16;
    /// All that goes to files.
    pub const FILES: u64 = WRITES | SYNCS | NAMES | SIZES;
}

/// Fields of the shared file, in the order of `struct control`.
#[derive(Debug, Clone, Copy)]
pub enum Field {
    /// Count now.
    Armed,
    /// Operations counted.
    Count,
    /// The one that fails.
    At,
    /// 1 = answer with `Error`, 2 = SIGKILL.
    Action,
    /// errno.
    Error,
    /// Which operations count.
    Kinds,
    /// How many failures were met.
    Hits,
    /// Keep journals of what is not on the disk yet.
    Record,
    /// fsync keeps nothing.
    Swallow,
    /// Names need an fsync of their folder.
    Strict,
    /// Milliseconds that the clock is off.
    Clock,
    /// Microseconds that an fsync takes.
    Sync,
}

/// The built library with its state.
pub struct Shim {
    /// Where the journals are.
    pub state: PathBuf,
    /// Only files below are touched.
    pub root: PathBuf,
    library: PathBuf,
    control: File,
}

/// Builds the library into this folder.
pub fn build(into: &Path) -> Result<PathBuf, Fail> {
    let (source, library) = (into.join("io.c"), into.join("yui-faults.so"));
    fs::write(&source, SOURCE)?;
    let cc = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let built = Command::new(&cc)
        .args(["-O1", "-shared", "-fPIC", "-w", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl")
        .output()?;
    if !built.status.success() {
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        return Err(Fail::Text(format!("{cc} could not build the page-dropper: {said}")));
    }
    Ok(library)
}

impl Shim {
    /// With its state in `state`, for files below `root` (the same file system).
    pub fn new(library: &Path, state: &Path, root: &Path) -> Result<Shim, Fail> {
        fs::create_dir_all(state.join("kept"))?;
        let path = state.join("control");
        fs::write(&path, [0; 4096])?;
        // the database server runs as another user
        for (p, mode) in [(state, 0o777), (&state.join("kept"), 0o777), (&path, 0o666)] {
            fs::set_permissions(p, fs::Permissions::from_mode(mode))?;
        }
        let control = OpenOptions::new().read(true).write(true).open(&path)?;
        let (state, root) = (state.to_path_buf(), fs::canonicalize(root)?);
        Ok(Shim { state, root, library: library.to_path_buf(), control })
    }

    /// Sets a field.
    pub fn set(&self, field: Field, value: i64) -> Result<(), Fail> {
        Ok(self.control.write_all_at(&value.to_le_bytes(), field as u64 * 8)?)
    }

    /// Reads a field.
    pub fn get(&self, field: Field) -> Result<u64, Fail> {
        let mut b = [0; 8];
        self.control.read_exact_at(&mut b, field as u64 * 8)?;
        Ok(u64::from_le_bytes(b))
    }

    /// From now on the `at`-th operation of these kinds fails so.
    pub fn arm(&self, kinds: u64, at: u64, action: u64, errno: u64) -> Result<(), Fail> {
        self.set(Field::Armed, 0)?;
        for (field, value) in [
            (Field::Count, 0),
            (Field::Hits, 0),
            (Field::At, at),
            (Field::Action, action),
            (Field::Error, errno),
            (Field::Kinds, kinds),
            (Field::Armed, 1),
        ] {
            self.set(field, value as i64)?;
        }
        Ok(())
    }

    /// Everything is on the disk: the journals are empty.
    pub fn forget(&self) -> Result<(), Fail> {
        for entry in fs::read_dir(&self.state)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(".undo") || name.ends_with(".lost") || name == "names" {
                fs::remove_file(&path)?;
            }
        }
        for entry in fs::read_dir(self.state.join("kept"))? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    /// What a program needs in its environment to run under it.
    pub fn environment(&self) -> Vec<(String, String)> {
        let text = |p: &Path| p.to_string_lossy().into_owned();
        vec![
            ("LD_PRELOAD".into(), text(&self.library)),
            ("YUI_FAULTS_STATE".into(), text(&self.state)),
            ("YUI_FAULTS_ROOT".into(), text(&self.root)),
        ]
    }
}
