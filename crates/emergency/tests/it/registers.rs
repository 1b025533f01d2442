//! 見守りの名簿: who sees an entry, consent for each receiver, and the board.
use app::Error;
use emergency::model::register::{Entry, RECEIVERS};
use emergency::use_cases::registers;
use kernel::Actor;

use crate::place::{Town, day, in_both_towns};

fn entry(version: i64, given: &[&str]) -> Entry {
    Entry {
        version,
        listed: true,
        kinds: vec!["alone".into()],
        minsei: "千田 民生".into(),
        surveyed_on: day("2026-11-10"),
        consents: RECEIVERS
            .iter()
            .map(|(c, _)| ((*c).to_owned(), given.contains(c), "望まない".to_owned()))
            .collect(),
        ..Entry::default()
    }
}

fn enter(t: &Town, who: &Actor, id: people::ResidentId, e: Entry) -> app::Result<()> {
    t.act(who, move |cx| registers::enter(cx, id, &e))
}

#[test]
fn the_city_sees_the_entry_and_nothing_else_and_each_receiver_only_who_agreed() {
    in_both_towns(|t| {
        let hokatsu = t.hokatsu();
        let id =
            t.person_of(&hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        assert!(t.app.read(&t.city, |cx| registers::list(cx, "", "")).unwrap().is_empty());
        assert!(
            matches!(enter(&t, &t.city, id, entry(0, &[])), Err(Error::NotFound)),
            "not before the office did"
        );
        enter(&t, &hokatsu, id, entry(0, &["minsei"])).unwrap();
        let seen = t.app.read(&t.city, |cx| registers::list(cx, "", "")).unwrap();
        assert_eq!(
            (seen.len(), seen[0].line.name.as_str(), seen[0].town.as_str()),
            (1, "菊池 正子", "繭倉町")
        );
        assert_eq!(
            t.app.read(&t.city, |cx| registers::list(cx, "minsei", "繭倉町")).unwrap().len(),
            1
        );
        assert!(t.app.read(&t.city, |cx| registers::list(cx, "police", "")).unwrap().is_empty());
        assert!(matches!(
            t.app.read(&t.city, |cx| registers::list(cx, "everybody", "")),
            Err(Error::NotFound)
        ));
        assert!(
            t.app.read(&t.city, move |cx| people::use_cases::view::view(cx, id)).is_err(),
            "no page of the person"
        );
        assert!(t.app.read(&t.city, move |cx| emergency::use_cases::card::view(cx, id)).is_err());
        assert!(t.app.read(&t.centre, |cx| registers::list(cx, "", "")).is_err());
        assert!(t.app.read(&t.cm, |cx| registers::list(cx, "", "")).is_err());
        assert!(matches!(enter(&t, &t.city, id, entry(0, &[])), Err(Error::Stale { .. })));
        let mut out = entry(1, &[]);
        out.listed = false;
        enter(&t, &t.city, id, out).unwrap();
        assert!(
            t.app.read(&t.city, |cx| registers::list(cx, "", "")).unwrap().is_empty(),
            "taken out"
        );
    });
}

#[test]
fn the_board_says_who_needs_help_first_and_who_said_so() {
    in_both_towns(|t| {
        let hokatsu = t.hokatsu();
        let a =
            t.person_of(&hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        let b = t.person_of(&hokatsu, "阿部 トシ", "あべ とし", "1939-01-01", "結野市繭倉町9");
        for id in [a, b] {
            enter(&t, &hokatsu, id, entry(0, &["minsei"])).unwrap();
        }
        let board = t.act(&t.city, |cx| registers::open(cx, "11月21日の大雨")).unwrap();
        t.act(&hokatsu, move |cx| registers::say(cx, board, b, "safe", 0)).unwrap();
        t.act(&t.city, move |cx| registers::say(cx, board, a, "absent", 0)).unwrap();
        t.app.clock.advance_minutes(1);
        t.act(&t.city, move |cx| registers::say(cx, board, a, "need", 1)).unwrap();
        let (_, lines) = t.app.read(&t.city, move |cx| registers::board(cx, board)).unwrap();
        let first = lines[0].said().unwrap();
        assert_eq!(
            (lines[0].line.resident, first.status.as_str(), first.by.as_str()),
            (a.0, "need", "市 花子")
        );
        assert_eq!(lines[0].marks[1].status, "absent", "who said what before");
        assert_eq!(lines[1].said().unwrap().by, "包括 歩");
        assert!(t.act(&t.cm, move |cx| registers::say(cx, board, a, "safe", 2)).is_err());
        assert!(matches!(
            t.act(&t.city, move |cx| registers::say(cx, board, a, "fine", 2)),
            Err(Error::Invalid(_))
        ));
        t.act(&t.city, move |cx| registers::close(cx, board)).unwrap();
        assert!(matches!(
            t.act(&t.city, move |cx| registers::say(cx, board, a, "safe", 2)),
            Err(Error::Rule(_))
        ));
        assert!(t.act(&t.cm, move |cx| registers::reopen(cx, board)).is_err());
        let closed = t.app.read(&t.city, move |cx| registers::board(cx, board)).unwrap().0;
        assert_eq!((closed.closed_at.is_some(), closed.closed_by.as_str()), (true, "市 花子"));
        t.act(&hokatsu, move |cx| registers::reopen(cx, board)).unwrap();
        assert!(t.act(&hokatsu, move |cx| registers::reopen(cx, board)).is_err(), "it is open");
        t.act(&t.city, move |cx| registers::say(cx, board, a, "safe", 2)).unwrap();
    });
}

#[test]
fn an_old_page_of_the_board_overwrites_nothing_unseen() {
    in_both_towns(|t| {
        let hokatsu = t.hokatsu();
        let a =
            t.person_of(&hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        enter(&t, &hokatsu, a, entry(0, &["minsei"])).unwrap();
        let board = t.act(&t.city, |cx| registers::open(cx, "11月21日の大雨")).unwrap();
        t.act(&t.city, move |cx| registers::say(cx, board, a, "need", 0)).unwrap();
        t.app.clock.advance_minutes(1);
        let old = t.act(&hokatsu, move |cx| registers::say(cx, board, a, "safe", 0));
        assert!(matches!(old, Err(Error::Stale { mine: 0, theirs: 1 })));
        let known = || {
            let (_, lines) = t.app.read(&t.city, move |cx| registers::board(cx, board)).unwrap();
            lines[0].marks.iter().map(|m| format!("{} {}", m.status, m.by)).collect::<Vec<_>>()
        };
        assert_eq!(known(), ["need 市 花子"]);
        // the same again contradicts nobody
        t.act(&hokatsu, move |cx| registers::say(cx, board, a, "need", 0)).unwrap();
        t.app.clock.advance_minutes(1);
        t.act(&hokatsu, move |cx| registers::say(cx, board, a, "safe", 2)).unwrap();
        assert_eq!(known(), ["safe 包括 歩", "need 包括 歩", "need 市 花子"]);
    });
}
