//! 打ち合わせ: what was said line by line, a line becomes an issue by one press, who has not been heard since.
use app::Error;
use issues::model::{Level, Profession, Stage};
use issues::use_cases;
use kernel::Hat;

use crate::support::*;

#[test]
fn a_line_of_a_talk_is_an_issue_by_one_press_and_only_one() {
    for_both(|app| {
        let talk = save(
            &app,
            Level::First,
            &hearing("8/24", "dental", "退院すると歯科が途切れる\n往診の頼み方が分からない"),
        );
        let said = app.read(&centre(), |cx| use_cases::act(cx, talk)).unwrap().said;
        assert_eq!(said.len(), 2);
        let (first, second) = (said[0].id, said[1].id);
        let b = app.write(&centre(), move |cx| use_cases::from_line(cx, second)).unwrap();
        let a = app.write(&centre(), move |cx| use_cases::from_line(cx, first)).unwrap();
        let again = app.write(&centre(), move |cx| use_cases::from_line(cx, first)).unwrap();
        assert_eq!(a, again);
        let i = issue(&app, b);
        assert_eq!((i.letter().as_str(), i.about.fy), ("A", 2026), "the first pressed is A");
        assert_eq!(i.about.title, "往診の頼み方が分からない");
        assert_eq!(issue(&app, a).called(), "R8 歯科 B");
        let page = app.read(&centre(), |cx| use_cases::issue(cx, a)).unwrap();
        assert_eq!(page.cited.len(), 1, "it rests on the talk");
        assert_eq!(page.cited[0].0.kind, "issues.hearing");

        // writing the talk again keeps what is an issue, and changes the rest
        change(&app, talk, Level::First, |t| {
            assert_eq!(t.said, "", "both lines are issues");
            t.said = "口の中の用語が分からない".into();
        })
        .unwrap();
        let said = app.read(&centre(), |cx| use_cases::act(cx, talk)).unwrap().said;
        let texts: Vec<&str> = said.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            texts,
            ["退院すると歯科が途切れる", "往診の頼み方が分からない", "口の中の用語が分からない"]
        );
        assert!(said[2].issue.is_none());

        // taken back: a line again, and its letter is not given to another
        app.write(&centre(), move |cx| use_cases::withdraw(cx, b)).unwrap();
        assert_eq!(stage(&app, b), Stage::Withdrawn);
        let third = said[2].id;
        let c = app.write(&centre(), move |cx| use_cases::from_line(cx, third)).unwrap();
        assert_eq!(issue(&app, c).letter(), "C");
        let said = app.read(&centre(), |cx| use_cases::act(cx, talk)).unwrap().said;
        assert!(said[1].issue.is_none());
    });
}

#[test]
fn letters_begin_anew_for_each_year_and_profession() {
    for_both(|app| {
        let called = |fy, p, title: &str| issue(&app, add(&app, fy, p, title)).called();
        assert_eq!(called(2026, Profession::Pharmacy, "a"), "R8 薬剤 A");
        assert_eq!(called(2026, Profession::Pharmacy, "b"), "R8 薬剤 B");
        assert_eq!(called(2026, Profession::Dental, "c"), "R8 歯科 A");
        assert_eq!(called(2012, Profession::Pharmacy, "d"), "H24 薬剤 A");
    });
}

#[test]
fn a_talk_opened_before_somebody_changed_it_is_not_overwritten() {
    for_both(|app| {
        let talk = save(&app, Level::First, &hearing("8/24", "rehab", "あ"));
        let t = hearing("8/25", "rehab", "い");
        change(&app, talk, Level::First, |t| t.form = "tel".into()).unwrap();
        let old =
            app.write(&centre(), move |cx| use_cases::save(cx, Some((talk, 1)), Level::First, &t));
        assert!(matches!(old, Err(Error::Stale { mine: 1, theirs: 2 })), "{old:?}");
        let as_match = hearing("8/25", "rehab", "い");
        let wrong = app.write(&centre(), move |cx| {
            let mut t = as_match.clone();
            t.sort = "visit".into();
            t.by = "own".into();
            t.title = "x".into();
            use_cases::save(cx, Some((talk, 2)), Level::Second, &t)
        });
        assert!(matches!(wrong, Err(Error::NotFound)), "a talk is no match: {wrong:?}");
    });
}

#[test]
fn who_has_not_been_heard_for_a_year_is_named_and_never_heard_comes_first() {
    for_both(|app| {
        let mut old = hearing("2025/6/2", "pharmacy", "");
        old.names = "結野薬剤師会".into();
        save(&app, Level::First, &old);
        save(&app, Level::First, &hearing("10/1", "dental", ""));
        let mut planned = hearing("12/24", "fire", "");
        planned.state = "arranging".into();
        save(&app, Level::First, &planned);
        let names = |months| -> Vec<(String, bool)> {
            let all = app.read(&city(), |cx| use_cases::silent(cx, months)).unwrap();
            all.into_iter().map(|h| (h.name, h.last.is_some())).collect()
        };
        let year = names(12);
        assert!(
            year.contains(&("薬剤".into(), true)) && year.contains(&("結野薬剤師会".into(), true))
        );
        assert!(!year.iter().any(|(n, _)| n == "歯科"));
        assert!(year.contains(&("消防本部".into(), false)), "what is planned is not heard");
        let first_heard = year.iter().position(|(_, heard)| *heard).unwrap();
        assert!(year[..first_heard].iter().all(|(_, heard)| !heard));
        assert!(!names(24).iter().any(|(n, heard)| n == "薬剤" && *heard));
        let bad = app.read(&city(), |cx| use_cases::silent(cx, 0));
        assert!(matches!(bad, Err(Error::Invalid(_))));
    });
}

#[test]
fn others_are_refused_and_the_city_reads_and_decides_but_does_not_write() {
    for_both(|app| {
        let id = add(&app, 2026, Profession::Dental, "あ");
        for hat in Hat::ALL {
            let actor = testkit::staff(hat, testkit::id(9));
            let read = app.read(&actor, |cx| use_cases::issue(cx, id).map(drop));
            let may = matches!(hat, Hat::Coordinator | Hat::City);
            assert_eq!(read.is_ok(), may, "{hat:?}");
            if !may {
                assert!(matches!(read, Err(Error::Forbidden("issues.issue.read"))), "{hat:?}");
            }
            let t = hearing("8/24", "dental", "");
            let write =
                app.write(&actor, move |cx| use_cases::save(cx, None, Level::First, &t).map(drop));
            assert_eq!(write.is_ok(), hat == Hat::Coordinator, "{hat:?}");
        }
        app.write(&city(), move |cx| use_cases::move_to(cx, id, Stage::Talk)).unwrap();
        assert_eq!(stage(&app, id), Stage::Talk);
    });
}
