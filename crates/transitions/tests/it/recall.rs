//! Taking a sheet back: within five minutes, and only while nobody has opened it.
use app::{Error, Result};
use kernel::{Actor, Id};
use transitions::model::StayId;
use transitions::model::{ActKind, EndKind};
use transitions::use_cases::take_back::take_back;
use transitions::use_cases::written::{self, HandOver, Written};
use transitions::use_cases::{documents, sheet, undo};

use crate::place::{Town, again, in_both_towns};

fn recall(t: &Town, who: &Actor, act: Id) -> Result<StayId> {
    t.act(who, move |cx| sheet::recall(cx, act))
}

fn notices(t: &Town, who: &Actor) -> usize {
    t.app.read(who, app::notices::mine).unwrap().len()
}

fn back(t: &Town, who: &Actor, act: Id) -> Result<StayId> {
    t.act(who, move |cx| take_back(cx, act))
}

fn papers(t: &Town, stay: StayId) -> usize {
    let v = t.app.read(&t.cm, |cx| transitions::use_cases::view::view(cx, stay)).unwrap();
    v.acts.iter().filter(|a| a.kind == ActKind::Papers).count()
}

#[test]
fn papers_handed_over_can_be_taken_back_for_five_minutes_by_who_did_it() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.hand_over(stay).unwrap();
        assert_eq!((papers(&t, stay), notices(&t, &t.cm)), (1, 1));
        for who in [&t.cm, &t.nurse, &t.other_liaison] {
            let refused = back(&t, who, act);
            assert!(matches!(refused, Err(Error::NotFound | Error::Forbidden(_))), "{refused:?}");
        }
        back(&t, &t.liaison, act).unwrap();
        assert_eq!((papers(&t, stay), notices(&t, &t.cm)), (0, 0));
        assert!(matches!(back(&t, &t.liaison, act), Err(Error::NotFound)));
        // received, or five minutes later, it stays
        let act = t.hand_over(stay).unwrap();
        t.receive(&t.cm, act).unwrap();
        assert!(matches!(back(&t, &t.liaison, act), Err(Error::Rule(x)) if x.contains("開いた")));
        t.app.clock.advance_minutes(5);
        assert!(matches!(back(&t, &t.liaison, act), Err(Error::Rule(x)) if x.contains("5分")));
        assert_eq!(papers(&t, stay), 1);
        // the sheet has its own way back
        let sheet = t.sheet(stay);
        assert!(matches!(back(&t, &t.cm, sheet), Err(Error::NotFound)));
    });
}

#[test]
fn a_written_paper_taken_back_is_a_draft_again_and_opens_for_nobody() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let cmd = |base: i64, body: &str, reason: &str| HandOver {
            stay,
            which: Written::Nursing,
            form_version: "1".into(),
            body: body.into(),
            base,
            reason: reason.into(),
            to: String::new(),
            receiver: None,
        };
        let give = |c: HandOver| t.act(&t.nurse, move |cx| written::hand_over(cx, &c)).unwrap();
        let writing =
            || t.app.read(&t.nurse, |cx| written::for_writing(cx, stay, Written::Nursing)).unwrap();
        let act = give(cmd(0, r#"{"note":"一"}"#, ""));
        let record = writing().latest.unwrap().record;
        back(&t, &t.nurse, act).unwrap();
        assert!(writing().latest.is_none() && writing().draft.unwrap().body.contains("一"));
        assert_eq!((papers(&t, stay), notices(&t, &t.cm)), (0, 0));
        assert!(matches!(t.open(&t.cm, stay, record), Err(Error::NotFound)));
        // a correction that is taken back leaves the version before it
        give(cmd(0, r#"{"note":"二"}"#, ""));
        let record = writing().latest.unwrap().record;
        t.app.clock.advance_minutes(10);
        let act = give(cmd(1, r#"{"note":"まちがい"}"#, "直し"));
        back(&t, &t.nurse, act).unwrap();
        assert!(t.open(&t.cm, stay, record).unwrap().contains("二"));
        assert_eq!(papers(&t, stay), 1);
        // opened by the office, the next one stays
        let base = writing().latest.unwrap().version;
        let act = give(cmd(base, r#"{"note":"三"}"#, "直し"));
        t.open(&t.cm, stay, record).unwrap();
        assert!(matches!(back(&t, &t.nurse, act), Err(Error::Rule(_))));
    });
}

#[test]
fn a_follow_up_taken_back_leaves_no_task_and_is_asked_again() {
    use transitions::model::follow_up::{FollowUp, Question, Reply};
    use transitions::use_cases::follow_up::{self, Ask};
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.end(&t.cm, stay, "2026-11-09", EndKind::Home).unwrap();
        t.now("2026-11-16", "09:00");
        let ask = Ask {
            stay,
            mark: 7,
            day: t.app.now().date(),
            method: transitions::model::Method::Phone,
            said_by: String::new(),
            answers: FollowUp::of(|q| if q == Question::Visit { Reply::No } else { Reply::Yes }),
            note: String::new(),
        };
        let count =
            || t.app.read(&t.cm, |cx| app::measures::value(cx, "transitions.follow-ups", "day=7"));
        let act = t.act(&t.cm, move |cx| follow_up::follow_up(cx, &ask)).unwrap();
        assert_eq!(count().unwrap(), 1);
        assert!(matches!(back(&t, &t.colleague, act), Err(Error::NotFound)));
        back(&t, &t.cm, act).unwrap();
        let v = t.app.read(&t.cm, |cx| follow_up::view(cx, stay)).unwrap();
        assert!(v.tasks.is_empty() && v.done.is_empty() && v.due == Some(7));
        assert_eq!(count().unwrap(), 0);
    });
}

#[test]
fn an_unopened_sheet_comes_back_as_a_draft_and_counts_nowhere() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        let record = t.document(stay);
        assert_eq!((t.rate("sheet_sent"), t.rate("admission_contact")), ((1, 1), (1, 1)));
        t.app.clock.advance_minutes(4);
        assert_eq!(notices(&t, &t.liaison), 1);
        recall(&t, &t.cm, act).unwrap();
        assert_eq!(notices(&t, &t.liaison), 0, "what was taken back is announced no more");
        assert_eq!((t.rate("sheet_sent"), t.rate("admission_contact")), ((0, 1), (0, 1)));
        assert_eq!(t.rate("fee_admission_1"), (0, 1));
        let w = t.app.read(&t.cm, |cx| sheet::for_writing(cx, stay)).unwrap();
        assert!(w.sent.is_none());
        assert!(w.draft.unwrap().body.contains("家に帰りたい"));
        for who in [&t.liaison, &t.cm] {
            let gone = t.open(who, stay, record);
            assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
        }
        assert!(matches!(t.receive(&t.liaison, act), Err(Error::NotFound)));
        // a second press of the same button finds nothing to take back
        assert!(matches!(recall(&t, &t.cm, act), Err(Error::NotFound)));
        let new = t.sheet(stay);
        assert_ne!(new, act);
        assert_eq!(t.rate("sheet_sent"), (1, 1));
    });
}

#[test]
fn after_five_minutes_it_stays_with_the_receiver() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        t.app.clock.advance_minutes(5);
        let late = recall(&t, &t.cm, act);
        assert!(matches!(&late, Err(Error::Rule(text)) if text.contains("5分")), "{late:?}");
        assert!(t.open(&t.liaison, stay, t.document(stay)).is_ok());
    });
}

#[test]
fn what_was_opened_or_received_stays() {
    type See = fn(&Town, StayId, Id);
    let ways: [See; 2] = [
        |t, stay, _| assert!(t.open(&t.liaison, stay, t.document(stay)).is_ok()),
        |t, _, act| assert!(t.receive(&t.liaison, act).is_ok()),
    ];
    for see in ways {
        in_both_towns(|t| {
            let stay = t.admitted("2026-11-09");
            let act = t.sheet(stay);
            see(&t, stay, act);
            let refused = recall(&t, &t.cm, act);
            assert!(matches!(&refused, Err(Error::Rule(x)) if x.contains("開いた")), "{refused:?}");
            assert_eq!(t.rate("sheet_sent"), (1, 1));
        });
    }
}

#[test]
fn the_senders_own_look_does_not_count_as_opened() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        t.open(&t.cm, stay, t.document(stay)).unwrap();
        recall(&t, &t.cm, act).unwrap();
    });
}

#[test]
fn only_who_sent_it_takes_it_back() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        for who in [&t.colleague, &t.liaison, &t.other_cm, &t.other_liaison] {
            let refused = recall(&t, who, act);
            assert!(matches!(refused, Err(Error::NotFound)), "{}: {refused:?}", who.name);
        }
        recall(&t, &t.cm, act).unwrap();
    });
}

#[test]
fn a_recalled_correction_leaves_the_sheet_before_it() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let record = t.document(stay);
        t.open(&t.liaison, stay, record).unwrap();
        t.app.clock.advance_minutes(60);
        let second = again(stay, 1, r#"{"hope":"まちがい"}"#);
        let act = t.act(&t.cm, move |cx| sheet::send(cx, &second)).unwrap();
        recall(&t, &t.cm, act).unwrap();
        let body = t.open(&t.liaison, stay, record).unwrap();
        assert!(body.contains("家に帰りたい"), "{body}");
        assert_eq!(t.rate("sheet_sent"), (1, 1));
    });
}

#[test]
fn a_receipt_can_be_taken_back_for_five_minutes_by_who_gave_it() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        t.receive(&t.liaison, act).unwrap();
        let unreceive = |who: &Actor| t.act(who, move |cx| undo::unreceive(cx, act));
        assert!(matches!(unreceive(&t.cm), Err(Error::NotFound)));
        t.app.clock.advance_minutes(4);
        unreceive(&t.liaison).unwrap();
        t.receive(&t.liaison, act).unwrap();
        t.app.clock.advance_minutes(5);
        assert!(matches!(unreceive(&t.liaison), Err(Error::Rule(_))));
    });
}

#[test]
fn reading_in_a_reading_context_notes_nothing() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        let record = t.document(stay);
        t.app.read(&t.liaison, |cx| documents::read(cx, stay, record)).unwrap();
        recall(&t, &t.cm, act).unwrap();
    });
}

#[test]
fn a_paper_of_the_first_days_is_not_yet_the_papers_of_the_discharge() {
    use transitions::model::Progress;
    use transitions::use_cases::view::view;
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let papers = || {
            let v = t.app.read(&t.cm, |cx| view(cx, stay)).unwrap();
            Progress::new(&v.stay, &v.acts).papers().is_some()
        };
        t.hand_over(stay).unwrap();
        assert!(!papers(), "nobody speaks of going home yet");
        t.planned(stay, "2026-11-30", "").unwrap();
        assert!(!papers(), "three weeks before");
        t.now("2026-11-24", "09:00");
        t.tell_discharge(stay, "2026-11-30").unwrap();
        assert!(!papers(), "what was given before it was told");
        let second = transitions::use_cases::papers::Papers {
            stay,
            papers: vec![transitions::model::Paper::Nursing],
            whom: transitions::use_cases::papers::Whom::Office,
            to: String::new(),
            day: t.app.now().date(),
            method: transitions::model::Method::Visit,
            again: false,
        };
        t.act(&t.liaison, move |cx| transitions::use_cases::papers::hand_over(cx, &second))
            .unwrap();
        assert!(papers());
    });
}
