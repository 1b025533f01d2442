//! What only PostgreSQL does: collisions between writers, and connections that the server closes.
use std::sync::Arc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Db, DbError, Last, Stmt, params};
use testkit::{Contents, TestDb};

use crate::tables::*;

fn on_postgres(test: impl FnOnce(TestDb)) {
    testkit::on_postgres(Contents::Empty, |db| {
        made(&db);
        test(db);
    });
}

fn add_n(db: &Db, id: &'static str, n: i64) {
    db.write(move |tx| {
        tx.exec(ADD, params![id, "x"])?;
        tx.exec(SET_N, params![n, id])
    })
    .unwrap();
}

#[test]
fn of_two_writers_that_would_break_a_rule_together_one_is_run_again_and_sees_the_other() {
    on_postgres(|db| {
        // The rule: at least one of the two stays on duty. Each may leave when both are there.
        add_n(&db, "a", 1);
        add_n(&db, "b", 1);
        let met = Arc::new(Barrier::new(2));
        let attempts = Arc::new(AtomicUsize::new(0));
        let leave = |me: &'static str| {
            let (met, attempts, first) = (met.clone(), attempts.clone(), AtomicUsize::new(0));
            let db = db.handle();
            std::thread::spawn(move || {
                db.write(move |tx| {
                    attempts.fetch_add(1, Ordering::SeqCst);
                    let there: i64 = tx.one(SUM, &[])?.get(0)?;
                    if first.fetch_add(1, Ordering::SeqCst) == 0 {
                        // Both have read before either writes.
                        met.wait();
                    }
                    if there < 2 {
                        return Ok::<_, DbError>(false);
                    }
                    tx.exec(SET_N, params![0_i64, me])?;
                    Ok(true)
                })
            })
        };
        let (a, b) = (leave("a"), leave("b"));
        let left = [a.join().unwrap().unwrap(), b.join().unwrap().unwrap()];
        assert_eq!(left.iter().filter(|l| **l).count(), 1, "{left:?}");
        assert_eq!(attempts.load(Ordering::SeqCst), 3, "one of the two ran again");
        let there: i64 = db.read(|tx| tx.one(SUM, &[])?.get(0)).unwrap();
        assert_eq!(there, 1);
    });
}

#[test]
fn who_collides_every_time_is_told_to_come_back_later() {
    on_postgres(|db| {
        add_n(&db, "a", 0);
        let other = db.handle();
        let attempts = Arc::new(AtomicUsize::new(0));
        let counted = attempts.clone();
        let e = db.write(move |tx| {
            let n = counted.fetch_add(1, Ordering::SeqCst) as i64;
            tx.one(SUM, &[])?;
            // Somebody else is always faster.
            other.write(move |tx| tx.exec(SET_N, params![n, "a"]))?;
            tx.exec(SET_N, params![100_i64, "a"])
        });
        assert!(matches!(e, Err(DbError::Busy)), "{e:?}");
        assert_eq!(attempts.load(Ordering::SeqCst), 6, "once and five times again");
        let n: i64 = db.read(|tx| tx.one(SUM, &[])?.get(0)).unwrap();
        assert_eq!(n, 5);
    });
}

#[test]
fn a_busy_that_the_use_case_passes_over_is_run_again_all_the_same() {
    on_postgres(|db| {
        add_n(&db, "a", 0);
        let other = db.handle();
        let attempts = Arc::new(AtomicUsize::new(0));
        let counted = attempts.clone();
        db.write(move |tx| {
            tx.one(SUM, &[])?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                other.write(|tx| tx.exec(SET_N, params![7_i64, "a"]))?;
            }
            let _ = tx.exec(SET_N, params![9_i64, "a"]);
            Ok::<_, DbError>(())
        })
        .unwrap();
        assert_eq!(attempts.load(Ordering::SeqCst), 2);
        let n: i64 = db.read(|tx| tx.one(SUM, &[])?.get(0)).unwrap();
        assert_eq!(n, 9);
    });
}

const PID: Stmt = Stmt { name: "t.PID", sql: "SELECT pg_backend_pid()" };
const END: Stmt = Stmt { name: "t.END", sql: "SELECT pg_terminate_backend($1, 5000)" };

#[test]
fn a_connection_that_the_server_closed_is_replaced_without_an_error() {
    on_postgres(|db| {
        let pid: i64 = db.read(|tx| tx.one(PID, &[])?.get(0)).unwrap();
        let other = db.opened_again();
        assert!(other.write(move |tx| tx.one(END, params![pid])?.get::<bool>(0)).unwrap());
        add(&db, "1").unwrap();
        assert!(has(&db, "1"));
    });
}

/// Ends this process of the server from another connection.
fn hang_up(db: &TestDb, pid: i64) {
    let other = db.opened_again();
    assert!(other.write(move |tx| tx.one(END, params![pid])?.get::<bool>(0)).unwrap());
}

#[test]
fn a_read_on_a_connection_that_the_server_closed_begins_on_another() {
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let pid: i64 = db.read(|tx| tx.one(PID, &[])?.get(0)).unwrap();
        hang_up(&db, pid);
        let times = AtomicUsize::new(0);
        let found = db
            .read(|tx| {
                times.fetch_add(1, Ordering::SeqCst);
                let found: i64 = tx.one(COUNT, &[])?.get(0)?;
                // the same moment on the new connection too
                add(&db, "2").unwrap();
                let again: i64 = tx.one(COUNT, &[])?.get(0)?;
                Ok::<_, DbError>((found, again))
            })
            .unwrap();
        assert_eq!((found, times.load(Ordering::SeqCst)), ((1, 1), 1));
    });
}

#[test]
fn a_read_that_collides_with_its_first_statement_leaves_no_transaction_behind() {
    const COLLIDES: Stmt =
        Stmt { name: "t.COLLIDES", sql: "DO $$ BEGIN RAISE 'x' USING ERRCODE = '40001'; END $$" };
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let times = AtomicUsize::new(0);
        let found: Result<(), DbError> = db.read(|tx| {
            times.fetch_add(1, Ordering::SeqCst);
            tx.rows(COLLIDES, &[]).map(|_| ())
        });
        assert!(matches!(found, Err(DbError::Busy)), "{found:?}");
        assert!(times.load(Ordering::SeqCst) > 1, "it was run again");
        // the connections that were used are neither in a failed transaction nor in an older moment
        for n in 2..40 {
            add(&db, &n.to_string()).unwrap();
            assert_eq!(count(&db), n);
        }
    });
}

#[test]
fn readers_whose_connections_were_all_closed_do_not_wait_for_each_other() {
    const ALL: usize = 16;
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let together = Barrier::new(ALL);
        let mut pids = Vec::new();
        std::thread::scope(|s| {
            let readers: Vec<_> = (0..ALL)
                .map(|_| {
                    s.spawn(|| {
                        let pid: i64 = db
                            .read(|tx| {
                                let pid = tx.one(PID, &[])?.get(0)?;
                                together.wait();
                                Ok::<_, DbError>(pid)
                            })
                            .unwrap();
                        pid
                    })
                })
                .collect();
            pids.extend(readers.into_iter().map(|r| r.join().unwrap()));
        });
        pids.sort_unstable();
        pids.dedup();
        assert_eq!(pids.len(), ALL, "every connection of the pool");
        for pid in pids {
            hang_up(&db, pid);
        }
        std::thread::scope(|s| {
            for _ in 0..ALL {
                s.spawn(|| {
                    let n: i64 = db
                        .read(|tx| {
                            let n = tx.one(COUNT, &[])?.get(0)?;
                            // nobody gives a connection back before everybody has one
                            together.wait();
                            Ok::<_, DbError>(n)
                        })
                        .unwrap();
                    assert_eq!(n, 1);
                });
            }
        });
    });
}

#[test]
fn a_read_that_loses_its_connection_on_the_way_is_run_again() {
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let times = AtomicUsize::new(0);
        let found: i64 = db
            .read(|tx| {
                let pid: i64 = tx.one(PID, &[])?.get(0)?;
                if times.fetch_add(1, Ordering::SeqCst) == 0 {
                    hang_up(&db, pid);
                }
                tx.one(COUNT, &[])?.get(0)
            })
            .unwrap();
        assert_eq!((found, times.load(Ordering::SeqCst)), (1, 2));
    });
}

fn note(id: &str) -> Last {
    Last { stmt: ADD, params: params![id, "x"].to_vec() }
}

#[test]
fn what_follows_a_read_stands_by_itself_and_sees_what_came_after_the_read() {
    const ADD_COUNT: Stmt = Stmt {
        name: "t.ADD_COUNT",
        sql: "INSERT INTO t_note(id, body, n) SELECT $1, 'x', COUNT(*) FROM t_note RETURNING n",
    };
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let (before, after) = db
            .read_then(|tx| {
                let before: i64 = tx.one(COUNT, &[])?.get(0)?;
                add(&db, "2").unwrap();
                let last = Last { stmt: ADD_COUNT, params: params!["3"].to_vec() };
                Ok::<_, DbError>((before, Some(last)))
            })
            .unwrap();
        let after: i64 = after.unwrap().first().unwrap().get(0).unwrap();
        assert_eq!((before, after, count(&db)), (1, 2, 3));
        // without a read before it, and without one after it
        let (_, rows) = db.read_then(|_| Ok::<_, DbError>(((), Some(note("4"))))).unwrap();
        assert!(rows.unwrap().is_empty());
        let (n, rows) = db
            .read_then(|tx| Ok::<_, DbError>((tx.one(COUNT, &[])?.get::<i64>(0)?, None)))
            .unwrap();
        assert_eq!((n, rows.is_none()), (4, true));
        assert_eq!(count(&db), 4, "the connection is fit for the next");
    });
}

#[test]
fn when_what_follows_a_read_fails_nothing_is_answered() {
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let again = db.read_then(|tx| {
            Ok::<_, DbError>((tx.one(COUNT, &[])?.get::<i64>(0)?, Some(note("1"))))
        });
        assert!(matches!(again, Err(DbError::CommitFailed(_))), "{again:?}");
        let failed = db.read_then(|tx| {
            let _ = tx.rows(RAISED, &[]);
            Ok::<_, DbError>(((), Some(note("2"))))
        });
        assert!(matches!(failed, Err(DbError::CommitFailed(_))), "{failed:?}");
        assert_eq!(count(&db), 1);
    });
}

const RAISED: Stmt = Stmt { name: "t.RAISED", sql: "SELECT 1 / (COUNT(*) - COUNT(*)) FROM t_note" };

#[test]
fn a_read_whose_connection_breaks_with_what_follows_it_is_run_again() {
    // the first time the server's process ends itself with the statement that follows
    const ONCE: Stmt = Stmt {
        name: "t.ONCE",
        sql: "INSERT INTO t_note(id, body) SELECT $1, CASE WHEN pg_backend_pid() = $2 THEN CAST(pg_terminate_backend(pg_backend_pid()) AS TEXT) ELSE 'kept' END",
    };
    on_postgres(|db| {
        let times = AtomicUsize::new(0);
        let (_, rows) = db
            .read_then(|tx| {
                let pid: i64 = tx.one(PID, &[])?.get(0)?;
                let pid = if times.fetch_add(1, Ordering::SeqCst) == 0 { pid } else { 0 };
                let last = Last { stmt: ONCE, params: params!["1", pid].to_vec() };
                Ok::<_, DbError>(((), Some(last)))
            })
            .unwrap();
        assert!(rows.is_some());
        let body: String = db.read(|tx| tx.one(BODY, params!["1"])?.get(0)).unwrap();
        assert_eq!(body, "kept");
    });
}

#[test]
fn a_swept_table_has_no_room_of_deleted_rows_left() {
    const SIZE: Stmt =
        Stmt { name: "t.SIZE", sql: "SELECT CAST(pg_relation_size('t_note') AS BIGINT)" };
    const CLEAR: Stmt = Stmt { name: "t.CLEAR", sql: "DELETE FROM t_note" };
    on_postgres(|db| {
        for n in 0..50 {
            add(&db, &n.to_string()).unwrap();
        }
        db.write(|tx| tx.exec(CLEAR, &[])).unwrap();
        let size = || db.read(|tx| tx.one(SIZE, &[])?.get::<i64>(0)).unwrap();
        assert!(size() > 0);
        // rows that a transaction beside this test may still see stay until the next time
        testkit::within(std::time::Duration::from_secs(60), || {
            db.sweep("t_note").unwrap();
            size() == 0
        });
    });
}

#[test]
fn a_lock_is_held_by_one_transaction_at_a_time() {
    on_postgres(|db| {
        let other = db.handle();
        let (mine, theirs) = db
            .write(move |tx| {
                let mine = tx.try_lock("x")?;
                let theirs = other.write(|tx| tx.try_lock("x"))?;
                Ok::<_, DbError>((mine, theirs))
            })
            .unwrap();
        assert_eq!((mine, theirs), (true, false));
        assert!(db.write(|tx| tx.try_lock("x")).unwrap(), "free again after the transaction");
    });
}

#[test]
fn schemas_do_not_see_each_other() {
    on_postgres(|db| {
        add(&db, "1").unwrap();
        let beside = TestDb::postgres(Contents::Empty).unwrap();
        made(&beside);
        // The same pool and the same prepared statements, in turn.
        for _ in 0..3 {
            assert_eq!((count(&db), count(&beside)), (1, 0));
        }
    });
}

#[test]
fn a_server_whose_disk_answers_with_errors_is_told_as_not_saved() {
    const RAISE: [(Stmt, bool); 3] = [
        (
            Stmt {
                name: "test.53100",
                sql: "DO $$ BEGIN RAISE 'x' USING ERRCODE = '53100'; END $$",
            },
            true,
        ),
        (
            Stmt {
                name: "test.53200",
                sql: "DO $$ BEGIN RAISE 'x' USING ERRCODE = '53200'; END $$",
            },
            false,
        ),
        (
            Stmt {
                name: "test.58030",
                sql: "DO $$ BEGIN RAISE 'x' USING ERRCODE = '58030'; END $$",
            },
            false,
        ),
    ];
    on_postgres(|db| {
        for (raise, full) in RAISE {
            match db.write(move |tx| tx.exec(raise, &[])) {
                Err(DbError::Full) => assert!(full, "{}", raise.name),
                Err(DbError::CommitFailed(_)) => assert!(!full, "{}", raise.name),
                other => panic!("{}: {other:?}", raise.name),
            }
        }
    });
}
