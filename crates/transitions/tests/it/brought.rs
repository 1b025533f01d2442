//! A person arrives with a file from another region: the office here reads the sheets that came, and nobody else does.
use app::Error;
use kernel::Actor;
use people::ResidentId;
use people::use_cases::exchange::{self, Export, TakeIn};
use people::{Consent, ConsentMethod};
use transitions::use_cases::brought;

use crate::place::{Town, day, in_both_towns};

/// Seals the resident's file as 雪代市, and takes it in as `who`.
fn arrives(t: &Town, who: &Actor) -> ResidentId {
    let out = Export {
        resident: t.resident,
        to_region: "雪代市".into(),
        reason: "転居".into(),
        consent_on: day("2026-11-09"),
    };
    let asked = out.clone();
    let (json, seed) = t.act(&t.cm, move |cx| exchange::collect(cx, &asked, &[7; 32])).unwrap();
    let pass = "さくら 川べり 12月";
    let from = ("yukishiro", "雪代市");
    let file = people::seal::seal(
        &json,
        pass,
        from,
        "2026-11-09",
        &seed,
        people::seal::Fresh { salt: [3; 16], nonce: [5; 24] },
    );
    let file = file.unwrap().into_bytes();
    let opened = people::seal::open(&file, pass).unwrap();
    let hash = t.act(who, move |cx| exchange::keep(cx, &file, &opened)).unwrap();
    let cmd = TakeIn {
        hash,
        consent: Consent {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: day("2026-11-09"),
            form_version: "1".into(),
        },
        not_the_same: true,
    };
    t.act(who, move |cx| exchange::take_in(cx, &cmd)).unwrap()
}

#[test]
fn the_sheets_that_came_are_read_with_where_they_are_from_and_by_nobody_else() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let new = arrives(&t, &t.other_cm);
        let list = t.app.read(&t.other_cm, |cx| brought::list(cx, new)).unwrap();
        assert_eq!(list.len(), 1);
        let b = &list[0];
        assert_eq!(
            (b.title(), b.region_words(), b.on),
            ("入院時情報提供書", "雪代市", Some(day("2026-11-09")))
        );
        assert_eq!(b.by, "結の里居宅 佐藤 花子");
        let record = b.record;
        let read = |who: &Actor| t.app.read(who, |cx| brought::read(cx, new, record));
        let (person, one) = read(&t.other_cm).unwrap();
        assert_eq!((person.id, one.version.body.as_str()), (new, r#"{"hope":"家に帰りたい"}"#));
        for who in [&t.cm, &t.liaison, &t.nurse, &t.centre] {
            assert!(read(who).is_err(), "{}", who.name);
        }
        // the sheet that was written here is no sheet that came
        let own = t.document(stay);
        let refused = t.app.read(&t.cm, |cx| brought::read(cx, t.resident, own));
        assert!(matches!(refused, Err(Error::NotFound)));
        let column = |who: &Actor, id: ResidentId| {
            let f = transitions::slice().timeline.unwrap();
            let entries = t.app.read(who, |cx| f(cx, id.0)).unwrap_or_default();
            entries
                .into_iter()
                .find(|e| e.title.contains("届きました") && e.title.contains("雪代市"))
        };
        let entry = column(&t.other_cm, new).expect("in the column of time");
        assert_eq!(entry.links[0].1, format!("/transitions/brought/{new}/{record}"));
        assert!(entry.text[0].contains("令和8年11月9日"), "{:?}", entry.text);
        assert!(column(&t.cm, t.resident).is_none());
        // the log says of the column what was seen: the course of the stays, and a paper when it is opened
        let read_papers = |id: ResidentId| {
            let f = app::audit::Filter { resident: Some(id.0), ..Default::default() };
            let rows = t.app.read(&Actor::system(), |cx| app::audit::page(cx, &f)).unwrap();
            rows.iter().filter(|r| r.act == "transitions.sheet.read").count()
        };
        let before = read_papers(new);
        assert!(column(&t.other_cm, new).is_some());
        assert_eq!(read_papers(new), before);
        read(&t.other_cm).unwrap();
        assert_eq!(read_papers(new), before + 1);
    });
}
