//! A meeting from its plan to what came of it, and the chronicle.
use app::Error;
use kernel::Id;
use meetings::MeetingId;
use meetings::model::lines::{NewAction, NewItem};
use meetings::model::seats::Presence;
use meetings::model::{NewBody, State};
use meetings::use_cases::attendance::{self, Said};
use meetings::use_cases::chronicle::{self, Which};
use meetings::use_cases::{agenda, decisions, meetings as planning, read};
use testkit::TestApp;

use crate::support::{
    add_body, add_member, body, both, city, coordinator, day, held, meeting, member, on, plan,
};

fn series(app: &TestApp, id: MeetingId) -> (Option<i64>, Option<i64>) {
    let m = app.read(&city(), |cx| read::one(cx, id)).unwrap().meeting;
    (m.year, m.series)
}

#[test]
fn meetings_are_numbered_in_the_year_of_their_body() {
    both(|app| {
        let (a, b) = (add_body(&app, body("推進会議")), add_body(&app, body("部会")));
        let first = plan(&app, a, Some("2026-06-01"));
        let second = plan(&app, a, Some("2026-10-01"));
        let other = plan(&app, b, Some("2026-07-01"));
        let spring = plan(&app, a, Some("2027-04-10"));
        let open = plan(&app, a, None);
        assert_eq!(series(&app, first), (Some(2026), Some(1)));
        assert_eq!(series(&app, second), (Some(2026), Some(2)));
        assert_eq!(series(&app, other), (Some(2026), Some(1)), "each body counts for itself");
        assert_eq!(series(&app, spring), (Some(2027), Some(1)), "each year too");
        assert_eq!(series(&app, open), (None, None), "without a day no number");
        let to = |id: MeetingId, s: State, why: &'static str| {
            app.write(&coordinator(), move |cx| planning::set_state(cx, id, s, why))
        };
        // a meeting that was called off keeps its number, a slip frees it
        to(second, State::Off, "大雪").unwrap();
        let third = plan(&app, a, Some("2026-12-01"));
        assert_eq!(series(&app, third), (Some(2026), Some(3)));
        to(third, State::Void, "").unwrap();
        let again = plan(&app, a, Some("2027-01-10"));
        assert_eq!(series(&app, again), (Some(2026), Some(3)));
        to(third, State::Planned, "").unwrap();
        assert_eq!(series(&app, third), (Some(2026), Some(4)), "brought back, it gets a free one");
        // moved within the year it keeps it, into another year it gets one there
        let move_to = |id: MeetingId, to: &'static str, version: i64| {
            app.write(&coordinator(), move |cx| {
                planning::change(cx, id, &meeting(Some(to)), version)
            })
        };
        move_to(first, "2026-11-01", 1).unwrap();
        assert_eq!(series(&app, first), (Some(2026), Some(1)));
        move_to(first, "2027-05-01", 2).unwrap();
        assert_eq!(series(&app, first), (Some(2027), Some(2)));
        assert!(matches!(move_to(first, "2027-05-02", 1), Err(Error::Stale { .. })));
    });
}

#[test]
fn a_state_is_reached_only_from_where_it_can_be() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, body("推進会議"));
        let id = plan(&app, a, Some("2026-12-18"));
        let none = plan(&app, a, None);
        let to = |id: MeetingId, s: State, why: &'static str| {
            app.write(&coordinator(), move |cx| planning::set_state(cx, id, s, why))
        };
        assert!(matches!(to(id, State::Held, ""), Err(Error::Rule(_))), "not before its day");
        assert!(matches!(to(none, State::Held, ""), Err(Error::Rule(_))), "not without a day");
        assert!(matches!(to(id, State::Off, " "), Err(Error::Invalid(_))), "not without a reason");
        to(id, State::Off, "大雪").unwrap();
        assert!(matches!(to(id, State::Held, ""), Err(Error::Rule(_))));
        to(id, State::Planned, "").unwrap();
        on(&app, "2026-12-18");
        to(id, State::Held, "").unwrap();
        to(id, State::Held, "").unwrap();
        let refused = app.write(&city(), move |cx| planning::set_state(cx, id, State::Planned, ""));
        assert!(matches!(refused, Err(Error::Forbidden("meetings.meeting.write"))));
    });
}

#[test]
fn what_was_promised_stands_on_the_next_agenda_and_in_kyou() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, body("推進会議"));
        let b = add_body(&app, body("部会"));
        let id = held(&app, a, "2026-10-01");
        let action = app
            .write(&coordinator(), move |cx| {
                let d = decisions::add(cx, id, "連絡先の一覧を配る")?;
                let new = NewAction {
                    text: "一覧をまとめる".into(),
                    owner: "事務局".into(),
                    due: day("2026-11-25"),
                };
                decisions::add_action(cx, id, d, &new)
            })
            .unwrap();
        let next = plan(&app, a, Some("2026-12-18"));
        let other = plan(&app, b, Some("2026-12-18"));
        let open = |m| app.read(&coordinator(), |cx| read::one(cx, m)).unwrap();
        assert_eq!(open(next).proposals.len(), 1);
        assert!(open(other).proposals.is_empty(), "another body has other promises");
        let slice = meetings::slice();
        let todo = || app.read(&coordinator(), |cx| (slice.todo.unwrap())(cx)).unwrap();
        let lines = todo();
        assert!(
            lines.iter().any(|t| t.title == "一覧をまとめる" && t.why.contains("事務局")),
            "{lines:?}"
        );
        let taken = app.write(&coordinator(), move |cx| agenda::take_up(cx, next, None)).unwrap();
        assert_eq!(taken, 1);
        let w = open(next);
        assert!(w.proposals.is_empty());
        assert_eq!(w.items[0].data.title, "前回までの宿題：一覧をまとめる");
        assert_eq!(
            app.write(&coordinator(), move |cx| agenda::take_up(cx, next, None)).unwrap(),
            0,
            "twice is once"
        );
        // the city may tick what it promised, and take the tick back
        app.write(&city(), move |cx| decisions::tick(cx, action, true)).unwrap();
        assert!(!todo().iter().any(|t| t.title == "一覧をまとめる"));
        app.write(&city(), move |cx| decisions::tick(cx, action, false)).unwrap();
        assert!(todo().iter().any(|t| t.title == "一覧をまとめる"));
        let item = w.items[0].id;
        app.write(&coordinator(), move |cx| agenda::remove(cx, next, item, true)).unwrap();
        assert_eq!(open(next).proposals.len(), 1, "off the agenda, it is proposed again");
    });
}

#[test]
fn the_agenda_keeps_the_order_people_gave_it() {
    both(|app| {
        let a = add_body(&app, body("推進会議"));
        let id = plan(&app, a, Some("2026-12-18"));
        let add = |title: &'static str| {
            let new = NewItem { title: title.into(), ..NewItem::default() };
            app.write(&coordinator(), move |cx| agenda::add(cx, id, &new)).unwrap()
        };
        let (one, two, three) = (add("一"), add("二"), add("三"));
        let up = |i| app.write(&coordinator(), move |cx| agenda::up(cx, id, i)).unwrap();
        let shown = || -> Vec<String> {
            let w = app.read(&city(), |cx| read::one(cx, id)).unwrap();
            w.items.into_iter().filter(|i| !i.removed).map(|i| i.data.title).collect()
        };
        up(three);
        up(three);
        up(three);
        assert_eq!(shown(), ["三", "一", "二"]);
        app.write(&coordinator(), move |cx| agenda::remove(cx, id, one, true)).unwrap();
        up(two);
        assert_eq!(shown(), ["二", "三"], "a line that was taken off is passed over");
        let other = plan(&app, a, Some("2026-12-19"));
        let wrong = app.write(&coordinator(), move |cx| agenda::up(cx, other, two));
        assert!(matches!(wrong, Err(Error::NotFound)));
    });
}

#[test]
fn who_was_there_stays_as_noted_when_the_members_change() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, body("推進会議"));
        let m = add_member(&app, a, member("ひがし薬局", "pharmacist"));
        let away = add_member(&app, a, member("あさひ内科", "doctor"));
        let id = held(&app, a, "2026-10-01");
        let guest = Said::Guest(meetings::model::seats::Seat {
            member: None,
            organisation: "県".into(),
            name: String::new(),
            profession: "city".into(),
            role: String::new(),
            presence: Presence::Here,
            proxy: String::new(),
        });
        let said = [
            Said::Member(m, Presence::Proxy, "東 一郎".into()),
            Said::Member(away, Presence::Away, "残らない".into()),
            guest,
        ];
        app.write(&coordinator(), move |cx| attendance::save(cx, id, &said)).unwrap();
        let mut new = member("にし薬局", "pharmacist");
        new.until = day("2026-11-01");
        app.write(&coordinator(), move |cx| {
            meetings::use_cases::bodies::change_member(cx, a, m, &new)
        })
        .unwrap();
        let hall = app.read(&coordinator(), |cx| attendance::open(cx, id)).unwrap();
        let words: Vec<String> = hall.seats.iter().map(|s| s.words()).collect();
        assert_eq!(words, ["ひがし薬局　結野 花（代理 東 一郎）", "あさひ内科　結野 花", "県"]);
        assert!(hall.seats[1].proxy.is_empty(), "no proxy for who was away");
        let stranger =
            [Said::Member(meetings::MemberId(testkit::id(9)), Presence::Here, String::new())];
        let refused = app.write(&coordinator(), move |cx| attendance::save(cx, id, &stranger));
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let ahead = plan(&app, a, Some("2026-12-18"));
        let early = app.write(&coordinator(), move |cx| attendance::save(cx, ahead, &[]));
        assert!(matches!(early, Err(Error::Rule(_))), "not before its day");
    });
}

#[test]
fn the_chronicle_is_given_by_the_records_and_written_on_by_people() {
    both(|app| {
        on(&app, "2026-11-22");
        let a =
            add_body(&app, NewBody { founded_on: Some("2026-05-01".into()), ..body("推進会議") });
        let id = held(&app, a, "2026-10-01");
        app.write(&coordinator(), move |cx| {
            let new = NewItem { title: "入院時の連絡".into(), ..NewItem::default() };
            agenda::add(cx, id, &new)?;
            chronicle::add(cx, 2026, day("2026-08-08"), "ハンドブックを発行")
        })
        .unwrap();
        plan(&app, a, Some("2026-12-18"));
        let open = || app.read(&city(), |cx| chronicle::open(cx, 2026)).unwrap();
        let texts = || open().lines.into_iter().map(|l| l.text).collect::<Vec<_>>();
        assert_eq!(
            texts(),
            ["推進会議を設置", "ハンドブックを発行", "第1回 推進会議（入院時の連絡）"]
        );
        let which = Which::from_text(&open().lines[2].source).unwrap();
        let (w, x) = (which.clone(), which.clone());
        app.write(&coordinator(), move |cx| {
            chronicle::change(cx, 2026, &w, None, "第1回 推進会議（新体制）")
        })
        .unwrap();
        assert_eq!(texts()[2], "第1回 推進会議（新体制）");
        app.write(&coordinator(), move |cx| chronicle::leave_out(cx, 2026, &x, true)).unwrap();
        assert_eq!((texts().len(), open().left_out.len()), (2, 1));
        app.write(&coordinator(), move |cx| chronicle::leave_out(cx, 2026, &which, false)).unwrap();
        assert_eq!(texts()[2], "第1回 推進会議（入院時の連絡）", "as the record gives it");
        let refused =
            app.write(&city(), move |cx| chronicle::add(cx, 2026, day("2026-08-08"), "あ"));
        assert!(matches!(refused, Err(Error::Forbidden("meetings.chronicle.write"))));
        for odd in ["", "x", "meeting:", "meeting:x", "other:0199", "a:b:c"] {
            assert!(Which::from_text(odd).is_none(), "{odd}");
        }
        let strange = Which::Given(format!("meeting:{}", testkit::id(5)));
        let none =
            app.write(&coordinator(), move |cx| chronicle::change(cx, 2026, &strange, None, "あ"));
        assert!(matches!(none, Err(Error::NotFound)));
    });
}

#[test]
fn others_can_cite_a_decision_with_how_much_of_it_is_done() {
    both(|app| {
        on(&app, "2026-11-22");
        let a = add_body(&app, body("推進会議"));
        let id = held(&app, a, "2026-10-01");
        let (decision, action) = app
            .write(&coordinator(), move |cx| {
                let d = decisions::add(cx, id, "連絡先の一覧を配る")?;
                let new =
                    |text: &str| NewAction {
                        text: text.into(), owner: "事務局".into(), due: None
                    };
                decisions::add_action(cx, id, d, &new("まとめる"))?;
                Ok((d, decisions::add_action(cx, id, d, &new("配る"))?))
            })
            .unwrap();
        app.write(&coordinator(), move |cx| decisions::tick(cx, action, true)).unwrap();
        let source =
            meetings::slice().evidence.into_iter().find(|s| s.kind == "meetings.decision").unwrap();
        let one = |d: Id| app.read(&city(), |cx| (source.one)(cx, d)).unwrap();
        let e = one(decision).unwrap();
        assert_eq!(e.title, "連絡先の一覧を配る（令和8年度 第1回 推進会議）");
        assert_eq!(
            (e.figure.as_str(), e.href),
            ("1件済み（2件のうち）", format!("/meetings/{id}/decisions"))
        );
        let found =
            |typed: &'static str| app.read(&city(), |cx| (source.find)(cx, typed)).unwrap().len();
        assert_eq!((found(""), found("一覧"), found("ない"), found("%")), (1, 1, 0, 1));
        app.write(&coordinator(), move |cx| decisions::remove(cx, id, decision, true)).unwrap();
        assert!(one(decision).is_none() && found("") == 0);
        assert!(one(testkit::id(3)).is_none());
    });
}

#[test]
fn what_was_decided_is_offered_to_who_confirms_something_by_it() {
    both(|app| {
        on(&app, "2026-11-22");
        let council = add_body(&app, body("推進会議"));
        let early = held(&app, council, "2026-03-20");
        let silent = held(&app, council, "2026-06-01");
        let late = held(&app, council, "2026-11-22");
        plan(&app, council, Some("2026-11-21"));
        let (kept, gone) = app
            .write(&coordinator(), move |cx| {
                decisions::add(cx, early, "去年度の計画を確認した")?;
                let gone = decisions::add(cx, late, "取り消す")?;
                Ok((decisions::add(cx, late, "来年度の計画を確認した")?, gone))
            })
            .unwrap();
        app.write(&coordinator(), move |cx| decisions::remove(cx, late, gone, true)).unwrap();
        let source = meetings::slice().decided.unwrap();
        let since = "2026-04-01".parse().unwrap();
        let all = app.read(&city(), |cx| (source.newest)(cx, since)).unwrap();
        let told: Vec<(String, &str, &str, String)> = all
            .iter()
            .map(|d| (d.source.clone(), d.text.as_str(), d.council.as_str(), d.day.to_string()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    format!("meetings.decision:{kept}"),
                    "来年度の計画を確認した",
                    "令和8年度 第2回 推進会議",
                    "2026-11-22".to_string()
                ),
                (
                    format!("meetings.meeting:{silent}"),
                    "",
                    "令和8年度 第1回 推進会議",
                    "2026-06-01".to_string()
                ),
            ],
            "held ones of this year, what was taken back is left out, a silent meeting stands by itself"
        );
        assert_eq!(all[0].href, format!("/meetings/{late}/decisions"));
    });
}
