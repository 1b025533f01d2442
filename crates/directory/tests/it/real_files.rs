//! The real open data: 介護サービス情報公表システム オープンデータ（厚生労働省）. Read from `YUI_SHARED_DATA` or `../shared/data` beside
//! the repository; skipped loudly where it is not there, for it is too large to ship.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use directory::model::facility::FacilityData;
use directory::model::kouhyou::{ParsedFile, parse};
use directory::use_cases::browse::{self, Filter, Turn};
use directory::use_cases::import;
use kernel::Actor;
use kernel::checkdigit::{Check, corporate_number, office_number};
use office::csv::Limits;
use testkit::{Contents, TestApp, TestDb, kitakami};

#[expect(clippy::disallowed_macros, reason = "a skipped test must be seen")]
pub fn data(set: &str) -> Option<PathBuf> {
    let root = std::env::var_os("YUI_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join(set);
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is not there (set YUI_SHARED_DATA)", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path) -> Vec<ParsedFile> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(f) = folders.pop() {
        for entry in std::fs::read_dir(f).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "csv") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|p| {
            let name = p.strip_prefix(folder).unwrap().to_string_lossy();
            parse(&name, &std::fs::read(p).unwrap(), &Limits::default())
        })
        .collect()
}

fn app() -> TestApp {
    TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami())
}

fn run(app: &TestApp, files: &[ParsedFile]) -> directory::model::report::Report {
    let files = files.to_vec();
    app.write(&Actor::operator(), move |cx| import::import(cx, &files, None)).unwrap().report
}

#[test]
fn all_files_import_and_a_second_time_changes_nothing() {
    let Some(folder) = data("kaigo_kouhyou") else { return };
    let files = files(&folder);
    assert_eq!(files.len(), 86);
    assert!(
        files.iter().all(|f| !f.rows.is_empty() && f.rejected.iter().all(|r| r.code != "file"))
    );
    let app = app();
    let first = run(&app, &files);
    assert_eq!(first.rows(), 18_502);
    assert_eq!(
        first.rows(),
        first.created + first.updated + first.unchanged + first.rejected.len()
    );
    // one key is repeated within a file; the prefectures' rows occur again in the national files, unchanged
    assert_eq!((first.rejected.len(), first.rejected[0].code), (1, "duplicate"));
    assert_eq!(
        (first.created, first.updated, first.unchanged, first.closed),
        (17_100, 0, 1_401, 0)
    );
    let second = run(&app, &files);
    assert_eq!(
        (second.created, second.updated, second.unchanged, second.closed),
        (0, 0, 18_501, 0)
    );
    assert_eq!(second.rejected, first.rejected);

    let count = |kind: &str| first.warnings.iter().filter(|w| w.kind == kind).count();
    // the rates are those of numbers, not of rows: one office with several services repeats its number
    let numbers = |of: &dyn Fn(&FacilityData) -> Option<String>| -> BTreeSet<String> {
        files.iter().flat_map(|f| &f.rows).filter_map(|r| of(&r.data)).collect()
    };
    let offices = numbers(&|d| Some(d.number.clone()));
    let misfits = offices.iter().filter(|n| office_number(n) == Check::Misfit).count();
    assert_eq!((misfits, offices.len()), (7, 15_634));
    assert!(misfits * 1_000 <= offices.len());
    assert!(count("number_check") >= misfits);
    let corporations = numbers(&|d| d.corporate_number.clone());
    let misfits = corporations.iter().filter(|n| corporate_number(n) == Check::Misfit).count();
    assert!(misfits * 100 <= corporations.len(), "{misfits} of {}", corporations.len());
    assert_eq!(count("coordinates"), 35);
    assert_eq!(count("capacity"), 1);
    assert_eq!(count("service"), 0);
    assert_eq!((count("phone"), count("municipality_check"), count("number_zero")), (13, 0, 0));

    // the cities of the second demonstration region
    for (city, rows) in [("032069", 46), ("032115", 22), ("032051", 56), ("172031", 54)] {
        let filter = Filter { city: city.into(), ..Filter::default() };
        let page =
            app.read(&Actor::operator(), |cx| browse::list(cx, &filter, Turn::First)).unwrap();
        assert_eq!(page.listed.total, rows, "{city}");
    }
    let letter = Filter { words: "03B0100050".into(), ..Filter::default() };
    let page = app.read(&Actor::operator(), |cx| browse::list(cx, &letter, Turn::First)).unwrap();
    assert!(page.listed.total >= 1);
}

#[test]
fn an_older_edition_gives_a_sensible_difference() {
    let (Some(new), Some(old)) = (data("kaigo_kouhyou"), data("kaigo_kouhyou_2025-06")) else {
        return;
    };
    let new: Vec<ParsedFile> =
        files(&new).into_iter().filter(|f| f.service == "520" || f.service == "760").collect();
    let old: Vec<ParsedFile> =
        files(&old).into_iter().filter(|f| f.service == "520" || f.service == "760").collect();
    assert!(old.iter().all(|f| f.edition == Some("2025-06-01".parse().unwrap())));

    // forward in time: few open, few close, nobody is taken for somebody else because Excel ate a zero
    let forward = app();
    let first = run(&forward, &old);
    assert_eq!((first.created, first.rejected.len()), (397 + 141, 0));
    let then = run(&forward, &new);
    assert_eq!(then.closed, 7);
    // three prefectures of 760 are in the national file only and count as new
    assert!(then.created >= 8 && then.unchanged + then.updated >= 531, "{then:?}");

    // back in time: what the older files have no column for stays
    let back = app();
    run(&back, &new);
    let filter = Filter { service: "520".into(), city: "032069".into(), ..Filter::default() };
    let fax = |app: &TestApp| -> Vec<Option<String>> {
        let page =
            app.read(&Actor::operator(), |cx| browse::list(cx, &filter, Turn::First)).unwrap();
        page.listed.rows.into_iter().map(|f| f.data.fax).collect()
    };
    let before = fax(&back);
    assert!(before.iter().any(Option::is_some));
    let older = run(&back, &old);
    assert_eq!(fax(&back), before);
    assert_eq!(older.created, 7);
    assert!(older.warnings.iter().any(|w| w.kind == "older"));
}
