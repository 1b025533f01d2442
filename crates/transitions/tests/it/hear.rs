//! What a hospital told outside the program, written down by the office: it counts as the hospital's notice, once.
use app::Error;
use kernel::{Date, Id};
use transitions::model::progress::Next;
use transitions::model::{ActKind, EndKind, Method, Mover, Progress, StayId};
use transitions::use_cases::hear::{Heard, What, hear};
use transitions::use_cases::report::{Where, report};
use transitions::use_cases::undo::unhear;
use transitions::use_cases::view::{View, view};

use crate::place::{Town, day, in_both_towns};

fn heard(stay: StayId, what: What, on: Option<Date>) -> Heard {
    Heard {
        stay,
        what,
        day: on,
        method: Method::Phone,
        from: "3階東病棟 及川さん".into(),
        note: String::new(),
        again: false,
    }
}

fn listen(t: &Town, h: Heard) -> app::Result<Id> {
    t.act(&t.cm, move |cx| hear(cx, &h))
}

fn seen(t: &Town, stay: StayId) -> View {
    t.app.read(&t.cm, |cx| view(cx, stay)).unwrap()
}

fn outside(t: &Town) -> StayId {
    let mut cmd = t.admission("2026-11-09");
    cmd.hospital = Where::Known(t.outside);
    t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap()
}

#[test]
fn a_hospital_outside_is_counted_by_what_the_office_wrote_down() {
    in_both_towns(|t| {
        let stay = outside(&t);
        t.contact(stay);
        t.now("2026-11-18", "09:00");
        listen(&t, heard(stay, What::Planning, Some(day("2026-11-12")))).unwrap();
        let leaves = day("2026-11-20");
        listen(&t, heard(stay, What::Discharge(leaves), Some(day("2026-11-14")))).unwrap();
        let v = seen(&t, stay);
        assert_eq!(v.stay.planned_on, Some(leaves));
        let notices: Vec<_> = v.acts.iter().filter(|a| a.heard()).collect();
        assert_eq!(notices.len(), 2);
        assert!(notices.iter().all(|a| a.organisation.map(|o| o.0) == t.cm.organisation));
        assert_eq!(notices[0].said_by, "3階東病棟 及川さん");
        t.now("2026-11-20", "15:00");
        t.end(&t.cm, stay, "2026-11-20", EndKind::Home).unwrap();
        assert_eq!(t.rate("planning_contact"), (1, 1));
        assert_eq!(t.rate("discharge_contact"), (1, 1));
        assert_eq!(t.rate("five_days_before"), (1, 1));
        assert_eq!(t.survey().all.timing["5-7"], 1);
        assert_eq!(t.survey().all.discharge_methods["phone"], 1);
    });
}

#[test]
fn the_hospital_that_records_the_same_telling_later_takes_the_line_over() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.now("2026-11-13", "11:00");
        let leaves = day("2026-11-20");
        listen(&t, heard(stay, What::Discharge(leaves), Some(day("2026-11-13")))).unwrap();
        listen(&t, heard(stay, What::Planning, None)).unwrap();
        t.app.clock.advance_minutes(90);
        t.tell_discharge(stay, "2026-11-20").unwrap();
        t.plan(stay).unwrap();
        let v = seen(&t, stay);
        for kind in [ActKind::DischargeNotice, ActKind::PlanningNotice] {
            let of: Vec<_> = v.acts.iter().filter(|a| a.kind == kind).collect();
            assert_eq!(of.len(), 1, "{kind:?}");
            assert!(!of[0].heard() && of[0].name == "小田島 涼");
        }
        t.now("2026-11-20", "15:00");
        t.end(&t.liaison, stay, "2026-11-20", EndKind::Home).unwrap();
        assert_eq!(t.rate("five_days_before"), (1, 1));
        assert_eq!(t.survey().all.timing["5-7"], 1);
    });
}

#[test]
fn another_telling_stands_beside_it_and_the_earlier_day_counts_however_late_it_was_entered() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.now("2026-11-18", "11:00");
        t.tell_discharge(stay, "2026-11-20").unwrap();
        // the office remembers the call of five days ago
        let call = heard(stay, What::Discharge(day("2026-11-20")), Some(day("2026-11-13")));
        let asked = listen(&t, call.clone());
        assert!(
            matches!(&asked, Err(Error::Invalid(f)) if f[0].field == "again" && f[0].message.contains("小田島 涼さん")),
            "{asked:?}"
        );
        listen(&t, Heard { again: true, ..call }).unwrap();
        assert_eq!(
            seen(&t, stay).acts.iter().filter(|a| a.kind == ActKind::DischargeNotice).count(),
            2
        );
        t.now("2026-11-20", "15:00");
        t.end(&t.liaison, stay, "2026-11-20", EndKind::Home).unwrap();
        assert_eq!(t.rate("five_days_before"), (1, 1));
        assert_eq!(t.survey().all.timing["5-7"], 1);
        assert_eq!(t.survey().all.timing["2-4"], 0);
    });
}

#[test]
fn it_is_taken_back_by_who_wrote_it_within_five_minutes_and_counts_nowhere() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.planned(stay, "2026-11-25", "").unwrap();
        let what = What::Discharge(day("2026-11-20"));
        let first = listen(&t, heard(stay, what, Some(day("2026-11-09")))).unwrap();
        let v = seen(&t, stay);
        let can = |who: &kernel::Actor, v: &View| {
            Progress::new(&v.stay, &v.acts).can(who, t.app.now()).unhear
        };
        assert_eq!((can(&t.cm, &v), can(&t.colleague, &v)), (vec![first], vec![]));
        for who in [&t.colleague, &t.other_cm, &t.liaison] {
            assert!(t.act(who, move |cx| unhear(cx, first)).is_err(), "{}", who.name);
        }
        t.app.clock.advance_minutes(4);
        t.act(&t.cm, move |cx| unhear(cx, first)).unwrap();
        let v = seen(&t, stay);
        assert!(v.acts.iter().all(|a| !a.heard()));
        assert_eq!(v.stay.planned_on, Some(day("2026-11-25")), "the day before it stands again");
        assert!(matches!(t.act(&t.cm, move |cx| unhear(cx, first)), Err(Error::NotFound)));
        let second = listen(&t, heard(stay, what, Some(day("2026-11-09")))).unwrap();
        t.app.clock.advance_minutes(5);
        let late = t.act(&t.cm, move |cx| unhear(cx, second));
        assert!(matches!(&late, Err(Error::Rule(text)) if text.contains("5分")), "{late:?}");
        assert!(can(&t.cm, &seen(&t, stay)).is_empty());
        // a notice of the hospital's own is no line of the office's
        let own = t.plan(stay).unwrap();
        assert!(matches!(t.act(&t.cm, move |cx| unhear(cx, own)), Err(Error::NotFound)));
    });
}

#[test]
fn only_the_office_writes_it_down_and_days_that_cannot_be_are_refused() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        for who in [&t.liaison, &t.nurse, &t.other_cm, &t.centre] {
            let h = heard(stay, What::Planning, Some(day("2026-11-09")));
            let done = t.act(who, move |cx| hear(cx, &h));
            assert!(matches!(done, Err(Error::NotFound | Error::Forbidden(_))), "{done:?}");
        }
        let fields = [
            (heard(stay, What::Planning, Some(day("2026-11-10"))), "day"),
            (heard(stay, What::Planning, Some(day("2026-11-08"))), "day"),
            (heard(stay, What::Discharge(day("2026-11-08")), None), "leaves_on"),
            (heard(stay, What::Discharge(day("2036-11-08")), None), "leaves_on"),
            (Heard { from: "あ".repeat(61), ..heard(stay, What::Planning, None) }, "from"),
            (Heard { note: "あ".repeat(301), ..heard(stay, What::Planning, None) }, "note"),
        ];
        for (h, field) in fields {
            let done = listen(&t, h);
            assert!(matches!(&done, Err(Error::Invalid(f)) if f[0].field == field), "{done:?}");
        }
        assert!(seen(&t, stay).acts.is_empty());
    });
}

#[test]
fn in_a_hospital_outside_everything_that_is_next_is_the_offices() {
    in_both_towns(|t| {
        let stay = outside(&t);
        let next = |t: &Town| {
            let lines = t.lines(&t.cm);
            (lines[0].next, lines[0].mover)
        };
        assert_eq!(next(&t), (Next::Contact, Mover::Office));
        t.contact(stay);
        assert_eq!(next(&t), (Next::Sheet, Mover::Office));
        let mut paper = crate::place::a_sheet(stay);
        paper.method = Method::Fax;
        t.act(&t.cm, move |cx| transitions::use_cases::sheet::send(cx, &paper)).unwrap();
        assert_eq!(next(&t), (Next::End, Mover::Office));
        let todo = |t: &Town| {
            let todo = transitions::slice().todo.unwrap();
            t.app.read(&t.cm, todo).unwrap().len()
        };
        assert_eq!(todo(&t), 0, "not asked for every day");
        listen(&t, heard(stay, What::Discharge(day("2026-11-12")), None)).unwrap();
        assert_eq!(todo(&t), 0);
        t.now("2026-11-12", "09:00");
        assert_eq!(todo(&t), 1);
        t.end(&t.cm, stay, "2026-11-12", EndKind::Home).unwrap();
        assert_eq!(next(&t), (Next::Record, Mover::Office));
    });
}
