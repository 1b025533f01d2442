//! Positions without gaps, and a log in which every change is found.
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use app::audit::AuditEntry;
use app::verify::Fault;
use app::{App, sequencer};
use db::{DbError, Stmt};
use testkit::{TestApp, for_both_apps};

use crate::common::*;

/// `acts` acts of two rows each, in three blocks at least.
fn filled(t: &TestApp, acts: usize) {
    for n in 0..acts {
        t.app
            .write(&cm(), move |cx| {
                cx.audit(about("test.a").object(format!("sheet:{n}@1")).detail("x"));
                cx.audit(AuditEntry::act("test.b"));
                Ok(())
            })
            .unwrap();
        t.clock.advance_minutes(1);
        if n % 3 == 2 {
            t.settle();
        }
    }
    t.settle();
}

#[test]
fn positions_follow_the_acts_without_a_gap_and_the_log_is_whole() {
    for_both_apps(|t| {
        filled(&t, 9);
        let mut rows = log(&t);
        rows.sort_by_key(|r| r.pos);
        let positions: Vec<i64> = rows.iter().map(|r| r.pos.unwrap()).collect();
        assert_eq!(positions, (1..=18).collect::<Vec<_>>());
        assert!(rows.windows(2).all(|w| w[0].at <= w[1].at));
        let v = t.db.read(sequencer::verify).unwrap();
        assert_eq!((v.rows, v.faults), (18, vec![]));
        assert!(v.blocks >= 3);
    });
}

#[test]
fn an_empty_log_is_whole() {
    for_both_apps(|t| {
        t.settle();
        let v = t.db.read(sequencer::verify).unwrap();
        assert_eq!((v.rows, v.blocks, v.faults), (0, 0, vec![]));
    });
}

#[test]
fn an_act_with_more_rows_than_a_block_holds_is_sealed_to_its_end() {
    let t = TestApp::sqlite();
    t.app
        .write(&cm(), |cx| {
            (0..5001).for_each(|_| cx.audit(AuditEntry::act("test.many")));
            Ok(())
        })
        .unwrap();
    let v = t.db.read(sequencer::verify).unwrap();
    assert_eq!((v.rows, v.blocks, v.faults), (5001, 2, vec![]));
}

/// What verification says after `change`, which is taken back again.
fn after(app: &App, change: &'static str) -> Vec<Fault> {
    let found = Arc::new(Mutex::new(None));
    let keep = found.clone();
    let _ = app.db().write(move |tx| {
        for sql in change.split(';') {
            let sql: &'static str = sql;
            assert!(tx.exec(Stmt { name: "tamper", sql }, &[])? > 0, "it changes something");
        }
        *keep.lock().unwrap() = Some(sequencer::verify(tx)?.faults);
        Err::<(), _>(DbError::NoRow)
    });
    let found = found.lock().unwrap().take();
    found.unwrap_or_else(|| panic!("verification did not end after {change}"))
}

#[test]
fn every_change_of_a_stored_column_or_of_the_order_is_found() {
    const CHANGES: &[&str] = &[
        // A row's columns, all of them.
        "UPDATE app_audit SET id = '019a0000-0000-7000-8000-000000009999' WHERE pos = 7",
        "UPDATE app_audit SET at = '2026-11-19T02:20:00.001Z' WHERE pos = 7",
        "UPDATE app_audit SET at = 'yesterday' WHERE pos = 7",
        "UPDATE app_audit SET account = NULL WHERE pos = 7",
        "UPDATE app_audit SET organisation = '019a0000-0000-7000-8000-000000009999' WHERE pos = 7",
        "UPDATE app_audit SET hat = 'city' WHERE pos = 7",
        "UPDATE app_audit SET name = '佐藤 太郎' WHERE pos = 7",
        "UPDATE app_audit SET act = 'test.c' WHERE pos = 7",
        "UPDATE app_audit SET resident = NULL WHERE pos = 7",
        "UPDATE app_audit SET object = 'sheet:8@1' WHERE pos = 7",
        "UPDATE app_audit SET detail = 'y' WHERE pos = 7",
        "UPDATE app_audit SET denied = 1 WHERE pos = 7",
        "UPDATE app_audit SET hash = 'a' WHERE pos = 7",
        "UPDATE app_audit SET ord = ord - 1 WHERE pos = 7",
        "UPDATE app_audit SET pos = NULL WHERE pos = 7",
        "UPDATE app_audit SET pos = 0 WHERE pos = 7",
        "UPDATE app_audit SET pos = 400 WHERE pos = 18",
        // Text moved from one column to the next.
        "UPDATE app_audit SET act = 'test.aC', detail = '' WHERE pos = 7;UPDATE app_audit SET act = 'test.a', detail = 'Cx' WHERE pos = 7",
        // Order, rows taken out, rows put in.
        "UPDATE app_audit SET pos = CASE pos WHEN 7 THEN 8 ELSE 7 END WHERE pos IN (7, 8)",
        "UPDATE app_audit SET pos = CASE pos WHEN 2 THEN 17 ELSE 2 END WHERE pos IN (2, 17)",
        "DELETE FROM app_audit WHERE pos = 7",
        "DELETE FROM app_audit WHERE pos = 18",
        "DELETE FROM app_audit WHERE pos = 7;UPDATE app_audit SET pos = pos - 1 WHERE pos > 7",
        "INSERT INTO app_audit SELECT '019a0000-0000-7000-8000-000000009999', at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord, pos FROM app_audit WHERE pos = 7",
        "INSERT INTO app_audit SELECT '019a0000-0000-7000-8000-000000009999', at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord, 19 FROM app_audit WHERE pos = 7",
        "INSERT INTO app_audit SELECT '019a0000-0000-7000-8000-000000009999', at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord, NULL FROM app_audit WHERE pos = 7",
        // The blocks.
        "UPDATE app_block SET first = 2 WHERE first = 1",
        "UPDATE app_block SET n = n + 1 WHERE first = 1",
        "UPDATE app_block SET n = 9223372036854775807 WHERE first = 1",
        "UPDATE app_block SET n = -5 WHERE first = 1",
        "UPDATE app_block SET root = 'a' WHERE first = 1",
        "UPDATE app_block SET previous = 'a' WHERE first = 1",
        "UPDATE app_block SET hash = 'a' WHERE first = 1",
        "UPDATE app_block SET at = '2026-11-19T02:20:00.001Z' WHERE first = 1",
        "UPDATE app_block SET at = 'yesterday' WHERE first = 1",
        "DELETE FROM app_block WHERE first = 1",
        "DELETE FROM app_block WHERE first = (SELECT MAX(first) FROM app_block)",
    ];
    for_both_apps(|t| {
        filled(&t, 9);
        assert_eq!(faults(&t), []);
        for change in CHANGES {
            assert!(!after(&t, change).is_empty(), "not found: {change}");
        }
        assert_eq!(faults(&t), [], "and everything was taken back");
    });
}

#[test]
fn a_fault_names_the_row() {
    for_both_apps(|t| {
        filled(&t, 9);
        let found = after(&t, "UPDATE app_audit SET detail = 'y' WHERE pos = 7");
        assert!(found.contains(&Fault::Changed(7)), "{found:?}");
    });
}

#[test]
fn two_sequencers_at_once_number_every_row_once() {
    testkit::on_postgres(testkit::Contents::Persons, |db| {
        let t = TestApp::new(db);
        let writing = AtomicUsize::new(3);
        std::thread::scope(|s| {
            for w in 0..3u16 {
                let (t, writing) = (&t, &writing);
                s.spawn(move || {
                    let actor = testkit::staff(kernel::Hat::CareManager, testkit::id(w));
                    for _ in 0..20 {
                        t.app.write(&actor, noted).unwrap();
                    }
                    writing.fetch_sub(1, Ordering::SeqCst);
                });
            }
            for _ in 0..2 {
                s.spawn(|| {
                    while writing.load(Ordering::SeqCst) > 0 {
                        t.app.sequence().unwrap();
                    }
                });
            }
        });
        t.settle();
        let v = t.db.read(sequencer::verify).unwrap();
        assert_eq!((v.rows, v.faults), (60, vec![]));
    });
}

#[test]
fn changes_of_rights_that_were_added_up_do_not_lie_about() {
    const SIZE: db::Stmt = db::Stmt {
        name: "t.SIZE",
        sql: "SELECT CAST(pg_relation_size('app_epoch_new') AS BIGINT)",
    };
    testkit::on_postgres(testkit::Contents::Persons, |db| {
        let t = TestApp::new(db);
        let size = || t.db.read(|tx| tx.one(SIZE, &[])?.get::<i64>(0)).unwrap();
        let actor = testkit::staff(kernel::Hat::CareManager, testkit::id(1));
        // rows that a transaction beside this test may still see stay until the next time
        testkit::within(std::time::Duration::from_secs(60), || {
            t.app
                .write(&actor, |cx| {
                    (0..64).try_for_each(|_| cx.rights_changed()).map_err(app::Error::from)
                })
                .unwrap();
            assert!(size() > 0);
            t.app.sequence().unwrap();
            size() == 0
        });
    });
}

#[test]
fn a_run_says_how_many_rows_and_events_it_numbered() {
    testkit::for_both_apps(|t| {
        t.settle();
        t.app
            .write(&cm(), |cx| {
                cx.audit(about("test.a"));
                cx.audit(about("test.b"));
                for _ in 0..3 {
                    app::outbox::publish(cx, "test.thing.done", &serde_json::json!({}))?;
                }
                Ok(())
            })
            .unwrap();
        // on SQLite the commit itself numbered them
        let expected = if t.db.dialect() == db::Dialect::Sqlite { 0 } else { 5 };
        assert_eq!(t.app.sequence().unwrap(), expected);
        assert_eq!(t.app.sequence().unwrap(), 0);
    });
}

#[test]
fn rows_that_came_without_a_number_get_one_with_the_next_commit() {
    const UNNUMBERED: Stmt =
        Stmt { name: "test.UNNUMBERED", sql: "UPDATE app_audit SET pos = NULL WHERE pos > 2" };
    const UNSEALED: Stmt =
        Stmt { name: "test.UNSEALED", sql: "DELETE FROM app_block WHERE first > 2" };
    // more than are numbered in one step
    let t = TestApp::sqlite();
    t.app.write(&cm(), noted).unwrap();
    t.app.write(&cm(), noted).unwrap();
    t.app
        .write(&cm(), |cx| {
            (0..5001).for_each(|_| cx.audit(AuditEntry::act("test.many")));
            Ok(())
        })
        .unwrap();
    // as a copy from PostgreSQL may be; the commit that brings it is the first one behind it
    t.db.write(|tx| {
        tx.exec(UNSEALED, &[])?;
        tx.exec(UNNUMBERED, &[])
    })
    .unwrap();
    let left = t.app.read(&kernel::Actor::system(), app::audit::unsealed_since).unwrap();
    assert_eq!(left, None, "every row has a number");
    let v = t.db.read(sequencer::verify).unwrap();
    assert_eq!((v.rows, v.faults), (5003, vec![]));
}
