//! FHIR R4 Questionnaire: the definition of a form.

use crate::datatypes::{AnswerValue, Coding, Extension, Object, find, put_list, take_field};
use crate::valueset::ValueSet;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The definition of a form. Fields not listed are kept in `extra`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Questionnaire {
    /// Always `Questionnaire`.
    pub resource_type: QuestionnaireTag,
    /// Id within a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Canonical address of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Version; a published version is never changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Name for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `draft`, `active`, `retired`, `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Resources kept inside, mostly value sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contained: Vec<Value>,
    /// Extensions of the whole form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Questions, groups and texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<Item>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// The word `Questionnaire`: another resource is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionnaireTag {
    /// `Questionnaire`
    #[default]
    Questionnaire,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemType {
    /// Items under a heading.
    Group,
    /// Text only.
    Display,
    /// Yes or no.
    Boolean,
    /// A number with places.
    Decimal,
    /// A whole number.
    Integer,
    /// A date.
    Date,
    /// A date with time.
    DateTime,
    /// A time.
    Time,
    /// One line.
    String,
    /// Several lines.
    Text,
    /// An address.
    Url,
    /// One of the options.
    Choice,
    /// One of the options or free text.
    #[serde(rename = "open-choice")]
    OpenChoice,
    /// A file.
    Attachment,
    /// Another resource.
    Reference,
    /// A number with a unit.
    Quantity,
    /// R4's own grouping word for "any question"; not for real items.
    Question,
}

/// A question, group or text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Id within the form; links questions and answers.
    pub link_id: String,
    /// Address of the data element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// Codes of the question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<Coding>,
    /// `1.`, `(a)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the item is.
    #[serde(rename = "type")]
    pub ty: ItemType,
    /// Conditions under which the item is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enable_when: Vec<EnableWhen>,
    /// Whether all or any of them must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_behavior: Option<EnableBehavior>,
    /// Must be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// May be answered more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<bool>,
    /// Cannot be changed by the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// Longest answer in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// The options as a value set (`#id` = contained).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_value_set: Option<String>,
    /// The options, listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer_option: Vec<AnswerOption>,
    /// First values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<Initial>,
    /// Items below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<Item>,
    /// Extensions (control, units, regex, expressions, our own).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Everything else (`_text` ...).
    #[serde(flatten)]
    pub extra: Object,
}

/// How several conditions join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EnableBehavior {
    /// Every condition must hold.
    All,
    /// One condition must hold.
    Any,
}

/// How an answer is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnableOperator {
    /// Answered at all (compare with true or false).
    #[serde(rename = "exists")]
    Exists,
    /// `=`
    #[serde(rename = "=")]
    Equal,
    /// `!=`
    #[serde(rename = "!=")]
    NotEqual,
    /// `>`
    #[serde(rename = ">")]
    Greater,
    /// `<`
    #[serde(rename = "<")]
    Less,
    /// `>=`
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// `<=`
    #[serde(rename = "<=")]
    LessOrEqual,
}

/// One condition: the answer to `question` compared with `answer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Object", into = "Object")]
pub struct EnableWhen {
    /// linkId of the question it looks at.
    pub question: String,
    /// How it compares.
    pub operator: EnableOperator,
    /// What it compares with.
    pub answer: AnswerValue,
    /// Everything else.
    pub extra: Object,
}

impl TryFrom<Object> for EnableWhen {
    type Error = String;

    fn try_from(mut map: Object) -> Result<EnableWhen, String> {
        let question: Option<String> = take_field(&mut map, "question")?;
        let operator: Option<EnableOperator> = take_field(&mut map, "operator")?;
        Ok(EnableWhen {
            question: question.ok_or("enableWhen: question is missing")?,
            operator: operator.ok_or("enableWhen: operator is missing")?,
            answer: AnswerValue::take(&mut map, "answer")?
                .ok_or("enableWhen: answer[x] is missing")?,
            extra: map,
        })
    }
}

impl From<EnableWhen> for Object {
    fn from(when: EnableWhen) -> Object {
        let mut map = Object::new();
        map.insert("question".to_owned(), when.question.into());
        map.insert("operator".to_owned(), serde_json::to_value(when.operator).unwrap_or_default());
        when.answer.put(&mut map, "answer");
        map.extend(when.extra);
        map
    }
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Object", into = "Object")]
pub struct AnswerOption {
    /// The option.
    pub value: AnswerValue,
    /// Chosen to begin with.
    pub initial_selected: Option<bool>,
    /// Extensions (exclusive, prefix ...).
    pub extension: Vec<Extension>,
    /// Everything else.
    pub extra: Object,
}

impl TryFrom<Object> for AnswerOption {
    type Error = String;

    fn try_from(mut map: Object) -> Result<AnswerOption, String> {
        Ok(AnswerOption {
            value: AnswerValue::take(&mut map, "value")?
                .ok_or("answerOption: value[x] is missing")?,
            initial_selected: take_field(&mut map, "initialSelected")?,
            extension: take_field(&mut map, "extension")?,
            extra: map,
        })
    }
}

impl From<AnswerOption> for Object {
    fn from(option: AnswerOption) -> Object {
        let mut map = Object::new();
        put_list(&mut map, "extension", &option.extension);
        option.value.put(&mut map, "value");
        if let Some(selected) = option.initial_selected {
            map.insert("initialSelected".to_owned(), selected.into());
        }
        map.extend(option.extra);
        map
    }
}

/// A first value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Object", into = "Object")]
pub struct Initial {
    /// The value.
    pub value: AnswerValue,
    /// Everything else.
    pub extra: Object,
}

impl TryFrom<Object> for Initial {
    type Error = String;

    fn try_from(mut map: Object) -> Result<Initial, String> {
        let value = AnswerValue::take(&mut map, "value")?.ok_or("initial: value[x] is missing")?;
        Ok(Initial { value, extra: map })
    }
}

impl From<Initial> for Object {
    fn from(initial: Initial) -> Object {
        let mut map = Object::new();
        initial.value.put(&mut map, "value");
        map.extend(initial.extra);
        map
    }
}

impl Questionnaire {
    /// Reads a definition; the error names what is wrong and, for text, the line.
    pub fn from_json(text: &str) -> Result<Questionnaire, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// All items from top to bottom, groups before their items.
    pub fn items(&self) -> Vec<&Item> {
        let mut out = Vec::new();
        collect(&self.item, &mut out);
        out
    }

    /// The item with a linkId.
    pub fn find(&self, link_id: &str) -> Option<&Item> {
        self.items().into_iter().find(|i| i.link_id == link_id)
    }

    /// A contained value set, by `#id` or by its canonical address. `None` when there is none or it cannot be read.
    pub fn value_set(&self, reference: &str) -> Option<ValueSet> {
        let wanted = |resource: &Value| match reference.strip_prefix('#') {
            Some(id) => resource.get("id").and_then(Value::as_str) == Some(id),
            None => resource.get("url").and_then(Value::as_str) == Some(reference),
        };
        let resource = self.contained.iter().find(|r| wanted(r))?;
        serde_json::from_value(resource.clone()).ok()
    }
}

fn collect<'i>(items: &'i [Item], out: &mut Vec<&'i Item>) {
    for item in items {
        out.push(item);
        collect(&item.item, out);
    }
}

impl Item {
    /// An item with nothing but its id and type.
    pub fn new(link_id: &str, ty: ItemType) -> Item {
        Item {
            link_id: link_id.to_owned(),
            definition: None,
            code: Vec::new(),
            prefix: None,
            text: None,
            ty,
            enable_when: Vec::new(),
            enable_behavior: None,
            required: None,
            repeats: None,
            read_only: None,
            max_length: None,
            answer_value_set: None,
            answer_option: Vec::new(),
            initial: Vec::new(),
            item: Vec::new(),
            extension: Vec::new(),
            extra: Object::new(),
        }
    }

    /// The first extension with an address.
    pub fn extension(&self, url: &str) -> Option<&Extension> {
        find(&self.extension, url)
    }

    /// Must be answered.
    pub fn is_required(&self) -> bool {
        self.required == Some(true)
    }

    /// May be answered more than once.
    pub fn is_repeating(&self) -> bool {
        self.repeats == Some(true)
    }

    /// Cannot be changed by the person.
    pub fn is_read_only(&self) -> bool {
        self.read_only == Some(true)
    }
}
