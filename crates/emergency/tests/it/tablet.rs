//! The district for a line that is down: which device, what is in it, what is told later, and how it goes again.
use accounts::model::away::Away;
use accounts::use_cases::{crew, devices, staff};
use accounts::{AccountId, OrganisationId};
use app::Error;
use emergency::model::tablet::{Body, Told};
use emergency::use_cases::{figures, subset, tablet};
use kernel::{Actor, Id};
use people::ResidentId;

use crate::place::{Town, day, in_both_towns};

const HELD: &str = "credential-of-the-tablet";
const TOWN: &str = "ひばり野台2丁目";

/// A device of the second brigade, registered, and its administrator.
fn device(t: &Town) -> Id {
    let org = OrganisationId(t.chief.organisation.unwrap());
    let me = AccountId(t.chief.account.unwrap());
    t.app.write(&Actor::operator(), move |cx| staff::set_admin(cx, me, true)).unwrap();
    let (id, code) =
        t.act(&t.chief, move |cx| devices::add_device(cx, org, "救急2隊", &[7; 12])).unwrap();
    t.act(&Actor::system(), move |cx| crew::enrol(cx, &code, HELD)).unwrap().unwrap();
    with_pin(t, &t.other_crew);
    id
}

/// Somebody has typed their PIN here.
fn with_pin(t: &Town, who: &Actor) {
    let (chief, who) = (t.chief.clone(), AccountId(who.account.unwrap()));
    let code = t.act(&chief, move |cx| devices::renew_member(cx, who, &[9; 12])).unwrap();
    let done = t.act(&Actor::system(), move |cx| {
        let away = Away::of("481502", &[1; 16], 2).unwrap();
        assert!(!crew::keep_away(cx, who, &away, "kept")?, "of no PIN nothing is kept");
        crew::set_pin(cx, who, "kept", 6, &code, "-")?;
        crew::keep_away(cx, who, &away, "kept")
    });
    assert!(done.unwrap());
}

fn allow(t: &Town, id: Id, towns: &[&str]) -> app::Result<()> {
    let towns: Vec<String> = towns.iter().map(|x| (*x).to_owned()).collect();
    t.act(&t.chief, move |cx| tablet::allow(cx, id, &towns))
}

fn gather(t: &Town, who: &Actor) -> app::Result<(Id, Body)> {
    let id = t.act(who, |cx| Ok(cx.new_id())).unwrap();
    t.app.read(who, move |cx| subset::gather(cx, HELD, id))
}

/// Takes a new one; its id.
fn taken(t: &Town) -> Id {
    let (device, body) = gather(t, &t.other_crew).unwrap();
    let (id, at, n) = (body.id, kernel::At::from_millis(body.made), body.people.len());
    t.act(&t.other_crew, move |cx| subset::made(cx, device, id, at, n, 1)).unwrap();
    id
}

fn contact(t: &Town, id: Id, told: Vec<Told>) -> app::Result<subset::Heard> {
    t.act(&Actor::system(), move |cx| subset::contact(cx, HELD, id, &told, false))
}

fn keeps(t: &Town, id: Id) -> bool {
    contact(t, id, Vec::new()).unwrap().keep
}

fn asked(t: &Town, n: i64, who: ResidentId) -> Told {
    Told {
        n,
        at: t.app.now().millis(),
        account: t.other_crew.account.unwrap(),
        incident: "2026-1121-07".into(),
        kinds: "address,kana".into(),
        town: TOWN.into(),
        shown: vec![who.0],
        matched: true,
        opened: vec![who.0],
    }
}

#[test]
fn only_a_permitted_device_of_the_brigade_gets_its_towns_and_cards_alone() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let far = t.person("菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        t.registered(far, true);
        t.person("及川 ツヤ", "おいかわ つや", "1938-03-02", "結野市ひばり野台二丁目7-3");
        let d = device(&t);
        assert!(matches!(gather(&t, &t.other_crew), Err(Error::NotFound)), "not permitted yet");
        for towns in [&[][..], &["どこか"][..]] {
            assert!(matches!(allow(&t, d, towns), Err(Error::Invalid(_))));
        }
        allow(&t, d, &[TOWN]).unwrap();
        assert!(matches!(gather(&t, &t.crew), Err(Error::NotFound)), "another brigade");
        assert!(gather(&t, &t.cm).is_err() && gather(&t, &t.chief).is_err());
        let none = t.act(&t.other_crew, |cx| Ok(cx.new_id())).unwrap();
        assert!(t.app.read(&t.other_crew, move |cx| subset::gather(cx, "another", none)).is_err());
        let (_, body) = gather(&t, &t.other_crew).unwrap();
        let text = serde_json::to_string(&body).unwrap();
        assert!(
            body.people.len() == 1 && text.contains("髙橋 ミヨ"),
            "who lives there and has a card"
        );
        assert!(!text.contains("菊池") && !text.contains("及川"));
        assert_eq!(body.until - body.made, 24 * 60 * 60 * 1000);
        let names: Vec<&str> = body.crew.openers.iter().map(|o| o.name.as_str()).collect();
        assert_eq!(names, ["隣町 隊員"], "who has a PIN, and nobody of another brigade");
        assert!(!text.contains("隣町 隊員"), "names of the crew stand under another seal");
        let seen = t
            .app
            .read(&t.cm, move |cx| {
                people::use_cases::who_has_seen::who_has_seen(cx, id, day("2026-12-01"))
            })
            .unwrap();
        assert!(format!("{seen:?}").contains("隣町消防本部"), "it stands in the log of the person");
    });
}

#[test]
fn look_ups_without_a_line_are_kept_once_each_and_the_team_hears() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let d = device(&t);
        allow(&t, d, &[TOWN]).unwrap();
        let s = taken(&t);
        t.app.clock.advance_minutes(90);
        let mut told = vec![asked(&t, 1, id), asked(&t, 2, id)];
        told[1].at -= 60 * 60 * 1000;
        told[1].opened.clear();
        let heard = contact(&t, s, told.clone()).unwrap();
        assert!(heard.keep && !heard.renew && heard.upto == 2);
        assert_eq!(contact(&t, s, told).unwrap().upto, 2, "again");
        let f =
            t.app.read(&t.city, |cx| figures::by_area(cx, day("2026-11-01"), day("2026-11-30")));
        let f = f.unwrap();
        let here = f.areas.iter().find(|a| a.town == TOWN).unwrap();
        assert_eq!(here.hits, (None, None), "two are too few to be shown");
        assert!(t.notices(&t.cm).iter().any(|n| n.contains("救急搬送の可能性")));
        let log = t
            .app
            .read(&Actor::operator(), |cx| app::audit::page(cx, &app::audit::Filter::default()));
        let log = log.unwrap();
        let opened: Vec<_> = log
            .iter()
            .filter(|r| r.act == "emergency.card.open" && r.detail.starts_with("later;at="))
            .collect();
        assert_eq!(opened.len(), 1, "kept once");
        assert_eq!((opened[0].name.as_str(), opened[0].resident), ("隣町 隊員", Some(id.0)));
        let looked = log
            .iter()
            .filter(|r| r.detail.contains("later;at=") && r.act == "emergency.card.look-up");
        assert_eq!(looked.count(), 2);
        let mut wrong = asked(&t, 3, id);
        wrong.kinds = "horoscope".into();
        assert!(matches!(contact(&t, s, vec![wrong]), Err(Error::Invalid(_))));
        let mut wrong = asked(&t, 3, id);
        wrong.incident = "高橋".into();
        assert!(matches!(contact(&t, s, vec![wrong]), Err(Error::Invalid(_))));
        assert!(matches!(contact(&t, s, vec![asked(&t, 3, id); 201]), Err(Error::Invalid(_))));
        assert!(!contact(&t, nobody(&t), vec![asked(&t, 3, id)]).unwrap().keep, "no such subset");
    });
}

#[test]
fn it_goes_when_wiped_when_the_device_or_a_consent_ends_and_after_a_day() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let d = device(&t);
        allow(&t, d, &[TOWN]).unwrap();
        let s = taken(&t);
        assert!(keeps(&t, s));
        let (again, s) = (s, taken(&t));
        assert!(!keeps(&t, again) && keeps(&t, s), "the new one takes its place");
        t.act(&t.chief, move |cx| tablet::wipe(cx, d)).unwrap();
        assert!(!keeps(&t, s), "wiped from afar");
        let s = taken(&t);
        t.app.clock.advance_minutes(8 * 60);
        assert!(contact(&t, s, Vec::new()).unwrap().renew, "old enough for a new one");
        t.app.clock.advance_minutes(16 * 60);
        assert!(!keeps(&t, s), "a day is over");
        let s = taken(&t);
        t.end(id);
        assert!(!keeps(&t, s), "a consent ended");
        let told = contact(&t, s, vec![asked(&t, 9, id)]).unwrap();
        assert_eq!(told.upto, 9, "what was seen before is told all the same");
        assert!(gather(&t, &t.other_crew).unwrap().1.people.is_empty());
        let s = taken(&t);
        t.act(&t.chief, move |cx| tablet::end(cx, d)).unwrap();
        assert!(!keeps(&t, s) && gather(&t, &t.other_crew).is_err());
        allow_fails_without_cards(&t, d);
        t.act(&t.chief, move |cx| devices::end_device(cx, d, true)).unwrap();
        assert!(gather(&t, &t.other_crew).is_err());
        assert_eq!(
            contact(&t, s, vec![asked(&t, 10, id)]).unwrap().upto,
            0,
            "a lost device is not believed"
        );
    });
}

fn allow_fails_without_cards(t: &Town, d: Id) {
    assert!(matches!(allow(t, d, &[TOWN]), Err(Error::Invalid(_))));
}

#[test]
fn only_who_looks_after_the_brigade_decides() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let d = device(&t);
        assert!(
            t.app.read(&t.crew, tablet::view).is_err()
                && t.app.read(&t.city, tablet::view).is_err()
        );
        assert!(t.act(&t.other_crew, move |cx| tablet::wipe(cx, d)).is_err());
        let v = t.app.read(&t.chief, tablet::view).unwrap();
        assert_eq!((v.lines.len(), v.towns.as_slice()), (1, &[(TOWN.to_string(), 1)][..]));
    });
}

fn nobody(t: &Town) -> Id {
    t.act(&Actor::system(), |cx| Ok(cx.new_id())).unwrap()
}
