//! Workbooks with more than a table: charts drawn by Excel from the cells beside them, and columns in which only values
//! of a list may be typed (a form to be filled in and sent back).

use rust_xlsxwriter::{
    Chart as XlsxChart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType,
    ChartSolidFill, ChartType, Color, DataValidation, DocProperties, ExcelDateTime, Format,
    FormatBorder, Workbook,
};

use crate::xlsx::{About, Formats, Sheet, XlsxWriteError, fill, tab_name};

/// One sheet: a table and what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The table; its heading is row 1.
    pub table: Sheet,
    /// Charts, below the table one under the other.
    pub charts: Vec<Chart>,
    /// Columns (counted from 0) in which Excel offers a list.
    pub lists: Vec<List>,
    /// Empty rows to prepare with the lists (0 = only the rows there are).
    pub blank_rows: u32,
}

impl Page {
    /// Only a table.
    #[must_use]
    pub fn table(table: Sheet) -> Self {
        Self { table, charts: Vec::new(), lists: Vec::new(), blank_rows: 0 }
    }
}

/// What a column offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Column from 0.
    pub column: u16,
    /// Name of another page whose first column holds the words.
    pub page: String,
    /// Column of that page.
    pub from: u16,
    /// How many words stand there.
    pub len: u32,
    /// Is something else refused? (else only a warning)
    pub strict: bool,
}

/// How a chart is drawn. Shades of one blue to grey: they differ in print without colour too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Lines over the rows.
    Line,
    /// Bars beside each other.
    Bars,
    /// Bars of shares up to 100 %.
    Stacked,
}

/// A chart over rows of the table of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Heading.
    pub title: String,
    /// How.
    pub kind: ChartKind,
    /// Column of the names of the rows.
    pub names: u16,
    /// Columns drawn; their headings are the legend.
    pub columns: Vec<u16>,
    /// First row of the table drawn (0 = the first below the heading).
    pub first: u32,
    /// How many rows.
    pub rows: u32,
    /// Are the values shares?
    pub percent: bool,
}

const SHADES: [u32; 7] =
    [0x0B_3C_5D, 0x2F_6F_9F, 0x7F_A8_C9, 0xB9_CF_E0, 0xD9_D9_D9, 0x9A_9A_9A, 0x5C_5C_5C];

/// This time and last time.
const PAIR: [u32; 2] = [0x0B_3C_5D, 0x9A_9A_9A];

/// Rows of a sheet that one chart takes.
const CHART_ROWS: u32 = 20;

/// Writes the workbook.
///
/// # Errors
/// [`XlsxWriteError`] as for [`crate::xlsx::write`].
pub fn write(about: &About, pages: &[Page]) -> Result<Vec<u8>, XlsxWriteError> {
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
    for page in pages {
        let name = tab_name(&page.table.name, &names);
        names.push(name);
    }
    let tab = |wanted: &str| {
        pages.iter().zip(&names).find(|(p, _)| p.table.name == wanted).map(|(_, n)| n.clone())
    };
    for (page, name) in pages.iter().zip(&names) {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        fill(sheet, &page.table, &formats)?;
        let rows = u32::try_from(page.table.rows.len()).unwrap_or(u32::MAX);
        let last = rows.saturating_add(page.blank_rows).max(1);
        for list in &page.lists {
            let Some(of) = tab(&list.page) else { continue };
            let letter = column_letters(usize::from(list.from));
            let range = format!("='{of}'!${letter}$2:${letter}${}", list.len + 1);
            let mut rule = DataValidation::new().allow_list_formula(range.as_str().into());
            if !list.strict {
                rule = rule.show_error_message(false);
            }
            rule = rule.set_error_message("一覧から選んでください")?;
            sheet.add_data_validation(1, list.column, last, list.column, &rule)?;
        }
        if page.blank_rows > 0 {
            // a template is printed and filled in: lines around the cells
            let lined = Format::new().set_num_format("@").set_border(FormatBorder::Hair);
            let columns = u16::try_from(page.table.columns.len()).unwrap_or(0);
            for row in rows + 1..=last.min(rows + 200) {
                for column in 0..columns {
                    sheet.write_blank(row, column, &lined)?;
                }
            }
        }
        sheet.set_row_height(0, 34)?;
        if !page.charts.is_empty() {
            // table and charts stay together on paper
            sheet.set_print_fit_to_pages(1, 1);
        }
        let mut at = rows + 2;
        for chart in &page.charts {
            sheet.insert_chart(at, 0, &draw(chart, name))?;
            at += CHART_ROWS;
        }
    }
    Ok(book.save_to_buffer()?)
}

fn draw(c: &Chart, tab: &str) -> XlsxChart {
    let kind = match c.kind {
        ChartKind::Line => ChartType::Line,
        ChartKind::Bars => ChartType::Column,
        ChartKind::Stacked => ChartType::BarPercentStacked,
    };
    let mut chart = XlsxChart::new(kind);
    let (first, last) = (c.first + 1, c.first + c.rows.max(1));
    let shades: &[u32] = if c.kind == ChartKind::Stacked { &SHADES } else { &PAIR };
    for (n, (column, shade)) in c.columns.iter().zip(shades.iter().cycle()).enumerate() {
        let series = chart.add_series();
        series
            .set_name((tab, 0, *column))
            .set_categories((tab, first, c.names, last, c.names))
            .set_values((tab, first, *column, last, *column));
        let mut line = ChartLine::new();
        let mut format = ChartFormat::new();
        if c.kind == ChartKind::Line {
            line.set_color(Color::RGB(*shade)).set_width(2.25);
            // the second line is last time's: told apart in grey print too
            if n > 0 {
                line.set_dash_type(ChartLineDashType::Dash);
            }
        } else {
            line.set_color(Color::White).set_width(0.5);
            format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(*shade)));
        }
        format.set_line(&line);
        series.set_format(&mut format);
    }
    chart.title().set_name(&c.title);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    if c.kind == ChartKind::Stacked {
        // the first row of the table on top, as it is read
        chart.y_axis().set_reverse();
    } else if c.percent {
        chart.y_axis().set_min(0).set_max(1).set_num_format("0%");
    }
    chart.set_width(760).set_height(360);
    chart
}

/// The letters with which spreadsheets name a column: 0 → A, 25 → Z, 26 → AA.
pub fn column_letters(column: usize) -> String {
    let mut n = column.saturating_add(1);
    let mut out = Vec::new();
    while n > 0 {
        let rest = u8::try_from((n - 1) % 26).unwrap_or(0);
        out.push(char::from(b'A' + rest));
        n = (n - 1) / 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlsx::{Cell, Column, Kind};
    use crate::xlsx_read::{Limits, read};
    use kernel::At;

    fn page(name: &str, rows: usize) -> Page {
        let columns =
            vec![Column::new("月", 12.0, Kind::Text), Column::new("率", 8.0, Kind::Percent)];
        let row = |n: usize| vec![Cell::text(format!("{n}月")), Cell::Share(0.5)];
        Page::table(Sheet { name: name.into(), columns, rows: (1..=rows).map(row).collect() })
    }

    fn written(pages: &[Page]) -> Vec<u8> {
        let about =
            About { title: "調査".into(), sender: "拠点".into(), made: At::from_millis(0) };
        write(&about, pages).unwrap()
    }

    #[test]
    fn columns_have_letters_as_excel_writes_them() {
        let all = [0, 25, 26, 51, 52, 701, 702].map(column_letters);
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_book_with_charts_and_lists_reads_back_as_its_tables() {
        let mut first = page("まとめ", 3);
        first.charts = [ChartKind::Line, ChartKind::Bars, ChartKind::Stacked]
            .map(|kind| Chart {
                title: "月ごと".into(),
                kind,
                names: 0,
                columns: vec![1],
                first: 0,
                rows: 3,
                percent: true,
            })
            .to_vec();
        first.lists =
            vec![List { column: 0, page: "一覧".into(), from: 0, len: 2, strict: true }];
        first.blank_rows = 5;
        let pages = [first, page("一覧", 2)];
        let bytes = written(&pages);
        assert_eq!(bytes, written(&pages), "the same content gives the same bytes");
        let sheets = read(&bytes, &Limits::default()).unwrap();
        assert_eq!(sheets.len(), 2);
        assert_eq!(sheets[0].rows.iter().filter(|r| !r.cells.concat().is_empty()).count(), 4);
        assert_eq!(sheets[1].rows[1].cells[0], "1月");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("xl/charts/chart3.xml"), "three charts are inside");
    }
}
