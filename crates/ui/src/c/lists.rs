//! Lists: what waits for me, figures that open their list, plain rows, pairs of label and value.
use askama::Template;

use super::act::{Button, Tag, TagKind};
use crate::html::{Html, component};

/// One thing that waits for the reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TodoItem {
    /// 「高橋 ミヨ さん」 or a sentence.
    pub title: Html,
    /// Where the title leads; none makes it a heading.
    pub href: Option<String>,
    /// 「たかはし みよ・86歳」.
    pub sub: String,
    /// Why it waits.
    pub why: Html,
    /// Due, missing …
    pub tags: Vec<Tag>,
    /// The one verb.
    pub act: Option<Button>,
}

/// The numbered list きょうの対応; the first entry is the most urgent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/todo.html")]
pub struct Todo {
    /// In order of risk.
    pub items: Vec<TodoItem>,
    /// Number of the first entry (later pages); 0 counts as 1.
    pub from: usize,
}

impl Todo {
    fn number(&self, index: &usize) -> usize {
        self.from.max(1) + index
    }
}

/// A figure that opens its list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Door {
    /// 「退院支援の要否 きょうまで」.
    pub label: String,
    /// The count.
    pub value: u64,
    /// 人, 件.
    pub unit: String,
    /// Its list; none for readers who may know only the number.
    pub href: Option<String>,
    /// Needs eyes.
    pub bad: bool,
}

/// Figures side by side (one to four).
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/doors.html")]
pub struct Doors {
    /// In order.
    pub doors: Vec<Door>,
}

impl Doors {
    fn class(&self) -> &'static str {
        match self.doors.len() {
            0 | 1 => "doors one",
            2 => "doors two",
            3 => "doors",
            _ => "doors four",
        }
    }
}

/// One row of a plain list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainRow {
    /// Title.
    pub title: Html,
    /// Where it leads.
    pub href: Option<String>,
    /// At the right.
    pub tag: Option<Tag>,
    /// Small lines under it.
    pub meta: Html,
}

/// A plain list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/rows.html")]
pub struct Rows {
    /// In order.
    pub rows: Vec<PlainRow>,
    /// Small text.
    pub small: bool,
}

/// Labels and values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/kv.html")]
pub struct Kv {
    /// Label, value.
    pub rows: Vec<(Html, Html)>,
    /// Narrow labels.
    pub tight: bool,
    /// Small text.
    pub small: bool,
}

/// Question, answer, where the answer came from.
pub type ReadRow = (Html, Html, Html);

/// A filled form as read: chapters of questions and answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/read.html")]
pub struct ReadView {
    /// Heading and rows (question, answer, where from; an empty answer prints 「（記入なし）」).
    pub chapters: Vec<(String, Vec<ReadRow>)>,
}

component!(Todo, Doors, Rows, Kv, ReadView);

impl TodoItem {
    /// Is something late, so that the first number is filled?
    pub fn urgent(&self) -> bool {
        self.tags.iter().any(|t| matches!(t.kind, TagKind::Due | TagKind::Over | TagKind::Late))
    }
}
