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
        kana: "かな".into(),
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
        let used = enter(&code).unwrap();
        assert_eq!((used.account.id, used.until), (id, app.now().plus_minutes(8 * 60)));
        assert_eq!(used.given_by, "管理 一");
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

fn notices(app: &TestApp, a: &Actor, kind: &str) -> Vec<app::notices::Notice> {
    let all = app.read(a, app::notices::mine).unwrap();
    all.into_iter().filter(|n| n.kind == kind).collect()
}

fn rows(app: &TestApp, act: &str) -> Vec<app::audit::AuditRow> {
    let f = app::audit::Filter { act: Some(act.into()), ..Default::default() };
    app.read(&Actor::operator(), |cx| app::audit::page(cx, &f)).unwrap()
}

#[test]
fn neither_centre_nor_city_lets_itself_in_as_somebody_of_an_office() {
    for_both_apps(|app| {
        let op = Actor::operator();
        let org = office(&app, "みずほ居宅", OrganisationKind::CareManagement);
        let centre = office(&app, "連携拠点", OrganisationKind::Centre);
        let city = office(&app, "結野市", OrganisationKind::City);
        let boss = member(&app, &op, org, "管理 一", Hat::CareManager, true);
        let second = member(&app, &boss, org, "管理 二", Hat::CareManager, true);
        let a = member(&app, &boss, org, "山田 月子", Hat::CareManager, false);
        let id = account(&a);
        let allow = |by: &Actor, seed| {
            app.write(by, move |cx| temporary::allow(cx, id, 8, "端末を忘れた", &[seed; 12]))
        };
        for by in [
            member(&app, &op, centre, "連携 一", Hat::Coordinator, false),
            member(&app, &op, centre, "連携 二", Hat::Coordinator, true),
            member(&app, &op, city, "市 一", Hat::City, true),
        ] {
            let r = allow(&by, 1);
            assert!(matches!(r, Err(Error::NotFound)), "{}: {r:?}", by.name);
            let tries: [app::Result<()>; 5] = [
                app.write(&by, move |cx| staff::end_now(cx, id)),
                app.write(&by, move |cx| staff::set_admin(cx, id, true)),
                app.write(&by, move |cx| staff::change_hat(cx, id, Hat::CareManager, "x")),
                app.read(&by, |cx| staff::members(cx, org)).map(|_| ()),
                app.read(&by, |cx| plan(cx, org, &[])).map(|_| ()),
            ];
            for r in tries {
                assert!(matches!(r, Err(Error::NotFound | Error::Forbidden(_))), "{r:?}");
            }
            assert!(!app.read(&by, |cx| staff::looks_after(cx, org)).unwrap());
            let whom = app.read(&by, |cx| staff::administrators(cx, org)).unwrap();
            assert_eq!(whom.len(), 2, "whom to ask");
        }
        assert!(notices(&app, &a, "accounts.temporary").is_empty());
        let (_, code) = allow(&boss, 2).unwrap();
        let told = notices(&app, &a, "accounts.temporary");
        assert_eq!((told.len(), told[0].link.as_str()), (1, "/me/access"));
        assert!(!told[0].text.contains("山田"), "a notice names nobody");
        assert_eq!(notices(&app, &second, "accounts.temporary").len(), 1);
        let system = Actor::system();
        app.write(&system, move |cx| temporary::use_code(cx, &code)).unwrap().unwrap();
        let object = format!("account:{id}");
        let given = rows(&app, "accounts.temporary.allow");
        assert_eq!(
            (given[0].name.as_str(), given[0].object.as_deref()),
            ("管理 一", Some(&*object))
        );
        let used = rows(&app, "accounts.temporary.use");
        assert_eq!(used[0].name, "山田 月子（管理 一が出したコードで）");
        assert_eq!((used[0].account, used[0].object.as_deref()), (Some(id.0), Some(&*object)));
    });
}

#[test]
fn centre_and_city_invite_the_first_administrator_and_nobody_behind_ones_back() {
    for_both_apps(|app| {
        let op = Actor::operator();
        let org = office(&app, "みずほ居宅", OrganisationKind::CareManagement);
        let centre = office(&app, "連携拠点", OrganisationKind::Centre);
        let one = member(&app, &op, centre, "連携 一", Hat::Coordinator, false);
        let invited = |by: &Actor, org, hat, seed| {
            let a = new(org, "田中 実", hat);
            app.write(by, move |cx| invite::invite(cx, &a, &[seed; 12])).map(|(_, code)| code)
        };
        let accept =
            |code: String| app.write(&Actor::system(), move |cx| invite::accept(cx, &code));
        let invalid = |r: &app::Result<String>| matches!(r, Err(Error::Invalid(_)));
        assert!(invalid(&invited(&one, org, Hat::City, 1)), "a role that the office cannot give");
        let first = invited(&one, org, Hat::CareManager, 2).unwrap();
        let spare = invited(&one, org, Hat::CareManager, 3).unwrap();
        let id = accept(first).unwrap();
        let boss = Actor {
            kind: ActorKind::Staff,
            account: Some(id.0),
            organisation: Some(org.0),
            hat: Hat::CareManager,
            name: "田中 実".into(),
        };
        assert!(app.read(&boss, |cx| staff::looks_after(cx, org)).unwrap(), "its administrator");
        assert!(accept(spare).is_err(), "the spare code is void since there is an administrator");
        let late = invited(&one, org, Hat::CareManager, 4);
        assert!(invalid(&late), "{late:?}");
        assert!(format!("{late:?}").contains("田中 実さん"), "and says whom to ask: {late:?}");
        assert!(notices(&app, &boss, "accounts.joined").is_empty());
        let colleague = member(&app, &boss, org, "佐藤 花子", Hat::CareManager, false);
        let told = notices(&app, &boss, "accounts.joined");
        assert_eq!(told.len(), 1, "every new person is announced");
        assert_eq!(told[0].link, format!("/staff/{}", account(&colleague)));
        assert!(notices(&app, &colleague, "accounts.joined").is_empty());
        // one's own house, as before
        let two = invited(&one, centre, Hat::Coordinator, 5).unwrap();
        accept(two).unwrap();
        let issued = rows(&app, "accounts.invitation.issue");
        let named = Some(format!("organisation:{centre}"));
        assert!(issued.iter().any(|r| r.object == named), "and the log names it");
    });
}

fn lines(text: &str) -> Vec<Line> {
    let rows: Vec<(u64, Vec<String>)> = text
        .lines()
        .enumerate()
        .map(|(i, l)| (i as u64 + 1, l.split(',').map(String::from).collect()))
        .collect();
    roster::read(&rows, OrganisationKind::CareManagement).unwrap()
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
            "{head}A1,佐藤 花子,さとう,介護支援専門員,,\nA2,鈴木 一,すずき,介護支援専門員,主任,\nA0,管理 一,かな,介護支援専門員,,"
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
