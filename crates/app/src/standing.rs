//! What holds for a whole region and rarely changes (switched-off capabilities, closed cells of the matrix, who is under a
//! shield), and what a decision about one resident rests on for one actor, kept in memory for as long as rights have not changed.
//!
//! Each read asks in its own snapshot for the number that moves whenever rights change, and takes what was kept only under
//! that number. Whoever changes such a thing moves the number in the same transaction, also from another process, so what
//! was kept under a number is what every snapshot with that number holds.
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::{Date, Id};

/// What is known of one thing for one actor on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct About {
    /// Of which thing.
    pub of: Id,
    /// For which organisation and account.
    pub parties: [Option<Id>; 2],
    /// On which day: rights begin and end with days.
    pub day: Date,
    /// Which answer, when there are several of one type.
    pub word: &'static str,
}

/// How many things are kept in mind: a few hundred bytes each, enough for every resident whom a busy region opens in an hour.
/// Beyond it everything is asked anew, so that nothing has to be kept in order.
const MOST: usize = 32_768;

/// All of it was asked under one number.
#[derive(Default)]
struct Known {
    epoch: i64,
    things: HashMap<(TypeId, Option<About>), Arc<dyn Any + Send + Sync>>,
}

/// What is kept of each type: of the whole region under no key, of single things under theirs.
#[derive(Default)]
pub(crate) struct Standing(Mutex<Known>);

impl Standing {
    /// Is anything kept about this, under whichever number? Then asking for the number first may spare the rest.
    pub(crate) fn holds<T: Any>(&self, about: Option<About>) -> bool {
        self.things().things.contains_key(&(TypeId::of::<T>(), about))
    }

    /// What was kept about it under this number.
    pub(crate) fn recall<T: Any + Send + Sync>(
        &self,
        epoch: i64,
        about: Option<About>,
    ) -> Option<Arc<T>> {
        let found = {
            let known = self.things();
            if known.epoch != epoch {
                return None;
            }
            known.things.get(&(TypeId::of::<T>(), about)).cloned()
        };
        found?.downcast().ok()
    }

    /// Keeps it, and forgets everything that was kept under an older number. A slow read with an old snapshot changes nothing.
    pub(crate) fn remember<T: Any + Send + Sync>(
        &self,
        epoch: i64,
        about: Option<About>,
        value: Arc<T>,
    ) {
        let mut known = self.things();
        if known.epoch > epoch {
            return;
        }
        if known.epoch < epoch || known.things.len() >= MOST {
            known.things.clear();
            known.epoch = epoch;
        }
        known.things.insert((TypeId::of::<T>(), about), value);
    }

    fn things(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use kernel::At;

    use super::*;

    fn id(n: usize) -> Id {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&n.to_be_bytes());
        Id::from_bytes(bytes)
    }

    fn about(n: usize, day: i64) -> About {
        About {
            of: id(n),
            parties: [None, Some(id(7))],
            day: At::from_millis(day * 86_400_000).date(),
            word: "",
        }
    }

    #[test]
    fn what_is_known_of_one_thing_is_forgotten_with_the_number_and_is_of_one_actor_and_day() {
        let all = Standing::default();
        let one = about(1, 1);
        let a = Some(one);
        all.remember(3, a, Arc::new(1_u8));
        assert!(all.holds::<u8>(a) && !all.holds::<u16>(a));
        assert_eq!(all.recall::<u8>(3, a).as_deref(), Some(&1));
        assert!(all.recall::<u16>(3, a).is_none());
        assert!(all.recall::<u8>(2, a).is_none() && all.recall::<u8>(4, a).is_none());
        for other in [
            None,
            Some(about(2, 1)),
            Some(about(1, 2)),
            Some(About { parties: [None, None], ..one }),
            Some(About { parties: [Some(id(7)), None], ..one }),
            Some(About { word: "wish", ..one }),
        ] {
            assert!(all.recall::<u8>(3, other).is_none(), "{other:?}");
        }
        // an old snapshot that comes late
        all.remember(5, a, Arc::new(2_u8));
        all.remember(4, a, Arc::new(9_u8));
        assert_eq!(all.recall::<u8>(5, a).as_deref(), Some(&2));
        // with a new number nothing is left of the old one
        all.remember(6, None, Arc::new(3_u8));
        assert!(!all.holds::<u8>(a));
        assert_eq!(all.recall::<u8>(6, None).as_deref(), Some(&3));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let all = Standing::default();
        for n in 0..=MOST {
            all.remember(1, Some(about(n, 1)), Arc::new(0_u8));
        }
        assert_eq!(all.things().things.len(), 1);
        assert!(all.holds::<u8>(Some(about(MOST, 1))));
    }
}
