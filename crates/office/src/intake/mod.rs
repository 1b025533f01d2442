//! Yesterday's tables: a file as somebody kept it is read as a table, its headings are matched with the columns that a
//! slice knows, its words with the codes of a list, and each row comes out as values or as what to do about it. Nothing
//! here knows what the rows are about; a slice says which columns it has and what it does with a row.
//!
//! [`table()`] → [`Mapping::guess`] → [`words_of`] (what must be matched by hand) → [`read()`].
mod mapping;
mod read;
mod table;

pub use mapping::{Mapping, Word, key_of, words_of};
pub use read::{Problem, ReadRow, read, year};
pub use table::{LIMITS, Table, TableRow, sheets, table};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most so many characters; lines stay.
    Text(usize),
    /// A day as people write it; comes out as `YYYY-MM-DD`.
    Day,
    /// A fiscal year: 「H29」「平成29年度」「2017」; comes out as `2017`.
    Year,
    /// A whole number from 0 to this, also with its unit behind it (「15分」).
    Number(i64),
    /// A code of a list; a column of many codes may hold several words in a cell.
    Codes {
        /// The list.
        list: Vec<Code>,
        /// Several in one cell, between 「、」「,」「/」「;」 or lines.
        many: bool,
    },
}

/// A code and the words under which it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// As it is kept.
    pub code: String,
    /// As it is shown.
    pub label: String,
    /// Other words for it in old files.
    pub names: Vec<String>,
}

/// A column that a slice can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As the slice knows it.
    pub code: &'static str,
    /// As it is shown.
    pub label: String,
    /// Headings under which it stands in old files.
    pub names: Vec<String>,
    /// What it holds.
    pub kind: Kind,
    /// A row without it cannot be taken.
    pub required: bool,
}

impl Column {
    /// A column that may be missing.
    pub fn new(code: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        Column { code, label: label.into(), names: Vec::new(), kind, required: false }
    }

    /// Known under these headings too.
    #[must_use]
    pub fn named(mut self, names: &[&str]) -> Self {
        self.names = names.iter().map(|n| (*n).to_string()).collect();
        self
    }

    /// No row without it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Its list, when it holds codes.
    pub fn codes(&self) -> Option<&[Code]> {
        match &self.kind {
            Kind::Codes { list, .. } => Some(list),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
