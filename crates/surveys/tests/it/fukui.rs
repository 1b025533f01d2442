//! A large foreign survey (open data, test only, never kept here): counts and score equal those of a count written apart. Skipped,
//! and said so, where the data is not on the machine.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use surveys::model::State;
use surveys::use_cases::{import, results};
use testkit::{Contents, TestApp, TestDb, kitakami};

use crate::support::{coordinator, on, put, survey};

/// A CSV read without any of the program: quotes, doubled quotes, lines within quotes.
fn naive(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            (_, '"') => quoted = !quoted,
            (false, ',') => row.push(std::mem::take(&mut cell)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// Where it is: `YUI_SHARED_DATA`, or `../shared/data` beside the repository.
fn folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var_os("YUI_SHARED_DATA").map_or_else(beside, PathBuf::from).join("survey_fukui")
}

#[test]
#[expect(clippy::disallowed_macros, reason = "a skipped test must be seen")]
fn counts_and_score_equal_an_independent_count() {
    let folder = folder();
    for file in ["202206.csv", "202302.csv"] {
        let path = folder.join(file);
        let Ok(bytes) = std::fs::read(&path) else {
            eprintln!("SKIPPED: {} is not on this machine (set YUI_SHARED_DATA)", path.display());
            return;
        };
        let rows = naive(std::str::from_utf8(&bytes).unwrap());
        let (head, rows) = rows.split_first().unwrap();
        let column = |name: &str| head.iter().position(|h| h == name).unwrap();
        let count = |name: &str| -> BTreeMap<String, i64> {
            let (i, mut out) = (column(name), BTreeMap::new());
            for r in rows.iter().filter(|r| !r[i].trim().is_empty()) {
                *out.entry(r[i].trim().to_string()).or_insert(0) += 1;
            }
            out
        };
        let app = TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami());
        on(&app, "2026-11-10");
        let id = survey(&app, false);
        put(&app, id, State::Open).unwrap();
        let batch =
            app.write(&coordinator(), move |cx| import::read_file(cx, id, file, &bytes)).unwrap();
        let chosen = [
            ("満足度", "new:one"),
            ("年代", "new:one"),
            ("NPS", "new:nps"),
            ("訪問目的ALL", "new:many"),
        ];
        let mapping: Vec<String> = head
            .iter()
            .map(|h| chosen.iter().find(|c| c.0 == h).map_or("", |c| c.1).to_string())
            .collect();
        app.write(&coordinator(), move |cx| import::decide(cx, id, batch, &mapping)).unwrap();
        app.write(&coordinator(), move |cx| import::take(cx, id, batch)).unwrap();
        let r = app.read(&coordinator(), |cx| results::open(cx, id)).unwrap();
        assert_eq!(r.n.0, i64::try_from(rows.len()).unwrap(), "{file}");
        let of = |label: &str| r.questions.iter().find(|q| q.question.label == label).unwrap();
        for label in ["満足度", "年代"] {
            let ours: BTreeMap<String, i64> =
                of(label).tally.rows.iter().map(|r| (r.1.clone(), r.2)).collect();
            assert_eq!(ours, count(label), "{file} {label}");
        }
        // each purpose by itself
        let (i, mut purposes) = (column("訪問目的ALL"), BTreeMap::new());
        for r in rows {
            let mut own: Vec<&str> =
                r[i].lines().map(str::trim).filter(|l| !l.is_empty()).collect();
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|p| *purposes.entry((*p).to_string()).or_insert(0) += 1);
        }
        let ours: BTreeMap<String, i64> =
            of("訪問目的ALL").tally.rows.iter().map(|r| (r.1.clone(), r.2)).collect();
        assert_eq!(ours, purposes, "{file}");
        let scores: Vec<i64> =
            rows.iter().filter_map(|r| r[column("NPS")].trim().parse().ok()).collect();
        let (p, d) = (
            scores.iter().filter(|s| **s >= 9).count(),
            scores.iter().filter(|s| **s <= 6).count(),
        );
        let expected = (p as f64 - d as f64) / scores.len() as f64 * 100.0;
        let nps = of("NPS").tally.nps.unwrap();
        assert_eq!(nps.n(), i64::try_from(scores.len()).unwrap());
        assert_eq!((nps.promoters, nps.detractors), (p as i64, d as i64));
        assert!(
            (nps.permille().unwrap() as f64 / 10.0 - expected).abs() < 0.051,
            "{file} {expected}"
        );
    }
}
