//! Who sees a room: from the next request on only who is in the team; what somebody wrote stays.
use app::Error;
use kernel::{Actor, Hat};
use people::authz::{Basis, Grant, Party, What, grant};
use rooms::model::{Layer, PostKind};
use rooms::use_cases::{changes, live, mark, period, post, search, view};

use crate::town::{Town, in_both_towns, words};

/// The log: act, detail, and 1 where it was refused.
fn log(t: &Town) -> Vec<String> {
    let sql = "SELECT act || ' ' || detail || ' ' || CAST(denied AS TEXT) FROM app_audit";
    let s = db::Stmt { name: "t.LOG", sql };
    let rows = t.app.db().read(move |tx| tx.rows(s, &[])).unwrap();
    rows.iter().map(|r| r.get(0).unwrap()).collect()
}

/// Everything that reads or writes the room, as somebody; how many were let in.
fn let_in(t: &Town, who: &Actor) -> usize {
    let room = t.room;
    let day = t.app.now().date();
    let some = t.say(&t.cm, PostKind::Request, "つぎの訪問の日を教えてください");
    let mut n = 0;
    let mut count = |r: app::Result<()>| match r {
        Ok(()) => n += 1,
        Err(Error::NotFound) => {}
        Err(e) => panic!("{e:?}"),
    };
    count(t.app.read(who, move |cx| view::view(cx, room, None, None).map(|_| ())));
    count(t.app.read(who, move |cx| view::one(cx, room, some).map(|_| ())));
    count(t.app.read(who, move |cx| changes::changes(cx, room).map(|_| ())));
    count(t.app.read(who, move |cx| search::search(cx, room, "訪問").map(|_| ())));
    count(t.app.read(who, move |cx| period::period(cx, room, day, day, None).map(|_| ())));
    count(t.app.read(who, move |cx| live::follow(cx, room).map(|_| ())));
    count(t.app.read(who, move |cx| post::readers(cx, room).map(|_| ())));
    count(t.act(who, move |cx| mark::read(cx, room, &[some])));
    n
}

#[test]
fn only_the_team_is_let_in_and_who_is_withdrawn_is_out_at_once() {
    in_both_towns(|t| {
        assert_eq!(let_in(&t, &t.cm), 8);
        assert_eq!(let_in(&t, &t.nurse), 8);
        assert_eq!(let_in(&t, &t.stranger), 0);
        let kept = t.say(&t.nurse, PostKind::Report, "訪看が書いたこと");
        t.withdraw(&t.nurse);
        assert_eq!(let_in(&t, &t.nurse), 0);
        let room = t.room;
        assert!(!t.app.read(&t.nurse, move |cx| live::still(cx, &[room])).unwrap());
        let m = t.app.read(&t.nurse, rooms::use_cases::mine::mine).unwrap();
        assert!(m.lines.is_empty() && m.asks.is_empty());
        assert!(matches!(t.post(&t.nurse, words(PostKind::Report, "x")), Err(Error::NotFound)));
        // what was written stays for the others
        let o = t.app.read(&t.cm, move |cx| view::one(cx, room, kept)).unwrap();
        assert_eq!(o.shown.post.text, "訪看が書いたこと");
    });
}

/// A relative who is named, with a login of their own.
fn relative(t: &Town, n: u16) -> Actor {
    let account = testkit::id(n);
    let g = Grant {
        resident: t.id,
        party: Party::Account(account),
        basis: Basis::Relative,
        kind: Some(What::Room),
        record: None,
        from: t.app.now().date(),
        to: None,
    };
    t.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
    Actor {
        account: Some(account),
        name: "高橋 京子".into(),
        ..testkit::staff(Hat::Family, t.cm.organisation.unwrap())
    }
}

#[test]
fn a_named_relative_reads_and_writes_the_familys_layer_and_nothing_else() {
    in_both_towns(|t| {
        let room = t.room;
        let daughter = relative(&t, 901);
        let secret = t.say(&t.nurse, PostKind::Report, "チームだけの話");
        let mut new = words(PostKind::Report, "きょうはお元気でした");
        new.layer = Layer::Family;
        let shared = t.post(&t.nurse, new).unwrap();
        let v = t.app.read(&daughter, move |cx| view::view(cx, room, None, None)).unwrap();
        let seen: Vec<_> = v.posts.iter().map(|p| p.post.id).collect();
        assert_eq!(seen, [shared]);
        assert!(v.facts.is_empty() && !v.sees_health && v.measured.is_empty());
        let one = t.app.read(&daughter, move |cx| view::one(cx, room, secret).map(|_| ()));
        assert!(matches!(one, Err(Error::NotFound)));
        let found = t.app.read(&daughter, move |cx| search::search(cx, room, "チーム")).unwrap();
        assert!(found.posts.is_empty());
        let day = t.app.now().date();
        let p = t.app.read(&daughter, move |cx| period::period(cx, room, day, day, None)).unwrap();
        assert_eq!(p.posts.len(), 1);
        let c = t.app.read(&daughter, move |cx| changes::changes(cx, room)).unwrap();
        assert!(c.elsewhere.is_empty() && c.posts.len() == 1);
        // of events too
        t.app.settle();
        let events =
            t.app.read(&daughter, move |cx| app::outbox::about_after(cx, &[room], 0)).unwrap();
        let told: Vec<_> = events.iter().filter_map(|e| live::shows(&daughter, e)).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(&shared.to_string()));
        // writes in it, and in no other
        let refused = t.post(&daughter, words(PostKind::Report, "x"));
        assert!(matches!(refused, Err(Error::Invalid(f)) if f[0].field == "layer"));
        // a mark of a post that is not theirs is passed over
        t.act(&daughter, move |cx| mark::read(cx, room, &[secret])).unwrap();
        let o = t.app.read(&t.cm, move |cx| view::one(cx, room, secret)).unwrap();
        assert!(o.shown.reads.is_empty());
        // and a relative who is not named sees nothing
        let son = Actor { account: Some(testkit::id(902)), ..daughter.clone() };
        let none = t.app.read(&son, move |cx| view::view(cx, room, None, None).map(|_| ()));
        assert!(matches!(none, Err(Error::NotFound)));
    });
}

#[test]
fn a_refusal_is_in_the_log_and_search_words_are_not() {
    in_both_towns(|t| {
        let room = t.room;
        let _ = t.app.read(&t.stranger, move |cx| view::view(cx, room, None, None));
        t.app.read(&t.cm, move |cx| search::search(cx, room, "カナリア")).unwrap();
        let rows = log(&t);
        assert!(rows.iter().any(|r| r.contains("rooms.room.read") && r.ends_with(" 1")));
        assert!(!rows.iter().any(|r| r.contains("カナリア")));
    });
}
