//! A municipality's list of hospitals with one column a department (118 columns), ○ where there is one; as CSV with and
//! without mark and as Excel. Every cell stays as it is: ○ and 〇, blank and 0 are four different things.
//! 管理者氏名 is not taken: the directory holds no persons.

use office::csv::CsvFile;
use office::xlsx_read::SheetText;

use super::rows::{Raw, Rows, key_of};
use super::{Answer, Extra, Source, edition_in_name, filings};
use crate::model::facility::Field;
use crate::model::kouhyou::{ParsedFile, line_of};
use crate::model::municipality;

const NAME: &str = "施設正式名称";
/// Columns that are fields of the facility, or are left out (a running number, a person).
const FIELDS: [&str; 7] = ["_id", "施設区分", NAME, "所在地", "電話番号", "開設者名", "管理者氏名"];
/// Departments a list must have to be this one.
const SIGNS: [&str; 3] = ["内科", "外科", "精神科"];

/// None when the headings are not those of this source.
pub(super) fn parse_csv(name: &str, csv: &CsvFile) -> Option<ParsedFile> {
    if !is_matrix(csv.headers()) {
        return None;
    }
    let mut rows = Vec::new();
    for record in csv.records() {
        match record {
            Ok(r) => rows.push((r.line, r.fields().map(str::to_string).collect::<Vec<_>>())),
            Err(e) => {
                return Some(super::refused(name, Source::Matrix, line_of(&e), e.to_string()));
            }
        }
    }
    Some(parse(name, csv.headers(), rows.iter().map(|(l, c)| (*l, c.as_slice()))))
}

/// None when the first row is not the heading of this source.
pub(super) fn parse_sheet(name: &str, sheet: &SheetText) -> Option<ParsedFile> {
    let head: Vec<String> =
        sheet.rows.first()?.cells.iter().map(|c| c.trim().to_string()).collect();
    if !is_matrix(&head) {
        return None;
    }
    Some(parse(name, &head, sheet.rows.iter().skip(1).map(|r| (r.line, r.cells.as_slice()))))
}

fn is_matrix(head: &[String]) -> bool {
    let has = |n: &str| head.iter().any(|h| h == n);
    has(NAME) && has("所在地") && SIGNS.iter().all(|s| has(s))
}

fn parse<'a>(
    name: &str,
    head: &[String],
    lines: impl Iterator<Item = (u64, &'a [String])>,
) -> ParsedFile {
    let mut rows = Rows::new(
        name,
        Source::Matrix,
        "hospital",
        edition_in_name(name),
        &[Field::Phone, Field::Corporation],
    );
    let column = |n: &str| head.iter().position(|h| h == n);
    for (line, cells) in lines {
        if cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let at = |n: &str| column(n).and_then(|c| cells.get(c)).map_or("", String::as_str);
        if cells.len() > head.len() {
            rows.reject(
                line,
                "columns",
                format!(
                    "列の数が見出しと合いません（{}列のところ {}列）。",
                    head.len(),
                    cells.len()
                ),
            );
            continue;
        }
        let (title, address) = (at(NAME), at("所在地"));
        let Some((code, _)) = municipality::anywhere(address) else {
            let text = format!(
                "住所の市区町村がわかりません（{}）。",
                crate::model::normalise::short(address)
            );
            rows.reject(line, "municipality", text);
            continue;
        };
        let raw = Raw {
            number: key_of(title, address),
            service: match at("施設区分").trim() {
                "診療所" | "一般診療所" => "clinic",
                "歯科診療所" => "dental",
                "薬局" => "pharmacy",
                _ => "hospital",
            },
            name: title,
            prefecture: code.get(..2).unwrap_or_default().to_string(),
            address,
            phone: at("電話番号"),
            corporation: at("開設者名"),
            ..Raw::default()
        };
        let answers = head
            .iter()
            .enumerate()
            .filter(|(_, h)| !h.is_empty() && !FIELDS.contains(&h.as_str()))
            .map(|(n, h)| answer(h, cells.get(n).map_or("", String::as_str)))
            .collect();
        rows.push(line, &raw, Some(Extra { answers, week: None }));
    }
    rows.done()
}

fn answer(heading: &str, cell: &str) -> Answer {
    if heading.ends_with("病床数") || heading == "郵便番号" {
        return Answer::text(heading, cell);
    }
    if heading.ends_with("年月日") {
        let day = filings::date(cell).map(|d| d.to_string()).unwrap_or_default();
        return Answer::text(heading, cell).coded(day);
    }
    Answer::mark(heading, cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use office::csv::Limits;

    #[test]
    fn circles_blanks_zeros_and_two_line_cells_stay_what_they_are() {
        let text = "施設区分,施設正式名称,郵便番号,所在地,電話番号,開設者名,管理者氏名,精神病床数,内科,外科,精神科,歯科,診療科目その他,開設年月日\r\n\
            病院,結野病院,8620971,熊本市中央区大江３丁目２番 ,096-000-0001,医療法人結会,結野　花,0,○,〇,,0,\"脳神経内科\n血液内科\",令和 02年05月01日\r\n";
        let csv = CsvFile::read(text.as_bytes(), &Limits::default()).unwrap();
        let file = parse_csv("a.csv", &csv).unwrap();
        assert_eq!(file.rejected, []);
        let row = &file.rows[0];
        assert_eq!(
            (row.data.municipality.as_str(), row.data.city.as_str()),
            ("431010", "熊本市中央区")
        );
        let answers = &row.extra.as_ref().unwrap().answers;
        let of = |q: &str| {
            answers.iter().find(|a| a.question == q).map(|a| (a.text.as_str(), a.yes)).unwrap()
        };
        assert_eq!(of("内科"), ("○", Some(true)));
        assert_eq!(of("外科"), ("〇", Some(true)));
        assert_eq!(of("精神科"), ("", None));
        assert_eq!(of("歯科"), ("0", Some(false)));
        assert_eq!(of("精神病床数"), ("0", None));
        assert_eq!(of("診療科目その他").0, "脳神経内科\n血液内科");
        assert!(answers.iter().all(|a| !a.text.contains("結野　花")));
        assert_eq!(answers.iter().find(|a| a.question == "開設年月日").unwrap().code, "2020-05-01");
    }
}
