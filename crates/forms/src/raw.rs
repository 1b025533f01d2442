//! A FHIR R4 Questionnaire as it is written: only the elements we support, anything else is refused by name.
use serde::Deserialize;
use serde_json::Number;

/// The resource.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Questionnaire {
    pub resource_type: String,
    pub id: String,
    #[serde(default, rename = "language")]
    pub _language: Option<String>,
    #[serde(default)]
    pub extension: Vec<Extension>,
    pub url: String,
    pub version: String,
    #[serde(default, rename = "name")]
    pub _name: Option<String>,
    pub title: String,
    pub status: String,
    #[serde(default, rename = "subjectType")]
    pub _subject_type: Vec<String>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default, rename = "publisher")]
    pub _publisher: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    pub item: Vec<Item>,
}

/// A chapter, group or question.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Item {
    #[serde(default)]
    pub extension: Vec<Extension>,
    pub link_id: String,
    #[serde(default)]
    pub prefix: Option<String>,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub enable_when: Vec<EnableWhen>,
    #[serde(default)]
    pub enable_behavior: Option<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub repeats: bool,
    #[serde(default)]
    pub read_only: bool,
    #[serde(default)]
    pub max_length: Option<usize>,
    #[serde(default)]
    pub answer_value_set: Option<String>,
    #[serde(default)]
    pub answer_option: Vec<AnswerOption>,
    #[serde(default)]
    pub item: Vec<Item>,
}

/// A choice written in the question itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AnswerOption {
    #[serde(default)]
    pub extension: Vec<Extension>,
    pub value_coding: Coding,
}

/// A code with its word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Coding {
    #[serde(default)]
    pub extension: Vec<Extension>,
    #[serde(default)]
    pub system: Option<String>,
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub display: Option<String>,
}

/// The condition under which an item is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EnableWhen {
    pub question: String,
    pub operator: String,
    #[serde(default)]
    pub answer_boolean: Option<bool>,
    #[serde(default)]
    pub answer_integer: Option<i64>,
    #[serde(default)]
    pub answer_coding: Option<Coding>,
}

/// An expression with its language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expression {
    pub language: String,
    pub expression: String,
}

/// Only `coding` is used.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeableConcept {
    pub coding: Vec<Coding>,
}

/// An extension with the value types we use.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Extension {
    pub url: String,
    #[serde(default)]
    pub value_string: Option<String>,
    #[serde(default)]
    pub value_boolean: Option<bool>,
    #[serde(default)]
    pub value_code: Option<String>,
    #[serde(default)]
    pub value_id: Option<String>,
    #[serde(default)]
    pub value_integer: Option<i64>,
    #[serde(default)]
    pub value_decimal: Option<Number>,
    #[serde(default)]
    pub value_coding: Option<Coding>,
    #[serde(default)]
    pub value_codeable_concept: Option<CodeableConcept>,
    #[serde(default)]
    pub value_expression: Option<Expression>,
    #[serde(default)]
    pub extension: Vec<Extension>,
}
