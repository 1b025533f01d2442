//! The survey against a counter that shares nothing with it: a Python script that reads only the nameless export.
use std::path::Path;
use std::process::{Command, Stdio};

use crate::yui::{Yui, in_both, run};

const MONTH: [&str; 6] = ["survey", "liaison", "--from", "2026-10-01", "--to", "2026-10-31"];

#[test]
fn the_json_has_exactly_the_agreed_keys_in_their_order() {
    in_both(|y| {
        y.region("yuino", &["--demo"]);
        let s = y.at("yuino", &[&MONTH[..], &["--format", "json"]].concat()).done().json();
        let keys = |v: &serde_json::Value| -> Vec<String> {
            v.as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(
            keys(&s),
            [
                "from",
                "to",
                "admissions",
                "discharges",
                "excluded",
                "rates",
                "timing",
                "methods",
                "by",
                "facility",
                "reasons",
                "questionnaire",
                "before",
                "months"
            ]
        );
        assert_eq!(
            (s["from"].as_str(), s["to"].as_str()),
            (Some("2026-10-01"), Some("2026-10-31"))
        );
        assert_eq!(keys(&s["excluded"]), ["death", "transfer"]);
        assert_eq!(
            keys(&s["rates"]),
            [
                "admission_contact",
                "sheet_sent",
                "planning_contact",
                "discharge_contact",
                "five_days_before",
                "five_days_before_known",
                "record_received",
                "fee_admission_1",
                "fee_admission_2",
                "sheet_received",
                "day_before_or_same",
                "conference_held",
                "conference_decided",
                "papers_handed",
                "papers_received",
                "wish_told",
                "wish_met",
                "dental_stopped",
                "dental_resumed",
                "facility_accepted",
                "fee_discharge_1i",
                "fee_discharge_1ro",
                "fee_discharge_2i",
                "fee_discharge_2ro",
                "fee_discharge_3",
                "readmitted_30",
            ]
        );
        assert_eq!(keys(&s["reasons"]), ["not_discharged", "late_notice"]);
        let times =
            ["from", "to", "admissions", "discharges", "excluded", "rates", "timing", "methods"];
        assert_eq!(keys(&s["before"])[..8], times);
        assert_eq!(keys(&s["months"][0])[..8], times);
        assert_eq!(keys(&s["months"][0]["before"]), times);
        assert_eq!(s["before"]["from"], "2025-10-01");
        for (_, rate) in s["rates"].as_object().unwrap() {
            assert_eq!(keys(rate), ["n", "d"]);
        }
        assert_eq!(keys(&s["timing"]), ["8+", "5-7", "2-4", "1", "0", "after", "unknown"]);
        assert_eq!(keys(&s["methods"]), ["admission", "discharge"]);
        assert_eq!(keys(&s["by"]), ["hospital", "office", "care_level"]);
        assert_eq!(y.at("yuino", &MONTH).done().json(), s, "json is what one gets without asking");
        let csv = y.at("yuino", &[&MONTH[..], &["--format", "csv"]].concat()).done().out;
        assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"), "{csv:?}");
        assert_eq!(csv.lines().count(), 2);
    });
}

/// A demonstration of this size, counted by the program and by the script.
fn agree(y: &Yui, residents: &str, stays: &str) {
    y.run(&["demo", "--residents", residents, "--stays", stays, "--seed", "7", "--no-serve"])
        .done();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/naive_survey.py");
    let ran = Command::new("python3")
        .arg(&script)
        .args(["--at-least", stays])
        .arg(env!("CARGO_BIN_EXE_yui"))
        .args(y.place())
        .args(["--region", "yuino"])
        .stdin(Stdio::null())
        .output()
        .expect("python3");
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}\n{err}");
    eprintln!("{out}");
}

#[test]
fn a_naive_counter_that_reads_only_the_export_finds_the_same() {
    if std::env::var("YUI_FULL").is_ok_and(|v| v == "1") {
        agree(&Yui::sqlite(), "2000", "5000");
    } else {
        agree(&Yui::sqlite(), "500", "1200");
    }
    if let Some(y) = Yui::postgres() {
        agree(&y, "80", "200");
    }
}

#[test]
fn the_export_names_nobody() {
    let y = Yui::sqlite();
    y.run(&["demo", "--residents", "60", "--seed", "3", "--no-serve"]).done();
    let export = y.at("yuino", &["export", "stays", "--ndjson"]).done().out;
    assert!(export.lines().count() > 10);
    let keys = [
        "id",
        "hospital",
        "office",
        "care_level",
        "admitted",
        "ended",
        "end",
        "admission_contact",
        "admission_method",
        "sheet_sent",
        "planning_notice",
        "discharge_notice",
        "discharge_notice_recorded",
        "discharge_method",
        "record_confirmed",
        "fee",
        "source",
        "sheet_received",
        "conference",
        "papers_handed",
        "papers_received",
        "wish",
        "wish_told",
        "dental",
        "facility",
        "fee_discharge",
        "not_discharged",
        "late_notice",
        "readmitted_after_days",
    ];
    for line in export.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let has: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(has, keys);
        // hospitals outside the region have no id: their name may stand there, no person's
        let rest = line.replacen(row["hospital"].as_str().unwrap(), "", 1);
        assert!(rest.is_ascii(), "{line}");
    }
    // the names are there all the same: the store was looked at, not an empty one
    const NAMES: db::Stmt =
        db::Stmt { name: "test.NAMES", sql: "SELECT name FROM people_resident" };
    let rows = y.store("yuino").read(|tx| tx.rows(NAMES, &[])).unwrap();
    assert!(rows.len() >= 60);
    for r in &rows {
        assert!(!export.contains(&r.get::<String>(0).unwrap()));
    }
    assert_eq!(run(&["generated", "nothing"]).code, 2);
}
