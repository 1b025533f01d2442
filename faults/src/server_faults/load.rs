//! Eight people at once: they register, attach papers and open pages as fast as they are answered.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::client::{Client, Session};
use super::ledger::{Ledger, What};
use super::place::REGION;
use crate::Fail;

/// How many at once.
pub const PEOPLE: usize = 8;

fn lock(l: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    l.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a person waits for an answer.
const PATIENCE: Duration = Duration::from_secs(40);

/// Refusals one after the other after which a person gives up for the day.
const REFUSALS: usize = 3;

/// Lets them work until `enough` acts were acknowledged or the time is over; then `meanwhile` happens in the middle of
/// it, and they stop at their first broken connection (`until_broken`) or after the answer they wait for.
pub fn work(
    address: &str,
    session: &Session,
    ledger: &Mutex<Ledger>,
    enough: usize,
    limit: Duration,
    meanwhile: impl FnOnce() -> Result<(), Fail>,
) -> Result<usize, Fail> {
    let stop = AtomicBool::new(false);
    let (tell, told) = channel();
    std::thread::scope(|s| {
        for _ in 0..PEOPLE {
            let tell = tell.clone();
            let stop = &stop;
            s.spawn(move || person(address, session, ledger, stop, &tell));
        }
        drop(tell);
        let acks = wait_for(&told, enough, limit);
        let ended = meanwhile();
        stop.store(true, Ordering::SeqCst);
        ended.map(|()| acks)
    })
}

#[expect(clippy::disallowed_methods, reason = "a limit for waiting")]
fn wait_for(told: &Receiver<()>, enough: usize, limit: Duration) -> usize {
    let (begun, mut acks) = (Instant::now(), 0);
    while acks < enough {
        let Some(left) = limit.checked_sub(begun.elapsed()) else { break };
        match told.recv_timeout(left) {
            Ok(()) => acks += 1,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    acks
}

fn person(
    address: &str,
    session: &Session,
    ledger: &Mutex<Ledger>,
    stop: &AtomicBool,
    tell: &Sender<()>,
) {
    let mut client = Client::new(address, session).patience(PATIENCE);
    let mut last: Option<String> = None;
    let mut refusals = 0;
    for turn in 0_u64.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        if let (Some(id), 2) = (&last, turn % 4) {
            // a page of a person: shown only when its audit row is durable
            match client.get(&format!("/{REGION}/people/{id}")) {
                Ok(a) => {
                    let mut l = lock(ledger);
                    *l.statuses.entry(a.status).or_default() += 1;
                    if a.status == 200 {
                        *l.shown.entry(id.clone()).or_default() += 1;
                    }
                }
                Err(_) => return,
            }
            continue;
        }
        let (n, act) = match (&last, turn % 4) {
            (Some(id), 1) => lock(ledger).paper(&session.csrf, id),
            _ => lock(ledger).person(&session.csrf),
        };
        let Ok(answer) = client.post(&act.path, act.kind, &act.body) else { return };
        lock(ledger).answered(n, &answer);
        refusals = if answer.status == 303 { 0 } else { refusals + 1 };
        if refusals == REFUSALS {
            return;
        }
        if answer.status == 303 {
            if let What::Person(_) = act.what {
                last = answer.location.rsplit('/').next().map(str::to_string);
            }
            let _ = tell.send(());
        }
    }
}

/// Sends again everything that has no answer, and some of what has one: that must be answered as the first time.
/// How many have no answer even now.
pub fn again(address: &str, session: &Session, ledger: &Mutex<Ledger>) -> usize {
    let mut client = Client::new(address, session).patience(PATIENCE);
    let open: Vec<u64> = lock(ledger).open.keys().copied().collect();
    for n in open {
        let Some(act) = lock(ledger).open.get(&n).cloned() else { continue };
        if let Ok(answer) = client.post(&act.path, act.kind, &act.body) {
            lock(ledger).answered(n, &answer);
        }
    }
    let known: Vec<_> = lock(ledger).acked.values().rev().take(3).cloned().collect();
    for (act, went) in known {
        let What::Person(_) = act.what else { continue };
        let Ok(answer) = client.post(&act.path, act.kind, &act.body) else { continue };
        // "not now" contradicts nothing
        if answer.status != 503 && (answer.status, &answer.location) != (303, &went) {
            let mut l = lock(ledger);
            l.contradicted += 1;
            l.last_refusal = format!("{} {} instead of {went}", answer.status, answer.location);
        }
    }
    lock(ledger).open.len()
}
