//! 地方厚生局 届出受理医療機関名簿（項目別）, the Excel book as published: title rows, one hospital over many rows (a row a filing and
//! a row a remark on it), eras padded with blanks, full-width postcodes. One hospital = one facility; each filing and
//! remark becomes an answer with its text.

use std::collections::HashMap;

use kernel::{Date, wareki};
use office::xlsx_read::{RowText, SheetText};

use super::rows::{Raw, Rows};
use super::{Answer, Extra, Source, codes};
use crate::model::facility::Field;
use crate::model::kouhyou::ParsedFile;
use crate::model::prefecture;

/// Headings that must be there.
const NEEDED: [&str; 4] =
    ["受理届出名称", "医療機関番号", "医療機関名称", "医療機関所在地（住所）"];
/// Title rows above the heading at most.
const TITLES: usize = 20;

/// None when no heading of this source stands in the first rows.
pub(super) fn parse(name: &str, sheet: &SheetText) -> Option<ParsedFile> {
    let head = sheet
        .rows
        .iter()
        .take(TITLES)
        .position(|r| NEEDED.iter().all(|n| r.cells.iter().any(|c| heading(c) == *n)))?;
    let columns: HashMap<String, usize> =
        sheet.rows.get(head)?.cells.iter().enumerate().map(|(at, c)| (heading(c), at)).collect();
    let title = title(sheet.rows.get(..head)?);
    let mut rows =
        Rows::new(name, Source::Filings, title.list, title.as_of, &[Field::Phone, Field::Fax])
            .with_codes();
    if title.as_of.is_none() {
        rows.warn(0, "edition", "表題から日付を読めませんでした。");
    }
    let mut hospitals: Vec<Hospital<'_>> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut lines = 0usize;
    for row in sheet.rows.get(head + 1..)? {
        let cells = Cells { row, columns: &columns };
        if row.cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        lines += 1;
        let code = crate::model::normalise::line(cells.get("医療機関番号"));
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let p = format!("{:0>2}", cells.get("都道府県コード").trim());
        if code.is_empty() || code.len() > 7 || prefecture::name(&p).is_none() {
            let shown = crate::model::normalise::short(cells.get("医療機関番号"));
            rows.reject(row.line, "number", format!("医療機関番号の形がちがいます（{shown}）。"));
            continue;
        }
        // a cell that Excel took for a number has lost its zeros
        let number = format!("{p}{}{code:0>7}", title.table);
        let at = *index.entry(number.clone()).or_insert_with(|| {
            hospitals.push(Hospital::new(number, p, cells.clone()));
            hospitals.len() - 1
        });
        if let Some(h) = hospitals.get_mut(at) {
            h.add(&cells, &mut rows);
        }
    }
    let n = hospitals.len();
    for h in hospitals {
        h.push(title.table, &mut rows);
    }
    rows.warn(0, "grouped", format!("{lines}行を{n}の医療機関にまとめました。"));
    Some(rows.done())
}

fn heading(cell: &str) -> String {
    crate::model::normalise::line(cell).replace('(', "（").replace(')', "）")
}

struct Title {
    as_of: Option<Date>,
    /// 点数表: 1 医科, 3 歯科, 4 調剤.
    table: &'static str,
    list: &'static str,
}

/// 「[令和 8年 1月 1日 現在　医科]　令和８年２月２日作成」: the first date is the day of the data.
fn title(rows: &[RowText]) -> Title {
    let text: String = rows.iter().flat_map(|r| r.cells.iter()).cloned().collect();
    let inside = text.split_once('[').map_or(text.as_str(), |(_, t)| t);
    let as_of = inside.split_once("現在").and_then(|(d, _)| date(d.trim_start_matches('[')));
    let (table, list) = match inside {
        t if t.contains("歯科") => ("3", "filings_dental"),
        t if t.contains("調剤") || t.contains("薬局") => ("4", "filings_pharmacy"),
        _ => ("1", "filings_medical"),
    };
    Title { as_of, table, list }
}

/// A date with blanks in it: 「平成20年 7月 1日」, 「令和元年12月 1日」.
pub(super) fn date(text: &str) -> Option<Date> {
    // the reader's own day is only for 「今日」 and dates without a year, which are refused here
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !compact.contains('年') {
        return None;
    }
    wareki::parse(&compact, Date::constant(2000, 1, 1)).ok()
}

#[derive(Clone)]
struct Cells<'a> {
    row: &'a RowText,
    columns: &'a HashMap<String, usize>,
}

impl<'a> Cells<'a> {
    fn get(&self, name: &str) -> &'a str {
        self.columns.get(name).and_then(|at| self.row.cells.get(*at)).map_or("", String::as_str)
    }
}

struct Hospital<'a> {
    number: String,
    prefecture: String,
    first: Cells<'a>,
    answers: Vec<Answer>,
    last_filing: String,
}

impl<'a> Hospital<'a> {
    fn new(number: String, prefecture: String, first: Cells<'a>) -> Self {
        let mut answers = vec![
            Answer::text("郵便番号", first.get("医療機関所在地（郵便番号）")),
            Answer::text("病床数", first.get("病床数")),
        ];
        answers.extend(beds(first.get("病床数")));
        if !first.get("併設医療機関番号").trim().is_empty() {
            answers.push(Answer::text("併設医療機関番号", first.get("併設医療機関番号")));
        }
        Hospital { number, prefecture, first, answers, last_filing: String::new() }
    }

    fn add(&mut self, c: &Cells<'_>, rows: &mut Rows) {
        let filing = c.get("受理届出名称");
        let sign = format!("{} {}", c.get("受理記号").trim(), c.get("受理番号").trim());
        let key = format!("{filing}/{sign}");
        if self.last_filing != key {
            let began = c.get("算定開始年月日");
            if !began.trim().is_empty() && date(began).is_none() {
                let shown = crate::model::normalise::short(began);
                rows.warn(c.row.line, "date", format!("算定開始年月日が読めません（{shown}）。"));
            }
            self.answers.push(Answer {
                question: filing.to_string(),
                code: sign.trim().to_string(),
                text: began.to_string(),
                yes: Some(true),
            });
            if let Some(day) = date(began) {
                self.answers.push(
                    Answer::text(format!("{filing}：算定開始"), began).coded(day.to_string()),
                );
            }
            if !c.get("個別有効開始年月日").trim().is_empty() {
                self.answers.push(Answer::text(
                    format!("{filing}：個別有効開始"),
                    c.get("個別有効開始年月日"),
                ));
            }
            self.last_filing = key;
        }
        let note = c.get("備考（見出し）");
        if !note.trim().is_empty() || !c.get("備考（データ）").trim().is_empty() {
            let question = format!("{filing}：{}", note.trim().trim_end_matches([':', '：']));
            self.answers.push(Answer::mark(question, c.get("備考（データ）")));
        }
    }

    fn push(self, table: &str, rows: &mut Rows) {
        let c = &self.first;
        let name = c.get("医療機関名称");
        let raw = Raw {
            number: self.number,
            service: match table {
                "3" => "dental",
                "4" => "pharmacy",
                _ => codes::service_of(name),
            },
            name,
            prefecture: self.prefecture,
            address: c.get("医療機関所在地（住所）"),
            phone: c.get("電話番号"),
            fax: c.get("FAX番号"),
            ..Raw::default()
        };
        rows.push(c.row.line, &raw, Some(Extra { answers: self.answers, week: None }));
    }
}

/// 「一般　　       33\n療養　　       58」 → 病床数：一般 33, 病床数：療養 58.
fn beds(cell: &str) -> Vec<Answer> {
    cell.lines()
        .filter_map(|l| {
            let digits: String = l.chars().filter(char::is_ascii_digit).collect();
            let kind: String =
                l.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
            (!digits.is_empty() && !kind.is_empty())
                .then(|| Answer::text(format!("病床数：{kind}"), digits))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(u64, &[&str])]) -> SheetText {
        SheetText {
            name: "1".into(),
            rows: rows
                .iter()
                .map(|(line, cells)| RowText {
                    line: *line,
                    cells: cells.iter().map(|c| (*c).to_string()).collect(),
                })
                .collect(),
        }
    }

    const HEAD: [&str; 13] = [
        "都道府県コード",
        "受理届出名称",
        "医療機関番号",
        "医療機関名称",
        "医療機関所在地（郵便番号）",
        "医療機関所在地（住所）",
        "電話番号",
        "FAX番号",
        "病床数",
        "受理記号",
        "受理番号",
        "算定開始年月日",
        "備考（見出し）",
    ];

    #[test]
    fn many_rows_are_one_hospital_and_every_remark_stays() {
        let row = |filing: &'static str, n: &'static str, note: &'static str| {
            vec![
                "15",
                filing,
                "0110719",
                "結野病院",
                "951－8068",
                "新潟市中央区上大川前通六番１１８３番地",
                "025-228-7171",
                "",
                "一般　　       33\n療養　　       58",
                "一般入院",
                n,
                "平成20年 7月 1日",
                note,
            ]
        };
        let rows = [
            (2, vec!["[令和 8年 1月 1日 現在　医科]　令和８年２月２日作成"]),
            (4, HEAD.to_vec()),
            (5, row("一般病棟入院基本料", "第713号", "")),
            (6, row("一般病棟入院基本料", "第713号", "病棟種別:")),
            (7, row("看護補助加算", "第9号", "")),
        ];
        let rows: Vec<(u64, &[&str])> = rows.iter().map(|(n, c)| (*n, c.as_slice())).collect();
        let file = parse("x.xlsx", &sheet(&rows)).unwrap();
        assert_eq!(
            (file.rows.len(), file.edition.unwrap().to_string().as_str()),
            (1, "2026-01-01")
        );
        let d = &file.rows[0].data;
        assert_eq!((d.number.as_str(), d.municipality.as_str()), ("1510110719", "151033"));
        let answers = &file.rows[0].extra.as_ref().unwrap().answers;
        let of = |q: &str| {
            answers.iter().find(|a| a.question == q).map(|a| (a.text.as_str(), a.code.as_str()))
        };
        assert_eq!(of("郵便番号"), Some(("951－8068", "")));
        assert_eq!(of("病床数：療養"), Some(("58", "")));
        assert_eq!(of("一般病棟入院基本料：算定開始"), Some(("平成20年 7月 1日", "2008-07-01")));
        assert_eq!(of("看護補助加算").unwrap().1, "一般入院 第9号");
        assert!(file.warnings.iter().any(|w| w.kind == "grouped" && w.text.contains("3行を1の")));
    }

    #[test]
    fn padded_eras_are_dates() {
        for (text, want) in [
            ("平成20年 7月 1日", Some("2008-07-01")),
            ("令和元年12月 1日", Some("2019-12-01")),
            ("令和 6年10月 1日", Some("2024-10-01")),
            ("令和 02年05月01日", Some("2020-05-01")),
            ("昭和 06年09月09日", Some("1931-09-09")),
            ("第713号", None),
            ("12/1", None),
        ] {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), want, "{text}");
        }
    }
}
