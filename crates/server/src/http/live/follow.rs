//! The follower: woken by this process's own commits (SQLite), its sequencer and PostgreSQL's NOTIFY, and once a second in
//! any case, it reads what is new and hands it to the hub. Waking says nothing but 「look」: what counts is in the store.
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use app::{App, outbox};
use kernel::Actor;

use super::hub::Hub;

/// Wakes the follower.
#[derive(Default)]
pub struct Waker {
    asked: Mutex<bool>,
    woken: Condvar,
}

impl Waker {
    /// Something may be new.
    pub fn wake(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }

    /// Waits until it was woken, at most so long.
    pub fn wait(&self, how_long: Duration) {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut asked, _) = self
            .woken
            .wait_timeout_while(asked, how_long, |a| !*a)
            .unwrap_or_else(PoisonError::into_inner);
        *asked = false;
    }
}

/// Reads what is new in a region that has readers, and hands it over.
pub fn follow(app: &App, hub: &Hub) -> app::Result<()> {
    while let Some(pos) = hub.following() {
        let system = Actor::system();
        let (epoch, events, last) = app.read(&system, |cx| {
            Ok((cx.rights_epoch()?, outbox::new_about(cx, pos)?, outbox::last(cx)?))
        })?;
        let full = events.len() >= outbox::AT_ONCE;
        let upto = if full { events.last().map_or(pos, |(_, e)| e.pos) } else { last };
        hub.publish(epoch, events, upto);
        if !full {
            break;
        }
    }
    Ok(())
}
