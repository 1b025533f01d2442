//! Records: 確定 → 訂正 → 取消, every version kept with its hash, its source and its author.
use std::sync::Barrier;

use app::records::{self, About, Content, Source, State};
use app::{Error, Result};
use db::{Stmt, params};
use kernel::{Id, sha256_hex};
use testkit::{TestApp, for_both_apps};

use crate::common::*;

fn content(body: &str, source: Source) -> Content {
    Content {
        form: "admission-sheet".into(),
        form_version: "1.2".into(),
        body: body.into(),
        source,
    }
}

fn sheet() -> About {
    About { kind: "test.sheet", resident: Some(resident()), subject: Some(testkit::id(700)) }
}

fn confirmed(t: &TestApp, body: &'static str) -> Id {
    t.app
        .write(&cm(), move |cx| records::confirm(cx, &sheet(), &content(body, Source::Own)))
        .unwrap()
}

fn correct(t: &TestApp, id: Id, base: i64, body: &str) -> Result<i64> {
    let body = body.to_string();
    t.app.write(&liaison(), move |cx| {
        records::correct(cx, id, base, &content(&body, Source::Fax), "聞き取りの誤り")
    })
}

#[test]
fn a_confirmed_record_keeps_what_was_written_and_by_whom() {
    for_both_apps(|t| {
        let id = confirmed(&t, "{\"a\":1}");
        let v = t.app.read(&cm(), |cx| records::load(cx, id)).unwrap();
        assert_eq!((v.version, v.state, v.body.as_str()), (1, State::Confirmed, "{\"a\":1}"));
        assert_eq!((v.form.as_str(), v.form_version.as_str()), ("admission-sheet", "1.2"));
        assert_eq!((v.source.as_str(), v.reason.as_str()), ("self", ""));
        assert_eq!((v.account, v.name), (cm().account, cm().name));
        assert_eq!((v.at, v.hash), (testkit::noon_before(), sha256_hex(b"{\"a\":1}")));
        let h = t.app.read(&cm(), |cx| records::head(cx, id)).unwrap();
        assert_eq!((h.resident, h.organisation), (Some(resident()), cm().organisation));
    });
}

#[test]
fn a_correction_is_a_new_version_with_its_reason_and_the_old_one_stays() {
    for_both_apps(|t| {
        let id = confirmed(&t, "1");
        assert_eq!(correct(&t, id, 1, "2").unwrap(), 2);
        let all = t.app.read(&cm(), |cx| records::versions(cx, id)).unwrap();
        let seen: Vec<_> = all.iter().map(|v| (v.version, v.state, v.body.as_str())).collect();
        assert_eq!(seen, [(1, State::Confirmed, "1"), (2, State::Corrected, "2")]);
        assert_eq!((all[1].source.as_str(), all[1].reason.as_str()), ("fax", "聞き取りの誤り"));
        assert_eq!(all[1].organisation, liaison().organisation);
    });
}

#[test]
fn a_stale_edit_is_told_both_versions_and_changes_nothing() {
    for_both_apps(|t| {
        let id = confirmed(&t, "1");
        correct(&t, id, 1, "2").unwrap();
        let e = correct(&t, id, 1, "mine").unwrap_err();
        assert!(matches!(e, Error::Stale { mine: 1, theirs: 2 }));
        let v = t.app.read(&cm(), |cx| records::load(cx, id)).unwrap();
        assert_eq!((v.version, v.body.as_str()), (2, "2"));
    });
}

#[test]
fn of_many_writers_on_one_sheet_one_wins_and_the_others_are_told() {
    for_both_apps(|t| {
        let id = confirmed(&t, "1");
        let start = Barrier::new(6);
        let results: Vec<Result<i64>> = std::thread::scope(|s| {
            let all: Vec<_> = (0..6)
                .map(|w| {
                    let (t, start) = (&t, &start);
                    s.spawn(move || {
                        start.wait();
                        correct(t, id, 1, &format!("writer {w}"))
                    })
                })
                .collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let won: Vec<usize> = (0..6).filter(|w| matches!(results[*w], Ok(2))).collect();
        assert_eq!(won.len(), 1, "{results:?}");
        let lost = results.iter().filter(|r| matches!(r, Err(Error::Stale { mine: 1, theirs: 2 })));
        assert_eq!(lost.count(), 5, "{results:?}");
        let v = t.app.read(&cm(), |cx| records::load(cx, id)).unwrap();
        assert_eq!(v.body, format!("writer {}", won[0]));
    });
}

#[test]
fn a_cancelled_record_is_kept_as_it_was_and_stays_cancelled() {
    for_both_apps(|t| {
        let id = confirmed(&t, "1");
        let n =
            t.app.write(&cm(), move |cx| records::cancel(cx, id, "別の方の入力でした")).unwrap();
        assert_eq!(n, 2);
        let v = t.app.read(&cm(), |cx| records::load(cx, id)).unwrap();
        assert_eq!((v.state, v.body.as_str()), (State::Cancelled, "1"));
        assert_eq!(v.reason, "別の方の入力でした");
        assert!(matches!(correct(&t, id, 2, "3"), Err(Error::Rule(_))));
        let again = t.app.write(&cm(), move |cx| records::cancel(cx, id, "もう一度"));
        assert!(matches!(again, Err(Error::Rule(_))));
    });
}

#[test]
fn the_latest_of_an_office_passes_over_what_was_cancelled() {
    for_both_apps(|t| {
        let old = confirmed(&t, "old");
        t.clock.advance_minutes(1);
        let new = confirmed(&t, "new");
        let latest = || {
            let org = cm().organisation.unwrap();
            let h = t.app.read(&cm(), |cx| records::latest_of(cx, resident(), "test.sheet", org));
            h.unwrap().map(|h| h.id)
        };
        assert_eq!(latest(), Some(new));
        t.app.write(&cm(), move |cx| records::cancel(cx, new, "誤り")).unwrap();
        assert_eq!(latest(), Some(old));
        let of = t.app.read(&cm(), |cx| records::of_subject(cx, testkit::id(700), "test.sheet"));
        let ids: Vec<Id> = of.unwrap().iter().map(|h| h.id).collect();
        assert_eq!(ids, [old, new]);
        let none = t.app.read(&cm(), |cx| records::of_subject(cx, testkit::id(700), "other"));
        assert!(none.unwrap().is_empty());
    });
}

#[test]
fn a_body_that_changed_by_itself_is_not_shown() {
    const FLIP: Stmt = Stmt {
        name: "t.FLIP",
        sql: "UPDATE app_record_version SET body = $1 WHERE record = $2 AND version = 1",
    };
    for_both_apps(|t| {
        let id = confirmed(&t, "{\"a\":1}");
        t.db.write(move |tx| tx.exec(FLIP, params!["{\"a\":2}", id])).unwrap();
        let e = t.app.read(&cm(), |cx| records::load(cx, id)).unwrap_err();
        assert!(matches!(&e, Error::Altered(text) if !text.contains('{')), "{e:?}");
        assert!(t.app.read(&cm(), |cx| records::versions(cx, id)).is_err());
    });
}

#[test]
fn a_record_that_is_not_there_is_not_found() {
    for_both_apps(|t| {
        let absent = testkit::id(9);
        assert!(matches!(t.app.read(&cm(), |cx| records::load(cx, absent)), Err(Error::NotFound)));
        assert!(matches!(correct(&t, absent, 1, "x"), Err(Error::NotFound)));
    });
}
