//! Body of the generic form sheet: whatever form was answered, as sections of label and value.

use serde::{Deserialize, Serialize};

use super::{Printed, TemplateId};

/// A form response on A4.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FormSheet {
    /// The box under the title: name, birth date, date of entry, to whom.
    pub heading_rows: Vec<LabelValue>,
    /// The sections in order of the form.
    pub sections: Vec<FormSection>,
}

impl Printed for FormSheet {
    const TEMPLATE: TemplateId = TemplateId::GENERIC_FORM;
}

/// A label and a short text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LabelValue {
    /// The label.
    pub label: String,
    /// The text; empty prints an empty cell.
    pub value: String,
}

impl LabelValue {
    /// A pair.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// One section.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FormSection {
    /// Title with its number if it has one, 「１．利用者（患者）基本情報」.
    pub title: String,
    /// Small words beside the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The rows.
    pub rows: Vec<FormRow>,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormRow {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: Value,
    /// A remark to the answer, printed small below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where the answer comes from, 「前回（9月3日）の入院時情報提供書から」, printed small below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl FormRow {
    /// A row without remark.
    #[must_use]
    pub fn new(label: impl Into<String>, value: Value) -> Self {
        Self { label: label.into(), value, note: None, source: None }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A short text.
    Text(String),
    /// A long text with its own lines; gets the full width.
    LongText(String),
    /// All options, each with a box; the chosen ones ticked and bold.
    Options(Vec<Choice>),
    /// A repeated group.
    Table(Table),
    /// Said in words and set off from answers: 「未確認」, 「不明」, 「答えたくない」.
    Said(String),
    /// Not answered: prints an empty space to write in.
    Blank,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// Code of the option; not printed, used by layouts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The words.
    pub text: String,
    /// Whether it is chosen.
    pub checked: bool,
    /// What was added to it, printed in brackets: あり（塩分6g）.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Choice {
    /// An option without detail.
    #[must_use]
    pub fn new(code: impl Into<String>, text: impl Into<String>, checked: bool) -> Self {
        Self { code: code.into(), text: text.into(), checked, detail: None }
    }
}

/// A small table inside a form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Column headings.
    pub head: Vec<String>,
    /// Rows, each as long as `head`.
    pub rows: Vec<Vec<String>>,
}
