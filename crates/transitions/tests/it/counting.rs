//! From acts to the case that the survey counts.
use app::Error;
use transitions::model::survey::Case;
use transitions::model::{EndKind, FeeGrade, Method};
use transitions::use_cases::contact::{Contact, contact};
use transitions::use_cases::count::{self, Of, export};
use transitions::use_cases::notices::tell_discharge;
use transitions::use_cases::sheet;
use transitions::use_cases::undo::undo_end;

use crate::place::{Town, a_sheet, day, in_both_towns};

fn cases(t: &Town) -> Vec<Case> {
    let (from, to) = (day("2026-11-01"), day("2026-11-30"));
    t.app.read(&t.centre, |cx| export(cx, from, to)).unwrap()
}

#[test]
fn a_sheet_sent_without_a_contact_counts_as_one() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        assert_eq!(t.rate("admission_contact"), (0, 1));
        t.sheet(stay);
        assert_eq!(t.rate("admission_contact"), (1, 1));
        assert_eq!(cases(&t)[0].contact, Some((Some(day("2026-11-09")), Some(Method::Ict))));
        // a contact made later is the contact; the sheet stays the sheet
        t.now("2026-11-10", "09:00");
        t.contact(stay);
        assert_eq!(cases(&t)[0].contact, Some((Some(day("2026-11-10")), Some(Method::Phone))));
        assert_eq!(t.rate("admission_contact"), (1, 1));
    });
}

#[test]
fn the_contact_counts_once_however_often_it_is_made_and_undated_too() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let undated = Contact {
            stay,
            day: None,
            method: Method::Fax,
            to: String::new(),
            note: String::new(),
            again: false,
        };
        t.act(&t.cm, move |cx| contact(cx, &undated)).unwrap();
        t.contact(stay);
        assert_eq!(t.rate("admission_contact"), (1, 1));
        assert_eq!(cases(&t)[0].contact, Some((None, Some(Method::Fax))));
    });
}

#[test]
fn the_sheet_of_the_admission_day_is_grade_one_and_the_third_day_grade_two() {
    in_both_towns(|t| {
        for (admitted, sent, grade) in [
            ("2026-11-09", "2026-11-09", Some(FeeGrade::First)),
            ("2026-11-09", "2026-11-11", Some(FeeGrade::Second)),
            ("2026-11-09", "2026-11-12", None),
        ] {
            t.now(admitted, "10:00");
            let stay = t.admitted(admitted);
            t.now(sent, "17:00");
            t.sheet(stay);
            let case = cases(&t).into_iter().find(|c| c.id == stay.to_string()).unwrap();
            assert_eq!(case.fee, grade, "{sent}");
            t.act(&t.cm, move |cx| {
                transitions::use_cases::undo::cancel_stay(cx, stay, "つぎの例のため")
            })
            .unwrap();
        }
    });
}

#[test]
fn the_notice_that_named_the_day_of_leaving_is_the_one_that_counts() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.now("2026-11-10", "09:00");
        t.tell_discharge(stay, "2026-11-20").unwrap();
        t.now("2026-11-17", "09:00");
        t.tell_discharge(stay, "2026-11-24").unwrap();
        t.now("2026-11-23", "09:00");
        let mut once_more = t.tell(stay);
        once_more.again = true;
        t.act(&t.liaison, move |cx| tell_discharge(cx, &once_more, day("2026-11-24"))).unwrap();
        t.now("2026-11-24", "09:00");
        t.end(&t.liaison, stay, "2026-11-24", EndKind::Home).unwrap();
        assert_eq!(cases(&t)[0].notice.unwrap().0, Some(day("2026-11-17")));
        assert_eq!(t.survey().all.timing["5-7"], 1);
    });
    // none named the day: the last one
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.now("2026-11-10", "09:00");
        t.tell_discharge(stay, "2026-11-20").unwrap();
        t.now("2026-11-18", "09:00");
        t.tell_discharge(stay, "2026-11-22").unwrap();
        t.now("2026-11-21", "09:00");
        t.end(&t.liaison, stay, "2026-11-21", EndKind::SelfDischarge).unwrap();
        assert_eq!(cases(&t)[0].notice.unwrap().0, Some(day("2026-11-18")));
        assert_eq!(t.survey().all.timing["2-4"], 1);
    });
}

#[test]
fn a_notice_told_late_or_without_its_day_is_counted_as_such() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.now("2026-11-20", "09:00");
        t.end(&t.cm, stay, "2026-11-18", EndKind::Home).unwrap();
        t.tell_discharge(stay, "2026-11-18").unwrap();
        assert_eq!(t.survey().all.timing["after"], 1);
        assert_eq!(t.rate("discharge_contact"), (0, 1));
        assert_eq!(t.rate("five_days_before"), (0, 1));
    });
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.now("2026-11-20", "09:00");
        let mut undated = t.tell(stay);
        undated.day = None;
        t.act(&t.liaison, move |cx| tell_discharge(cx, &undated, day("2026-11-20"))).unwrap();
        t.end(&t.cm, stay, "2026-11-20", EndKind::Home).unwrap();
        assert_eq!(t.survey().all.timing["unknown"], 1);
        assert_eq!(t.rate("five_days_before"), (0, 1));
        assert_eq!(t.rate("five_days_before_known"), (0, 0));
        assert_eq!(t.rate("discharge_contact"), (0, 1));
    });
}

#[test]
fn an_end_taken_back_is_no_discharge_and_the_hospital_goes_on() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Home).unwrap();
        assert_eq!(t.survey().all.discharges, 1);
        t.act(&t.cm, move |cx| undo_end(cx, stay)).unwrap();
        assert_eq!(t.survey().all.discharges, 0);
        t.assign(stay).unwrap();
        let dead = t.end(&t.cm, stay, "2026-11-09", EndKind::Death).map(|_| ());
        assert!(dead.is_ok());
        // the hospital had not entered this one
        let undo = t.act(&t.liaison, move |cx| undo_end(cx, stay));
        assert!(matches!(undo, Err(Error::Rule(_))), "{undo:?}");
    });
}

#[test]
fn offices_and_hospitals_count_their_own_and_the_export_holds_no_name() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.act(&t.cm, move |cx| sheet::send(cx, &a_sheet(stay))).unwrap();
        let (from, to) = (day("2026-11-01"), day("2026-11-30"));
        let of = |of: Of| {
            t.app.read(&t.centre, |cx| count::survey(cx, from, to, of)).unwrap().all.admissions
        };
        assert_eq!(of(Of { hospital: Some(t.hospital.0), office: None }), 1);
        assert_eq!(of(Of { hospital: t.other_liaison.organisation, office: None }), 0);
        assert_eq!(of(Of { hospital: None, office: t.cm.organisation }), 1);
        assert_eq!(of(Of { hospital: None, office: t.other_cm.organisation }), 0);
        let text = format!("{:?}", cases(&t));
        for word in ["高橋", "たかはし", "佐藤", "小田島", &t.resident.to_string()] {
            assert!(!text.contains(word), "{word}");
        }
        for who in [&t.cm, &t.liaison] {
            let refused = t.app.read(who, |cx| export(cx, from, to));
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
    });
}
