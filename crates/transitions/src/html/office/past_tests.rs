//! 最近半年間での入院: told by the stays recorded here, never by what the last sheet said.
use forms::{Answers, Key};

use super::flow_tests::Town;
use super::paper::{self, Paper};
use crate::model::{EndKind, StayId};
use crate::use_cases::end;
use testkit::at;

fn id(stay: &str) -> StayId {
    stay.trim_start_matches("/transitions/").parse().unwrap()
}

/// Enters an admission; its path.
fn admitted(t: &Town, on: &str, reason: &str) -> String {
    t.app.clock.set(at(on, "10:00"));
    let (y, rest) = on.split_once('-').unwrap();
    let (m, d) = rest.split_once('-').unwrap();
    let year = y.parse::<i32>().unwrap() - 2018;
    let body = t
        .new_body(&format!("key-new-{on}"))
        .replace("R8.11.19", &format!("R{year}.{m}.{d}"))
        .replace("a.planned=no", &format!("a.planned=no&a.reason={reason}"));
    t.go(&t.cm, "/transitions/new", &body).trim_end_matches("/sheet").to_owned()
}

fn ended(t: &Town, stay: &str, on: &str) {
    t.app.clock.set(at(on, "15:00"));
    let cmd = end::End {
        stay: id(stay),
        on: on.parse().unwrap(),
        kind: EndKind::Home,
        place: String::new(),
    };
    t.app.write(&t.liaison, move |cx| end::end(cx, &cmd)).unwrap();
}

fn sent_saying(t: &Town, stay: &str, answers: &str) {
    let draft = format!("{stay}/sheet/draft");
    t.post(&t.cm, &draft, &format!("_c=ch_body&_version=0&{answers}"));
    let body = format!("_key=key-s-{}&_version=0&a.method=ict", id(stay));
    t.go(&t.cm, &format!("{stay}/sheet/send"), &body);
}

fn begun(t: &Town, stay: &str) -> Answers {
    let stay = id(stay);
    t.app.read(&t.cm, |cx| paper::open(cx, Paper::Sheet, stay, None)).unwrap().answers
}

fn source(a: &Answers, id: &str) -> String {
    a.get(&Key::single(id)).and_then(|a| a.source.clone()).map(|s| s.text).unwrap_or_default()
}

#[test]
fn a_stay_that_ended_here_is_told_though_the_last_sheet_said_none() {
    let t = Town::new();
    let first = admitted(&t, "2026-12-01", "%E8%82%BA%E7%82%8E");
    sent_saying(
        &t,
        &first,
        "a.history.recent=no&a.history.frequency=first&a.history.diseases=none",
    );
    ended(&t, &first, "2026-12-19");
    let second = admitted(&t, "2026-12-22", "%E9%AA%A8%E6%8A%98");
    let a = begun(&t, &second);
    assert_eq!(a.code("history.recent"), Some("yes"));
    assert_eq!(a.text("history.recent_reason"), Some("肺炎"));
    assert_eq!(a.date("history.recent_from"), "2026-12-01".parse().ok());
    assert_eq!(a.date("history.recent_to"), "2026-12-19".parse().ok());
    assert_eq!(source(&a, "history.recent"), "入退院の記録から");
    // how often is a judgement: asked afresh; other answers of the last sheet are carried as before
    assert!(a.get(&Key::single("history.frequency")).is_none());
    assert!(source(&a, "history.diseases").starts_with("前回（"));
    let page = t.page(&t.cm, &format!("{second}/sheet?c=ch_body"));
    assert!(page.contains("入退院の記録から"));
}

#[test]
fn an_old_stay_and_what_was_said_of_it_are_not_carried_and_the_question_stays_open() {
    let t = Town::new();
    let first = admitted(&t, "2026-12-01", "x");
    sent_saying(
        &t,
        &first,
        "a.history.recent=yes&a.history.recent_reason=old&a.history.recent_from.y=R7.11.27&a.history.recent_to.y=R8.1.15&a.history.frequency=often",
    );
    // six months and a day before the next admission
    ended(&t, &first, "2027-05-21");
    let second = admitted(&t, "2027-11-22", "y");
    let a = begun(&t, &second);
    for q in ["recent", "recent_reason", "recent_from", "recent_to", "frequency"] {
        assert!(a.get(&Key::single(&format!("history.{q}"))).is_none(), "{q}");
    }
    ended(&t, &second, "2027-11-24");
    // exactly six months after: that day still counts
    let third = admitted(&t, "2028-05-24", "z");
    let a = begun(&t, &third);
    assert_eq!(a.code("history.recent"), Some("yes"));
    assert_eq!(a.date("history.recent_to"), "2027-11-24".parse().ok());
}

#[test]
fn several_stays_stand_in_one_line_with_the_last_ones_period() {
    let t = Town::new();
    let first = admitted(&t, "2027-08-01", "one");
    ended(&t, &first, "2027-08-10");
    let second = admitted(&t, "2027-10-01", "two");
    ended(&t, &second, "2027-10-05");
    let third = admitted(&t, "2027-11-22", "three");
    let a = begun(&t, &third);
    let said = a.text("history.recent_reason").unwrap().to_owned();
    assert!(said.contains("two／") && said.ends_with("one") && !said.contains("three"), "{said}");
    assert_eq!(a.date("history.recent_from"), "2027-10-01".parse().ok());
    assert_eq!(a.date("history.recent_to"), "2027-10-05".parse().ok());
}
