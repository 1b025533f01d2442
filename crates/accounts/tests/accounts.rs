//! Invitations, one-tap accounts, calendars and sessions, on both engines.
#![allow(clippy::unwrap_used, reason = "tests")]
use accounts::use_cases::{change_calendar, invite, look_up, set_up};
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::{Error, Result};
use kernel::{Actor, BusinessCalendar, Hat, Time};
use testkit::{Contents, TestApp, TestDb, for_both_apps, for_both_with, real_region};

fn office() -> NewOrganisation {
    NewOrganisation {
        name: "結野みずほ居宅".into(),
        kana: "ゆいのみずほきょたく".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-12-3456".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
        outside: false,
        fictitious: true,
    }
}

fn account(organisation: OrganisationId, demo_role: Option<&str>) -> NewAccount {
    NewAccount {
        organisation,
        name: "佐藤 花子".into(),
        kana: "さとう はなこ".into(),
        hat: Hat::CareManager,
        profession: "介護支援専門員".into(),
        demo_role: demo_role.map(str::to_string),
    }
}

fn set_up_office(app: &TestApp) -> OrganisationId {
    app.write(&Actor::operator(), |cx| set_up::add_organisation(cx, &office())).unwrap()
}

#[test]
fn an_invitation_code_opens_one_account_once() {
    for_both_apps(|app| {
        let org = set_up_office(&app);
        let (_, code) = app
            .write(&Actor::operator(), move |cx| invite::invite(cx, &account(org, None), &[7; 12]))
            .unwrap();
        let typed = code.to_lowercase();
        let made = app.write(&Actor::system(), move |cx| invite::accept(cx, &typed)).unwrap();
        let found = app.read(&Actor::system(), |cx| look_up::account(cx, made)).unwrap().unwrap();
        assert_eq!((found.organisation, found.hat), (org, Hat::CareManager));
        let again = app.write(&Actor::system(), move |cx| invite::accept(cx, &code));
        assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
    });
}

#[test]
fn a_code_ends_after_fourteen_days_and_when_it_is_withdrawn() {
    for_both_apps(|app| {
        let org = set_up_office(&app);
        let make = |seed: u8| {
            app.write(&Actor::operator(), move |cx| {
                invite::invite(cx, &account(org, None), &[seed; 12])
            })
            .unwrap()
        };
        let (_, late) = make(1);
        let (id, withdrawn) = make(2);
        app.write(&Actor::operator(), move |cx| invite::revoke(cx, id)).unwrap();
        assert!(app.write(&Actor::system(), move |cx| invite::accept(cx, &withdrawn)).is_err());
        app.clock.advance_minutes(14 * 24 * 60);
        assert!(app.write(&Actor::system(), move |cx| invite::accept(cx, &late)).is_err());
    });
}

#[test]
fn only_centre_city_and_operator_make_codes_and_a_refusal_is_audited() {
    for_both_apps(|app| {
        let org = set_up_office(&app);
        let cm = testkit::staff(Hat::CareManager, org.0);
        let before = app.read(&Actor::system(), app::audit::count).unwrap();
        let refused = app.write(&cm, move |cx| invite::invite(cx, &account(org, None), &[3; 12]));
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        assert_eq!(app.read(&Actor::system(), app::audit::count).unwrap(), before + 1);
    });
}

#[test]
fn one_tap_accounts_exist_only_in_demonstration_regions() {
    for_both_with(Contents::Persons, |db: TestDb| {
        let app = TestApp::in_region(db, real_region());
        let org = set_up_office(&app);
        let made: Result<_> = app.write(&Actor::operator(), move |cx| {
            set_up::add_account(cx, &account(org, Some("cm")))
        });
        assert!(matches!(made, Err(Error::Rule(_))), "{made:?}");
        assert!(app.read(&Actor::system(), look_up::demo_accounts).unwrap().is_empty());
    });
}

#[test]
fn an_office_changes_its_own_hours_and_wrong_ones_are_refused() {
    for_both_apps(|app| {
        let org = set_up_office(&app);
        let cm = testkit::staff(Hat::CareManager, org.0);
        let six =
            BusinessCalendar::weekdays(Time::constant(9, 0, 0, 0), Time::constant(18, 0, 0, 0));
        let want = six.clone();
        app.write(&cm, move |cx| change_calendar::change_calendar(cx, &six)).unwrap();
        assert_eq!(app.read(&cm, |cx| look_up::calendar_of(cx, org)).unwrap(), want);
        let turned =
            BusinessCalendar::weekdays(Time::constant(18, 0, 0, 0), Time::constant(9, 0, 0, 0));
        let refused = app.write(&cm, move |cx| change_calendar::change_calendar(cx, &turned));
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let never = BusinessCalendar { week: [None; 7], ..want };
        let refused = app.write(&cm, move |cx| change_calendar::change_calendar(cx, &never));
        assert!(matches!(refused, Err(Error::Rule(_))), "{refused:?}");
    });
}
