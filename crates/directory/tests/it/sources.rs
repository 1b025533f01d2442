//! The other sources on their real files (`YUI_SHARED_DATA` or `../shared/data` beside the repository; too large or not
//! ours to ship). Skipped loudly where they are not there.
use std::path::Path;

use directory::model::kouhyou::ParsedFile;
use directory::model::report::Report;
use directory::model::sources::{Source, parse_all};
use directory::use_cases::{import, review};
use kernel::Actor;
use office::csv::Limits;
use testkit::{Contents, TestApp, TestDb, kitakami};

use crate::real_files::data;

fn app() -> TestApp {
    TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami())
}

/// Files of a set whose path holds one of the words, in order.
fn files(folder: &Path, words: &[&str]) -> Vec<ParsedFile> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(f) = folders.pop() {
        for entry in std::fs::read_dir(f).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".txt")
                && (words.is_empty() || words.iter().any(|w| name.contains(w)))
            {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let given: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|p| {
            let name = p.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(p).unwrap())
        })
        .collect();
    parse_all(&given, &Limits::default())
}

fn run(app: &TestApp, files: &[ParsedFile]) -> Report {
    let files = files.to_vec();
    app.write(&Actor::operator(), move |cx| import::import(cx, &files, None)).unwrap().report
}

#[expect(clippy::disallowed_macros, reason = "the figures are worth seeing")]
fn tell(what: &str, r: &Report) {
    eprintln!(
        "{what}: rows {} created {} updated {} unchanged {} closed {} rejected {} warnings {:?}",
        r.rows(),
        r.created,
        r.updated,
        r.unchanged,
        r.closed,
        r.rejected.len(),
        r.warning_counts()
    );
    for x in r.rejected.iter().take(5) {
        eprintln!("  {} {} {} {}", x.file, x.line, x.code, x.text);
    }
}

/// Imports twice; the second time everything taken the first time is unchanged.
fn twice(app: &TestApp, what: &str, files: &[ParsedFile], source: Source) -> Report {
    assert!(files.iter().all(|f| f.source == source || !f.rejected.is_empty()), "{what}");
    let first = run(app, files);
    tell(what, &first);
    let rows: usize = files.iter().map(|f| f.rows.len() + f.rejected.len()).sum();
    assert_eq!(first.rows(), rows, "{what}: every row is counted once");
    let second = run(app, files);
    assert_eq!(
        (second.created, second.updated, second.closed),
        (0, 0, 0),
        "{what}: {:?}",
        second.warning_counts()
    );
    assert_eq!(second.rows(), first.rows());
    assert_eq!(second.rejected, first.rejected);
    first
}

#[test]
fn codes_of_two_editions_give_openings_closures_and_new_names_and_an_empty_file_closes_nothing() {
    let Some(folder) = data("kouseikyoku_codes") else { return };
    let (old, new) = (files(&folder, &["202409"]), files(&folder, &["202508"]));
    let app = app();
    let first = twice(&app, "codes 2024-09", &old, Source::Codes);
    assert_eq!((first.created, first.rejected.len()), (13_575 + 794, 2));
    assert!(first.rejected.iter().all(|r| r.code == "file" && r.text.contains("空")));
    let then = twice(&app, "codes 2025-08", &new, Source::Codes);
    // the whole of 岩手 and 宮城 is new; Tokyo is a clean pair: 848 opened, 663 closed, 126 changed
    assert!(then.created >= 755 + 1_556 + 848, "{}", then.created);
    assert!(then.closed >= 663 && then.closed < 800, "{}", then.closed);
    assert!(then.updated >= 126 && then.updated < 250, "{}", then.updated);
    // the empty files again: nothing closes
    let empty: Vec<ParsedFile> = old.iter().filter(|f| f.rows.is_empty()).cloned().collect();
    assert_eq!(empty.len(), 2);
    let r = run(&app, &empty);
    assert!(r.nothing_read() && r.closed == 0);
}

#[test]
fn hospitals_and_midwives_of_iryo_joho_net_import() {
    let Some(folder) = data("iryo_joho_net") else { return };
    let four = files(&folder, &["県/", "都/"]);
    let first = twice(&app(), "医療情報ネット", &four, Source::Iryo);
    assert_eq!(first.rejected.len(), 0);
    let hospitals: usize =
        four.iter().filter(|f| f.service == "hospital").map(|f| f.rows.len()).sum();
    assert_eq!(hospitals, 890);
    let midwives = four.iter().find(|f| f.service == "maternity").unwrap();
    assert!(
        midwives.rows.iter().any(|r| r
            .data
            .days
            .as_deref()
            .is_some_and(|d| d.contains("09:") || d.contains("9:")))
    );
    // 0.0, 0.0 is no place and no fault
    assert!(first.warnings.iter().all(|w| w.kind != "coordinates" || !w.text.contains("0.0000")));
    let national = files(&folder, &["national"]);
    twice(&app(), "医療情報ネット 全国の一部", &national, Source::Iryo);
}

#[test]
fn filings_are_one_hospital_from_many_rows() {
    let Some(folder) = data("kouseikyoku_xlsx") else { return };
    let all = files(&folder, &[]);
    assert_eq!(all.len(), 3);
    let app = app();
    let first = twice(&app, "届出受理名簿", &all, Source::Filings);
    assert_eq!((first.rejected.len(), first.closed), (0, 0));
    assert!(first.created >= 100 && first.created <= 400, "{}", first.created);
    assert!(all.iter().all(|f| f.edition == Some("2026-01-01".parse().unwrap())));
    assert!(first.warnings.iter().all(|w| w.kind != "date"), "every padded era reads");
    let answers = &all[0].rows[0].extra.as_ref().unwrap().answers;
    assert!(answers.iter().any(|a| a.question == "郵便番号" && a.text.contains('－')));
}

#[test]
fn the_matrix_is_the_same_from_csv_marked_csv_and_excel() {
    let Some(folder) = data("muni_kumamoto") else { return };
    let all = files(&folder, &[]);
    assert_eq!(all.len(), 3);
    let first = twice(&app(), "熊本市の病院一覧", &all, Source::Matrix);
    let per_file: Vec<usize> = all.iter().map(|f| f.rows.len() + f.rejected.len()).collect();
    assert_eq!(per_file, [90, 90, 90]);
    assert_eq!(first.created, 90);
    // cells are kept as they are: circles, blanks and zeros
    let cells = |text: &str| -> usize {
        all[1]
            .rows
            .iter()
            .flat_map(|r| &r.extra.as_ref().unwrap().answers)
            .filter(|a| a.text == text)
            .count()
    };
    assert_eq!(cells("○"), 772);
    assert!(cells("") > 8_000 && cells("0") > 100);
    assert!(
        all[1].rows[0].extra.as_ref().unwrap().answers.iter().all(|a| !a.question.contains("氏名"))
    );
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the share is worth seeing")]
fn a_regional_map_keeps_every_answer_and_most_hours_are_read() {
    let Some(folder) = data("resource_map_okinawa") else { return };
    let all = files(&folder, &[]);
    let map: Vec<ParsedFile> =
        all.iter().filter(|f| f.source == Source::Regional).cloned().collect();
    let wide: Vec<ParsedFile> =
        all.iter().filter(|f| f.source == Source::RegionalWide).cloned().collect();
    assert_eq!((map.len(), wide.len()), (6, 1));
    let app = app();
    let first = twice(&app, "資源マップ", &map, Source::Regional);
    assert_eq!((first.created, first.rejected.len()), (1_778, 0));
    let facilities = map.iter().find(|f| !f.rows.is_empty()).unwrap();
    let coded = facilities
        .rows
        .iter()
        .flat_map(|r| &r.extra.as_ref().unwrap().answers)
        .filter(|a| a.code.contains('/'))
        .count();
    assert_eq!(coded, 7_951, "every capability answer is there with its text");
    let lines = |f: &ParsedFile| {
        f.rows
            .iter()
            .flat_map(|r| &r.extra.as_ref().unwrap().answers)
            .filter(|a| a.text.contains('\n'))
            .count()
    };
    assert!(lines(facilities) > 50, "cells of several lines stay so");
    let (mut texts, mut read) = (0, 0);
    let mut notations = std::collections::BTreeMap::<String, bool>::new();
    for week in facilities.rows.iter().filter_map(|r| r.extra.as_ref()?.week.as_ref()) {
        let (a, b) = week.share();
        texts += a;
        read += b;
        for (at, text) in week.texts.iter().enumerate().filter(|(_, t)| !t.trim().is_empty()) {
            let known = week.days[at].understood() || (at == 6 && week.days[7].understood());
            let shape: String =
                text.chars().map(|c| if c.is_numeric() { '9' } else { c }).collect();
            notations.insert(shape, known);
        }
    }
    let share = read as f64 / texts as f64;
    let known = notations.values().filter(|k| **k).count();
    eprintln!(
        "hours: {read} of {texts} cells read ({:.1} %); {known} of {} notations",
        share * 100.0,
        notations.len()
    );
    for (shape, _) in notations.iter().filter(|(_, k)| !**k) {
        eprintln!("  not read: {shape}");
    }
    assert!(share >= 0.95, "{share:.3}");

    // the other export of the same map: other ids, the same facilities
    let second = twice(&app, "資源マップ（一覧表）", &wide, Source::RegionalWide);
    let rows = wide[0].rows.len();
    assert!(second.updated * 10 >= rows * 8, "{} of {rows} recognised", second.updated);
}

#[test]
fn facility_json_is_read_with_its_faults_told() {
    let Some(folder) = data("facility_json_derived") else { return };
    let iwate = files(&folder, &["03_", "17_"]);
    let first = twice(&app(), "JSON 岩手・石川", &iwate, Source::FacilityJson);
    let count = |kind: &str| first.warnings.iter().filter(|w| w.kind == kind).count();
    assert_eq!(count("tel_is_id"), 730 + 504 + 85 + 364 + 203 + 85);
    assert!(count("phone_empty") >= 2 && count("city") >= 2);
    let phones = |f: &ParsedFile| f.rows.iter().filter(|r| r.data.phone.is_some()).count();
    let clinics = iwate.iter().find(|f| f.file.contains("03_") && f.service == "clinic").unwrap();
    assert_eq!(phones(clinics), 0, "no id is ever taken for a telephone number");
    let rest = files(&folder, &["04_", "13_"]);
    assert!(rest.iter().all(|f| !f.rows.is_empty() && f.rejected.iter().all(|r| r.code != "file")));
    twice(&app(), "JSON 宮城・東京", &rest, Source::FacilityJson);
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the figures are worth seeing")]
fn hospitals_of_two_registers_become_one_with_the_source_of_each_field() {
    let (Some(iryo), Some(codes), Some(json)) =
        (data("iryo_joho_net"), data("kouseikyoku_codes"), data("facility_json_derived"))
    else {
        return;
    };
    let app = app();
    let hospitals = files(&iryo, &["03_岩手県/01"]);
    run(&app, &hospitals);
    let list = files(&codes, &["03_岩手県_202508"]);
    let joined = twice(&app, "厚生局 岩手 on 医療情報ネット", &list, Source::Codes);
    eprintln!(
        "hospitals {}: joined {}, asked {}",
        hospitals[0].rows.len(),
        joined.updated,
        joined.warnings.iter().filter(|w| w.kind == "review").count()
    );
    assert!(joined.updated >= 60, "{}", joined.updated);
    let same = twice(
        &app,
        "JSON on both",
        &files(&json, &["03_岩手県/medical_hospital"]),
        Source::FacilityJson,
    );
    assert_eq!((same.created, same.updated), (0, 85), "the same numbers: the same hospitals");
    // the older source again: nothing moves
    let again = run(&app, &hospitals);
    assert_eq!((again.created, again.updated, again.unchanged, again.closed), (0, 0, 85, 0));
    let id = crate::support::first_facility(&app);
    let from = app.read(&Actor::operator(), |cx| review::provenance(cx, id)).unwrap();
    assert!(!from.is_empty());
}
