//! What the programme reads of issues in each fiscal year, whole and until a day, against a count of the raw rows that is
//! written here; and that a figure has moved in the second of the write.
use std::collections::BTreeMap;

use db::{Stmt, params};
use issues::model::Profession;
use issues::use_cases;
use testkit::TestApp;

use crate::measures::{Dice, step};
use crate::support::*;

const ISSUES: Stmt = Stmt {
    name: "t.ISSUES",
    sql: "SELECT fy, at, solved_on FROM issues_issue WHERE merged_into IS NULL AND stage <> 'withdrawn'",
};
const SOLVED: Stmt = Stmt {
    name: "t.SOLVED",
    sql: "SELECT id FROM issues_issue WHERE merged_into IS NULL AND stage = 'solved' AND solved_on >= $1 AND solved_on <= $2",
};
const ACTS: Stmt = Stmt {
    name: "t.ACTS",
    sql: "SELECT id, level, by_whom, fy, times FROM issues_act WHERE state = 'done'",
};
const DAYS: Stmt = Stmt { name: "t.DAYS", sql: "SELECT act, on_day FROM issues_act_day" };

/// The figures of a year, of what happened until a day; `whole`: what has no day counts too.
fn count(app: &TestApp, year: i64, until: &str, whole: bool) -> BTreeMap<&'static str, i64> {
    let (first, last) = (format!("{year}-04-01"), format!("{}-03-31", year + 1));
    let last = if whole { last } else { last.min(until.to_string()) };
    let all = |stmt: Stmt| app.db.read(move |tx| tx.rows(stmt, params![])).unwrap();
    let (issues, acts, days) = (all(ISSUES), all(ACTS), all(DAYS));
    let solved = app.db.read(|tx| tx.rows(SOLVED, params![&first, &last])).unwrap();
    let mut of_act: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for r in &days {
        of_act.entry(r.get(0).unwrap()).or_default().push(r.get(1).unwrap());
    }
    let mut out = BTreeMap::from([("first", 0), ("second", 0), ("own", 0), ("third", 0)]);
    out.insert("solved", solved.len() as i64);
    let heard = issues.iter().filter(|r| {
        let at: kernel::At = r.get(1).unwrap();
        r.get::<i64>(0).unwrap() == year && (whole || at.date().to_string().as_str() <= until)
    });
    out.insert("heard", heard.count() as i64);
    for r in acts.iter().filter(|r| r.get::<i64>(3).unwrap() == year) {
        let (id, level): (String, String) = (r.get(0).unwrap(), r.get(1).unwrap());
        let by: String = r.get(2).unwrap();
        let days = of_act.get(&id).map_or(&[][..], Vec::as_slice);
        let past = days.iter().filter(|d| d.as_str() <= until).count() as i64;
        let once = i64::from(whole || past > 0);
        // as often as was written, else as many days, else once
        let times = r.get::<Option<i64>>(4).unwrap().unwrap_or((days.len() as i64).max(1));
        let (of, n) = match (level.as_str(), by.as_str()) {
            ("first", _) => ("first", once),
            ("third", _) => ("third", once),
            ("second", "centre") => ("second", if whole { times } else { past }),
            ("second", "own") => ("own", if whole { times } else { past }),
            _ => continue,
        };
        *out.get_mut(of).unwrap() += n;
    }
    out
}

fn figures(app: &TestApp, year: i64, on: &str) -> BTreeMap<&'static str, i64> {
    let source = issues::slice().years.remove(0);
    let on = on.parse().unwrap();
    let mut out = BTreeMap::new();
    for of in ["first", "second", "own", "third", "heard", "solved"] {
        let f = app.read(&city(), move |cx| (source.value)(cx, of, year, on)).unwrap().unwrap();
        out.insert(of, f.n);
    }
    out
}

#[test]
fn every_year_of_a_walk_is_what_a_recount_of_the_raw_rows_gives() {
    for_both(|app| {
        let today = app.now().date().to_string();
        let mut d = Dice(7);
        let (mut issues, mut acts) = (Vec::new(), Vec::new());
        for n in 0..120 {
            step(&app, &mut d, &mut issues, &mut acts);
            if n % 20 != 19 {
                continue;
            }
            for year in 2023..=2026 {
                assert_eq!(figures(&app, year, &today), count(&app, year, &today, true), "{year}");
            }
            for (year, on) in [(2024, "2024-07-10"), (2025, "2025-08-01"), (2026, "2026-06-30")] {
                assert_eq!(figures(&app, year, on), count(&app, year, on, false), "until {on}");
            }
        }
        let mut occurred = BTreeMap::new();
        for year in 2023..=2026 {
            for (kind, n) in count(&app, year, &today, true) {
                *occurred.entry(kind).or_insert(0) += n;
            }
        }
        assert!(occurred.values().all(|n| *n > 0), "all kinds occurred: {occurred:?}");
    });
}

#[test]
fn a_figure_has_moved_in_the_second_of_the_write() {
    for_both(|app| {
        let today = app.now().date().to_string();
        let heard = |app: &TestApp| figures(app, 2026, &today)["heard"];
        assert_eq!(heard(&app), 0);
        let id = add(&app, 2026, Profession::Dental, "課題");
        assert_eq!(heard(&app), 1);
        app.write(&centre(), move |cx| use_cases::withdraw(cx, id)).unwrap();
        assert_eq!(heard(&app), 0);
    });
}
