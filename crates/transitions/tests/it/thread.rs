//! The thread: from notice to home, and the ends that are quiet.
use app::{Error, notices};
use kernel::Actor;
use transitions::model::progress::{Next, StepState};
use transitions::model::survey::RATES;
use transitions::model::{ActKind, EndKind, Mover, StayId};
use transitions::use_cases::count::{self, Of};
use transitions::use_cases::lists::{Which, lines};
use transitions::use_cases::report::{Where, report};
use transitions::use_cases::view::view;
use transitions::use_cases::{sheet, undo};

use crate::place::{Town, a_sheet, day, in_both_towns};

/// What this side is asked to do next about the only open stay.
fn next(t: &Town, who: &Actor) -> (Next, Mover) {
    let lines = t.lines(who);
    assert_eq!(lines.len(), 1);
    (lines[0].next, lines[0].mover)
}

fn inbox(t: &Town, who: &Actor) -> Vec<String> {
    let mut texts: Vec<String> =
        t.app.read(who, notices::mine).unwrap().into_iter().map(|n| n.text).collect();
    texts.reverse();
    texts
}

/// Everything of the thread up to the day of discharge, 2026-11-25.
fn until_discharge(t: &Town) -> StayId {
    let stay = t.admitted("2026-11-09");
    t.contact(stay);
    t.sheet(stay);
    t.assign(stay).unwrap();
    t.now("2026-11-11", "14:00");
    t.screen(stay, true).unwrap();
    t.now("2026-11-13", "09:00");
    t.plan(stay).unwrap();
    t.now("2026-11-16", "09:00");
    t.planned(stay, "2026-11-25", "").unwrap();
    t.not_held(stay).unwrap();
    t.now("2026-11-18", "15:00");
    t.tell_discharge(stay, "2026-11-25").unwrap();
    t.now("2026-11-25", "10:00");
    t.hand_over(stay).unwrap();
    stay
}

#[test]
fn each_step_says_what_is_next_and_who_moves() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        assert_eq!(next(&t, &t.cm), (Next::Contact, Mover::Office));
        t.contact(stay);
        assert_eq!(next(&t, &t.cm), (Next::Sheet, Mover::Office));
        // the hospital need not wait for the sheet
        assert_eq!(next(&t, &t.liaison), (Next::Assign, Mover::Office));
        let sent = t.sheet(stay);
        assert_eq!(next(&t, &t.cm), (Next::Assign, Mover::Hospital));
        let body = t.open(&t.liaison, stay, t.document(stay)).unwrap();
        assert!(body.contains("家に帰りたい"));
        t.receive(&t.liaison, sent).unwrap();
        t.receive(&t.liaison, sent).unwrap();
        t.assign(stay).unwrap();
        assert_eq!(next(&t, &t.liaison), (Next::Screen, Mover::Hospital));
        t.screen(stay, true).unwrap();
        assert_eq!(next(&t, &t.liaison), (Next::Planning, Mover::Hospital));
        t.plan(stay).unwrap();
        assert_eq!(next(&t, &t.liaison), (Next::Conference, Mover::Hospital));
        t.planned(stay, "2026-11-25", "").unwrap();
        t.not_held(stay).unwrap();
        assert_eq!(next(&t, &t.liaison), (Next::DischargeNotice, Mover::Hospital));
        t.tell_discharge(stay, "2026-11-25").unwrap();
        assert_eq!(next(&t, &t.liaison), (Next::Papers, Mover::Hospital));
        t.hand_over(stay).unwrap();
        assert_eq!(next(&t, &t.liaison), (Next::End, Mover::Hospital));
        t.now("2026-11-25", "11:00");
        t.end(&t.liaison, stay, "2026-11-25", EndKind::Home).unwrap();
        assert_eq!(next(&t, &t.cm), (Next::Record, Mover::Office));
        t.record(stay).unwrap();
        assert!(t.lines(&t.cm).is_empty() && t.lines(&t.liaison).is_empty());
        let closed = Which { closed: true, before: None };
        assert_eq!(t.app.read(&t.cm, |cx| lines(cx, closed)).unwrap().len(), 1);
    });
}

#[test]
fn the_thread_moves_the_survey_by_exactly_one() {
    in_both_towns(|t| {
        let mina =
            Town { resident: t.register("鈴木 ミナ", "すずき みな", "1938-01-09"), ..t };
        let other = mina.admitted("2026-11-02");
        mina.contact(other);
        mina.now("2026-11-09", "10:00");
        mina.end(&mina.cm, other, "2026-11-08", EndKind::Home).unwrap();
        let t = Town {
            resident: mina.register("藤原 八重", "ふじわら やえ", "1935-06-30"),
            ..mina
        };

        let before = t.survey();
        let stay = until_discharge(&t);
        t.end(&t.liaison, stay, "2026-11-25", EndKind::Home).unwrap();
        t.now("2026-11-27", "16:00");
        t.record(stay).unwrap();
        let after = t.survey();

        assert_eq!(after.all.admissions, before.all.admissions + 1);
        assert_eq!(after.all.discharges, before.all.discharges + 1);
        assert_eq!((after.all.deaths, after.all.transfers), (0, 0));
        // the nine of the thread; what came with the whole stay has its own tests
        for (key, _) in RATES.iter().take(9) {
            let (b, a) = (before.all.rates[key], after.all.rates[key]);
            let n = if *key == "fee_admission_2" { 0 } else { 1 };
            assert_eq!((a.n - b.n, a.d - b.d), (n, 1), "{key}");
        }
        for (code, was) in &before.all.timing {
            let one = i64::from(*code == "5-7");
            assert_eq!(after.all.timing[code], was + one, "{code}");
        }
        assert_eq!(after.all.admission_methods["phone"], 2);
        assert_eq!(after.all.discharge_methods["phone"], 1);
        for rows in [&after.hospitals, &after.offices, &after.care_levels] {
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].2, after.all);
        }
        let (from, to) = (day("2026-11-01"), day("2026-11-30"));
        let behind = t
            .app
            .read(&t.centre, |cx| count::behind(cx, from, to, Of::default(), "timing.5-7"))
            .unwrap();
        assert_eq!(behind.iter().map(|c| c.id.clone()).collect::<Vec<_>>(), [stay.to_string()]);
    });
}

#[test]
fn the_record_closes_the_stay_whether_it_comes_before_or_after_the_discharge() {
    in_both_towns(|t| {
        let stay = until_discharge(&t);
        t.record(stay).unwrap();
        assert!(!t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().stay.closed);
        t.end(&t.cm, stay, "2026-11-25", EndKind::Residence).unwrap();
        assert!(t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().stay.closed);
    });
    in_both_towns(|t| {
        let stay = until_discharge(&t);
        t.end(&t.cm, stay, "2026-11-25", EndKind::SelfDischarge).unwrap();
        assert!(!t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().stay.closed);
        t.record(stay).unwrap();
        assert!(t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().stay.closed);
        // corrected afterwards, with the reason, it is still one record and one act
        assert!(matches!(t.record(stay), Err(Error::Invalid(_))));
        let acts = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap().acts;
        assert_eq!(acts.iter().filter(|a| a.kind == ActKind::RecordConfirmed).count(), 1);
    });
}

#[test]
fn death_and_transfer_end_all_steps_and_only_the_transfer_is_notified() {
    for kind in [EndKind::Death, EndKind::Transfer] {
        in_both_towns(|t| {
            let stay = t.admitted("2026-11-09");
            t.contact(stay);
            let told = inbox(&t, &t.cm);
            t.end(&t.liaison, stay, "2026-11-09", kind).unwrap();
            let mut expected = told;
            if kind == EndKind::Transfer {
                expected.push("転院が登録されました（11月9日（月））".to_string());
            }
            assert_eq!(inbox(&t, &t.cm), expected, "{kind:?}");
            assert!(t.lines(&t.cm).is_empty() && t.lines(&t.liaison).is_empty());
            let v = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap();
            assert!(v.stay.closed);
            let p = transitions::model::Progress::new(&v.stay, &v.acts);
            assert_eq!(p.next(), (Next::Nothing, Mover::Nobody));
            assert!(p.steps().iter().all(|(_, s)| *s != StepState::Now));
            t.now("2026-12-20", "10:00");
            assert!(t.app.read(&t.centre, count::overdue).unwrap().is_empty());
            let s = t.survey().all;
            let counted = if kind == EndKind::Death { s.deaths } else { s.transfers };
            assert_eq!((s.admissions, s.discharges, counted), (1, 0, 1));
        });
    }
}

#[test]
fn each_notice_arrives_at_the_other_side_and_names_no_person() {
    in_both_towns(|t| {
        let stay = until_discharge(&t);
        t.end(&t.liaison, stay, "2026-11-25", EndKind::Home).unwrap();
        let (office, hospital) = (inbox(&t, &t.cm), inbox(&t, &t.liaison));
        assert_eq!(hospital, ["入院の連絡が届きました", "入院時情報提供書が届きました"]);
        assert_eq!(
            office,
            [
                "退院調整開始の連絡が届きました",
                "退院日の連絡が届きました（11月25日（水））",
                "退院の書類が渡されました",
                "退院が登録されました（11月25日（水））",
            ]
        );
        assert!(inbox(&t, &t.other_cm).is_empty() && inbox(&t, &t.other_liaison).is_empty());
    });
}

#[test]
fn impossible_days_are_refused_beside_their_field_and_the_same_day_is_fine() {
    in_both_towns(|t| {
        let field = |e: app::Result<_>| match e {
            Err(Error::Invalid(f)) => f[0].field.clone(),
            other => panic!("{other:?}"),
        };
        let mut future = t.admission("2026-11-10");
        let cmd = future.clone();
        assert_eq!(field(t.act(&t.cm, move |cx| report(cx, &cmd))), "admitted_on");
        future.admitted_on = day("1940-05-02");
        assert_eq!(field(t.act(&t.cm, move |cx| report(cx, &future))), "admitted_on");
        let stay = t.admitted("2026-11-09");
        let id = |e: app::Result<kernel::Id>| e.map(|_| stay);
        assert_eq!(field(id(t.end(&t.cm, stay, "2026-11-08", EndKind::Home))), "on");
        assert_eq!(field(id(t.end(&t.cm, stay, "2026-11-10", EndKind::Home))), "on");
        assert_eq!(field(id(t.planned(stay, "2026-11-08", "").map(Option::unwrap))), "on");
        assert_eq!(field(id(t.planned(stay, "2036-11-08", "").map(Option::unwrap))), "on");
        assert_eq!(field(id(t.tell_discharge(stay, "2026-11-08"))), "leaves_on");
        t.planned(stay, "2026-11-20", "").unwrap();
        assert_eq!(field(id(t.planned(stay, "2026-11-21", " ").map(Option::unwrap))), "reason");
        t.planned(stay, "2026-11-21", "リハビリが長びいたため").unwrap();
        t.end(&t.cm, stay, "2026-11-09", EndKind::Home).unwrap();
        assert!(matches!(t.end(&t.cm, stay, "2026-11-09", EndKind::Home), Err(Error::Rule(_))));
    });
}

#[test]
fn one_person_is_in_one_hospital_at_a_time_and_a_readmission_knows_the_stay_before() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-05");
        let second = t.admission("2026-11-08");
        let cmd = second.clone();
        let twice = t.act(&t.cm, move |cx| report(cx, &cmd));
        assert!(matches!(twice, Err(Error::Rule(_))), "{twice:?}");
        t.end(&t.cm, first, "2026-11-07", EndKind::Home).unwrap();
        let mut early = second.clone();
        early.admitted_on = day("2026-11-06");
        assert!(matches!(t.act(&t.cm, move |cx| report(cx, &early)), Err(Error::Invalid(_))));
        let again = t.act(&t.cm, move |cx| report(cx, &second)).unwrap();
        let stay = t.app.read(&t.cm, |cx| view(cx, again)).unwrap().stay;
        assert_eq!(stay.previous, Some(first));
    });
}

#[test]
fn a_hospital_outside_is_served_by_paper_and_nobody_there_sees_anything() {
    in_both_towns(|t| {
        let mut cmd = t.admission("2026-11-09");
        cmd.hospital = Where::Known(t.outside);
        let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let inside = a_sheet(stay);
        let refused = t.act(&t.cm, move |cx| sheet::send(cx, &inside));
        assert!(
            matches!(&refused, Err(Error::Invalid(f)) if f[0].field == "method"),
            "{refused:?}"
        );
        let mut paper = a_sheet(stay);
        paper.method = transitions::model::Method::Fax;
        t.act(&t.cm, move |cx| sheet::send(cx, &paper)).unwrap();
        assert!(t.lines(&t.liaison).is_empty() && t.lines(&t.other_liaison).is_empty());
        let v = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap();
        assert_eq!((v.stay.hospital, v.stay.hospital_name.as_str()), (None, "雪代市立病院"));
        assert_eq!(t.survey().hospitals[0].0, "雪代市立病院");
    });
}

#[test]
fn an_admission_entered_by_mistake_is_taken_back_while_the_hospital_has_not_moved() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        let no_reason = t.act(&t.cm, move |cx| undo::cancel_stay(cx, stay, " "));
        assert!(matches!(no_reason, Err(Error::Invalid(_))));
        t.act(&t.cm, move |cx| undo::cancel_stay(cx, stay, "別の方でした")).unwrap();
        assert_eq!(t.survey().all.admissions, 0);
        assert!(matches!(t.app.read(&t.cm, |cx| view(cx, stay)), Err(Error::NotFound)));
        assert!(t.lines(&t.liaison).is_empty() && t.lines(&t.cm).is_empty());
        let late = t.plan(stay);
        assert!(late.is_err(), "{late:?}");
        let stay = t.admitted("2026-11-09");
        t.assign(stay).unwrap();
        let moved = t.act(&t.cm, move |cx| undo::cancel_stay(cx, stay, "別の方でした"));
        assert!(matches!(moved, Err(Error::Rule(_))), "{moved:?}");
    });
}
