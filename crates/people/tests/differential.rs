//! decide() about one resident and membership in the list made by scope() are the same, row by row, in random worlds on
//! both engines; and both say what the pure rule says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use std::collections::BTreeSet;

use kernel::time::add_days;
use kernel::{Actor, Hat, Id};
use people::ResidentId;
use people::authz::{Act, Addressee, Basis, Cell, Grant, Label, Party, What, could, grant, scope};
use people::model::consent::{Mode, NewConsent};
use people::release::NewRelease;
use people::use_cases::{access_rules, consent, release, shield, view};
use testkit::{for_both_apps, staff};
use town::{Town, resident};

/// A repeatable source of choices (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }

    fn some<T: Copy>(&mut self, all: &[T], one_in: u64) -> Vec<T> {
        all.iter().copied().filter(|_| self.roll(one_in) == 0).collect()
    }
}

/// A door that is open to everybody, so that also those who have no lists (city, crew, residents) are compared.
static ANY: app::Permission =
    app::Permission { code: "test.any", label: "試験", capability: "people", hats: &Hat::ALL };
const IN_SCOPE: db::Stmt = db::Stmt {
    name: "test.in_scope",
    sql: "SELECT resident FROM (SELECT id AS resident FROM people_resident) x WHERE 1 = 1",
};

const PEOPLE: usize = 24;
const WORLDS: u64 = 2;

struct World {
    t: Town,
    people: Vec<ResidentId>,
    parties: Vec<Id>,
    account: Id,
}

fn world(t: Town, d: &mut Dice) -> World {
    let people: Vec<ResidentId> = (0..PEOPLE)
        .map(|n| t.register(resident("高橋 ミヨ", "たかはし みよ", &format!("{:010}", 100 + n))))
        .collect();
    let parties: Vec<Id> =
        [&t.cm, &t.nurse, &t.liaison, &t.pharmacy].map(|a| a.organisation.unwrap()).to_vec();
    let account = t.named_nurse();
    let today = t.today();
    for id in people.iter().copied() {
        consents(&t, d, id, &parties, account);
        if d.roll(4) == 0 {
            let named = d.some(&parties, 2);
            t.app.write(&t.cm, move |cx| shield::set(cx, id, "支援措置", &named)).unwrap();
        }
        releases(&t, d, id);
        for _ in 0..d.roll(5) {
            let basis = d.of(Basis::ALL);
            let one_in = if basis.personal() { 2 } else { 6 };
            let party = match d.roll(one_in) {
                0 => Party::Account(account),
                _ => Party::Organisation(d.of(&parties)),
            };
            let (from, to) = match d.roll(5) {
                0 => (add_days(today, 1), None),
                1 => (add_days(today, -9), Some(add_days(today, -1))),
                2 => (add_days(today, -9), Some(today)),
                _ => (today, None),
            };
            let g = Grant {
                resident: id,
                party,
                basis,
                kind: (d.roll(if basis == Basis::Relative { 2 } else { 4 }) == 0)
                    .then(|| d.of(&What::ALL)),
                record: (d.roll(8) == 0).then(|| testkit::id(500)),
                from,
                to,
            };
            t.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
        }
    }
    if d.roll(2) == 0 {
        let open: Vec<Cell> =
            access_rules::choosable().into_iter().filter(|c| c.basis.closable()).collect();
        let closed = d.some(&open, 8);
        let city = staff(Hat::City, testkit::id(700));
        t.app.write(&city, move |cx| access_rules::set(cx, &closed, "申し合わせ")).unwrap();
    }
    World { t, people, parties, account }
}

/// What the person released of their wishes: running, not begun, over, taken back, or nothing.
fn releases(t: &Town, d: &mut Dice, id: ResidentId) {
    let today = t.today();
    for to in Addressee::ALL {
        let (from, until) = match d.roll(5) {
            0 => continue,
            1 => (add_days(today, 1), None),
            2 => (add_days(today, -9), Some(add_days(today, -1))),
            3 => (add_days(today, -9), Some(today)),
            _ => (today, None),
        };
        let n = NewRelease {
            kind: What::Wish,
            to,
            from,
            until,
            parts: release::Parts::Whole,
            heard_by: "長女".into(),
        };
        t.app.write(&t.cm, move |cx| release::set(cx, id, &n)).unwrap();
        if d.roll(4) == 0 {
            t.app
                .write(&t.cm, move |cx| release::withdraw(cx, id, What::Wish, Some(to), ""))
                .unwrap();
        }
    }
}

fn consents(t: &Town, d: &mut Dice, id: ResidentId, parties: &[Id], account: Id) {
    if d.roll(4) == 0 {
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
    }
    let today = t.today();
    for _ in 0..d.roll(3) {
        let mode = d.of(&Mode::ALL);
        let mut named = match mode {
            Mode::Person => vec![account],
            _ => d.some(parties, 2),
        };
        if named.is_empty() && mode != Mode::Bulk {
            named.push(d.of(parties));
        }
        let c = NewConsent {
            parties: named,
            kinds: if d.roll(2) == 0 { d.some(&What::ALL, 2) } else { Vec::new() },
            hats: if d.roll(3) == 0 { d.some(&Hat::ALL, 2) } else { Vec::new() },
            clearance: d.of(&[Label::Normal, Label::Restricted]),
            given_on: add_days(today, -5),
            to: d.of(&[None, None, Some(today), Some(add_days(today, -1))]),
            signed: d.roll(5) > 0,
            ..t.consent(mode)
        };
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
    }
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the counts belong on the terminal")]
fn decide_and_scope_never_differ_in_random_worlds() {
    let (cells, allowed) = (std::cell::Cell::new(0_u64), std::cell::Cell::new(0_u64));
    let new = std::cell::Cell::new(0_u64);
    let seeds = std::cell::Cell::new(0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..WORLDS {
        for_both_apps(|app| {
            let mut d = Dice(seeds.get() | 1);
            let w = world(Town::new(app), &mut d);
            seeds.set(d.roll(u64::MAX));
            compare(&w, &cells, &allowed, &new);
        });
    }
    let (n, yes) = (cells.get(), allowed.get());
    eprintln!("decide = scope: {n} cells, {yes} allowed ({}%)", yes * 100 / n.max(1));
    let wishes = new.get();
    eprintln!("of them wishes and residents' and families' own: {wishes}");
    assert!(n >= 10_000 && yes * 100 / n >= 5 && wishes >= 50, "{yes} of {n}, {wishes}");
}

type Count = std::cell::Cell<u64>;

fn compare(w: &World, cells: &Count, allowed: &Count, new: &Count) {
    let ids: Vec<Id> = w.people.iter().map(|r| r.0).collect();
    for hat in Hat::ALL {
        for party in &w.parties {
            for named in [false, true] {
                let mut who = staff(hat, *party);
                if named {
                    who.account = Some(w.account);
                }
                for what in What::ALL {
                    let all = ids.clone();
                    let listed: BTreeSet<Id> =
                        w.t.app
                            .read(&who, |cx| Ok(view::of_list(cx, &all, what).unwrap_or_default()))
                            .unwrap()
                            .into_iter()
                            .map(|r| r.id.0)
                            .collect();
                    let one: BTreeSet<Id> =
                        w.t.app
                            .read(&who, |cx| {
                                let mut out = BTreeSet::new();
                                for r in &w.people {
                                    if could(cx, Act::Read, what, *r)? {
                                        out.insert(r.0);
                                    }
                                }
                                Ok(out)
                            })
                            .unwrap();
                    let reach: BTreeSet<Id> =
                        w.t.app
                            .read(&who, |cx| {
                                let s = scope(cx, &ANY, what)?;
                                let rows = cx.tx().list(IN_SCOPE, s.conditions(), "")?;
                                Ok(rows.iter().map(|r| r.get(0)).collect::<Result<Vec<Id>, _>>()?)
                            })
                            .unwrap()
                            .into_iter()
                            .filter(|id| ids.contains(id))
                            .collect();
                    assert_eq!(reach, one, "scope: {hat:?} {what:?} account {named}");
                    if matches!(what, What::Wish) || matches!(hat, Hat::Resident | Hat::Family) {
                        new.set(new.get() + one.len() as u64);
                    }
                    // who has no door to lists at all has an empty one
                    let door = people::permissions::LIST.hats.contains(&hat);
                    let reached = one.len() as u64;
                    let one = if door { one } else { BTreeSet::new() };
                    assert_eq!(listed, one, "{hat:?} {what:?} account {named}");
                    cells.set(cells.get() + ids.len() as u64);
                    allowed.set(allowed.get() + reached);
                }
            }
        }
    }
}
