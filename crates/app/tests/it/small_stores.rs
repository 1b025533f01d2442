//! Measures, events, drafts, notices, settings, and the control store.
use app::notices::To;
use app::{Error, control, drafts, measures, notices, outbox, settings};
use db::DbError;
use kernel::{Actor, Hat, Id};
use serde_json::json;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

fn measure(t: &TestApp, dims: &'static str, n: i64, record: Id) {
    t.app.write(&cm(), move |cx| measures::measure(cx, "test.stays", dims, n, record)).unwrap();
}

fn value(t: &TestApp, dims: &str) -> i64 {
    t.app.read(&cm(), |cx| measures::value(cx, "test.stays", dims)).unwrap()
}

#[test]
fn a_figure_is_exact_at_once_before_and_after_folding() {
    for_both_apps(|t| {
        let (a, b) = (testkit::id(1), testkit::id(2));
        assert_eq!(value(&t, "h=1"), 0);
        measure(&t, "h=1", 2, a);
        measure(&t, "h=2", 5, b);
        assert_eq!((value(&t, "h=1"), value(&t, "h=2")), (2, 5));
        assert_eq!(t.db.write(measures::fold).unwrap(), 2);
        assert_eq!((value(&t, "h=1"), value(&t, "h=2")), (2, 5));
        measure(&t, "h=1", 1, b);
        measure(&t, "h=1", -2, a);
        assert_eq!(value(&t, "h=1"), 1, "folded and not yet folded together");
        let of = t.app.read(&cm(), |cx| measures::records(cx, "test.stays", "h=1")).unwrap();
        assert_eq!(of, [(b, 1)], "a record that was taken back is not listed");
        assert_eq!(t.db.write(measures::fold).unwrap(), 1);
        assert_eq!(t.db.write(measures::fold).unwrap(), 0);
        assert_eq!(value(&t, "h=1"), 1);
    });
}

#[test]
fn folding_beside_writers_loses_and_doubles_nothing() {
    for_both_apps(|t| {
        std::thread::scope(|s| {
            for w in 0..4u16 {
                let t = &t;
                s.spawn(move || {
                    for _ in 0..10 {
                        // Busy: the writer was in the way of a fold six times; nothing was written.
                        while t
                            .app
                            .write(&cm(), move |cx| {
                                measures::measure(cx, "test.stays", "", 1, testkit::id(w))
                            })
                            .is_err()
                        {}
                    }
                });
            }
            for _ in 0..10 {
                let _ = t.db.write(measures::fold);
            }
        });
        assert_eq!(value(&t, ""), 40);
        t.db.write(measures::fold).unwrap();
        assert_eq!(value(&t, ""), 40);
    });
}

#[test]
fn events_come_in_the_order_of_their_acts_without_gaps() {
    for_both_apps(|t| {
        for n in 0..7 {
            t.app
                .write(&cm(), move |cx| {
                    outbox::publish(cx, "test.a", &json!({ "n": n }))?;
                    outbox::publish(cx, "test.b", &json!({ "n": n }))
                })
                .unwrap();
            if n % 3 == 0 {
                t.settle();
            }
        }
        t.settle();
        let all = t.app.read(&cm(), |cx| outbox::after(cx, 0)).unwrap();
        let positions: Vec<i64> = all.iter().map(|e| e.pos).collect();
        assert_eq!(positions, (1..=14).collect::<Vec<_>>());
        for (i, e) in all.iter().enumerate() {
            assert_eq!(e.payload, json!({ "n": i / 2 }).to_string());
            assert_eq!(e.kind, if i % 2 == 0 { "test.a" } else { "test.b" });
        }
        let rest = t.app.read(&cm(), |cx| outbox::after(cx, 12)).unwrap();
        assert_eq!(rest.iter().map(|e| e.pos).collect::<Vec<_>>(), [13, 14]);
    });
}

#[test]
fn a_draft_is_its_authors_alone_until_it_is_thrown_away() {
    for_both_apps(|t| {
        let save = |actor: &Actor, body: &'static str, base: i64| {
            t.app.write(actor, move |cx| drafts::save(cx, "sheet:1", body, base))
        };
        let load = |actor: &Actor| {
            let d = t.app.read(actor, |cx| drafts::load(cx, "sheet:1")).unwrap();
            d.map(|d| (d.body, d.base))
        };
        save(&cm(), "{}", 3).unwrap();
        t.clock.advance_minutes(1);
        save(&cm(), "{\"a\":1}", 4).unwrap();
        assert_eq!(load(&cm()), Some(("{\"a\":1}".into(), 3)), "it began from version 3");
        assert_eq!(load(&liaison()), None);
        assert!(matches!(save(&Actor::system(), "{}", 0), Err(Error::Forbidden(_))));
        let long: &'static str = Box::leak("x".repeat(drafts::MAX_BYTES + 1).into_boxed_str());
        assert!(matches!(save(&cm(), long, 0), Err(Error::Rule(_))));
        t.app.write(&cm(), |cx| drafts::discard(cx, "sheet:1")).unwrap();
        assert_eq!(load(&cm()), None);
        save(&cm(), "old", 0).unwrap();
        t.clock.advance_minutes(91 * 24 * 60);
        let n = t.app.write(&Actor::system(), |cx| drafts::forget_old(cx, cx.now())).unwrap();
        assert_eq!((n, load(&cm())), (1, None));
    });
}

#[test]
fn a_notice_reaches_its_organisation_or_its_account_and_nobody_else() {
    for_both_apps(|t| {
        let office = cm().organisation.unwrap();
        let colleague = testkit::staff(Hat::Hokatsu, office);
        t.app
            .write(&Actor::system(), move |cx| {
                let all = To { organisation: office, account: None };
                notices::send(cx, all, "test.a", "全員へ", "/a")?;
                let one = To { organisation: office, account: cm().account };
                notices::send(cx, one, "test.b", "ひとりへ", "/b")
            })
            .unwrap();
        let texts = |a: &Actor| -> Vec<String> {
            let mine = t.app.read(a, notices::mine).unwrap();
            let mut texts: Vec<String> = mine.into_iter().map(|n| n.text).collect();
            texts.sort();
            texts
        };
        let unread = |a: &Actor| t.app.read(a, notices::unread).unwrap();
        assert_eq!(texts(&cm()), ["ひとりへ", "全員へ"]);
        assert_eq!(texts(&colleague), ["全員へ"]);
        assert_eq!(texts(&liaison()), [""; 0]);
        assert_eq!((unread(&cm()), unread(&colleague), unread(&liaison())), (2, 1, 0));
        t.app.write(&colleague, notices::mark_read).unwrap();
        assert_eq!((unread(&cm()), unread(&colleague)), (1, 0));
        t.clock.advance_minutes(61 * 24 * 60);
        assert_eq!(texts(&cm()), [""; 0]);
    });
}

#[test]
fn settings_are_kept_by_their_key() {
    for_both_apps(|t| {
        t.app
            .write(&Actor::operator(), |cx| {
                settings::set(cx, "name.a", "1")?;
                settings::set(cx, "name.b", "2")?;
                settings::set(cx, "other", "3")?;
                settings::set(cx, "name.a", "9")
            })
            .unwrap();
        let some = t.app.read(&cm(), |cx| settings::with_prefix(cx, "name.")).unwrap();
        assert_eq!(some, [("name.a".into(), "9".into()), ("name.b".into(), "2".into())]);
    });
}

#[test]
fn the_control_store_knows_its_regions_and_keeps_its_secrets() {
    testkit::for_both_with(testkit::Contents::Control, |db| {
        control::add_region(&db, &testkit::kitakami()).unwrap();
        control::add_region(&db, &testkit::demo_region()).unwrap();
        let again = control::add_region(&db, &testkit::kitakami());
        assert!(matches!(again, Err(DbError::Unique(_))));
        let all = control::regions(&db).unwrap();
        assert_eq!(all, [testkit::kitakami(), testkit::demo_region()]);
        assert_eq!(control::region(&db, "nowhere").unwrap(), None);
        control::persons_on(&db, "kitakami").unwrap();
        assert!(control::region(&db, "kitakami").unwrap().unwrap().persons);
        assert_eq!(control::secret(&db, "session", vec![1, 2]).unwrap(), [1, 2]);
        assert_eq!(control::secret(&db, "session", vec![3]).unwrap(), [1, 2]);
    });
}
