//! Forms written by another library, filled here, read back by a third.
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::*;

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut a = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..a.len())
        .map(|n| {
            let mut f = a.by_index(n).unwrap();
            let mut b = Vec::new();
            f.read_to_end(&mut b).unwrap();
            (f.name().unwrap().into_owned(), b)
        })
        .collect()
}

/// The same archive with one part as `f` makes it.
fn with(bytes: &[u8], part: &str, f: impl Fn(&str) -> String) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in parts(bytes) {
        let body = match name == part {
            true => f(std::str::from_utf8(&body).unwrap()).into_bytes(),
            false => body,
        };
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&body).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    let yen = Format::new().set_num_format("#,##0\"件\"").set_bold();
    let s = book.add_worksheet().set_name("月次 報告").unwrap();
    s.write(0, 0, "実績報告").unwrap();
    s.write_with_format(2, 1, 7, &yen).unwrap();
    s.write(2, 3, "右").unwrap();
    let sum = Formula::new("B3*2").set_result("14");
    s.write_formula(3, 1, sum).unwrap();
    s.merge_range(5, 0, 6, 4, "ここに所感", &Format::new().set_text_wrap()).unwrap();
    s.merge_range(9, 1, 9, 3, "", &Format::new()).unwrap();
    s.merge_range(10, 1, 10, 3, "", &Format::new()).unwrap();
    s.write(9, 0, "前の行").unwrap();
    let t = book.add_worksheet().set_name("別紙").unwrap();
    t.write_formula(0, 0, Formula::new("'月次 報告'!B3").set_result("7")).unwrap();
    t.write(1, 0, "さわらない").unwrap();
    let untouched = book.add_worksheet().set_name("参考").unwrap();
    untouched.write(0, 0, "そのまま").unwrap();
    for (name, at) in [
        ("相談件数", "='月次 報告'!$B$3"),
        ("所感", "='月次 報告'!$A$6:$E$7"),
        ("新しい行", "='月次 報告'!$C$20"),
        ("同じ行の先", "='月次 報告'!$C$3"),
        ("活動_一覧", "='月次 報告'!$A$10:$D$11"),
        ("合計", "='月次 報告'!$B$4"),
        ("割合", "=0.5"),
        ("ない", "=#REF!"),
    ] {
        book.define_name(name, at).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn text(t: &str) -> Put {
    Put::Text(t.into())
}

fn one(name: &str, put: Put) -> (String, Vec<Vec<Put>>) {
    (name.into(), vec![vec![put]])
}

#[test]
fn the_names_of_a_form_are_told_with_what_is_wrong_with_them() {
    let all = read(&form()).unwrap();
    let of = |name: &str| all.iter().find(|n| n.name == name).unwrap();
    assert_eq!((of("相談件数").place.as_str(), of("相談件数").rows), ("'月次 報告'!B3", 1));
    assert_eq!((of("所感").rows, of("所感").columns), (1, 1), "a merged block is one cell");
    assert_eq!((of("活動_一覧").rows, of("活動_一覧").columns), (2, 2), "A and the merged B–D");
    assert_eq!(of("合計").trouble, Some(Trouble::Formula));
    assert_eq!(of("割合").trouble, Some(Trouble::NoCells));
    assert_eq!(of("ない").trouble, Some(Trouble::Gone));
}

#[test]
fn cells_are_filled_and_everything_else_stays() {
    let before = form();
    let values = [
        one("相談件数", Put::Number(31)),
        one("所感", text("1行目 <b> & _x0041_\n=2行目")),
        one("新しい行", text("新")),
        one("同じ行の先", Put::Number(-4)),
        ("活動_一覧".into(), vec![vec![text("10月3日"), text("研修")]]),
        one("合計", Put::Number(99)),
        one("知らない", Put::Number(1)),
    ];
    let after = fill(&before, &values).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(after.clone())).unwrap();
    let sheet = book.worksheet_range("月次 報告").unwrap();
    let at = |r, c| sheet.get_value((r, c)).cloned().unwrap_or(Data::Empty);
    assert_eq!(at(2, 1), Data::Float(31.0));
    assert_eq!(at(2, 2), Data::Float(-4.0));
    assert_eq!(at(2, 3), Data::String("右".into()));
    assert_eq!(at(19, 2), Data::String("新".into()));
    assert_eq!(at(0, 0), Data::String("実績報告".into()));
    assert_eq!(at(9, 0), Data::String("10月3日".into()));
    assert_eq!(at(9, 1), Data::String("研修".into()));
    assert_eq!((at(10, 0), at(10, 1)), (Data::Empty, Data::Empty), "rows beyond are emptied");
    assert!(
        matches!(at(5, 0), Data::String(s) if s.starts_with("1行目 <b> & ") && s.ends_with("\n=2行目"))
    );
    // no result of before is left, and the book counts anew when it is opened
    assert_eq!(at(3, 1), Data::Empty);
    let formula = book.worksheet_formula("月次 報告").unwrap();
    assert_eq!(formula.get_value((3, 1)).map(String::as_str), Some("B3*2"));
    let (old, new) = (parts(&before), parts(&after));
    assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
    let changed: Vec<&str> =
        old.iter().filter(|(k, v)| new[*k] != **v).map(|(k, _)| k.as_str()).collect();
    assert_eq!(
        changed,
        ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"],
        "the sheet without formulas, styles and strings are the same bytes"
    );
    let wb = String::from_utf8(new["xl/workbook.xml"].clone()).unwrap();
    assert!(wb.contains("fullCalcOnLoad=\"1\""), "{wb}");
    let xml = String::from_utf8(new["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert!(xml.contains("<c r=\"B3\" s=\""), "the format stays: {xml}");
    assert!(xml.contains("_x005F_x0041_"), "{xml}");
    assert!(xml.contains("<mergeCell ref=\"A6:E7\"/>"));
}

#[test]
fn a_form_filled_twice_is_as_if_filled_once() {
    let values = [one("相談件数", Put::Number(31)), one("新しい行", text("新"))];
    let once = fill(&form(), &values).unwrap();
    let twice = fill(&once, &values).unwrap();
    assert_eq!(parts(&once), parts(&twice));
}

#[test]
fn sheets_of_other_programs_are_filled_too() {
    // prefixes, cells and rows without an address, an empty sheet, no calcPr
    let other = with(&form(), "xl/worksheets/sheet1.xml", |_| {
        "\u{feff}<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row><x:row r=\"3\" spans=\"1:1\"/></x:sheetData></x:worksheet>".into()
    });
    let other = with(&other, "xl/workbook.xml", |xml| {
        let at = xml.find("<calcPr").unwrap();
        let end = at + xml[at..].find("/>").unwrap() + 2;
        format!("{}{}", &xml[..at], &xml[end..])
    });
    let values = [one("相談件数", Put::Number(5)), one("新しい行", text("新"))];
    let after = fill(&other, &values).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(after.clone())).unwrap();
    let sheet = book.worksheet_range("月次 報告").unwrap();
    assert_eq!(sheet.get_value((2, 1)), Some(&Data::Float(5.0)));
    assert_eq!(sheet.get_value((0, 0)), Some(&Data::Float(1.0)));
    let new = parts(&after);
    let wb = std::str::from_utf8(&new["xl/workbook.xml"]).unwrap();
    assert!(wb.contains("</definedNames><calcPr fullCalcOnLoad=\"1\"/>"), "{wb}");
    let empty = with(&form(), "xl/worksheets/sheet1.xml", |_| {
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData/></worksheet>".into()
    });
    let after = fill(&empty, &values).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(after)).unwrap();
    let sheet = book.worksheet_range("月次 報告").unwrap();
    assert_eq!(sheet.get_value((19, 2)), Some(&Data::String("新".into())));
}

#[test]
fn what_is_no_form_is_refused_in_a_sentence() {
    let good = form();
    assert_eq!(read(b""), Err(TemplateError::Empty));
    assert_eq!(read(b"hello"), Err(TemplateError::NotAWorkbook));
    assert_eq!(read(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]), Err(TemplateError::Locked));
    assert_eq!(read(&vec![b'P'; LIMITS.bytes + 1]), Err(TemplateError::TooLarge));
    assert_eq!(read(&good[..good.len() / 2]), Err(TemplateError::NotAWorkbook));
    let types = |f: &str| {
        let f = f.to_string();
        with(&good, "[Content_Types].xml", move |x| x.replace("sheet.main+xml", &f))
    };
    assert_eq!(read(&types("sheet.macroEnabled.main+xml")), Err(TemplateError::Macro));
    assert_eq!(read(&types("template.main+xml")), Err(TemplateError::NotAWorkbook));
    let added = |name: &str, body: &[u8]| {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (n, b) in parts(&good) {
            out.start_file(n, SimpleFileOptions::default()).unwrap();
            out.write_all(&b).unwrap();
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(body).unwrap();
        out.finish().unwrap().into_inner()
    };
    assert_eq!(read(&added("xl/vbaProject.bin", b"x")), Err(TemplateError::Macro));
    assert_eq!(read(&added("_xmlsignatures/sig1.xml", b"x")), Err(TemplateError::Signed));
    assert_eq!(read(&added("xl/media/a.bin", &vec![0; 30 << 20])), Err(TemplateError::Bomb));
    let broken = with(&good, "xl/worksheets/sheet1.xml", |_| "<worksheet><sheetData><row".into());
    assert_eq!(read(&broken), Err(TemplateError::NotAWorkbook));
    let entity = with(&good, "xl/worksheets/sheet1.xml", |x| {
        format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", x.split_once("?>").unwrap().1)
    });
    assert_eq!(read(&entity), Err(TemplateError::NotAWorkbook));
    assert!(read(&good).is_ok());
}
