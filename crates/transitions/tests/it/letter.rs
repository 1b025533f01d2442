//! A paper with a number to a hospital outside: its answer stands on the stay as the reply that would have been keyed in.
use bridge::Chance;
use bridge::model::State;
use bridge::use_cases::answer::{Say, answer};
use bridge::use_cases::knock::{Knocked, Typed, knock};
use bridge::use_cases::{list, receiver};
use transitions::model::reply::Content;
use transitions::model::{ActKind, Method, StayId};
use transitions::use_cases::letter::paper;
use transitions::use_cases::report::{Report, Where, report};
use transitions::use_cases::sheet::Send;
use transitions::use_cases::{sheet, view};

use crate::place::{Town, a_sheet, day, in_both_towns};

fn sent(t: &Town) -> StayId {
    bridge::set_sources(&[transitions::slice()]);
    bridge::prepare(&t.app.app).unwrap();
    let cmd = Report { hospital: Where::Known(t.outside), ..t.admission("2026-11-09") };
    let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
    let send = Send { method: Method::Fax, day: Some(day("2026-11-09")), ..a_sheet(stay) };
    t.act(&t.cm, move |cx| sheet::send(cx, &send)).unwrap();
    stay
}

fn open(t: &Town, token: &str, code: &str) -> (bridge::LetterId, String) {
    let (token, code) = (token.to_string(), code.to_string());
    let k = t
        .app
        .write(&receiver(), move |cx| {
            knock(cx, &Typed { token: Some(&token), code: &code, four: "0001", network: "n" })
        })
        .unwrap();
    let Knocked::Open(id, pass) = k else { panic!("{k:?}") };
    (id, pass)
}

fn say(t: &Town, id: bridge::LetterId, pass: &str, s: Say) {
    let pass = pass.to_string();
    t.app.write(&receiver(), move |cx| answer(cx, id, &pass, &s, &[])).unwrap();
}

#[test]
fn an_answer_given_with_the_number_of_the_paper_is_the_hospitals_reply() {
    in_both_towns(|t| {
        let stay = sent(&t);
        let chance = Chance::draw(&t.app.app);
        let first = t.act(&t.cm, move |cx| paper(cx, stay, &chance)).unwrap().unwrap();
        assert_eq!(first.letter.title, "入院時情報提供書");
        assert!(
            first.letter.who.contains("さん") && !first.letter.who.contains("高橋"),
            "{}",
            first.letter.who
        );
        let chance = Chance::draw(&t.app.app);
        let again = t.act(&t.cm, move |cx| paper(cx, stay, &chance)).unwrap().unwrap();
        assert_eq!(first.letter.id, again.letter.id, "printed twice, asked once");
        assert_ne!(first.token, again.token);

        let (id, pass) = open(&t, &first.token, &first.code);
        say(
            &t,
            id,
            &pass,
            Say { code: "not_ours".into(), beside: "内科病棟".into(), ..Say::default() },
        );
        let v = t.app.read(&t.cm, move |cx| view::view(cx, stay)).unwrap();
        let replies: Vec<_> = v.acts.iter().filter(|a| a.kind == ActKind::Reply).collect();
        assert_eq!(replies.len(), 1);
        assert_eq!(Content::of(replies[0]).unwrap().note, "担当ではありません（担当：内科病棟）");

        // corrected within five minutes: the first one goes back
        let said = Say { code: "ours".into(), person: "菅野".into(), ..Say::default() };
        say(&t, id, &pass, said);
        let v = t.app.read(&t.cm, move |cx| view::view(cx, stay)).unwrap();
        let replies: Vec<_> = v.acts.iter().filter(|a| a.kind == ActKind::Reply).collect();
        assert_eq!(replies.len(), 1, "one reply stands");
        let c = Content::of(replies[0]).unwrap();
        assert!(c.got_it && c.in_charge == "菅野" && c.note.contains("担当です"), "{c:?}");
        assert_eq!((replies[0].method, replies[0].said_by.as_str()), (Some(Method::Ict), "菅野"));
        let sheet = v.acts.iter().find(|a| a.kind == ActKind::SheetSent).unwrap();
        assert!(sheet.received_at.is_some(), "the sheet counts as received");
        let whole = t.app.read(&t.cm, move |cx| list::one(cx, id)).unwrap();
        assert_eq!(whole.letter.state(t.app.app.now().date()), State::Answered);
    });
}

#[test]
fn nobody_but_the_stays_office_prints_or_sees_its_letters() {
    in_both_towns(|t| {
        let stay = sent(&t);
        let chance = Chance::draw(&t.app.app);
        let first = t.act(&t.cm, move |cx| paper(cx, stay, &chance)).unwrap().unwrap();
        let id = first.letter.id;
        for who in [&t.other_cm, &t.liaison, &t.centre] {
            assert!(
                t.app.read(who, move |cx| list::one(cx, id).map(|_| ())).is_err(),
                "{}",
                who.name
            );
            let chance = Chance::draw(&t.app.app);
            let printed = t.act(who, move |cx| paper(cx, stay, &chance));
            assert!(!matches!(printed, Ok(Some(_))), "{}", who.name);
        }
    });
}

#[test]
fn without_the_hospitals_telephone_there_is_no_number() {
    in_both_towns(|t| {
        bridge::set_sources(&[transitions::slice()]);
        bridge::prepare(&t.app.app).unwrap();
        let cmd =
            Report { hospital: Where::Named("遠い病院".into()), ..t.admission("2026-11-09") };
        let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let chance = Chance::draw(&t.app.app);
        assert!(t.act(&t.cm, move |cx| paper(cx, stay, &chance)).unwrap().is_none());
    });
}
