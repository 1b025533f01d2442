//! Taking a sheet back: within five minutes, and only while nobody has opened it.
use app::{Error, Result};
use kernel::{Actor, Id};
use transitions::model::StayId;
use transitions::use_cases::{documents, sheet, undo};

use crate::place::{Town, again, in_both_towns};

fn recall(t: &Town, who: &Actor, act: Id) -> Result<StayId> {
    t.act(who, move |cx| sheet::recall(cx, act))
}

#[test]
fn an_unopened_sheet_comes_back_as_a_draft_and_counts_nowhere() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let act = t.sheet(stay);
        let record = t.document(stay);
        assert_eq!((t.rate("sheet_sent"), t.rate("admission_contact")), ((1, 1), (1, 1)));
        t.app.clock.advance_minutes(4);
        recall(&t, &t.cm, act).unwrap();
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
