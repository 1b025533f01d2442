//! An event from 予定 to its report.
use app::Error;
use events::model::State;
use events::model::draft::TextKind;
use events::use_cases::{change, read, requests, tasks, texts};
use kernel::Actor;
use testkit::TestApp;

use crate::support::{add, both, city, coordinator, event, get, on};

#[test]
fn an_event_brings_its_tasks_and_they_move_with_its_date() {
    both(|app| {
        let id = add(&app, event("training", &["2026-12-18"]));
        let (e, all) = app.read(&coordinator(), |cx| tasks::open(cx, id)).unwrap();
        assert_eq!(e.template, "training@2026-11");
        assert_eq!(all.len(), 23);
        let meeting = all.iter().find(|t| t.text.contains("反省会")).unwrap().clone();
        assert_eq!(meeting.due.to_string(), "2027-01-08", "21 days after");
        let done = all[0].clone();
        app.write(&coordinator(), move |cx| tasks::tick(cx, id, done.id, true)).unwrap();
        let version = e.version;
        app.write(&coordinator(), move |cx| {
            change::change(cx, id, &event("training", &["2027-01-18"]), version)
        })
        .unwrap();
        let (_, now) = app.read(&coordinator(), |cx| tasks::open(cx, id)).unwrap();
        assert_eq!(now.iter().find(|t| t.id == meeting.id).unwrap().due.to_string(), "2027-02-08");
        assert_eq!(now[0].due, done.due, "what is ticked stays");
        assert!(now[0].done_on.is_some() && !now[0].done_by.is_empty());
        app.write(&coordinator(), move |cx| tasks::tick(cx, id, done.id, false)).unwrap();
        let (_, now) = app.read(&coordinator(), |cx| tasks::open(cx, id)).unwrap();
        assert!(now[0].done_on.is_none() && now[0].done_by.is_empty(), "the tick is taken back");
    });
}

#[test]
fn somebody_who_changed_it_meanwhile_is_not_overwritten() {
    both(|app| {
        let id = add(&app, event("training", &["2026-12-18"]));
        let save = |version: i64| {
            app.write(&coordinator(), move |cx| {
                change::change(cx, id, &event("talk", &["2026-12-18"]), version)
            })
        };
        save(1).unwrap();
        assert!(matches!(save(1), Err(Error::Stale { mine: 1, theirs: 2 })));
    });
}

#[test]
fn a_state_is_reached_only_from_where_it_can_be() {
    both(|app| {
        let id = add(&app, event("training", &["2026-12-18"]));
        let to = |s: State, why: &'static str| {
            app.write(&coordinator(), move |cx| change::set_state(cx, id, s, why))
        };
        assert!(matches!(to(State::Held, ""), Err(Error::Rule(_))), "not before its day");
        assert!(matches!(to(State::Off, " "), Err(Error::Invalid(_))), "not without a reason");
        to(State::Off, "大雪").unwrap();
        assert!(matches!(to(State::Open, ""), Err(Error::Rule(_))));
        to(State::Planned, "").unwrap();
        to(State::Open, "").unwrap();
        on(&app, "2026-12-18");
        to(State::Held, "").unwrap();
        to(State::Held, "").unwrap();
        let e = app.read(&coordinator(), |cx| read::one(cx, id)).unwrap().line.event;
        assert_eq!((e.state, e.why.as_str()), (State::Held, ""));
    });
}

#[test]
fn the_city_reads_and_does_not_write() {
    both(|app| {
        let id = add(&app, event("training", &["2026-12-18"]));
        app.read(&city(), |cx| read::one(cx, id)).unwrap();
        let refused = app.write(&city(), move |cx| change::set_state(cx, id, State::Off, "x"));
        assert!(matches!(refused, Err(Error::Forbidden("events.event.write"))));
        let visitor: Actor = events::use_cases::public::visitor();
        assert!(matches!(app.read(&visitor, |cx| read::one(cx, id)), Err(Error::Forbidden(_))));
    });
}

#[test]
fn the_report_is_a_draft_until_somebody_saves_it() {
    both(|app| {
        let id = add(&app, event("training", &["2026-11-18"]));
        app.write(&coordinator(), move |cx| {
            change::put_heads(cx, id, &[("nurse".into(), 12), ("doctor".into(), 3)])?;
            change::set_state(cx, id, State::Held, "")?;
            let (_, all) = tasks::open(cx, id)?;
            let photo = all.iter().find(|t| t.text.contains("写真")).map(|t| t.id);
            tasks::tick(cx, id, photo.unwrap(), true)
        })
        .unwrap();
        let open = || app.read(&coordinator(), |cx| texts::open(cx, id, TextKind::Report)).unwrap();
        let draft = open();
        assert!(draft.saved.is_none());
        for want in ["参加者　15人", "看護師・保健師　12人　80.0%", "・写真撮影と記録（拠点）"]
        {
            assert!(draft.body.contains(want), "{want}\n{}", draft.body);
        }
        let save = |text: &'static str, version: i64| {
            app.write(&coordinator(), move |cx| {
                texts::save(cx, id, TextKind::Report, text, version)
            })
        };
        save("■ 書いた", 0).unwrap();
        assert!(matches!(save("■ ほか", 0), Err(Error::Stale { .. })), "nobody is overwritten");
        assert_eq!(open().body, "■ 書いた");
        app.write(&coordinator(), move |cx| texts::again(cx, id, TextKind::Report)).unwrap();
        assert_eq!(open().body, draft.body);
    });
}

#[test]
fn a_request_of_residents_becomes_an_event_once() {
    both(|app| {
        let wish = requests::Wish {
            group: "東町サロン".into(),
            theme: "人生会議".into(),
            when: "12月の午前".into(),
            persons: "２０人くらい".into(),
            name: "結野 花".into(),
            contact: "0000-65-0012".into(),
            ..requests::Wish::default()
        };
        let visitor = events::use_cases::public::visitor();
        let send = |key: &'static str| {
            let w = wish.clone();
            app.write(&visitor, move |cx| requests::ask(cx, &w, key, "net"))
        };
        send("key-00000001").unwrap();
        send("key-00000001").unwrap();
        for key in ["key-00000002", "key-00000003", "key-00000004"] {
            send(key).unwrap();
        }
        assert!(matches!(send("key-00000005"), Err(Error::Rule(_))), "bounded by network");
        let all = app.read(&coordinator(), requests::list).unwrap();
        assert_eq!(all.len(), 4, "the same press twice is one");
        let (id, day) = (all[0].id, "2026-12-10".parse().unwrap());
        let made = app.write(&coordinator(), move |cx| requests::take(cx, id, day)).unwrap();
        let e = app.read(&coordinator(), |cx| read::to_change(cx, made)).unwrap();
        assert_eq!((e.data.kind.as_str(), e.data.expected), ("lecture-visit", Some(20)));
        assert!(
            !e.data.aim.contains("結野") && !e.data.contact.contains("0000"),
            "nothing of the person"
        );
        let again = app.write(&coordinator(), move |cx| requests::take(cx, id, day));
        assert!(matches!(again, Err(Error::Rule(_))));
        // 180 days later the names are gone, the request is not
        on(&app, "2027-06-30");
        app.write(&Actor::system(), events::use_cases::erase::erase).unwrap();
        let all = app.read(&coordinator(), requests::list).unwrap();
        let it = all.iter().find(|a| a.id == id).unwrap();
        assert!(it.erased && it.wish.name.is_empty() && it.wish.contact.is_empty());
        assert_eq!(it.wish.group, "東町サロン");
        assert!(all.iter().any(|a| !a.erased), "one that waits keeps its names");
    });
}

#[test]
fn what_should_have_been_done_before_is_no_work_of_today_once_it_was_held() {
    both(|app| {
        on(&app, "2026-11-22");
        // entered on the day itself, as a small meeting is: everything before it is late at once
        let id = add(&app, event("training", &["2026-11-22"]));
        let lines = |app: &TestApp| {
            let all = app.read(&coordinator(), |cx| (events::slice().todo.unwrap())(cx)).unwrap();
            all.into_iter().filter(|t| t.href == format!("/events/{id}/tasks")).collect::<Vec<_>>()
        };
        let before = lines(&app);
        assert_eq!(before.len(), 1);
        assert!(before[0].why.contains("ほか"), "{}", before[0].why);
        app.write(&coordinator(), move |cx| change::set_state(cx, id, State::Held, "")).unwrap();
        assert!(lines(&app).is_empty(), "nobody can prepare any more what was held");
        // what comes after it is still asked for
        on(&app, "2027-02-22");
        let (_, all) = app.read(&coordinator(), |cx| tasks::open(cx, id)).unwrap();
        let after = all.iter().filter(|t| t.phase == "after").count();
        let more = lines(&app);
        assert!(more.len() == 1 && after > 1, "{more:?}");
        assert!(more[0].why.contains(&format!("ほか{}件", after - 1)), "{}", more[0].why);
        let page = get(&app, Some(&coordinator()), &format!("/events/{id}/tasks"));
        assert!(page.contains("印のないまま実施"), "{page}");
    });
}
