//! Work for later: at least once, later again when it fails, dead after eight times, never forgotten.
use std::collections::BTreeSet;

use app::jobs::{self, Job};
use kernel::{Actor, At, Id};
use serde_json::json;
use testkit::{TestApp, for_both_apps};

fn enqueue(t: &TestApp, kind: &'static str, run_at: At) -> Id {
    t.app
        .write(&Actor::system(), move |cx| jobs::enqueue(cx, kind, &json!({ "x": 1 }), run_at))
        .unwrap()
}

fn claim(t: &TestApp) -> Option<Job> {
    t.app.write(&Actor::system(), jobs::claim).unwrap()
}

fn fail(t: &TestApp, job: Job) {
    t.app.write(&Actor::system(), move |cx| jobs::fail(cx, &job, "no answer")).unwrap();
}

fn open(t: &TestApp) -> Vec<Job> {
    t.app.read(&Actor::system(), jobs::open).unwrap()
}

#[test]
fn a_job_waits_for_its_time_is_done_once_and_is_then_gone() {
    for_both_apps(|t| {
        let id = enqueue(&t, "test.a", t.app.now().plus_minutes(5));
        assert!(claim(&t).is_none());
        t.clock.advance_minutes(5);
        let job = claim(&t).unwrap();
        assert_eq!((job.id, job.kind.as_str(), job.attempts), (id, "test.a", 1));
        assert_eq!(job.payload, r#"{"x":1}"#);
        assert!(claim(&t).is_none(), "it is taken");
        let waiting =
            |t: &TestApp| t.app.read(&Actor::system(), |cx| jobs::waiting(cx, "test.a")).unwrap();
        assert!(waiting(&t));
        t.app.write(&Actor::system(), move |cx| jobs::finish(cx, id)).unwrap();
        assert!(!waiting(&t) && open(&t).is_empty());
        assert_eq!(t.app.read(&Actor::system(), jobs::done).unwrap(), 1);
    });
}

#[test]
fn the_oldest_due_job_comes_first() {
    for_both_apps(|t| {
        let now = t.app.now();
        enqueue(&t, "test.later", now);
        enqueue(&t, "test.first", now.plus_minutes(-1));
        let order: Vec<String> = (0..2).map(|_| claim(&t).unwrap().kind).collect();
        assert_eq!(order, ["test.first", "test.later"]);
    });
}

#[test]
fn a_failed_job_waits_twice_as_long_each_time_and_is_dead_after_eight() {
    for_both_apps(|t| {
        let id = enqueue(&t, "test.a", t.app.now());
        for n in 0..8 {
            let job = claim(&t).unwrap();
            assert_eq!(job.attempts, n + 1);
            fail(&t, job);
            let job = &open(&t)[0];
            assert_eq!(job.error.as_deref(), Some("no answer"));
            assert_eq!(job.run_at.minutes_since(t.app.now()), 1 << n);
            assert_eq!(job.dead_at.is_some(), n == 7);
            t.clock.advance_minutes((1 << n) - 1);
            assert!(claim(&t).is_none(), "not before its time");
            t.clock.advance_minutes(1);
        }
        assert!(claim(&t).is_none(), "a dead job is not tried by itself");
        let again = move |t: &TestApp| {
            t.app.write(&Actor::operator(), move |cx| jobs::again(cx, id)).unwrap()
        };
        assert!(again(&t));
        assert!(!again(&t), "only a dead job can be called back");
        assert_eq!(claim(&t).unwrap().attempts, 1);
    });
}

#[test]
fn a_worker_that_says_nothing_loses_its_job_after_ten_minutes() {
    for_both_apps(|t| {
        enqueue(&t, "test.a", t.app.now());
        for n in 1..=8 {
            assert_eq!(claim(&t).unwrap().attempts, n);
            t.clock.advance_minutes(10);
            assert!(claim(&t).is_none(), "still lent");
            t.clock.advance_minutes(1);
        }
        // It stopped its worker eight times.
        assert!(claim(&t).is_none());
        assert!(open(&t)[0].dead_at.is_some());
    });
}

#[test]
fn dead_jobs_stand_first_in_the_list() {
    for_both_apps(|t| {
        let dead = enqueue(&t, "test.dead", t.app.now());
        for _ in 0..8 {
            let job = claim(&t).unwrap();
            fail(&t, job);
            t.clock.advance_minutes(300);
        }
        enqueue(&t, "test.b", t.app.now().plus_minutes(2));
        enqueue(&t, "test.a", t.app.now().plus_minutes(1));
        let kinds: Vec<String> = open(&t).into_iter().map(|j| j.kind).collect();
        assert_eq!(kinds, ["test.dead", "test.a", "test.b"]);
        assert_eq!(open(&t)[0].id, dead);
    });
}

#[test]
fn workers_beside_each_other_never_take_the_same_job() {
    for_both_apps(|t| {
        let all: BTreeSet<Id> = (0..12).map(|_| enqueue(&t, "test.a", t.app.now())).collect();
        let taken: Vec<Id> = std::thread::scope(|s| {
            let workers: Vec<_> = (0..3)
                .map(|_| {
                    s.spawn(|| {
                        let mut mine = Vec::new();
                        while mine.len() < 4 {
                            // Busy means that another worker was faster six times: ask again.
                            if let Ok(Some(job)) = t.app.write(&Actor::system(), jobs::claim) {
                                mine.push(job.id);
                            }
                        }
                        mine
                    })
                })
                .collect();
            workers.into_iter().flat_map(|w| w.join().unwrap()).collect()
        });
        assert_eq!(taken.len(), 12);
        assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), all);
    });
}
