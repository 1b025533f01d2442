//! What only PostgreSQL does: collisions between writers, and connections that the server closes.
use std::sync::Arc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Db, DbError, Stmt, params};
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
