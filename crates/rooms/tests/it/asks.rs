//! Asking, answering, 担当ではありません, and what is counted.
use app::Error;
use kernel::{Actor, Id};
use rooms::model::{PostKind, Reply, Waiting};
use rooms::use_cases::answer::{Give, give};
use rooms::use_cases::{mine, view};

use crate::town::{Town, in_both_towns, words};

fn ask(t: &Town, kind: PostKind, to: &[&Actor]) -> Id {
    // who is asked has to be in the team as people shows it
    let id = t.id;
    for who in to {
        let organisation = who.organisation.unwrap();
        let member = people::NewTeamMember {
            role: people::TeamRole::VisitNursing,
            organisation: Some(organisation),
            account: None,
            label: "訪看".into(),
            person: String::new(),
            phone: String::new(),
            from: t.app.now().date(),
        };
        t.act(&t.cm, move |cx| people::use_cases::change::add_member(cx, id, &member)).unwrap();
    }
    let mut new = words(kind, "お薬が余っています。どうしましょうか");
    new.to = to.iter().map(|a| a.organisation.unwrap()).collect();
    t.post(&t.cm, new).unwrap()
}

fn answer(t: &Town, who: &Actor, post: Id, what: Reply, detail: &str) -> app::Result<()> {
    let cmd = Give { room: t.room, post, what, detail: detail.into() };
    t.act(who, move |cx| give(cx, &cmd))
}

fn owed(t: &Town, who: &Actor) -> usize {
    let m = t.app.read(who, mine::mine).unwrap();
    m.asks.iter().filter(|a| a.own.is_none()).count()
}

fn waiting(t: &Town, post: Id) -> Waiting {
    let room = t.room;
    t.app.read(&t.cm, move |cx| view::one(cx, room, post)).unwrap().shown.waiting
}

#[test]
fn who_is_asked_owes_an_answer_until_it_is_given() {
    in_both_towns(|t| {
        let post = ask(&t, PostKind::Request, &[&t.nurse]);
        assert_eq!((owed(&t, &t.nurse), owed(&t, &t.doctor)), (1, 0));
        let notices = t.app.read(&t.nurse, app::notices::mine).unwrap();
        assert!(notices.iter().any(|n| n.kind == "rooms.asked" && !n.text.contains("髙橋")));
        answer(&t, &t.nurse, post, Reply::Ack, "").unwrap();
        assert_eq!(owed(&t, &t.nurse), 0);
        assert_eq!(waiting(&t, post), Waiting::Nobody);
        let value = |dims: &'static str| {
            t.app.read(&t.cm, move |cx| app::measures::value(cx, "rooms.answered", dims)).unwrap()
        };
        assert_eq!(value("kind=request;within=yes"), 1);
        // a second press counts nothing more
        answer(&t, &t.nurse, post, Reply::Ack, "").unwrap();
        assert_eq!(value("kind=request;within=yes"), 1);
    });
}

#[test]
fn not_mine_tells_the_asker_and_waits_for_somebody_else() {
    in_both_towns(|t| {
        let post = ask(&t, PostKind::Consult, &[&t.nurse]);
        answer(&t, &t.nurse, post, Reply::NotMine, "薬局").unwrap();
        assert_eq!(waiting(&t, post), Waiting::NotTheirs);
        let m = t.app.read(&t.cm, mine::mine).unwrap();
        assert!(m.asks.iter().any(|a| a.own == Some(Waiting::NotTheirs)));
        let notices = t.app.read(&t.cm, app::notices::mine).unwrap();
        assert!(notices.iter().any(|n| n.kind == "rooms.not-mine"));
    });
}

#[test]
fn words_answer_a_question_and_an_ack_does_not() {
    in_both_towns(|t| {
        let post = ask(&t, PostKind::Consult, &[&t.nurse]);
        answer(&t, &t.nurse, post, Reply::Ack, "").unwrap();
        assert!(matches!(waiting(&t, post), Waiting::These(_)));
        let mut new = words(PostKind::Report, "残りは次の訪問で持ち帰ります");
        new.reply_to = Some(post);
        t.post(&t.nurse, new).unwrap();
        assert_eq!(waiting(&t, post), Waiting::Nobody);
    });
}

#[test]
fn late_answers_are_counted_as_late_and_the_asker_is_reminded() {
    in_both_towns(|t| {
        let post = ask(&t, PostKind::Urgent, &[&t.nurse]);
        t.app.clock.advance_minutes(121);
        let m = t.app.read(&t.cm, mine::mine).unwrap();
        assert_eq!(m.asks.iter().filter(|a| a.own.is_some()).count(), 1);
        answer(&t, &t.nurse, post, Reply::Ack, "").unwrap();
        let late = t
            .app
            .read(&t.cm, |cx| app::measures::value(cx, "rooms.answered", "kind=urgent;within=no"))
            .unwrap();
        assert_eq!(late, 1);
    });
}

#[test]
fn nobody_outside_the_team_can_be_asked_and_nobody_answers_themself() {
    in_both_towns(|t| {
        let mut new = words(PostKind::Request, "お願いします");
        new.to = vec![t.stranger.organisation.unwrap()];
        assert!(matches!(t.post(&t.cm, new), Err(Error::Invalid(f)) if f[0].field == "to"));
        let post = t.say(&t.cm, PostKind::Request, "お願いします");
        assert!(matches!(answer(&t, &t.cm, post, Reply::Ack, ""), Err(Error::Rule(_))));
    });
}
