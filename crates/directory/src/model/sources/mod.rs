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
mod terms;

pub use answer::{Answer, Extra, yes_or_no};
pub use order::{FieldSource, Record, merge, order_of};
pub use source::Source;
pub use terms::{Terms, all as all_terms};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::{State, plan};
    use proptest::prelude::*;

    /// Headings of every text source; rows of any cells below them must end in rows, refusals and remarks.
    const HEADS: [&str; 6] = [
        "ID,正式名称,正式名称（フリガナ）,所在地,所在地座標（緯度）,所在地座標（経度）,案内用ホームページアドレス",
        "施設区分,施設正式名称,郵便番号,所在地,電話番号,開設者名,内科,外科,精神科,開設年月日",
        "id,facility_name,facility_type_id,prefecture_name,city_name,address,latitude,longitude,telphone,available_time_mon,available_time_sun",
        "facility_id,question_cd,answer_cd,answer_conent",
        "ID,Title,category,住所,電話番号,対応可能時間（月曜日）,対応可能時間（日・祝日）",
        "030110283,0110283,結野病院,0260052,釜石市野田町１",
    ];

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => "[ぁ-んァ-ヶ一-龠0-9a-zA-Z（）：〜・ー－ 　○〇]{0,12}",
            1 => Just("岩手県北上市本通り1-2".to_string()),
            1 => Just("9:00-17:00".to_string()),
            1 => "[0-9]{1,13}",
            1 => "[\\PC&&[^\"]]{0,8}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn rows_of_any_cells_are_counted_once_and_importing_them_twice_is_the_same_plan(
            head in 0usize..6,
            rows in proptest::collection::vec(proptest::collection::vec(cell(), 0..12), 0..8),
        ) {
            let lines: Vec<String> = rows
                .iter()
                .map(|r| r.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(","))
                .collect();
            let text = format!("{}\n{}\n", HEADS[head], lines.join("\n"));
            let kinds = b"category_name\n\xE7\x97\x85\xE9\x99\xA2\n".to_vec();
            let files = [("a.csv".to_string(), text.into_bytes()), ("k.csv".to_string(), kinds)];
            let parsed = parse_all(&files, &Limits::default());
            let again = parse_all(&files, &Limits::default());
            prop_assert_eq!(&parsed, &again);
            let day = kernel::Date::constant(2026, 11, 21);
            let p = plan(&State::default(), &parsed, day, None);
            let rows: usize = parsed.iter().map(|f| f.rows.len() + f.rejected.len()).sum();
            prop_assert_eq!(p.report().rows(), rows);
        }

        #[test]
        fn any_bytes_are_a_refusal_or_rows(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200), start in 0usize..4) {
            let mut all = [&b""[..], b"[{", b"PK\x03\x04", b"\xEF\xBB\xBFID,"][start].to_vec();
            all.extend(bytes);
            let parsed = parse_all(&[("x".into(), all)], &Limits::default());
            prop_assert!(!parsed[0].rejected.is_empty() || !parsed[0].rows.is_empty() || !parsed[0].warnings.is_empty());
        }
    }

    #[test]
    fn the_day_of_an_edition_is_read_from_the_name_where_it_is_one() {
        for (name, day) in [
            ("01-1_hospital_facility_info_20250601.csv", Some("2025-06-01")),
            ("03_岩手県_202508.csv", Some("2025-08-01")),
            ("x/202513.csv", None),
            ("123456789.csv", None),
            ("a.csv", None),
        ] {
            assert_eq!(edition_in_name(name).map(|d| d.to_string()).as_deref(), day, "{name}");
        }
    }
}
