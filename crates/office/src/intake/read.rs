//! From a matched table to values, row by row; what cannot be read is said beside its row and stops no other row.
use std::collections::BTreeMap;

use kernel::kana::half_width;
use kernel::{Date, wareki};

use super::mapping::{code_of, split};
use super::{Column, Kind, Mapping, Table, TableRow};

/// What is wrong with a row, as what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Label of the column.
    pub column: String,
    /// 「日付として読めません（「29年頃」）」.
    pub text: String,
}

/// A row that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadRow {
    /// As the file numbers it.
    pub line: u64,
    /// Code of the column → its values; a column with nothing is not there. Only a column of many codes has several.
    pub values: BTreeMap<String, Vec<String>>,
    /// Why it cannot be taken.
    pub problems: Vec<Problem>,
}

impl ReadRow {
    /// The value of a column; empty when there is none.
    pub fn get(&self, column: &str) -> &str {
        self.values.get(column).and_then(|v| v.first()).map_or("", String::as_str)
    }

    /// All values of a column.
    pub fn all(&self, column: &str) -> &[String] {
        self.values.get(column).map_or(&[], Vec::as_slice)
    }

    /// Notes a problem that a slice found.
    pub fn problem(&mut self, column: impl Into<String>, text: impl Into<String>) {
        self.problems.push(Problem { column: column.into(), text: text.into() });
    }

    /// The same values give the same text: by it a row is known when it comes again.
    pub fn print(&self) -> String {
        let mut out = String::new();
        for (k, vs) in &self.values {
            for v in vs {
                out.push_str(&format!("{}:{k}{}:{v}", k.len(), v.len()));
            }
        }
        kernel::sha256_hex(out.as_bytes())
    }
}

/// Reads all rows. `today` ends what a day can be, and completes days without a year.
pub fn read(columns: &[Column], table: &Table, m: &Mapping, today: Date) -> Vec<ReadRow> {
    table.rows.iter().map(|r| row(columns, table, m, r, today)).collect()
}

fn row(columns: &[Column], table: &Table, m: &Mapping, r: &TableRow, today: Date) -> ReadRow {
    let mut out = ReadRow { line: r.line, ..ReadRow::default() };
    for c in columns {
        let cell = m.place(c.code, table).map_or("", |at| r.at(at));
        let cell =
            if cell.is_empty() { m.fixed.get(c.code).map_or("", String::as_str) } else { cell };
        if cell.is_empty() {
            if c.required {
                out.problem(
                    &c.label,
                    "空いています。ファイルに書き入れて、もう一度取り込んでください",
                );
            }
            continue;
        }
        match values(c, cell, m, today) {
            Ok(v) if v.is_empty() && c.required => {
                out.problem(&c.label, format!("「{}」は取り込まない言葉です", short(cell)));
            }
            Ok(v) if v.is_empty() => {}
            Ok(v) => {
                out.values.insert(c.code.to_string(), v);
            }
            Err(text) => out.problem(&c.label, text),
        }
    }
    out
}

fn short(cell: &str) -> String {
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 30 { line } else { line.chars().take(30).chain(['…']).collect() }
}

fn values(c: &Column, cell: &str, m: &Mapping, today: Date) -> Result<Vec<String>, String> {
    match &c.kind {
        Kind::Text(most) => {
            let text: String =
                cell.chars().filter(|c| !kernel::text::is_hidden_in_lines(*c)).collect();
            let n = text.chars().count();
            if n > *most {
                return Err(format!("{n}字あります。{most}字までにしてください"));
            }
            Ok(if text.trim().is_empty() {
                Vec::new()
            } else {
                vec![text.replace("\r\n", "\n").trim().to_string()]
            })
        }
        Kind::Day => day(cell, today).map(|d| vec![d.to_string()]).ok_or_else(|| {
            format!(
                "「{}」は日付として読めません。R5.4.10 や 2023/4/10 のように書いてください",
                short(cell)
            )
        }),
        Kind::Year => year(cell).map(|y| vec![y.to_string()]).ok_or_else(|| {
            format!(
                "「{}」は年度として読めません。H29 や 令和5年度 のように書いてください",
                short(cell)
            )
        }),
        Kind::Number(most) => {
            let text = half_width(cell);
            let text = text.trim_end_matches(|c: char| !c.is_ascii_digit()).replace(',', "");
            match text.trim().parse::<i64>() {
                Ok(n) if (0..=*most).contains(&n) => Ok(vec![n.to_string()]),
                Ok(_) => Err(format!("0から{most}までの数にしてください")),
                Err(_) => Err(format!("「{}」は数として読めません", short(cell))),
            }
        }
        Kind::Codes { list, many } => {
            let known = |w: &str| code_of(list, w).is_some();
            let mut out: Vec<String> = Vec::new();
            for w in split(cell, *many, known) {
                let decided = m.words.get(c.code).and_then(|all| all.get(w)).cloned();
                let code = decided.or_else(|| code_of(list, w).map(|c| c.code.clone()));
                match code {
                    Some(code) if code.is_empty() => {}
                    Some(code) if list.iter().any(|x| x.code == code) => {
                        if !out.contains(&code) {
                            out.push(code);
                        }
                    }
                    _ => return Err(format!("「{}」が、どの区分か決まっていません", short(w))),
                }
            }
            Ok(out)
        }
    }
}

/// A day; Excel's number of a day too, where somebody kept days as plain numbers.
fn day(cell: &str, today: Date) -> Option<Date> {
    let cell = cell.split_whitespace().next().unwrap_or(cell);
    let weekday = cell.find(['(', '（']).and_then(|at| cell.get(..at)).unwrap_or(cell);
    if let Ok(n) = weekday.parse::<i64>()
        && (20_000..80_000).contains(&n)
    {
        return Some(kernel::time::add_days(Date::constant(1899, 12, 30), n));
    }
    // a day without its year would be taken for this year's: a file of past years says the year
    let numbers =
        half_width(weekday).split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).count();
    let whole = half_width(weekday).chars().filter(char::is_ascii_digit).count() == 8;
    if numbers != 3 && !whole && !weekday.contains('元') {
        return None;
    }
    wareki::parse(weekday, today).ok()
}

/// A fiscal year as people write it: 「H29」「Ｈ２９年度」「平成29年度」「令和元年度」「2017」「2017年度」.
pub fn year(typed: &str) -> Option<i64> {
    let text = half_width(typed);
    let text = text.trim().trim_end_matches("度").trim_end_matches("年").trim();
    if let Ok(y) = text.parse::<i64>() {
        return (1900..=2200).contains(&y).then_some(y);
    }
    wareki::ERAS.iter().rev().find_map(|e| {
        let rest = text
            .strip_prefix(e.name)
            .or_else(|| text.strip_prefix(e.letter))
            .or_else(|| text.strip_prefix(e.letter.to_ascii_lowercase()))?;
        let rest = rest.trim().trim_start_matches('.');
        let n = if rest == "元" { 1 } else { rest.parse::<i64>().ok()? };
        (1..=99).contains(&n).then(|| i64::from(e.from.year()) + n - 1)
    })
}
