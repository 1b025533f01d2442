//! The form goes out and comes back; wrong rows are named.
use super::*;
use kernel::{Date, Id};

fn file(rows: &[&[&str]]) -> Vec<u8> {
    let mut all = pages(&["結野中央病院".to_string()]);
    let width = COLUMNS.len();
    all[0].table.rows = rows
        .iter()
        .map(|r| (0..width).map(|n| r.get(n).map_or(Cell::Empty, |t| Cell::text(*t))).collect())
        .collect();
    let book =
        Book { title: String::new(), sender: String::new(), made: kernel::At::from_millis(0) };
    write(&book, &all).unwrap()
}

fn read(bytes: &[u8]) -> Result<Vec<Row>, Vec<String>> {
    let today: Date = "2026-11-21".parse().unwrap();
    let office = Id::from_bytes([1; 16]);
    read_all(bytes, |f| Row::read(office, f, today, |_| None))
}

const GOOD: [&str; 17] = [
    "結野中央病院",
    "R8.10.5",
    "85〜94歳",
    "要介護2",
    "緊急",
    "ご家族",
    "有",
    "R8.10.5",
    "電話",
    "有",
    "R8.10.6",
    "(Ⅱ)",
    "2026-10-20",
    "自宅",
    "有",
    "R8.10.12",
    "FAX",
];

#[test]
fn the_filled_form_is_read_back_row_by_row() {
    let open = &GOOD[..12];
    let rows = read(&file(&[&GOOD, open])).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].words("fee"), "(Ⅱ)");
    assert_eq!(rows[0].ended.map(|d| d.to_string()).as_deref(), Some("2026-10-20"));
    assert_eq!(rows[1].ended, None);
}

#[test]
fn every_wrong_cell_is_named_by_its_row_and_column() {
    let mut bad = GOOD;
    bad[1] = "R8.13.5";
    bad[3] = "7";
    let wrong = read(&file(&[&GOOD, &bad, &["", "R8.10.1"]])).unwrap_err();
    assert!(
        wrong[0].starts_with("3行目「入院日」") && wrong[1].starts_with("3行目「要介護度」"),
        "{wrong:?}"
    );
    assert!(wrong.iter().any(|w| w.starts_with("4行目「入院先の病院」")), "{wrong:?}");
}

#[test]
fn an_empty_form_and_another_file_are_refused_in_words() {
    assert_eq!(read(&file(&[])).unwrap_err(), ["記入した行がありません"]);
    assert!(read(b"not a workbook").unwrap_err()[0].contains("Excel"));
    let other = Page::table(Sheet {
        name: "名簿".into(),
        columns: vec![Head::new("氏名", 10.0, CellKind::Text)],
        rows: vec![vec![Cell::text("高橋")]],
    });
    let book =
        Book { title: String::new(), sender: String::new(), made: kernel::At::from_millis(0) };
    let wrong = read(&write(&book, &[other]).unwrap()).unwrap_err();
    assert!(wrong[0].contains("列がありません"), "{wrong:?}");
}
