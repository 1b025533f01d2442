//! A file on another mount, only ever appended to. The server needs no right to read or replace it: with `chattr +a`, a
//! share that only lets files grow, or a WORM store, whoever owns the server cannot take a checkpoint back.
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::checkpoint::{Checkpoint, Witness};

/// The file.
pub struct AppendOnly {
    path: PathBuf,
    name: String,
}

impl AppendOnly {
    /// The file; made at the first checkpoint, its folder must be there.
    pub fn new(path: PathBuf) -> Self {
        AppendOnly { name: path.display().to_string(), path }
    }
}

/// Appends in one write and waits until file and folder are on the disk.
fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let mut f = OpenOptions::new().append(true).create(true).open(path)?;
    // The empty line before it separates it from a write that was cut short.
    f.write_all(format!("\n{text}").as_bytes())?;
    f.sync_all()?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

impl Witness for AppendOnly {
    fn place(&self) -> &str {
        &self.name
    }

    fn keep(&self, c: &Checkpoint) -> Result<(), String> {
        append(&self.path, &c.text).map_err(|e| e.to_string())
    }
}

#[cfg(test)]
mod tests {
    use app::checkpoint::{SigningKey, Torn, read_all};

    use super::*;

    #[test]
    fn notes_are_appended_and_a_torn_one_spoils_no_other() {
        let folder = std::env::temp_dir().join(format!("yui-witness-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let place = AppendOnly::new(folder.join("yuino.checkpoints"));
        let at = kernel::At::from_millis(1_795_000_000_000);
        let note = |n| SigningKey::of("yuino", &[1; 32]).sign(n, &"ab".repeat(32), at).unwrap();
        assert!(place.keep(&note(1)).is_err(), "the folder is never made");
        std::fs::create_dir_all(&folder).unwrap();
        place.keep(&note(1)).unwrap();
        let file = folder.join("yuino.checkpoints");
        let mut f = OpenOptions::new().append(true).open(&file).unwrap();
        f.write_all(b"\nyui/yuino\n2\nq83").unwrap();
        place.keep(&note(3)).unwrap();
        let (notes, torn) = read_all(&std::fs::read_to_string(&file).unwrap());
        assert_eq!(notes, [note(1), note(3)]);
        assert_eq!(torn, [Torn(9)]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
