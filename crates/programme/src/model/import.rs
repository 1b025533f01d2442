//! Reading a published table by its layout (a profile of data/programme/catalogue.json): which row begins, where the
//! municipality and the figure stand. A file that does not look as its layout says is refused with the place.
use office::xlsx_read::{RowText, SheetText};
use serde::Deserialize;

use super::num::Num;

/// A figure of a layout.
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

/// The layout of a published table.
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
    /// Column of the prefecture (from 1).
    pub prefecture: usize,
    /// Column of the municipality or insurer (from 1).
    pub city: usize,
    /// The row of the whole country.
    pub total_word: String,
    /// The figures.
    pub columns: Vec<ProfileColumn>,
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 「岩手県」.
    pub prefecture: String,
    /// 「北上市」.
    pub city: String,
    /// The figure.
    pub n: Num,
}

impl Line {
    /// 「岩手県 北上市」.
    pub fn name(&self) -> String {
        format!("{} {}", self.prefecture, self.city)
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

/// Letters as they are compared: without blanks, full width made half width.
fn key(text: &str) -> String {
    kernel::kana::half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

fn cell(row: &RowText, column: usize) -> &str {
    column.checked_sub(1).and_then(|i| row.cells.get(i)).map_or("", String::as_str)
}

/// Reads the table of one figure; a sentence where the file is not what the layout says.
pub fn read(sheets: &[SheetText], p: &Profile, column: &str) -> Result<Table, String> {
    let c = p.columns.iter().find(|c| c.code == column).ok_or("数を選んでください")?;
    let wanted = key(&p.sheet_words);
    let sheet = sheets
        .iter()
        .find(|s| s.rows.iter().take(8).any(|r| r.cells.iter().any(|t| key(t).contains(&wanted))))
        .ok_or_else(|| {
            format!(
                "「{}」と書いたシートがありません。ファイルか表の種類を確かめてください",
                p.sheet_words
            )
        })?;
    let head = sheet.rows.iter().find(|r| r.line == c.head_row).map_or("", |r| cell(r, c.column));
    if key(head) != key(&c.head) {
        return Err(format!(
            "{}行目の{}列目が「{}」ではなく「{}」です。年によって表の形が変わることがあります",
            c.head_row,
            c.column,
            c.head,
            head.chars().take(40).collect::<String>()
        ));
    }
    let mut out = Table::default();
    let mut seen = std::collections::BTreeSet::new();
    for row in sheet.rows.iter().filter(|r| r.line >= p.first_row) {
        let (prefecture, city) = (key(cell(row, p.prefecture)), key(cell(row, p.city)));
        if city.is_empty() || prefecture == key(&p.total_word) {
            continue;
        }
        let raw = cell(row, c.column);
        let Some(n) = Num::parse(raw) else {
            let why =
                format!("{city}：数ではありません（{}）", raw.chars().take(20).collect::<String>());
            out.left_out.push((row.line, why));
            continue;
        };
        if !seen.insert((prefecture.clone(), city.clone())) {
            out.left_out.push((row.line, format!("{prefecture} {city}：2回目です")));
            continue;
        }
        out.lines.push(Line { prefecture, city, n });
    }
    match out.lines.is_empty() {
        true => Err("市町村の行が見つかりません".into()),
        false => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::*;

    fn row(line: u64, cells: &[&str]) -> RowText {
        RowText { line, cells: cells.iter().map(|c| (*c).to_string()).collect() }
    }

    /// A sample of our own in the layout of the table; names and figures are invented.
    fn sample() -> Vec<SheetText> {
        vec![SheetText {
            name: "表".into(),
            rows: vec![
                row(1, &["第２表　保険者別　第１号被保険者数　（年度末現在）"]),
                row(4, &["都道府県", "保険者", "計"]),
                row(5, &["", "", "", "６５歳以上７５歳未満"]),
                row(6, &["全　国", "", "300"]),
                row(7, &["架空県", "結野市", "1200", "700"]),
                row(8, &["架空県", "結　野　町", "90", "40"]),
                row(9, &["架空県", "白紙村", "-", "1"]),
                row(10, &["架空県", "結野市", "1", "1"]),
                row(11, &["", "", ""]),
            ],
        }]
    }

    #[test]
    fn a_published_table_is_read_by_its_layout() {
        let p = &catalogue().unwrap().profiles[0];
        let t = read(&sample(), p, "total").unwrap();
        let lines: Vec<(String, String)> =
            t.lines.iter().map(|l| (l.name(), l.n.to_string())).collect();
        assert_eq!(
            lines,
            [("架空県 結野市".into(), "1,200".into()), ("架空県 結野町".into(), "90".into())]
        );
        assert_eq!(t.left_out.iter().map(|l| l.0).collect::<Vec<_>>(), [9, 10]);
        assert_eq!(read(&sample(), p, "65").unwrap().lines[0].n, Num::whole(700));
    }

    #[test]
    fn another_layout_is_refused_with_the_place() {
        let p = &catalogue().unwrap().profiles[0];
        let mut other = sample();
        other[0].rows[1].cells[2] = "合計".into();
        assert!(read(&other, p, "total").unwrap_err().contains("4行目の3列目"));
        other[0].rows[0].cells[0] = "ほかの表".into();
        assert!(read(&other, p, "total").unwrap_err().contains("シートがありません"));
        assert!(read(&[], p, "total").is_err());
        assert!(read(&sample(), p, "x").is_err());
    }
}
