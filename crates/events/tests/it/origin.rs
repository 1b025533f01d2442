//! An event that comes out of another slice's record: it says of what, and the record's owner hears of it.
use std::sync::{Mutex, Once};

use app::{Cx, Error, Permission, Result};
use events::use_cases::{change, read};
use kernel::{Hat, Id};
use slice::{Evidence, EvidenceSource, Method, Migrates, Slice, Use};

use crate::support::{add, ask, both, city, coordinator, event, get, html};

static MATCHED: Permission = Permission {
    code: "matched.read",
    label: "見る",
    capability: "matched",
    hats: &[Hat::Coordinator, Hat::City],
};

fn record() -> Id {
    testkit::id(700)
}

fn one(_: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    Ok((id == record()).then(|| Evidence {
        kind: "matched.match",
        id,
        title: "薬剤師と歯科医師の情報交換会（第2回）（令和8年度、薬剤・歯科）".into(),
        figure: String::new(),
        as_of: "2026-11-19".parse().unwrap(),
        href: format!("/matched/{id}"),
    }))
}

static TOLD: Mutex<Vec<(Id, Id, Use)>> = Mutex::new(Vec::new());

fn told(_: &Cx<'_>, id: Id, by: Id, what: Use) -> Result<()> {
    TOLD.lock().unwrap().push((id, by, what));
    Ok(())
}

fn know() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let mut other = Slice::new("matched", "つないだこと", Migrates::Base);
        other.evidence = vec![EvidenceSource {
            kind: "matched.match",
            label: "マッチング",
            permission: &MATCHED,
            find: |_, _| Ok(Vec::new()),
            one,
            told: Some(told),
        }];
        slice::set_evidence(&[other]);
    });
}

#[test]
fn it_begins_with_the_name_says_where_it_came_from_and_the_owner_is_told() {
    know();
    both(|app| {
        let c = coordinator();
        let from = format!("/events/new?from=matched.match&id={}", record());
        let page = get(&app, Some(&c), &from);
        // the line's end, when and with whom, is no part of the name
        assert!(page.contains("value=\"薬剤師と歯科医師の情報交換会（第2回）\""), "{page}");
        let id = record().to_string();
        let mut sent = vec![
            ("_key", "0123456789abcdef"),
            ("from", "matched.match"),
            ("id", id.as_str()),
            ("kind", "training"),
            ("title", "薬剤師と歯科医師の情報交換会（第2回）"),
            ("funding", "project"),
        ];
        let (status, again) = html(ask(&app, Some(&c), Method::Post, "/events/new", &sent));
        assert_eq!(status, 422, "no day");
        assert!(again.contains("name=\"from\" value=\"matched.match\""), "not lost by a mistake");
        assert!(TOLD.lock().unwrap().is_empty());
        sent.push(("day1", "R8.12.4"));
        let (status, to) = html(ask(&app, Some(&c), Method::Post, "/events/new", &sent));
        assert_eq!(status, 303);
        let one = get(&app, Some(&c), &to);
        assert!(
            one.contains("きっかけ") && one.contains(&format!("/matched/{}", record())),
            "{one}"
        );
        let heard = std::mem::take(&mut *TOLD.lock().unwrap());
        let [(of, by, Use::Cited)] = heard.as_slice() else { panic!("{heard:?}") };
        assert_eq!(*of, record());
        assert!(to.ends_with(&by.to_string()));
    });
}

#[test]
fn without_a_record_or_with_one_that_is_gone_nothing_is_made_up() {
    know();
    both(|app| {
        let c = coordinator();
        let plain = add(&app, event("training", &["2026-12-04"]));
        assert_eq!(app.read(&c, move |cx| read::one(cx, plain)).unwrap().origin, None);
        let new = event("training", &["2026-12-05"]);
        let gone = |kind: &'static str, of| {
            let new = new.clone();
            app.write(&c, move |cx| change::add_from(cx, &new, kind, of))
        };
        assert!(matches!(gone("matched.match", testkit::id(701)), Err(Error::Rule(_))));
        assert!(matches!(gone("nothing.such", record()), Err(Error::Rule(_))));
        let new = new.clone();
        let by_city =
            app.write(&city(), move |cx| change::add_from(cx, &new, "matched.match", record()));
        assert!(matches!(by_city, Err(Error::Forbidden(_))));
        let all = app.read(&c, |cx| read::list(cx, 2026, "", "")).unwrap();
        assert_eq!(all.len(), 1, "a refusal leaves nothing");
    });
}

#[test]
fn an_origin_that_has_gone_before_saving_is_said_and_what_was_typed_stays() {
    know();
    both(|app| {
        let c = coordinator();
        let id = testkit::id(701).to_string();
        let sent = [
            ("_key", "0123456789abcdef"),
            ("from", "matched.match"),
            ("id", id.as_str()),
            ("kind", "training"),
            ("title", "情報交換会"),
            ("day1", "R8.12.4"),
            ("funding", "project"),
        ];
        let (status, page) = html(ask(&app, Some(&c), Method::Post, "/events/new", &sent));
        assert_eq!(status, 422, "{page}");
        assert!(page.contains("情報交換会"), "{page}");
        let all = app.read(&c, |cx| read::list(cx, 2026, "", "")).unwrap();
        assert!(all.is_empty());
    });
}
