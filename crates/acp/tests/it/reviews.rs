//! When it is time to look at the note again: who hears of it, once, and without a name.
use accounts::OrganisationId;
use acp::use_cases::{list, my, remind, share};
use kernel::Actor;
use people::authz::Addressee;

use crate::town::in_both_towns;

#[test]
fn offices_that_follow_the_person_are_reminded_once_and_without_a_name() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        let round = || t.act(&Actor::system(), remind::remind).unwrap();
        t.app.clock.set(testkit::at("2027-11-20", "07:00"));
        assert_eq!(round(), 0, "not shown to the team: nobody is told");
        t.app.clock.set(testkit::at("2026-11-19", "12:00"));
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        assert_eq!(round(), 0);
        // into a facility, the day after the note was confirmed
        t.app.clock.set(testkit::at("2026-11-20", "07:00"));
        let (to, today) = (OrganisationId(t.facility.organisation.unwrap()), t.today());
        t.act(&t.cm, move |cx| share::enter(cx, id, to, today)).unwrap();
        assert_eq!((round(), round()), (1, 0), "once");
        let told = t.app.read(&t.cm, app::notices::mine).unwrap();
        let told: Vec<_> = told.iter().filter(|n| n.kind == "acp.review").collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("見直しの時期です（1人）") && !told[0].text.contains("髙橋"));
        assert!(t.app.read(&t.nurse, app::notices::mine).unwrap().is_empty());
        let lines = t.app.read(&t.cm, list::waiting).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].due.unwrap().0.label(), "施設に入りました");
        assert!(t.app.read(&t.nurse, list::waiting).unwrap().is_empty());
        assert_eq!(t.app.read(&t.nurse, list::open).unwrap().len(), 1, "the note is open to them");
        assert!(t.app.read(&t.stranger, list::open).unwrap().is_empty());
        // confirmed anew: done
        let base = t.app.read(&own, my::home).unwrap().note.newest.map(|v| v.id);
        t.save(&own, t.version(base, &[("values.voice", "家にいたい")])).unwrap();
        assert!(t.app.read(&t.cm, list::waiting).unwrap().is_empty());
        t.app.clock.set(testkit::at("2027-11-20", "07:00"));
        assert_eq!(round(), 1, "a year later");
        // taken back: neither list nor reminder
        t.act(&own, my::withdraw).unwrap();
        assert!(t.app.read(&t.cm, list::open).unwrap().is_empty());
        t.app.clock.set(testkit::at("2028-11-21", "07:00"));
        assert_eq!(round(), 0);
    });
}

#[test]
fn a_diagnosis_that_was_not_known_is_a_reason_and_the_same_one_told_again_is_none() {
    in_both_towns(|t| {
        let (own, id) = (t.own(), t.id);
        let fact = |text: &str, as_of: &str| {
            let f = people::NewFact {
                kind: people::FactKind::Diagnosis,
                text: text.into(),
                code: String::new(),
                alert: people::AlertLevel::None,
                source: "訪看".into(),
                as_of: as_of.parse().unwrap(),
            };
            t.act(&t.cm, move |cx| people::use_cases::change::add_fact(cx, id, &f)).unwrap();
        };
        fact("心不全", "2026-11-01");
        t.save(&own, t.version(None, &[("values.voice", "家にいたい")])).unwrap();
        t.act(&own, |cx| my::show(cx, Addressee::Team, true)).unwrap();
        t.app.clock.set(testkit::at("2026-11-25", "07:00"));
        fact("心不全", "2026-11-24");
        assert!(t.app.read(&t.cm, list::waiting).unwrap().is_empty());
        fact("すい臓がん", "2026-11-25");
        let lines = t.app.read(&t.cm, list::waiting).unwrap();
        let (why, since) = lines[0].due.unwrap();
        assert_eq!(since, t.today());
        assert!(!why.label().contains("がん"));
        assert_eq!(t.act(&Actor::system(), remind::remind).unwrap(), 1);
        assert!(t.app.read(&own, my::home).unwrap().note.due.is_some());
    });
}
