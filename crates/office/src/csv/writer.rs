//! CSV for Excel: UTF-8 with mark, or CP932 for the programs that know nothing else.

use std::borrow::Cow;

use super::{Unmappable, encode_cp932};

/// The character set of the file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8 with the mark that makes Excel read it as UTF-8.
    Utf8Bom,
    /// CP932 ("Shift_JIS"); refuses what it cannot hold.
    Cp932,
}

/// One cell. Only text is neutralised: a number made by the program may begin with a minus sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text that a person or another system wrote.
    Text(String),
    /// A whole number computed here.
    Int(i64),
    /// A value computed here that is written as it is: a date, a decimal number, a code.
    Computed(String),
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

/// Why a file could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// CP932 cannot hold some characters; the places are listed so that the page can show them.
    #[error("Shift_JIS では表せない文字があります（{}）。UTF-8 で書き出してください。", list(.0))]
    Unmappable(Vec<Unmappable>),
    /// A row has another number of cells than the heading: a defect of the caller.
    #[error("{row} 行目の列の数が見出しと合いません。")]
    Width {
        /// 1-based data row.
        row: usize,
    },
}

fn list(places: &[Unmappable]) -> String {
    let mut chars: Vec<String> = Vec::new();
    for c in places.iter().flat_map(|place| &place.chars) {
        let shown = c.to_string();
        if !chars.contains(&shown) {
            chars.push(shown);
        }
    }
    chars.join("、")
}

/// Writes heading and rows with CR LF line ends; fields are quoted where needed.
///
/// # Errors
/// [`WriteError`]; nothing is written in part.
pub fn write(
    headers: &[&str],
    rows: &[Vec<Cell>],
    charset: Charset,
) -> Result<Vec<u8>, WriteError> {
    let mut out = match charset {
        Charset::Utf8Bom => b"\xEF\xBB\xBF".to_vec(),
        Charset::Cp932 => Vec::new(),
    };
    let mut unmappable = Vec::new();
    let heading: Vec<Cell> = headers.iter().map(|name| Cell::text(*name)).collect();
    for (row, cells) in std::iter::once(&heading).chain(rows).enumerate() {
        if cells.len() != headers.len() {
            return Err(WriteError::Width { row });
        }
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            let text = shown(cell);
            let field = quoted(&text, cells.len() == 1);
            match charset {
                Charset::Utf8Bom => out.extend_from_slice(field.as_bytes()),
                Charset::Cp932 => match encode_cp932(&field) {
                    Ok(bytes) => out.extend_from_slice(&bytes),
                    Err(chars) => unmappable.push(Unmappable { row, column: at + 1, chars }),
                },
            }
        }
        out.extend_from_slice(b"\r\n");
    }
    if unmappable.is_empty() { Ok(out) } else { Err(WriteError::Unmappable(unmappable)) }
}

fn shown(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => neutralise(text),
        Cell::Int(n) => Cow::Owned(n.to_string()),
        Cell::Computed(text) => Cow::Borrowed(text),
        Cell::Empty => Cow::Borrowed(""),
    }
}

/// A spreadsheet runs a cell that begins with = + - @ (also full width, also after blanks or control characters) as
/// a formula. An apostrophe in front makes it text; it stays visible, which is the price.
#[must_use]
pub fn neutralise(text: &str) -> Cow<'_, str> {
    const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let risky = text.starts_with(['\t', '\r', '\n'])
        || text.trim_start_matches([' ', '\u{3000}', '\t', '\r', '\n']).starts_with(STARTS);
    if risky { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn quoted(field: &str, alone: bool) -> Cow<'_, str> {
    // A single empty field would be a blank line, which readers skip; edge blanks are lost by some readers.
    let needs = field.contains(['"', ',', '\r', '\n'])
        || field.starts_with([' ', '\u{3000}'])
        || field.ends_with([' ', '\u{3000}'])
        || (alone && field.is_empty());
    if needs {
        Cow::Owned(format!("\"{}\"", field.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_gets_a_mark_and_crlf() {
        let rows = [vec![
            Cell::text("髙橋 \"ミヨ\""),
            Cell::Int(-86),
            Cell::Computed("2026-11-21".into()),
        ]];
        let bytes = write(&["氏名", "年齢", "日"], &rows, Charset::Utf8Bom).unwrap();
        let expected = "\u{FEFF}氏名,年齢,日\r\n\"髙橋 \"\"ミヨ\"\"\",-86,2026-11-21\r\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn text_never_starts_a_formula() {
        for risky in ["=1+1", "+81", "-5", "@SUM(A1)", "\t=1", " =1", "　＝1", "＋α", "\r\n"] {
            assert_eq!(neutralise(risky), format!("'{risky}"));
        }
        for plain in ["", "0000-65-0301", "a=b", "'x", "髙橋"] {
            assert_eq!(neutralise(plain), plain);
        }
        let bytes =
            write(&["=h"], &[vec![Cell::text("-1")], vec![Cell::Int(-1)]], Charset::Utf8Bom);
        assert_eq!(bytes.unwrap(), "\u{FEFF}'=h\r\n'-1\r\n-1\r\n".as_bytes());
    }

    #[test]
    fn cp932_lists_every_place_it_cannot_write() {
        let rows = [
            vec![Cell::text("髙橋"), Cell::text("〜")],
            vec![Cell::text("𠮷田"), Cell::text("葛\u{E0100}")],
        ];
        let wrong = write(&["姓", "記"], &rows, Charset::Cp932).unwrap_err();
        let expected = WriteError::Unmappable(vec![
            Unmappable { row: 2, column: 1, chars: vec!['𠮷'] },
            Unmappable { row: 2, column: 2, chars: vec!['\u{E0100}'] },
        ]);
        assert_eq!(wrong, expected);
        assert!(wrong.to_string().starts_with("Shift_JIS では表せない文字があります（𠮷、"));
        let good = write(&["姓", "記"], &rows[..1], Charset::Cp932).unwrap();
        assert_eq!(super::super::decode(&good).unwrap().text, "姓,記\r\n髙橋,～\r\n");
    }

    #[test]
    fn a_row_of_the_wrong_width_is_a_fault_and_not_a_shifted_column() {
        let wrong = write(&["a", "b"], &[vec![Cell::Empty]], Charset::Utf8Bom);
        assert_eq!(wrong, Err(WriteError::Width { row: 1 }));
    }
}
