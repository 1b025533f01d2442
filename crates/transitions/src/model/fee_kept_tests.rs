//! What was judged stays judged.
use accounts::OrganisationId;
use kernel::{At, Date, Id, Time};

use super::super::StayId;
use super::super::act::Detail;
use super::super::fee_discharge::Edition;
use super::super::hearing::{Hearing, HearingWay, Told};
use super::*;

fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

fn act(n: u8, kind: ActKind) -> Act {
    let day: Date = "2026-11-20".parse().unwrap();
    Act {
        id: id(n),
        stay: StayId(id(2)),
        kind,
        day: Some(day),
        at: At::jst(day, Time::constant(10, 5, 0, 0)),
        method: None,
        account: None,
        organisation: Some(OrganisationId(id(10))),
        name: String::new(),
        to_org: None,
        to_name: String::new(),
        said_by: String::new(),
        detail: Detail::default(),
        record: None,
        hash: None,
        opened_at: None,
        received_at: None,
        cancelled: false,
    }
}

fn heard() -> Vec<Hearing> {
    vec![Hearing {
        id: id(40),
        day: "2026-11-18".parse().unwrap(),
        way: HearingWay::Face,
        conference: true,
        told: Told {
            way: "face".into(),
            profession: String::new(),
            profession_words: String::new(),
            person: String::new(),
            organisation: String::new(),
        },
        note: String::new(),
        from: None,
        by: String::new(),
    }]
}

fn judge(e: &Edition) -> Kept {
    let admitted = "2026-11-09".parse().unwrap();
    Kept::of(e, &e.judge(admitted, None, &heard()), FirstFee::No)
}

fn kept(n: u8, k: &Kept) -> Act {
    let mut a = act(n, ActKind::FeeJudged);
    a.detail.data = serde_json::to_value(k).unwrap();
    a
}

#[test]
fn a_change_of_the_rule_does_not_alter_what_was_kept() {
    let today = Edition::for_day("2026-11-20".parse().unwrap()).unwrap().unwrap();
    let before = judge(&today);
    let acts = vec![kept(50, &before)];
    // a new edition gives the same hearings other units and another label
    let mut next = today;
    next.from = "2027-04-01".into();
    next.name = "つぎの改定".into();
    for g in &mut next.grades {
        g.units += 111;
        g.label = "べつの名".into();
    }
    assert_ne!(judge(&next), before);
    let (_, read) = Kept::last(&acts).unwrap();
    assert_eq!(read, before);
    assert_eq!(
        (read.units, read.edition.as_str(), read.grade.as_str()),
        (600, "2024-04-01", "1ro")
    );
    assert_eq!(Grades::of(&acts).discharge.as_deref(), Some("1ro"));
}

#[test]
fn the_grade_of_a_sheet_is_the_one_given_when_it_was_sent() {
    let mut sheet = act(51, ActKind::SheetSent);
    sheet.detail.codes = vec!["fee:1".into(), "fee-edition:2018-04-01".into()];
    let mut again = act(52, ActKind::SheetSent);
    again.detail.codes = vec!["fee:2".into()];
    let acts = [sheet, again];
    assert_eq!(Grades::of(&acts).admission, Some(FeeGrade::First));
    assert_eq!(Grades::of(&[]), Grades::default());
}

#[test]
fn an_excluded_month_and_a_withdrawn_judgement_give_the_survey_nothing() {
    let e = Edition::for_day("2026-11-20".parse().unwrap()).unwrap().unwrap();
    let g = e.judge("2026-11-09".parse().unwrap(), None, &heard());
    let excluded = Kept::of(&e, &g, FirstFee::Yes);
    assert_eq!((excluded.grade.as_str(), excluded.units), ("", 0));
    assert_eq!(Grades::of(&[kept(53, &judge(&e)), kept(54, &excluded)]).discharge, None);
    let mut gone = kept(55, &judge(&e));
    gone.cancelled = true;
    assert_eq!(Grades::of(&[gone]).discharge, None);
}
