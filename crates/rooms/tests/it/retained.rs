//! At the end of retention nothing of a person's room is left.
use rooms::model::{PostKind, Reply, Vital};
use rooms::use_cases::answer::{Give, give};
use rooms::use_cases::tool::{SetTool, set};
use rooms::use_cases::{correct, mark};

use crate::town::{in_both_towns, words};

#[test]
fn everything_of_a_room_is_named_and_erased() {
    in_both_towns(|t| {
        let room = t.room;
        let mut new = words(PostKind::Request, "カナリア");
        new.vitals = vec![Vital { code: "temp".into(), value: 368 }];
        let post = t.post(&t.cm, new).unwrap();
        let mut reply = words(PostKind::Report, "カナリア2");
        reply.reply_to = Some(post);
        t.post(&t.nurse, reply).unwrap();
        t.act(&t.nurse, move |cx| mark::read(cx, room, &[post])).unwrap();
        let cmd = Give { room, post, what: Reply::Ack, detail: String::new() };
        t.act(&t.nurse, move |cx| give(cx, &cmd)).unwrap();
        let cmd = correct::Correct {
            room,
            post,
            version: 1,
            text: "カナリア3".into(),
            reason: "直し".into(),
        };
        t.act(&t.cm, move |cx| correct::correct(cx, &cmd)).unwrap();
        let cmd =
            SetTool { resident: t.id, label: "MCS".into(), url: "https://a.example/1".into() };
        t.act(&t.cm, move |cx| set(cx, &cmd)).unwrap();
        let r = rooms::slice().retained.unwrap();
        let id = t.id.0;
        let kept = t.app.read(&t.cm, move |cx| (r.kept)(cx, id)).unwrap();
        assert_eq!((kept[0].kind, kept[0].n), ("room", 2));
        assert!(kept[0].last.is_some());
        let erased = t.app.write(&kernel::Actor::system(), move |cx| (r.erase)(cx, id)).unwrap();
        assert_eq!(erased, [("room", 2)]);
        let kept = t.app.read(&t.cm, move |cx| (r.kept)(cx, id)).unwrap();
        assert_eq!((kept[0].n, kept[0].last), (0, None));
    });
}
