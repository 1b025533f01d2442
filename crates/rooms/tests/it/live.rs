//! What a live reader is told: every change of the room, once, in order.
use app::outbox;
use rooms::model::PostKind;
use rooms::use_cases::{live, mark};

use crate::town::in_both_towns;

#[test]
fn every_post_is_an_event_of_its_room_in_order() {
    in_both_towns(|t| {
        let room = t.room;
        let posts: Vec<kernel::Id> =
            (0..5).map(|n| t.say(&t.nurse, PostKind::Report, &format!("{n}"))).collect();
        t.act(&t.cm, move |cx| mark::pin(cx, room, posts[0], true)).unwrap();
        t.app.settle();
        let events = t.app.read(&t.cm, move |cx| outbox::about_after(cx, &[room], 0)).unwrap();
        assert_eq!(events.len(), 6);
        assert!(events.windows(2).all(|w| w[0].pos < w[1].pos));
        let told: Vec<String> = events.iter().filter_map(|e| live::shows(&t.cm, e)).collect();
        assert_eq!(told.len(), 6);
        assert!(told.iter().all(|l| !l.contains("A居宅") && !l.contains(&t.id.to_string())));
        let last = t.app.read(&t.cm, move |cx| outbox::last_about(cx, &[room])).unwrap();
        assert_eq!(last, events[5].pos);
        let rest = t.app.read(&t.cm, move |cx| outbox::about_after(cx, &[room], last)).unwrap();
        assert!(rest.is_empty());
    });
}
