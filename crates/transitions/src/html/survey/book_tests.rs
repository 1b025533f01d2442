//! The workbook is read back as Excel reads it.
use super::super::page::tests::{case, period};
use super::*;
use crate::model::survey::count;
use crate::model::survey::months::by_month;
use office::xlsx_read::{Limits, read};

#[test]
fn the_book_holds_every_figure_with_its_denominator_and_letters_instead_of_names() {
    let p = period();
    let cases: Vec<_> = (0..40).map(|n| case(n, "みどり")).collect();
    let mut now = count(&cases, p.from, p.to, str::to_string);
    let mut before = count(&[], p.from, p.to, str::to_string);
    lettered(p, false, &mut now);
    lettered(p, false, &mut before);
    let months = by_month(&cases, p.from, p.to);
    let good =
        Words { done: true, good: "早く連絡がもらえた".into(), wish: String::new() };
    let words = [("病院", good)];
    let b = Book {
        lead: "数えたもの".into(),
        now: &now,
        before: &before,
        months: &months,
        words: &words,
        offices: false,
    };
    let about =
        About { title: "調査".into(), sender: "拠点".into(), made: kernel::At::from_millis(0) };
    let bytes = write(&about, &pages(&b)).unwrap();
    let sheets = read(&bytes, &Limits::default()).unwrap();
    let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "まとめ",
            "連絡の時期",
            "連絡の方法",
            "病院ごと",
            "月ごと",
            "要介護度ごと",
            "理由と医療処置",
            "ことば",
            "数え方"
        ]
    );
    let summary = &sheets[0].rows;
    assert_eq!(summary.len(), 1 + R::ALL.len());
    let line = summary.iter().find(|r| r.cells[0] == "退院連絡率").unwrap();
    let r = now.all.rates["discharge_contact"];
    assert_eq!((line.cells[4].clone(), line.cells[5].clone()), (r.n.to_string(), r.d.to_string()));
    let hospitals: Vec<&str> = sheets[3].rows.iter().skip(1).map(|r| r.cells[0].as_str()).collect();
    assert_eq!(hospitals, ["A病院", "B病院", "C病院"]);
    let all: String = sheets.iter().flat_map(|s| &s.rows).map(|r| r.cells.concat()).collect();
    assert!(!all.contains("みどり"), "a name of a hospital or office is in the council's paper");
    assert!(all.contains("早く連絡がもらえた"));
}

#[test]
fn ones_own_hospital_and_what_was_asked_by_name_keep_their_names() {
    let cases: Vec<_> = (0..4).map(|n| case(n, "みどり")).collect();
    let mut p = period();
    let count = || count(&cases, p.from, p.to, str::to_string);
    let mut s = count();
    lettered(p, true, &mut s);
    assert!(s.hospitals[0].1.contains("みどり"));
    let mut s = count();
    p.of.hospital = Some(kernel::Id::from_bytes([1; 16]));
    lettered(p, false, &mut s);
    assert!(s.hospitals[0].1.contains("みどり"));
}
