//! Acts that lead to more acts, each at its own time: an event is entered, weeks later people sign up, in the evening they
//! come. They run between the acts of the plan, so that the log keeps the order of time.
use std::collections::BTreeMap;
use std::sync::Arc;

use app::{App, Cx, Result};
use kernel::{Actor, At};

type Work = Arc<dyn Fn(&Cx<'_>) -> Result<Later> + Send + Sync>;

/// One act.
struct Step {
    at: At,
    who: Actor,
    work: Work,
}

/// What is to be done, in any order.
#[derive(Default)]
pub(super) struct Later(Vec<Step>);

impl Later {
    /// Nothing more.
    pub fn none() -> Later {
        Later::default()
    }

    /// One more act. It may be run again after a collision, and says what follows from it; what should have been before it is
    /// done right after it.
    pub fn put(
        &mut self,
        at: At,
        who: &Actor,
        work: impl Fn(&Cx<'_>) -> Result<Later> + Send + Sync + 'static,
    ) {
        self.0.push(Step { at, who: who.clone(), work: Arc::new(work) });
    }

    /// All of another list too.
    pub fn join(&mut self, other: Later) {
        self.0.extend(other.0);
    }
}

/// What is still to be done, by its time; of one time in the order in which it was put.
pub(super) struct Queue {
    waiting: BTreeMap<(At, usize), Step>,
    put: usize,
}

impl Queue {
    /// Begins with these.
    pub fn new(steps: Later) -> Queue {
        let mut q = Queue { waiting: BTreeMap::new(), put: 0 };
        q.add(steps, None);
        q
    }

    fn add(&mut self, steps: Later, after: Option<At>) {
        for s in steps.0 {
            let at = after.map_or(s.at, |a| s.at.max(a));
            self.waiting.insert((at, self.put), s);
            self.put += 1;
        }
    }

    /// When the next one is.
    pub fn next(&self) -> Option<At> {
        self.waiting.keys().next().map(|k| k.0)
    }

    /// Does everything up to this time, and what follows from it up to then.
    pub fn until(&mut self, app: &App, end: At) -> Result<()> {
        while self.next().is_some_and(|at| at <= end) {
            let Some(((at, _), Step { who, work, .. })) = self.waiting.pop_first() else { break };
            let slot = Arc::new(std::sync::Mutex::new(Later::none()));
            let keep = slot.clone();
            app.write_at(&who, at, move |cx| {
                let more = work(cx)?;
                *keep.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = more;
                Ok(())
            })
            .map_err(|e| app::Error::Inconsistent(format!("demo at {at}: {e:?}")))?;
            let more = std::mem::take(
                &mut *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
            );
            self.add(more, Some(at));
        }
        Ok(())
    }
}
