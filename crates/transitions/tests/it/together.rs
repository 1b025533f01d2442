//! Several at once: services told by one press, several rows received or assigned. Each on both engines.
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::Error;
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Id, Time};
use people::model::{NewTeamMember, TeamRole};
use people::use_cases::change;
use transitions::model::reply::{Tidings, Told};
use transitions::model::{Method, StayId};
use transitions::use_cases::bulk::{self, Came, Do, Row};
use transitions::use_cases::report::report;
use transitions::use_cases::services::{self, Tell};
use transitions::use_cases::view;

use crate::place::{Town, in_both_towns};

/// A nursing station with an account, on the team of the resident, and a pharmacy without.
fn services(t: &Town) -> Actor {
    let open = Time::constant(8, 30, 0, 0);
    let new = NewOrganisation {
        name: "訪問看護 ひばり".into(),
        kana: "ひばり".into(),
        kind: OrganisationKind::VisitNursing,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0100".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(open, Time::constant(17, 30, 0, 0)),
        outside: false,
        fictitious: true,
    };
    let station = t
        .act(&Actor::operator(), move |cx| accounts::use_cases::set_up::add_organisation(cx, &new))
        .unwrap();
    let nurse = NewAccount {
        organisation: station,
        name: "石川 律".into(),
        kana: "いしかわ りつ".into(),
        hat: Hat::Provider,
        profession: "訪問看護師".into(),
        demo_role: None,
    };
    let account = t
        .act(&Actor::operator(), move |cx| accounts::use_cases::set_up::add_account(cx, &nurse))
        .unwrap();
    add(t, TeamRole::VisitNursing, Some(station), "訪問看護 ひばり");
    add(t, TeamRole::Pharmacy, None, "つばき薬局");
    Actor {
        kind: ActorKind::Staff,
        account: Some(account.0),
        organisation: Some(station.0),
        hat: Hat::Provider,
        name: "石川 律".into(),
    }
}

fn add(t: &Town, role: TeamRole, org: Option<OrganisationId>, label: &str) {
    let member = NewTeamMember {
        role,
        organisation: org.map(|o| o.0),
        account: None,
        label: label.into(),
        person: String::new(),
        phone: "0000-99-0200".into(),
        from: t.app.now().date(),
    };
    let who = t.resident;
    t.act(&t.cm, move |cx| change::add_member(cx, who, &member)).unwrap();
}

fn everybody(t: &Town, stay: StayId, tidings: Tidings) -> Tell {
    let to = t.app.read(&t.cm, move |cx| services::recipients(cx, stay)).unwrap();
    Tell {
        stay,
        tidings,
        members: to.iter().map(|r| r.member.id).collect(),
        by_hand: Method::Fax,
        note: "お休みしてください".into(),
        again: false,
    }
}

#[test]
fn one_press_tells_everybody_of_the_team_each_in_their_own_way() {
    in_both_towns(|t| {
        let nurse = services(&t);
        let stay = t.admitted("2026-11-09");
        let cmd = everybody(&t, stay, Tidings::Admitted);
        assert_eq!(cmd.members.len(), 2, "the office itself is not told");
        let c = cmd.clone();
        let rows = t.act(&t.cm, move |cx| services::tell(cx, &c)).unwrap();
        assert_eq!(rows.iter().filter(|r| r.by_hand).count(), 1);
        // the station finds it, without a name in its notice, and acknowledges
        let notices = t.app.read(&nurse, app::notices::mine).unwrap();
        assert_eq!(notices.len(), 1);
        assert!(!notices[0].text.contains("高橋"));
        let seen = t.app.read(&nurse, services::for_me).unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].resident.name, "高橋 ミヨ");
        let act = seen[0].act.id;
        t.act(&nurse, move |cx| services::receive(cx, act)).unwrap();
        let by_hand = rows.iter().find(|r| r.by_hand).unwrap().act;
        assert!(t.act(&nurse, move |cx| services::receive(cx, by_hand)).is_err(), "not its own");
        assert!(
            t.act(&t.cm, move |cx| services::told_by_hand(cx, act)).is_err(),
            "it said so itself"
        );
        t.act(&t.cm, move |cx| services::told_by_hand(cx, by_hand)).unwrap();
        let v = t.app.read(&t.cm, move |cx| view::view(cx, stay)).unwrap();
        let told: Vec<_> = v.acts.iter().filter(|a| Told::of(a).is_some()).collect();
        assert!(told.len() == 2 && told.iter().all(|a| a.received_at.is_some()));
        // the same once more asks; the day of leaving has to be known
        let c = cmd.clone();
        assert!(matches!(
            t.act(&t.cm, move |cx| services::tell(cx, &c)),
            Err(Error::Invalid(f)) if f[0].field == "again"
        ));
        let c = Tell { tidings: Tidings::Planned, ..cmd.clone() };
        assert!(matches!(
            t.act(&t.cm, move |cx| services::tell(cx, &c)),
            Err(Error::Invalid(f)) if f[0].field == "tidings"
        ));
        let c = Tell { members: Vec::new(), ..cmd };
        assert!(matches!(
            t.act(&t.cm, move |cx| services::tell(cx, &c)),
            Err(Error::Invalid(f)) if f[0].field == "members"
        ));
        // a changed planned day goes to those who were told
        t.planned(stay, "2026-11-20", "").unwrap();
        let c = everybody(&t, stay, Tidings::Planned);
        t.act(&t.cm, move |cx| services::tell(cx, &c)).unwrap();
        assert_eq!(t.app.read(&nurse, services::for_me).unwrap().len(), 2);
        for stranger in [&t.liaison, &t.other_cm] {
            let c = everybody(&t, stay, Tidings::Planned);
            assert!(t.act(stranger, move |cx| services::tell(cx, &c)).is_err());
        }
    });
}

fn row(t: &Town, stay: StayId, acts: Vec<Id>) -> Row {
    let v = t.app.read(&t.liaison, move |cx| view::view(cx, stay)).unwrap();
    Row { stay, acts, ward: v.stay.ward, room: v.stay.room }
}

#[test]
fn several_are_received_and_assigned_and_a_refused_one_holds_up_nobody() {
    in_both_towns(|t| {
        let first = t.admitted("2026-11-09");
        let a = t.contact(first);
        let b = t.sheet(first);
        let other = t.register("菊池 正", "きくち ただし", "1941-01-01");
        let mut cmd = t.admission("2026-11-09");
        cmd.resident = other;
        let second = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
        let rows = vec![
            row(&t, first, vec![a, b]),
            row(&t, second, vec![]),
            Row { stay: StayId(testkit::id(77)), ..row(&t, second, vec![testkit::id(78)]) },
        ];
        let came = bulk::run(&t.app.app, &t.liaison, Do::Receive, &rows).unwrap();
        assert_eq!(came[0].1, Came::Done(2));
        assert_eq!(came[1].1, Came::Nothing);
        assert!(matches!(&came[2].1, Came::Refused(_)));
        // pressed twice it is received once
        assert_eq!(
            bulk::run(&t.app.app, &t.liaison, Do::Receive, &rows).unwrap()[0].1,
            Came::Done(2)
        );

        let me = AccountId(t.liaison.account.unwrap());
        let came = bulk::run(&t.app.app, &t.liaison, Do::Assign(me), &rows).unwrap();
        assert_eq!((&came[0].1, &came[1].1), (&Came::Done(1), &Came::Done(1)));
        let again = bulk::run(&t.app.app, &t.liaison, Do::Assign(me), &rows[..2]).unwrap();
        assert_eq!(again[0].1, Came::Nothing);
        let refused = bulk::run(&t.app.app, &t.other_liaison, Do::Assign(me), &rows[..1]).unwrap();
        assert!(matches!(refused[0].1, Came::Refused(_)), "another hospital");
        let many = vec![rows[0].clone(); 51];
        assert!(bulk::run(&t.app.app, &t.liaison, Do::Receive, &many).is_err());
    });
}
