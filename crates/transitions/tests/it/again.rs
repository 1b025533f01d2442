//! The same act once more is asked about; a really different one is not; nothing changed is no act.
use app::{Error, Result};
use transitions::model::{ActKind, EndKind, Method, Paper, StayId};
use transitions::use_cases::contact::{Contact, contact};
use transitions::use_cases::notices::{self, Tell};
use transitions::use_cases::papers::{Papers, Whom, hand_over};
use transitions::use_cases::record::{Confirm, confirm, for_recording};
use transitions::use_cases::view::view;

use crate::place::{Town, day, in_both_towns};

/// Refused with the question; gives its words.
fn asked<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done {
        Err(Error::Invalid(f)) if f.len() == 1 && f[0].field == "again" => f[0].message.clone(),
        other => panic!("not asked: {other:?}"),
    }
}

fn count(t: &Town, stay: StayId, kind: ActKind) -> usize {
    let v = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap();
    v.acts.iter().filter(|a| a.kind == kind).count()
}

#[test]
fn a_planning_notice_that_stands_is_recorded_again_only_when_said_so() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.plan(stay).unwrap();
        t.now("2026-11-10", "09:05");
        let words = asked(t.plan(stay));
        for part in ["小田島 涼さん", "11月9日（月） 10:00", "「退院調整開始の連絡」", "佐藤さんへ"]
        {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert_eq!(count(&t, stay, ActKind::PlanningNotice), 1);
        let again = Tell { again: true, ..t.tell(stay) };
        t.act(&t.liaison, move |cx| notices::tell_planning(cx, &again)).unwrap();
        assert_eq!(count(&t, stay, ActKind::PlanningNotice), 2);
        // sent again a moment later, only the name was typed another way: asked all the same
        let back = Tell { to: "佐藤 花子".into(), ..t.tell(stay) };
        asked(t.act(&t.liaison, move |cx| notices::tell_planning(cx, &back)));
        // somebody else was told, later: another notice
        t.now("2026-11-10", "11:00");
        let other = Tell { to: "包括 菊池さん".into(), ..t.tell(stay) };
        t.act(&t.liaison, move |cx| notices::tell_planning(cx, &other)).unwrap();
    });
}

#[test]
fn a_discharge_notice_with_another_day_needs_no_question_and_with_the_same_day_does() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.tell_discharge(stay, "2026-11-20").unwrap();
        let back = Tell { to: String::new(), ..t.tell(stay) };
        asked(t.act(&t.liaison, move |cx| notices::tell_discharge(cx, &back, day("2026-11-20"))));
        t.now("2026-11-11", "09:00");
        assert!(asked(t.tell_discharge(stay, "2026-11-20")).contains("11月20日（金）の退院"));
        t.tell_discharge(stay, "2026-11-24").unwrap();
        t.app.clock.advance_minutes(1);
        // back to the first day is a change again
        t.tell_discharge(stay, "2026-11-20").unwrap();
        assert_eq!(count(&t, stay, ActKind::DischargeNotice), 3);
        // spaces and kana do not make another person
        let same = Tell { to: " 佐藤 さん ".into(), ..t.tell(stay) };
        asked(t.act(&t.liaison, move |cx| notices::tell_discharge(cx, &same, day("2026-11-20"))));
        assert_eq!(count(&t, stay, ActKind::DischargeNotice), 3);
    });
}

#[test]
fn contact_and_papers_are_asked_about_by_receiver_and_papers() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        let told = |to: &str, again: bool| Contact {
            stay,
            day: Some(day("2026-11-09")),
            method: Method::Phone,
            to: to.into(),
            note: String::new(),
            again,
        };
        let same = told("地域連携室 小田島さん", false);
        asked(t.act(&t.cm, move |cx| contact(cx, &same)));
        let ward = told("3階東病棟", false);
        t.act(&t.cm, move |cx| contact(cx, &ward)).unwrap();
        let again = told("地域連携室 小田島さん", true);
        t.act(&t.cm, move |cx| contact(cx, &again)).unwrap();
        assert_eq!(count(&t, stay, ActKind::AdmissionContact), 3);

        t.hand_over(stay).unwrap();
        asked(t.hand_over(stay));
        let handed = |papers: Vec<Paper>, to: &str| Papers {
            stay,
            papers,
            whom: if to == "長女さん" { Whom::Family } else { Whom::Office },
            to: to.into(),
            day: day("2026-11-09"),
            method: Method::Visit,
            again: false,
        };
        let part = handed(vec![Paper::Summary], "佐藤さん");
        asked(t.act(&t.liaison, move |cx| hand_over(cx, &part)));
        let more = handed(vec![Paper::Summary, Paper::Orders], "佐藤さん");
        t.act(&t.liaison, move |cx| hand_over(cx, &more)).unwrap();
        let family = handed(vec![Paper::Summary], "長女さん");
        t.act(&t.liaison, move |cx| hand_over(cx, &family)).unwrap();
        assert_eq!(count(&t, stay, ActKind::Papers), 3);
    });
}

#[test]
fn a_planned_day_that_does_not_change_is_no_act() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        assert!(t.planned(stay, "2026-11-20", "").unwrap().is_some());
        assert!(t.planned(stay, "2026-11-20", "").unwrap().is_none());
        t.app.clock.advance_minutes(1);
        assert!(t.planned(stay, "2026-11-20", "リハビリの予定").unwrap().is_some());
        assert!(t.planned(stay, "2026-11-20", "リハビリの予定").unwrap().is_none());
        assert!(t.planned(stay, "2026-11-21", "ご家族の都合").unwrap().is_some());
        assert_eq!(count(&t, stay, ActKind::PlannedDate), 3);
    });
}

#[test]
fn a_corrected_record_is_an_act_of_its_own_and_counts_once() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.now("2026-11-20", "09:00");
        t.end(&t.liaison, stay, "2026-11-20", EndKind::Home).unwrap();
        t.record(stay).unwrap();
        t.now("2026-11-24", "09:00");
        let base = t.app.read(&t.cm, |cx| for_recording(cx, stay)).unwrap().confirmed.unwrap();
        let fix = Confirm {
            stay,
            form_version: "1".into(),
            body: r#"{"note":"お薬を直しました"}"#.into(),
            base: base.version,
            reason: "お薬が変わったため".into(),
        };
        t.act(&t.cm, move |cx| confirm(cx, &fix)).unwrap();
        let v = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap();
        let acts: Vec<_> = v.acts.iter().filter(|a| a.kind == ActKind::RecordConfirmed).collect();
        assert_eq!(acts.len(), 2);
        assert!(!acts[0].corrects() && acts[1].corrects());
        assert_eq!(
            (acts[1].detail.reason.as_str(), acts[1].day),
            ("お薬が変わったため", Some(day("2026-11-24")))
        );
        assert_eq!(acts[1].record, acts[0].record);
        assert_eq!(t.rate("record_received"), (1, 1));
        let resident = t.resident;
        let timeline = transitions::slice().timeline.unwrap();
        let titles: Vec<String> = t
            .app
            .read(&t.cm, move |cx| timeline(cx, resident.0))
            .unwrap()
            .into_iter()
            .map(|e| e.title)
            .collect();
        assert!(titles.contains(&"退院・退所情報記録書を訂正しました".to_string()), "{titles:?}");
        assert!(titles.contains(&"退院・退所情報記録書を確定しました".to_string()));
    });
}
