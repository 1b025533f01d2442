//! FHIR R4 QuestionnaireResponse: the answers to a form.

use crate::datatypes::{AnswerValue, Extension, Object, Reference, put_list, take_field};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The answers to a form. Fields not listed are kept in `extra`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireResponse {
    /// Always `QuestionnaireResponse`.
    pub resource_type: ResponseTag,
    /// Id within a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Canonical address of the form, with `|version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questionnaire: Option<String>,
    /// How far the answers are.
    pub status: Status,
    /// Whom the answers are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Reference>,
    /// When they were given (dateTime).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authored: Option<String>,
    /// Who wrote them down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Reference>,
    /// Who gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Reference>,
    /// Extensions of the whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Groups and questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<Item>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// The word `QuestionnaireResponse`: another resource is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseTag {
    /// `QuestionnaireResponse`
    #[default]
    QuestionnaireResponse,
}

/// How far the answers are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being filled in.
    #[default]
    InProgress,
    /// Done.
    Completed,
    /// Changed after it was done.
    Amended,
    /// Should not exist.
    EnteredInError,
    /// Given up.
    Stopped,
}

/// A group or question with its answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// linkId in the form.
    pub link_id: String,
    /// Address of the data element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// What was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<Answer>,
    /// Items of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<Item>,
    /// Extensions (source, as-of ...).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// One answer. Without a value when only an extension says why there is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Object", into = "Object")]
pub struct Answer {
    /// The value.
    pub value: Option<AnswerValue>,
    /// Items below the answer.
    pub item: Vec<Item>,
    /// Extensions (source, as-of, not confirmed ...).
    pub extension: Vec<Extension>,
    /// Everything else.
    pub extra: Object,
}

impl TryFrom<Object> for Answer {
    type Error = String;

    fn try_from(mut map: Object) -> Result<Answer, String> {
        Ok(Answer {
            value: AnswerValue::take(&mut map, "value")?,
            item: take_field(&mut map, "item")?,
            extension: take_field(&mut map, "extension")?,
            extra: map,
        })
    }
}

impl From<Answer> for Object {
    fn from(answer: Answer) -> Object {
        let mut map = Object::new();
        put_list(&mut map, "extension", &answer.extension);
        if let Some(value) = &answer.value {
            value.put(&mut map, "value");
        }
        put_list(&mut map, "item", &answer.item);
        map.extend(answer.extra);
        map
    }
}

impl From<AnswerValue> for Answer {
    fn from(value: AnswerValue) -> Answer {
        Answer { value: Some(value), ..Answer::default() }
    }
}

impl QuestionnaireResponse {
    /// Reads answers; the error names what is wrong and, for text, the line.
    pub fn from_json(text: &str) -> Result<QuestionnaireResponse, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The JSON of the whole, as expressions read it.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// All items from top to bottom, also those below answers.
    pub fn items(&self) -> Vec<&Item> {
        let mut out = Vec::new();
        collect(&self.item, &mut out);
        out
    }

    /// All values given to a question, in order.
    pub fn values(&self, link_id: &str) -> Vec<&AnswerValue> {
        let items = self.items().into_iter().filter(|i| i.link_id == link_id);
        items.flat_map(|i| &i.answer).filter_map(|a| a.value.as_ref()).collect()
    }
}

fn collect<'i>(items: &'i [Item], out: &mut Vec<&'i Item>) {
    for item in items {
        out.push(item);
        collect(&item.item, out);
        item.answer.iter().for_each(|a| collect(&a.item, out));
    }
}
