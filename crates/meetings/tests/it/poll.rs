//! 日程調整: links, answers, choosing.
use app::Error;
use meetings::model::poll::{Mark, NewSlot, SLOTS};
use meetings::use_cases::poll;
use meetings::use_cases::public::{self as open, visitor};
use meetings::{BodyId, MeetingId, MemberId, SlotId};
use testkit::TestApp;

use crate::support::{add_body, add_member, body, both, city, coordinator, day, member, on, plan};

const SEED: &str = "0123456789abcdef0123456789abcdef";

fn slot(d: &str) -> NewSlot {
    NewSlot { day: d.parse().unwrap(), from: "18:30".into(), to: String::new() }
}

struct World {
    body: BodyId,
    meeting: MeetingId,
    members: Vec<MemberId>,
}

fn begun(app: &TestApp) -> World {
    on(app, "2026-11-22");
    let body = add_body(app, body("推進会議"));
    let members =
        [("ひがし薬局", "pharmacist"), ("あさひ内科", "doctor"), ("わかば歯科", "dentist")]
            .map(|(o, p)| add_member(app, body, member(o, p)));
    let meeting = plan(app, body, None);
    propose(app, meeting, &["2026-12-04", "2026-12-08"]).unwrap();
    World { body, meeting, members: members.to_vec() }
}

fn propose(app: &TestApp, id: MeetingId, days: &[&str]) -> Result<(), Error> {
    let slots: Vec<NewSlot> = days.iter().map(|d| slot(d)).collect();
    app.write(&coordinator(), move |cx| {
        poll::propose(cx, id, &slots, day("2026-12-01"), "お願いします")
    })
}

fn linked(app: &TestApp, id: MeetingId, seed: &str) -> Vec<String> {
    let word = seed.to_string();
    app.write(&coordinator(), move |cx| poll::links(cx, id, &word)).unwrap();
    let all = app.read(&coordinator(), |cx| poll::linked(cx, id, seed)).unwrap().1;
    all.iter().map(|l| l.word.token().to_string()).collect()
}

fn slots(app: &TestApp, id: MeetingId) -> Vec<SlotId> {
    app.read(&city(), |cx| poll::open(cx, id)).unwrap().slots.iter().map(|s| s.id).collect()
}

fn answer(app: &TestApp, word: &str, marks: &[(SlotId, Mark)]) -> Result<(), Error> {
    let (word, marks) = (word.to_string(), marks.to_vec());
    app.write(&visitor(), move |cx| open::answer(cx, &word, &marks, "19時からなら", "net"))
}

#[test]
fn members_answer_by_their_own_links_and_a_choice_makes_the_day() {
    both(|app| {
        let w = begun(&app);
        let words = linked(&app, w.meeting, SEED);
        assert_eq!(words.len(), 3);
        let s = slots(&app, w.meeting);
        answer(&app, &words[0], &[(s[0], Mark::No), (s[1], Mark::Yes)]).unwrap();
        answer(&app, &words[0], &[(s[0], Mark::Yes), (s[1], Mark::Maybe)]).unwrap();
        let third = w.members[2];
        let marks = [(s[1], Mark::Yes)];
        app.write(&coordinator(), move |cx| poll::key_in(cx, w.meeting, third, &marks, "電話で"))
            .unwrap();
        let all = app.read(&city(), |cx| poll::open(cx, w.meeting)).unwrap();
        assert_eq!(
            meetings::model::poll::totals(&all.slots, &all.ballots, all.members.len()),
            [[1, 0, 0, 2], [1, 1, 0, 1]],
            "the last answer of a link counts, and who said nothing of a day is still to answer"
        );
        let ways: Vec<&str> =
            w.members.iter().filter_map(|m| all.ballot(*m)).map(|b| b.way.as_str()).collect();
        assert_eq!(ways, ["page", "", "staff"]);
        let second = s[1];
        app.write(&coordinator(), move |cx| poll::choose(cx, w.meeting, second)).unwrap();
        let m = app.read(&city(), |cx| poll::open(cx, w.meeting)).unwrap().meeting;
        assert_eq!(
            (m.called().as_str(), m.when().as_str()),
            ("令和8年度 第1回 推進会議", "令和8年12月8日（火） 18:30から")
        );
        assert!(matches!(answer(&app, &words[0], &[(s[0], Mark::Yes)]), Err(Error::Rule(_))));
        let mine = app.read(&visitor(), |cx| open::mine(cx, &words[1], "net")).unwrap();
        assert!(!mine.takes && mine.poll.chosen == Some(s[1]), "the link shows what was chosen");
        on(&app, "2027-01-10");
        let late = app.read(&visitor(), |cx| open::mine(cx, &words[1], "net"));
        assert!(matches!(late, Err(Error::NotFound)), "weeks later it opens nothing");
    });
}

#[test]
fn a_new_link_ends_the_one_before_and_nobody_can_answer_for_another_day() {
    both(|app| {
        let w = begun(&app);
        let old = linked(&app, w.meeting, SEED);
        let new = linked(&app, w.meeting, "fedcba9876543210fedcba9876543210");
        let s = slots(&app, w.meeting);
        assert!(matches!(answer(&app, &old[0], &[(s[0], Mark::Yes)]), Err(Error::NotFound)));
        assert!(
            app.read(&coordinator(), |cx| poll::linked(cx, w.meeting, SEED)).unwrap().1.is_empty()
        );
        let strange = SlotId(testkit::id(7));
        for wrong in [vec![], vec![(strange, Mark::Yes)], vec![(s[0], Mark::Yes), (s[0], Mark::No)]]
        {
            assert!(matches!(answer(&app, &new[0], &wrong), Err(Error::Invalid(_))), "{wrong:?}");
        }
        let long = new[0].clone();
        let first = s[0];
        let refused = app.write(&visitor(), move |cx| {
            open::answer(cx, &long, &[(first, Mark::Yes)], &"あ".repeat(201), "net")
        });
        assert!(matches!(refused, Err(Error::Invalid(f)) if f[0].field == "note"));
        let short = app.write(&coordinator(), move |cx| poll::links(cx, w.meeting, "short"));
        assert!(matches!(short, Err(Error::Rule(_))));
        let refused = app.write(&city(), move |cx| poll::links(cx, w.meeting, SEED));
        assert!(matches!(refused, Err(Error::Forbidden("meetings.poll.write"))));
    });
}

#[test]
fn dates_that_stay_keep_their_answers() {
    both(|app| {
        let w = begun(&app);
        let s = slots(&app, w.meeting);
        let (first, marks) = (w.members[0], [(s[0], Mark::Yes), (s[1], Mark::No)]);
        app.write(&coordinator(), move |cx| poll::key_in(cx, w.meeting, first, &marks, ""))
            .unwrap();
        propose(&app, w.meeting, &["2026-12-08", "2026-12-10"]).unwrap();
        let all = app.read(&city(), |cx| poll::open(cx, w.meeting)).unwrap();
        assert_eq!(all.slots[0].id, s[1]);
        assert_eq!(all.ballot(first).unwrap().marks, [(s[1], Mark::No)]);
        let gone = s[0];
        let none = app.write(&coordinator(), move |cx| poll::choose(cx, w.meeting, gone));
        assert!(matches!(none, Err(Error::NotFound)));
        let many: Vec<String> = (1..=SLOTS + 1).map(|n| format!("2026-12-{n:02}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for wrong in [&[][..], &["2026-11-01"], &["2026-12-04", "2026-12-04"], &many] {
            assert!(matches!(propose(&app, w.meeting, wrong), Err(Error::Invalid(_))), "{wrong:?}");
        }
    });
}

#[test]
fn wrong_numbers_are_bounded_and_say_nothing() {
    both(|app| {
        let w = begun(&app);
        let words = linked(&app, w.meeting, SEED);
        for _ in 0..open::MISSES {
            let missed = app.read(&visitor(), |cx| open::mine(cx, "AAAA-AAAA", "net"));
            assert!(matches!(missed, Err(Error::NotFound)));
            app.write(&visitor(), |cx| open::missed(cx, "net")).unwrap();
        }
        let shut = app.read(&visitor(), |cx| open::mine(cx, &words[0], "net"));
        assert!(matches!(shut, Err(Error::Rule(_))));
        app.read(&visitor(), |cx| open::mine(cx, &words[0], "another")).unwrap();
        on(&app, "2026-11-25");
        app.write(&kernel::Actor::system(), open::forget).unwrap();
        app.read(&visitor(), |cx| open::mine(cx, &words[0], "net")).unwrap();
    });
}

#[test]
fn who_is_no_longer_a_member_neither_counts_nor_answers() {
    both(|app| {
        let w = begun(&app);
        let words = linked(&app, w.meeting, SEED);
        let (of, gone) = (w.body, w.members[1]);
        app.write(&coordinator(), move |cx| {
            meetings::use_cases::bodies::remove_member(cx, of, gone, true)
        })
        .unwrap();
        let s = slots(&app, w.meeting);
        assert!(matches!(answer(&app, &words[1], &[(s[0], Mark::Yes)]), Err(Error::NotFound)));
        assert_eq!(app.read(&city(), |cx| poll::open(cx, w.meeting)).unwrap().members.len(), 2);
        // after the last day nobody answers, and きょう asks for a day
        on(&app, "2026-12-02");
        assert!(matches!(answer(&app, &words[0], &[(s[0], Mark::Yes)]), Err(Error::Rule(_))));
        let slice = meetings::slice();
        let all = app.read(&coordinator(), |cx| (slice.todo.unwrap())(cx)).unwrap();
        assert!(all.iter().any(|t| t.why.contains("日を決めてください")), "{all:?}");
        let late = app.write(&coordinator(), move |cx| poll::links(cx, w.meeting, SEED));
        assert!(matches!(late, Err(Error::Rule(_))));
    });
}
