//! `yui import directory`: the real open data by the command line, and files that are no such data.
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::yui::{Ran, Yui};

fn shared(set: &str) -> Option<PathBuf> {
    let root = std::env::var_os("YUI_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there (set YUI_SHARED_DATA)", folder.display());
    None
}

/// Every CSV file of the set with YUI_FULL=1, else those of one prefecture.
fn files(folder: &Path) -> Vec<String> {
    let all = std::env::var("YUI_FULL").is_ok_and(|v| v == "1");
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(f) = folders.pop() {
        for entry in std::fs::read_dir(f).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".csv") && (all || name.contains("03_")) {
                found.push(name);
            }
        }
    }
    found.sort();
    found
}

/// Records of a CSV file after its head, counted without reading any of them: line ends outside quotes.
fn records(path: &str) -> u64 {
    let bytes = std::fs::read(path).unwrap();
    let (mut quoted, mut blank, mut n) = (false, true, 0u64);
    for b in bytes {
        match b {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                n += u64::from(!blank);
                blank = true;
                continue;
            }
            b'\r' => continue,
            _ => {}
        }
        blank = false;
    }
    n + u64::from(!blank) - 1
}

fn import(y: &Yui, flags: &[&str], files: &[String]) -> Ran {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    y.at("machi", &[&["import", "directory"], flags, &files[..]].concat())
}

fn numbers(r: &Value) -> [u64; 5] {
    let n = |key: &str| r[key].as_u64().unwrap_or_else(|| panic!("{key}: {r}"));
    let rejected = r["rejected"].as_array().unwrap().len() as u64;
    assert_eq!(n("rows"), n("created") + n("updated") + n("unchanged") + rejected);
    [n("created"), n("updated"), n("unchanged"), n("closed"), rejected]
}

#[test]
fn the_open_data_is_imported_and_a_second_time_changes_nothing() {
    let Some(folder) = shared("kaigo_kouhyou") else { return };
    let files = files(&folder);
    assert!(!files.is_empty(), "{}", folder.display());
    let y = Yui::sqlite();
    y.region("machi", &["--demo", "--no-persons"]);

    let rehearsed = import(&y, &["--dry-run", "--json"], &files).done().json();
    let first = import(&y, &["--json"], &files).done().json();
    assert_eq!(rehearsed, first, "a rehearsal says what will come");
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["rows", "created", "updated", "unchanged", "closed", "rejected", "warnings"]);
    let [created, updated, unchanged, closed, rejected] = numbers(&first);
    assert!(created > 500, "{created}");
    // the national files name some facilities again that stand in those of the prefectures
    assert_eq!((updated, closed), (0, 0));
    let in_files: u64 = files.iter().map(|f| records(f)).sum();
    assert_eq!(first["rows"].as_u64(), Some(in_files), "no row is lost");
    for r in first["rejected"].as_array().unwrap() {
        assert!(r["line"].as_u64().is_some_and(|l| l > 1) && r["file"].is_string(), "{r}");
        assert!(!r["reason"].as_str().unwrap().is_empty());
    }

    let second = import(&y, &["--json"], &files).done().json();
    assert_eq!(numbers(&second), [0, 0, created + unchanged, 0, rejected]);
    assert_eq!(second["warnings"], first["warnings"]);
}

/// A file of the test in the place's folder.
fn write(name: &str, bytes: &[u8]) -> String {
    let path = std::env::temp_dir().join(format!("yui-it-{}-{name}", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn files_that_hold_nothing_end_with_two_and_change_nothing() {
    let y = Yui::sqlite();
    y.region("machi", &["--demo", "--no-persons"]);
    let bad = [
        write("empty.csv", b""),
        write("nul.csv", &[0; 4096]),
        write("noise.csv", &(0..=255u8).cycle().take(20_000).collect::<Vec<_>>()),
        write("other.csv", "名前,年齢\nあ,1\n".as_bytes()),
        write("sjis.csv", &[0x8e, 0x96, 0x8b, 0xc6, 0x8f, 0x8a, b',', 0x94, b'\n']),
        write("quote.csv", b"\"never closed,\n1,2,3\n"),
        "/no/such/file.csv".to_string(),
    ];
    for file in &bad {
        let ran = import(&y, &["--json"], std::slice::from_ref(file));
        assert_eq!(ran.code, 2, "{file}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{file}: {ran:?}");
        let report = ran.json();
        assert_eq!(numbers(&report)[..4], [0, 0, 0, 0], "{file}");
        assert!(!report["rejected"].as_array().unwrap().is_empty(), "{file}: says why");
    }
    import(&y, &["--nonsense"], &bad[..1]).wrong("--nonsense");
    for file in &bad[..bad.len() - 1] {
        std::fs::remove_file(file).unwrap();
    }
}
