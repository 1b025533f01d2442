//! Excel workbooks of plain tables, written so that nothing is turned into something else: text stays text, dates
//! are dates shown in the Japanese era, a share is a number with a percent format.

use kernel::{At, Date};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Excel's own limits.
const MAX_ROWS: usize = 1_048_576;
const MAX_COLUMNS: usize = 16_384;
const MAX_CELL_CHARS: usize = 32_767;

/// One table on one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name on the tab. Characters that Excel forbids become ・, at most 31 characters are kept, a repeated name gets
    /// a number.
    pub name: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Heading.
    pub header: String,
    /// Width in characters of half width (Excel's unit).
    pub width: f64,
    /// How its cells are shown.
    pub kind: Kind,
}

impl Column {
    /// A column.
    #[must_use]
    pub fn new(header: impl Into<String>, width: f64, kind: Kind) -> Self {
        Self { header: header.into(), width, kind }
    }
}

/// How the cells of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, wrapped; identifiers with leading zeros, telephone numbers and dates typed by people belong here.
    Text,
    /// Whole numbers with thousands separators.
    Int,
    /// Dates as 2026/11/21.
    Date,
    /// Dates as 令和8年11月21日 (still real dates: they sort and filter).
    DateWareki,
    /// Shares as 86.4%. The sheet should hold numerator and denominator in columns beside it.
    Percent,
}

/// One cell. A cell whose variant does not fit the column keeps its own type: text under `Int` stays text.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text; never read as a formula, a number or a link.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A civil date.
    Date(Date),
    /// A share, 0.864 for 86.4 %.
    Share(f64),
    /// Nothing.
    Empty,
}

impl Cell {
    /// A text cell.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// What a workbook says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Title of the file's properties.
    pub title: String,
    /// Organisation that put it out.
    pub sender: String,
    /// When it was made.
    pub made: At,
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum XlsxWriteError {
    /// More rows or columns than a sheet holds.
    #[error("「{sheet}」の行か列が多すぎて Excel に書き出せません。期間を分けてください。")]
    TooLarge {
        /// Name of the sheet.
        sheet: String,
    },
    /// One text is longer than a cell holds (32,767 characters).
    #[error("「{sheet}」の {row} 行目の文章が長すぎて Excel に書き出せません。")]
    TextTooLong {
        /// Name of the sheet.
        sheet: String,
        /// Row on the sheet, the heading being 1.
        row: usize,
    },
    /// A row has another number of cells than there are columns: a defect of the caller.
    #[error("「{sheet}」の {row} 行目の列の数が見出しと合いません。")]
    Width {
        /// Name of the sheet.
        sheet: String,
        /// Row on the sheet, the heading being 1.
        row: usize,
    },
    /// The writer itself failed.
    #[error("Excel のファイルを作れませんでした。")]
    Writer(#[from] XlsxError),
}

/// Writes a workbook: bold shaded headings that stay in view and repeat in print, a filter on every column, A4
/// landscape as wide as one page.
///
/// # Errors
/// [`XlsxWriteError`]; dates before 1900 are written as text because Excel has no such dates.
pub fn write(about: &About, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxWriteError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(about.made.millis().div_euclid(1000))?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&about.title)
            .set_company(&about.sender)
            .set_creation_datetime(&made),
    );
    let formats = Formats::new();
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let name = tab_name(&sheet.name, &names);
        names.push(name.clone());
        let page = book.add_worksheet();
        page.set_name(&name)?;
        fill(page, sheet, &formats)?;
    }
    Ok(book.save_to_buffer()?)
}

pub(crate) struct Formats {
    pub(crate) head: Format,
    pub(crate) text: Format,
    int: Format,
    date: Format,
    wareki: Format,
    percent: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_background_color(0x00E6_E6E6)
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            // "@" keeps a text a text even after somebody edits the cell.
            text: cell().set_num_format("@").set_text_wrap(),
            int: cell().set_num_format("#,##0"),
            date: cell().set_num_format("yyyy/m/d"),
            wareki: cell().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\""),
            percent: cell().set_num_format("0.0%"),
        }
    }

    pub(crate) fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Int => &self.int,
            Kind::Date => &self.date,
            Kind::DateWareki => &self.wareki,
            Kind::Percent => &self.percent,
        }
    }
}

pub(crate) fn fill(
    page: &mut Worksheet,
    sheet: &Sheet,
    formats: &Formats,
) -> Result<(), XlsxWriteError> {
    let named = || sheet.name.clone();
    if sheet.rows.len() + 1 > MAX_ROWS || sheet.columns.len() > MAX_COLUMNS {
        return Err(XlsxWriteError::TooLarge { sheet: named() });
    }
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    for (x, column) in (0u16..).zip(&sheet.columns) {
        page.set_column_width(x, column.width)?;
        page.set_column_format(x, formats.of(column.kind))?;
        page.write_string_with_format(0, x, &column.header, &formats.head)?;
    }
    for (y, cells) in (1u32..).zip(&sheet.rows) {
        let row = y as usize + 1;
        if cells.len() != sheet.columns.len() {
            return Err(XlsxWriteError::Width { sheet: named(), row });
        }
        for (x, (cell, column)) in (0u16..).zip(cells.iter().zip(&sheet.columns)) {
            let format = formats.of(column.kind);
            match cell {
                Cell::Text(text) => {
                    // Excel counts UTF-16 units.
                    if text.encode_utf16().count() > MAX_CELL_CHARS {
                        return Err(XlsxWriteError::TextTooLong { sheet: named(), row });
                    }
                    page.write_string_with_format(y, x, text, &formats.text)?;
                }
                Cell::Int(n) => match exact(*n) {
                    Some(number) => page.write_number_with_format(y, x, number, format)?,
                    None => page.write_string_with_format(y, x, n.to_string(), &formats.text)?,
                }
                .ignore(),
                Cell::Date(date) => match excel_date(*date) {
                    Some(day) => page.write_datetime_with_format(y, x, &day, format)?,
                    None => page.write_string_with_format(y, x, date.to_string(), &formats.text)?,
                }
                .ignore(),
                Cell::Share(share) => page.write_number_with_format(y, x, *share, format)?.ignore(),
                Cell::Empty => {}
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    if !sheet.columns.is_empty() {
        page.autofilter(0, 0, last_row, last_column)?;
        page.set_repeat_rows(0, 0)?;
    }
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    page.set_footer("&L&A&C&P / &N");
    Ok(())
}

/// The writer's methods return the sheet for chaining; here nothing follows.
trait Ignore {
    fn ignore(&self) {}
}

impl Ignore for &mut Worksheet {}

/// A number Excel can hold without rounding (it has only doubles).
fn exact(n: i64) -> Option<f64> {
    const LIMIT: i64 = 1 << 53;
    #[expect(clippy::cast_precision_loss, reason = "guarded: at most 2^53")]
    (-LIMIT..=LIMIT).contains(&n).then_some(n as f64)
}

fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    ExcelDateTime::from_ymd(year, month, day).ok().filter(|_| year >= 1900)
}

pub(crate) fn tab_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { '・' } else { c })
        .collect();
    let clean = if clean.trim().is_empty() { "表".to_owned() } else { clean };
    let cut = |text: &str, room: usize| {
        let mut left = room;
        text.chars()
            .take_while(|c| left.checked_sub(c.len_utf16()).inspect(|rest| left = *rest).is_some())
            .collect::<String>()
    };
    let mut name = cut(&clean, 31);
    let mut n = 2;
    while taken.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
        let tail = format!("({n})");
        name = cut(&clean, 31 - tail.len()) + &tail;
        n += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn about() -> About {
        About {
            title: "入院中の方".into(),
            sender: "みずほ居宅介護支援（架空）".into(),
            made: At::from_millis(1_795_220_000_000),
        }
    }

    fn date(y: i16, m: i8, d: i8) -> Date {
        Date::new(y, m, d).unwrap()
    }

    fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    fn sheet(name: &str, rows: Vec<Vec<Cell>>) -> Sheet {
        let columns = vec![
            Column::new("氏名", 16.0, Kind::Text),
            Column::new("件数", 8.0, Kind::Int),
            Column::new("入院日", 18.0, Kind::DateWareki),
            Column::new("割合", 8.0, Kind::Percent),
        ];
        Sheet { name: name.into(), columns, rows }
    }

    #[test]
    fn excel_reads_back_what_was_written() {
        let rows = vec![
            vec![
                Cell::text("髙橋 𠮷﨑 ㈱☑"),
                Cell::Int(1_234),
                Cell::Date(date(2026, 11, 21)),
                Cell::Share(0.864),
            ],
            vec![Cell::text("=1+1"), Cell::text("0301"), Cell::Date(date(1899, 1, 1)), Cell::Empty],
            vec![Cell::text("https://example.jp"), Cell::Int(i64::MAX), Cell::Empty, Cell::Empty],
        ];
        let mut book = open(write(&about(), &[sheet("入退院連絡", rows)]).unwrap());
        assert_eq!(book.sheet_names(), ["入退院連絡"]);
        let range = book.worksheet_range("入退院連絡").unwrap();
        let at = |y, x| range.get((y, x)).cloned().unwrap_or(Data::Empty);
        let text = |t: &str| Data::String(t.to_owned());
        assert_eq!(at(0, 0), text("氏名"));
        assert_eq!(at(1, 0), text("髙橋 𠮷﨑 ㈱☑"));
        assert_eq!(at(1, 1), Data::Float(1234.0));
        match at(1, 2) {
            Data::DateTime(day) => assert_eq!(day.to_ymd_hms_milli(), (2026, 11, 21, 0, 0, 0, 0)),
            other => panic!("no date: {other:?}"),
        }
        assert_eq!(at(1, 3), Data::Float(0.864));
        assert_eq!(at(2, 0), text("=1+1"));
        assert_eq!(at(2, 1), text("0301"));
        assert_eq!(at(2, 2), text("1899-01-01"));
        assert_eq!(at(3, 0), text("https://example.jp"));
        assert_eq!(at(3, 1), text("9223372036854775807"));
        assert!(book.worksheet_formula("入退院連絡").unwrap().is_empty());
    }

    #[test]
    fn the_same_table_and_time_give_the_same_bytes() {
        let make = || write(&about(), &[sheet("a", vec![])]).unwrap();
        assert_eq!(make(), make());
    }

    #[test]
    fn tab_names_are_made_fit_for_excel() {
        let long = "とても長い名前の病院の地域連携室の入退院連絡の一覧の表その一";
        let sheets = ["a/b", "a:b", "", long, long].map(|name| sheet(name, vec![]));
        let names = open(write(&about(), &sheets).unwrap()).sheet_names();
        assert_eq!(names[..3], ["a・b", "a・b(2)", "表"]);
        assert_eq!(names[3].chars().count(), 30);
        assert!(names[4].ends_with("(2)") && names[4].chars().count() <= 31);
        assert_eq!(tab_name(&"𠮷".repeat(40), &[]).encode_utf16().count(), 30);
    }

    #[test]
    fn what_does_not_fit_is_refused_in_words() {
        let long =
            vec![vec![Cell::text("あ".repeat(32_768)), Cell::Empty, Cell::Empty, Cell::Empty]];
        let wrong = write(&about(), &[sheet("表", long)]).unwrap_err();
        assert_eq!(wrong.to_string(), "「表」の 2 行目の文章が長すぎて Excel に書き出せません。");
        let wrong = write(&about(), &[sheet("表", vec![vec![Cell::Empty]])]).unwrap_err();
        assert!(matches!(wrong, XlsxWriteError::Width { row: 2, .. }));
    }
}
