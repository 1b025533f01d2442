//! One transaction: all of it or nothing, and never `Ok` for what was not stored.
use std::panic::{AssertUnwindSafe, catch_unwind};

use db::{DbError, Dialect, Durability, Stmt, params};
use testkit::{Contents, TestDb};

use crate::tables::*;

#[test]
fn an_error_takes_back_everything_the_use_case_wrote() {
    for_both(|db| {
        let e = db.write(|tx| {
            tx.exec(ADD, params!["1", "x"])?;
            Err::<(), _>(DbError::NoRow)
        });
        assert!(matches!(e, Err(DbError::NoRow)));
        assert_eq!(count(&db), 0);
    });
}

#[test]
fn a_panic_takes_back_everything_and_the_next_act_works() {
    for_both(|db| {
        let e = db.write(|tx| -> Result<(), DbError> {
            tx.exec(ADD, params!["1", "x"])?;
            panic!("a defect in a use case");
        });
        assert!(matches!(e, Err(DbError::Panicked)));
        let e = db.read(|tx| -> Result<(), DbError> {
            tx.one(COUNT, &[])?;
            panic!("a defect in a reading use case");
        });
        assert!(matches!(e, Err(DbError::Panicked)));
        add(&db, "2").unwrap();
        assert_eq!((has(&db, "1"), has(&db, "2")), (false, true));
    });
}

#[test]
fn a_use_case_that_passes_over_an_error_is_never_told_done_for_nothing() {
    for_both(|db| {
        add(&db, "1").unwrap();
        // PostgreSQL answers COMMIT with a silent ROLLBACK after a failed statement.
        let result = db.write(|tx| {
            tx.exec(ADD, params!["2", "x"])?;
            let _ = tx.exec(ADD, params!["1", "again"]);
            Ok::<_, DbError>(())
        });
        assert_eq!(result.is_ok(), has(&db, "2"), "{result:?}");
        if db.dialect() == Dialect::Postgres {
            assert!(matches!(result, Err(DbError::CommitFailed(_))));
        }
        add(&db, "3").unwrap();
    });
}

#[test]
fn a_read_cannot_write() {
    for_both(|db| {
        assert!(db.read(|tx| tx.exec(ADD, params!["1", "x"])).is_err());
        assert_eq!(count(&db), 0);
    });
}

#[test]
fn a_read_sees_one_moment() {
    for_both(|db| {
        let other = db.handle();
        let (before, after) = db
            .read(|tx| {
                let before: i64 = tx.one(COUNT, &[])?.get(0)?;
                let other = other.clone();
                std::thread::spawn(move || add(&other, "1").unwrap()).join().unwrap();
                Ok::<_, DbError>((before, tx.one(COUNT, &[])?.get::<i64>(0)?))
            })
            .unwrap();
        assert_eq!((before, after, count(&db)), (0, 0, 1));
    });
}

#[test]
fn a_write_inside_a_write_is_refused_instead_of_waiting_for_itself() {
    let db = sqlite();
    let inner = db.handle();
    let e = db.write(move |_| add(&inner, "1"));
    assert!(matches!(e, Err(DbError::Unsupported(_))), "{e:?}");
    add(&db, "2").unwrap();
}

#[test]
fn the_order_key_rises_from_act_to_act_and_stays_within_one() {
    for_both(|db| {
        let key = || {
            db.write(|tx| {
                let (a, b) = (tx.order_key()?, tx.order_key()?);
                assert_eq!(a, b);
                Ok::<_, DbError>(a)
            })
            .unwrap()
        };
        let keys = [key(), key(), key()];
        assert!(keys[0] < keys[1] && keys[1] < keys[2], "{keys:?}");
    });
}

#[test]
fn the_server_writes_with_full_durability_or_not_at_all() {
    let folder = TestDb::sqlite(Contents::Empty);
    let path = std::path::PathBuf::from(folder.address()).with_file_name("full.sqlite");
    let db = db::Db::open_sqlite(&path, Durability::Full).unwrap();
    let pragma = |sql: &'static str| {
        db.write(move |tx| tx.one(Stmt { name: "pragma", sql }, &[])?.get::<db::Value>(0)).unwrap()
    };
    assert_eq!(pragma("PRAGMA synchronous"), db::Value::Int(2));
    assert_eq!(pragma("PRAGMA journal_mode"), db::Value::Text("wal".into()));
    assert_eq!(pragma("PRAGMA foreign_keys"), db::Value::Int(1));
    // A store that cannot keep a write-ahead log is refused.
    let e = db::Db::open_sqlite(std::path::Path::new(":memory:"), Durability::Full);
    assert!(matches!(e, Err(DbError::Driver(_))));
}

#[test]
fn a_copy_made_in_use_is_whole() {
    let db = sqlite();
    add(&db, "1").unwrap();
    let copy = std::path::PathBuf::from(db.address()).with_file_name("copy.sqlite");
    db.backup_sqlite(&copy).unwrap();
    add(&db, "2").unwrap();
    let copied = db::Db::open_sqlite(&copy, Durability::OffForTests).unwrap();
    assert_eq!((has(&copied, "1"), has(&copied, "2")), (true, false));
}

#[test]
fn a_test_database_is_gone_when_it_is_dropped() {
    for_both(|db| {
        let (dialect, address) = (db.dialect(), db.address());
        drop(db);
        // Both are made anew by opening; what was in them is gone.
        match dialect {
            Dialect::Sqlite => assert!(!std::path::Path::new(&address).exists()),
            Dialect::Postgres => {
                let again = TestDb::join(dialect, &address);
                assert!(catch_unwind(AssertUnwindSafe(|| count(&again))).is_err());
                let drop = Stmt {
                    name: "drop",
                    sql: Box::leak(format!("DROP SCHEMA {address} CASCADE").into_boxed_str()),
                };
                again.write(move |tx| tx.exec(drop, &[])).unwrap();
            }
        }
    });
}
