//! An organisation and its people: who may invite whom, who leaves, temporary access and rosters, on both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use accounts::model::roster::{self, Line};
use accounts::use_cases::roster::{Step, bring_in, plan};
use accounts::use_cases::{invite, look_up, set_up, staff, temporary};
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::Error;
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use testkit::{TestApp, for_both_apps};

fn office(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: name.into(),
        kind,
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
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

fn new(organisation: OrganisationId, name: &str, hat: Hat) -> NewAccount {
    NewAccount {
        organisation,
        name: name.into(),
        kana: name.into(),
        hat,
        profession: hat.label().into(),
        demo_role: None,
    }
}

/// Invites and accepts; the new member as an actor.
fn member(
    app: &TestApp,
    by: &Actor,
    org: OrganisationId,
    name: &str,
    hat: Hat,
    admin: bool,
) -> Actor {
    let a = new(org, name, hat);
    let mut random = [0; 12];
    app.random(&mut random);
    let (_, code) =
        app.write(by, move |cx| invite::invite_member(cx, &a, &random, admin, None)).unwrap();
    let id = app.write(&Actor::system(), move |cx| invite::accept(cx, &code)).unwrap();
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(org.0),
        hat,
        name: name.into(),
    }
}

fn account(a: &Actor) -> AccountId {
    AccountId(a.account.unwrap())
}

fn usable(app: &TestApp, a: &Actor) -> bool {
    let id = account(a);
    app.read(&Actor::system(), |cx| look_up::account(cx, id)).unwrap().is_some()
}

#[test]
fn an_administrator_invites_own_people_in_roles_of_the_house_and_nobody_else() {
    for_both_apps(|app| {
        let op = Actor::operator();
        let (mizuho, midori) = (
            office(&app, "みずほ居宅", OrganisationKind::CareManagement),
            office(&app, "みどり病院", OrganisationKind::Hospital),
        );
        let boss = member(&app, &op, mizuho, "管理 一", Hat::CareManager, true);
        let plain = member(&app, &boss, mizuho, "佐藤 花子", Hat::CareManager, false);
        let try_to = |by: &Actor, org, hat| {
            let a = new(org, "だれか", hat);
            app.write(by, move |cx| invite::invite_member(cx, &a, &[9; 12], true, None))
        };
        let denied = |r: app::Result<_>| matches!(r, Err(Error::Forbidden(_)));
        let before = app.read(&op, app::audit::count).unwrap();
        assert!(denied(try_to(&plain, mizuho, Hat::CareManager)), "no administrator");
        assert!(denied(try_to(&boss, midori, Hat::Liaison)), "another house");
        assert!(app.read(&op, app::audit::count).unwrap() >= before + 2, "refusals are audited");
        for hat in [Hat::Coordinator, Hat::City, Hat::Operator, Hat::System, Hat::Doctor] {
            let r = try_to(&boss, mizuho, hat);
            assert!(matches!(r, Err(Error::Invalid(_))), "{hat:?}: {r:?}");
        }
        let id = account(&plain);
        let r = app.write(&boss, move |cx| staff::change_hat(cx, id, Hat::City, "市"));
        assert!(matches!(r, Err(Error::Invalid(_))), "no way up by a change of role: {r:?}");
        let ward = member(&app, &op, midori, "看護 三", Hat::Ward, true);
        let r = app.write(&ward, move |cx| staff::end_now(cx, id));
        assert!(matches!(r, Err(Error::NotFound)), "not even that there is such a person: {r:?}");
        assert!(app.read(&ward, |cx| staff::members(cx, mizuho)).is_err());
        assert!(app.read(&plain, |cx| staff::members(cx, mizuho)).is_err());
        assert_eq!(app.read(&boss, |cx| staff::members(cx, mizuho)).unwrap().len(), 2);
    });
}

#[test]
fn who_leaves_is_out_after_the_last_day_and_who_is_ended_at_once() {
    for_both_apps(|app| {
        let org = office(&app, "みずほ居宅", OrganisationKind::CareManagement);
        let boss = member(&app, &Actor::operator(), org, "管理 一", Hat::CareManager, true);
        let a = member(&app, &boss, org, "佐藤 花子", Hat::CareManager, false);
        let b = member(&app, &boss, org, "鈴木 一", Hat::CareManager, false);
        let (ida, idb, me) = (account(&a), account(&b), account(&boss));
        let today = app.now().date();
        app.write(&boss, move |cx| staff::leaves_on(cx, ida, Some(today))).unwrap();
        assert!(usable(&app, &a), "on the last day");
        app.clock.advance_minutes(24 * 60);
        assert!(!usable(&app, &a), "the day after");
        let offered = app.read(&boss, |cx| look_up::accounts_of(cx, org)).unwrap();
        assert!(offered.iter().all(|x| x.id != ida), "and in no list to choose from");
        app.write(&boss, move |cx| staff::end_now(cx, idb)).unwrap();
        assert!(!usable(&app, &b));
        let again = app.write(&boss, move |cx| staff::end_now(cx, idb));
        assert!(matches!(again, Err(Error::Rule(_))), "{again:?}");
        let own = app.write(&boss, move |cx| staff::end_now(cx, me));
        assert!(matches!(own, Err(Error::Rule(_))), "{own:?}");
        let last = app.write(&boss, move |cx| staff::set_admin(cx, me, false));
        assert!(matches!(last, Err(Error::Rule(_))), "the last administrator stays: {last:?}");
        let listed = app.read(&boss, |cx| staff::members(cx, org)).unwrap();
        assert_eq!(listed.iter().filter(|m| m.open(app.now().date())).count(), 1);
    });
}

#[test]
fn access_for_today_opens_once_ends_by_itself_and_leaves_its_reason() {
    for_both_apps(|app| {
        let org = office(&app, "みずほ居宅", OrganisationKind::CareManagement);
        let boss = member(&app, &Actor::operator(), org, "管理 一", Hat::CareManager, true);
        let a = member(&app, &boss, org, "佐藤 花子", Hat::CareManager, false);
        let (id, me) = (account(&a), account(&boss));
        let allow = |by: &Actor, who, hours, reason: &str, seed| {
            let reason = reason.to_string();
            app.write(by, move |cx| temporary::allow(cx, who, hours, &reason, &[seed; 12]))
        };
        let system = Actor::system();
        let enter = |code: &str| {
            let code = code.to_string();
            app.write(&system, move |cx| temporary::use_code(cx, &code)).unwrap()
        };
        for (hours, reason) in [(0, "忘れた"), (25, "忘れた"), (8, " ")] {
            let r = allow(&boss, id, hours, reason, 1);
            assert!(matches!(r, Err(Error::Invalid(_))), "{hours} {reason}");
        }
        assert!(matches!(allow(&boss, me, 8, "忘れた", 1), Err(Error::Rule(_))), "not for oneself");
        assert!(matches!(allow(&a, me, 8, "忘れた", 1), Err(Error::NotFound)));
        let (_, code) = allow(&boss, id, 8, "端末を忘れた", 2).unwrap();
        let (who, until) = enter(&code).unwrap();
        assert_eq!((who.id, until), (id, app.now().plus_minutes(8 * 60)));
        assert!(enter(&code).is_none(), "again");
        let (_, late) = allow(&boss, id, 24, "端末を忘れた", 3).unwrap();
        app.clock.advance_minutes(24 * 60);
        assert!(enter(&late).is_none(), "after 24 hours");
        let (_, gone) = allow(&boss, id, 8, "端末を忘れた", 4).unwrap();
        app.write(&boss, move |cx| staff::end_now(cx, id)).unwrap();
        assert!(enter(&gone).is_none(), "an account that is ended");
        assert!(enter("0000-0000-0000").is_none() && enter("").is_none());
    });
}

fn lines(text: &str) -> Vec<Line> {
    let rows: Vec<(u64, Vec<String>)> = text
        .lines()
        .enumerate()
        .map(|(i, l)| (i as u64 + 1, l.split(',').map(String::from).collect()))
        .collect();
    roster::read(&rows).unwrap()
}

#[test]
fn a_roster_invites_changes_and_ends_and_the_same_one_again_does_nothing() {
    for_both_apps(|app| {
        let org = office(&app, "みずほ居宅", OrganisationKind::CareManagement);
        let boss = member(&app, &Actor::operator(), org, "管理 一", Hat::CareManager, true);
        let random = |n: u64| [n as u8 + 40; 12];
        let bring = |rows: Vec<Line>| app.write(&boss, move |cx| bring_in(cx, org, &rows, &random));
        let steps = |rows: &[Line]| -> Vec<Step> {
            let planned = app.read(&boss, |cx| plan(cx, org, rows)).unwrap();
            planned.into_iter().map(|p| p.step).collect()
        };
        let head = "職員番号,氏名,かな,役割,職種,退職日\n";
        let first = lines(&format!(
            "{head}A1,佐藤 花子,さとう,介護支援専門員,,\nA2,鈴木 一,すずき,介護支援専門員,主任,\nA0,管理 一,管理 一,介護支援専門員,,"
        ));
        assert_eq!(steps(&first), [Step::Invite, Step::Invite, Step::Change]);
        let letters = bring(first.clone()).unwrap();
        assert_eq!(letters.len(), 2);
        assert_eq!(steps(&first), [Step::Invited, Step::Invited, Step::Same]);
        assert!(bring(first.clone()).unwrap().is_empty(), "the same roster again");
        for (_, code) in letters {
            app.write(&Actor::system(), move |cx| invite::accept(cx, &code)).unwrap();
        }
        assert_eq!(steps(&first), [Step::Same, Step::Same, Step::Same]);
        // a wrong row: nothing of it is done
        let wrong = lines(&format!("{head}A3,田中 二,たなか,介護支援専門員,,\nA4,,,市の担当,,"));
        assert!(matches!(bring(wrong), Err(Error::Rule(_))));
        let city = lines(&format!("{head}A5,市役 所,し,市の担当,,"));
        assert!(matches!(steps(&city)[..], [Step::Wrong(_)]), "no way up by a roster");
        assert_eq!(app.read(&boss, |cx| staff::members(cx, org)).unwrap().len(), 3);
        // April: one married, one leaves
        let april = lines(&format!(
            "{head}A1,田村 花子,たむら,介護支援専門員,,\nA2,鈴木 一,すずき,介護支援専門員,主任,2026-11-30"
        ));
        assert_eq!(steps(&april), [Step::Change, Step::Leaves]);
        bring(april.clone()).unwrap();
        assert_eq!(steps(&april), [Step::Same, Step::Same]);
        let all = app.read(&boss, |cx| staff::members(cx, org)).unwrap();
        let a1 = all.iter().find(|m| m.number.as_deref() == Some("A1")).unwrap();
        assert_eq!(a1.account.name, "田村 花子");
        let a2 = all.iter().find(|m| m.number.as_deref() == Some("A2")).unwrap();
        assert_eq!(a2.leaves_on.map(|d| d.to_string()).as_deref(), Some("2026-11-30"));
        app.clock.advance_minutes(20 * 24 * 60);
        assert_eq!(steps(&april), [Step::Same, Step::Same], "and after that day too");
        let back = lines(&format!("{head}A2,鈴木 一,すずき,介護支援専門員,主任,"));
        assert!(matches!(steps(&back)[..], [Step::Wrong(_)]), "a number is one person's for ever");
    });
}
