//! An office closes: everybody goes to the 包括 of the address, the office is chosen no more, what was done stays.
use accounts::use_cases::set_up;
use accounts::{NewOrganisation, OrganisationId, OrganisationKind};
use app::Error;
use directory::use_cases::{areas, windows};
use directory::{Party, Window};
use kernel::{Actor, BusinessCalendar, Hat, Time};
use people::use_cases::view;
use transitions::use_cases::office_closes::{Close, close, plan};
use transitions::use_cases::view as stays;

use crate::place::{Town, in_both_towns};

fn hokatsu(t: &Town) -> OrganisationId {
    let (open, shut) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let new = NewOrganisation {
        name: "包括ひばり野".into(),
        kana: "ほうかつひばりの".into(),
        kind: OrganisationKind::Hokatsu,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0009".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(open, shut),
        outside: false,
        fictitious: true,
    };
    t.act(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

#[test]
fn everybody_goes_to_the_hokatsu_of_the_address_and_the_office_is_chosen_no_more() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let record = t.document(stay);
        let office = OrganisationId(t.cm.organisation.unwrap());
        let to = hokatsu(&t);
        let cmd = Close { office, fallback: None, reason: String::new() };
        // no 包括 is known for the address: nothing happens until somebody is named
        let ask = cmd.clone();
        let p = t.act(&Actor::operator(), move |cx| plan(cx, &ask)).unwrap();
        assert_eq!((p.nowhere, p.to.len(), p.open_stays), (1, 0, 1));
        let ask = cmd.clone();
        let refused = t.act(&Actor::operator(), move |cx| close(cx, &ask));
        assert!(matches!(&refused, Err(Error::Rule(x)) if x.contains("1人")), "{refused:?}");
        for who in [&t.cm, &t.centre, &t.liaison] {
            let ask = cmd.clone();
            assert!(t.act(who, move |cx| close(cx, &ask)).is_err(), "{:?}", who.hat);
        }
        area(&t, to);
        let window = Window {
            id: directory::WindowId(testkit::id(0)),
            party: Party::Organisation(office),
            rank: 0,
            name: "入退院の窓口".into(),
            person: String::new(),
            stand_in: String::new(),
            phone: "0000-99-0001".into(),
            fax: String::new(),
            best_way: "ファクス".into(),
            note: String::new(),
            week: [None; 7],
            holidays_closed: true,
            avoid: Vec::new(),
            confirmed_on: None,
            version: 0,
        };
        t.act(&Actor::operator(), move |cx| windows::put(cx, &window)).unwrap();
        let ask = cmd.clone();
        assert_eq!(t.act(&Actor::operator(), move |cx| close(cx, &ask)).unwrap().len(), 1);
        let orgs = t.app.read(&t.centre, accounts::organisations).unwrap();
        assert!(!orgs.iter().any(|o| o.id == office) && orgs.iter().any(|o| o.id == to));
        let w = t.app.read(&t.centre, |cx| directory::windows_of(cx, office)).unwrap();
        assert!(w[0].note.contains("閉じました") && w[0].note.contains("包括ひばり野"));
        // the 包括 follows the person now; the old office reads what it wrote
        let there = testkit::staff(Hat::Hokatsu, to.0);
        let v = t.app.read(&there, |cx| stays::view(cx, stay)).unwrap();
        assert_eq!(v.office.id, to);
        assert!(t.app.read(&t.cm, |cx| view::view(cx, t.resident)).is_err());
        assert!(t.open(&t.cm, stay, record).is_ok());
        // the hospital's list names the new office
        assert_eq!(t.lines(&t.liaison)[0].office, "包括ひばり野");
        let again = t.act(&Actor::operator(), move |cx| close(cx, &cmd));
        assert!(matches!(&again, Err(Error::Rule(x)) if x.contains("閉じています")), "{again:?}");
    });
}

/// 圏域 ひばり野 with its 包括.
fn area(t: &Town, hokatsu: OrganisationId) {
    t.act(&Actor::operator(), move |cx| {
        let area = areas::add_area(cx, "ひばり野圏域", "ひばりのけんいき", Some(hokatsu))?;
        let towns = [areas::Town {
            city: "結野市".into(),
            name: "ひばり野台".into(),
            kana: "ひばりのだい".into(),
            area,
        }];
        areas::put_towns(cx, &towns)
    })
    .unwrap();
}
