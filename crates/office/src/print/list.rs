//! Bodies of plain tables and of letters.

use serde::{Deserialize, Serialize};

use super::{LabelValue, Printed, TemplateId};

/// A table that repeats its heading on every page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ListSheet {
    /// Words above the table: what it shows, as of when, how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The columns.
    pub columns: Vec<ListColumn>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// An empty box before each row, to tick by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tick: bool,
    /// Said instead of the table when there are no rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<String>,
    /// Notes below the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Printed for ListSheet {
    const TEMPLATE: TemplateId = TemplateId::LIST;
}

/// A table of very many rows, one narrow line each, after a short table of sums.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LongList {
    /// The table.
    #[serde(flatten)]
    pub list: ListSheet,
    /// The sums before it.
    pub front: ListFront,
    /// Heading above the table itself.
    pub title: String,
}

/// The short table before a long one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ListFront {
    /// Its heading.
    pub title: String,
    /// The columns.
    pub columns: Vec<ListColumn>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

impl Printed for LongList {
    const TEMPLATE: TemplateId = TemplateId::LIST;
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListColumn {
    /// Heading.
    pub head: String,
    /// Width.
    pub width: Width,
    /// Alignment of its cells.
    #[serde(default)]
    pub align: Align,
}

/// Width of a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// Millimetres.
    Mm(f64),
    /// Share of what is left.
    Share(f64),
}

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// Letters, each on its own page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LetterSheet {
    /// The letters.
    pub letters: Vec<Letter>,
}

impl Printed for LetterSheet {
    const TEMPLATE: TemplateId = TemplateId::LETTER;
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Letter {
    /// To whom, with 様 or 御中.
    pub to: String,
    /// Date in words.
    pub date: String,
    /// Sender's lines at the right: name, department, telephone.
    pub from: Vec<String>,
    /// The text.
    pub paragraphs: Vec<String>,
    /// Facts in a box.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<LabelValue>,
    /// A code in large type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the code is for and how long it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_caption: Option<String>,
    /// Opaque address for the QR code beside the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
    /// Small print below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// For residents: everything in large type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub large: bool,
}
