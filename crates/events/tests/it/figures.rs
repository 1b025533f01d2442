//! The figures of the plan, and a recount that knows nothing of how they were counted.
use std::collections::BTreeMap;

use app::measures::value;
use events::EventId;
use events::model::event::year_of;
use events::model::{NewEvent, State};
use events::use_cases::{change, count, entries, figures};
use testkit::TestApp;

use crate::support::{add, both, city, coordinator, event, on, somebody};

fn held(app: &TestApp, kind: &str, day: &str, persons: i64) -> EventId {
    let id = add(app, event(kind, &[day]));
    app.write(&coordinator(), move |cx| {
        change::put_heads(cx, id, &[("citizen".into(), persons)])?;
        change::set_state(cx, id, State::Held, "")
    })
    .unwrap();
    id
}

/// So many events in a fiscal year that add up to so many persons.
fn year(app: &TestApp, kind: &str, y: i32, times: i64, persons: i64) {
    for i in 0..times {
        let n = persons / times + i64::from(i < persons % times);
        held(app, kind, &format!("{y}-{:02}-{:02}", 4 + i % 6, 1 + i), n);
    }
}

/// The three tables of a city's plan (施策の柱４ 在宅医療・介護連携の推進), as on 30 September of R5.
#[test]
fn the_tables_of_the_plan_come_out_of_what_was_recorded() {
    both(|app| {
        on(&app, "2023-09-30");
        year(&app, "lecture-visit", 2021, 12, 410);
        year(&app, "lecture-visit", 2022, 13, 158);
        year(&app, "lecture-visit", 2023, 6, 183);
        let off = add(&app, event("festival", &["2021-10-10"]));
        app.write(&coordinator(), move |cx| {
            change::set_state(cx, off, State::Off, "新型コロナウイルス感染拡大防止")
        })
        .unwrap();
        held(&app, "festival", "2022-10-09", 1400);
        let mut ahead = event("festival", &["2023-11-12"]);
        ahead.expected = Some(700);
        add(&app, ahead);
        year(&app, "training", 2021, 3, 474);
        year(&app, "training", 2022, 4, 265);
        year(&app, "training", 2023, 2, 139);
        let plans = [
            ("lecture-visit", [(18, 300), (18, 320), (18, 340)]),
            ("campaign", [(1, 700), (1, 700), (1, 700)]),
            ("training", [(4, 300), (4, 310), (4, 320)]),
        ];
        let cells: Vec<_> = plans
            .iter()
            .flat_map(|(row, all)| {
                all.iter()
                    .zip(2024_i64..)
                    .map(|((t, p), y)| ((*row).to_string(), y, Some(*t), Some(*p)))
            })
            .collect();
        app.write(&city(), move |cx| figures::put_plan(cx, &cells)).unwrap();
        let tables = app.read(&city(), |cx| figures::plan(cx, 2021, 2026)).unwrap();
        let of = |code: &str| tables.iter().find(|t| t.code == code).unwrap();
        let actual = |code: &str| -> Vec<(String, String)> {
            of(code)
                .years
                .iter()
                .take(3)
                .map(|(_, c)| (c.times_words(), c.persons_words()))
                .collect()
        };
        let want = |v: [(&str, &str); 3]| v.map(|(a, b)| (a.to_string(), b.to_string())).to_vec();
        assert_eq!(actual("lecture-visit"), want([("12", "410"), ("13", "158"), ("6", "183")]));
        assert_eq!(
            actual("campaign"),
            want([("中止", "中止"), ("1", "1,400"), ("1（予定）", "700（予定）")])
        );
        assert_eq!(actual("training"), want([("3", "474"), ("4", "265"), ("2", "139")]));
        let planned: Vec<_> = of("lecture-visit")
            .years
            .iter()
            .skip(3)
            .map(|(_, c)| (c.plan_times, c.plan_persons))
            .collect();
        assert_eq!(planned, [(Some(18), Some(300)), (Some(18), Some(320)), (Some(18), Some(340))]);
        assert_eq!(of("training").notes, ["※ 令和5年度は9月末現在"]);
        assert_eq!(
            of("campaign").notes,
            [
                "※ 令和3年度については、新型コロナウイルス感染拡大防止のため中止",
                "※ 令和5年度は9月末現在"
            ],
            "two notes at once"
        );
    });
}

/// What the test itself did, kept beside the program.
#[derive(Clone, Default)]
struct Mine {
    new: NewEvent,
    held: bool,
    void: bool,
    heads: BTreeMap<String, i64>,
    /// Entry → profession, cancelled, dates at which it was there.
    people: Vec<(events::EntryId, String, bool, Vec<i64>)>,
}

/// Counts anew from what the test remembers: nothing of the program's counting is used.
fn recount(all: &[(EventId, Mine)]) -> BTreeMap<(String, String), i64> {
    let mut out: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (_, m) in all.iter().filter(|a| a.1.held && !a.1.void) {
        let y = year_of(&m.new.days);
        let key = format!("kind={};year={y}", m.new.kind);
        let times = if m.new.together { 1 } else { m.new.days.len() as i64 };
        *out.entry(("events.times".into(), key.clone())).or_default() += times;
        for (_, profession, gone, days) in &m.people {
            let n = if m.new.together { days.len().min(1) } else { days.len() };
            if !gone && n > 0 {
                *out.entry(("events.persons".into(), key.clone())).or_default() += n as i64;
                *out.entry((
                    "events.present".into(),
                    format!("profession={profession};year={y}"),
                ))
                .or_default() += n as i64;
            }
        }
        for (profession, n) in &m.heads {
            *out.entry(("events.persons".into(), key.clone())).or_default() += n;
            *out.entry(("events.present".into(), format!("profession={profession};year={y}")))
                .or_default() += n;
        }
    }
    out.retain(|_, n| *n != 0);
    out
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn every_figure_equals_a_recount_after_random_adds_cancels_and_changes() {
    const KINDS: [&str; 4] = ["training", "lecture-visit", "festival", "visit"];
    const WHO: [&str; 3] = ["nurse", "doctor", "citizen"];
    both(|app| {
        on(&app, "2026-11-20");
        let mut dice = Dice(11);
        let mut all: Vec<(EventId, Mine)> = Vec::new();
        for step in 0..140 {
            let act = if all.is_empty() { 0 } else { dice.roll(8) };
            if act <= 1 {
                let mut new = event(
                    KINDS[dice.roll(4)],
                    &["2025-03-01", "2025-05-02", "2026-06-03"][dice.roll(2)..],
                );
                new.together = dice.roll(2) == 0;
                let id = add(&app, new.clone());
                all.push((id, Mine { new, ..Mine::default() }));
                continue;
            }
            let at = dice.roll(all.len());
            let (id, mut m) = all[at].clone();
            let done: Result<(), app::Error> = match act {
                2 => {
                    let to = if m.held { State::Planned } else { State::Held };
                    let done =
                        app.write(&coordinator(), move |cx| change::set_state(cx, id, to, ""));
                    if done.is_ok() {
                        m.held = !m.held;
                    }
                    done
                }
                3 => {
                    let heads: Vec<(String, i64)> =
                        WHO.iter().map(|w| ((*w).to_string(), dice.roll(30) as i64)).collect();
                    m.heads = heads.iter().cloned().collect();
                    app.write(&coordinator(), move |cx| change::put_heads(cx, id, &heads))
                }
                4 | 5 => {
                    let profession = WHO[dice.roll(3)];
                    let who = somebody(&format!("人{step}"), profession);
                    let key = format!("step-{step:05}");
                    let n = 1 + dice.roll(m.new.days.len()) as i64;
                    app.write(&coordinator(), move |cx| {
                        let (e, _) = entries::add(cx, id, &who, &key)?;
                        entries::receive(cx, id, e.id, n, true)?;
                        Ok(e.id)
                    })
                    .map(|entry| m.people.push((entry, profession.into(), false, vec![n])))
                }
                6 if !m.people.is_empty() => {
                    let p = dice.roll(m.people.len());
                    let one = &mut m.people[p];
                    let entry = one.0;
                    match (one.2, dice.roll(3)) {
                        (false, 0) => {
                            one.2 = true;
                            app.write(&coordinator(), move |cx| entries::cancel(cx, id, entry))
                        }
                        (true, _) => {
                            one.2 = false;
                            app.write(&coordinator(), move |cx| entries::restore(cx, id, entry))
                        }
                        (false, 1) => {
                            one.1 = WHO[dice.roll(3)].into();
                            let who = somebody("直した", &one.1);
                            app.write(&coordinator(), move |cx| {
                                entries::change(cx, id, entry, &who)
                            })
                        }
                        (false, _) => {
                            let n = 1 + dice.roll(m.new.days.len()) as i64;
                            let here = !one.3.contains(&n);
                            match here {
                                true => one.3.push(n),
                                false => one.3.retain(|d| *d != n),
                            }
                            app.write(&coordinator(), move |cx| {
                                entries::receive(cx, id, entry, n, here)
                            })
                        }
                    }
                }
                7 => {
                    m.new.kind = KINDS[dice.roll(4)].into();
                    m.new.together = !m.new.together;
                    let new = m.new.clone();
                    app.write(&coordinator(), move |cx| {
                        let version = events::use_cases::read::to_change(cx, id)?.version;
                        change::change(cx, id, &new, version)
                    })
                }
                _ => Ok(()),
            };
            done.unwrap();
            all[at].1 = m;
            if step % 20 == 19 {
                check(&app, &all);
            }
        }
        check(&app, &all);
        app.settle();
        check(&app, &all);
        assert!(!recount(&all).is_empty(), "the dice did something");
    });
}

fn check(app: &TestApp, all: &[(EventId, Mine)]) {
    let want = recount(all);
    let mut keys: Vec<(String, String)> = want.keys().cloned().collect();
    for y in 2024..=2026 {
        for kind in ["training", "lecture-visit", "festival", "visit"] {
            for name in [count::TIMES, count::PERSONS] {
                keys.push((name.into(), count::by_kind(kind, y)));
            }
        }
        for p in ["nurse", "doctor", "citizen"] {
            keys.push((count::PRESENT.into(), count::by_profession(p, y)));
        }
    }
    for (name, dims) in keys {
        let got = app.read(&coordinator(), |cx| value(cx, &name, &dims)).unwrap();
        assert_eq!(
            got,
            want.get(&(name.clone(), dims.clone())).copied().unwrap_or(0),
            "{name} {dims}"
        );
    }
}

#[test]
fn an_event_is_evidence_with_its_figure_and_nobodys_name() {
    both(|app| {
        on(&app, "2026-11-20");
        let id = held(&app, "training", "2026-10-16", 32);
        let source = events::slice().evidence[0];
        let all = app.read(&city(), |cx| (source.find)(cx, "")).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].figure.as_str(), all[0].id), ("1回、参加32人", id.0));
        assert_eq!(all[0].href, format!("/events/{id}"));
        assert!(app.read(&city(), |cx| (source.one)(cx, id.0)).unwrap().is_some());
        let nobody = events::use_cases::public::visitor();
        assert!(app.read(&nobody, |cx| (source.find)(cx, "")).unwrap().is_empty());
    });
}
