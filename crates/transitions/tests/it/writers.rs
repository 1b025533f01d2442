//! Two at once: two writers on one sheet, the same press twice.
use std::sync::Barrier;

use app::idempotency::{Key, once};
use app::{Error, Result, records};
use kernel::{Actor, Id};
use transitions::model::ActKind;
use transitions::use_cases::documents;
use transitions::use_cases::report::report;
use transitions::use_cases::sheet::{self, Send};
use transitions::use_cases::view::view;

use crate::place::{Town, a_sheet, again, in_both_towns};

fn send(t: &Town, who: &Actor, cmd: Send) -> Result<Id> {
    t.act(who, move |cx| sheet::send(cx, &cmd))
}

fn sheets(t: &Town, stay: transitions::model::StayId) -> usize {
    let acts = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().acts;
    acts.iter().filter(|a| a.kind == ActKind::SheetSent).count()
}

#[test]
fn the_second_of_two_writers_is_refused_and_both_versions_can_be_shown() {
    in_both_towns(|t| {
        t.nobody_waits();
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        // both opened version 1
        send(&t, &t.cm, again(stay, 1, r#"{"hope":"花子"}"#)).unwrap();
        let late = send(&t, &t.colleague, again(stay, 1, r#"{"hope":"誠"}"#));
        assert!(matches!(late, Err(Error::Stale { mine: 1, theirs: 2 })), "{late:?}");
        let record = t.document(stay);
        let now = t.app.read(&t.colleague, |cx| documents::read(cx, stay, record)).unwrap();
        assert_eq!((now.version.version, now.version.body.as_str()), (2, r#"{"hope":"花子"}"#));
        assert_eq!(now.version.name, "佐藤 花子");
        assert_eq!(now.earlier.len(), 1);
        assert_eq!(sheets(&t, stay), 2, "nothing of the refused one stays");
        send(&t, &t.colleague, again(stay, 2, r#"{"hope":"誠"}"#)).unwrap();
        let versions = t.app.read(&t.cm, |cx| records::versions(cx, record)).unwrap();
        assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 2, 3]);
    });
}

#[test]
fn two_who_send_the_first_sheet_at_the_same_moment_make_one_record() {
    in_both_towns(|t| {
        t.nobody_waits();
        let stay = t.admitted("2026-11-09");
        let start = Barrier::new(2);
        let outcomes: Vec<Result<Id>> = std::thread::scope(|s| {
            let all: Vec<_> = [&t.cm, &t.colleague]
                .into_iter()
                .map(|who| {
                    let (t, start) = (&t, &start);
                    s.spawn(move || {
                        start.wait();
                        send(t, who, a_sheet(stay))
                    })
                })
                .collect();
            all.into_iter().map(|h| h.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.iter().find_map(|o| o.as_ref().err()).unwrap();
        assert!(matches!(refused, Error::Invalid(_) | Error::Stale { .. }), "{refused:?}");
        assert_eq!(sheets(&t, stay), 1);
    });
}

#[test]
fn two_corrections_at_the_same_moment_leave_one_and_name_the_other_stale() {
    in_both_towns(|t| {
        t.nobody_waits();
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let start = Barrier::new(2);
        let outcomes: Vec<Result<Id>> = std::thread::scope(|s| {
            let all: Vec<_> = [(&t.cm, "花子"), (&t.colleague, "誠")]
                .into_iter()
                .map(|(who, text)| {
                    let (t, start) = (&t, &start);
                    s.spawn(move || {
                        start.wait();
                        send(t, who, again(stay, 1, text))
                    })
                })
                .collect();
            all.into_iter().map(|h| h.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.iter().find_map(|o| o.as_ref().err()).unwrap();
        assert!(matches!(refused, Error::Stale { mine: 1, theirs: 2 }), "{refused:?}");
    });
}

fn press(t: &Town, key: &str, stay: transitions::model::StayId) -> Result<String> {
    let key =
        Key { key: key.into(), route: format!("/transitions/{stay}/sheet"), body: "x".into() };
    t.act(&t.cm, move |cx| {
        once(cx, &key, || sheet::send(cx, &a_sheet(stay)).map(|id| id.to_string()))
    })
}

#[test]
fn the_same_press_twice_sends_one_sheet() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let first = press(&t, "0123456789abcdef", stay).unwrap();
        assert_eq!(press(&t, "0123456789abcdef", stay).unwrap(), first);
        assert_eq!(sheets(&t, stay), 1);
    });
}

#[test]
fn the_same_press_at_the_same_moment_makes_one_stay() {
    in_both_towns(|t| {
        let start = Barrier::new(4);
        let paths: Vec<String> = std::thread::scope(|s| {
            let all: Vec<_> = (0..4)
                .map(|_| {
                    let (t, start) = (&t, &start);
                    s.spawn(move || {
                        let cmd = t.admission("2026-11-09");
                        let key = Key {
                            key: "0123456789abcdef".into(),
                            route: "/transitions/new".into(),
                            body: "x".into(),
                        };
                        start.wait();
                        t.act(&t.cm, move |cx| {
                            once(cx, &key, || report(cx, &cmd).map(|id| id.to_string()))
                        })
                        .unwrap()
                    })
                })
                .collect();
            all.into_iter().map(|h| h.join().unwrap()).collect()
        });
        assert!(paths.iter().all(|p| *p == paths[0]), "{paths:?}");
        assert_eq!(t.survey().all.admissions, 1);
    });
}
