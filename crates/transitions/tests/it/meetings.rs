//! 面会・連携の記録: it builds itself, of one's own pairs only; the centre sees counts.
use accounts::OrganisationId;
use app::{Error, Result};
use kernel::Actor;
use transitions::model::conference::Content;
use transitions::model::meetings::{Channel, Origin};
use transitions::model::{Method, Paper};
use transitions::use_cases::conferences::save::{Save, plan};
use transitions::use_cases::meetings::{Enter, Partners, enter, partners, region, take_out};
use transitions::use_cases::papers::{Papers, Whom, hand_over};

use crate::conferences::{Table, at_both_tables, record};
use crate::place::day;

fn of(t: &Table, who: &Actor) -> Result<Partners> {
    t.app.read(who, |cx| partners(cx, day("2026-04-01"), day("2027-03-31")))
}

fn hold(t: &Table, on: &str) {
    let (stay, c) = (t.stay, Content { day: Some(on.into()), ..record() });
    t.act(&t.liaison, move |cx| plan(cx, stay, &c, &Save::Close)).unwrap();
}

fn entered(t: &Table, on: &str, partner: &str) -> Result<kernel::Id> {
    let e = Enter {
        day: day(on),
        partner: partner.into(),
        channel: Channel::Video,
        ours: "小田島".into(),
        theirs: "所長".into(),
        about: "連携の会".into(),
    };
    t.act(&t.liaison, move |cx| enter(cx, &e))
}

#[test]
fn conferences_visits_and_entries_become_one_record_by_partner() {
    at_both_tables(|t| {
        t.now("2026-11-20", "10:00");
        for on in ["2026-11-12", "2026-11-16", "2026-11-18"] {
            hold(&t, on);
        }
        let p = Papers {
            stay: t.stay,
            papers: vec![Paper::Summary],
            whom: Whom::Office,
            to: "佐藤さん".into(),
            day: day("2026-11-19"),
            again: false,
            method: Method::Visit,
        };
        t.act(&t.liaison, move |cx| hand_over(cx, &p)).unwrap();
        entered(&t, "2026-11-19", "結の里居宅（架空）").unwrap();
        entered(&t, "2026-11-10", "名簿にない診療所").unwrap();
        let r = of(&t, &t.liaison).unwrap();
        let got: Vec<(&str, usize, bool, usize)> = r
            .partners
            .iter()
            .map(|p| (p.name.as_str(), p.days, p.enough, p.meetings.len()))
            .collect();
        assert_eq!(
            got,
            [
                ("結の里居宅", 4, true, 5),
                ("みなみ薬局", 3, true, 3),
                ("訪問看護あおぞら", 3, true, 3),
                ("名簿にない診療所", 1, false, 1),
            ]
        );
        assert_eq!(r.reached(), 3);
        let online = &r.partners[2].meetings[0];
        assert_eq!((online.channel, online.from), (Channel::Video, Origin::Conference));
        assert_eq!(online.ours, "小田島 涼");
        assert!(online.href.as_deref().unwrap().starts_with("/transitions/conferences/"));
        assert!(
            r.partners.iter().all(|p| !p.name.contains("長女")),
            "the family is no institution"
        );
        // outside the period nothing is counted
        let none = t
            .app
            .read(&t.liaison, |cx| partners(cx, day("2025-04-01"), day("2026-03-31")))
            .unwrap();
        assert!(none.partners.is_empty());
    });
}

#[test]
fn a_hospital_sees_its_own_pairs_and_the_centre_only_counts() {
    at_both_tables(|t| {
        t.now("2026-11-20", "10:00");
        hold(&t, "2026-11-12");
        assert_eq!(of(&t, &t.liaison).unwrap().partners.len(), 3);
        assert!(of(&t, &t.other_liaison).unwrap().partners.is_empty());
        for who in [&t.cm, &t.nurse, &t.centre, &t.town.nurse] {
            assert!(matches!(of(&t, who), Err(Error::Forbidden(_))), "{}", who.name);
        }
        let c =
            t.app.read(&t.centre, |cx| region(cx, day("2026-04-01"), day("2027-03-31"))).unwrap();
        assert_eq!((c.hospitals, c.reached, c.pairs, c.pairs_enough), (1, 0, 3, 0));
        assert_eq!((c.room, c.video), (2, 1));
        assert_eq!(c.kinds["薬局"], 1);
        for who in [&t.cm, &t.liaison] {
            let r = t.app.read(who, |cx| region(cx, day("2026-04-01"), day("2027-03-31")));
            assert!(matches!(r, Err(Error::Forbidden(_))), "{}", who.name);
        }
    });
}

#[test]
fn an_entry_is_checked_and_can_be_taken_out_by_its_own_hospital_only() {
    at_both_tables(|t| {
        t.now("2026-11-20", "10:00");
        for (on, partner, field) in [
            ("2026-11-21", "みなみ薬局", "day"),
            ("2026-11-20", " ", "partner"),
            ("2026-11-20", "結野中央病院", "partner"),
        ] {
            let r = entered(&t, on, partner);
            let Err(Error::Invalid(f)) = r else { panic!("{r:?}") };
            assert_eq!(f[0].field, field);
        }
        let id = entered(&t, "2026-11-20", "みなみ薬局").unwrap();
        let not_theirs = t.act(&t.other_liaison, move |cx| take_out(cx, id));
        assert!(matches!(not_theirs, Err(Error::NotFound)), "{not_theirs:?}");
        assert_eq!(of(&t, &t.liaison).unwrap().meetings(), 1);
        t.act(&t.liaison, move |cx| take_out(cx, id)).unwrap();
        assert_eq!(of(&t, &t.liaison).unwrap().meetings(), 0);
        let _ = OrganisationId(t.hospital.0);
    });
}
