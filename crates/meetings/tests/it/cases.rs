//! 地域ケア個別会議: cases under a sign.
use app::Error;
use kernel::Hat;
use meetings::model::NewBody;
use meetings::model::case::NewCase;
use meetings::use_cases::cases;
use testkit::{id, staff};

use crate::support::{add_body, body, both, city, coordinator, day, held, on, plan};

fn case(theme: &str) -> NewCase {
    NewCase {
        age: "75-84".into(),
        household: "alone".into(),
        theme: theme.into(),
        strengths: "畑の野菜を近所に配っている".into(),
        problems: "坂の上。買い物に行けない".into(),
        ..NewCase::default()
    }
}

#[test]
fn a_case_has_a_sign_strengths_and_advice_and_others_see_only_the_local_issue() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, NewBody { kind: "care-case".into(), ..body("地域ケア個別会議") });
        let m = held(&app, a, "2026-11-10");
        let hokatsu = staff(Hat::Hokatsu, id(3));
        let add = |theme: &'static str| {
            app.write(&hokatsu, move |cx| cases::add(cx, m, &case(theme))).unwrap()
        };
        let (first, second) = (add("買い物"), add("通院"));
        let open = |c| app.read(&city(), |cx| cases::open(cx, c)).unwrap();
        assert_eq!((open(first).case.sign, open(second).case.sign), ("A".into(), "B".into()));
        app.write(&hokatsu, move |cx| {
            cases::advise(cx, first, "pharmacist", "薬を届けるときに様子を見られる")?;
            cases::set_removed(cx, second, true)
        })
        .unwrap();
        let third = add("服薬");
        assert_eq!(open(third).case.sign, "C", "a sign that was given is given to no other");
        let w = open(first);
        assert_eq!(w.advice[0].profession, "pharmacist");
        assert!(!w.may_write, "the city reads");
        let wrong = app.write(&hokatsu, move |cx| cases::advise(cx, first, "nobody", "あ"));
        assert!(matches!(wrong, Err(Error::Invalid(f)) if f[0].field == "profession"));
    });
}

#[test]
fn what_was_seen_later_is_written_after_the_meeting() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, NewBody { kind: "care-case".into(), ..body("地域ケア個別会議") });
        let m = held(&app, a, "2026-11-10");
        let new = NewCase {
            follow_on: day("2026-12-10"),
            issue: "坂の上の買い物".into(),
            ..case("買い物")
        };
        let c = app.write(&coordinator(), move |cx| cases::add(cx, m, &new)).unwrap();
        let slice = meetings::slice();
        let asks = || {
            let all = app.read(&coordinator(), |cx| (slice.todo.unwrap())(cx)).unwrap();
            all.iter().any(|t| t.title.contains("事例A"))
        };
        assert!(!asks());
        on(&app, "2026-12-10");
        assert!(asks());
        let done = NewCase {
            follow_on: day("2026-12-10"),
            follow_text: "移動販売が来るようになった".into(),
            issue: "坂の上の買い物".into(),
            ..case("買い物")
        };
        let save = |v: i64| {
            let d = done.clone();
            app.write(&coordinator(), move |cx| cases::change(cx, c, &d, v))
        };
        save(1).unwrap();
        assert!(matches!(save(1), Err(Error::Stale { mine: 1, theirs: 2 })));
        assert!(!asks());
        let source = meetings::slice()
            .evidence
            .into_iter()
            .find(|s| s.kind == "meetings.local-issue")
            .unwrap();
        let e = app.read(&city(), |cx| (source.find)(cx, "坂")).unwrap().remove(0);
        assert_eq!(e.title, "坂の上の買い物（令和8年度 第1回 地域ケア個別会議）");
        assert!(
            !e.title.contains("事例") && e.href == format!("/meetings/{m}"),
            "nothing of the case"
        );
    });
}

#[test]
fn a_case_that_names_somebody_is_refused() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, body("地域ケア会議"));
        let m = plan(&app, a, Some("2026-12-18"));
        let bad = NewCase { outline: "電話 0000-65-0012".into(), ..case("買い物") };
        let refused = app.write(&coordinator(), move |cx| cases::add(cx, m, &bad));
        assert!(matches!(refused, Err(Error::Invalid(f)) if f[0].field == "outline"));
        let refused = app.write(&city(), move |cx| cases::add(cx, m, &case("買い物")));
        assert!(matches!(refused, Err(Error::Forbidden("meetings.case.write"))));
    });
}
