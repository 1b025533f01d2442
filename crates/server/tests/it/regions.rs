//! Regions: with persons or without, switched on but never off.
use crate::yui::{Yui, in_both};

/// Prefixes of tables that hold persons.
fn of_persons(tables: &[String]) -> Vec<&String> {
    tables.iter().filter(|t| t.starts_with("people_") || t.starts_with("transitions_")).collect()
}

#[test]
fn regions_are_added_once_and_listed() {
    in_both(|y| {
        assert_eq!(y.run(&["region", "list"]).done().out, "");
        y.run(&["region", "add", "yuino", "--name", "結野市", "--demo"]).done();
        y.run(&["region", "add", "kita-kami", "--name", "北上", "--no-persons"]).done();
        let list = y.run(&["region", "list"]).done().out;
        let lines: Vec<Vec<&str>> = list.lines().map(|l| l.split('\t').collect()).collect();
        assert_eq!(lines.len(), 2, "{list}");
        assert!(lines.contains(&vec!["yuino", "結野市", "デモ"]), "{list}");
        assert!(lines.contains(&vec!["kita-kami", "北上", "個人情報を扱わない構成"]), "{list}");
        y.run(&["region", "add", "yuino", "--name", "別の市"]).wrong("もうあります");
        assert_eq!(y.run(&["region", "list"]).done().out, list);
    });
}

#[test]
fn what_cannot_be_a_region_is_refused_and_leaves_nothing() {
    let y = Yui::sqlite();
    let long = "a".repeat(32);
    for slug in ["", "A", "1ban", "a", "a_b", "あ", "../x", "a b", long.as_str(), "-a"] {
        y.run(&["region", "add", slug, "--name", "町"]).wrong("使えません");
    }
    y.run(&["region", "add", "machi", "--name", " "]).wrong("名前");
    y.run(&["region", "add", "machi", "--name", &"町".repeat(41)]).wrong("名前");
    y.run(&["region", "add", "machi"]).wrong("--name");
    y.run(&["region", "add", "--name", "町"]).wrong("SLUG");
    y.run(&["region", "add", "machi", "mura", "--name", "町"]).wrong("mura");
    assert_eq!(y.run(&["region", "list"]).done().out, "");
}

#[test]
fn a_region_without_persons_has_no_table_of_persons() {
    in_both(|y| {
        y.region("kita-kami", &["--demo", "--no-persons"]);
        let tables = y.tables("kita-kami");
        assert!(of_persons(&tables).is_empty(), "{tables:?}");
        for wanted in ["accounts_organisation", "directory_facility", "app_audit"] {
            assert!(tables.iter().any(|t| t == wanted), "{wanted}: {tables:?}");
        }
        // and no command that counts them
        let survey = ["survey", "liaison", "--from", "2026-10-01", "--to", "2026-10-31"];
        y.at("kita-kami", &survey).wrong("個人情報を扱わない");
        y.at("kita-kami", &["export", "stays", "--ndjson"]).wrong("個人情報を扱わない");
    });
}

#[test]
fn persons_are_switched_on_later_and_never_off() {
    in_both(|y| {
        y.region("machi", &["--demo", "--no-persons"]);
        y.run(&["region", "persons-on", "nowhere"]).wrong("nowhere");
        y.run(&["region", "persons-on"]).wrong("SLUG");
        // it cannot be undone: a plain yes is asked for, and nothing happens before
        y.run(&["region", "persons-on", "machi"]).wrong("--yes");
        assert!(of_persons(&y.tables("machi")).is_empty());
        let ran = y.run(&["region", "persons-on", "machi", "--yes"]).done();
        assert!(ran.out.contains("動かし直してください"), "{ran:?}");
        assert_eq!(y.cli_rows("machi"), ["region add", "region persons-on"]);
        let tables = y.tables("machi");
        assert!(of_persons(&tables).len() > 5, "{tables:?}");
        assert!(y.run(&["region", "list"]).done().out.ends_with("デモ\n"));
        let again = y.run(&["region", "persons-on", "machi"]).done();
        assert!(again.out.contains("何も変えていません"), "{again:?}");
        assert_eq!(y.cli_rows("machi").len(), 2);
        // outside a demonstration it needs a reason
        y.region("honban", &["--no-persons"]);
        y.run(&["region", "persons-on", "honban", "--yes"]).wrong("--reason");
        assert!(of_persons(&y.tables("honban")).is_empty());
        y.run(&["region", "persons-on", "honban", "--yes", "--reason", "協議会の決定"]).done();
        // nothing takes them away again
        y.run(&["region", "persons-off", "machi"]).wrong("");
        y.run(&["region", "add", "machi", "--name", "試しの町", "--no-persons"])
            .wrong("もうあります");
        assert_eq!(y.tables("machi"), tables);
        y.at("machi", &["export", "stays", "--ndjson"]).done();
        // the store is the same as that of a region which had persons from the start
        y.region("hajime", &["--demo"]);
        assert_eq!(y.tables("hajime"), tables);
    });
}

#[test]
fn adding_a_region_again_does_not_switch_persons_on() {
    in_both(|y| {
        y.region("machi", &["--demo", "--no-persons"]);
        y.run(&["region", "add", "machi", "--name", "試しの町", "--demo"]).wrong("もうあります");
        let tables = y.tables("machi");
        assert!(of_persons(&tables).is_empty(), "{tables:?}");
    });
}

#[test]
fn a_region_whose_store_is_gone_is_refused_by_every_command_and_no_empty_one_is_made() {
    let y = Yui::sqlite();
    y.region("honban", &[]);
    let folder = std::path::PathBuf::from(y.place().pop().unwrap()).join("regions").join("honban");
    std::fs::rename(&folder, folder.with_extension("away")).unwrap();
    let why = ["--reason", "点検"];
    for words in [
        &["audit", "verify"][..],
        &["export", "stays", "--ndjson"],
        &["jobs", "run"],
        &["organisation", "add", "--name", "北の里", "--kana", "きた", "--kind", "other"],
    ] {
        let ran = y.at("honban", &[words, &why].concat());
        assert!(
            ran.code != 0 && ran.err.contains("あるはずの場所にありません"),
            "{words:?}: {ran:?}"
        );
    }
    let copy = folder.with_extension("copy");
    let file = folder.with_extension("key").to_string_lossy().into_owned();
    let made = y.run(&["backup", "key", "--out", &file]).done().out;
    let key = made.lines().find(|l| l.starts_with("age1")).unwrap();
    let to = copy.to_string_lossy().into_owned();
    let ran = y.run(&["backup", "--to", &to, "--recipient", key, "--allow-one"]);
    assert!(ran.code != 0 && ran.err.contains("あるはずの場所にありません"), "{ran:?}");
    // looking after it says so beside the other findings
    let ran = y.run(&["doctor"]);
    assert!(ran.code == 1 && ran.out.contains("あるはずの場所にありません"), "{ran:?}");
    assert!(ran.out.contains("異常"), "{ran:?}");
    assert!(!folder.exists(), "nothing was made in its place");
    // back again, as it was
    std::fs::rename(folder.with_extension("away"), &folder).unwrap();
    y.at("honban", &["audit", "verify"]).done();
}

#[test]
fn a_damaged_store_is_said_by_name_with_what_to_do() {
    let y = Yui::sqlite();
    y.region("honban", &[]);
    let file =
        std::path::PathBuf::from(y.place().pop().unwrap()).join("regions/honban/region.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    // everything but the first page, which says that it is a store
    bytes[4096..].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    let ran = y.run(&["doctor"]);
    assert!(ran.code == 1 && ran.out.contains("試しの町"), "{ran:?}");
    assert!(ran.out.contains("yui restore"), "{ran:?}");
    assert!(!ran.err.contains("panicked"), "{ran:?}");
}
