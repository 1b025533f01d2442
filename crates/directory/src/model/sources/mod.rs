//! The sources of the directory: how each one's files are recognised and read into rows. A file is known by what is in
//! it; its name counts only where it alone carries a code (介護サービス情報公表: the service).

mod answer;
mod codes;
mod facility_json;
mod filings;
mod iryo;
mod matrix;
mod order;
mod regional;
mod regional_wide;
mod rows;
mod source;

pub use answer::{Answer, Extra, yes_or_no};
pub use order::{FieldSource, Record, merge, order_of};
pub use source::Source;

use office::csv::{CsvFile, Limits};
use office::xlsx_read;

use super::kouhyou::{self, ParsedFile};
use super::report::Rejected;

/// Reads files that were given together. Never fails: what cannot be read is a refusal. Some sources need several
/// files (the facilities and the answers of a regional map); they find each other here, in any order.
pub fn parse_all(files: &[(String, Vec<u8>)], limits: &Limits) -> Vec<ParsedFile> {
    let mut companions = regional::Companions::default();
    for (name, bytes) in files {
        companions.look(name, bytes, limits);
    }
    let facilities = files.iter().any(|(_, bytes)| regional::is_facilities(bytes, limits));
    files
        .iter()
        .map(|(name, bytes)| one(name, bytes, limits, &mut companions, facilities))
        .collect()
}

fn one(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    companions: &mut regional::Companions,
    with_facilities: bool,
) -> ParsedFile {
    if xlsx_read::looks_like(bytes) {
        return workbook(name, bytes);
    }
    if super::service::from_file_name(name).is_some() {
        return kouhyou::parse(name, bytes, limits);
    }
    let first = bytes
        .iter()
        .copied()
        .find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
    if matches!(first, Some(b'[' | b'{')) {
        return facility_json::parse(name, bytes, limits);
    }
    let csv = match CsvFile::read(bytes, limits) {
        Ok(csv) => csv,
        Err(e) => return refused(name, Source::Kouhyou, kouhyou::line_of(&e), e.to_string()),
    };
    if let Some(file) = iryo::parse(name, &csv) {
        return file;
    }
    if let Some(file) = matrix::parse_csv(name, &csv) {
        return file;
    }
    if let Some(file) = regional::parse(name, &csv, companions, with_facilities) {
        return file;
    }
    if let Some(file) = regional_wide::parse(name, &csv) {
        return file;
    }
    if let Some(file) = codes::parse(name, bytes, &csv, limits) {
        return file;
    }
    // nothing else fits: the words of the first source say what to do
    kouhyou::parse(name, bytes, limits)
}

fn workbook(name: &str, bytes: &[u8]) -> ParsedFile {
    let sheets = match xlsx_read::read(bytes, &xlsx_read::Limits::default()) {
        Ok(sheets) => sheets,
        Err(e) => return refused(name, Source::Filings, 0, e.to_string()),
    };
    for sheet in &sheets {
        if let Some(file) = filings::parse(name, sheet) {
            return file;
        }
        if let Some(file) = matrix::parse_sheet(name, sheet) {
            return file;
        }
    }
    refused(
        name,
        Source::Filings,
        0,
        "どの名簿の Excel か、見出しからわかりませんでした。厚生局の「届出受理医療機関名簿」か、診療科に○をつけた病院一覧を選んでください。".into(),
    )
}

/// A file of which nothing is taken.
fn refused(name: &str, source: Source, line: u64, text: String) -> ParsedFile {
    ParsedFile {
        file: name.to_string(),
        source,
        rejected: vec![Rejected { file: name.to_string(), line, code: "file", text }],
        ..ParsedFile::default()
    }
}

/// `…20250601…` or `…202508…` in a file's name: the day of the edition; a month counts from its first day.
pub(crate) fn edition_in_name(path: &str) -> Option<kernel::Date> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let runs = name.split(|c: char| !c.is_ascii_digit());
    for run in runs {
        let (y, m, d) = match run.len() {
            8 => (run.get(..4)?, run.get(4..6)?, run.get(6..)?),
            6 => (run.get(..4)?, run.get(4..6)?, "01"),
            _ => continue,
        };
        if let Ok(date) = format!("{y}-{m}-{d}").parse::<kernel::Date>()
            && (2000..2200).contains(&date.year())
        {
            return Some(date);
        }
    }
    None
}
