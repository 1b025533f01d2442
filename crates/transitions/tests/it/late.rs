//! What is written down late, and what no longer makes sense: after the end, after a death, before the admission; and
//! what only the stay's own office may do. Found by looking at tests/golden/acts.txt and by the walks.
use app::{Error, Result};
use kernel::{Actor, Date};
use transitions::model::hearing::HearingWay;
use transitions::model::reply::Tidings;
use transitions::model::{EndKind, Method, StayId};
use transitions::use_cases::contact::{Contact, contact};
use transitions::use_cases::hearings::{self, NewHearing};
use transitions::use_cases::planned_admission::{Move, move_day};
use transitions::use_cases::report::{Report, report};
use transitions::use_cases::sheet::Send;
use transitions::use_cases::{facility, record, services, sheet, undo, view};

use crate::place::{Town, a_sheet, day, in_both_towns};
use crate::table::acts::answer;
use crate::table::roles::Cast;
use crate::table::states::member;

fn told(t: &Town, stay: StayId, on: Option<Date>) -> Result<kernel::Id> {
    let cmd = Contact {
        stay,
        day: on,
        method: Method::Phone,
        to: "地域連携室".into(),
        note: String::new(),
        again: false,
    };
    t.act(&t.cm, move |cx| contact(cx, &cmd))
}

fn notices(t: &Town, who: &Actor) -> usize {
    t.app.read(who, app::notices::mine).unwrap().len()
}

fn field<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done {
        Err(Error::Invalid(f)) => f[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

fn planned_on(t: &Town, stay: StayId) -> Option<Date> {
    t.app.read(&t.cm, |cx| view::view(cx, stay)).unwrap().stay.planned_on
}

#[test]
fn after_a_death_a_contact_made_before_is_written_down_and_nobody_gets_a_word() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        t.end(&t.liaison, stay, "2026-11-07", EndKind::Death).unwrap();
        let before = notices(&t, &t.liaison);
        assert_eq!(field(told(&t, stay, Some(day("2026-11-08")))), "contact_day");
        told(&t, stay, Some(day("2026-11-06"))).unwrap();
        assert_eq!(notices(&t, &t.liaison), before);
        // it counts all the same, and so does a sheet that went by FAX
        assert_eq!(t.rate("admission_contact"), (1, 1));
        let fax = |on: &str| Send { method: Method::Fax, day: Some(day(on)), ..a_sheet(stay) };
        let (late, then, inside) = (fax("2026-11-09"), fax("2026-11-06"), a_sheet(stay));
        assert_eq!(field(t.act(&t.cm, move |cx| sheet::send(cx, &late))), "day");
        t.act(&t.cm, move |cx| sheet::send(cx, &then)).unwrap();
        assert!(matches!(t.act(&t.cm, move |cx| sheet::send(cx, &inside)), Err(Error::Rule(_))));
        assert_eq!(notices(&t, &t.liaison), before);
    });
}

#[test]
fn after_a_death_neither_facility_nor_services_hear_or_say_anything() {
    let c = Cast::new(testkit::TestApp::sqlite());
    let t = &c.town;
    let stay = t.admitted("2026-11-09");
    let ask = facility::Ask {
        stay,
        facility: Some(c.facility),
        name: String::new(),
        procedures: Vec::new(),
        note: String::new(),
        method: Method::Ict,
    };
    let asked = t.act(&t.cm, move |cx| facility::ask(cx, &ask)).unwrap();
    let told = services::Tell {
        stay,
        tidings: Tidings::Ended,
        members: vec![member(&c, stay)],
        by_hand: Method::Phone,
        note: String::new(),
        again: false,
    };
    t.end(&t.cm, stay, "2026-11-09", EndKind::Death).unwrap();
    let before = (notices(t, &t.cm), notices(t, &t.liaison), notices(t, &c.nurse));
    let yes = t.act(&c.home, move |cx| facility::answer(cx, &answer(cx, asked)));
    assert!(matches!(yes, Err(Error::Rule(_))), "{yes:?}");
    let refused = t.act(&t.cm, move |cx| services::tell(cx, &told));
    assert!(matches!(&refused, Err(Error::Rule(x)) if x.contains("じかに")), "{refused:?}");
    assert_eq!((notices(t, &t.cm), notices(t, &t.liaison), notices(t, &c.nurse)), before);
}

#[test]
fn services_are_told_of_an_admission_or_a_planned_day_only_until_the_person_leaves() {
    let c = Cast::new(testkit::TestApp::sqlite());
    let t = &c.town;
    let stay = t.admitted("2026-11-09");
    t.planned(stay, "2026-11-20", "").unwrap();
    let tell = |tidings| {
        let cmd = services::Tell {
            stay,
            tidings,
            members: vec![member(&c, stay)],
            by_hand: Method::Phone,
            note: String::new(),
            again: true,
        };
        t.act(&t.cm, move |cx| services::tell(cx, &cmd))
    };
    tell(Tidings::Admitted).unwrap();
    tell(Tidings::Planned).unwrap();
    t.end(&t.cm, stay, "2026-11-09", EndKind::Home).unwrap();
    assert_eq!(field(tell(Tidings::Admitted)), "tidings");
    assert_eq!(field(tell(Tidings::Planned)), "tidings");
    tell(Tidings::Ended).unwrap();
}

#[test]
fn an_end_is_not_taken_back_under_a_later_stay() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-05");
        t.end(&t.liaison, first, "2026-11-07", EndKind::Home).unwrap();
        let second = t.admitted("2026-11-09");
        let refused = t.act(&t.liaison, move |cx| undo::undo_end(cx, first));
        assert!(matches!(&refused, Err(Error::Rule(x)) if x.contains("11月9日")), "{refused:?}");
        t.act(&t.cm, move |cx| undo::cancel_stay(cx, second, "人ちがい")).unwrap();
        t.act(&t.liaison, move |cx| undo::undo_end(cx, first)).unwrap();
    });
}

#[test]
fn a_day_told_after_a_mistaken_end_is_the_planned_day_once_the_end_is_taken_back() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        // one minute after the other: the acts stand in the order of recording
        t.planned(stay, "2026-11-20", "").unwrap();
        t.now("2026-11-09", "10:01");
        t.end(&t.cm, stay, "2026-11-08", EndKind::Home).unwrap();
        t.now("2026-11-09", "10:02");
        t.tell_discharge(stay, "2026-11-24").unwrap();
        assert_eq!(planned_on(&t, stay), Some(day("2026-11-20")));
        t.act(&t.cm, move |cx| undo::undo_end(cx, stay)).unwrap();
        assert_eq!(planned_on(&t, stay), Some(day("2026-11-24")));
    });
}

#[test]
fn an_ended_stay_is_not_cancelled_before_its_end_was_taken_back() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        t.end(&t.cm, stay, "2026-11-08", EndKind::Home).unwrap();
        let cancel = || t.act(&t.cm, move |cx| undo::cancel_stay(cx, stay, "人ちがい"));
        assert!(matches!(cancel(), Err(Error::Rule(x)) if x.contains("退院を取り消す")));
        t.act(&t.cm, move |cx| undo::undo_end(cx, stay)).unwrap();
        cancel().unwrap();
    });
}

#[test]
fn a_planned_admission_has_no_record_yet_and_one_that_began_is_not_moved_ahead() {
    in_both_towns(|t| {
        let cmd = Report { planned: true, ..t.admission("2026-11-11") };
        let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        assert!(
            matches!(t.record(stay), Err(Error::Rule(x)) if x.contains("まだ入院していません"))
        );
        assert!(matches!(t.plan(stay), Err(Error::Rule(_))));
        t.now("2026-11-11", "10:00");
        let later = |t: &Town| {
            let cmd = Move { stay, on: day("2026-11-13"), time: None, reason: String::new() };
            t.act(&t.cm, move |cx| move_day(cx, &cmd))
        };
        t.plan(stay).unwrap();
        assert!(matches!(later(&t), Err(Error::Rule(x)) if x.contains("入院してからの記録")));
    });
}

#[test]
fn the_community_centre_of_the_care_team_does_not_write_for_the_office_what_its_fees_stand_on() {
    let c = Cast::new(testkit::TestApp::sqlite());
    let t = &c.town;
    let stay = t.admitted("2026-11-09");
    let confirm = record::Confirm {
        stay,
        form_version: "1".into(),
        body: "{}".into(),
        base: 0,
        reason: String::new(),
    };
    let heard = NewHearing {
        stay,
        day: day("2026-11-09"),
        way: HearingWay::Face,
        conference: false,
        profession: "nurse".into(),
        person: "小田島 涼".into(),
        organisation: String::new(),
        note: String::new(),
        from: None,
    };
    assert!(t.app.read(&c.hokatsu, |cx| view::view(cx, stay)).is_ok(), "it reads the stay");
    let none = |r: Result<()>| assert!(matches!(r, Err(Error::NotFound)), "{r:?}");
    none(t.act(&c.hokatsu, move |cx| record::confirm(cx, &confirm).map(|_| ())));
    none(t.act(&c.hokatsu, move |cx| hearings::record(cx, &heard).map(|_| ())));
    none(t.act(&c.hokatsu, move |cx| undo::cancel_stay(cx, stay, "人ちがい")));
    // and can tell the hospital, when the office is closed
    let call = Contact {
        stay,
        day: Some(day("2026-11-09")),
        method: Method::Phone,
        to: String::new(),
        note: String::new(),
        again: false,
    };
    t.act(&c.hokatsu, move |cx| contact(cx, &call)).unwrap();
}
