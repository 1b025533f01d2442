//! Registration, rights and finding a care manager, on both engines; decide() and scope() say the same.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use accounts::use_cases::set_up;
use accounts::{NewOrganisation, OrganisationId, OrganisationKind};
use app::Error;
use kernel::time::add_days;
use kernel::{Actor, BusinessCalendar, Date, Hat, Time};
use people::authz::{Act, Basis, Grant, Party, What, could, grant, revoke};
use people::use_cases::find_cm::{Ask, find_cm};
use people::use_cases::register::{Register, Registered, register};
use people::use_cases::{change, view};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use testkit::{Contents, TestApp, for_both_apps, for_both_with, real_region, staff};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn resident(name: &str, kana: &str) -> NewResident {
    NewResident {
        name: name.into(),
        kana: kana.into(),
        birth: day("1940-05-03"),
        sex: Sex::Female,
        address: "結野市ひばり野台二丁目3".into(),
        phone: "0000-12-3456".into(),
        insurer: String::new(),
        insured: "0012345678".into(),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: "長男と同居".into(),
    }
}

fn consent() -> Consent {
    Consent {
        method: ConsentMethod::Written,
        heard_by: String::new(),
        given_on: day("2026-11-01"),
        form_version: "1".into(),
    }
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

fn registered(app: &TestApp, who: &Actor, r: NewResident) -> ResidentId {
    let cmd = Register { resident: r, consent: consent(), not_the_same: false };
    match app.write(who, move |cx| register(cx, &cmd)).unwrap() {
        Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_registering_office_sees_the_resident_and_nobody_else_does() {
    for_both_apps(|app| {
        let (a, b) = (
            organisation(&app, "A居宅", OrganisationKind::CareManagement),
            organisation(&app, "B居宅", OrganisationKind::CareManagement),
        );
        let cm = staff(Hat::CareManager, a.0);
        let id = registered(&app, &cm, resident("髙橋 ミヨ", "たかはし みよ"));
        assert_eq!(app.read(&cm, |cx| view::view(cx, id)).unwrap().resident.name, "髙橋 ミヨ");
        let other = staff(Hat::CareManager, b.0);
        assert!(matches!(app.read(&other, |cx| view::view(cx, id)), Err(Error::NotFound)));
        for hat in [Hat::Coordinator, Hat::City, Hat::Operator] {
            assert!(app.read(&staff(hat, a.0), |cx| view::view(cx, id)).is_err(), "{hat:?}");
        }
        assert_eq!(app.read(&cm, |cx| view::matching(cx, "高橋")).unwrap().len(), 1);
        assert!(app.read(&other, |cx| view::matching(cx, "高橋")).unwrap().is_empty());
    });
}

#[test]
fn every_read_and_every_refusal_leaves_an_audit_row() {
    for_both_apps(|app| {
        let a = organisation(&app, "A居宅", OrganisationKind::CareManagement);
        let cm = staff(Hat::CareManager, a.0);
        let id = registered(&app, &cm, resident("高橋 ミヨ", "たかはし みよ"));
        let rows = || app.read(&Actor::system(), app::audit::count).unwrap();
        let before = rows();
        app.read(&cm, |cx| view::view(cx, id)).unwrap();
        assert!(rows() > before);
        let before = rows();
        let other = staff(Hat::CareManager, testkit::id(900));
        assert!(app.read(&other, |cx| view::view(cx, id)).is_err());
        assert_eq!(rows(), before + 1);
    });
}

#[test]
fn a_region_that_is_no_demonstration_takes_residents_too() {
    for_both_with(Contents::Persons, |db| {
        let app = TestApp::in_region(db, real_region());
        let a = organisation(&app, "A居宅", OrganisationKind::CareManagement);
        let cmd = Register {
            resident: resident("高橋 ミヨ", "たかはし みよ"),
            consent: consent(),
            not_the_same: false,
        };
        let done = app.write(&staff(Hat::CareManager, a.0), move |cx| register(cx, &cmd));
        assert!(matches!(done, Ok(Registered::Done(_))), "{done:?}");
    });
}

#[test]
fn the_same_birth_and_kana_is_warned_about_without_naming_who_is_not_ones_own() {
    for_both_apps(|app| {
        let (a, b) = (
            organisation(&app, "A居宅", OrganisationKind::CareManagement),
            organisation(&app, "B居宅", OrganisationKind::CareManagement),
        );
        let first =
            registered(&app, &staff(Hat::CareManager, a.0), resident("高橋 ミヨ", "たかはし みよ"));
        let twin = Register {
            resident: NewResident {
                insured: String::new(),
                ..resident("髙橋 美代", "タカハシ ミヨ")
            },
            consent: consent(),
            not_the_same: false,
        };
        let (mine, theirs) = (staff(Hat::CareManager, a.0), staff(Hat::CareManager, b.0));
        let c = twin.clone();
        let warned = app.write(&mine, move |cx| register(cx, &c)).unwrap();
        assert_eq!(warned, Registered::MaybeThere { mine: vec![first], others: 0 });
        let c = twin.clone();
        let warned = app.write(&theirs, move |cx| register(cx, &c)).unwrap();
        assert_eq!(warned, Registered::MaybeThere { mine: vec![], others: 1 });
        let sure = Register { not_the_same: true, ..twin };
        assert!(matches!(
            app.write(&theirs, move |cx| register(cx, &sure)),
            Ok(Registered::Done(_))
        ));
    });
}

#[test]
fn what_is_typed_wrongly_is_said_beside_its_field() {
    let app = TestApp::sqlite();
    let a = organisation(&app, "A居宅", OrganisationKind::CareManagement);
    let cm = staff(Hat::CareManager, a.0);
    type Break = fn(&mut NewResident);
    let cases: [(&str, Break); 7] = [
        ("name", |r| r.name = " ".into()),
        ("kana", |r| r.kana = "takahashi".into()),
        ("birth", |r| r.birth = "2027-01-01".parse().unwrap()),
        ("birth", |r| r.birth = "1880-01-01".parse().unwrap()),
        ("phone", |r| r.phone = "でんわ".into()),
        ("insured", |r| r.insured = "12".into()),
        ("address", |r| r.address = "あ".repeat(300)),
    ];
    for (field, break_it) in cases {
        let mut r = resident("高橋 ミヨ", "たかはし みよ");
        break_it(&mut r);
        let cmd = Register { resident: r, consent: consent(), not_the_same: false };
        match app.write(&cm, move |cx| register(cx, &cmd)) {
            Err(Error::Invalid(e)) => assert_eq!(e[0].field, field),
            other => panic!("{field}: {other:?}"),
        }
    }
}

#[test]
fn a_stale_change_is_refused_and_the_first_one_stays() {
    for_both_apps(|app| {
        let a = organisation(&app, "A居宅", OrganisationKind::CareManagement);
        let cm = staff(Hat::CareManager, a.0);
        let id = registered(&app, &cm, resident("高橋 ミヨ", "たかはし みよ"));
        let mut r = resident("高橋 ミヨ", "たかはし みよ");
        r.address = "結野市大町一丁目1".into();
        let (one, two) = (r.clone(), r);
        app.write(&cm, move |cx| change::change_basics(cx, id, &one, 1)).unwrap();
        let late = app.write(&cm, move |cx| change::change_basics(cx, id, &two, 1));
        assert!(matches!(late, Err(Error::Stale { mine: 1, theirs: 2 })), "{late:?}");
    });
}

#[test]
fn a_hospital_finds_the_office_and_learns_nothing_else() {
    for_both_apps(|app| {
        let a = organisation(&app, "A居宅", OrganisationKind::CareManagement);
        let cm = staff(Hat::CareManager, a.0);
        registered(&app, &cm, resident("高橋 ミヨ", "たかはし みよ"));
        let liaison = staff(Hat::Liaison, testkit::id(500));
        let ask = Ask::KanaBirth { kana: "タカハシ ミヨ".into(), birth: day("1940-05-03") };
        let found = app.read(&liaison, |cx| find_cm(cx, &ask)).unwrap();
        assert_eq!((found.len(), found[0].office.as_str()), (1, "A居宅"));
        let by_number = Ask::Insured("0012345678".into());
        assert_eq!(app.read(&liaison, |cx| find_cm(cx, &by_number)).unwrap().len(), 1);
        let nobody = Ask::KanaBirth { kana: "たかはし".into(), birth: day("1940-05-03") };
        assert!(app.read(&liaison, |cx| find_cm(cx, &nobody)).unwrap().is_empty());
        assert!(app.read(&cm, |cx| find_cm(cx, &ask)).is_err(), "only hospitals ask");
    });
}

/// For every hat, basis, kind, consent and period: the plain decision about one resident and membership in the
/// list made by scope() are the same, and both follow the matrix.
#[test]
fn decide_and_scope_never_differ() {
    for_both_apps(|app| {
        let a = organisation(&app, "A居宅", OrganisationKind::CareManagement);
        let cm = staff(Hat::CareManager, a.0);
        let id = registered(&app, &cm, resident("高橋 ミヨ", "たかはし みよ"));
        let today = testkit::noon_before().date();
        let party = organisation(&app, "相手", OrganisationKind::Hospital);
        let periods = [
            (today, None, true),
            (add_days(today, -9), Some(today), true),
            (add_days(today, -9), Some(add_days(today, -1)), false),
            (add_days(today, 1), None, false),
        ];
        let mut allowed = 0;
        for basis in Basis::ALL.iter().copied() {
            for (from, to, in_force) in periods {
                let g = Grant {
                    resident: id,
                    party: Party::Organisation(party.0),
                    basis,
                    kind: None,
                    record: None,
                    from,
                    to,
                };
                app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
                for hat in Hat::ALL {
                    let who = staff(hat, party.0);
                    for what in What::ALL {
                        let one = app.read(&who, |cx| could(cx, Act::Read, what, id)).unwrap();
                        let list = app
                            .read(&who, |cx| {
                                Ok(view::of_list(cx, &[id.0], what).map(|v| v.len()).unwrap_or(0))
                            })
                            .unwrap();
                        // an office is not a person, and nothing was released
                        let open = !basis.personal()
                            && (!what.needs_release() || basis.addressee().is_none());
                        let matrix =
                            in_force && open && people::authz::allowed(hat, basis, Act::Read, what);
                        assert_eq!(one, matrix, "{hat:?} {basis:?} {what:?} {from} {to:?}");
                        let door = people::permissions::LIST.hats.contains(&hat);
                        assert_eq!(
                            list == 1,
                            one && door,
                            "scope: {hat:?} {basis:?} {what:?} {from} {to:?}"
                        );
                        allowed += usize::from(one);
                    }
                }
                app.write(&Actor::system(), move |cx| {
                    revoke(cx, id, Party::Organisation(party.0), basis, None, add_days(today, -30))
                })
                .unwrap();
            }
        }
        assert!(allowed > 20, "the comparison must meet allowed cases too");
    });
}
