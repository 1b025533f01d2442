//! Rows of offices that do not work here, beside the daily work: counted once, decided by a person, seen by whom.
use std::collections::BTreeMap;

use app::Error;
use kernel::{Actor, Id};
use transitions::model::EndKind;
use transitions::model::survey::row::Row;
use transitions::use_cases::cases::{self, Words, add, decide, overview, own, remove, say};
use transitions::use_cases::count::{Of, export, months, survey};

use crate::place::{Town, day, in_both_towns};

fn row(t: &Town, office: Id, pairs: &[(&str, &str)]) -> Row {
    let base = [
        ("hospital", "結野中央病院"),
        ("admitted", "2026-11-03"),
        ("age", "85"),
        ("level", "22"),
        ("contact", "yes"),
        ("contact_method", "phone"),
        ("sheet", "no"),
    ];
    let fields: BTreeMap<String, String> =
        base.iter().chain(pairs).map(|(k, v)| ((*k).into(), (*v).into())).collect();
    let hospitals = t.app.read(&t.centre, cases::hospitals).unwrap();
    cases::read_row(office, &fields, t.app.now().date(), &hospitals).unwrap()
}

fn keep(t: &Town, who: &Actor, office: Id, pairs: &[(&str, &str)]) -> Result<usize, Error> {
    let row = row(t, office, pairs);
    t.act(who, move |cx| add(cx, office, std::slice::from_ref(&row), "page"))
}

fn office(who: &Actor) -> Id {
    who.organisation.unwrap()
}

fn november<T>(
    t: &Town,
    who: &Actor,
    f: impl Fn(&app::Cx<'_>, kernel::Date, kernel::Date) -> app::Result<T>,
) -> Result<T, Error> {
    t.app.read(who, |cx| f(cx, day("2026-11-01"), day("2026-11-30")))
}

#[test]
fn a_row_is_counted_beside_the_daily_work_and_leaves_when_it_is_taken_back() {
    in_both_towns(|t| {
        let other = office(&t.other_cm);
        let left = [
            ("ended", "2026-11-08"),
            ("end", "home"),
            ("notice", "yes"),
            ("notice_on", "2026-11-02"),
        ];
        keep(&t, &t.other_cm, other, &left).unwrap();
        let s = t.survey();
        assert_eq!((s.all.admissions, s.all.discharges, s.all.keyed), (1, 1, 1));
        assert_eq!(t.rate("admission_contact"), (1, 1));
        assert_eq!(t.rate("five_days_before"), (1, 1));
        assert_eq!(t.rate("planning_contact"), (0, 0), "the questionnaire does not ask for it");
        assert_eq!(s.hospitals[0].0, t.hospital.to_string(), "found by its name");
        let month = november(&t, &t.centre, |cx, a, b| months(cx, a, b, Of::default())).unwrap();
        assert_eq!((month.len(), month[0].now.clone()), (1, s.all));
        let all = november(&t, &t.centre, export).unwrap();
        let id: Id = all[0].id.parse().unwrap();
        t.act(&t.other_cm, move |cx| remove(cx, id)).unwrap();
        assert_eq!(t.survey().all.admissions, 0);
        let again = t.act(&t.other_cm, move |cx| remove(cx, id)).unwrap_err();
        assert!(matches!(again, Error::Rule(_)), "{again:?}");
    });
}

#[test]
fn the_same_stay_from_both_ways_counts_once_whichever_came_first() {
    in_both_towns(|t| {
        let own_office = office(&t.cm);
        keep(&t, &t.cm, own_office, &[]).unwrap();
        assert_eq!(t.survey().all.admissions, 1);
        // the daily work comes later: same office, hospital and day
        let stay = t.admitted("2026-11-03");
        assert_eq!(
            (t.survey().all.admissions, t.survey().all.keyed),
            (1, 0),
            "the daily one stands"
        );
        let doubles = november(&t, &t.centre, overview).unwrap().doubles;
        assert_eq!(doubles.len(), 1);
        let id = doubles[0].stored.id;
        let refused = t.act(&t.cm, move |cx| decide(cx, id, false)).unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
        t.act(&t.centre, move |cx| decide(cx, id, false)).unwrap();
        assert_eq!(t.survey().all.admissions, 2, "somebody else");
        t.act(&t.centre, move |cx| decide(cx, id, true)).unwrap();
        assert_eq!(t.survey().all.admissions, 1, "the same");
        assert!(november(&t, &t.centre, overview).unwrap().doubles.is_empty());
        t.now("2026-11-09", "12:00");
        t.end(&t.liaison, stay, "2026-11-08", EndKind::Home).unwrap();
        assert_eq!(t.survey().all.discharges, 1);
    });
}

#[test]
fn a_row_typed_twice_counts_once() {
    in_both_towns(|t| {
        let o = office(&t.other_cm);
        keep(&t, &t.other_cm, o, &[]).unwrap();
        keep(&t, &t.other_cm, o, &[]).unwrap();
        keep(&t, &t.other_cm, o, &[("age", "75")]).unwrap();
        assert_eq!(t.survey().all.admissions, 2);
        assert_eq!(november(&t, &t.centre, overview).unwrap().doubles.len(), 1);
    });
}

#[test]
fn the_centre_sees_who_has_not_answered_and_nobody_elses_rows_are_open() {
    in_both_towns(|t| {
        let (mine, other) = (office(&t.cm), office(&t.other_cm));
        let answered = |t: &Town| -> Vec<bool> {
            let o = november(t, &t.centre, overview).unwrap();
            let mut all: Vec<_> =
                o.offices.iter().map(|a| (a.organisation.id.0, a.answered())).collect();
            all.sort_by_key(|(id, _)| *id != mine);
            all.into_iter().map(|(_, a)| a).collect()
        };
        assert_eq!(answered(&t), [false, false]);
        t.admitted("2026-11-09");
        assert_eq!(answered(&t), [true, false], "daily work is an answer");
        let w = Words { done: true, good: "早く分かった".into(), wish: String::new() };
        let said = w.clone();
        t.act(&t.other_cm, move |cx| say(cx, other, day("2026-11-01"), day("2026-11-30"), &said))
            .unwrap();
        assert_eq!(answered(&t), [true, true], "no case is an answer too");
        let from_hospital =
            Words { good: String::new(), wish: "返事がほしい".into(), done: true };
        let hospital = t.hospital.0;
        t.act(&t.liaison, move |cx| {
            say(cx, hospital, day("2026-11-01"), day("2026-11-30"), &from_hospital)
        })
        .unwrap();
        let words = november(&t, &t.centre, overview).unwrap().words;
        assert_eq!(words.len(), 2);
        let sides: Vec<&str> = words.iter().map(|(s, _)| *s).collect();
        assert!(sides.contains(&"病院") && sides.contains(&"居宅・包括"));

        let refused = keep(&t, &t.cm, other, &[]).unwrap_err();
        assert!(matches!(refused, Error::NotFound), "{refused:?}");
        assert!(november(&t, &t.cm, |cx, a, b| own(cx, Some(other), a, b)).is_err());
        assert!(november(&t, &t.cm, overview).is_err());
        assert!(november(&t, &t.nurse, |cx, a, b| own(cx, None, a, b)).is_err());
        let rows = keep(&t, &t.liaison, hospital, &[]).unwrap_err();
        assert!(matches!(rows, Error::NotFound), "a hospital has words, no rows: {rows:?}");
        keep(&t, &t.centre, other, &[]).unwrap();
        assert_eq!(
            november(&t, &t.centre, |cx, a, b| own(cx, Some(other), a, b)).unwrap().rows.len(),
            1
        );
        let of = Of { hospital: None, office: Some(other) };
        let s = november(&t, &t.centre, |cx, a, b| survey(cx, a, b, of)).unwrap();
        assert_eq!(s.all.admissions, 1);
    });
}

#[test]
fn a_return_within_thirty_days_is_counted_also_after_the_period() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-02");
        t.now("2026-11-09", "12:00");
        t.end(&t.liaison, first, "2026-11-09", EndKind::Home).unwrap();
        assert_eq!(t.rate("readmitted_30"), (0, 1));
        t.now("2026-12-09", "12:00");
        t.admitted("2026-12-09");
        assert_eq!(t.rate("readmitted_30"), (1, 1), "day 30, in the next month");
        let exported = november(&t, &t.centre, export).unwrap();
        assert_eq!(exported[0].more.readmitted_after, Some(30));
    });
}
