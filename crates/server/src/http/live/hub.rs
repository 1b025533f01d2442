//! The readers of a region, by what they follow, and the newest events of each thing that somebody follows.
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::outbox::Event;
use kernel::Id;
use tokio::sync::watch;

/// Events of one thing kept in memory; who is further behind reads them from the store.
const RING: usize = 64;
/// Readers of a region in one process.
const READERS: usize = 8_000;
/// Readers of one account in one process, unless the installation says otherwise: tabs and devices of one person.
pub const PER_ACCOUNT: usize = 8;

/// What is followed (one thing, or several that are read as one): its newest events, and who waits for more.
struct Topic {
    ring: VecDeque<Arc<Event>>,
    /// Everything after this position is in the ring.
    from: i64,
    newest: watch::Sender<i64>,
    readers: usize,
}

struct State {
    /// By what is followed, in order.
    topics: BTreeMap<Vec<Id>, Topic>,
    /// In which of them an event about a thing belongs.
    of: BTreeMap<Id, Vec<Vec<Id>>>,
    accounts: BTreeMap<Id, usize>,
    readers: usize,
    /// Everything up to here was read from the store.
    pos: i64,
}

/// The readers of one region in this process.
pub struct Hub {
    per_account: usize,
    state: Mutex<State>,
    epoch: watch::Sender<i64>,
    closing: watch::Sender<bool>,
    /// So many readers may ask the store at the same time.
    pub(super) asking: tokio::sync::Semaphore,
}

impl Hub {
    /// With so many readers of one account at most.
    pub fn new(per_account: usize) -> Self {
        let state = State {
            topics: BTreeMap::new(),
            of: BTreeMap::new(),
            accounts: BTreeMap::new(),
            readers: 0,
            pos: 0,
        };
        Hub {
            state: Mutex::new(state),
            epoch: watch::Sender::new(0),
            closing: watch::Sender::new(false),
            asking: tokio::sync::Semaphore::new(4),
            per_account,
        }
    }
}

/// What a reader finds after its place.
pub enum After {
    /// These, in order; maybe none.
    Events(Vec<Arc<Event>>),
    /// It is further behind than the ring: read the store.
    Behind,
}

/// A reader's place in the hub; leaving it is dropping it.
pub struct Place {
    hub: Arc<Hub>,
    subjects: Vec<Id>,
    account: Id,
    /// Moves when one of the things has a new event.
    pub newest: watch::Receiver<i64>,
    /// Moves when rights changed.
    pub epoch: watch::Receiver<i64>,
    /// Turns true when the program ends.
    pub closing: watch::Receiver<bool>,
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a reader in; none when there are too many. `last` is the newest position of the store, read before: where
    /// the follower begins when nobody was here.
    pub fn enter(
        self: &Arc<Hub>,
        subjects: &[Id],
        account: Id,
        last: i64,
        epoch: i64,
    ) -> Option<Place> {
        let mut subjects = subjects.to_vec();
        subjects.sort_unstable();
        subjects.dedup();
        let mut s = self.lock();
        let own = s.accounts.get(&account).copied().unwrap_or(0);
        if s.readers >= READERS || own >= self.per_account || *self.closing.borrow() {
            return None;
        }
        if s.readers == 0 {
            s.pos = s.pos.max(last);
            self.epoch.send_replace(epoch);
        }
        s.readers += 1;
        s.accounts.insert(account, own + 1);
        let from = s.pos;
        if !s.topics.contains_key(&subjects) {
            for subject in &subjects {
                s.of.entry(*subject).or_default().push(subjects.clone());
            }
        }
        let topic = s.topics.entry(subjects.clone()).or_insert_with(|| Topic {
            ring: VecDeque::new(),
            from,
            newest: watch::Sender::new(from),
            readers: 0,
        });
        topic.readers += 1;
        Some(Place {
            newest: topic.newest.subscribe(),
            epoch: self.epoch.subscribe(),
            closing: self.closing.subscribe(),
            hub: self.clone(),
            subjects,
            account,
        })
    }

    /// Where the follower goes on; none while nobody reads.
    pub fn following(&self) -> Option<i64> {
        let s = self.lock();
        (s.readers > 0).then_some(s.pos)
    }

    /// How many readers there are.
    #[cfg(test)]
    pub fn readers(&self) -> usize {
        self.lock().readers
    }

    /// How many things are in mind.
    #[cfg(test)]
    pub fn topics(&self) -> usize {
        let s = self.lock();
        s.topics.len() + s.of.len()
    }

    /// What the follower has read: rights first, so that no event is told to who has just lost the right to it.
    pub fn publish(&self, epoch: i64, events: Vec<(Id, Event)>, upto: i64) {
        self.epoch.send_if_modified(|e| std::mem::replace(e, epoch) != epoch);
        let mut s = self.lock();
        let State { topics, of, pos: read, .. } = &mut *s;
        for (subject, event) in events {
            if event.pos <= *read {
                continue;
            }
            let pos = event.pos;
            let event = Arc::new(event);
            for key in of.get(&subject).into_iter().flatten() {
                let Some(topic) = topics.get_mut(key) else { continue };
                topic.ring.push_back(event.clone());
                if topic.ring.len() > RING
                    && let Some(old) = topic.ring.pop_front()
                {
                    topic.from = old.pos;
                }
                topic.newest.send_replace(pos);
            }
        }
        s.pos = s.pos.max(upto);
    }

    /// Ends all readers: the program ends.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
}

impl Place {
    /// What comes after a position.
    pub fn after(&self, pos: i64) -> After {
        let s = self.hub.lock();
        match s.topics.get(&self.subjects) {
            Some(t) if pos >= t.from => {
                After::Events(t.ring.iter().filter(|e| e.pos > pos).cloned().collect())
            }
            _ => After::Behind,
        }
    }

    /// The hub.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut s = self.hub.lock();
        s.readers = s.readers.saturating_sub(1);
        match s.accounts.get_mut(&self.account) {
            Some(n) if *n > 1 => *n -= 1,
            _ => {
                s.accounts.remove(&self.account);
            }
        }
        let Some(t) = s.topics.get_mut(&self.subjects) else { return };
        t.readers = t.readers.saturating_sub(1);
        if t.readers > 0 {
            return;
        }
        s.topics.remove(&self.subjects);
        for subject in &self.subjects {
            if let Some(keys) = s.of.get_mut(subject) {
                keys.retain(|k| *k != self.subjects);
                if keys.is_empty() {
                    s.of.remove(subject);
                }
            }
        }
    }
}
