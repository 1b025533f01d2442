//! A paper that is sent without a consent that reaches its receiver, or before the consent was taken back: it arrives,
//! and is found and read. On both engines.
use app::notices;
use kernel::Actor;
use people::use_cases::consent;
use transitions::model::StayId;
use transitions::use_cases::{documents, hospital_sees, sheet, view, written};

use crate::place::{Town, in_both_towns};

fn withdraw(t: &Town) {
    let id = t.resident;
    t.act(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
}

fn links(t: &Town, who: &Actor) -> Vec<String> {
    t.app.read(who, notices::mine).unwrap().into_iter().map(|n| n.link).collect()
}

fn found(t: &Town, who: &Actor) -> Vec<String> {
    let all = t.app.read(who, written::addressed).unwrap();
    all.iter().map(|a| written::link(a.stay, a.record.unwrap())).collect()
}

fn sees(t: &Town, stay: StayId) -> bool {
    t.app.read(&t.cm, |cx| hospital_sees(cx, &view::view(cx, stay)?.stay)).unwrap()
}

/// The receiver reads it by its address, its notice and its list; the stay itself stays shut.
fn arrived(t: &Town, stay: StayId) {
    let link = written::link(stay, t.document(stay));
    assert!(links(t, &t.liaison).contains(&link), "{:?}", links(t, &t.liaison));
    assert_eq!(found(t, &t.liaison), [link]);
    assert!(found(t, &t.other_liaison).is_empty() && found(t, &t.cm).is_empty());
    assert!(t.app.read(&t.liaison, |cx| view::view(cx, stay)).is_err());
    let record = t.document(stay);
    let r = t.act(&t.liaison, move |cx| documents::read(cx, stay, record)).unwrap();
    assert!(!r.stay_open && r.version.body.contains("家に帰りたい"));
}

#[test]
fn a_sheet_sent_after_the_consent_was_taken_back_is_found_by_its_addressee() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        assert!(sees(&t, stay));
        withdraw(&t);
        assert!(!sees(&t, stay));
        let before = links(&t, &t.liaison);
        t.contact(stay);
        assert_eq!(links(&t, &t.liaison), before, "no notice of what cannot be opened");
        let todo = t.app.read(&t.cm, |cx| (transitions::slice().todo.unwrap())(cx)).unwrap();
        let warned = |c: &slice::Chip| c.text.contains("同意がなく");
        assert!(todo.iter().any(|l| l.chips.iter().any(warned)), "{todo:?}");
        t.sheet(stay);
        let waits = t.app.read(&t.liaison, |cx| (transitions::slice().todo.unwrap())(cx)).unwrap();
        assert!(waits.iter().any(|l| l.href == "/transitions/papers"), "{waits:?}");
        arrived(&t, stay);
        let waits = t.app.read(&t.liaison, |cx| (transitions::slice().todo.unwrap())(cx)).unwrap();
        assert!(!waits.iter().any(|l| l.href == "/transitions/papers"), "it was opened");
    });
}

#[test]
fn a_sheet_sent_before_stays_where_it_can_be_found() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.sheet(stay);
        assert!(found(&t, &t.liaison).is_empty(), "the stay itself leads to it");
        withdraw(&t);
        arrived(&t, stay);
    });
}

#[test]
fn a_sheet_taken_back_takes_its_notice_along() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        withdraw(&t);
        let act = t.sheet(stay);
        let link = written::link(stay, t.document(stay));
        assert!(links(&t, &t.liaison).contains(&link));
        t.act(&t.cm, move |cx| sheet::recall(cx, act)).unwrap();
        assert!(!links(&t, &t.liaison).contains(&link) && found(&t, &t.liaison).is_empty());
    });
}
