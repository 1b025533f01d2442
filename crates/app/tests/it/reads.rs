//! Reading: nothing leaves whose audit row is not durable, and nothing that rights have meanwhile forbidden.
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{Error, authorise, settings};
use db::{DbError, Dialect, Fault};
use kernel::Actor;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

#[test]
fn every_statement_prepares_on_both_engines() {
    for_both_apps(|t| testkit::prepare_all(&t.db, app::STATEMENTS));
    testkit::for_both_with(testkit::Contents::Control, |db| {
        testkit::prepare_all(&db, &[app::control::STATEMENTS]);
    });
}

#[test]
fn the_audit_row_of_a_read_is_durable_when_the_body_leaves() {
    for_both_apps(|t| {
        let body = t
            .app
            .read(&cm(), |cx| {
                cx.audit(about("test.read").object("sheet:1@2").detail("紙"));
                Ok("body")
            })
            .unwrap();
        assert_eq!(body, "body");
        // Seen from outside of this process's handle.
        let other = TestApp {
            app: std::sync::Arc::new(app::App::new(
                t.db.opened_again(),
                testkit::demo_region(),
                t.clock.clone(),
                std::sync::Arc::new(kernel::SeededEntropy::new(9)),
            )),
            clock: t.clock.clone(),
            db: t.db,
        };
        let rows = log(&other);
        assert_eq!(rows.len(), 1);
        let r = &rows[0];
        assert_eq!((r.act.as_str(), r.resident), ("test.read", Some(resident())));
        assert_eq!((r.account, r.organisation), (cm().account, cm().organisation));
        assert_eq!((r.hat.as_str(), r.name.as_str()), ("cm", cm().name.as_str()));
        assert_eq!((r.object.as_deref(), r.detail.as_str()), (Some("sheet:1@2"), "紙"));
        assert_eq!((r.at, r.denied), (testkit::noon_before(), false));
        assert_eq!(r.content_hash(), r.hash);
    });
}

#[test]
fn without_a_durable_audit_row_no_body_leaves() {
    let t = TestApp::sqlite();
    let read = || {
        t.app.read(&cm(), |cx| {
            cx.audit(about("test.read"));
            Ok("body")
        })
    };
    t.db.inject(Fault::CommitFails);
    assert!(matches!(read(), Err(Error::Db(DbError::CommitFailed(_)))));
    assert_eq!(read().unwrap(), "body");
    t.db.inject(Fault::FsyncFails);
    assert!(matches!(read(), Err(Error::Db(DbError::CommitFailed(_)))));
    assert!(matches!(read(), Err(Error::Db(DbError::ReadOnly))));
    // What touches no person is still served.
    assert_eq!(t.app.read(&cm(), |_| Ok("public")).unwrap(), "public");
    assert_eq!(log(&t).len(), 1);
}

#[test]
fn a_refused_read_is_in_the_log() {
    for_both_apps(|t| {
        let e = t.app.read(&liaison(), |cx| authorise(cx, &SEE)).unwrap_err();
        assert!(matches!(e, Error::Forbidden("test.thing.see")));
        t.app.read(&cm(), |cx| authorise(cx, &SEE)).unwrap();
        let rows: Vec<(String, bool)> = log(&t).into_iter().map(|r| (r.hat, r.denied)).collect();
        assert!(rows.contains(&("liaison".into(), true)) && rows.contains(&("cm".into(), false)));
        assert_eq!(rows.len(), 2);
    });
}

#[test]
fn a_capability_that_is_switched_off_is_refused_to_everybody() {
    for_both_apps(|t| {
        t.app.write(&Actor::operator(), |cx| settings::set(cx, "capability.test", "off")).unwrap();
        assert!(t.app.read(&cm(), |cx| authorise(cx, &SEE)).is_err());
        assert!(!t.app.read(&cm(), |cx| app::may(cx, &SEE)).unwrap());
    });
}

#[test]
fn rights_that_change_during_a_read_make_it_run_again() {
    for_both_apps(|t| {
        let runs = AtomicUsize::new(0);
        let ids = Mutex::new(Vec::new());
        let body = t
            .app
            .read(&cm(), |cx| {
                let n = runs.fetch_add(1, Ordering::SeqCst) + 1;
                cx.audit(about("test.read"));
                ids.lock().unwrap().push(cx.new_id());
                if n == 1 {
                    change_rights(&t);
                }
                Ok(n)
            })
            .unwrap();
        assert_eq!(body, 2, "the answer of the second run leaves");
        assert_eq!(log(&t).len(), 1, "and only that one was kept");
        let ids = ids.into_inner().unwrap();
        assert_eq!(ids[0], ids[1], "a re-run draws the same ids");
    });
}

#[test]
fn a_refusal_is_decided_again_too_when_rights_change() {
    for_both_apps(|t| {
        let runs = AtomicUsize::new(0);
        let ok = t.app.read(&cm(), |cx| {
            if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                cx.audit(about("test.read").denied());
                change_rights(&t);
                return Err(Error::Forbidden("test.read"));
            }
            cx.audit(about("test.read"));
            Ok(())
        });
        ok.unwrap();
        assert!(log(&t).iter().all(|r| !r.denied));
    });
}

#[test]
fn rights_that_never_rest_end_in_come_back_later_and_nothing_leaves() {
    for_both_apps(|t| {
        let runs = AtomicUsize::new(0);
        let e = t.app.read(&cm(), |cx| {
            runs.fetch_add(1, Ordering::SeqCst);
            cx.audit(about("test.read"));
            change_rights(&t);
            Ok(())
        });
        assert!(matches!(e, Err(Error::Db(DbError::Busy))));
        assert_eq!(runs.load(Ordering::SeqCst), 5);
        assert!(log(&t).is_empty());
    });
}

#[test]
fn adding_up_what_changed_before_makes_no_read_run_again() {
    for_both_apps(|t| {
        change_rights(&t);
        let runs = AtomicUsize::new(0);
        t.app
            .read(&cm(), |cx| {
                runs.fetch_add(1, Ordering::SeqCst);
                cx.audit(about("test.read"));
                // On SQLite every COMMIT adds up, on PostgreSQL the sequencer does.
                std::thread::scope(|s| {
                    s.spawn(|| {
                        t.app.write(&Actor::system(), |cx| settings::set(cx, "a", "b")).unwrap();
                        t.settle();
                    });
                });
                Ok(())
            })
            .unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_read_without_persons_runs_once_whatever_happens_to_rights() {
    for_both_apps(|t| {
        let runs = AtomicUsize::new(0);
        t.app
            .read(&cm(), |_| {
                runs.fetch_add(1, Ordering::SeqCst);
                change_rights(&t);
                Ok(())
            })
            .unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_reading_use_case_knows_that_it_may_not_write() {
    for_both_apps(|t| {
        assert!(!t.app.read(&cm(), |cx| Ok(cx.writes())).unwrap());
        assert!(t.app.write(&cm(), |cx| Ok(cx.writes())).unwrap());
        assert!(t.app.read(&cm(), |cx| settings::set(cx, "a", "b")).is_err());
        assert_eq!(t.app.read(&cm(), |cx| settings::get(cx, "a")).unwrap(), None);
        assert!(matches!(t.db.dialect(), Dialect::Sqlite | Dialect::Postgres));
    });
}

/// From another thread, as another request would.
fn change_rights(t: &TestApp) {
    std::thread::scope(|s| {
        s.spawn(|| t.app.write(&Actor::system(), |cx| Ok(cx.rights_changed()?)).unwrap());
    });
}
