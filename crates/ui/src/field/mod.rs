//! The fields of every form: a question, where its value came from, what is wrong with it, and its control.
//! The forms crate turns a Questionnaire into [`Node`]s; slices use [`Field`] for their own small forms.
//!
//! Names of inputs: `a.{linkId}`, in repeating rows `a.{group}.{n}.{linkId}`; dates post `.era .y .m .d` (and `.time`),
//! open answers `.open`, a name chosen from a long list `.text` beside the code. Check boxes post one value each.
mod control;
mod group;
mod kind;

use askama::Template;

use crate::html::{Html, component, id_of};

pub use group::{Group, Layout, Node, Repeat, Row, Said};
pub use kind::{
    ChoiceStyle, DatePart, DateValue, FieldKind, Input, Opt, OptKind, TextKind, Width, tri,
};

/// Where a value came from: 「前回（9月3日）の入院時情報提供書から」.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The sentence, with its date.
    pub text: String,
    /// Where the source can be read.
    pub href: Option<String>,
    /// A person, not a paper: 「知っている人　3階東の受け持ち看護師」.
    pub person: bool,
}

impl Source {
    /// From a paper or record.
    pub fn paper(text: impl Into<String>) -> Self {
        Source { text: text.into(), href: None, person: false }
    }
}

/// Is there a value, and may it be trusted? Only what needs a look gets a ground colour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FieldState {
    /// In order.
    #[default]
    Fine,
    /// No value: 「まだ入力がありません」.
    Missing,
    /// No value, in other words (「未確認」).
    MissingBecause(String),
    /// Too old: asks いまも同じ／変わった under the name `k.{linkId}` (values `same`, `changed`), keeps the control below.
    Old {
        /// 「1年以上前の内容です」.
        words: String,
        /// 「一部 見込める」は令和7年6月の内容です。いまも同じですか.
        ask: String,
        /// Name of the two radio buttons: `k.{linkId}`.
        name: String,
        /// What was answered: `same`, `changed` or empty.
        chosen: String,
    },
}

/// Condition under which a question is asked (enableWhen).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// `(linkId, op, value)`; op is exists, =, !=, >, <, >=, <=; values are codes, ISO dates, numbers, `true`/`false`.
    pub conditions: Vec<(String, String, String)>,
    /// Any condition is enough; otherwise all must hold.
    pub any: bool,
    /// In words, for readers without script: 「「入院歴」が「あり」のときだけ、お答えください」.
    pub words: String,
    /// Beginning of names in the same row: `a.` or `a.{group}.{n}.`.
    pub prefix: String,
}

impl When {
    /// The attributes `data-when data-when-behavior data-prefix`, with a leading space.
    pub fn attrs(&self) -> Html {
        let list: Vec<serde_json::Value> = self
            .conditions
            .iter()
            .map(|(q, op, v)| serde_json::json!({"q": q, "op": op, "v": v}))
            .collect();
        let json = serde_json::Value::Array(list).to_string();
        let prefix = if self.prefix.is_empty() { "a." } else { &self.prefix };
        Html::trusted(format!(
            " data-when=\"{}\" data-when-behavior=\"{}\" data-prefix=\"{}\"",
            Html::text(json),
            if self.any { "any" } else { "all" },
            Html::text(prefix)
        ))
    }
}

/// A question with its control.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "f/field.html")]
pub struct Field {
    /// Name of the input, e.g. `a.careLevel`.
    pub name: String,
    /// The question.
    pub label: String,
    /// The control with its value.
    pub kind: FieldKind,
    /// What helps answering.
    pub hint: String,
    /// Must be answered before sending.
    pub required: bool,
    /// Value in order, missing or old.
    pub state: FieldState,
    /// What is wrong, as what to do; the same sentence stands in the [`crate::ErrorSummary`].
    pub error: Option<String>,
    /// Worth a look before sending, and in nobody's way: two answers that do not go together.
    pub warning: Option<String>,
    /// Notes under the control.
    pub sources: Vec<Source>,
    /// Asked only if.
    pub when: Option<When>,
    /// Shown as text, not to be changed (calculated values); posts nothing.
    pub read_only: bool,
    /// 「別紙を添付」 is ticked or offered: name of the check box and its state.
    pub attach: Option<(String, bool)>,
}

component!(Field);

impl Field {
    /// A field with nothing but a name, a question and a control.
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Field { name: name.into(), label: label.into(), kind, ..Field::default() }
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Marked as 必須.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With the error of this name from a posted form.
    #[must_use]
    pub fn error_from(mut self, errors: &[crate::FieldError]) -> Self {
        self.error = errors.iter().find(|e| e.field == self.name).map(|e| e.message.clone());
        self
    }

    /// The finished HTML.
    pub fn render(&self) -> String {
        self.html().to_string()
    }

    /// Id of the first control: `#` + this is where an error summary leads.
    pub fn id(&self) -> String {
        id_of(&self.name)
    }

    fn class(&self) -> &'static str {
        match (&self.error, &self.state) {
            (Some(_), _) => "field is-error",
            (None, FieldState::Fine) => "field",
            (None, _) => "field is-missing",
        }
    }

    fn state_words(&self) -> Option<(&'static str, String)> {
        match &self.state {
            FieldState::Fine => None,
            FieldState::Missing => Some(("unknown", "まだ入力がありません".into())),
            FieldState::MissingBecause(words) => Some(("unknown", words.clone())),
            FieldState::Old { words, .. } => Some(("history", words.clone())),
        }
    }

    fn grouped(&self) -> bool {
        self.kind.grouped() && !self.read_only
    }

    fn described_by(&self) -> String {
        let id = self.id();
        let mut ids = Vec::new();
        if !self.hint_text().is_empty() {
            ids.push(format!("{id}-hint"));
        }
        if self.error.is_some() {
            ids.push(format!("{id}-err"));
        }
        if self.warning.is_some() {
            ids.push(format!("{id}-warn"));
        }
        ids.join(" ")
    }

    fn hint_text(&self) -> String {
        let limit = self.kind.limit_words();
        match (self.hint.is_empty(), limit) {
            (true, Some(l)) => l,
            (false, Some(l)) => format!("{}　{l}", self.hint),
            (_, None) => self.hint.clone(),
        }
    }

    fn old_opts(&self) -> Option<(String, String, Html)> {
        let FieldState::Old { ask, name, chosen, .. } = &self.state else {
            return None;
        };
        let opts = [Opt::new("same", "いまも同じ"), Opt::new("changed", "変わった")];
        Some((ask.clone(), name.clone(), control::radios(name, &id_of(name), &opts, chosen, "two")))
    }

    fn keep_attrs(&self) -> Html {
        match &self.state {
            FieldState::Old { name, .. } => {
                Html::trusted(format!(" data-keep-when=\"{}\"", Html::text(name)))
            }
            _ => Html::default(),
        }
    }

    fn control(&self) -> Html {
        if self.read_only {
            return control::read_only(&self.kind);
        }
        control::control(self)
    }
}
