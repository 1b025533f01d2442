//! Tables that become cards on phones, tables of figures, and the preview of an import.
use askama::Template;

use crate::html::{Html, component};

/// One row of a [`Table`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRow {
    /// The row's head: a name, usually a link of class `name`.
    pub head: Html,
    /// Cells, as many as there are heads but the first.
    pub cells: Vec<Html>,
}

/// A table on wide pages, cards with labels on phones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/table.html")]
pub struct Table {
    /// What the table lists; read aloud, not shown.
    pub caption: String,
    /// Heads of the columns; the first is the rows' head.
    pub heads: Vec<String>,
    /// Rows.
    pub rows: Vec<TableRow>,
}

impl Table {
    fn head_at(&self, index: &usize) -> &str {
        self.heads.get(index + 1).map_or("", String::as_str)
    }
}

/// A figure in a table, and where its records are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// 「74」, 「60.3 %（129 / 214）」.
    pub text: Html,
    /// Its records; none for readers who may not see them.
    pub href: Option<String>,
    /// A rate: takes more room in the cards.
    pub wide: bool,
}

/// A table of figures; every figure may lead to its records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/data.html")]
pub struct DataTable {
    /// Shown above: 「退院日の連絡の時期（件）　数字を押すと、もとの記録の一覧が開きます」.
    pub caption: String,
    /// Heads; the first is the rows' head.
    pub heads: Vec<String>,
    /// Head of the row, its figures, and whether it is a total.
    pub rows: Vec<(Html, Vec<Cell>, bool)>,
}

impl DataTable {
    fn head_at(&self, index: &usize) -> &str {
        self.heads.get(index + 1).map_or("", String::as_str)
    }
}

/// A row an import would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// 「新しい」 「変わる」 「閉じる」.
    pub change: String,
    /// Whose row.
    pub name: Html,
    /// What changes, in words.
    pub what: Html,
}

/// A row that was rejected, or a remark on one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportNote {
    /// Name of the file.
    pub file: String,
    /// Line in it, counted as in a spreadsheet (the heading is line 1); 0 = the whole file.
    pub line: u64,
    /// Why, as what to do.
    pub text: String,
}

/// What an import would do, before it does it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/import.html")]
pub struct ImportPreview {
    /// Rows read.
    pub rows: u64,
    /// New.
    pub created: u64,
    /// Changed.
    pub updated: u64,
    /// As before.
    pub unchanged: u64,
    /// Closed.
    pub closed: u64,
    /// Not taken.
    pub rejected: u64,
    /// Some of the changes.
    pub samples: Vec<ImportRow>,
    /// Some of the rejected rows.
    pub rejects: Vec<ImportNote>,
    /// Remarks on rows that are taken.
    pub warnings: Vec<ImportNote>,
    /// Already done: words in the past.
    pub done: bool,
}

impl ImportPreview {
    fn sums(&self) -> [(&'static str, u64, bool); 5] {
        [
            ("新しい", self.created, false),
            ("変わる", self.updated, false),
            ("変わらない", self.unchanged, false),
            ("閉じる", self.closed, false),
            ("取り込めない", self.rejected, self.rejected > 0),
        ]
    }
}

component!(Table, DataTable, ImportPreview);
