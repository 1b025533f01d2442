//! Where a defined name (定義された名前) of a workbook points: `'月次 報告'!$B$3:$D$3`.

/// Excel's own limits.
const MAX_ROW: u32 = 1_048_576;
const MAX_COLUMN: u32 = 16_384;

/// A block of cells; rows and columns from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl Block {
    /// Is the cell in it?
    pub const fn holds(&self, row: u32, column: u32) -> bool {
        self.top <= row && row <= self.bottom && self.left <= column && column <= self.right
    }

    /// Rows.
    pub const fn rows(&self) -> u32 {
        self.bottom - self.top + 1
    }

    /// Columns.
    pub const fn columns(&self) -> u32 {
        self.right - self.left + 1
    }
}

/// Why nothing can be written to the place of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A formula, a constant, whole columns, several blocks.
    NoCells,
    /// `#REF!`: the cell was deleted.
    Gone,
    /// Another workbook.
    Elsewhere,
    /// A sheet that is not there, or is a chart.
    NoSheet,
    /// A formula stands there, and it stays.
    Formula,
    /// More cells than a list needs.
    TooWide,
}

impl Trouble {
    /// Why, in words for the page.
    pub const fn words(self) -> &'static str {
        match self {
            Trouble::NoCells => "セルを指していません",
            Trouble::Gone => "指していたセルが消されています",
            Trouble::Elsewhere => "ほかのファイルを指しています",
            Trouble::NoSheet => "指しているシートがありません",
            Trouble::Formula => "数式が入っているため、書きこみません",
            Trouble::TooWide => "指している範囲が広すぎます（500行・30列まで）",
        }
    }
}

/// Column letters as a number: A = 1.
pub(super) fn column(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut n = 0;
    for c in letters.bytes() {
        n = n * 26 + u32::from(c.to_ascii_uppercase().checked_sub(b'A').filter(|d| *d < 26)?) + 1;
    }
    (n <= MAX_COLUMN).then_some(n)
}

/// Letters of a column.
pub(super) fn letters(mut column: u32) -> String {
    let mut out = Vec::new();
    while column > 0 {
        let at = (column - 1) % 26;
        out.push(char::from(b'A' + u8::try_from(at).unwrap_or(0)));
        column = (column - 1) / 26;
    }
    out.iter().rev().collect()
}

/// Row and column of `B3` or `$B$3`.
pub(super) fn cell(text: &str) -> Option<(u32, u32)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let at = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (head, tail) = text.split_at(at);
    let tail = tail.strip_prefix('$').unwrap_or(tail);
    if tail.starts_with('0') || !tail.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let row: u32 = tail.parse().ok().filter(|r| (1..=MAX_ROW).contains(r))?;
    Some((row, column(head)?))
}

/// A block `B3` or `B3:D9`.
pub(super) fn block(text: &str) -> Option<Block> {
    let (a, b) = text.split_once(':').unwrap_or((text, text));
    let ((r1, c1), (r2, c2)) = (cell(a.trim())?, cell(b.trim())?);
    Some(Block { top: r1.min(r2), left: c1.min(c2), bottom: r1.max(r2), right: c1.max(c2) })
}

/// The tab and the block that a name refers to.
pub(super) fn refers(text: &str) -> Result<(String, Block), Trouble> {
    let text = text.trim().trim_start_matches('=');
    if text.contains("#REF!") {
        return Err(Trouble::Gone);
    }
    let (tab, rest) = match text.strip_prefix('\'') {
        Some(quoted) => {
            // a quote within the name of a tab stands twice
            let mut tab = String::new();
            let mut chars = quoted.char_indices().peekable();
            let mut rest = None;
            while let Some((i, c)) = chars.next() {
                match (c, chars.peek().map(|n| n.1)) {
                    ('\'', Some('\'')) => {
                        tab.push('\'');
                        chars.next();
                    }
                    ('\'', _) => {
                        rest = quoted.get(i + 1..);
                        break;
                    }
                    _ => tab.push(c),
                }
            }
            let rest = rest.and_then(|r| r.strip_prefix('!')).ok_or(Trouble::NoCells)?;
            (tab, rest)
        }
        None => {
            let (tab, rest) = text.split_once('!').ok_or(Trouble::NoCells)?;
            (tab.to_string(), rest)
        }
    };
    if tab.contains('[') {
        return Err(Trouble::Elsewhere);
    }
    let block = block(rest).ok_or(Trouble::NoCells)?;
    if block.rows() > 500 || block.columns() > 30 {
        return Err(Trouble::TooWide);
    }
    Ok((tab, block))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_point_to_a_tab_and_cells() {
        let at = |t: &str| refers(t).map(|(tab, b)| (tab, b.top, b.left, b.bottom, b.right));
        assert_eq!(at("Sheet1!$B$3"), Ok(("Sheet1".into(), 3, 2, 3, 2)));
        assert_eq!(at("'月次 報告'!$B$3:$D$4"), Ok(("月次 報告".into(), 3, 2, 4, 4)));
        assert_eq!(at("'a''b'!$AA$10"), Ok(("a'b".into(), 10, 27, 10, 27)));
        for (text, why) in [
            ("Sheet1!#REF!", Trouble::Gone),
            ("#REF!$A$1", Trouble::Gone),
            ("[1]Sheet1!$A$1", Trouble::Elsewhere),
            ("'[book.xlsx]月'!$A$1", Trouble::Elsewhere),
            ("Sheet1!$A:$A", Trouble::NoCells),
            ("Sheet1!$A$1,Sheet1!$B$2", Trouble::NoCells),
            ("0.1", Trouble::NoCells),
            ("OFFSET(Sheet1!$A$1,0,0)", Trouble::NoCells),
            ("'open", Trouble::NoCells),
            ("", Trouble::NoCells),
            ("Sheet1!$A$1:$A$9999", Trouble::TooWide),
        ] {
            assert_eq!(refers(text), Err(why), "{text}");
        }
    }

    #[test]
    fn columns_are_read_and_written() {
        for (text, n) in [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16_384)] {
            assert_eq!((column(text), letters(n).as_str()), (Some(n), text));
        }
        assert_eq!((column("XFE"), column("AAAA"), column("")), (None, None, None));
        assert_eq!(
            (cell("B0"), cell("B1048577"), cell("3"), cell("あ1")),
            (None, None, None, None)
        );
    }
}
