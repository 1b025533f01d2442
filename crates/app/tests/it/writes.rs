//! Writing: one use case, one transaction; a refusal leaves nothing but the word that it was refused.
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use app::idempotency::{Key, once};
use app::records::{About, Content, Source};
use app::{Cx, Error, Result, authorise, drafts, jobs, measures, outbox, records, settings};
use db::{DbError, Fault};
use kernel::Actor;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

const ABOUT: About = About { kind: "test.sheet", resident: None, subject: None };

fn content(body: &str) -> Content {
    Content { form: "f".into(), form_version: "1".into(), body: body.into(), source: Source::Own }
}

/// One of everything that a use case writes.
fn everything(cx: &Cx<'_>) -> Result<()> {
    let id = records::confirm(cx, &ABOUT, &content("{}"))?;
    cx.audit(about("test.write").object(format!("sheet:{id}@1")));
    outbox::publish(cx, "test.written", &serde_json::json!({ "id": id }))?;
    jobs::enqueue(cx, "test.job", &serde_json::json!({}), cx.now())?;
    measures::measure(cx, "test.sheets", "", 1, id)?;
    drafts::save(cx, "sheet", "{}", 0)
}

/// How many of each there are: audit rows, events, jobs, the figure, drafts.
fn counts(t: &TestApp) -> [i64; 5] {
    t.settle();
    let log = log(t).len() as i64;
    t.app
        .read(&cm(), |cx| {
            Ok([
                log,
                outbox::after(cx, 0)?.len() as i64,
                jobs::open(cx)?.len() as i64,
                measures::value(cx, "test.sheets", "")?,
                i64::from(drafts::load(cx, "sheet")?.is_some()),
            ])
        })
        .unwrap()
}

#[test]
fn everything_a_use_case_writes_is_there_or_nothing_of_it() {
    for_both_apps(|t| {
        let e = t.app.write(&cm(), |cx| {
            everything(cx)?;
            Err::<(), _>(Error::Rule("だめです".into()))
        });
        assert!(matches!(e, Err(Error::Rule(_))));
        assert_eq!(counts(&t), [0; 5]);
        let e = t.app.write(&cm(), |cx| -> Result<()> {
            everything(cx)?;
            panic!("a defect");
        });
        assert!(matches!(e, Err(Error::Db(DbError::Panicked))));
        assert_eq!(counts(&t), [0; 5]);
        t.app.write(&cm(), everything).unwrap();
        assert_eq!(counts(&t), [1; 5]);
    });
}

#[test]
fn a_failed_commit_stores_nothing_and_the_next_act_works() {
    let t = TestApp::sqlite();
    t.db.inject(Fault::CommitFails);
    let e = t.app.write(&cm(), everything);
    assert!(matches!(&e, Err(Error::Db(DbError::CommitFailed(_)))), "{e:?}");
    assert_eq!(counts(&t), [0; 5]);
    t.app.write(&cm(), everything).unwrap();
    assert_eq!(counts(&t), [1; 5]);
    assert_eq!(faults(&t), []);
}

#[test]
fn a_denial_is_kept_although_the_act_was_rolled_back() {
    for_both_apps(|t| {
        let e = t.app.write(&liaison(), |cx| {
            everything(cx)?;
            authorise(cx, &SEE)
        });
        assert!(matches!(e, Err(Error::Forbidden(_))));
        let rows = log(&t);
        assert_eq!(rows.len(), 1, "the denial, not the act that was rolled back");
        assert!(rows[0].denied && rows[0].act == "test.thing.see");
        assert_eq!(counts(&t), [1, 0, 0, 0, 0]);
        t.settle();
        assert_eq!(faults(&t), []);
    });
}

#[test]
fn an_act_that_is_run_again_makes_the_same_ids() {
    testkit::on_postgres(testkit::Contents::Persons, |db| {
        let t = TestApp::new(db);
        t.app.write(&cm(), |cx| settings::set(cx, "a", "0")).unwrap();
        let ids = Arc::new(Mutex::new(Vec::new()));
        let (seen, other, runs) = (ids.clone(), t.app.clone(), AtomicUsize::new(0));
        let id = t
            .app
            .write(&cm(), move |cx| {
                let before = settings::get(cx, "a")?.unwrap();
                let id = records::confirm(cx, &ABOUT, &content("{}"))?;
                seen.lock().unwrap().push((id, cx.new_id(), cx.now()));
                if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                    // Another request is faster: this one cannot be serialized any more.
                    other.write(&liaison(), |cx| settings::set(cx, "a", "5"))?;
                }
                settings::set(cx, "a", &format!("{before}+1"))?;
                cx.audit(about("test.write").object(format!("sheet:{id}@1")));
                Ok(id)
            })
            .unwrap();
        let ids = ids.lock().unwrap().clone();
        assert_eq!(ids.len(), 3, "two attempts failed");
        assert!(ids.iter().all(|i| *i == ids[0]) && ids[0].0 == id);
        let value = t.app.read(&cm(), |cx| settings::get(cx, "a")).unwrap();
        assert_eq!(value.as_deref(), Some("5+1"), "the last attempt saw the other's value");
        assert_eq!(log(&t).len(), 1);
        let versions = t.app.read(&cm(), move |cx| records::versions(cx, id)).unwrap();
        assert_eq!(versions.len(), 1);
    });
}

#[test]
fn an_act_of_the_past_carries_its_own_time() {
    for_both_apps(|t| {
        let then = testkit::at("2025-01-06", "09:00");
        t.app.write_at(&cm(), then, everything).unwrap();
        assert_eq!(log(&t)[0].at, then);
        t.app
            .write(&Actor::operator(), move |cx| {
                cx.acting_as(&liaison(), then, |cx| {
                    cx.audit(about("test.import"));
                    Ok(())
                })?;
                cx.audit(about("test.importing"));
                Ok(())
            })
            .unwrap();
        let rows = log(&t);
        assert_eq!((rows[0].act.as_str(), rows[0].at), ("test.importing", testkit::noon_before()));
        let import = rows.iter().find(|r| r.act == "test.import").unwrap();
        assert_eq!((import.hat.as_str(), import.at), ("liaison", then));
    });
}

#[test]
fn acts_of_many_threads_are_all_there_in_a_whole_log() {
    for_both_apps(|t| {
        std::thread::scope(|s| {
            for w in 0..8u16 {
                let app = &t.app;
                s.spawn(move || {
                    let actor = testkit::staff(kernel::Hat::CareManager, testkit::id(100 + w));
                    for _ in 0..10 {
                        app.write(&actor, everything).unwrap();
                    }
                });
            }
        });
        t.settle();
        let [_, events, _, figure, _] = counts(&t);
        assert_eq!((events, figure), (80, 80));
        let v = t.db.read(app::sequencer::verify).unwrap();
        assert_eq!((v.rows, v.faults), (80, vec![]));
    });
}

#[test]
fn acts_that_have_nothing_to_do_with_each_other_never_collide() {
    testkit::on_postgres(testkit::Contents::Persons, |db| {
        let t = TestApp::new(db);
        let met = Arc::new(Barrier::new(2));
        let runs = Arc::new(AtomicUsize::new(0));
        let act = |name: &'static str, account: u16| {
            let (met, runs, app) = (met.clone(), runs.clone(), t.app.clone());
            std::thread::spawn(move || {
                let actor = testkit::staff(kernel::Hat::CareManager, testkit::id(account));
                let key = Key { key: name.into(), route: "r".into(), body: "b".into() };
                app.write(&actor, move |cx| {
                    once(cx, &key, || {
                        everything(cx)?;
                        cx.rights_changed()?;
                        Ok("/done".into())
                    })?;
                    // Both have written all they write; neither has committed.
                    if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                        met.wait();
                    }
                    Ok(())
                })
            })
        };
        let (a, b) = (act("key-one-one", 1), act("key-two-two", 2));
        a.join().unwrap().unwrap();
        b.join().unwrap().unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 2, "no run was in vain");
    });
}

#[test]
fn why_a_write_failed_is_said_although_its_audit_rows_cannot_be_kept() {
    for_both_apps(|t| {
        t.app.write(&cm(), |cx| settings::set(cx, "capability.test", "on")).unwrap();
        let e = t.app.write(&cm(), |cx| {
            cx.audit(about("test.write"));
            let again = db::Stmt {
                name: "test.AGAIN",
                sql: "INSERT INTO app_setting(key, value, at) SELECT key, value, at FROM app_setting",
            };
            cx.tx().exec(again, &[])?;
            Ok(())
        });
        assert!(matches!(e, Err(Error::Db(DbError::Unique(_)))), "{e:?}");
    });
}
