//! The person's own release of their wishes: nothing by default, to one addressee at a time, gone at once; a relative only
//! when named for it; the crew without a release sees the card and no pointer.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use accounts::OrganisationKind;
use app::Error;
use kernel::time::add_days;
use kernel::{Actor, Hat, Id};
use people::authz::{
    Act, Addressee, Basis, Emergency, Grant, Group, Party, Permit, Read, What, Wish, Write, could,
    decide, grant, revoke_kind,
};
use people::pointers::{self, NewPointer, PointerKind};
use people::release::{self, NewRelease, Parts};
use people::use_cases::{consent, merge, shield, who_may_see};
use testkit::{for_both_apps, staff};
use town::{Town, resident};

/// A door for everybody, so that the decision about the person is what is tested.
static DOOR: app::Permission =
    app::Permission { code: "test.door", label: "試験", capability: "people", hats: &Hat::ALL };

fn in_both(body: impl Fn(&Town)) {
    for_both_apps(|app| body(&Town::new(app)));
}

fn sees(t: &Town, who: &Actor, what: What) -> bool {
    let id = t.id;
    t.app.read(who, |cx| could(cx, Act::Read, what, id)).unwrap()
}

fn writes(t: &Town, who: &Actor, what: What) -> bool {
    let id = t.id;
    t.app.read(who, |cx| could(cx, Act::Write, what, id)).unwrap()
}

fn to(t: &Town, addressee: Addressee) -> NewRelease {
    NewRelease {
        kind: What::Wish,
        to: addressee,
        from: t.today(),
        until: None,
        parts: Parts::Whole,
        heard_by: "佐藤 花子".into(),
    }
}

fn set(t: &Town, who: &Actor, n: NewRelease) -> app::Result<Id> {
    let id = t.id;
    t.app.write(who, move |cx| release::set(cx, id, &n))
}

fn take_back(t: &Town, who: &Actor, to: Option<Addressee>) -> app::Result<usize> {
    let id = t.id;
    t.app.write(who, move |cx| release::withdraw(cx, id, What::Wish, to, ""))
}

fn named(t: &Town, hat: Hat, n: u16, basis: Basis, kind: Option<What>) -> Actor {
    let who = staff(hat, testkit::id(n));
    let who = Actor { account: Some(testkit::id(n + 1)), ..who };
    let party = Party::Account(who.account.unwrap());
    let g = Grant { resident: t.id, party, basis, kind, record: None, from: t.today(), to: None };
    t.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
    who
}

fn crew(t: &Town) -> Actor {
    let fire = staff(Hat::Crew, t.organisation("消防本部", OrganisationKind::Fire));
    t.give(&fire, Basis::Emergency, None);
    fire
}

#[test]
fn wishes_are_open_to_nobody_until_the_person_says_so_and_close_at_once() {
    in_both(|t| {
        let own = named(t, Hat::Resident, 800, Basis::Own, None);
        let fire = crew(t);
        let all = [&t.cm, &t.nurse, &t.liaison, &fire];
        assert!(all.iter().all(|w| !sees(t, w, What::Wish) && !writes(t, w, What::Wish)));
        assert!(sees(t, &own, What::Wish) && writes(t, &own, What::Wish));
        // each addressee by itself
        for (addressee, open) in [
            (Addressee::Team, vec![&t.cm, &t.nurse]),
            (Addressee::Hospital, vec![&t.liaison]),
            (Addressee::Emergency, vec![&fire]),
        ] {
            set(t, &own, to(t, addressee)).unwrap();
            for who in all {
                assert_eq!(sees(t, who, What::Wish), open.contains(&who), "{addressee:?} {who:?}");
            }
            assert_eq!(take_back(t, &own, Some(addressee)).unwrap(), 1);
            assert!(all.iter().all(|w| !sees(t, w, What::Wish)), "{addressee:?}");
            assert_eq!(take_back(t, &own, Some(addressee)).unwrap(), 0, "again changes nothing");
        }
        // the team writes on behalf only while it is released; the hospital never
        set(t, &own, to(t, Addressee::Team)).unwrap();
        set(t, &own, to(t, Addressee::Hospital)).unwrap();
        assert!(writes(t, &t.cm, What::Wish) && writes(t, &t.nurse, What::Wish));
        assert!(!writes(t, &t.liaison, What::Wish));
        // and the consent under it must stand too
        let id = t.id;
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
        assert!(!sees(t, &t.nurse, What::Wish) && !sees(t, &t.liaison, What::Wish));
        assert!(sees(t, &own, What::Wish));
        // everything at once, and what was is kept
        assert_eq!(take_back(t, &own, None).unwrap(), 2);
        let kept = t
            .app
            .read(&own, |cx| {
                let p: Permit<'_, Read, Wish> = decide(cx, &DOOR, id, None)?;
                release::of(cx, &p)
            })
            .unwrap();
        assert_eq!(kept.len(), 5);
        assert!(kept.iter().all(|r| r.ended_at.is_some() && r.heard_by == "ご本人"));
    });
}

#[test]
fn staff_write_down_what_they_heard_and_others_cannot() {
    in_both(|t| {
        let silent = NewRelease { heard_by: " ".into(), ..to(t, Addressee::Team) };
        let e = set(t, &t.cm, silent);
        assert!(matches!(e, Err(Error::Invalid(ref f)) if f[0].field == "heard_by"), "{e:?}");
        let over = NewRelease { until: Some(add_days(t.today(), -1)), ..to(t, Addressee::Team) };
        let e = set(t, &t.cm, over);
        assert!(matches!(e, Err(Error::Invalid(ref f)) if f[0].field == "until"), "{e:?}");
        let other = NewRelease { kind: What::Health, ..to(t, Addressee::Team) };
        let e = set(t, &t.cm, other);
        assert!(matches!(e, Err(Error::Invalid(ref f)) if f[0].field == "kind"), "{e:?}");
        for who in [&t.stranger, &t.nurse, &t.liaison] {
            let refused = set(t, who, to(t, Addressee::Team));
            assert!(matches!(refused, Err(Error::NotFound)), "{who:?} {refused:?}");
        }
        // a proxy may close and never open; a relative neither
        let proxy = named(t, Hat::Family, 810, Basis::Proxy, None);
        let son = named(t, Hat::Family, 820, Basis::Relative, Some(What::Wish));
        assert!(set(t, &proxy, to(t, Addressee::Team)).is_err());
        let first = set(t, &t.cm, to(t, Addressee::Team)).unwrap();
        assert_eq!(set(t, &t.cm, to(t, Addressee::Team)).unwrap(), first, "the same one");
        let longer = NewRelease { until: Some(add_days(t.today(), 30)), ..to(t, Addressee::Team) };
        assert_ne!(set(t, &t.cm, longer).unwrap(), first);
        assert!(take_back(t, &son, None).is_err());
        assert!(sees(t, &t.nurse, What::Wish));
        assert_eq!(take_back(t, &proxy, None).unwrap(), 1);
        assert!(!sees(t, &t.nurse, What::Wish));
    });
}

#[test]
fn a_relative_who_is_not_named_sees_nothing_and_one_who_is_sees_only_that() {
    in_both(|t| {
        for n in [Addressee::Team, Addressee::Hospital, Addressee::Emergency] {
            set(t, &t.cm, to(t, n)).unwrap();
        }
        let kinds = |who: &Actor| -> Vec<What> {
            What::ALL.into_iter().filter(|w| sees(t, who, *w)).collect()
        };
        let son = named(t, Hat::Family, 830, Basis::Relative, Some(What::Wish));
        let brother = named(t, Hat::Family, 840, Basis::Relative, None);
        let stranger =
            Actor { account: Some(testkit::id(851)), ..staff(Hat::Family, testkit::id(850)) };
        assert_eq!(kinds(&son), [What::Wish]);
        assert!(kinds(&brother).is_empty() && kinds(&stranger).is_empty());
        // an office cannot be a relative, and staff cannot act as one
        let g = Grant {
            resident: t.id,
            party: Party::Organisation(t.stranger.organisation.unwrap()),
            basis: Basis::Own,
            kind: None,
            record: None,
            from: t.today(),
            to: None,
        };
        t.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
        let as_own = Actor { hat: Hat::Resident, ..t.stranger.clone() };
        assert!(kinds(&t.stranger).is_empty() && kinds(&as_own).is_empty());
        // those named stand in 「誰に見えるか」 only while something is open to them; here nobody has an account to be named by
        let (id, yesterday) = (t.id, add_days(t.today(), -1));
        let party = Party::Account(son.account.unwrap());
        t.app
            .write(&Actor::system(), move |cx| {
                revoke_kind(cx, id, party, Basis::Relative, What::Wish, yesterday)
            })
            .unwrap();
        assert!(kinds(&son).is_empty());
    });
}

#[test]
fn a_shield_ends_what_relatives_and_registers_see_and_not_what_the_person_sees() {
    in_both(|t| {
        let own = named(t, Hat::Resident, 860, Basis::Own, None);
        let son = named(t, Hat::Family, 870, Basis::Relative, Some(What::Room));
        let proxy = named(t, Hat::Family, 880, Basis::Proxy, None);
        let city = staff(Hat::City, t.organisation("市役所", OrganisationKind::City));
        t.give(&city, Basis::Register, None);
        let fire = crew(t);
        assert!(sees(t, &son, What::Room) && sees(t, &proxy, What::Wish));
        assert!(sees(t, &city, What::Register) && !sees(t, &city, What::Basic));
        let id = t.id;
        t.app.write(&t.cm, move |cx| shield::set(cx, id, "支援措置", &[])).unwrap();
        for what in What::ALL {
            assert!([&son, &proxy, &city].iter().all(|w| !sees(t, w, what)), "{what:?}");
        }
        assert!(sees(t, &fire, What::Emergency), "the card is never locked at the scene");
        let place = t
            .app
            .read(&own, |cx| {
                let p: Permit<'_, Read, people::authz::Basic> = decide(cx, &DOOR, id, None)?;
                Ok(p.sees(Group::Place))
            })
            .unwrap();
        assert!(place, "nobody is hidden from themself");
    });
}

fn pointer(t: &Town) -> NewPointer {
    NewPointer {
        kind: PointerKind::Talk,
        part: String::new(),
        made_on: t.today(),
        words: "延命のための治療は、のぞまない".into(),
        doctor: "ゆいの医院 千葉".into(),
        phone_day: "0000-12-3000".into(),
        phone_night: "080-0000-3000".into(),
        paper_at: "冷蔵庫の扉".into(),
        paper_by: "千葉 医師".into(),
        source: "acp".into(),
        record: testkit::id(990),
    }
}

fn shown(t: &Town, who: &Actor) -> Vec<String> {
    let id = t.id;
    t.app
        .read(who, |cx| {
            let p: Permit<'_, Read, Emergency> = decide(cx, &DOOR, id, None)?;
            Ok(pointers::of(cx, &p)?.into_iter().map(|p| p.shown.words).collect())
        })
        .unwrap()
}

fn point(t: &Town, who: &Actor, p: NewPointer) -> app::Result<Id> {
    let id = t.id;
    t.app.write(who, move |cx| {
        let permit: Permit<'_, Write, Wish> = decide(cx, &DOOR, id, None)?;
        pointers::set(cx, &permit, &p)
    })
}

#[test]
fn the_crew_sees_the_card_always_and_the_talk_only_while_it_is_released_to_them() {
    in_both(|t| {
        let own = named(t, Hat::Resident, 900, Basis::Own, None);
        let fire = crew(t);
        point(t, &own, pointer(t)).unwrap();
        let newer = NewPointer { words: "痛みはとってほしい".into(), ..pointer(t) };
        point(t, &own, newer).unwrap();
        let late = NewPointer { made_on: add_days(t.today(), 1), ..pointer(t) };
        assert!(matches!(point(t, &own, late), Err(Error::Invalid(_))));
        assert!(
            point(t, &t.nurse, pointer(t)).is_err(),
            "the team may not write what it may not see"
        );
        assert_eq!(shown(t, &own), ["痛みはとってほしい"], "in place of the earlier one");
        assert!(shown(t, &fire).is_empty() && shown(t, &t.cm).is_empty());
        set(t, &own, to(t, Addressee::Emergency)).unwrap();
        assert_eq!((shown(t, &fire).len(), shown(t, &t.cm).len()), (1, 0));
        take_back(t, &own, None).unwrap();
        assert!(shown(t, &fire).is_empty() && sees(t, &fire, What::Emergency));
        set(t, &own, to(t, Addressee::Emergency)).unwrap();
        let id = t.id;
        let n = t
            .app
            .write(&own, move |cx| {
                let permit: Permit<'_, Write, Wish> = decide(cx, &DOOR, id, None)?;
                pointers::withdraw(cx, &permit, "acp", testkit::id(990))
            })
            .unwrap();
        assert_eq!(n, 1);
        assert!(shown(t, &fire).is_empty() && shown(t, &own).is_empty());
    });
}

#[test]
fn taking_back_reaches_every_record_of_the_person() {
    in_both(|t| {
        let twin = t.register(resident("高橋 ミヨ", "たかはし みよ", "0000000012"));
        for id in [t.id, twin] {
            let n = to(t, Addressee::Team);
            t.app.write(&t.cm, move |cx| release::set(cx, id, &n)).unwrap();
        }
        let m = merge::Merge { keep: t.id, gone: twin, reason: "同じ方".into(), sure: true };
        t.app.write(&t.cm, move |cx| merge::merge(cx, &m)).unwrap();
        let on = |id| t.app.read(&t.cm, |cx| could(cx, Act::Read, What::Wish, id)).unwrap();
        assert!(on(t.id) && on(twin));
        assert_eq!(take_back(t, &t.cm, None).unwrap(), 2);
        assert!(!on(t.id) && !on(twin));
    });
}

#[test]
fn who_may_see_names_the_note_only_while_it_is_released() {
    in_both(|t| {
        let (id, fire) = (t.id, crew(t));
        let note = |name: &str| {
            let lines = t.app.read(&t.cm, |cx| who_may_see::who_may_see(cx, id.0)).unwrap();
            let line = lines.iter().find(|l| l.0 == name).unwrap();
            line.2.iter().any(|k| k == What::Wish.label())
        };
        let all = || [note("A居宅"), note("訪看"), note("病院"), note("消防本部")];
        assert_eq!(all(), [false; 4]);
        set(t, &t.cm, to(t, Addressee::Team)).unwrap();
        assert_eq!(all(), [true, true, false, false]);
        set(t, &t.cm, to(t, Addressee::Emergency)).unwrap();
        assert_eq!(all(), [true, true, false, true]);
        take_back(t, &t.cm, None).unwrap();
        assert_eq!(all(), [false; 4]);
        assert!(sees(t, &fire, What::Emergency));
    });
}

#[test]
fn a_slice_is_told_which_people_at_home_read_a_kind_and_nobody_of_an_office() {
    in_both(|t| {
        let own = named(t, Hat::Resident, 810, Basis::Own, None);
        let proxy = named(t, Hat::Family, 812, Basis::Proxy, None);
        let daughter = named(t, Hat::Family, 814, Basis::Relative, Some(What::Wish));
        named(t, Hat::Family, 816, Basis::Relative, Some(What::Room));
        // an account of a workplace with a right of its own is not somebody at home
        let nurse = t.nurse.account.unwrap();
        let right = Grant {
            resident: t.id,
            party: Party::Account(nurse),
            basis: Basis::Team,
            kind: None,
            record: None,
            from: t.today(),
            to: None,
        };
        t.app.write(&Actor::system(), move |cx| grant(cx, &right)).unwrap();
        // a second right of the same person does not name them twice
        let again = Grant {
            party: Party::Account(own.account.unwrap()),
            basis: Basis::Own,
            kind: Some(What::Wish),
            ..right
        };
        t.app.write(&Actor::system(), move |cx| grant(cx, &again)).unwrap();
        let id = t.id;
        let mut told = t
            .app
            .read(&own, |cx| {
                let permit = decide::<Read, Wish>(cx, &DOOR, id, None)?;
                people::authz::at_home(cx, &permit)
            })
            .unwrap();
        let mut want: Vec<Id> = [&own, &proxy, &daughter].map(|a| a.account.unwrap()).to_vec();
        told.sort();
        want.sort();
        assert_eq!(told, want);
    });
}

#[test]
fn a_list_leaves_a_row_that_says_how_many_and_whom() {
    in_both(|t| {
        t.app
            .read(&t.cm, |cx| {
                people::authz::scope(cx, &DOOR, What::Basic)?;
                people::authz::audit_list(cx, &DOOR, "mine", &[t.id.0]);
                Ok(())
            })
            .unwrap();
        let rows = t
            .app
            .read(&Actor::operator(), |cx| app::audit::page(cx, &app::audit::Filter::default()))
            .unwrap();
        let row = rows.iter().find(|r| r.act == DOOR.code).unwrap();
        assert_eq!(row.detail, format!("mine;n=1;ids={}", t.id.0));
    });
}

#[test]
fn each_reader_is_shown_the_parts_that_were_released_to_them_and_only_until_the_last_day() {
    in_both(|t| {
        let own = named(t, Hat::Resident, 900, Basis::Own, None);
        let fire = crew(t);
        let these = |all: &[&str]| Parts::These(all.iter().map(|p| (*p).to_owned()).collect());
        let open = |who: &Actor| {
            let id = t.id;
            t.app.read(who, |cx| release::parts(cx, id)).unwrap()
        };
        assert_eq!((open(&own), open(&t.cm)), (Parts::Whole, these(&[])));
        let none = NewRelease { parts: these(&[]), ..to(t, Addressee::Team) };
        assert!(matches!(set(t, &own, none), Err(Error::Invalid(f)) if f[0].field == "parts"));
        let odd = NewRelease { parts: these(&["a,b"]), ..to(t, Addressee::Team) };
        assert!(matches!(set(t, &own, odd), Err(Error::Invalid(f)) if f[0].field == "parts"));
        let last = add_days(t.today(), 2);
        let some = NewRelease {
            parts: these(&["values", "talks"]),
            until: Some(last),
            ..to(t, Addressee::Team)
        };
        set(t, &own, some).unwrap();
        let other = NewRelease { parts: these(&["medical"]), ..to(t, Addressee::Emergency) };
        set(t, &own, other).unwrap();
        assert_eq!(open(&t.cm), these(&["talks", "values"]));
        assert_eq!(open(&fire), these(&["medical"]));
        // the card of an emergency shows each reader their own parts, and old pointers without a part only to who sees all
        for (part, words) in [("values", "家にいたい"), ("medical", "管はいらない"), ("", "すべて")]
        {
            let p = NewPointer {
                kind: PointerKind::Words,
                part: part.into(),
                words: words.into(),
                ..pointer(t)
            };
            point(t, &own, p).unwrap();
        }
        assert_eq!(shown(t, &fire), ["管はいらない"]);
        assert_eq!(shown(t, &t.cm), ["家にいたい"]);
        assert_eq!(shown(t, &own), ["家にいたい\n管はいらない\nすべて"]);
        // chosen anew it takes the place of what was; the log says how
        set(t, &own, to(t, Addressee::Emergency)).unwrap();
        assert_eq!(open(&fire), Parts::Whole);
        let log = t
            .app
            .read(&Actor::system(), |cx| app::audit::page(cx, &app::audit::Filter::default()))
            .unwrap();
        let said = format!("wish;team;until={last};parts=talks,values");
        assert!(log.iter().any(|r| r.act == "people.release.set" && r.detail == said), "{said}");
        // the day after it is gone
        t.app.clock.set(testkit::at(&add_days(last, 1).to_string(), "08:00"));
        assert_eq!(open(&t.cm), these(&[]));
        assert!(!sees(t, &t.cm, What::Wish) && shown(t, &t.cm).is_empty());
    });
}
