//! A store of files in memory that fails when it is told to.
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use app::files::{FileEntry, FileError, FileName, FileStore};
use kernel::At;

/// What the next put does instead of keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// The disk is full; nothing is kept.
    Full,
    /// It is kept, but the answer is an error: the caller cannot know.
    KeptButFailed,
}

/// Files in memory.
#[derive(Default)]
pub struct MemoryFiles {
    files: Mutex<BTreeMap<FileName, (At, Vec<u8>)>>,
    faults: Mutex<Vec<Option<FileFault>>>,
}

impl MemoryFiles {
    /// What the next puts do, in order; none = keeps as usual.
    pub fn fail(&self, next: &[Option<FileFault>]) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        *faults = next.iter().rev().copied().collect();
    }

    /// How many files there are.
    pub fn count(&self) -> usize {
        self.map(|m| m.len())
    }

    /// All bytes of all files, for looking for what must not be there.
    pub fn bytes(&self) -> Vec<Vec<u8>> {
        self.map(|m| m.values().map(|(_, b)| b.clone()).collect())
    }

    /// Flips one bit in each file.
    pub fn damage(&self) {
        self.map(|m| {
            for (_, b) in m.values_mut() {
                let middle = b.len() / 2;
                if let Some(x) = b.get_mut(middle) {
                    *x ^= 0x10;
                }
            }
        });
    }

    fn map<T>(&self, f: impl FnOnce(&mut BTreeMap<FileName, (At, Vec<u8>)>) -> T) -> T {
        f(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl FileStore for MemoryFiles {
    fn put(&self, name: &FileName, sealed: &[u8], now: At) -> Result<(), FileError> {
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop().flatten();
        if fault == Some(FileFault::Full) {
            return Err(FileError::Full);
        }
        self.map(|m| m.insert(name.clone(), (now, sealed.to_vec())));
        match fault {
            Some(_) => Err(FileError::Io("the disk did not answer".into())),
            None => Ok(()),
        }
    }

    fn get(&self, name: &FileName) -> Result<Option<Vec<u8>>, FileError> {
        Ok(self.map(|m| m.get(name).map(|(_, b)| b.clone())))
    }

    fn delete(&self, name: &FileName, older_than: At) -> Result<bool, FileError> {
        Ok(self.map(|m| match m.get(name) {
            Some((at, _)) if *at < older_than => m.remove(name).is_some(),
            _ => false,
        }))
    }

    fn spaces(&self) -> Result<Vec<String>, FileError> {
        let mut all: Vec<String> = self.map(|m| m.keys().map(|n| n.space().into()).collect());
        all.dedup();
        Ok(all)
    }

    fn list(
        &self,
        space: &'static str,
        older_than: At,
        after: Option<&FileName>,
        limit: usize,
    ) -> Result<Vec<FileEntry>, FileError> {
        Ok(self.map(|m| {
            m.iter()
                .filter(|(n, (at, _))| {
                    n.space() == space && *at < older_than && after.is_none_or(|a| *n > a)
                })
                .take(limit)
                .map(|(n, (at, b))| FileEntry { name: n.clone(), at: *at, bytes: b.len() as u64 })
                .collect()
        }))
    }
}
