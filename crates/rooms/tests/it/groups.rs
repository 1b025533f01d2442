//! Groups without a person.
use app::Error;
use kernel::Id;
use rooms::model::{Layer, PostKind};
use rooms::use_cases::groups::{self, Found};
use rooms::use_cases::post::{NewWords, resident_of, write};
use rooms::use_cases::{mark, mine, view};

use crate::town::{Town, in_both_towns, words};

fn found(t: &Town, members: Vec<Id>) -> Id {
    let cmd = Found { name: "在宅の勉強会".into(), purpose: "年4回".into(), members };
    t.act(&t.cm, move |cx| groups::found(cx, &cmd)).unwrap()
}

#[test]
fn a_group_is_open_to_its_organisations_only_and_has_no_family() {
    in_both_towns(|t| {
        let room = found(&t, vec![t.stranger.organisation.unwrap()]);
        let see = |who: &kernel::Actor| {
            t.app.read(who, move |cx| view::view(cx, room, None, None).map(|v| v.layers))
        };
        assert_eq!(see(&t.stranger).unwrap(), [Layer::Team]);
        assert!(matches!(see(&t.nurse), Err(Error::NotFound)));
        let mut new = words(PostKind::Report, "つぎは12月です");
        let cmd = NewWords { room, new: new.clone(), files: Vec::new(), sure: false };
        t.act(&t.stranger, move |cx| write(cx, &cmd)).unwrap();
        new.layer = Layer::Family;
        let cmd = NewWords { room, new, files: Vec::new(), sure: false };
        let refused = t.act(&t.stranger, move |cx| write(cx, &cmd));
        assert!(matches!(refused, Err(Error::Invalid(_))));
        assert_eq!(t.app.read(&t.cm, mine::mine).unwrap().unread(), 1);
    });
}

#[test]
fn who_is_taken_out_sees_nothing_and_an_ended_group_takes_nothing() {
    in_both_towns(|t| {
        let other = t.stranger.organisation.unwrap();
        let room = found(&t, vec![other]);
        t.act(&t.cm, move |cx| groups::change_member(cx, room, other, false)).unwrap();
        let gone = t.app.read(&t.stranger, move |cx| view::view(cx, room, None, None).map(|_| ()));
        assert!(matches!(gone, Err(Error::NotFound)));
        let own = t.cm.organisation.unwrap();
        let last = t.act(&t.cm, move |cx| groups::change_member(cx, room, own, false));
        assert!(matches!(last, Err(Error::Rule(_))));
        let new = words(PostKind::Report, "つぎは12月です");
        let cmd = NewWords { room, new, files: Vec::new(), sure: false };
        let post = t.act(&t.cm, move |cx| write(cx, &cmd)).unwrap();
        t.act(&t.cm, move |cx| mark::pin(cx, room, post, true)).unwrap();
        t.act(&t.cm, move |cx| groups::close(cx, room)).unwrap();
        for on in [true, false] {
            let pinned = t.act(&t.cm, move |cx| mark::pin(cx, room, post, on));
            assert!(matches!(pinned, Err(Error::Rule(w)) if w.contains("終わっています")));
        }
        let v = t.app.read(&t.cm, move |cx| view::view(cx, room, None, None)).unwrap();
        assert_eq!((v.posts.len(), v.pinned.len(), v.may_write), (1, 1, false), "as it was");
        t.act(&t.cm, move |cx| mark::read(cx, room, &[post])).unwrap();
        let cmd =
            NewWords { room, new: words(PostKind::Report, "x"), files: Vec::new(), sure: false };
        let ended = t.act(&t.cm, move |cx| write(cx, &cmd));
        assert!(matches!(ended, Err(Error::Rule(_))));
        let draft = t.act(&t.cm, move |cx| resident_of(cx, room));
        assert!(matches!(draft, Err(Error::Rule(w)) if w.contains("終わっています")));
    });
}
