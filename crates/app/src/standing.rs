//! What holds for a whole region and rarely changes (switched-off capabilities, closed cells of the matrix, who is under a
//! shield), kept in memory for as long as rights have not changed.
//!
//! Each read asks in its own snapshot for the number that moves whenever rights change, and takes what was kept only under
//! that number. Whoever changes such a thing moves the number in the same transaction, also from another process, so what
//! was kept under a number is what every snapshot with that number holds.
use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One of each type, with the number under which it was asked.
#[derive(Default)]
pub(crate) struct Standing(Mutex<Vec<Entry>>);

type Entry = (TypeId, i64, Arc<dyn Any + Send + Sync>);

impl Standing {
    /// What was kept under this number.
    pub(crate) fn known<T: Any + Send + Sync>(&self, epoch: i64) -> Option<Arc<T>> {
        let wanted = TypeId::of::<T>();
        let found = {
            let entries = self.entries();
            entries.iter().find(|(t, n, _)| *t == wanted && *n == epoch).map(|(_, _, v)| v.clone())
        };
        found?.downcast().ok()
    }

    /// Keeps it in place of what was kept under an older number. A slow read with an old snapshot changes nothing.
    pub(crate) fn keep<T: Any + Send + Sync>(&self, epoch: i64, value: Arc<T>) {
        let wanted = TypeId::of::<T>();
        let mut entries = self.entries();
        match entries.iter_mut().find(|(t, _, _)| *t == wanted) {
            Some(entry) if entry.1 < epoch => *entry = (wanted, epoch, value),
            Some(_) => {}
            None => entries.push((wanted, epoch, value)),
        }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_known_under_its_own_number_only_and_the_newest_stays() {
        let all = Standing::default();
        assert!(all.known::<String>(3).is_none());
        all.keep(3, Arc::new("three".to_string()));
        all.keep(3, Arc::new(3_u8));
        assert_eq!(all.known::<String>(3).as_deref().map(String::as_str), Some("three"));
        assert_eq!(all.known::<u8>(3).as_deref(), Some(&3));
        assert!(all.known::<String>(2).is_none() && all.known::<String>(4).is_none());
        all.keep(5, Arc::new("five".to_string()));
        all.keep(4, Arc::new("four".to_string()));
        assert_eq!(all.known::<String>(5).as_deref().map(String::as_str), Some("five"));
        assert!(all.known::<String>(4).is_none() && all.known::<String>(3).is_none());
        assert_eq!(all.known::<u8>(3).as_deref(), Some(&3));
    }
}
