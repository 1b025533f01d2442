//! Two records of one person are joined: their rooms are read as one, nothing is lost, and apart again each is as it was.
use app::Error;
use people::authz::{Basis, Grant, Party, grant};
use people::use_cases::merge;
use rooms::model::{NewPost, PostKind};
use rooms::use_cases::post::{NewWords, write};
use rooms::use_cases::{begin, changes, live, mark, mine, period, search, view};

use crate::town::{Town, in_both_towns, registered, words};

fn say(t: &Town, who: &kernel::Actor, room: kernel::Id, new: NewPost) -> kernel::Id {
    let cmd = NewWords { room, new, files: Vec::new(), sure: false };
    t.act(who, move |cx| write(cx, &cmd)).unwrap()
}

#[test]
fn rooms_of_joined_records_are_one_for_who_may_open_both_and_part_again() {
    in_both_towns(|t| {
        let (id, front) = (t.id, t.room);
        let twin = registered(&t.app, &t.cm, "高橋 𠮷江", "0000000012");
        // the nurse and the care manager follow both, the doctor the first, the stranger the second
        for who in [&t.cm, &t.nurse, &t.stranger] {
            let g = Grant {
                resident: twin,
                party: Party::Organisation(who.organisation.unwrap()),
                basis: Basis::Team,
                kind: None,
                record: None,
                from: t.app.now().date(),
                to: None,
            };
            t.app.write(&kernel::Actor::system(), move |cx| grant(cx, &g)).unwrap();
        }
        let back = t.act(&t.cm, move |cx| begin::begin(cx, twin)).unwrap();
        assert_ne!(front, back);
        let first = t.say(&t.nurse, PostKind::Report, "はじめの部屋の報告");
        t.app.clock.set(t.app.now().plus_minutes(1));
        let mut new = words(PostKind::Consult, "もう1つの部屋の相談");
        new.to = vec![t.cm.organisation.unwrap()];
        let second = say(&t, &t.stranger, back, new);
        let posts = |who: &kernel::Actor, room| {
            t.app
                .read(who, move |cx| view::view(cx, room, None, None))
                .map(|v| (v.head, v.posts.iter().map(|p| p.post.id).collect::<Vec<_>>()))
        };
        assert_eq!(posts(&t.cm, front).unwrap(), (front, vec![first]));
        let m = merge::Merge { keep: id, gone: twin, reason: "同じ方".into(), sure: true };
        let merged = t.act(&t.cm, move |cx| merge::merge(cx, &m)).unwrap();
        // from either side the same, in order
        for room in [front, back] {
            assert_eq!(posts(&t.cm, room).unwrap(), (front, vec![first, second]));
        }
        // no right is widened
        assert_eq!(posts(&t.doctor, front).unwrap().1, [first]);
        assert!(matches!(posts(&t.doctor, back), Err(Error::NotFound)));
        assert_eq!(posts(&t.stranger, back).unwrap(), (back, vec![second]));
        assert!(matches!(posts(&t.stranger, front), Err(Error::NotFound)));
        // live: who may open both hears of both, who may open one of that one
        let follows = |who: &kernel::Actor, room| t.app.read(who, move |cx| live::follow(cx, room));
        assert_eq!(follows(&t.cm, front).unwrap(), [front, back]);
        assert_eq!(follows(&t.doctor, front).unwrap(), [front]);
        assert_eq!(follows(&t.stranger, back).unwrap(), [back]);
        let still = |who: &kernel::Actor| {
            t.app.read(who, move |cx| live::still(cx, &[front, back])).unwrap()
        };
        assert!(still(&t.cm) && !still(&t.doctor) && !still(&t.stranger));
        // list, changes, print, search: one room, and nothing of it lost
        let m = t.app.read(&t.cm, mine::mine).unwrap();
        assert_eq!((m.lines.len(), m.lines[0].room.id, m.lines[0].unread), (1, front, 2));
        assert!(m.lines[0].owes.is_some() && m.asks.len() == 1);
        let c = t.app.read(&t.cm, move |cx| changes::changes(cx, front)).unwrap();
        assert_eq!(c.posts.len(), 2);
        let day = t.app.now().date();
        let p = t.app.read(&t.cm, move |cx| period::period(cx, front, day, day, None)).unwrap();
        assert_eq!(p.posts.len(), 2);
        let f = t.app.read(&t.cm, move |cx| search::search(cx, front, "もう1つ")).unwrap();
        assert_eq!(f.posts[0].room, back);
        t.act(&t.cm, move |cx| mark::read(cx, front, &[first, second])).unwrap();
        assert_eq!(t.app.read(&t.cm, mine::mine).unwrap().unread(), 0);
        // the way in leads to the one room, from both records
        for record in [id, twin] {
            assert_eq!(
                t.app.read(&t.cm, move |cx| begin::of(cx, record)).unwrap().room,
                Some(front)
            );
            assert_eq!(t.act(&t.cm, move |cx| begin::begin(cx, record)).unwrap(), front);
        }
        // apart: each as it was
        t.act(&t.cm, move |cx| merge::unmerge(cx, merged, "別の方でした")).unwrap();
        assert_eq!(posts(&t.cm, front).unwrap(), (front, vec![first]));
        assert_eq!(posts(&t.cm, back).unwrap(), (back, vec![second]));
        let m = t.app.read(&t.cm, mine::mine).unwrap();
        assert_eq!((m.lines.len(), m.unread()), (2, 0));
    });
}

#[test]
fn a_joined_record_without_a_room_of_its_own_leads_to_the_one_that_is_there() {
    in_both_towns(|t| {
        let (id, room) = (t.id, t.room);
        let other = registered(&t.app, &t.cm, "高橋 𠮷江", "0000000012");
        let m = merge::Merge { keep: other, gone: id, reason: "同じ方".into(), sure: true };
        t.act(&t.cm, move |cx| merge::merge(cx, &m)).unwrap();
        t.say(&t.nurse, PostKind::Report, "報告");
        assert_eq!(t.app.read(&t.cm, move |cx| begin::of(cx, other)).unwrap().room, Some(room));
        let m = t.app.read(&t.cm, mine::mine).unwrap();
        assert_eq!((m.lines.len(), m.unread()), (1, 1));
        assert_eq!(m.lines[0].person.as_ref().unwrap().id, other, "under the name in front");
    });
}

#[test]
fn the_persons_own_page_leads_to_the_room_and_not_for_a_relative_who_was_not_named() {
    in_both_towns(|t| {
        let (id, room) = (t.id, t.room);
        let named = |n: u16, hat, basis, kind| {
            let who = testkit::staff(hat, testkit::id(n + 50));
            let who = kernel::Actor { account: Some(testkit::id(n)), ..who };
            let g = Grant {
                resident: id,
                party: Party::Account(testkit::id(n)),
                basis,
                kind,
                record: None,
                from: t.app.now().date(),
                to: None,
            };
            t.app.write(&kernel::Actor::system(), move |cx| grant(cx, &g)).unwrap();
            who
        };
        use kernel::Hat::{Family, Resident};
        use people::authz::What;
        let links = |who: &kernel::Actor| t.app.read(who, |cx| mine::link(cx, id.0)).unwrap();
        let own = named(901, Resident, Basis::Own, None);
        assert_eq!(links(&own)[0].href, format!("/rooms/{room}"));
        assert_eq!(links(&named(902, Family, Basis::Relative, Some(What::Room))).len(), 1);
        assert!(links(&named(903, Family, Basis::Relative, Some(What::Wish))).is_empty());
    });
}
