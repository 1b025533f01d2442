//! What goes on beside requests: the sequencer on PostgreSQL and the jobs. Threads wait on a condition, so that
//! stopping is immediate.
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use app::{App, checkpoint, jobs};
use kernel::Actor;
use slice::{JobKind, Slice};

use crate::http::{Shared, live};

#[derive(Default)]
struct Stop {
    asked: Mutex<bool>,
    woken: Condvar,
}

impl Stop {
    /// Waits; true when it is time to end.
    fn wait(&self, how_long: Duration) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, _) = self
            .woken
            .wait_timeout_while(asked, how_long, |a| !*a)
            .unwrap_or_else(PoisonError::into_inner);
        *asked
    }
}

impl Stop {
    /// Is it time to end?
    fn ended(&self) -> bool {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Jobs of the core itself, beside those of the slices.
fn own_jobs() -> Vec<JobKind> {
    vec![
        JobKind { kind: "app.forget", run: forget, every_minutes: Some(24 * 60) },
        JobKind { kind: "app.fold", run: fold, every_minutes: Some(10) },
        JobKind {
            kind: "app.checkpoint",
            run: |app, _| checkpoint::run(app),
            every_minutes: Some(checkpoint::EVERY_MINUTES),
        },
    ]
}

/// Every kind of job: the core's own and those of these slices.
pub(crate) fn kinds(slices: &[Slice]) -> Vec<JobKind> {
    own_jobs().into_iter().chain(slices.iter().flat_map(|s| s.jobs.clone())).collect()
}

fn forget(app: &App, _: &jobs::Job) -> Result<(), String> {
    app.write(&Actor::system(), |cx| {
        app::idempotency::forget_old(cx, cx.now())?;
        app::drafts::forget_old(cx, cx.now())?;
        Ok(())
    })
    .map_err(|e| e.to_string())
}

fn fold(app: &App, _: &jobs::Job) -> Result<(), String> {
    app.write(&Actor::system(), |cx| {
        app::measures::fold(cx.tx())?;
        Ok(())
    })
    .map_err(|e| e.to_string())
}

/// Starts the threads, that of the jobs only when `jobs`; the answer ends them and waits for them.
pub fn start(shared: Arc<Shared>, jobs: bool) -> impl FnOnce() {
    let stop = Arc::new(Stop::default());
    let mut threads = Vec::new();
    let waker = shared.regions.waker().clone();
    {
        let (shared, stop) = (shared.clone(), stop.clone());
        threads.push(std::thread::spawn(move || {
            while !stop.wait(Duration::from_millis(100)) {
                for open in shared.regions.opened() {
                    if !open.app.db().unsettled() {
                        continue;
                    }
                    match open.app.sequence() {
                        Ok(0) => {}
                        Ok(_) => {
                            shared.regions.waker().wake();
                            if let Err(e) = open.app.db().notify() {
                                tracing::warn!(error = %e, "telling the other processes");
                            }
                        }
                        Err(e) => tracing::warn!(error = %e, "sequencer"),
                    }
                }
            }
        }));
    }
    {
        let (shared, stop) = (shared.clone(), stop.clone());
        threads.push(std::thread::spawn(move || {
            while !stop.ended() {
                // woken by what is new; by itself only now and then, should a wake-up be lost
                shared.regions.waker().wait(Duration::from_secs(1));
                for open in shared.regions.opened() {
                    if let Err(e) = live::follow(&open.app, &open.live) {
                        tracing::warn!(error = %e, "following what is new");
                    }
                }
            }
        }));
    }
    if shared.regions.control().dialect() == db::Dialect::Postgres {
        let (shared, stop) = (shared.clone(), stop.clone());
        threads.push(std::thread::spawn(move || {
            while !stop.wait(Duration::from_millis(200)) {
                let heard = shared.regions.control().listen(|heard| {
                    if heard {
                        shared.regions.waker().wake();
                    }
                    !stop.ended()
                });
                if let Err(e) = heard {
                    // the follower looks once a second anyway
                    tracing::warn!(error = %e, "listening for what is new");
                    stop.wait(Duration::from_secs(5));
                }
            }
        }));
    }
    if jobs {
        let stop = stop.clone();
        threads.push(std::thread::spawn(move || {
            while !stop.wait(Duration::from_secs(2)) {
                for open in shared.regions.opened() {
                    run_due(&open.app, &kinds(&open.slices));
                    sign_when_many(&open.app);
                }
            }
        }));
    }
    move || {
        *stop.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        stop.woken.notify_all();
        waker.wake();
        for t in threads {
            let _ = t.join();
        }
    }
}

/// Many rows do not wait ten minutes for their checkpoint. What a place did not take is the recurring job's to say.
fn sign_when_many(app: &App) {
    let done = match checkpoint::due(app) {
        Ok(true) => checkpoint::run(app),
        Ok(false) => Ok(()),
        Err(e) => Err(e.to_string()),
    };
    if let Err(e) = done {
        tracing::warn!(error = %e, "checkpoint");
    }
}

/// Asks for the recurring jobs and runs what is due; at most 100 a round, so that no region starves another.
fn run_due(app: &App, kinds: &[JobKind]) {
    let system = Actor::system();
    for k in kinds.iter().filter(|k| k.every_minutes.is_some()) {
        let (kind, minutes) = (k.kind, k.every_minutes.unwrap_or(0));
        let asked = app.write(&system, move |cx| {
            if !jobs::waiting(cx, kind)? {
                jobs::enqueue(cx, kind, &serde_json::json!({}), cx.now().plus_minutes(minutes))?;
            }
            Ok(())
        });
        if let Err(e) = asked {
            tracing::warn!(error = %e, "asking for a recurring job");
            return;
        }
    }
    for _ in 0..100 {
        let job = match app.write(&system, jobs::claim) {
            Ok(Some(j)) => j,
            Ok(None) => return,
            Err(e) => {
                tracing::warn!(error = %e, "claiming a job");
                return;
            }
        };
        let done = match kinds.iter().find(|k| k.kind == job.kind) {
            Some(k) => (k.run)(app, &job),
            None => Err("この種類の仕事をする部分がありません".into()),
        };
        let ended = app.write(&system, move |cx| match &done {
            Ok(()) => jobs::finish(cx, job.id),
            Err(e) => jobs::fail(cx, &job, e),
        });
        if let Err(e) = ended {
            tracing::warn!(error = %e, "ending a job");
        }
    }
}
