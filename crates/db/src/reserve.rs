//! Room kept free for what must be written even on a full disk: the audit rows of reading (no data leaves without its
//! row, so without room nobody could read either).
//!
//! A file beside the store takes the room. When a COMMIT finds the disk full, the file goes and ordinary writes are
//! refused until it can be made again; what is vital goes on in the room that it has left.
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{FallocateFlags, fallocate, statvfs};

/// The kept room.
pub(crate) struct Reserve {
    path: PathBuf,
    bytes: u64,
    tight: AtomicBool,
    /// Taking and giving exclude each other.
    hand: Mutex<()>,
}

impl Reserve {
    /// Takes the room; on a disk that is full already ordinary writes are refused from the start.
    pub(crate) fn new(path: PathBuf, bytes: u64) -> Self {
        let r = Reserve { path, bytes, tight: AtomicBool::new(false), hand: Mutex::new(()) };
        let made = r.make();
        r.tight.store(!made, Ordering::SeqCst);
        r
    }

    /// Is there clearly more than the room itself? Trying without looking would take the last blocks away for a moment,
    /// and just then somebody's audit row would find none.
    fn free(&self) -> bool {
        let dir = self.path.parent().unwrap_or(&self.path);
        statvfs(dir).is_ok_and(|s| {
            s.f_bavail.saturating_mul(s.f_frsize) > self.bytes.saturating_add(self.bytes / 4)
        })
    }

    fn make(&self) -> bool {
        let _one = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        if fs::metadata(&self.path).is_ok_and(|m| m.len() == self.bytes) {
            return true;
        }
        if !self.free() {
            return false;
        }
        let made = File::create(&self.path)
            .is_ok_and(|f| fallocate(&f, FallocateFlags::empty(), 0, self.bytes).is_ok());
        if !made {
            let _ = fs::remove_file(&self.path);
        }
        made
    }

    /// Gives the room away; false when it had gone before.
    pub(crate) fn give(&self) -> bool {
        let _one = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        self.tight.store(true, Ordering::SeqCst);
        fs::remove_file(&self.path).is_ok()
    }

    /// May ordinary writes be tried? When the room was given away: only after it could be taken again.
    pub(crate) fn ample(&self) -> bool {
        if !self.tight.load(Ordering::SeqCst) {
            return true;
        }
        let made = self.make();
        if made {
            self.tight.store(false, Ordering::SeqCst);
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_was_given_away_is_taken_again_when_there_is_some() {
        let path = std::env::temp_dir().join(format!("yui-reserve-{}", std::process::id()));
        let _ = fs::remove_file(&path);
        let r = Reserve::new(path.clone(), 1 << 16);
        assert!(r.ample());
        assert_eq!(fs::metadata(&path).unwrap().len(), 1 << 16);
        assert!(r.give());
        assert!(!r.give(), "only once");
        assert!(!path.exists());
        assert!(r.ample() && path.exists());
        let _ = fs::remove_file(&path);
        // no room at all: a folder that is not there
        let nowhere = Reserve::new(path.join("x"), 1);
        assert!(!nowhere.ample());
    }
}
