//! The turn of the year on both engines: who stays, who leaves, who is asked.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use accounts::use_cases::year::{self, Answer};
use accounts::use_cases::{invite, look_up, set_up, staff};
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::Error;
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use testkit::{TestApp, at, for_both_apps};

fn office(app: &TestApp, name: &str) -> OrganisationId {
    let (open, close) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let new = NewOrganisation {
        name: name.into(),
        kana: name.into(),
        kind: OrganisationKind::CareManagement,
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

fn person(app: &TestApp, org: OrganisationId, name: &str, admin: bool) -> Actor {
    let new = NewAccount {
        organisation: org,
        name: name.into(),
        kana: "かな".into(),
        hat: Hat::CareManager,
        profession: "介護支援専門員".into(),
        demo_role: None,
    };
    let mut random = [0; 12];
    app.random(&mut random);
    let (_, code) = app
        .write(&Actor::operator(), move |cx| invite::invite_member(cx, &new, &random, admin, None))
        .unwrap();
    let id = app.write(&Actor::system(), move |cx| invite::accept(cx, &code)).unwrap();
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(org.0),
        hat: Hat::CareManager,
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

fn remind(app: &TestApp) -> usize {
    app.write(&Actor::system(), year::remind).unwrap()
}

fn told(app: &TestApp, a: &Actor) -> Vec<String> {
    app.read(a, app::notices::mine).unwrap().into_iter().map(|n| n.text).collect()
}

#[test]
fn who_leaves_in_march_is_in_until_the_last_day_and_in_april_out_at_once() {
    for_both_apps(|app| {
        let org = office(&app, "みずほ居宅");
        let boss = person(&app, org, "管理 一", true);
        let [a, b, c] = ["佐藤 花子", "鈴木 一", "高橋 二"].map(|n| person(&app, org, n, false));
        let say = |list: &[(&Actor, Answer)]| {
            let list: Vec<_> = list.iter().map(|(a, what)| (account(a), *what)).collect();
            app.write(&boss, move |cx| year::answer(cx, org, &list))
        };
        let r = say(&[(&a, Answer::Stays)]);
        assert!(matches!(r, Err(Error::Rule(_))), "not in November: {r:?}");
        app.clock.set(at("2027-03-10", "10:00"));
        assert_eq!(say(&[(&a, Answer::Stays), (&b, Answer::Leaves)]).unwrap(), []);
        app.clock.set(at("2027-03-31", "23:59"));
        assert!(usable(&app, &b));
        app.clock.set(at("2027-04-01", "00:00"));
        assert!(!usable(&app, &b) && usable(&app, &a) && usable(&app, &c));
        assert_eq!(say(&[(&c, Answer::Leaves)]).unwrap(), [account(&c)]);
        assert!(!usable(&app, &c));
        let me = say(&[(&boss, Answer::Leaves)]);
        assert!(matches!(me, Err(Error::Rule(_))), "{me:?}");
        assert!(usable(&app, &boss));
        // a word said in March counts for the year that begins
        let found = app.read(&boss, |cx| staff::members(cx, org)).unwrap();
        let since = year::counts_since(app.now().date()).unwrap();
        let said = |w: &Actor| {
            let m = found.iter().find(|m| m.account.id == account(w)).unwrap();
            m.confirmed_on.is_some_and(|d| d >= since)
        };
        assert!(said(&a) && !said(&boss));
    });
}

#[test]
fn a_list_is_answered_whole_or_not_at_all_and_by_nobody_else() {
    for_both_apps(|app| {
        let (org, other) = (office(&app, "みずほ居宅"), office(&app, "あおば居宅"));
        let boss = person(&app, org, "管理 一", true);
        let a = person(&app, org, "佐藤 花子", false);
        let stranger = person(&app, other, "よその 人", true);
        app.clock.set(at("2027-03-10", "10:00"));
        let (ida, ids) = (account(&a), account(&stranger));
        let both = [(ida, Answer::Leaves), (ids, Answer::Leaves)];
        let r = app.write(&boss, move |cx| year::answer(cx, org, &both));
        assert!(matches!(r, Err(Error::NotFound)), "{r:?}");
        for who in [&a, &stranger] {
            let r = app.write(who, move |cx| year::answer(cx, org, &[(ida, Answer::Leaves)]));
            assert!(matches!(r, Err(Error::Forbidden(_))), "{r:?}");
        }
        app.clock.set(at("2027-04-02", "10:00"));
        assert!(usable(&app, &a) && usable(&app, &stranger), "nothing was kept of it");
    });
}

#[test]
fn administrators_are_asked_three_times_and_no_longer_once_they_have_answered() {
    for_both_apps(|app| {
        let (org, other) = (office(&app, "みずほ居宅"), office(&app, "あおば居宅"));
        let boss = person(&app, org, "管理 一", true);
        let a = person(&app, org, "佐藤 花子", false);
        let done = person(&app, other, "管理 二", true);
        assert_eq!(remind(&app), 0, "not in November");
        app.clock.set(at("2027-03-01", "03:00"));
        assert_eq!(remind(&app), 2);
        assert_eq!(remind(&app), 0, "once");
        assert_eq!(
            told(&app, &boss),
            ["4月からも働く人と、3月でやめる人を、登録してください（2人）"]
        );
        assert_eq!(told(&app, &a), Vec::<String>::new(), "only who looks after the people");
        let id = account(&done);
        app.write(&done, move |cx| year::answer(cx, other, &[(id, Answer::Stays)])).unwrap();
        app.clock.set(at("2027-04-01", "03:00"));
        assert_eq!(remind(&app), 1);
        assert_eq!(told(&app, &boss).len(), 2);
        assert_eq!(told(&app, &done).len(), 1);
        app.clock.set(at("2027-04-15", "03:00"));
        assert_eq!((remind(&app), remind(&app)), (1, 0));
        app.clock.set(at("2027-05-01", "03:00"));
        assert_eq!(remind(&app), 0);
        app.clock.set(at("2028-03-01", "03:00"));
        assert_eq!(remind(&app), 2, "and the next year again");
    });
}
