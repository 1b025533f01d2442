//! Body of the papers that imitate a national form: answers by linkId, placed by the layout of the template.
//!
//! The template holds no words of the form: labels, options and order come from the form definition through this
//! sheet; `press/templates/<template>.layout.json` only says where on the paper a linkId stands. An item the layout
//! does not know is printed at the end of its section, so nothing that was answered can be lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Choice, Printed, Table, TemplateId};

/// Answers of one response.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AnswerSheet {
    /// Sections in form order.
    pub sections: Vec<AnswerSection>,
    /// Every item of the form by linkId, answered or not.
    pub answers: BTreeMap<String, Answer>,
    /// A line below everything: what changed since the last sheet, and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<String>,
    /// A layout instead of the template's own, in the same shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Json>,
}

impl Printed for AnswerSheet {
    /// For the discharge record say `.template(TemplateId::DISCHARGE_RECORD)`.
    const TEMPLATE: TemplateId = TemplateId::ADMISSION_SHEET;
}

/// A section of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnswerSection {
    /// linkId of the group.
    pub link_id: String,
    /// Title, with its number if it has one.
    pub title: String,
    /// Small words beside the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// linkIds of the items below it, in form order, nested groups flattened.
    pub items: Vec<String>,
}

/// An item with its answer. One of `options`, `rows` and `text` carries it; a coded item lists all its options even when
/// none is chosen, so that the paper shows empty boxes, and a yes-or-no item is coded too (希望あり／希望なし).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// Label of the item.
    pub label: String,
    /// Text, number or date in words. `None`: not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// All options of a coded item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// A repeated group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Table>,
    /// 「同封の居宅サービス計画書（1）参照」: a box before the text for items that may point to an enclosed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Choice>,
    /// Unit behind the text, 「回／日」.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Long text: gets the full width in an automatic layout.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub long: bool,
    /// Linked to the discharge-difficulty factors: prints ＊ behind the label.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub star: bool,
    /// 「未確認」, 「不明」 in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// A remark, printed small behind the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Answer {
    /// A text answer; `None` prints an empty space.
    #[must_use]
    pub fn text(label: impl Into<String>, text: Option<String>) -> Self {
        Self { label: label.into(), text, ..Self::default() }
    }

    /// A coded answer with all its options.
    #[must_use]
    pub fn options(label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self { label: label.into(), options, ..Self::default() }
    }
}
