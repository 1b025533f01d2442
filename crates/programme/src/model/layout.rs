//! How a published table is read: on which sheet, from which row, in which columns the municipality and the figure stand. A
//! layout is proposed (what was decided last time, one of data/programme/catalogue.json, or a guess), looked at by a person
//! and then used; nothing is taken from a file before that.
use office::xlsx_read::{RowText, SheetText};
use serde::{Deserialize, Serialize};

use super::num::Num;

/// How a table is read. Columns count from 1; 0 stands for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// First row with a figure, as Excel numbers it.
    pub first_row: u64,
    /// Column of the prefecture.
    pub prefecture: usize,
    /// Column of the municipality, medical area or insurer.
    pub city: usize,
    /// Column of the figure.
    pub n: usize,
    /// Column by which it is divided.
    pub d: usize,
    /// A lone 「-」 means zero, as in the tables of e-Stat; otherwise the row is left out.
    pub dash_zero: bool,
    /// How the source is named under a value.
    pub source: String,
    /// The headings above the figure when it was decided: how the table of another year is known again.
    pub heads: String,
}

/// A column of a shipped layout.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProfileColumn {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// What the sheet says above it.
    pub head: String,
    /// In which row (from 1).
    pub head_row: u64,
    /// Which column (from 1).
    pub column: usize,
}

/// The layout of a published table that is shipped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Profile {
    /// Code.
    pub code: String,
    /// What it is.
    pub label: String,
    /// How the source is named under a value.
    pub source: String,
    /// Words that stand in the title of the sheet.
    pub sheet_words: String,
    /// First row with a figure (from 1).
    pub first_row: u64,
    /// Column of the prefecture (from 1; 0 = none of its own).
    pub prefecture: usize,
    /// Column of the municipality, medical area or insurer (from 1).
    pub city: usize,
    /// A lone 「-」 means zero.
    pub dash_zero: bool,
    /// The figures.
    pub columns: Vec<ProfileColumn>,
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 「岩手県」; may be empty.
    pub prefecture: String,
    /// 「北上市」.
    pub city: String,
    /// The figure, or the numerator.
    pub n: Num,
    /// The denominator.
    pub d: Option<Num>,
}

impl Line {
    /// 「岩手県 北上市」.
    pub fn name(&self) -> String {
        format!("{} {}", self.prefecture, self.city).trim().to_string()
    }
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The municipalities.
    pub lines: Vec<Line>,
    /// Rows that were left out: row number and why.
    pub left_out: Vec<(u64, String)>,
}

/// Names of rows that are sums: no municipality.
const SUMS: [&str; 6] = ["全国", "総数", "合計", "計", "総計", "全体"];
/// Rows in which a layout is looked for.
const LOOKED_AT: usize = 60;

/// Letters as they are compared: without blanks, full width made half width.
pub fn key(text: &str) -> String {
    kernel::kana::half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// A name without the area code that stands before it in the same cell: 「0301　盛岡」.
fn name(text: &str) -> String {
    let whole = key(text);
    let bare = whole.trim_start_matches(|c: char| c.is_ascii_digit()).to_string();
    if bare.is_empty() { whole } else { bare }
}

/// A cell; empty when there is none.
pub fn cell(row: &RowText, column: usize) -> &str {
    column.checked_sub(1).and_then(|i| row.cells.get(i)).map_or("", |c| c.trim())
}

fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "－" | "‐" | "―" | "ー" | "—" | "–" | "−")
}

fn figure(text: &str, dash_zero: bool) -> Option<Num> {
    match is_dash(text) {
        true => dash_zero.then(|| Num::whole(0)),
        false => Num::parse(text).filter(|n| n.0 >= 0),
    }
}

/// A prefecture that stands in the column of the municipalities, above its own: no municipality or medical area ends so.
fn is_prefecture(name: &str) -> bool {
    name.ends_with(['都', '道', '府', '県']) && name.chars().count() <= 4
}

/// What stands above the figures of a column: 「連携保険医療機関等の数」.
pub fn heads(sheet: &SheetText, column: usize, first_row: u64) -> String {
    let all: Vec<String> = sheet
        .rows
        .iter()
        .filter(|r| r.line < first_row)
        .map(|r| key(cell(r, column)))
        .filter(|t| !t.is_empty())
        .collect();
    all.get(all.len().saturating_sub(2)..).unwrap_or_default().join("／")
}

impl Layout {
    /// The sheet that is read.
    pub fn sheet<'s>(&self, sheets: &'s [SheetText]) -> Option<&'s SheetText> {
        sheets.iter().find(|s| s.name == self.sheet)
    }

    /// Reads the table; a sentence where nothing can be read so.
    pub fn read(&self, sheets: &[SheetText]) -> Result<Table, String> {
        let sheet = self.sheet(sheets).ok_or("シートを選んでください")?;
        let mut out = Table::default();
        let mut seen = std::collections::BTreeSet::new();
        let mut above = String::new();
        for row in sheet.rows.iter().filter(|r| r.line >= self.first_row) {
            let city = name(cell(row, self.city));
            if city.is_empty() || SUMS.contains(&city.as_str()) {
                continue;
            }
            let prefecture = match self.prefecture {
                0 if is_prefecture(&city) => {
                    above = city;
                    continue;
                }
                0 => above.clone(),
                at => name(cell(row, at)),
            };
            if SUMS.contains(&prefecture.as_str()) {
                continue;
            }
            let n = figure(cell(row, self.n), self.dash_zero);
            let d = figure(cell(row, self.d), self.dash_zero).filter(|_| self.d > 0);
            let wrong = match (n, self.d > 0 && d.is_none_or(|d| d.0 <= 0)) {
                (None, _) => Some(cell(row, self.n)),
                (_, true) => Some(cell(row, self.d)),
                _ => None,
            };
            let Some(n) = n.filter(|_| wrong.is_none()) else {
                let text: String = wrong.unwrap_or_default().chars().take(20).collect();
                let why = match text.is_empty() {
                    true => format!("{city}：空いています"),
                    false => format!("{city}：使える数ではありません（{text}）"),
                };
                out.left_out.push((row.line, why));
                continue;
            };
            if !seen.insert((prefecture.clone(), city.clone())) {
                out.left_out.push((row.line, format!("{prefecture} {city}：2回目です")));
                continue;
            }
            out.lines.push(Line { prefecture, city, n, d });
        }
        match out.lines.is_empty() {
            true => Err("この読み方では、数の入った市町村の行が見つかりません。列と、数の始まる行を確かめてください".into()),
            false => Ok(out),
        }
    }

    /// Does the file look as it did when this was decided? Then the layout with the sheet's present name.
    fn fits(&self, sheets: &[SheetText]) -> Option<Layout> {
        let alike = |s: &&SheetText| {
            !self.heads.is_empty() && heads(s, self.n, self.first_row) == self.heads
        };
        let sheet = sheets.iter().find(|s| s.name == self.sheet && alike(s));
        let sheet = sheet.or_else(|| sheets.iter().find(alike))?;
        Some(Layout { sheet: sheet.name.clone(), ..self.clone() })
    }
}

impl Profile {
    /// The layout of one of its figures, where the file is this table.
    pub fn layout(&self, sheets: &[SheetText], column: &str) -> Option<Layout> {
        let c = self.columns.iter().find(|c| c.code == column)?;
        let wanted = key(&self.sheet_words);
        let titled = |s: &&SheetText| {
            s.rows.iter().take(8).any(|r| r.cells.iter().any(|t| key(t).contains(&wanted)))
        };
        let sheet = sheets.iter().find(titled)?;
        let head = sheet.rows.iter().find(|r| r.line == c.head_row)?;
        if key(cell(head, c.column)) != key(&c.head) {
            return None;
        }
        Some(Layout {
            sheet: sheet.name.clone(),
            first_row: self.first_row,
            prefecture: self.prefecture,
            city: self.city,
            n: c.column,
            d: 0,
            dash_zero: self.dash_zero,
            source: format!("{} {}", self.source, c.label),
            heads: heads(sheet, c.column, self.first_row),
        })
    }
}

/// Where a proposal comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// It was read so before.
    Before,
    /// It is shipped.
    Shipped,
    /// It is guessed from what stands in the cells.
    Guess,
}

/// The layout that is proposed for a file: as last time, as shipped, or guessed.
pub fn propose(sheets: &[SheetText], before: &[Layout], shipped: &[Profile]) -> (Layout, From) {
    if let Some(l) = before.iter().find_map(|l| l.fits(sheets)) {
        return (l, From::Before);
    }
    let of = |p: &Profile| p.columns.first().and_then(|c| p.layout(sheets, &c.code));
    match shipped.iter().find_map(of) {
        Some(l) => (l, From::Shipped),
        None => (guess(sheets), From::Guess),
    }
}

/// Does a cell read like the name of a place?
fn like_a_place(text: &str) -> bool {
    let name = name(text);
    let letters = !name.is_empty() && !name.chars().any(|c| c.is_ascii_digit());
    letters && name.chars().count() <= 12 && !SUMS.contains(&name.as_str())
}

/// The sheet with most rows in which a place is followed by a figure; of its columns those with most places and, right of
/// them, the first with as many figures.
fn guess(sheets: &[SheetText]) -> Layout {
    let place = |t: &str| like_a_place(t) && name(t).ends_with(['市', '町', '村', '区']);
    let of = |s: &SheetText| {
        let wide = s.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
        let rows = || s.rows.iter().take(LOOKED_AT);
        let count = |f: &dyn Fn(&RowText) -> bool| rows().filter(|r| f(r)).count();
        let figures = |c: usize| count(&|r| figure(cell(r, c), true).is_some());
        let names = |c: usize| {
            let places = count(&|r| place(cell(r, c)));
            (places.max(count(&|r| like_a_place(cell(r, c))) / 2), std::cmp::Reverse(c))
        };
        let city = (1..=wide.min(12)).max_by_key(|c| names(*c)).unwrap_or(1);
        let most = (city + 1..=wide).map(figures).max().unwrap_or(0);
        let n = (city + 1..=wide).find(|c| figures(*c) == most && most > 0).unwrap_or(0);
        let first = rows()
            .find(|r| like_a_place(cell(r, city)) && figure(cell(r, n), true).is_some())
            .map_or(1, |r| r.line);
        // a column of prefectures stands left of the municipalities and repeats
        let whole = |c: usize| count(&|r| r.line >= first && is_prefecture(&name(cell(r, c))));
        let prefecture = (1..city).find(|c| whole(*c) * 2 > count(&|r| r.line >= first));
        let layout = Layout {
            sheet: s.name.clone(),
            first_row: first,
            prefecture: prefecture.unwrap_or(0),
            city,
            n,
            // a dash may as well mean that nobody knows: a person says it
            dash_zero: false,
            ..Layout::default()
        };
        (most, layout)
    };
    // the first of equals: a book begins with what matters
    sheets.iter().map(of).rev().max_by_key(|(most, _)| *most).map(|x| x.1).unwrap_or_default()
}

/// The fiscal year that the title of a table tells: 「令和5年度」「令和5年10月1日」; only a proposal.
pub fn year_said(sheet: &SheetText, first_row: u64) -> Option<i64> {
    let above = sheet.rows.iter().filter(|r| r.line < first_row.max(2));
    let text: String = above.flat_map(|r| r.cells.iter().map(|c| key(c))).collect();
    let (_, after) = text.split_once("令和")?;
    // 「令和５年（2023）10月1日」: what stands in brackets says the same once more
    let mut plain = String::new();
    let mut deep = 0;
    for c in after.chars().take(30) {
        match c {
            '(' | '（' => deep += 1,
            ')' | '）' => deep -= 1,
            c if deep == 0 => plain.push(c),
            _ => {}
        }
    }
    let (n, rest) = plain.split_once('年')?;
    let n: i64 = if n == "元" { 1 } else { n.parse().ok()? };
    let month = rest.split_once('月').and_then(|(m, _)| m.parse::<i64>().ok());
    let before_april = !rest.starts_with('度') && month.is_some_and(|m| m < 4);
    Some(2018 + n - i64::from(before_april))
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
