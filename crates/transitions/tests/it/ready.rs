//! What is got ready until discharge: late notices and why, reasons, checklist, procedures, places, orders, papers.
use app::{Error, Result};
use kernel::Date;
use transitions::model::checklist::{CheckState, Taker, checklist, left};
use transitions::model::place::{PlaceStage, places};
use transitions::model::{ActKind, EndKind, StayId, codes};
use transitions::use_cases::checklist::{Tick, tick};
use transitions::use_cases::not_discharged::{NotDischarged, not_discharged};
use transitions::use_cases::notices::{Late, tell_discharge_because};
use transitions::use_cases::orders::{Orders, orders};
use transitions::use_cases::place::{Place, place};
use transitions::use_cases::procedures::{Procedures, procedures};
use transitions::use_cases::view::{View, view};

use crate::place::{Town, day, in_both_towns};

/// Refused beside this field.
fn beside<T: std::fmt::Debug>(done: Result<T>, field: &str) {
    match done {
        Err(Error::Invalid(f)) => assert_eq!(f[0].field, field, "{}", f[0].message),
        other => panic!("not refused: {other:?}"),
    }
}

fn seen(t: &Town, stay: StayId) -> View {
    t.app.read(&t.cm, |cx| view(cx, stay)).unwrap()
}

fn told(t: &Town, stay: StayId, leaves: &str, code: &str, words: &str) -> Result<kernel::Id> {
    let (tell, leaves) = (t.tell(stay), day(leaves));
    let late = Late { code: code.into(), words: words.into() };
    t.act(&t.liaison, move |cx| tell_discharge_because(cx, &tell, leaves, Some(&late)))
}

#[test]
fn a_notice_fewer_than_five_days_before_is_asked_why() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        // told on 11-09: five days before 11-14 is in time, 11-13 is not
        told(&t, stay, "2026-11-14", "", "").unwrap();
        beside(told(&t, stay, "2026-11-13", "", ""), "late");
        beside(told(&t, stay, "2026-11-13", "nonsense", ""), "late");
        beside(told(&t, stay, "2026-11-13", "other", " "), "late_words");
        t.app.clock.advance_minutes(1);
        told(&t, stay, "2026-11-13", "better_early", "").unwrap();
        let v = seen(&t, stay);
        let reasons: Vec<_> = v
            .acts
            .iter()
            .filter(|a| a.kind == ActKind::DischargeNotice)
            .map(|a| a.late_reason())
            .collect();
        assert_eq!(reasons, [None, Some("better_early")]);
        // what cannot know the reason leaves it open
        t.tell_discharge(stay, "2026-11-12").unwrap();
    });
}

#[test]
fn reasons_why_not_discharged_are_many_and_several_over_time() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let why = |codes: &[&str], note: &str, on: &str| {
            let cmd = NotDischarged {
                stay,
                codes: codes.iter().map(|c| (*c).to_string()).collect(),
                day: day(on),
                note: note.into(),
                said_by: "主治医 千田".into(),
            };
            t.act(&t.liaison, move |cx| not_discharged(cx, &cmd))
        };
        why(&["facility_procedure", "cost"], "", "2026-11-09").unwrap();
        beside(why(&["other"], "", "2026-11-09"), "note");
        beside(why(&["no-such"], "", "2026-11-09"), "codes");
        beside(why(&["cost"], "", "2026-11-10"), "day");
        t.now("2026-11-16", "09:00");
        why(&[], "", "2026-11-16").unwrap();
        let v = seen(&t, stay);
        let all: Vec<usize> = v
            .acts
            .iter()
            .filter(|a| a.kind == ActKind::NotDischarged)
            .map(|a| a.detail.codes.len())
            .collect();
        assert_eq!(all, [2, 0]);
        // the office reads it and does not write it
        let cmd = NotDischarged {
            stay,
            codes: Vec::new(),
            day: day("2026-11-16"),
            note: String::new(),
            said_by: String::new(),
        };
        assert!(t.act(&t.cm, move |cx| not_discharged(cx, &cmd)).is_err());
        t.end(&t.liaison, stay, "2026-11-16", EndKind::Home).unwrap();
        assert!(why(&["cost"], "", "2026-11-16").is_err());
    });
}

fn a_tick(stay: StayId, item: &str, state: CheckState, until: Option<Date>) -> Tick {
    Tick { stay, item: item.into(), state, taker: Taker::Office, until, note: String::new() }
}

#[test]
fn both_sides_tick_the_checklist_and_see_how_much_is_left() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.planned(stay, "2026-11-20", "").unwrap();
        let count = || {
            let v = seen(&t, stay);
            left(&checklist(&v.stay, &v.acts))
        };
        assert_eq!(count(), 3, "what everybody needs");
        let v = seen(&t, stay);
        let all = checklist(&v.stay, &v.acts);
        let medicine = all.iter().find(|c| c.item.code == "medicine").unwrap();
        assert_eq!(medicine.until, Some(day("2026-11-19")), "a day before the planned day");
        let done = a_tick(stay, "medicine", CheckState::Done, None);
        let same = done.clone();
        t.act(&t.liaison, move |cx| tick(cx, &done)).unwrap().unwrap();
        assert_eq!(t.act(&t.cm, move |cx| tick(cx, &same)).unwrap(), None, "said already");
        let bed = a_tick(stay, "bed", CheckState::Open, Some(day("2026-11-18")));
        t.act(&t.cm, move |cx| tick(cx, &bed)).unwrap();
        assert_eq!(count(), 3);
        // a procedure brings what belongs to it
        let suction = Procedures {
            stay,
            codes: vec!["suction".into()],
            day: day("2026-11-09"),
            note: String::new(),
            said_by: String::new(),
        };
        t.act(&t.liaison, move |cx| procedures(cx, &suction)).unwrap();
        assert_eq!(count(), 6);
        let no = a_tick(stay, "supplies", CheckState::NotNeeded, None);
        t.act(&t.cm, move |cx| tick(cx, &no)).unwrap();
        assert_eq!(count(), 5);
        let early = a_tick(stay, "taxi", CheckState::Open, Some(day("2026-11-01")));
        beside(t.act(&t.cm, move |cx| tick(cx, &early)), "until.taxi");
        let unknown = a_tick(stay, "no-such", CheckState::Open, None);
        beside(t.act(&t.cm, move |cx| tick(cx, &unknown)), "item");
        let foreign = a_tick(stay, "taxi", CheckState::Done, None);
        assert!(t.act(&t.other_liaison, move |cx| tick(cx, &foreign)).is_err());
    });
}

#[test]
fn procedures_are_told_once_and_a_change_is_another_act() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let set = |codes: &[&str], note: &str| {
            let cmd = Procedures {
                stay,
                codes: codes.iter().map(|c| (*c).to_string()).collect(),
                day: day("2026-11-09"),
                note: note.into(),
                said_by: String::new(),
            };
            t.act(&t.liaison, move |cx| procedures(cx, &cmd))
        };
        assert!(set(&["suction", "drip"], "").unwrap().is_some());
        // the order in which they were ticked is no change
        assert!(set(&["drip", "suction"], "").unwrap().is_none());
        beside(set(&["other"], ""), "note");
        beside(set(&["magic"], ""), "codes");
        t.app.clock.advance_minutes(1);
        assert!(set(&[], "").unwrap().is_some(), "なし is an answer");
        let v = seen(&t, stay);
        let last = v.acts.iter().rfind(|a| a.kind == ActKind::Procedures).unwrap();
        assert_eq!(codes::procedure_words(&last.detail.codes), "なし");
    });
}

#[test]
fn a_place_is_wished_then_told_then_actual() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let note = |stage, at, by: &str| {
            let cmd = Place {
                stay,
                stage,
                place: at,
                day: t.app.now().date(),
                said_by: by.into(),
                method: None,
                note: String::new(),
            };
            t.act(&t.cm, move |cx| place(cx, &cmd))
        };
        beside(note(PlaceStage::Told, EndKind::Home, ""), "stage");
        beside(note(PlaceStage::Wished, EndKind::Home, " "), "said_by");
        beside(note(PlaceStage::Wished, EndKind::Death, "ご本人"), "place");
        note(PlaceStage::Wished, EndKind::Home, "ご本人").unwrap();
        note(PlaceStage::Told, EndKind::Home, "").unwrap();
        note(PlaceStage::Wished, EndKind::Facility, "長女さん").unwrap();
        beside(note(PlaceStage::Actual, EndKind::Home, ""), "stage");
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Residence).unwrap();
        let v = seen(&t, stay);
        let p = places(&v.stay, &v.acts);
        assert_eq!(p.wished.unwrap().place, EndKind::Facility);
        assert_eq!((p.told.unwrap().place, p.actual), (EndKind::Home, Some(EndKind::Residence)));
        note(PlaceStage::Actual, EndKind::Home, "").unwrap();
        let v = seen(&t, stay);
        assert_eq!(places(&v.stay, &v.acts).actual, Some(EndKind::Home));
    });
}

#[test]
fn an_order_is_no_longer_valid_than_its_kind_allows() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let got = |kind: &str, to: Option<&str>| {
            let cmd = Orders {
                stay,
                kind: kind.into(),
                day: day("2026-11-09"),
                from: day("2026-11-10"),
                to: to.map(day),
                note: String::new(),
            };
            t.act(&t.cm, move |cx| orders(cx, &cmd))
        };
        got("special_visit_nursing", Some("2026-11-23")).unwrap();
        beside(got("special_visit_nursing", Some("2026-11-24")), "to");
        got("visit_nursing", Some("2027-05-09")).unwrap();
        beside(got("visit_nursing", Some("2027-06-09")), "to");
        beside(got("visit_nursing", Some("2026-11-09")), "to");
        beside(got("other", None), "note");
        beside(got("stars", None), "kind");
        got("pharmacy", None).unwrap();
    });
}
