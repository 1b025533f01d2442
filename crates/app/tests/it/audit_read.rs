//! Readings of the log for its pages, each against a naive look through all rows.
use app::audit::{AuditEntry, AuditRow};
use app::audit_read::{self as read, Denials, Span};
use kernel::{Actor, At, Id};
use testkit::{TestApp, for_both_apps};

use crate::common::*;

/// Nine rows of three people on three days, one refused, one of a list, one by the operator.
fn filled(t: &TestApp) {
    let put = |who: &Actor, e: AuditEntry| {
        t.app
            .write(who, move |cx| {
                cx.audit(e.clone());
                Ok(())
            })
            .unwrap();
        t.settle();
    };
    let mut odd = liaison();
    odd.name = "100%_太郎!".into();
    let other = testkit::id(501);
    put(&cm(), about("people.resident.read"));
    put(&liaison(), about("people.resident.read"));
    put(&odd, about("people.resident.read").denied());
    t.clock.advance_minutes(24 * 60);
    put(
        &cm(),
        AuditEntry::act("people.resident.list")
            .detail(format!("mine;n=2;ids={},{other}", resident())),
    );
    put(&cm(), AuditEntry::act("people.resident.list").detail(format!("mine;n=1;ids={other}")));
    put(&liaison(), AuditEntry::act("people.resident.read").about(other).denied());
    put(&liaison(), AuditEntry::act("people.resident.read").about(other).denied());
    t.clock.advance_minutes(24 * 60);
    put(&Actor::operator(), about("audit.report"));
    put(&Actor::system(), AuditEntry::act("jobs.run"));
}

fn all(t: &TestApp) -> Vec<AuditRow> {
    t.app.read(&Actor::system(), |cx| read::span(cx, &Span::default(), 5000)).unwrap()
}

fn span(t: &TestApp, s: &Span, limit: usize) -> Vec<i64> {
    let rows = t.app.read(&Actor::system(), |cx| read::span(cx, s, limit)).unwrap();
    rows.iter().map(|r| r.pos.unwrap()).collect()
}

fn naive(rows: &[AuditRow], wanted: impl Fn(&AuditRow) -> bool) -> Vec<i64> {
    rows.iter().filter(|r| wanted(r)).map(|r| r.pos.unwrap()).collect()
}

#[test]
fn each_narrowing_of_a_span_gives_what_a_look_through_all_rows_gives() {
    for_both_apps(|t| {
        filled(&t);
        let rows = all(&t);
        assert_eq!(rows.len(), 9);
        assert!(rows.windows(2).all(|w| w[0].pos < w[1].pos), "in the order of their positions");
        let (first, last) = (rows[3].at, rows[7].at);
        let end = resident().to_string()[30..].to_string();
        let none = Span::default;
        let same = |s: &Span, wanted: &dyn Fn(&AuditRow) -> bool, n: usize| {
            let expected = naive(&rows, wanted);
            assert_eq!(expected.len(), n, "{s:?}");
            assert_eq!(span(&t, s, 5000), expected, "{s:?}");
        };
        same(&Span { from: Some(first), ..none() }, &|r| r.at >= first, 6);
        same(&Span { to: Some(last), ..none() }, &|r| r.at < last, 7);
        same(&Span { after: rows[2].pos, ..none() }, &|r| r.pos > rows[2].pos, 6);
        same(&Span { upto: rows[2].pos, ..none() }, &|r| r.pos <= rows[2].pos, 3);
        let office = cm().organisation;
        same(&Span { organisation: office, ..none() }, &|r| r.organisation == office, 3);
        let name = cm().name;
        same(
            &Span { name: name.clone(), ..none() },
            &|r| r.name.contains(&name),
            3 + usize::from(liaison().name.contains(&name)) * 3,
        );
        // what LIKE would read as a pattern is a letter like others
        for typed in ["%", "_", "!", "0%_太", "郎!"] {
            same(&Span { name: typed.into(), ..none() }, &|r| r.name.contains(typed), 1);
        }
        same(
            &Span { act: "people.resident.r".into(), ..none() },
            &|r| r.act.starts_with("people.resident.r"),
            5,
        );
        same(&Span { act: "resident".into(), ..none() }, &|_| false, 0);
        same(&Span { staff: true, ..none() }, &|r| r.account.is_some(), 7);
        let some = vec![rows[1].pos.unwrap(), rows[8].pos.unwrap()];
        same(
            &Span { at_pos: Some(some.clone()), ..none() },
            &|r| some.contains(&r.pos.unwrap()),
            2,
        );
        same(&Span { at_pos: Some(Vec::new()), ..none() }, &|_| false, 0);
        let whom = |r: &AuditRow| {
            r.resident == Some(resident()) || read::listed(&r.detail).contains(&resident())
        };
        same(&Span { resident_end: end.clone(), ..none() }, &whom, 5);
        // the same digits in the middle of an id are another person
        let middle = resident().to_string()[..8].to_string();
        same(&Span { resident_end: middle, ..none() }, &|_| false, 0);
        assert_eq!(span(&t, &none(), 2), naive(&rows, |_| true)[..2]);
        assert_eq!(span(&t, &Span { resident_end: end, ..none() }, 2).len(), 2);
    });
}

#[test]
fn as_many_rows_come_as_were_asked_for() {
    for_both_apps(|t| {
        t.app
            .write(&cm(), |cx| {
                (0..5200).for_each(|_| cx.audit(about("test.a")));
                Ok(())
            })
            .unwrap();
        while t.app.read(&Actor::system(), app::audit::unsealed_since).unwrap().is_some() {
            t.settle();
        }
        for limit in [0, 1, 300, 301, 2001, 2002, 5000, 5001, 9000] {
            assert_eq!(span(&t, &Span::default(), limit).len(), limit.min(5200), "{limit}");
        }
    });
}

#[test]
fn ids_of_a_list_are_read_back_and_other_details_hold_none() {
    let (a, b) = (testkit::id(1), testkit::id(2));
    assert_eq!(read::listed(&format!("mine;n=2;ids={a},{b}")), [a, b]);
    assert_eq!(read::listed(&format!("ids={a}")), [a]);
    for none in ["", "mine;n=0;ids=", "x=1", "ids=not-an-id", &a.to_string()] {
        assert_eq!(read::listed(none), Vec::<Id>::new(), "{none}");
    }
}

#[test]
fn one_persons_rows_are_found_behind_many_others() {
    for_both_apps(|t| {
        t.app
            .write(&cm(), |cx| {
                (0..310).for_each(|_| cx.audit(AuditEntry::act("test.a").about(testkit::id(501))));
                cx.audit(about("test.b"));
                Ok(())
            })
            .unwrap();
        t.settle();
        let end = resident().to_string()[30..].to_string();
        assert_eq!(span(&t, &Span { resident_end: end, ..Span::default() }, 5), [311]);
    });
}

#[test]
fn the_first_day_of_the_log_is_that_of_its_oldest_row() {
    for_both_apps(|t| {
        let first = || t.app.read(&Actor::system(), read::first_day).unwrap();
        assert_eq!(first(), None, "an empty log begins nowhere");
        let began = t.app.now().date();
        filled(&t);
        assert_ne!(t.app.now().date(), began);
        assert_eq!(first(), Some(began));
    });
}

#[test]
fn figures_seals_and_looks_are_those_of_the_rows() {
    for_both_apps(|t| {
        filled(&t);
        let rows = all(&t);
        let (from, to) = (rows[0].at, rows[7].at);
        let upto = rows[5].pos.unwrap();
        let inside = |r: &&AuditRow| r.at >= from && r.at < to && r.pos.unwrap() <= upto;
        let system = Actor::system();
        let n = |w: &dyn Fn(&AuditRow) -> bool| {
            rows.iter().filter(inside).filter(|r| w(r)).count() as i64
        };
        let counts = t.app.read(&system, |cx| read::counts(cx, from, to, upto)).unwrap();
        assert_eq!(counts, (n(&|_| true), n(&|r| r.resident.is_some()), n(&|r| r.denied)));
        assert_eq!(counts, (6, 4, 2));
        let staff = t.app.read(&system, |cx| read::staff_positions(cx, from, to, upto)).unwrap();
        let expected: Vec<i64> = rows
            .iter()
            .filter(inside)
            .filter(|r| r.account.is_some() && !r.denied)
            .map(|r| r.pos.unwrap())
            .collect();
        assert_eq!((staff.len(), staff), (4, expected));
        let denied = t.app.read(&system, |cx| read::denials(cx, from, to, i64::MAX)).unwrap();
        let hospital = liaison().organisation;
        let line = Denials {
            act: "people.resident.read".into(),
            hat: "liaison".into(),
            organisation: hospital,
            n: 3,
        };
        assert_eq!(denied, [line]);
        let nobody = t
            .app
            .read(&system, |cx| read::denials(cx, to, At::from_millis(i64::MAX / 2), i64::MAX));
        assert_eq!(nobody.unwrap(), []);
        // the seal of a span is that of the block of its last row
        let last = t.app.read(&system, read::last_position).unwrap();
        assert_eq!(last, rows[8].pos.unwrap());
        let (pos, seal) = t.app.read(&system, |cx| read::seal_of(cx, from, to)).unwrap().unwrap();
        assert_eq!(pos, rows[6].pos.unwrap());
        assert_eq!(t.app.read(&system, |cx| read::seal_at(cx, pos)).unwrap(), Some(seal.clone()));
        assert_ne!(t.app.read(&system, |cx| read::seal_at(cx, last)).unwrap(), Some(seal));
        assert_eq!(t.app.read(&system, |cx| read::seal_at(cx, last + 1)).unwrap(), None);
        let before = At::from_millis(0);
        assert_eq!(t.app.read(&system, |cx| read::seal_of(cx, before, from)).unwrap(), None);
        // who looked: accounts once a day, then the operator; only days that are over
        let day = |i: usize| rows[i].at.date();
        let looks =
            |until| t.app.read(&system, move |cx| read::looks(cx, resident(), until)).unwrap();
        let next = kernel::time::add_days(day(7), 1);
        let found = looks(next);
        assert!(
            found.iter().any(|l| l.day == day(7) && l.account.is_none() && l.act == "audit.report")
        );
        assert!(found.iter().any(|l| l.day == day(0) && l.account == cm().account));
        assert!(looks(day(7)).iter().all(|l| l.account.is_some()), "today is not over");
        assert_eq!(looks(day(0)), []);
    });
}
