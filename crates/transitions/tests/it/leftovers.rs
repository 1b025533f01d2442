//! Rights of an earlier stay, wards however typed, めやす in lists, 「受け取りました」 taken back.
use transitions::model::{EndKind, Progress, Proposal};
use transitions::use_cases::screen::{Screen, screen};
use transitions::use_cases::undo;
use transitions::use_cases::view::view;

use crate::place::{Town, in_both_towns};

fn sees(t: &Town, stay: transitions::model::StayId) -> bool {
    t.app.read(&t.liaison, |cx| view(cx, stay)).is_ok()
}

#[test]
fn a_stay_entered_by_mistake_does_not_end_the_thirty_days_of_the_one_before() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-09");
        t.now("2026-11-12", "09:00");
        t.end(&t.liaison, first, "2026-11-12", EndKind::Home).unwrap();
        t.now("2026-11-20", "09:00");
        let second = t.admitted("2026-11-20");
        t.act(&t.cm, move |cx| undo::cancel_stay(cx, second, "別の方でした")).unwrap();
        assert!(sees(&t, first), "the earlier stay still gives its days");
        t.now("2026-12-12", "09:00");
        assert!(sees(&t, first), "the last day");
        t.now("2026-12-13", "09:00");
        assert!(!sees(&t, first), "and not longer");
    });
    // without an earlier stay, and with one that gives nothing any more, the right ends
    in_both_towns(|t| {
        let first = t.admitted("2026-11-09");
        t.end(&t.liaison, first, "2026-11-09", EndKind::Home).unwrap();
        t.now("2027-01-10", "09:00");
        let second = t.admitted("2027-01-10");
        assert!(sees(&t, second));
        t.act(&t.cm, move |cx| undo::cancel_stay(cx, second, "別の方でした")).unwrap();
        assert!(!sees(&t, first) && !sees(&t, second));
    });
}

#[test]
fn one_ward_is_one_group_however_it_was_typed() {
    in_both_towns(|t| {
        let hospital = t.hospital;
        let ward = |name: &str| accounts::Ward { name: name.into(), kind: String::new() };
        let wards = [ward("3階東病棟"), ward("4階西病棟")];
        t.app
            .write(&kernel::Actor::operator(), move |cx| {
                accounts::use_cases::set_up::add_wards(cx, hospital, &wards)
            })
            .unwrap();
        for (name, kana, birth, typed) in [
            ("阿部 ハル", "あべ はる", "1943-05-03", "３階東"),
            ("菅原 トシ", "すがわら とし", "1938-01-20", "3階 東 病棟"),
            ("小野 キヨ", "おの きよ", "1941-07-09", "HCU"),
            ("千田 ミサ", "ちだ みさ", "1935-12-01", "ＨＣＵ病棟"),
        ] {
            let mut cmd = t.admission("2026-11-09");
            cmd.resident = t.register(name, kana, birth);
            cmd.ward = typed.into();
            t.act(&t.cm, move |cx| transitions::use_cases::report::report(cx, &cmd)).unwrap();
        }
        let mut wards: Vec<(String, String)> =
            t.lines(&t.liaison).into_iter().map(|l| (l.stay.ward, l.ward_told)).collect();
        wards.sort();
        // a ward that the hospital does not have is none of its groups: まだ, with the words that were told
        let east = ("3階東病棟".to_string(), String::new());
        let told = |words: &str| (String::new(), words.to_string());
        assert_eq!(wards, [told("HCU"), told("ＨＣＵ病棟"), east.clone(), east]);
        let offered = t.app.read(&t.cm, transitions::use_cases::report::wards).unwrap();
        assert_eq!(offered, [(hospital, vec!["3階東病棟".to_string(), "4階西病棟".into()])]);
        assert!(t.app.read(&t.liaison, transitions::use_cases::report::wards).is_err());
    });
}

#[test]
fn the_list_shows_the_tendency_of_the_sheet_and_then_of_the_decision() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let tendency = || t.lines(&t.liaison)[0].tendency();
        assert!(tendency().is_none());
        let form = forms::shipped().unwrap().forms.newest("admission-sheet").unwrap();
        let mut state = ui::FormState::default();
        for (k, v) in [("med.procs", "self-injection"), ("house.members", "alone")] {
            state.put(&format!("a.{k}"), v.into());
        }
        let answers = forms::input::read(
            form,
            None,
            &state,
            &forms::Answers::new(),
            "2026-11-09".parse().unwrap(),
        )
        .answers;
        let mut sheet = crate::place::a_sheet(stay);
        sheet.form_version = form.version.clone();
        sheet.body = String::from_utf8(answers.canonical(form)).unwrap();
        t.act(&t.cm, move |cx| transitions::use_cases::sheet::send(cx, &sheet)).unwrap();
        let first = tendency().unwrap();
        assert_eq!((first.proposal, first.decided), (Proposal::Needed, false));
        let unknown = first.unknown.unwrap();
        assert!(unknown > 0);
        assert_eq!(first.unknown_words(), Some(format!("未確認 {unknown}")));
        t.assign(stay).unwrap();
        let cmd = Screen {
            stay,
            form_version: "1".into(),
            answers: "{}".into(),
            result: r#"{"unknown":2}"#.into(),
            proposal: Proposal::Attention,
            needed: true,
            reason: "ひとり暮らしのため".into(),
            said_by: String::new(),
        };
        t.act(&t.liaison, move |cx| screen(cx, &cmd)).unwrap();
        let decided = tendency().unwrap();
        assert_eq!(
            (decided.proposal, decided.unknown, decided.decided),
            (Proposal::Attention, Some(2), true)
        );
    });
}

#[test]
fn an_acknowledgement_can_be_taken_back_for_five_minutes_by_the_same_side() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        t.receive(&t.liaison, act).unwrap();
        let can = |who: &kernel::Actor| {
            let v = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap();
            Progress::new(&v.stay, &v.acts).can(who, t.app.now())
        };
        assert_eq!(can(&t.liaison).unreceive, [act]);
        assert!(can(&t.cm).unreceive.is_empty() && can(&t.nurse).unreceive.is_empty());
        assert!(can(&t.cm).recall.is_empty(), "what was received is not recalled");
        t.app.clock.advance_minutes(4);
        t.act(&t.liaison, move |cx| undo::unreceive(cx, act)).unwrap();
        assert!(can(&t.liaison).unreceive.is_empty());
        t.receive(&t.liaison, act).unwrap();
        t.app.clock.advance_minutes(5);
        assert!(can(&t.liaison).unreceive.is_empty());
        assert!(t.act(&t.liaison, move |cx| undo::unreceive(cx, act)).is_err());
    });
}

#[test]
fn a_planned_day_that_is_moved_without_a_reason_and_with_long_words_is_told_at_once() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.planned(stay, "2026-11-20", "").unwrap();
        let p = transitions::use_cases::notices::Planned {
            stay,
            on: "2026-11-01".parse().unwrap(),
            reason: String::new(),
            said_by: "あ".repeat(61),
        };
        let refused =
            t.act(&t.liaison, move |cx| transitions::use_cases::notices::set_planned(cx, &p));
        let Err(app::Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
        let named: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(named, ["on", "said_by", "reason"]);
    });
}
