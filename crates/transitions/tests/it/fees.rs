//! 聞き取り, the fee guides of each side, and the text for the record of support.
use app::{Error, Result};
use kernel::{Actor, Id};
use people::authz::{Stay as StayKind, Write, decide};
use transitions::model::fee_discharge::Row;
use transitions::model::fee_hospital::GuidanceRow;
use transitions::model::fee_kept::{FirstFee, Grades};
use transitions::model::hearing::{Hearing, HearingWay};
use transitions::model::{ActKind, EndKind, FeeGrade, StayId};
use transitions::use_cases::fees::{self, OfficeFees};
use transitions::use_cases::guidance::{self, NewGuidance};
use transitions::use_cases::hearings::{self, Meeting, NewHearing};
use transitions::use_cases::view::view;
use transitions::use_cases::{copy_out, report};

use crate::place::{Town, day, in_both_towns};

fn heard(stay: StayId, on: &str, way: HearingWay, conference: bool) -> NewHearing {
    NewHearing {
        stay,
        day: day(on),
        way,
        conference,
        profession: "nurse".into(),
        person: "小田島 涼".into(),
        organisation: String::new(),
        note: "夜間の見守りが要ります".into(),
        from: None,
    }
}

fn hear(t: &Town, who: &Actor, cmd: NewHearing) -> Result<Id> {
    t.act(who, move |cx| hearings::record(cx, &cmd))
}

fn office(t: &Town, stay: StayId) -> OfficeFees {
    t.app.read(&t.cm, |cx| fees::office(cx, stay)).unwrap()
}

fn grade(t: &Town, stay: StayId) -> String {
    office(t, stay).discharge.guide.unwrap().grade.map(|g| g.code).unwrap_or_default()
}

fn keep(t: &Town, stay: StayId, first: FirstFee) -> Result<Id> {
    t.act(&t.cm, move |cx| fees::keep(cx, stay, first))
}

#[test]
fn hearings_are_recorded_judged_kept_and_taken_out() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        assert!(matches!(keep(&t, stay, FirstFee::No), Err(Error::Rule(_))), "nothing counts yet");
        hear(&t, &t.cm, heard(stay, "2026-11-06", HearingWay::Face, false)).unwrap();
        let twice = hear(&t, &t.cm, heard(stay, "2026-11-06", HearingWay::Face, false));
        assert!(matches!(twice, Err(Error::Rule(_))), "{twice:?}");
        assert_eq!(grade(&t, stay), "1i");
        let first = keep(&t, stay, FirstFee::No).unwrap();
        assert_eq!(keep(&t, stay, FirstFee::No).unwrap(), first, "unchanged it stays one");
        let second =
            hear(&t, &t.colleague, heard(stay, "2026-11-09", HearingWay::Video, true)).unwrap();
        assert_eq!(grade(&t, stay), "2ro");
        let kept = office(&t, stay).discharge.kept;
        assert_eq!((kept.len(), kept[0].1.grade.as_str(), kept[0].1.units), (1, "1i", 450));
        assert_eq!(kept[0].1.edition, "2024-04-01");
        keep(&t, stay, FirstFee::Yes).unwrap();
        assert_eq!(office(&t, stay).discharge.kept[0].1.grade, "", "with 初回加算 nothing");
        let acts = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().acts;
        assert_eq!(Grades::of(&acts).discharge, None);
        t.act(&t.cm, move |cx| hearings::withdraw(cx, second)).unwrap();
        assert_eq!(grade(&t, stay), "1i");
        let again = t.act(&t.cm, move |cx| hearings::withdraw(cx, second));
        assert!(matches!(again, Err(Error::NotFound)));
    });
}

#[test]
fn hearings_may_be_entered_after_discharge_and_count_until_day_seven() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Home).unwrap();
        t.now("2026-11-20", "09:00");
        hear(&t, &t.cm, heard(stay, "2026-11-16", HearingWay::Face, false)).unwrap();
        hear(&t, &t.cm, heard(stay, "2026-11-17", HearingWay::Face, true)).unwrap();
        let d = office(&t, stay).discharge;
        let rows: Vec<Row> = d.guide.unwrap().rows.into_iter().map(|(_, r)| r).collect();
        assert_eq!(rows, [Row::Counted, Row::Late]);
        assert_eq!(grade(&t, stay), "1i");
    });
}

#[test]
fn impossible_hearings_are_refused_beside_their_field() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        let field = |cmd: NewHearing| match hear(&t, &t.cm, cmd) {
            Err(Error::Invalid(f)) => f[0].field.clone(),
            other => panic!("{other:?}"),
        };
        let good = heard(stay, "2026-11-06", HearingWay::Face, false);
        assert_eq!(field(heard(stay, "2026-11-04", HearingWay::Face, false)), "day");
        assert_eq!(field(heard(stay, "2026-11-10", HearingWay::Face, false)), "day");
        assert_eq!(field(heard(stay, "2026-11-06", HearingWay::Fax, true)), "conference");
        let nobody = NewHearing { profession: " ".into(), person: String::new(), ..good.clone() };
        assert_eq!(field(nobody), "profession");
        assert_eq!(field(NewHearing { note: "あ".repeat(301), ..good.clone() }), "note");
        let elsewhere = NewHearing { from: Some(testkit::id(77)), ..good };
        assert!(matches!(hear(&t, &t.cm, elsewhere), Err(Error::NotFound)));
    });
}

#[test]
fn each_side_sees_its_own_guides_only() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        let h = hear(&t, &t.cm, heard(stay, "2026-11-06", HearingWay::Face, false)).unwrap();
        keep(&t, stay, FirstFee::Unknown).unwrap();
        for who in [&t.liaison, &t.nurse] {
            let r = t.app.read(who, |cx| fees::office(cx, stay));
            assert!(matches!(r, Err(Error::Forbidden(_))), "{r:?}");
            let r = t.app.read(who, |cx| copy_out::copy_out(cx, stay));
            assert!(matches!(r, Err(Error::Forbidden(_))), "{r:?}");
        }
        let seen = t.app.read(&t.liaison, |cx| view(cx, stay)).unwrap().acts;
        assert!(seen.iter().all(|a| a.kind != ActKind::FeeJudged));
        assert!(seen.iter().any(|a| a.kind == ActKind::Hearing));
        let r = t.app.read(&t.cm, |cx| fees::hospital(cx, stay));
        assert!(matches!(r, Err(Error::Forbidden(_))), "{r:?}");
        // others see nothing at all
        let r = t.app.read(&t.other_cm, |cx| fees::office(cx, stay));
        assert!(matches!(r, Err(Error::NotFound)), "{r:?}");
        let r = t.app.read(&t.other_liaison, |cx| fees::hospital(cx, stay));
        assert!(matches!(r, Err(Error::NotFound)), "{r:?}");
        for who in [&t.liaison, &t.other_cm, &t.centre] {
            assert!(t.act(who, move |cx| hearings::withdraw(cx, h)).is_err());
            assert!(hear(&t, who, heard(stay, "2026-11-07", HearingWay::Face, false)).is_err());
            assert!(t.act(who, move |cx| fees::keep(cx, stay, FirstFee::No)).is_err());
        }
    });
}

fn meeting(on: &str, qualifies: Option<bool>) -> Meeting {
    Meeting {
        conference: testkit::id(900),
        day: day(on),
        online: false,
        by: vec![("医師".into(), "大﨑 隆".into()), ("nurse".into(), "及川 恵".into())],
        qualifies,
    }
}

#[test]
fn a_conference_attended_makes_one_hearing_however_often_it_is_reported() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-05");
        let resident = t.resident;
        let report = |on: &'static str, qualifies| {
            // what came later is later: two acts of one moment have no order
            t.app.clock.advance_minutes(1);
            t.act(&t.liaison, move |cx| {
                let permit = decide::<Write, StayKind>(
                    cx,
                    &transitions::permissions::CONFERENCE,
                    resident,
                    None,
                )?;
                hearings::from_conference(cx, &permit, stay, &meeting(on, qualifies))
            })
            .unwrap()
        };
        let all = || Hearing::all(&t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().acts);
        let first = report("2026-11-06", None).unwrap();
        assert_eq!(report("2026-11-06", None), Some(first));
        let h = all();
        assert_eq!((h.len(), h[0].conference, h[0].way), (1, true, HearingWay::Face));
        assert_eq!(h[0].told.who(), "医師 大﨑 隆、看護師 及川 恵さん");
        assert_eq!(grade(&t, stay), "1ro");
        // the day was wrong: one row, on the new day
        let second = report("2026-11-09", Some(true)).unwrap();
        assert_ne!(second, first);
        assert_eq!(all().iter().map(|h| h.day).collect::<Vec<_>>(), [day("2026-11-09")]);
        // too few parties: heard, but not by conference
        let third = report("2026-11-09", Some(false)).unwrap();
        assert_eq!(grade(&t, stay), "1i");
        // the care manager was not there: taken out, it stays out
        t.act(&t.cm, move |cx| hearings::withdraw(cx, third)).unwrap();
        assert_eq!(report("2026-11-09", Some(false)), None);
        assert!(all().is_empty());
    });
}

#[test]
fn two_sheets_of_one_person_in_a_month_are_said_to_count_once() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-09");
        t.sheet(first);
        assert_eq!(office(&t, first).admission.grade, Some(FeeGrade::First));
        assert_eq!(office(&t, first).admission.before, None);
        t.end(&t.liaison, first, "2026-11-09", EndKind::Home).unwrap();
        t.now("2026-11-20", "10:00");
        let cmd = t.admission("2026-11-20");
        let second = t.act(&t.cm, move |cx| report::report(cx, &cmd)).unwrap();
        t.sheet(second);
        let a = office(&t, second).admission;
        assert_eq!((a.grade, a.before), (Some(FeeGrade::First), Some(day("2026-11-09"))));
        assert_eq!(a.guide.unwrap().from, "2024-04-01");
        let acts = t.app.read(&t.cm, |cx| view(cx, second)).unwrap().acts;
        let sheet = acts.iter().find(|a| a.kind == ActKind::SheetSent).unwrap();
        assert!(sheet.detail.has("fee-edition:2024-04-01"), "{:?}", sheet.detail.codes);
    });
}

fn guided(stay: StayId, on: &str, consent: bool) -> NewGuidance {
    NewGuidance {
        stay,
        day: day(on),
        way: HearingWay::Face,
        profession: "msw".into(),
        person: "小田島 涼".into(),
        with: "結の里居宅 佐藤 花子".into(),
        consent,
        plan_copy: true,
        joint: false,
        note: String::new(),
    }
}

#[test]
fn the_hospital_notes_its_guidances_and_two_of_them_count() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-02");
        let note = |cmd: NewGuidance| t.act(&t.liaison, move |cx| guidance::record(cx, &cmd));
        note(guided(stay, "2026-11-03", true)).unwrap();
        note(guided(stay, "2026-11-04", false)).unwrap();
        note(guided(stay, "2026-11-05", true)).unwrap();
        let over = note(guided(stay, "2026-11-06", true)).unwrap();
        let f = t.app.read(&t.liaison, |cx| fees::hospital(cx, stay)).unwrap();
        let rows: Vec<GuidanceRow> = f.rows.iter().map(|(_, r)| *r).collect();
        use GuidanceRow::{Counted, NoConsent, Over};
        assert_eq!(rows, [Counted, NoConsent, Counted, Over]);
        assert!(t.act(&t.cm, move |cx| guidance::withdraw(cx, over)).is_err());
        t.act(&t.liaison, move |cx| guidance::withdraw(cx, over)).unwrap();
        let f = t.app.read(&t.liaison, |cx| fees::hospital(cx, stay)).unwrap();
        assert_eq!(f.rows.len(), 3);
        // it stands also when the person then dies; nothing can be noted for later days
        t.end(&t.liaison, stay, "2026-11-07", EndKind::Death).unwrap();
        let late = note(guided(stay, "2026-11-08", true));
        assert!(matches!(&late, Err(Error::Invalid(f)) if f[0].field == "day"), "{late:?}");
        let f = t.app.read(&t.liaison, |cx| fees::hospital(cx, stay)).unwrap();
        assert_eq!(f.rows.iter().filter(|(_, r)| *r == Counted).count(), 2);
        for who in [&t.cm, &t.nurse, &t.other_liaison] {
            let cmd = guided(stay, "2026-11-03", true);
            assert!(t.act(who, move |cx| guidance::record(cx, &cmd)).is_err());
        }
    });
}

#[test]
fn the_text_to_paste_holds_every_act_of_the_office_and_none_of_the_hospitals_own_work() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.now("2026-11-09", "11:00");
        t.sheet(stay);
        t.now("2026-11-09", "12:00");
        t.assign(stay).unwrap();
        t.now("2026-11-09", "13:00");
        t.screen(stay, true).unwrap();
        t.now("2026-11-09", "14:00");
        t.plan(stay).unwrap();
        t.now("2026-11-09", "15:00");
        hear(&t, &t.cm, heard(stay, "2026-11-09", HearingWay::Face, false)).unwrap();
        let c = t.app.read(&t.cm, |cx| copy_out::copy_out(cx, stay)).unwrap();
        let titles: Vec<&str> = c.entries.iter().map(|e| e.title.as_str()).collect();
        assert_eq!(
            titles,
            ["入院", "入院の連絡", "入院時情報提供書", "退院調整開始の連絡", "聞き取り"]
        );
        let text: Vec<String> = c.entries.iter().map(|e| e.plain()).collect();
        assert!(text[1].contains("へ、電話で伝えた"), "{}", text[1]);
        assert!(text[3].contains("結野中央病院 小田島 涼から当事業所"), "{}", text[3]);
        assert!(text[4].contains("看護師 小田島 涼さんから、面談で"), "{}", text[4]);
    });
}
