//! Group commit on SQLite: one COMMIT for many, and what happens to the many when it fails.
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use db::{DbError, Fault, params};

use crate::tables::*;

const WRITERS: usize = 16;

#[test]
fn writes_of_many_threads_are_all_there_and_there_as_soon_as_they_are_answered() {
    for_both(|db| {
        std::thread::scope(|s| {
            for w in 0..WRITERS {
                let db = &db;
                s.spawn(move || {
                    for i in 0..20 {
                        let id = format!("{w}-{i}");
                        add(db, &id).unwrap();
                        assert!(has(db, &id), "answered, but not there: {id}");
                    }
                });
            }
        });
        assert_eq!(count(&db), (WRITERS * 20) as i64);
    });
}

#[test]
fn nobody_is_answered_before_the_commit() {
    let db = sqlite();
    let (answered, waiting) = channel::<()>();
    let waiting = Mutex::new(waiting);
    let early = Arc::new(AtomicBool::new(false));
    let seen = early.clone();
    db.before_commit(Arc::new(move |_| {
        // Only an answer that comes too early ends this wait before its time.
        let got = waiting.lock().unwrap().recv_timeout(Duration::from_millis(200));
        seen.store(got.is_ok(), Ordering::SeqCst);
        Ok(())
    }));
    add(&db, "1").unwrap();
    let _ = answered.send(());
    assert!(!early.load(Ordering::SeqCst));
}

/// Lets `WRITERS` threads write at once, again and again, until `enough` says so; it sees what each round gave.
fn rounds(
    db: &db::Db,
    before: impl Fn(),
    act: impl Fn(&db::Db, usize, &str) -> Result<u64, DbError> + Sync,
    mut enough: impl FnMut(&[(String, Result<u64, DbError>)]) -> bool,
) {
    for round in 0..500 {
        let start = Barrier::new(WRITERS);
        before();
        let results: Vec<(String, Result<u64, DbError>)> = std::thread::scope(|s| {
            let threads: Vec<_> = (0..WRITERS)
                .map(|w| {
                    let (start, act) = (&start, &act);
                    s.spawn(move || {
                        let id = format!("{round}-{w}");
                        start.wait();
                        let r = act(db, w, &id);
                        (id, r)
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        for (id, r) in &results {
            assert_eq!(r.is_ok(), has(db, id), "{id}: {r:?}");
        }
        if enough(&results) {
            return;
        }
    }
    panic!("no round had the group that this test is about");
}

#[test]
fn a_failed_commit_is_told_to_every_job_of_the_group_and_stores_nothing() {
    let db = sqlite();
    rounds(
        &db,
        || db.inject(Fault::CommitFails),
        |db, _, id| add(db, id),
        |results| {
            let failed = results.iter().filter(|(_, r)| r.is_err()).count();
            assert!(failed >= 1, "the fault was injected");
            for (_, r) in results {
                assert!(matches!(r, Ok(_) | Err(DbError::CommitFailed(_))));
            }
            failed >= 3
        },
    );
    add(&db, "after").unwrap();
    assert!(has(&db, "after"));
}

#[test]
fn a_panic_or_an_error_in_one_job_leaves_the_others_of_its_group_alone() {
    let db = sqlite();
    let commits = Arc::new(AtomicUsize::new(0));
    let counted = commits.clone();
    db.before_commit(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }));
    rounds(
        &db,
        || commits.store(0, Ordering::SeqCst),
        |db, w, id| {
            let id = id.to_string();
            db.write(move |tx| {
                let n = tx.exec(ADD, params![&id, "x"])?;
                match w % 4 {
                    0 => panic!("a defect in a use case"),
                    1 => Err(DbError::NoRow),
                    _ => Ok(n),
                }
            })
        },
        |results| {
            for (w, (_, r)) in results.iter().enumerate() {
                match w % 4 {
                    0 => assert!(matches!(r, Err(DbError::Panicked))),
                    1 => assert!(matches!(r, Err(DbError::NoRow))),
                    _ => assert!(r.is_ok()),
                }
            }
            // Sixteen jobs in two or three COMMITs: a job that failed shared one with a job that did not.
            commits.load(Ordering::SeqCst) <= 3
        },
    );
}

#[test]
fn after_a_failed_fsync_the_store_only_reads_until_it_is_opened_again() {
    let db = sqlite();
    add(&db, "before").unwrap();
    db.inject(Fault::FsyncFails);
    assert!(matches!(add(&db, "1"), Err(DbError::CommitFailed(_))));
    for _ in 0..3 {
        assert!(matches!(add(&db, "2"), Err(DbError::ReadOnly)));
    }
    assert_eq!((has(&db, "before"), has(&db, "1"), has(&db, "2")), (true, false, false));
    let again = db.opened_again();
    add(&again, "3").unwrap();
    assert!(has(&db, "3"));
}

#[test]
fn a_hook_that_fails_or_panics_fails_its_group_only() {
    let db = sqlite();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    db.before_commit(Arc::new(move |tx| {
        tx.one(COUNT, &[])?;
        match counted.fetch_add(1, Ordering::SeqCst) {
            0 => Err(DbError::NoRow),
            1 => panic!("a defect in the sequencer"),
            _ => Ok(()),
        }
    }));
    assert!(matches!(add(&db, "1"), Err(DbError::CommitFailed(_))));
    assert!(matches!(add(&db, "2"), Err(DbError::CommitFailed(_))));
    add(&db, "3").unwrap();
    assert_eq!((has(&db, "1"), has(&db, "2"), count(&db)), (false, false, 1));
}

#[test]
fn the_hook_rests_when_every_job_of_a_group_was_taken_back() {
    let db = sqlite();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    db.before_commit(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }));
    let _ = db.write(|_| Err::<(), _>(DbError::NoRow));
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    add(&db, "1").unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

/// A store whose hook counts how often it ran and tells each time how many rows it saw.
fn counted() -> (testkit::TestDb, Arc<AtomicUsize>, std::sync::mpsc::Receiver<i64>) {
    let db = sqlite();
    let calls = Arc::new(AtomicUsize::new(0));
    let (tell, told) = channel();
    let (n, tell) = (calls.clone(), Mutex::new(tell));
    db.before_commit(Arc::new(move |tx| {
        n.fetch_add(1, Ordering::SeqCst);
        let _ = tell.lock().unwrap().send(tx.one(COUNT, &[])?.get(0)?);
        Ok(())
    }));
    (db, calls, told)
}

fn log(db: &db::Db, id: &str) {
    let id = id.to_string();
    db.write_log(move |tx| tx.exec(ADD, params![&id, "x"])).unwrap();
}

#[test]
fn rows_of_the_log_are_durable_at_once_and_settled_when_somebody_asks() {
    let (db, calls, told) = counted();
    assert!(!db.unsettled());
    log(&db, "1");
    log(&db, "2");
    assert!(has(&db, "1") && has(&db, "2"), "durable before the answer, settled or not");
    assert!(db.unsettled());
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    db.settle(|_| Ok::<_, DbError>(())).unwrap();
    assert!(!db.unsettled());
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [2]);
}

#[test]
fn what_changes_something_settles_what_was_left_in_its_own_commit() {
    let (db, calls, told) = counted();
    log(&db, "1");
    add(&db, "2").unwrap();
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [2], "before the answer");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert!(!db.unsettled());
}

#[test]
fn no_more_than_so_many_groups_are_left_however_fast_they_come() {
    let (db, _, told) = counted();
    for n in 1..=1000 {
        log(&db, &n.to_string());
    }
    let mut last = 0;
    for seen in told.try_iter() {
        assert_eq!(seen - last, 257, "{last} then {seen}");
        last = seen;
    }
    assert_eq!(last, 3 * 257);
}

#[test]
fn who_closes_the_store_settles_it() {
    let (db, _, told) = counted();
    log(&db, "1");
    drop(db);
    assert_eq!(told.iter().last(), Some(1));
}

#[test]
fn settling_that_fails_is_done_by_the_next_group_that_changes_something() {
    let db = sqlite();
    let calls = Arc::new(AtomicUsize::new(0));
    let (tell, told) = channel();
    let (n, tell) = (calls.clone(), Mutex::new(tell));
    db.before_commit(Arc::new(move |tx| {
        let all: i64 = tx.one(COUNT, &[])?.get(0)?;
        let first = n.fetch_add(1, Ordering::SeqCst) == 0;
        let _ = tell.lock().unwrap().send(all);
        if first { Err(DbError::NoRow) } else { Ok(()) }
    }));
    log(&db, "1");
    assert!(db.settle(|_| Ok::<_, DbError>(())).is_err());
    assert!(has(&db, "1") && db.unsettled(), "the row stays, and still waits");
    add(&db, "2").unwrap();
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [1, 2]);
    assert!(!db.unsettled());
}

#[test]
fn on_a_full_disk_what_is_vital_is_kept_in_the_room_that_was_left_for_it() {
    let db = sqlite();
    db.keep_room(1 << 16);
    db.inject(Fault::DiskFull);
    assert!(matches!(add(&db, "ordinary"), Err(DbError::Full)));
    // there is room again, and it is taken before the next ordinary write
    add(&db, "after").unwrap();
    db.inject(Fault::DiskFull);
    db.write_log(|tx| tx.exec(ADD, params!["vital", "x"])).unwrap();
    assert_eq!(["ordinary", "after", "vital"].map(|id| has(&db, id)), [false, true, true]);
}
