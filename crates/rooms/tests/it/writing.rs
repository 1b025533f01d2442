//! Writing, correcting, taking back, reading, searching, printing.
use app::Error;
use rooms::model::{Layer, PostKind, Vital};
use rooms::use_cases::correct::{Correct, correct};
use rooms::use_cases::{mark, period, post, search, take_back, view};

use crate::town::{in_both_towns, words};

#[test]
fn a_post_is_read_by_the_team_and_marked_as_read() {
    in_both_towns(|t| {
        let room = t.room;
        let id = t.say(&t.nurse, PostKind::Report, "きょうの訪問。食事は半分でした");
        let v = t.app.read(&t.cm, move |cx| view::view(cx, room, None, None)).unwrap();
        assert_eq!(v.posts.len(), 1);
        assert!(v.posts[0].unread && !v.posts[0].mine && v.posts[0].reads.is_empty());
        t.act(&t.cm, move |cx| mark::read(cx, room, &[id])).unwrap();
        // twice is once
        t.act(&t.cm, move |cx| mark::read(cx, room, &[id])).unwrap();
        let v = t.app.read(&t.nurse, move |cx| view::view(cx, room, None, None)).unwrap();
        assert_eq!(v.posts[0].reads.len(), 1);
        assert!(v.posts[0].mine && v.posts[0].reads[0].office == "A居宅");
        let m = t.app.read(&t.cm, rooms::use_cases::mine::mine).unwrap();
        assert_eq!((m.lines.len(), m.unread()), (1, 0));
        let m = t.app.read(&t.doctor, rooms::use_cases::mine::mine).unwrap();
        assert_eq!(m.unread(), 1);
    });
}

#[test]
fn nothing_empty_nothing_too_long_and_no_careful_word_without_a_question() {
    in_both_towns(|t| {
        let field = |e: Error| match e {
            Error::Invalid(f) => f[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(t.post(&t.cm, words(PostKind::Report, "  ")).unwrap_err()), "text");
        let long = "あ".repeat(2001);
        assert_eq!(field(t.post(&t.cm, words(PostKind::Report, &long)).unwrap_err()), "text");
        // what cannot be is kept by nobody, whoever is sure of it
        let vital = |code: &str, value| Vital { code: code.into(), value };
        for (values, beside) in [
            (vec![vital("temp", 3650)], "v.temp"),
            (vec![vital("spo2", 105)], "v.spo2"),
            (vec![vital("sys", 128)], "v.dia"),
        ] {
            let mut new = words(PostKind::Report, "測りました");
            new.vitals = values;
            let cmd = post::NewWords { room: t.room, new, files: Vec::new(), sure: true };
            let refused = t.act(&t.cm, move |cx| post::write(cx, &cmd)).unwrap_err();
            assert_eq!(field(refused), beside);
        }
        let new = words(PostKind::Report, "虐待のうたがいがあります");
        assert_eq!(field(t.post(&t.cm, new.clone()).unwrap_err()), "sure");
        let cmd = post::NewWords { room: t.room, new, files: Vec::new(), sure: true };
        assert!(t.act(&t.cm, move |cx| post::write(cx, &cmd)).is_ok());
    });
}

#[test]
fn a_correction_keeps_the_former_text_and_only_the_author_makes_it() {
    in_both_towns(|t| {
        let room = t.room;
        let post = t.say(&t.nurse, PostKind::Report, "体温 38.6");
        let fix = |version, text: &str| Correct {
            room,
            post,
            version,
            text: text.into(),
            reason: "打ちまちがい".into(),
        };
        let cmd = fix(1, "体温 36.8");
        let other = cmd.clone();
        assert!(matches!(t.act(&t.cm, move |cx| correct(cx, &other)), Err(Error::NotFound)));
        let again = cmd.clone();
        t.act(&t.nurse, move |cx| correct(cx, &cmd)).unwrap();
        let stale = t.act(&t.nurse, move |cx| correct(cx, &again));
        assert!(matches!(stale, Err(Error::Stale { mine: 1, theirs: 2 })));
        let o = t.app.read(&t.cm, move |cx| view::one(cx, room, post)).unwrap();
        assert_eq!(o.shown.post.text, "体温 36.8");
        assert_eq!((o.versions[0].text.as_str(), o.versions[0].version), ("体温 38.6", 1));
        // what was corrected is found by its new words only
        let found = |typed: &'static str| {
            t.app.read(&t.cm, move |cx| search::search(cx, room, typed)).unwrap().posts.len()
        };
        assert_eq!((found("38.6"), found("３６．８")), (0, 1));
    });
}

#[test]
fn a_post_is_taken_back_while_nobody_has_opened_it_and_counts_nowhere() {
    in_both_towns(|t| {
        let room = t.room;
        let count = |dims: &'static str| {
            t.app.read(&t.cm, move |cx| app::measures::value(cx, "rooms.posts", dims)).unwrap()
        };
        let post = t.say(&t.nurse, PostKind::Consult, "ちがう方のことを書きました");
        assert_eq!(count("kind=consult;layer=team"), 1);
        assert!(matches!(
            t.act(&t.cm, move |cx| take_back::take_back(cx, room, post)),
            Err(Error::NotFound)
        ));
        t.act(&t.nurse, move |cx| take_back::take_back(cx, room, post)).unwrap();
        assert_eq!(count("kind=consult;layer=team"), 0);
        let seen = |who: &kernel::Actor| {
            t.app.read(who, move |cx| view::view(cx, room, None, None)).unwrap().posts.len()
        };
        assert_eq!(
            (seen(&t.cm), seen(&t.nurse)),
            (0, 1),
            "its author still sees that it was there"
        );
        // once opened it stays
        let post = t.say(&t.nurse, PostKind::Report, "読まれた投稿");
        t.act(&t.cm, move |cx| mark::read(cx, room, &[post])).unwrap();
        let refused = t.act(&t.nurse, move |cx| take_back::take_back(cx, room, post));
        assert!(matches!(refused, Err(Error::Rule(w)) if w.contains("読んだ人")));
    });
}

#[test]
fn a_period_is_printed_with_vitals_and_without_what_was_taken_back() {
    in_both_towns(|t| {
        let room = t.room;
        let mut new = words(PostKind::Report, "朝の訪問");
        new.vitals = vec![Vital { code: "temp".into(), value: 368 }];
        t.post(&t.nurse, new).unwrap();
        let gone = t.say(&t.nurse, PostKind::Report, "消えるもの");
        t.act(&t.nurse, move |cx| take_back::take_back(cx, room, gone)).unwrap();
        let day = t.app.now().date();
        let p = t.app.read(&t.cm, move |cx| period::period(cx, room, day, day, None)).unwrap();
        assert_eq!(p.posts.len(), 1);
        assert_eq!(p.posts[0].vitals[0].value, 368);
        let before = kernel::time::add_days(day, -1);
        let wrong = t.app.read(&t.cm, move |cx| period::period(cx, room, day, before, None));
        assert!(matches!(wrong, Err(Error::Invalid(_))));
        let v = t.app.read(&t.cm, move |cx| view::view(cx, room, None, None)).unwrap();
        assert_eq!(v.measured.len(), 1);
    });
}

#[test]
fn the_familys_layer_is_narrowed_by_one_press() {
    in_both_towns(|t| {
        let room = t.room;
        t.say(&t.nurse, PostKind::Report, "チームだけ");
        let mut new = words(PostKind::Report, "ご家族にも");
        new.layer = Layer::Family;
        t.post(&t.nurse, new).unwrap();
        let n = |only| {
            t.app.read(&t.cm, move |cx| view::view(cx, room, only, None)).unwrap().posts.len()
        };
        assert_eq!((n(None), n(Some(Layer::Team)), n(Some(Layer::Family))), (2, 1, 1));
    });
}

#[test]
fn older_posts_come_page_by_page_and_none_is_lost() {
    in_both_towns(|t| {
        let room = t.room;
        for n in 0..95 {
            t.say(&t.nurse, PostKind::Report, &format!("投稿 {n}"));
        }
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let v = t.app.read(&t.cm, move |cx| view::view(cx, room, None, before)).unwrap();
            assert!(v.posts.len() <= view::PAGE);
            seen.splice(0..0, v.posts.iter().map(|p| p.post.text.clone()));
            before = v.older;
            if before.is_none() {
                break;
            }
        }
        let wanted: Vec<String> = (0..95).map(|n| format!("投稿 {n}")).collect();
        let mut sorted = seen.clone();
        sorted.sort();
        let mut all = wanted.clone();
        all.sort();
        assert_eq!(sorted, all);
    });
}
