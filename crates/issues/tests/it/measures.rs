//! The figures are those of the records, whatever was done in whatever order: measures against a count of the tables that
//! knows nothing of them, after a random walk over all verbs.
use std::collections::BTreeMap;

use issues::model::draft::Typed;
use issues::model::{By, Level, Profession, Stage, State, counts};
use issues::use_cases;
use issues::{ActId, IssueId};
use testkit::TestApp;

use crate::support::*;

pub struct Dice(pub u64);

impl Dice {
    fn of(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.of(all.len())) }
    }
}

const YEARS: [i16; 3] = [2024, 2025, 2026];

pub fn step(
    app: &TestApp,
    d: &mut Dice,
    issues: &mut Vec<IssueId>,
    acts: &mut Vec<(ActId, Level)>,
) {
    let c = centre();
    let fy = YEARS[d.of(3)];
    let professions = [Profession::Dental, Profession::Pharmacy, Profession::Ward];
    match d.of(10) {
        0 | 1 => issues.push(add(app, fy, professions[d.of(3)], "課題")),
        2 => {
            let mut t = hearing(&format!("{fy}/6/1"), professions[d.of(3)].code(), "あ\nい");
            t.state = ["done", "arranging"][d.of(2)].into();
            let id = save(app, Level::First, &t);
            acts.push((id, Level::First));
            let said = app.read(&c, |cx| use_cases::act(cx, id)).unwrap().said;
            let line = said[d.of(2)].id;
            issues.push(app.write(&c, move |cx| use_cases::from_line(cx, line)).unwrap());
        }
        3 => {
            let mut t = matching(
                "訪問",
                &["medical", "dental"],
                "done",
                &format!("{fy}/7/{}", 1 + d.of(28)),
            );
            t.by = ["centre", "joint", "own"][d.of(3)].into();
            t.sort = ["visit", "training"][d.of(2)].into();
            t.times = ["", "4"][d.of(2)].into();
            acts.push((save(app, Level::Second, &t), Level::Second));
        }
        4 => {
            let t = Typed {
                sort: "council".into(),
                title: "協議会".into(),
                body: ["協議会", "検討会"][d.of(2)].into(),
                state: "done".into(),
                days: format!("{fy}/8/1"),
                ..Typed::default()
            };
            acts.push((save(app, Level::Third, &t), Level::Third));
        }
        5 => {
            if let Some((id, _)) = d.one(acts).copied() {
                let to = [State::Arranging, State::Done][d.of(2)];
                let _ = app.write(&c, move |cx| use_cases::move_act(cx, id, to));
            }
        }
        6 => {
            if let Some((id, level)) = d.one(acts).copied() {
                let _ = change(app, id, level, |t| t.days = format!("{fy}/9/1"));
            }
        }
        7 => {
            if let (Some(a), Some(b)) = (d.one(issues).copied(), d.one(issues).copied()) {
                let _ = app.write(&c, move |cx| use_cases::merge(cx, a, b));
                if d.of(2) == 0 {
                    let _ = app.write(&c, move |cx| use_cases::unmerge(cx, a));
                }
            }
        }
        8 => {
            if let Some(id) = d.one(issues).copied() {
                let to = [Stage::Talk, Stage::Project, Stage::Found][d.of(3)];
                let _ = app.write(&c, move |cx| use_cases::move_to(cx, id, to));
            }
        }
        _ => {
            if let Some(id) = d.one(issues).copied() {
                let on = format!("{}-05-01", 2025 + d.of(2)).parse().unwrap();
                match d.of(4) {
                    0 => drop(app.write(&c, move |cx| use_cases::solve(cx, id, on, "した"))),
                    1 => drop(app.write(&c, move |cx| use_cases::reopen(cx, id))),
                    2 => drop(app.write(&c, move |cx| use_cases::drop_issue(cx, id, "わけ"))),
                    _ => drop(app.write(&c, move |cx| use_cases::withdraw(cx, id))),
                }
            }
        }
    }
}

/// Every figure by its measure equals the count of the tables.
fn compare(app: &TestApp) -> usize {
    let mut again: BTreeMap<(&str, String), i64> = BTreeMap::new();
    for (name, dims, n) in app.read(&centre(), use_cases::recount).unwrap() {
        again.insert((name, dims), n);
    }
    let value = |name: &str, dims: &str| {
        app.read(&centre(), |cx| app::measures::value(cx, name, dims)).unwrap()
    };
    for ((name, dims), n) in &again {
        assert_eq!(value(name, dims), *n, "{name} {dims}");
    }
    let mut seen = 0;
    for fy in YEARS {
        let f = app.read(&city(), |cx| use_cases::figures(cx, fy)).unwrap();
        let sum = |name: &str| -> i64 {
            let of =
                again.iter().filter(|((n, d), _)| *n == name && d.starts_with(&format!("fy={fy}")));
            of.map(|(_, n)| n).sum()
        };
        assert_eq!(f.issues.iter().map(|p| p.1).sum::<i64>(), sum(counts::ISSUES), "{fy}");
        assert_eq!(f.stages.iter().map(|p| p.1).sum::<i64>(), sum(counts::STAGES), "{fy}");
        assert_eq!(f.hearings.iter().map(|p| p.1).sum::<i64>(), sum(counts::HEARINGS), "{fy}");
        assert_eq!(f.matches.iter().map(|p| p.2).sum::<i64>(), sum(counts::MATCHES), "{fy}");
        assert_eq!(f.platforms, sum(counts::PLATFORMS), "{fy}");
        assert_eq!(f.bodies.iter().map(|b| b.1).sum::<i64>(), f.platforms, "{fy}");
        for by in By::ALL {
            let (times, solved) =
                app.read(&centre(), |cx| use_cases::times_again(cx, fy, *by)).unwrap();
            assert_eq!(value(counts::TIMES, &format!("fy={fy};by={}", by.code())), times);
            assert_eq!(f.solved, solved, "{fy}");
            seen += usize::try_from(times + solved).unwrap();
        }
    }
    seen + again.len()
}

#[test]
fn the_figures_are_those_of_the_records_after_any_walk() {
    for_both(|app| {
        let mut d = Dice(20_261_122);
        let (mut issues, mut acts) = (Vec::new(), Vec::new());
        for n in 0..240 {
            step(&app, &mut d, &mut issues, &mut acts);
            if n % 60 == 59 {
                assert!(compare(&app) > 0);
                // folded or not, the figure is the same
                app.db.write(|tx| app::measures::fold(tx).map(drop)).unwrap();
                compare(&app);
            }
        }
        assert!(issues.len() > 30 && acts.len() > 20, "the walk went somewhere");
    });
}

#[test]
fn a_figure_opens_to_its_records() {
    let app = sqlite();
    let a = add(&app, 2026, Profession::Dental, "あ");
    let b = add(&app, 2026, Profession::Dental, "い");
    app.write(&centre(), move |cx| use_cases::withdraw(cx, b)).unwrap();
    let behind = app
        .read(&centre(), |cx| {
            app::measures::records(cx, counts::ISSUES, "fy=2026;profession=dental")
        })
        .unwrap();
    assert_eq!(behind, [(a.0, 1)]);
}
