//! Devices and PINs of crews, and the vendor's door, on both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use accounts::model::crew::{Rule, WRONG_IN_A_ROW};
use accounts::sessions::{self, Fresh, OnDevice, Opening, Proof};
use accounts::use_cases::{crew, devices, invite, look_up, openings, set_up, staff};
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::Error;
use db::Db;
use kernel::{Actor, ActorKind, At, BusinessCalendar, Hat, Time};
use testkit::{Contents, TestApp, TestDb, for_both_apps, for_both_with, noon_before, real_region};

fn office(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let (open, close) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let new = NewOrganisation {
        name: name.into(),
        kana: name.into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-12-3456".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(open, close),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

const FIRST: &str = "はじめて";

fn person(app: &TestApp, org: OrganisationId, name: &str, hat: Hat, admin: bool) -> Actor {
    let new = NewAccount {
        organisation: org,
        name: name.into(),
        kana: "かな".into(),
        hat,
        profession: hat.label().into(),
        demo_role: None,
    };
    let mut random = [0; 12];
    app.random(&mut random);
    let (_, code) = app
        .write(&Actor::operator(), move |cx| match hat {
            Hat::Vendor | Hat::City => invite::invite(cx, &new, &random),
            _ => invite::invite_member(cx, &new, &random, admin, None),
        })
        .unwrap();
    // a vendor's code is good only while the door is open
    let opening = (hat == Hat::Vendor).then(|| {
        let open = move |cx: &app::Cx<'_>| openings::open(cx, org, 1, FIRST);
        app.write(&Actor::operator(), open).ok()
    });
    let id = app.write(&Actor::system(), move |cx| invite::accept(cx, &code)).unwrap();
    if let Some(Some(id)) = opening {
        app.write(&Actor::operator(), move |cx| openings::close(cx, id)).unwrap();
    }
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(org.0),
        hat,
        name: name.into(),
    }
}

fn random(app: &TestApp) -> [u8; 12] {
    let mut r = [0; 12];
    app.random(&mut r);
    r
}

struct Brigade {
    org: OrganisationId,
    boss: Actor,
    device: kernel::Id,
    code: String,
}

fn brigade(app: &TestApp) -> Brigade {
    let org = office(app, "結野消防署", OrganisationKind::Fire);
    let boss = person(app, org, "消防 長", Hat::Provider, true);
    let r = random(app);
    let (device, code) =
        app.write(&boss, move |cx| devices::add_device(cx, org, "救急1隊 タブレット", &r)).unwrap();
    Brigade { org, boss, device, code }
}

fn enrol(app: &TestApp, code: &str, credential: &str) -> bool {
    let (code, credential) = (code.to_string(), credential.to_string());
    app.write(&Actor::system(), move |cx| crew::enrol(cx, &code, &credential)).unwrap().is_some()
}

fn holds(app: &TestApp, credential: &str) -> Option<kernel::Id> {
    app.read(&Actor::system(), |cx| crew::device_of(cx, credential)).unwrap().map(|d| d.id)
}

fn add(app: &TestApp, b: &Brigade, name: &str, number: Option<&str>) -> (AccountId, String) {
    let (org, r, name) = (b.org, random(app), name.to_string());
    let number = number.map(str::to_string);
    app.write(&b.boss, move |cx| devices::add_member(cx, org, &name, "かな", number.as_deref(), &r))
        .unwrap()
}

fn choose(app: &TestApp, who: AccountId, kept: &str, code: &str, before: &str) -> bool {
    let (kept, code, before) = (kept.to_string(), code.to_string(), before.to_string());
    app.write(&Actor::system(), move |cx| crew::set_pin(cx, who, &kept, 6, &code, &before)).unwrap()
}

/// Whether there is such a device or person at all is not told.
fn hidden<T>(r: app::Result<T>) -> bool {
    matches!(r, Err(Error::NotFound))
}

fn denied<T: std::fmt::Debug>(r: app::Result<T>) -> bool {
    matches!(r, Err(Error::Forbidden(_)))
}

#[test]
fn a_device_is_registered_once_per_code_and_a_lost_one_holds_nothing() {
    for_both_apps(|app| {
        let b = brigade(&app);
        assert!(!enrol(&app, "0000-0000-0000", "a"), "nobody's code");
        assert!(enrol(&app, &b.code.to_lowercase(), "a"));
        assert_eq!(holds(&app, "a"), Some(b.device));
        assert!(!enrol(&app, &b.code, "b"), "used");
        assert_eq!(holds(&app, "b"), None);
        assert_eq!(holds(&app, ""), None);
        // a new code ends what the device held
        let (id, r) = (b.device, random(&app));
        let code = app.write(&b.boss, move |cx| devices::renew_device(cx, id, &r)).unwrap();
        assert_eq!(holds(&app, "a"), None);
        app.clock.set(app.now().plus_minutes(14 * 24 * 60));
        assert!(!enrol(&app, &code, "c"), "after 14 days");
        let r = random(&app);
        let code = app.write(&b.boss, move |cx| devices::renew_device(cx, id, &r)).unwrap();
        assert!(enrol(&app, &code, "c"));
        app.write(&b.boss, move |cx| devices::end_device(cx, id, true)).unwrap();
        assert_eq!(holds(&app, "c"), None);
        let again = app.write(&b.boss, move |cx| devices::end_device(cx, id, true));
        assert!(matches!(again, Err(Error::Rule(_))), "{again:?}");
        let r = random(&app);
        let back = app.write(&b.boss, move |cx| devices::renew_device(cx, id, &r));
        assert!(matches!(back, Err(Error::Rule(_))), "a lost device does not come back");
    });
}

#[test]
fn only_whoever_looks_after_the_brigade_keeps_its_devices_and_crews() {
    for_both_apps(|app| {
        let b = brigade(&app);
        let other = office(&app, "みずほ居宅", OrganisationKind::CareManagement);
        let plain = person(&app, b.org, "平 一", Hat::Provider, false);
        let stranger = person(&app, other, "佐藤 花子", Hat::CareManager, true);
        let town = office(&app, "結野市", OrganisationKind::City);
        let centre = person(&app, town, "市 一", Hat::City, false);
        let (member, _) = add(&app, &b, "隊員 一", None);
        let (org, id) = (b.org, b.device);
        let before = app.read(&Actor::operator(), app::audit::count).unwrap();
        for who in [&plain, &stranger] {
            assert!(denied(app.read(who, |cx| devices::devices(cx, org))));
            assert!(denied(app.read(who, |cx| devices::members(cx, org))));
            assert!(denied(app.write(who, move |cx| devices::add_device(cx, org, "x", &[1; 12]))));
            assert!(hidden(app.write(who, move |cx| devices::end_device(cx, id, true))));
            assert!(hidden(app.write(who, move |cx| devices::renew_device(cx, id, &[2; 12]))));
            assert!(hidden(app.write(who, move |cx| devices::renew_member(cx, member, &[3; 12]))));
            assert!(denied(
                app.write(who, move |cx| devices::add_member(cx, org, "x", "x", None, &[4; 12]))
            ));
            assert!(denied(app.write(who, move |cx| devices::set_rule(cx, &Rule::default()))));
        }
        let after = app.read(&Actor::operator(), app::audit::count).unwrap();
        assert!(after >= before + 16, "each refusal leaves a row");
        assert!(denied(app.read(&centre, |cx| devices::devices(cx, org))), "nor the city");
        assert!(denied(app.write(&centre, move |cx| devices::add_device(cx, org, "x", &[1; 12]))));
        assert!(hidden(app.write(&centre, move |cx| devices::renew_member(cx, member, &[3; 12]))));
        assert_eq!(app.read(&b.boss, |cx| devices::devices(cx, org)).unwrap().len(), 1);
        let keeper = Actor::operator();
        let r = app.write(&keeper, move |cx| devices::add_device(cx, other, "x", &[1; 12]));
        assert!(matches!(r, Err(Error::Rule(_))), "only a brigade has devices: {r:?}");
        for bad in [
            Rule { digits: 3, ..Rule::default() },
            Rule { digits: 9, ..Rule::default() },
            Rule { idle_minutes: 60, ..Rule::default() },
        ] {
            let r = app.write(&centre, move |cx| devices::set_rule(cx, &bad));
            assert!(matches!(r, Err(Error::Invalid(_))), "{bad:?}");
        }
        let mine = Rule { digits: 8, idle_minutes: 2, listed: false };
        app.write(&centre, move |cx| devices::set_rule(cx, &mine)).unwrap();
        assert_eq!(app.read(&centre, Rule::of).unwrap(), mine);
    });
}

#[test]
fn a_pin_is_chosen_with_the_own_code_and_dies_after_ten_wrong_in_a_row_or_with_a_new_code() {
    for_both_apps(|app| {
        let b = brigade(&app);
        let (a, code) = add(&app, &b, "隊員 一", Some("101"));
        let (other, others) = add(&app, &b, "隊員 二", Some("102"));
        let fits = |who, code: &str| {
            app.read(&Actor::system(), |cx| crew::code_fits(cx, who, code)).unwrap()
        };
        assert!(fits(a, &code) && !fits(a, &others) && !fits(other, &code) && !fits(a, "x"));
        let begin = || app.write(&Actor::system(), move |cx| crew::begin(cx, a)).unwrap();
        assert_eq!(begin(), None, "no PIN yet");
        assert!(!choose(&app, a, "kept", &others, "-"), "somebody else's code");
        assert!(choose(&app, a, "kept", &code, "-"));
        assert!(!choose(&app, a, "stolen", &code, "-"), "the code is used up");
        assert!(!fits(a, &code));
        assert_eq!(begin(), Some(("kept".into(), 6)));
        let d = b.device;
        app.write(&Actor::system(), move |cx| crew::right(cx, d, a)).unwrap();
        for n in 0..WRONG_IN_A_ROW {
            assert!(begin().is_some(), "{n}");
        }
        assert_eq!(begin(), None, "worn out, also for the right PIN");
        let r = random(&app);
        let code = app.write(&b.boss, move |cx| devices::renew_member(cx, a, &r)).unwrap();
        assert_eq!(begin(), None, "the PIN of before is dead");
        assert!(choose(&app, a, "fresh", &code, "-"));
        assert_eq!(begin(), Some(("fresh".into(), 6)));
        assert!(!choose(&app, a, "x", "", "kept"), "with a PIN of before that is not there");
        assert!(choose(&app, a, "newer", "", "fresh"));
        // a number is somebody's once; who has left is not on the list
        let (org, boss) = (b.org, b.boss.clone());
        let twice = app.write(&boss, move |cx| {
            devices::add_member(cx, org, "隊員 三", "さん", Some("102"), &[5; 12])
        });
        assert!(matches!(twice, Err(Error::Invalid(_))), "{twice:?}");
        app.write(&boss, move |cx| staff::end_now(cx, a)).unwrap();
        let left = app.read(&boss, |cx| devices::members(cx, org)).unwrap();
        assert_eq!(left.iter().map(|m| m.account).collect::<Vec<_>>(), [other]);
    });
}

#[test]
fn a_name_is_chosen_from_the_list_or_typed_and_never_guessed_between_two() {
    for_both_apps(|app| {
        let b = brigade(&app);
        assert!(enrol(&app, &b.code, "a"));
        let (a, _) = add(&app, &b, "隊員 一", Some("101"));
        let (t1, _) = add(&app, &b, "同名 太郎", Some("102"));
        add(&app, &b, "同名 太郎", Some("103"));
        let elsewhere = person(&app, b.org, "事務 一", Hat::Provider, false);
        let meant = |listed, text: &str| {
            let rule = Rule { listed, ..Rule::default() };
            app.read(&Actor::system(), |cx| {
                let d = crew::device_of(cx, "a")?.unwrap();
                Ok(crew::meant(cx, &d, &rule, text, text)?.map(|m| m.account))
            })
            .unwrap()
        };
        assert_eq!(meant(true, &a.to_string()), Some(a));
        let other = AccountId(elsewhere.account.unwrap()).to_string();
        for nobody in ["", "隊員 一", other.as_str()] {
            assert_eq!(meant(true, nobody), None, "{nobody}");
        }
        assert_eq!(meant(false, "隊員　一"), Some(a));
        assert_eq!(meant(false, "102"), Some(t1));
        for nobody in ["", "同名 太郎", "事務 一", &a.to_string()] {
            assert_eq!(meant(false, nobody), None, "{nobody}");
        }
    });
}

fn control(test: impl Fn(Db, At)) {
    for_both_with(Contents::Control, |db: TestDb| test(db.handle(), noon_before()));
}

#[test]
fn a_session_of_a_crew_has_its_device_and_its_own_minutes_and_ends_with_the_device() {
    control(|db, now| {
        let region = real_region();
        let device = testkit::id(900);
        let opening = |proof| Opening {
            account: AccountId(testkit::id(7)),
            hat: Hat::Crew,
            identity: None,
            proof,
            device: "救急1隊".into(),
            shared: true,
            until: None,
        };
        let fresh = |n: u8| Fresh {
            token: format!("{n:064}"),
            id: testkit::id(u16::from(n)),
            csrf: vec![n; 32],
        };
        let on = OnDevice { device, idle_minutes: 10 };
        // no session of a crew without a device, and no device under another proof
        assert!(sessions::open(&db, &region, &opening(Proof::Crew), &fresh(1), now).is_err());
        let wrong = opening(Proof::Passkey);
        assert!(sessions::open_on(&db, &region, &wrong, &fresh(1), Some(on), now).is_err());
        for n in [1, 2] {
            let on = OnDevice { device: testkit::id(899 + u16::from(n)), idle_minutes: 10 };
            sessions::open_on(&db, &region, &opening(Proof::Crew), &fresh(n), Some(on), now)
                .unwrap();
        }
        let find = |n, at| sessions::find(&db, &region, &fresh(n).token, at).unwrap();
        let found = find(1, now).unwrap();
        assert_eq!((found.device, found.proof), (Some(device), Proof::Crew));
        assert!(!find(2, now.plus_minutes(9)).unwrap().locked);
        assert!(find(1, now.plus_minutes(10)).unwrap().locked, "by the rule of the region");
        assert_eq!(sessions::end_device(&db, "elsewhere", device).unwrap(), 0);
        assert_eq!(sessions::end_device(&db, &region.slug, device).unwrap(), 1);
        assert!(find(1, now).is_none() && find(2, now).is_some());
    });
}

#[test]
fn the_vendors_door_is_shut_but_for_the_hours_that_the_region_has_given() {
    for_both_apps(|app| {
        let (town, firm) = (
            office(&app, "結野市", OrganisationKind::City),
            office(&app, "保守会社", OrganisationKind::Other),
        );
        let city = person(&app, town, "市 一", Hat::City, false);
        let vendor = person(&app, firm, "保守 一", Hat::Vendor, false);
        let id = AccountId(vendor.account.unwrap());
        let is_open =
            || app.read(&Actor::system(), |cx| openings::now_open(cx, id)).unwrap().is_some();
        assert!(!is_open(), "off by default");
        let open = |by: &Actor, org, hours, reason: &str| {
            let reason = reason.to_string();
            app.write(by, move |cx| openings::open(cx, org, hours, &reason))
        };
        assert!(denied(open(&vendor, firm, 1, "自分で")), "not by itself");
        for (org, hours, reason) in [
            (town, 1, "理由"),
            (firm, 0, "理由"),
            (firm, 9, "理由"),
            (firm, 1, "　"),
            (firm, 1, ""),
        ] {
            let r = open(&city, org, hours, reason);
            assert!(matches!(r, Err(Error::Invalid(_))), "{hours} {reason}: {r:?}");
        }
        assert!(matches!(open(&city, firm, 1, &"あ".repeat(201)), Err(Error::Invalid(_))));
        assert!(!is_open());
        let first = open(&city, firm, 2, "取りこみが止まった").unwrap();
        assert!(is_open());
        assert!(matches!(open(&city, firm, 8, "長く"), Err(Error::Rule(_))), "not made longer");
        let second = office(&app, "別の保守会社", OrganisationKind::Other);
        let other = person(&app, second, "保守 二", Hat::Vendor, false);
        let other = AccountId(other.account.unwrap());
        assert!(
            app.read(&Actor::system(), |cx| openings::now_open(cx, other)).unwrap().is_none(),
            "for this firm alone"
        );
        app.clock.set(app.now().plus_minutes(119));
        assert!(is_open());
        app.clock.set(app.now().plus_minutes(1));
        assert!(!is_open(), "it shuts by itself");
        let late = app.write(&city, move |cx| openings::close(cx, first));
        assert!(matches!(late, Err(Error::Rule(_))), "{late:?}");
        let second = open(&city, firm, 8, "もう一度").unwrap();
        assert!(denied(app.write(&vendor, move |cx| openings::close(cx, second))));
        app.write(&city, move |cx| openings::close(cx, second)).unwrap();
        assert!(!is_open(), "shut at once");
        let mut all = app.read(&city, openings::list).unwrap();
        all.retain(|o| o.reason != FIRST);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].closed_name.as_deref(), Some("市 一"));
        assert!(all[1].closed_at.is_none());
        // who may sign in: the vendor is an account like others, and leaves like others
        assert!(app.read(&Actor::system(), |cx| look_up::account(cx, id)).unwrap().is_some());
        assert!(denied(app.read(&vendor, openings::list)));
    });
}
