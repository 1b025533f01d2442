//! A form to begin with: a plain sheet with named cells, to be changed in Excel until it looks as the city wants it.
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// A line of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Words and the named cells beside them, each for one column of figures.
    Figures(String, Vec<String>),
    /// Words above a named block for text over the whole width.
    Text(String, String),
    /// Words above a named block for a list of so many rows.
    List(String, String, u32),
}

/// The form: a title, the name of the cell below it, the heads of the columns of figures, lines.
///
/// # Errors
/// What rust_xlsxwriter says of a name that Excel does not take.
pub fn sample(
    title: &str,
    below: &str,
    heads: &[&str],
    lines: &[Line],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let edge = Format::new().set_border(FormatBorder::Thin);
    let gray = edge.clone().set_background_color(Color::RGB(0xE8_E8_E8)).set_bold();
    let wrap = edge.clone().set_text_wrap().set_align(FormatAlign::Top);
    let sheet = book.add_worksheet().set_name("報告")?;
    let mut names: Vec<(String, String)> = Vec::new();
    sheet.set_column_width(0, 34)?;
    for c in 1..=5 {
        sheet.set_column_width(c, 16)?;
    }
    sheet.set_print_fit_to_pages(1, 0).set_portrait().set_paper_size(9);
    sheet.write_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14))?;
    names.push((below.into(), "=報告!$A$2".into()));
    let mut row = 3;
    let mut first = None;
    for l in lines {
        match l {
            Line::Figures(words, cells) => {
                if first.is_none() {
                    sheet.write_with_format(row, 0, "", &gray)?;
                    for (c, h) in (1u16..).zip(heads) {
                        sheet.write_with_format(row, c, *h, &gray)?;
                    }
                    row += 1;
                    first = Some(row);
                }
                sheet.write_with_format(row, 0, words, &edge)?;
                for (c, name) in (1u16..).zip(cells) {
                    sheet.write_blank(row, c, &edge)?;
                    let letter = super::names::letters(u32::from(c) + 1);
                    names.push((name.clone(), format!("=報告!${letter}${}", row + 1)));
                }
                row += 1;
            }
            Line::Text(words, name) => {
                sheet.write_with_format(row + 1, 0, words, &Format::new().set_bold())?;
                sheet.merge_range(row + 2, 0, row + 5, 5, "", &wrap)?;
                names.push((name.clone(), format!("=報告!$A${}:$F${}", row + 3, row + 6)));
                row += 6;
            }
            Line::List(words, name, n) => {
                sheet.write_with_format(row + 1, 0, words, &Format::new().set_bold())?;
                for r in 0..*n {
                    for c in 0..6 {
                        sheet.write_blank(row + 2 + r, c, &wrap)?;
                    }
                }
                names.push((name.clone(), format!("=報告!$A${}:$F${}", row + 3, row + 2 + n)));
                row += 2 + n;
            }
        }
    }
    for (name, at) in names {
        book.define_name(name, &at)?;
    }
    book.save_to_buffer()
}
