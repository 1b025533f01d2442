//! From the bytes of a file to one table: which sheet, which line holds the headings.
use serde::{Deserialize, Serialize};

use super::{Column, key_of};
use crate::csv::{self, CsvFile};
use crate::xlsx_book::column_letters;
use crate::xlsx_read::{self, Limits, RowText, SheetText};

/// What is read of a file of years: 10 MB, 5,000 rows, 200 columns.
pub const LIMITS: Limits = Limits {
    bytes: 10 << 20,
    unpacked: 100 << 20,
    ratio: 200,
    parts: 500,
    rows: 5_000,
    columns: 200,
    chars: 5_000_000,
};

/// Lines in which the headings may stand.
const HEAD_WITHIN: usize = 20;

/// A table as it stood in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Headings; an empty one is called after its column (「C列」), a repeated one gets a number.
    pub head: Vec<String>,
    /// What stands below, rows with nothing in them left out.
    pub rows: Vec<TableRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableRow {
    /// As the file numbers it, from 1.
    pub line: u64,
    /// As many cells as there are headings.
    pub cells: Vec<String>,
}

impl TableRow {
    /// A cell, without blanks around it; empty when there is none.
    pub fn at(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |c| c.trim())
    }
}

type Lines = Vec<(u64, Vec<String>)>;

/// Reads all that stands in a workbook, or in a CSV as its only sheet (without a name).
///
/// # Errors
/// What to do, in Japanese.
pub fn sheets(name: &str, bytes: &[u8]) -> Result<Vec<SheetText>, String> {
    if xlsx_read::looks_like(bytes) {
        return xlsx_read::read(bytes, &LIMITS).map_err(|e| e.to_string());
    }
    if name.to_lowercase().ends_with(".csv") {
        return Ok(vec![SheetText { name: String::new(), rows: of_csv(bytes)? }]);
    }
    Err("Excel のファイル（.xlsx）か CSV（.csv）を選んでください。古い Excel（.xls）は、「Excel ブック（.xlsx）」で保存しなおしてください".into())
}

/// Reads a workbook or a CSV; of several sheets the one whose headings are known best.
///
/// # Errors
/// What to do, in Japanese.
pub fn table(name: &str, bytes: &[u8], columns: &[Column]) -> Result<Table, String> {
    let lines =
        |s: SheetText| (s.name, s.rows.into_iter().map(|r| (r.line, r.cells)).collect::<Lines>());
    let sheets: Vec<(String, Lines)> = sheets(name, bytes)?.into_iter().map(lines).collect();
    let found = sheets
        .into_iter()
        .filter_map(|(sheet, lines)| {
            let (known, at) = head_of(&lines, columns)?;
            Some((known, sheet, lines, at))
        })
        // the first of equals: a book begins with what matters
        .rev()
        .max_by_key(|(known, ..)| *known);
    let Some((_, sheet, lines, at)) = found else {
        return Err("表が見つかりません。1行目に見出し、2行目から記録がある表にしてください".into());
    };
    let mut lines = lines.into_iter().skip(at);
    let head = headings(lines.next().map(|(_, cells)| cells).unwrap_or_default());
    let rows: Vec<TableRow> = lines
        .map(|(line, mut cells)| {
            cells.resize(head.len(), String::new());
            TableRow { line, cells }
        })
        .filter(|r| r.cells.iter().any(|c| !c.trim().is_empty()))
        .collect();
    if rows.is_empty() {
        return Err("見出しの下に、記録の行がありません".into());
    }
    Ok(Table { sheet, head, rows })
}

fn of_csv(bytes: &[u8]) -> Result<Vec<RowText>, String> {
    let limits =
        csv::Limits { bytes: LIMITS.bytes, rows: 5_000, columns: 200, field_chars: 20_000 };
    let file = CsvFile::read(bytes, &limits).map_err(|e| e.to_string())?;
    let mut rows = vec![RowText { line: 1, cells: file.headers().to_vec() }];
    for record in file.records() {
        let record = record.map_err(|e| e.to_string())?;
        let cells = record.fields().map(String::from).collect();
        rows.push(RowText { line: record.line, cells });
    }
    Ok(rows)
}

/// How many headings are known, and the line that holds them: the one of the first lines with most known ones, and of
/// those the one with most words.
fn head_of(lines: &Lines, columns: &[Column]) -> Option<(usize, usize)> {
    let known: std::collections::BTreeSet<String> =
        columns.iter().flat_map(|c| c.names.iter().chain([&c.label]).map(|n| key_of(n))).collect();
    let score = |cells: &[String]| {
        let full = cells.iter().filter(|c| !c.trim().is_empty()).count();
        (cells.iter().filter(|c| known.contains(&key_of(c))).count(), full)
    };
    let all = lines.iter().take(HEAD_WITHIN).enumerate();
    let ((hits, _), at) = all
        .map(|(at, (_, cells))| (score(cells), at))
        .filter(|((_, full), _)| *full >= 2)
        .max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
    Some((hits, at))
}

fn headings(cells: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (n, cell) in cells.into_iter().enumerate() {
        let words = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if words.is_empty() { format!("{}列", column_letters(n)) } else { words };
        let before = out.iter().filter(|o| **o == words).count();
        out.push(if before == 0 { words } else { format!("{words}（{}つめ）", before + 1) });
    }
    out
}
