//! Minutes: draft, confirmed, corrected.
use app::Error;
use meetings::MeetingId;
use meetings::model::State;
use meetings::model::lines::NewItem;
use meetings::use_cases::{agenda, decisions, meetings as planning, minutes};
use testkit::TestApp;

use crate::support::{add_body, body, both, city, coordinator, held, meeting, on, plan};

fn begun(app: &TestApp) -> MeetingId {
    on(app, "2026-11-22");
    let a = add_body(app, body("推進会議"));
    let id = held(app, a, "2026-11-01");
    app.write(&coordinator(), move |cx| {
        let new = NewItem { title: "入院時の連絡".into(), ..NewItem::default() };
        agenda::add(cx, id, &new)?;
        decisions::add(cx, id, "連絡先の一覧を配る").map(drop)
    })
    .unwrap();
    id
}

#[test]
fn confirmed_minutes_lock_the_meeting_and_a_correction_makes_a_new_version() {
    both(|app| {
        let id = begun(&app);
        let open = || app.read(&coordinator(), |cx| minutes::open(cx, id)).unwrap();
        let d = open().draft.unwrap();
        assert!(d.version == 0 && d.content.contains("1．連絡先の一覧を配る"), "{}", d.content);
        assert!(
            app.read(&city(), |cx| minutes::open(cx, id)).unwrap().draft.is_none(),
            "a draft is the centre's"
        );
        let save = |text: &'static str, v: i64| {
            app.write(&coordinator(), move |cx| minutes::save(cx, id, text, v))
        };
        save("■ 議事\n書いた", 0).unwrap();
        assert!(matches!(save("ほか", 0), Err(Error::Stale { .. })), "nobody is overwritten");
        assert!(matches!(save(" ", 1), Err(Error::Invalid(f)) if f[0].field == "content"));
        let confirm = |text: &'static str, v: i64| {
            app.write(&coordinator(), move |cx| minutes::confirm(cx, id, text, v))
        };
        assert_eq!(confirm("■ 議事\n決めた", 1).unwrap(), 1);
        // locked: nothing of the meeting changes any more
        let add = || {
            app.write(&coordinator(), move |cx| decisions::add(cx, id, "あとから足す").map(drop))
        };
        assert!(matches!(add(), Err(Error::Rule(t)) if t.contains("確定")));
        let change = app.write(&coordinator(), move |cx| {
            planning::change(cx, id, &meeting(Some("2026-11-02")), 2)
        });
        assert!(matches!(change, Err(Error::Rule(_))));
        let back =
            app.write(&coordinator(), move |cx| planning::set_state(cx, id, State::Planned, ""));
        assert!(matches!(back, Err(Error::Rule(_))));
        assert!(matches!(save("こっそり", 0), Err(Error::Rule(_))));
        // the city reads what was confirmed
        let seen = app.read(&city(), |cx| minutes::open(cx, id)).unwrap();
        assert_eq!(seen.versions[0].content, "■ 議事\n決めた");
        let correct =
            |why: &'static str| app.write(&coordinator(), move |cx| minutes::correct(cx, id, why));
        assert!(matches!(correct(" "), Err(Error::Invalid(f)) if f[0].field == "reason"));
        correct("出席者の誤り").unwrap();
        assert!(matches!(correct("もう一度"), Err(Error::Rule(_))));
        add().unwrap();
        let d = open().draft.unwrap();
        assert_eq!((d.content.as_str(), d.reason.as_str()), ("■ 議事\n決めた", "出席者の誤り"));
        assert_eq!(confirm("■ 議事\n直した", d.version).unwrap(), 2);
        let all = open().versions;
        assert_eq!(all.iter().map(|v| v.n).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(
            (all[0].reason.as_str(), all[1].content.as_str()),
            ("出席者の誤り", "■ 議事\n決めた")
        );
        assert_ne!(all[0].hash, all[1].hash);
        assert!(add().is_err(), "locked again");
    });
}

#[test]
fn minutes_need_a_meeting_that_was_held() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, body("推進会議"));
        let id = plan(&app, a, Some("2026-12-18"));
        let early = app.write(&coordinator(), move |cx| minutes::save(cx, id, "あ", 0));
        assert!(matches!(early, Err(Error::Rule(_))));
        let none = MeetingId(testkit::id(4));
        let missing = app.write(&coordinator(), move |cx| minutes::save(cx, none, "あ", 0));
        assert!(matches!(missing, Err(Error::NotFound)));
        let refused = app.write(&city(), move |cx| minutes::save(cx, id, "あ", 0));
        assert!(matches!(refused, Err(Error::Forbidden("meetings.minutes.write"))));
    });
}

#[test]
fn the_draft_can_be_made_again_until_it_is_confirmed() {
    both(|app| {
        let id = begun(&app);
        app.write(&coordinator(), move |cx| {
            minutes::save(cx, id, "むだ書き", 0)?;
            minutes::again(cx, id)
        })
        .unwrap();
        let d = app.read(&coordinator(), |cx| minutes::open(cx, id)).unwrap().draft.unwrap();
        assert!(d.version == 0 && d.content.contains("入院時の連絡"));
        let slice = meetings::slice();
        let asks = || {
            let all = app.read(&coordinator(), |cx| (slice.todo.unwrap())(cx)).unwrap();
            all.iter().any(|t| t.why.contains("議事録"))
        };
        assert!(asks(), "three weeks after, きょう asks for the minutes");
        app.write(&coordinator(), move |cx| minutes::confirm(cx, id, "済んだ", 0)).unwrap();
        assert!(!asks());
        let again = app.write(&coordinator(), move |cx| minutes::again(cx, id));
        assert!(matches!(again, Err(Error::Rule(_))));
    });
}
