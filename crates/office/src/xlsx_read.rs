//! Excel workbooks (.xlsx) as they arrive, read as text cells. A workbook is an archive that unpacks itself: what it
//! says about its own size is not believed. Every part is unpacked once against a limit before it is understood, and
//! only used cells are kept, so that one cell at the far corner of a sheet costs nothing.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};
use serde::{Deserialize, Serialize};

/// How much of a workbook is read at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file as uploaded.
    pub bytes: usize,
    /// Bytes of all parts together once unpacked.
    pub unpacked: u64,
    /// Unpacked bytes for each packed byte of a part. XML packs well: real workbooks reach 20, a bomb 1,000.
    pub ratio: u64,
    /// Parts of the archive.
    pub parts: usize,
    /// Rows of a sheet that have a cell.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Characters of all cells together.
    pub chars: usize,
}

impl Default for Limits {
    /// 50 MB packed, 500 MB unpacked, 200 to one, 200,000 rows, 1,000 columns, 200 million characters.
    fn default() -> Self {
        Limits {
            bytes: 50 << 20,
            unpacked: 500 << 20,
            ratio: 200,
            parts: 2_000,
            rows: 200_000,
            columns: 1_000,
            chars: 200_000_000,
        }
    }
}

/// A part below this is never called a bomb, whatever its ratio: a sheet of empty rows packs 500 to one.
const SMALL: u64 = 1 << 20;

/// A refused workbook. `Display` is the message for the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XlsxReadError {
    /// No bytes.
    #[error("ファイルが空です。中身のあるファイルを選んでください。")]
    Empty,
    /// More bytes than the limit, packed or unpacked.
    #[error("ファイルが大きすぎます（上限 {limit_mb} MB）。シートを分けて保存してください。")]
    TooLarge {
        /// The limit in megabytes.
        limit_mb: u64,
    },
    /// Unpacks to far more than it is.
    #[error(
        "ファイルの圧縮のしかたがふつうではないため、開きませんでした。Excel で開き、保存しなおしてください。"
    )]
    Bomb,
    /// Not an .xlsx workbook.
    #[error(
        "Excel のファイル（.xlsx）として開けません。Excel で開き、「Excel ブック（.xlsx）」で保存しなおしてください。"
    )]
    NotAWorkbook,
    /// More rows than the limit.
    #[error("行数が多すぎます（上限 {limit} 行）。分けて取り込んでください。")]
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// More columns than the limit.
    #[error("列が多すぎます（上限 {limit} 列）。いらない列を消してください。")]
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
}

/// One sheet: rows that have a cell, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetText {
    /// Name on the tab.
    pub name: String,
    /// The rows.
    pub rows: Vec<RowText>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowText {
    /// Row number as Excel shows it, from 1.
    pub line: u64,
    /// Cells from column A on; missing ones are empty. Line breaks inside a cell stay. Whole numbers have no point,
    /// dates are `2026-11-21`, errors are empty.
    pub cells: Vec<String>,
}

/// Does it begin as an archive does? (What an `.xlsx` is; says nothing about what is inside.)
#[must_use]
pub fn looks_like(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads all sheets of a workbook.
///
/// # Errors
/// [`XlsxReadError`]; no bytes whatever make it panic.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<SheetText>, XlsxReadError> {
    if bytes.is_empty() {
        return Err(XlsxReadError::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(XlsxReadError::TooLarge { limit_mb: (limits.bytes >> 20) as u64 });
    }
    if !looks_like(bytes) {
        return Err(XlsxReadError::NotAWorkbook);
    }
    // the libraries below are sound on what Excel writes; on made-up bytes a panic of theirs becomes a refusal
    let done = catch_unwind(AssertUnwindSafe(|| {
        weigh(bytes, limits)?;
        sheets(bytes, limits)
    }));
    done.unwrap_or(Err(XlsxReadError::NotAWorkbook))
}

/// Unpacks every part into nothing and counts: the sizes in the directory of an archive are only claims.
pub(crate) fn weigh(bytes: &[u8], limits: &Limits) -> Result<(), XlsxReadError> {
    let wrong = |_| XlsxReadError::NotAWorkbook;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(wrong)?;
    if archive.len() > limits.parts {
        return Err(XlsxReadError::Bomb);
    }
    let mut all = 0u64;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(wrong)?;
        let packed = part.compressed_size().max(1);
        let most = (limits.unpacked - all.min(limits.unpacked)).saturating_add(1);
        let mut counted = part.take(most);
        let mut room = vec![0u8; 64 << 10];
        let mut size = 0u64;
        loop {
            match counted.read(&mut room) {
                Ok(0) => break,
                Ok(n) => size += n as u64,
                Err(_) => return Err(XlsxReadError::NotAWorkbook),
            }
            if size > SMALL && size / packed > limits.ratio {
                return Err(XlsxReadError::Bomb);
            }
        }
        all += size;
        if all > limits.unpacked {
            return Err(XlsxReadError::TooLarge { limit_mb: limits.unpacked >> 20 });
        }
    }
    Ok(())
}

fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<SheetText>, XlsxReadError> {
    let wrong = |_| XlsxReadError::NotAWorkbook;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut chars = 0usize;
    let mut out = Vec::new();
    for name in book.sheet_names() {
        // a tab that is a chart has no cells
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut sheet = SheetText { name: name.clone(), rows: Vec::new() };
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            let (row, column) = cell.get_position();
            let text = text_of(cell.get_value());
            if text.is_empty() {
                continue;
            }
            if column as usize >= limits.columns {
                return Err(XlsxReadError::TooManyColumns { limit: limits.columns });
            }
            chars += text.len();
            if chars > limits.chars {
                return Err(XlsxReadError::TooLarge { limit_mb: limits.unpacked >> 20 });
            }
            let line = u64::from(row) + 1;
            if sheet.rows.last().is_none_or(|r| r.line != line) {
                if sheet.rows.len() >= limits.rows {
                    return Err(XlsxReadError::TooManyRows { limit: limits.rows });
                }
                sheet.rows.push(RowText { line, cells: Vec::new() });
            }
            if let Some(last) = sheet.rows.last_mut() {
                if last.cells.len() <= column as usize {
                    last.cells.resize(column as usize + 1, String::new());
                }
                if let Some(place) = last.cells.get_mut(column as usize) {
                    *place = text;
                }
            }
        }
        out.push(sheet);
    }
    Ok(out)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_string(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => format!("{f:.0}"),
        DataRef::Float(f) => f.to_string(),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_string(),
        DataRef::DateTime(d) if d.is_datetime() => {
            let (y, m, day, h, min, ..) = d.to_ymd_hms_milli();
            match (h, min) {
                (0, 0) => format!("{y:04}-{m:02}-{day:02}"),
                _ => format!("{y:04}-{m:02}-{day:02} {h:02}:{min:02}"),
            }
        }
        DataRef::DateTime(d) => d.as_f64().to_string(),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;
    use std::io::Write;

    fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut wb = Workbook::new();
        fill(wb.add_worksheet());
        wb.save_to_buffer().unwrap()
    }

    #[test]
    fn cells_are_text_and_keep_zeros_marks_and_line_breaks() {
        let bytes = book(|s| {
            s.write(1, 0, "0110719").unwrap();
            s.write(1, 2, "一般　　 33\n療養　　 58").unwrap();
            s.write(3, 0, 204.0).unwrap();
            s.write(3, 1, "○").unwrap();
            s.write(3, 2, "〇").unwrap();
            s.write(3, 3, 0.0).unwrap();
            s.write(3, 4, 0.5).unwrap();
        });
        let sheets = read(&bytes, &Limits::default()).unwrap();
        let rows = &sheets[0].rows;
        assert_eq!(
            (rows[0].line, rows[0].cells.clone()),
            (2, vec!["0110719".into(), String::new(), "一般　　 33\n療養　　 58".into()])
        );
        assert_eq!((rows[1].line, rows[1].cells.join("|")), (4, "204|○|〇|0|0.5".to_string()));
    }

    #[test]
    fn limits_refuse_rows_columns_and_bytes() {
        let bytes = book(|s| {
            for r in 0..20 {
                s.write(r, 0, "x").unwrap();
            }
            s.write(0, 9, "y").unwrap();
        });
        let with = |l: Limits| read(&bytes, &l).unwrap_err();
        assert_eq!(
            with(Limits { rows: 5, ..Limits::default() }),
            XlsxReadError::TooManyRows { limit: 5 }
        );
        assert_eq!(
            with(Limits { columns: 9, ..Limits::default() }),
            XlsxReadError::TooManyColumns { limit: 9 }
        );
        assert_eq!(
            with(Limits { bytes: 10, ..Limits::default() }),
            XlsxReadError::TooLarge { limit_mb: 0 }
        );
        assert_eq!(
            with(Limits { unpacked: 100, ..Limits::default() }),
            XlsxReadError::TooLarge { limit_mb: 0 }
        );
        assert_eq!(with(Limits { parts: 2, ..Limits::default() }), XlsxReadError::Bomb);
    }

    #[test]
    fn a_cell_in_the_far_corner_costs_no_memory() {
        let bytes = book(|s| {
            s.write(1_048_575, 900, "x").unwrap();
        });
        let sheets = read(&bytes, &Limits::default()).unwrap();
        assert_eq!((sheets[0].rows.len(), sheets[0].rows[0].line), (1, 1_048_576));
    }

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, body) in parts {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(body).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_that_unpacks_a_thousandfold_is_not_opened() {
        let zeros = vec![b' '; 8 << 20];
        let bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
        assert!(bomb.len() < 20_000);
        assert_eq!(read(&bomb, &Limits::default()).unwrap_err(), XlsxReadError::Bomb);
    }

    #[test]
    fn other_archives_and_cut_files_are_refused_in_words() {
        let other = archive(&[("readme.txt", b"x")]);
        let whole = book(|s| {
            s.write(0, 0, "x").unwrap();
        });
        for bad in [&other[..], b"PK\x03\x04", b"id,name\n", &whole[..whole.len() / 2]] {
            let e = read(bad, &Limits::default()).unwrap_err();
            assert_eq!(e, XlsxReadError::NotAWorkbook);
            assert!(e.to_string().contains("保存しなおしてください"));
        }
        assert_eq!(read(b"", &Limits::default()).unwrap_err(), XlsxReadError::Empty);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
        #[test]
        fn no_bytes_panic(garbage in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let mut bytes = b"PK\x03\x04".to_vec();
            bytes.extend(garbage);
            proptest::prop_assert!(read(&bytes, &Limits::default()).is_err());
        }

        #[test]
        fn a_workbook_with_flipped_bytes_never_panics(flips in proptest::collection::vec((0usize..8_000, proptest::num::u8::ANY), 1..6)) {
            let mut bytes = book(|s| { s.write(0, 0, "施設区分").unwrap(); s.write(1, 1, 5.0).unwrap(); });
            let len = bytes.len();
            for (at, b) in flips { bytes[at % len] = b; }
            let _ = read(&bytes, &Limits::default());
        }

        #[test]
        fn sheets_of_any_xml_never_panic(xml in "(<[a-z]{1,5}( [a-z]=\"[A-Z0-9]{0,12}\")?>|</[a-z]{1,5}>|[0-9]{1,4}|<c r=\"[A-Z]{1,4}[0-9]{1,9}\" t=\"[a-z]{1,3}\">|<v>|</v>|</c>){0,30}") {
            let whole = book(|s| {
            s.write(0, 0, "x").unwrap();
        });
            let mut from = zip::ZipArchive::new(Cursor::new(&whole[..])).unwrap();
            let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
            for i in 0..from.len() {
                let mut part = from.by_index(i).unwrap();
                let name = part.name().unwrap().into_owned();
                let mut body = Vec::new();
                part.read_to_end(&mut body).unwrap();
                if name.ends_with("sheet1.xml") {
                    body = format!("<worksheet><sheetData><row r=\"1\">{xml}</row></sheetData></worksheet>").into_bytes();
                }
                parts.push((name, body));
            }
            let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
            let _ = read(&archive(&parts), &Limits::default());
        }
    }
}
