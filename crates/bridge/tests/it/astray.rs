//! 「担当ではありません」 is not done: it waits on the sender's side until the letter goes to somebody else or is closed.
use bridge::model::State;
use bridge::use_cases::answer::{Say, answer};
use bridge::use_cases::knock::Knocked;
use bridge::use_cases::send::elsewhere;
use bridge::use_cases::{list, receiver, revoke};
use bridge::{LetterId, NewLetter, Receiver, send, send_once};
use slice::{AnswerOption, LetterKind};

use crate::town::{Town, on_both};

fn says(town: &Town, id: LetterId, pass: &str, code: &str, beside: &str) {
    let pass = pass.to_string();
    let s = Say { code: code.into(), beside: beside.into(), ..Say::default() };
    town.t.app.write(&receiver(), move |cx| answer(cx, id, &pass, &s, &[])).unwrap();
}

fn state(town: &Town, id: LetterId) -> State {
    let now = town.t.app.now().date();
    town.t.app.read(&town.hospital, |cx| list::one(cx, id)).unwrap().letter.state(now)
}

fn lines(town: &Town) -> Vec<String> {
    let all = town.t.app.read(&town.hospital, list::todo).unwrap();
    all.into_iter().map(|t| format!("{} {} {}", t.title, t.why, t.href)).collect()
}

fn told(town: &Town) -> Vec<String> {
    let all = town.notices(&town.hospital).into_iter().filter(|n| n.0 == "bridge.answered");
    all.map(|n| n.1).collect()
}

fn to(name: &str, phone: &str) -> Receiver {
    Receiver::Typed { name: name.into(), phone: phone.into(), fax: String::new() }
}

#[test]
fn not_ours_is_a_line_of_today_until_the_letter_goes_to_somebody_else() {
    on_both(|town| {
        let (id, paper) = town.sent();
        let pass = town.open(&paper);
        says(&town, id, &pass, "not_ours", "北病院");
        assert_eq!(state(&town, id), State::NotOurs);
        let today = lines(&town);
        assert!(today.len() == 1 && today[0].contains("担当：北病院"), "{today:?}");
        assert!(today[0].contains(&format!("/letters/{id}")));
        assert!(town.t.app.read(&town.other, list::todo).unwrap().is_empty());
        assert!(town.t.app.read(&town.centre, list::todo).unwrap().is_empty());
        let notice = told(&town);
        assert!(notice.len() == 1 && notice[0].starts_with("担当ではない、という返事がありました"));
        // it stays, however long nobody does anything
        town.t.clock.set(testkit::at("2026-12-30", "09:00"));
        assert_eq!(lines(&town).len(), 1);

        let due = "2027-01-05".parse().unwrap();
        for (wrong, field) in [(to("北病院", "110"), "phone"), (to(" ", "0000-71-0099"), "name")]
        {
            let e = town.t.app.write(&town.hospital, move |cx| elsewhere(cx, id, &wrong, due));
            assert!(matches!(e, Err(app::Error::Invalid(ref f)) if f[0].field == field), "{e:?}");
        }
        let north = to("北病院", "0000-71-0099");
        let other = north.clone();
        let e = town.t.app.write(&town.other, move |cx| elsewhere(cx, id, &other, due));
        assert!(matches!(e, Err(app::Error::NotFound)), "another's: {e:?}");
        let new =
            town.t.app.write(&town.hospital, move |cx| elsewhere(cx, id, &north, due)).unwrap();
        assert!(lines(&town).is_empty(), "it was sent again");
        assert_eq!((state(&town, id), state(&town, new)), (State::Settled, State::Ready));
        let l = town.t.app.read(&town.hospital, move |cx| list::one(cx, new)).unwrap().letter;
        assert_eq!((l.receiver_name.as_str(), l.title.as_str()), ("北病院", "退院日の連絡"));
        assert!(l.said.is_none() && l.answers.len() == 3 && l.link == "/transitions/x");
        // the first paper is dead, the second opens with the other's own number
        let old = town.knock(Some(&paper.token), &paper.code, "0421", "n");
        assert_eq!(old, Knocked::Nothing);
        let fresh = town.print(new);
        assert_eq!(state(&town, new), State::Sent);
        let k = town.knock(Some(&fresh.token), &fresh.code, "0421", "n");
        assert_eq!(k, Knocked::Wrong(4), "the first receiver's number");
        assert!(matches!(
            town.knock(Some(&fresh.token), &fresh.code, "0099", "n"),
            Knocked::Open(..)
        ));
        let again = to("南病院", "0000-72-0098");
        let e = town.t.app.write(&town.hospital, move |cx| elsewhere(cx, id, &again, due));
        assert!(matches!(e, Err(app::Error::Rule(_))), "once: {e:?}");
    });
}

#[test]
fn understood_closes_it_and_a_correction_takes_the_notice_back() {
    on_both(|town| {
        let (id, paper) = town.sent();
        let pass = town.open(&paper);
        says(&town, id, &pass, "not_ours", "");
        town.t.app.write(&town.hospital, move |cx| revoke::revoke(cx, id)).unwrap();
        assert_eq!(state(&town, id), State::Settled);
        assert!(lines(&town).is_empty());
        let e = town.t.app.write(&town.hospital, move |cx| revoke::revoke(cx, id));
        assert!(matches!(e, Err(app::Error::Rule(_))), "{e:?}");

        let (id, paper) = town.sent();
        let pass = town.open(&paper);
        let before = told(&town).len();
        town.t.clock.set(testkit::noon_before().plus_minutes(1));
        says(&town, id, &pass, "not_ours", "");
        town.t.clock.set(testkit::noon_before().plus_minutes(3));
        says(&town, id, &pass, "ours", "");
        assert_eq!(state(&town, id), State::Answered);
        assert!(lines(&town).is_empty());
        let now = told(&town);
        assert_eq!(now.len(), before + 1, "what nobody has read is taken back: {now:?}");
        assert!(now.iter().any(|t| t.contains("「担当です」")), "{now:?}");
        let e = town.t.app.write(&town.hospital, move |cx| revoke::revoke(cx, id));
        assert!(matches!(e, Err(app::Error::Rule(_))), "an answer that is one stays: {e:?}");
    });
}

fn kinds() -> Vec<LetterKind> {
    vec![LetterKind {
        code: "test.stay",
        label: "試験",
        answers: || -> Vec<AnswerOption> { slice::in_charge() },
        on_answer: |_, _| Ok(()),
    }]
}

#[test]
fn a_slice_that_sends_again_gets_a_new_letter_and_closes_the_one_that_went_astray() {
    on_both(|town| {
        let mut test = slice::Slice::new("test", "試験", slice::Migrates::Base);
        test.letters = kinds();
        bridge::set_sources(&[test]);
        let record = testkit::id(77);
        let new = NewLetter { kind: "test.stay".into(), ..town.new_letter() };
        let once = |new: &NewLetter| {
            let new = new.clone();
            town.t.app.write(&town.hospital, move |cx| send_once(cx, record, &new)).unwrap()
        };
        let id = once(&new);
        assert_eq!(id, once(&new), "asked once");
        let paper = town.print(id);
        let pass = town.open(&paper);
        says(&town, id, &pass, "not_ours", "");
        // what another page of the slice sends says nothing of this one
        let elsewhere = NewLetter { link: "/transitions/y".into(), ..new.clone() };
        town.t.app.write(&town.hospital, move |cx| send(cx, &elsewhere)).unwrap();
        assert_eq!(state(&town, id), State::NotOurs);
        let north = NewLetter { to: to("北病院", "0000-71-0099"), ..new };
        let second = once(&north);
        assert_ne!(id, second);
        assert_eq!((state(&town, id), state(&town, second)), (State::Settled, State::Ready));
        assert!(lines(&town).is_empty());
    });
}
