//! A shield must not be found out: neither where the person is, nor that there is one. On both engines.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use accounts::OrganisationKind;
use accounts::use_cases::set_up;
use app::notices;
use kernel::time::add_days;
use kernel::{Actor, Hat, Id};
use people::authz::{Act, What, could};
use people::model::consent::{Mode, NewConsent};
use people::use_cases::find_cm::{Ask, find_cm};
use people::use_cases::register::{Register, Registered, register};
use people::use_cases::who_has_seen::who_has_seen;
use people::use_cases::who_may_see::{OWN_ONLY, Spread, spread, who_may_see};
use people::use_cases::{change, consent, label, members, shield, view};
use people::{Consent, ConsentMethod, NewTeamMember, TeamRole};
use testkit::{TestApp, for_both_apps, staff};
use town::{Town, day, resident};

fn in_both(test: impl Fn(Town)) {
    for_both_apps(|app: TestApp| test(Town::new(app)));
}

fn hide(t: &Town, named: &[Id]) {
    let (id, named) = (t.id, named.to_vec());
    t.app.write(&t.cm, move |cx| shield::set(cx, id, "支援措置の申出", &named)).unwrap();
}

/// Everything that the pages say to somebody about who is around the person.
fn said(t: &Town, who: &Actor, record: Id) -> String {
    let tomorrow = add_days(t.today(), 1);
    let may = t.app.read(who, |cx| who_may_see(cx, t.id.0)).unwrap();
    let seen = t.app.read(who, |cx| who_has_seen(cx, t.id, tomorrow)).unwrap();
    let names: Vec<String> = seen.lines.iter().map(|l| l.organisation.clone()).collect();
    let one = t.app.read(who, |cx| label::read(cx, record)).map(|p| p.lines).unwrap_or_default();
    format!("{may:?} {names:?} {one:?}")
}

#[test]
fn whom_a_shield_does_not_name_reads_of_nobody_but_themselves_and_not_of_the_shield() {
    in_both(|t| {
        let paper = t.sheet();
        for who in [&t.cm, &t.liaison, &t.nurse] {
            t.app.read(who, |cx| view::view(cx, t.id)).unwrap();
        }
        let other = t.other_cm();
        let before: Vec<String> =
            [&t.nurse, &t.liaison].map(|w| said(&t, w, paper)).into_iter().collect();
        assert!(said(&t, &other, paper).contains("病院"), "a care manager of the team");
        hide(&t, &[]);
        for who in [&t.nurse, &other] {
            let words = said(&t, who, paper);
            assert!(!words.contains("病院") && !words.contains("A居宅"), "{words}");
            assert!(words.contains(OWN_ONLY) && !words.contains("shield"), "{words}");
        }
        // a list that is short everywhere does not tell of a shield
        for words in &before {
            assert!(words.contains(OWN_ONLY) && !words.contains("A居宅"), "{words}");
        }
        let whole = said(&t, &t.cm, paper);
        assert!(whole.contains("病院") && whole.contains("訪看") && !whole.contains(OWN_ONLY));
    });
}

fn same(t: &Town, who: &Actor) -> Registered {
    let cmd = Register {
        resident: resident("高橋 美代", "たかはし みよ", ""),
        consent: Consent {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: day("2026-11-01"),
            form_version: "1".into(),
        },
        not_the_same: false,
    };
    t.app.write(who, move |cx| register(cx, &cmd)).unwrap()
}

fn told(t: &Town, who: &Actor) -> Vec<(String, String)> {
    let mine = t.app.read(who, notices::mine).unwrap();
    let alike = mine.into_iter().filter(|n| n.kind == "people.alike");
    alike.map(|n| (n.text, n.link)).collect()
}

#[test]
fn a_registration_is_no_way_to_learn_that_a_shielded_person_is_here() {
    in_both(|t| {
        let warned = same(&t, &t.stranger);
        assert!(matches!(warned, Registered::MaybeThere { others: 1, .. }), "{warned:?}");
        hide(&t, &[]);
        assert!(matches!(same(&t, &t.stranger), Registered::Done(_)));
        let told = told(&t, &t.cm);
        assert_eq!(told.len(), 1, "who set the shield is told, once");
        assert!(told[0].0.contains("同じ方かもしれない") && !told[0].0.contains("高橋"));
        assert_eq!(told[0].1, format!("/people/{}", t.id));
        // whoever knows the person anyway is warned as before
        assert!(matches!(same(&t, &t.cm), Registered::MaybeThere { .. }));
    });
}

#[test]
fn a_hospital_finds_the_care_manager_of_a_shielded_person_only_when_it_treats_or_is_named() {
    in_both(|t| {
        let h = t.organisation("べつの病院", OrganisationKind::Hospital);
        let elsewhere = staff(Hat::Liaison, h);
        let asks = [
            Ask::KanaBirth { kana: "たかはし みよ".into(), birth: day("1940-05-03") },
            Ask::Insured("0000000011".into()),
        ];
        let found = |who: &Actor| -> Vec<usize> {
            asks.iter().map(|a| t.app.read(who, |cx| find_cm(cx, a)).unwrap().len()).collect()
        };
        assert_eq!((found(&elsewhere), found(&t.liaison)), (vec![1, 1], vec![1, 1]));
        hide(&t, &[]);
        assert_eq!((found(&elsewhere), found(&t.liaison)), (vec![0, 0], vec![1, 1]));
        let id = t.id;
        t.app.write(&t.cm, move |cx| shield::lift(cx, id, "終わった")).unwrap();
        hide(&t, &[h]);
        assert_eq!(found(&elsewhere), vec![1, 1]);
    });
}

#[test]
fn an_office_put_into_the_team_by_mistake_is_shut_out_at_once() {
    in_both(|t| {
        let (id, org) = (t.id, t.pharmacy.organisation.unwrap());
        let sees = || t.app.read(&t.pharmacy, |cx| could(cx, Act::Read, What::Basic, id)).unwrap();
        let member = NewTeamMember {
            role: TeamRole::Pharmacy,
            organisation: Some(org),
            account: None,
            label: "薬局".into(),
            person: String::new(),
            phone: String::new(),
            from: t.today(),
        };
        let add = || {
            let m = member.clone();
            t.app.write(&t.cm, move |cx| change::add_member(cx, id, &m)).unwrap();
            assert!(sees());
        };
        let remove = || {
            let team = t.app.read(&t.cm, |cx| view::view(cx, id)).unwrap().team;
            let m = team.iter().find(|m| m.organisation == Some(org)).unwrap().id;
            t.app.write(&t.cm, move |cx| change::remove_member(cx, id, m)).unwrap();
        };
        add();
        remove();
        assert!(!sees(), "on the same day");
        let lines = t.app.read(&t.cm, |cx| who_may_see(cx, id.0)).unwrap();
        assert!(!lines.iter().any(|l| l.0 == "薬局"), "{lines:?}");
        add();
        t.app.clock.set(testkit::at(&add_days(t.today(), 3).to_string(), "10:00"));
        assert!(sees());
        remove();
        assert!(!sees(), "and days later too");
    });
}

#[test]
fn how_far_a_consent_spreads_to_hospitals_is_read_off_it() {
    in_both(|t| {
        let id = t.id;
        let how = |who: &Actor| t.app.read(who, |cx| spread(cx, id)).unwrap();
        let give = |mode: Mode, parties: Vec<Id>| {
            let c = NewConsent { mode, parties, ..t.consent(Mode::Bulk) };
            t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
        };
        assert_eq!((how(&t.cm), how(&t.nurse)), (Spread::Any, Spread::Unsaid));
        give(Mode::List, vec![t.nurse.organisation.unwrap()]);
        assert_eq!(how(&t.cm), Spread::Unsaid);
        give(Mode::List, vec![t.liaison.organisation.unwrap()]);
        assert_eq!(how(&t.cm), Spread::Some);
        give(Mode::Bulk, vec![t.liaison.organisation.unwrap()]);
        assert_eq!(how(&t.cm), Spread::Some);
        give(Mode::Bulk, Vec::new());
        hide(&t, &[]);
        assert_eq!(how(&t.cm), Spread::Unsaid);
    });
}

#[test]
fn only_organisations_whose_roles_see_persons_stand_in_the_public_list() {
    in_both(|t| {
        let account = |org: Id, hat: Hat| {
            let new = accounts::NewAccount {
                organisation: org.into(),
                name: "保守 太郎".into(),
                kana: "ほしゅ".into(),
                hat,
                profession: String::new(),
                demo_role: None,
            };
            t.app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
        };
        let vendor = t.organisation("保守の会社", OrganisationKind::Other);
        let hall = t.organisation("市役所 介護課", OrganisationKind::Other);
        let welfare = t.organisation("社会福祉協議会", OrganisationKind::Other);
        let city = t.organisation("結野市", OrganisationKind::City);
        account(vendor, Hat::Vendor);
        account(hall, Hat::City);
        account(welfare, Hat::Provider);
        for list in [members::list, members::for_team] {
            let ids: Vec<Id> =
                t.app.read(&t.cm, list).unwrap().into_iter().map(|o| o.id.0).collect();
            assert!(ids.contains(&welfare) && ids.contains(&t.pharmacy.organisation.unwrap()));
            assert!(![vendor, hall, city].iter().any(|o| ids.contains(o)));
        }
    });
}
