//! Signing up, waiting, cancelling, reception, erasing.
use app::Error;
use events::EventId;
use events::model::State;
use events::model::entry::{EntryState, Word};
use events::use_cases::public::{self as open, visitor};
use events::use_cases::{change, entries, erase};
use kernel::Actor;
use testkit::TestApp;

use crate::support::{add, both, city, coordinator, event, on, somebody};

fn opened(app: &TestApp, capacity: i64) -> (EventId, String) {
    let mut new = event("training", &["2026-12-18"]);
    new.capacity = Some(capacity);
    let id = add(app, new);
    app.write(&coordinator(), move |cx| change::set_state(cx, id, State::Open, "")).unwrap();
    let slug = app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap().event.slug;
    (id, slug)
}

fn sign_up(app: &TestApp, slug: &str, name: &str, key: &str) -> Result<Word, Error> {
    let (slug, who, key) = (slug.to_owned(), somebody(name, "nurse"), key.to_owned());
    app.write(&visitor(), move |cx| open::sign_up(cx, &slug, &who, &key, "net"))
}

fn mine(app: &TestApp, w: &str) -> open::Mine {
    app.read(&visitor(), |cx| open::mine(cx, w, "net")).unwrap()
}

#[test]
fn who_waits_moves_up_in_order_when_somebody_cancels() {
    both(|app| {
        let (id, slug) = opened(&app, 2);
        let words: Vec<Word> = ["一", "二", "三", "四"]
            .iter()
            .enumerate()
            .map(|(i, n)| sign_up(&app, &slug, n, &format!("key-{i:08}")).unwrap())
            .collect();
        let again = sign_up(&app, &slug, "一", "key-00000000").unwrap();
        assert_eq!(again, words[0], "the same press twice is one sign-up");
        let other = sign_up(&app, &slug, "五", "key-00000000").unwrap();
        assert_ne!(other, words[0], "another name on the same page is another one");
        assert_eq!(mine(&app, words[2].token()).entry.state, EntryState::Waiting);
        assert_eq!(mine(&app, &words[3].code()).before, 1);
        let first = words[0].code();
        app.write(&visitor(), move |cx| open::cancel(cx, &first, "net")).unwrap();
        let third = mine(&app, words[2].token()).entry;
        assert_eq!((third.state, third.told), (EntryState::In, None));
        assert!(third.moved.is_some(), "who moved up is to be told");
        assert_eq!(mine(&app, words[3].token()).entry.state, EntryState::Waiting);
        // more room: the rest moves up as well
        let version = app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap().event.version;
        let mut more = event("training", &["2026-12-18"]);
        more.capacity = Some(10);
        app.write(&coordinator(), move |cx| change::change(cx, id, &more, version)).unwrap();
        assert_eq!(mine(&app, words[3].token()).entry.state, EntryState::In);
        assert_eq!(mine(&app, words[0].token()).entry.state, EntryState::Gone);
    });
}

#[test]
fn names_are_for_the_centre_alone() {
    both(|app| {
        let (id, slug) = opened(&app, 5);
        sign_up(&app, &slug, "結野 花", "key-00000001").unwrap();
        let refused = app.read(&city(), |cx| entries::people(cx, id));
        assert!(matches!(refused, Err(Error::Forbidden("events.entry.read"))));
        assert_eq!(
            app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap().entries.len(),
            1
        );
    });
}

#[test]
fn wrong_numbers_are_bounded_and_say_nothing() {
    both(|app| {
        let (_, slug) = opened(&app, 5);
        let w = sign_up(&app, &slug, "結野 花", "key-00000001").unwrap();
        for _ in 0..open::MISSES {
            let missed = app.read(&visitor(), |cx| open::mine(cx, "AAAA-AAAA", "net"));
            assert!(matches!(missed, Err(Error::NotFound)));
            app.write(&visitor(), |cx| open::missed(cx, "net")).unwrap();
        }
        let shut = app.read(&visitor(), |cx| open::mine(cx, w.token(), "net"));
        assert!(matches!(shut, Err(Error::Rule(_))));
        let other = app.read(&visitor(), |cx| open::mine(cx, w.token(), "another net"));
        assert_eq!(other.unwrap().entry.who.name, "結野 花");
        app.clock.advance_minutes(16);
        mine(&app, w.token());
    });
}

#[test]
fn sign_ups_are_bounded_and_an_event_that_is_not_open_is_not_there() {
    both(|app| {
        let (id, slug) = opened(&app, 500);
        for i in 0..open::ENTRIES {
            sign_up(&app, &slug, &format!("人{i}"), &format!("key-{i:08}")).unwrap();
        }
        assert!(matches!(sign_up(&app, &slug, "人", "key-99999999"), Err(Error::Rule(_))));
        app.write(&coordinator(), move |cx| change::set_state(cx, id, State::Planned, "")).unwrap();
        assert!(matches!(app.read(&visitor(), |cx| open::page(cx, &slug)), Err(Error::NotFound)));
        app.write(&coordinator(), |cx| app::settings::set(cx, "capability.events", "off")).unwrap();
        assert!(
            matches!(app.read(&visitor(), open::all), Err(Error::NotFound)),
            "switched off is off here too"
        );
    });
}

#[test]
fn reception_works_by_list_by_the_own_phone_and_for_who_did_not_sign_up() {
    both(|app| {
        let (id, slug) = opened(&app, 1);
        let a = sign_up(&app, &slug, "一", "key-00000001").unwrap();
        let b = sign_up(&app, &slug, "二", "key-00000002").unwrap();
        assert!(
            matches!(app.read(&visitor(), |cx| open::at_the_door(cx, &slug)), Err(Error::NotFound)),
            "not before the day"
        );
        on(&app, "2026-12-18");
        let (s, code) = (slug.clone(), b.code());
        app.write(&visitor(), move |cx| open::here(cx, &s, &code, "net")).unwrap();
        let s = slug.clone();
        app.write(&visitor(), move |cx| {
            open::walk_in(cx, &s, &somebody("三", "doctor"), "key-00000003", "net")
        })
        .unwrap();
        let entry = mine(&app, a.token()).entry.id;
        app.write(&coordinator(), move |cx| entries::receive(cx, id, entry, 1, true)).unwrap();
        let token = a.token().to_owned();
        let (_, _, here) = app.read(&coordinator(), |cx| entries::by_ticket(cx, &token)).unwrap();
        assert!(here);
        let list = app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap();
        assert_eq!(list.present.len(), 3);
        assert!(
            list.entries.iter().all(|e| e.state == EntryState::In),
            "whoever stands there has a place"
        );
        app.write(&coordinator(), move |cx| entries::receive(cx, id, entry, 1, false)).unwrap();
        assert_eq!(
            app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap().present.len(),
            2
        );
    });
}

#[test]
fn names_go_on_the_promised_day_and_the_numbers_stay() {
    both(|app| {
        app.write(&coordinator(), |cx| change::decide_keep(cx, 60)).unwrap();
        let (id, slug) = opened(&app, 5);
        let w = sign_up(&app, &slug, "結野 花", "key-00000001").unwrap();
        // a longer time decided later does not lengthen what was promised
        app.write(&city(), |cx| change::decide_keep(cx, 400)).unwrap();
        on(&app, "2026-12-18");
        let entry = mine(&app, w.token()).entry.id;
        app.write(&coordinator(), move |cx| {
            entries::receive(cx, id, entry, 1, true)?;
            change::set_state(cx, id, State::Held, "")
        })
        .unwrap();
        let round = |day: &str| {
            on(&app, day);
            app.write(&Actor::system(), erase::erase).unwrap().entries
        };
        assert_eq!(
            (round("2027-02-15"), round("2027-02-16"), round("2027-02-17")),
            (0, 1, 0),
            "60 days"
        );
        let list = app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap();
        let it = &list.entries[0];
        assert!(
            it.erased
                && it.who.name.is_empty()
                && it.who.contact.is_empty()
                && it.who.organisation.is_empty()
        );
        assert_eq!(it.who.profession, "nurse");
        let token = w.token().to_owned();
        assert!(matches!(
            app.read(&visitor(), |cx| open::mine(cx, &token, "net")),
            Err(Error::NotFound)
        ));
        let n = app
            .read(&coordinator(), |cx| events::use_cases::count::figure(cx, "training", 2026))
            .unwrap();
        assert_eq!(n, (1, 1));
    });
}
