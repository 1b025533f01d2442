//! Reading: nothing leaves whose audit row is not durable, and nothing that rights have meanwhile forbidden.
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::audit::{self, AuditEntry};
use app::{Error, authorise, settings};
use db::{DbError, Dialect, Fault};
use kernel::Actor;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

#[test]
fn every_statement_prepares_on_both_engines() {
    for_both_apps(|t| testkit::prepare_all(&t.db, app::STATEMENTS));
    for_both_apps(|t| {
        if t.db.dialect() == Dialect::Postgres {
            testkit::prepare_all(&t.db, &[app::audit_keep::POSTGRES_ONLY]);
        }
    });
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
fn many_rows_of_a_read_are_kept_as_one_would_be() {
    for_both_apps(|t| {
        // text that a way through another notation could change
        let odd = "「\"引用\"」\\ \u{1F469}\u{200D}\u{2695} \n\t é";
        let keep = |rows: &[&str]| {
            t.app
                .read(&cm(), |cx| {
                    for r in rows {
                        cx.audit(about(r).object(format!("sheet:{odd}")).detail(odd));
                    }
                    if rows.len() > 1 {
                        cx.audit(about("test.refused").denied());
                        cx.audit(AuditEntry::act("test.nobody"));
                    }
                    Ok(())
                })
                .unwrap();
        };
        keep(&["test.a"]);
        keep(&["test.b", "test.c", "test.b"]);
        let mut rows = log(&t);
        rows.sort_by(|a, b| a.act.cmp(&b.act));
        let acts: Vec<&str> = rows.iter().map(|r| r.act.as_str()).collect();
        assert_eq!(acts, ["test.a", "test.b", "test.b", "test.c", "test.nobody", "test.refused"]);
        for r in &rows {
            assert_eq!(r.content_hash(), r.hash, "{}", r.act);
            assert_eq!(r.denied, r.act == "test.refused");
            let spoken = r.act != "test.refused" && r.act != "test.nobody";
            assert_eq!(r.detail == odd, spoken, "{}", r.act);
        }
        // who looked at whom: once a day and act, without what was refused
        let day = testkit::noon_before().date();
        let next = kernel::time::add_days(day, 1);
        let known = t
            .app
            .read(&Actor::system(), |cx| app::audit_read::looks(cx, resident(), next))
            .unwrap();
        let acts: Vec<&str> = known.iter().map(|l| l.act.as_str()).collect();
        assert_eq!(acts, ["test.a", "test.b", "test.c"]);
        assert!(known.iter().all(|l| (l.day, l.account) == (day, cm().account)));
        t.app.sequence().unwrap();
        let faults = t.db.read(|tx| Ok::<_, DbError>(app::sequencer::verify(tx)?.faults)).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
    });
}

#[test]
fn who_looked_is_told_once_a_day_and_act_however_often_they_looked() {
    for_both_apps(|t| {
        let look = |n: usize, act: &str| {
            t.app
                .read(&cm(), |cx| {
                    (0..n).for_each(|_| cx.audit(about(act)));
                    Ok(())
                })
                .unwrap();
        };
        let looks = |until| {
            t.app
                .read(&Actor::system(), move |cx| app::audit_read::looks(cx, resident(), until))
                .unwrap()
        };
        let first = testkit::noon_before().date();
        look(1, "test.old");
        t.clock.set(testkit::noon_before().plus_minutes(24 * 60));
        // more rows at one moment than are fetched at a time
        look(2_100, "test.often");
        look(1, "test.once");
        let found = looks(kernel::time::add_days(first, 2));
        let lines: Vec<_> = found.iter().map(|l| (l.day, l.act.as_str())).collect();
        let second = kernel::time::add_days(first, 1);
        assert_eq!(lines, [(second, "test.often"), (second, "test.once"), (first, "test.old")]);
        // the day itself is not over
        assert_eq!(looks(second).len(), 1);
        assert_eq!(looks(first), []);
        // 300 lines, the newest
        for n in 0..301 {
            look(1, &format!("test.n{n:03}"));
        }
        let found = looks(kernel::time::add_days(first, 2));
        assert_eq!(found.len(), 300);
        assert!(
            found.iter().any(|l| l.act == "test.n300") && found.iter().all(|l| l.day == second)
        );
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

/// A read begins with its first statement: until then it has seen nothing, and afterwards it sees the store as it was then.
fn looked(cx: &app::Cx<'_>) {
    settings::get(cx, "test.anything").unwrap();
}

#[test]
fn rights_that_change_before_a_read_has_seen_anything_are_simply_seen() {
    for_both_apps(|t| {
        let runs = AtomicUsize::new(0);
        let seen = t
            .app
            .read(&cm(), |cx| {
                if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                    t.app
                        .write(&Actor::operator(), |cx| {
                            settings::set(cx, "capability.test", "off")?;
                            Ok(cx.rights_changed()?)
                        })
                        .unwrap();
                }
                cx.audit(about("test.read"));
                app::may(cx, &SEE)
            })
            .unwrap();
        assert_eq!((seen, runs.load(Ordering::SeqCst)), (false, 1));
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
                looked(cx);
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
            looked(cx);
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
fn many_reads_at_once_each_leave_their_rows_once_and_none_leaves_with_rights_that_ended() {
    for_both_apps(|t| {
        let ended = std::sync::atomic::AtomicBool::new(false);
        let (reads, after) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|s| {
            for n in 0..12 {
                let (t, ended, reads, after) = (&t, &ended, &reads, &after);
                s.spawn(move || {
                    for i in 0..40 {
                        let was_over = ended.load(Ordering::SeqCst);
                        let seen = t.app.read(&cm(), |cx| {
                            let off = settings::get(cx, "test.ended")?.is_some();
                            let act = if off { "test.off" } else { "test.on" };
                            for _ in 0..=(n + i) % 3 {
                                cx.audit(about(act).detail(format!("{n}.{i}")));
                            }
                            Ok(off)
                        });
                        match seen {
                            Ok(off) => {
                                assert!(off || !was_over, "read after the end was acknowledged");
                                reads.fetch_add(1 + (n + i) % 3, Ordering::SeqCst);
                                after.fetch_add(usize::from(off), Ordering::SeqCst);
                            }
                            Err(Error::Db(DbError::Busy)) => {}
                            Err(e) => panic!("{e:?}"),
                        }
                        if (n, i) == (0, 10) {
                            t.app
                                .write(&Actor::operator(), |cx| {
                                    settings::set(cx, "test.ended", "1")?;
                                    Ok(cx.rights_changed()?)
                                })
                                .unwrap();
                            ended.store(true, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert!(after.load(Ordering::SeqCst) > 0);
        let kept = t.app.read(&Actor::system(), audit::count).unwrap();
        // the write above leaves none
        assert_eq!(kept as usize, reads.load(Ordering::SeqCst));
        t.settle();
        let faults = t.db.read(|tx| Ok::<_, DbError>(app::sequencer::verify(tx)?.faults)).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
    });
}

thread_local! {
    static SAME: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Draws the same id again where that is asked for: a row that is there already stands for whatever makes a statement fail.
struct Twice(kernel::SeededEntropy);

impl kernel::Entropy for Twice {
    fn fill(&self, out: &mut [u8]) {
        match SAME.get() {
            true => out.fill(7),
            false => self.0.fill(out),
        }
    }
}

#[test]
fn a_row_that_cannot_be_kept_harms_no_read_that_ends_at_the_same_time() {
    for_both_apps(|t| {
        let random = std::sync::Arc::new(Twice(kernel::SeededEntropy::new(3)));
        let region = testkit::demo_region();
        let app = app::App::new(t.db.opened_again(), region, t.clock.clone(), random);
        let read = |same: bool| {
            SAME.set(same);
            app.read(&cm(), |cx| {
                cx.audit(about("test.read"));
                Ok(())
            })
        };
        read(true).unwrap();
        let (good, bad) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|s| {
            for n in 0..8 {
                let (good, bad, read) = (&good, &bad, &read);
                s.spawn(move || {
                    for _ in 0..30 {
                        match read(n == 0) {
                            Ok(()) => good.fetch_add(1, Ordering::SeqCst),
                            Err(_) => bad.fetch_add(1, Ordering::SeqCst),
                        };
                    }
                });
            }
        });
        assert_eq!((good.load(Ordering::SeqCst), bad.load(Ordering::SeqCst)), (7 * 30, 30));
        assert_eq!(t.app.read(&Actor::system(), audit::count).unwrap(), 7 * 30 + 1);
    });
}

#[test]
fn rights_that_never_rest_end_in_come_back_later_and_nothing_leaves() {
    for_both_apps(|t| {
        let runs = AtomicUsize::new(0);
        let e = t.app.read(&cm(), |cx| {
            runs.fetch_add(1, Ordering::SeqCst);
            looked(cx);
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
