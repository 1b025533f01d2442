//! Files beside the store: pictures and PDF too large for rows. The port [`FileStore`], the key that names and
//! seals what one person's (or one office's) files hold, and the implementation in chunks of rows.
//!
//! Order of things, always: the file is durable first ([`FileStore::put`], outside of any transaction, since it
//! is slow), then the row that names it. A crash in between leaves a file that no row names; the slice's sweep
//! removes it when it is older than [`ORPHAN_HOURS`]. A use case never sees the store: `Cx` has no way to it.
mod chunks;
mod key;

use kernel::At;

pub use chunks::Chunks;
pub(crate) use chunks::STATEMENTS;
pub use key::{FileKey, KEY_BYTES};

/// Hours after which a file that no row names is nobody's: far longer than any request runs.
pub const ORPHAN_HOURS: i64 = 24;

/// Where a file is kept: the space of one kind of owner (`people`, later `fax` …), in which only that slice
/// lists and sweeps, and a name that says nothing about the content (64 hexadecimal digits).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName {
    space: &'static str,
    hex: String,
}

impl FileName {
    /// From a stored name; none when it is not one of ours (so that no path can be smuggled in).
    pub fn new(space: &'static str, hex: &str) -> Option<Self> {
        let plain = space.bytes().all(|b| b.is_ascii_lowercase()) && !space.is_empty();
        let digits = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (plain && digits).then(|| FileName { space, hex: hex.to_string() })
    }

    /// The space.
    pub fn space(&self) -> &'static str {
        self.space
    }

    /// The 64 digits, as rows keep them.
    pub fn hex(&self) -> &str {
        &self.hex
    }
}

/// A file in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Its name.
    pub name: FileName,
    /// When it was put last.
    pub at: At,
    /// Sealed size.
    pub bytes: u64,
}

/// Why a file could not be kept or read. Names no content; can be logged.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No room.
    #[error("disk full")]
    Full,
    /// What is there cannot be opened with this key: changed, cut off, or another's.
    #[error("the content does not fit its seal")]
    Damaged,
    /// Anything else.
    #[error("file store: {0}")]
    Io(String),
}

impl From<FileError> for crate::Error {
    fn from(e: FileError) -> Self {
        match e {
            FileError::Full => crate::Error::Db(db::DbError::Full),
            FileError::Io(text) => crate::Error::Db(db::DbError::CommitFailed(text)),
            FileError::Damaged => crate::Error::Inconsistent("a file does not fit its seal".into()),
        }
    }
}

/// Keeps sealed bytes under names. Synchronous and slow: called before a write, after a read, never inside.
pub trait FileStore: Send + Sync {
    /// Keeps the bytes. `Ok` means durable, with its name. The same name again replaces the content (which is the
    /// same, so a damaged one is mended) and counts as put now, so that no sweep takes it for old.
    fn put(&self, name: &FileName, sealed: &[u8], now: At) -> Result<(), FileError>;

    /// The bytes; none when there is no such file.
    fn get(&self, name: &FileName) -> Result<Option<Vec<u8>>, FileError>;

    /// Deletes it if it was put before `older_than`, in one step with looking; false when it was not there or is
    /// younger. There is no other way to delete: a file put again meanwhile stays.
    fn delete(&self, name: &FileName, older_than: At) -> Result<bool, FileError>;

    /// The spaces that hold files, for a backup, which takes all of them.
    fn spaces(&self) -> Result<Vec<String>, FileError>;

    /// Files of a space put before `older_than`, by name after `after`, at most `limit`.
    fn list(
        &self,
        space: &'static str,
        older_than: At,
        after: Option<&FileName>,
        limit: usize,
    ) -> Result<Vec<FileEntry>, FileError>;
}

/// Deletes what `is_named` does not know among the files of a space older than [`ORPHAN_HOURS`]; the number.
/// `is_named` gets up to 200 names and answers those that rows name.
pub fn sweep<E: From<FileError>>(
    files: &dyn FileStore,
    space: &'static str,
    now: At,
    is_named: impl Fn(&[FileName]) -> Result<Vec<FileName>, E>,
) -> Result<usize, E> {
    let older_than = now.plus_minutes(-60 * ORPHAN_HOURS);
    let (mut after, mut gone) = (None, 0);
    loop {
        let batch: Vec<FileName> = files
            .list(space, older_than, after.as_ref(), 200)?
            .into_iter()
            .map(|e| e.name)
            .collect();
        let Some(last) = batch.last().cloned() else { return Ok(gone) };
        let named = is_named(&batch)?;
        for orphan in batch.iter().filter(|n| !named.contains(n)) {
            gone += usize::from(files.delete(orphan, older_than)?);
        }
        after = Some(last);
    }
}
