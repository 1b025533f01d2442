//! 課題: classifying, moving, solving with its event, putting two together.
use app::Error;
use issues::model::{Kind, NewIssue, Owner, Profession, Scene, Stage};
use issues::use_cases::{self, Filter};

use crate::support::*;

#[test]
fn classifying_leaves_a_history_and_a_stale_form_changes_nothing() {
    for_both(|app| {
        let id = add(&app, 2026, Profession::Liaison, "転院先が決まらない");
        let d = NewIssue {
            scene: Some(Scene::Discharge),
            kind: Some(Kind::Resource),
            owner: Some(Owner::Profession(Profession::Facility)),
            // year and profession cannot be changed: the letter stands on them
            fy: 2020,
            profession: Profession::Fire,
            ..new_issue(2026, Profession::Liaison, "転院先が決まらない")
        };
        let first = d.clone();
        app.write(&centre(), move |cx| use_cases::change_issue(cx, id, 1, &first)).unwrap();
        let i = issue(&app, id);
        assert_eq!((i.about.fy, i.about.profession), (2026, Profession::Liaison));
        assert_eq!(i.about.scene, Some(Scene::Discharge));
        let again = app.write(&centre(), move |cx| use_cases::change_issue(cx, id, 1, &d));
        assert!(matches!(again, Err(Error::Stale { mine: 1, theirs: 2 })));
        let p = app.read(&centre(), |cx| use_cases::issue(cx, id)).unwrap();
        let what: Vec<&str> = p.history.iter().map(|c| c.what.as_str()).collect();
        assert!(["made", "scene", "kind", "owner"].iter().all(|w| what.contains(w)), "{what:?}");
        assert_eq!(p.owner, "介護施設・事業所");
    });
}

#[test]
fn what_does_not_fit_is_said_beside_the_field() {
    let app = sqlite();
    let refused = |d: NewIssue| -> Vec<String> {
        match app.write(&centre(), move |cx| use_cases::add_issue(cx, &d, None)) {
            Err(Error::Invalid(all)) => all.into_iter().map(|e| e.field).collect(),
            other => panic!("{other:?}"),
        }
    };
    let base = new_issue(2026, Profession::Other, "x");
    assert_eq!(refused(NewIssue { title: "  ".into(), ..base.clone() }), ["title"]);
    assert_eq!(refused(NewIssue { title: "あ".repeat(121), ..base.clone() }), ["title"]);
    assert_eq!(refused(NewIssue { fy: 1990, ..base.clone() }), ["fy"]);
    assert_eq!(refused(NewIssue { fy: 2030, ..base.clone() }), ["fy"], "it has not begun");
    let nobody = Some(Owner::Party(issues::PartyId(testkit::id(77))));
    assert_eq!(refused(NewIssue { owner: nobody, ..base }), ["owner"]);
}

#[test]
fn solving_tells_the_year_and_everything_it_rests_on_and_undoing_tells_too() {
    for_both(|app| {
        let id = add(&app, 2025, Profession::Pharmacy, "訪問のきっかけがない");
        let other = add(&app, 2025, Profession::Pharmacy, "きっかけがつかめない");
        let far = add(&app, 2025, Profession::CareManager, "薬のことを聞けない");
        let (of, on) = (other.0, "2026-05-01".parse().unwrap());
        app.write(&centre(), move |cx| use_cases::cite(cx, id, "issues.issue", far.0)).unwrap();
        app.write(&centre(), move |cx| use_cases::cite(cx, other, "issues.issue", far.0)).unwrap();
        app.write(&centre(), move |cx| use_cases::merge(cx, other, id)).unwrap();
        let early = "2025-03-31".parse().unwrap();
        for (day, how, field) in [
            (on, "", "ended"),
            ("2026-12-01".parse().unwrap(), "同行訪問", "solved_on"),
            (early, "同行訪問", "solved_on"),
        ] {
            let how = how.to_string();
            match app.write(&city(), move |cx| use_cases::solve(cx, id, day, &how)) {
                Err(Error::Invalid(e)) => assert_eq!(e[0].field, field),
                other => panic!("{other:?}"),
            }
        }
        app.write(&city(), move |cx| use_cases::solve(cx, id, on, "同行訪問")).unwrap();
        app.write(&city(), move |cx| use_cases::solve(cx, id, on, "同行訪問")).unwrap();
        let told = events(&app, use_cases::SOLVED);
        assert_eq!(told.len(), 1, "the same again is told once");
        assert_eq!(told[0]["fy"], 2026);
        assert_eq!(told[0]["solved_on"], "2026-05-01");
        assert_eq!(told[0]["issue"], id.to_string());
        let cited = told[0]["cited"].as_array().unwrap();
        assert_eq!(cited.len(), 1, "what both rest on is named once: {cited:?}");
        assert_eq!(cited[0]["kind"], "issues.issue");
        assert_eq!(cited[0]["id"], far.0.to_string());
        let _ = of;

        app.write(&city(), move |cx| use_cases::reopen(cx, id)).unwrap();
        assert_eq!(stage(&app, id), Stage::Found);
        assert_eq!(events(&app, use_cases::REOPENED).len(), 1);
        app.write(&city(), move |cx| use_cases::drop_issue(cx, id, "来年度にする")).unwrap();
        assert_eq!(issue(&app, id).ended, "来年度にする");
        let moved = app.write(&city(), move |cx| use_cases::move_to(cx, id, Stage::Talk));
        assert!(matches!(moved, Err(Error::Rule(_))));
        app.write(&city(), move |cx| use_cases::reopen(cx, id)).unwrap();
        assert_eq!(events(&app, use_cases::REOPENED).len(), 1, "only a solved one is reopened");
    });
}

#[test]
fn two_that_are_one_are_told_together_and_can_be_parted() {
    for_both(|app| {
        let a = add(&app, 2026, Profession::Dental, "歯科が途切れる");
        let b = add(&app, 2026, Profession::Dental, "退院後の歯科");
        let c = add(&app, 2026, Profession::Dental, "往診");
        app.write(&centre(), move |cx| use_cases::merge(cx, b, a)).unwrap();
        app.write(&centre(), move |cx| use_cases::merge(cx, b, a)).unwrap();
        let p = app.read(&centre(), |cx| use_cases::issue(cx, a)).unwrap();
        assert_eq!(p.with.iter().map(|i| i.letter()).collect::<Vec<_>>(), ["B"]);
        for (from, into) in [(a, a), (b, c), (a, c), (c, b)] {
            let done = app.write(&centre(), move |cx| use_cases::merge(cx, from, into));
            assert!(matches!(done, Err(Error::Invalid(_))), "{done:?}");
        }
        let done = app.write(&centre(), move |cx| use_cases::move_to(cx, b, Stage::Talk));
        assert!(matches!(done, Err(Error::Rule(_))), "what is merged stands still");
        let open = Filter { open: true, ..Filter::default() };
        let n = |f: &Filter| app.read(&centre(), |cx| use_cases::issues(cx, f)).unwrap().rows.len();
        assert_eq!((n(&open), n(&Filter::default())), (2, 3));
        let into = app.write(&centre(), move |cx| use_cases::unmerge(cx, b)).unwrap();
        assert_eq!((into, n(&open)), (a, 3));
        assert_eq!(issue(&app, b).letter(), "B");
    });
}

#[test]
fn the_list_is_narrowed_searched_and_paged() {
    let app = sqlite();
    for n in 0..130 {
        add(&app, 2026, Profession::Dental, &format!("課題 {n}"));
    }
    add(&app, 2025, Profession::Pharmacy, "髙橋薬局の前の段差");
    let list = |f: &Filter| app.read(&centre(), |cx| use_cases::issues(cx, f)).unwrap();
    let first = list(&Filter::default());
    assert!(first.more && first.rows.len() == 100 && first.years == [2026, 2025]);
    let last = &first.rows[99].0;
    let after = Some((last.about.fy, last.about.profession, last.seq));
    let second = list(&Filter { after, ..Filter::default() });
    assert!(!second.more);
    assert_eq!(second.rows.len(), 31);
    assert_eq!(second.rows[30].0.about.fy, 2025);
    let words = |w: &str| list(&Filter { words: w.into(), ..Filter::default() }).rows.len();
    assert_eq!((words("高橋薬局"), words("段差"), words("ない言葉")), (1, 1, 0));
    assert_eq!(list(&Filter { fy: Some(2025), ..Filter::default() }).rows.len(), 1);
}
