//! The R4 data types forms are made of. Fields this program does not know are kept (`extra`), so that reading and writing a
//! resource loses nothing.

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::str::FromStr;

/// A JSON object.
pub type Object = Map<String, Value>;

/// Address of the extension that gives a code its place on a scale (R4 `ordinalValue`, a decimal).
pub const ORDINAL_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";

/// An extension: either a value or further extensions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// What the extension means.
    pub url: String,
    /// Parts of a complex extension.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// `value[x]` under its JSON key (`valueCode`, ...), and whatever else stands here.
    #[serde(flatten)]
    pub fields: Object,
}

impl Extension {
    /// An extension with a value, such as `Extension::new(url, "valueCode", "radio-button".into())`.
    pub fn new(url: &str, key: &str, value: Value) -> Extension {
        let fields = Map::from_iter([(key.to_owned(), value)]);
        Extension { url: url.to_owned(), extension: Vec::new(), fields }
    }

    /// Type and value of `value[x]`: `("Code", "radio-button")`.
    pub fn value(&self) -> Option<(&str, &Value)> {
        self.fields.iter().find_map(|(key, value)| Some((key.strip_prefix("value")?, value)))
    }

    /// The value as text, of whatever text type (`valueString`, `valueCode`, `valueUri`, `valueDate` ...).
    pub fn text(&self) -> Option<&str> {
        self.value()?.1.as_str()
    }

    /// `valueBoolean`
    pub fn boolean(&self) -> Option<bool> {
        self.fields.get("valueBoolean")?.as_bool()
    }

    /// `valueInteger`, `valueDecimal` and the like.
    pub fn decimal(&self) -> Option<Decimal> {
        match self.value()?.1 {
            Value::Number(n) => decimal_of(n),
            _ => None,
        }
    }

    /// `valueExpression`: language and text.
    pub fn expression(&self) -> Option<(&str, &str)> {
        let expression = self.fields.get("valueExpression")?;
        Some((expression.get("language")?.as_str()?, expression.get("expression")?.as_str()?))
    }

    /// The value as one of the types here (`Coding`, `CodeableConcept`, `Quantity` ...). `None` when it has another shape.
    pub fn value_as<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_value(self.fields.get(key)?.clone()).ok()
    }
}

/// The first extension with an address.
pub fn find<'e>(extensions: &'e [Extension], url: &str) -> Option<&'e Extension> {
    extensions.iter().find(|e| e.url == url)
}

/// The decimal a JSON number stands for.
pub fn decimal_of(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// A code of a code system.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// URI of the code system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Version of the code system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// Extensions (a place on a scale, an exclusive choice ...).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

impl Coding {
    /// A code with what people read.
    pub fn new(system: &str, code: &str, display: &str) -> Coding {
        let own = |text: &str| Some(text.to_owned());
        Coding { system: own(system), code: own(code), display: own(display), ..Coding::default() }
    }

    /// Place on its scale (`ordinalValue`); higher = worse.
    pub fn ordinal(&self) -> Option<Decimal> {
        find(&self.extension, ORDINAL_VALUE)?.decimal()
    }
}

/// A concept: codes that mean it, and text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CodeableConcept {
    /// Codes of the concept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<Coding>,
    /// The concept in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// An amount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    /// `<`, `<=`, `>=`, `>` when the amount is only bounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparator: Option<String>,
    /// Unit as people read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// System of the unit's code (UCUM).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Code of the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// A reference to another resource.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// `Patient/1`, `#id`, or an absolute address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Type of the resource.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// What people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// Everything else (`identifier`).
    #[serde(flatten)]
    pub extra: Object,
}

/// A file, by address or as data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Where the data is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Everything else (`data`, `hash`, `creation`).
    #[serde(flatten)]
    pub extra: Object,
}

/// The value of an answer, of a condition (`answer[x]`) or of an option.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerValue {
    /// `valueBoolean`
    Boolean(bool),
    /// `valueDecimal`
    Decimal(Number),
    /// `valueInteger`
    Integer(i64),
    /// `valueDate`: `YYYY[-MM[-DD]]`
    Date(String),
    /// `valueDateTime`
    DateTime(String),
    /// `valueTime`: `hh:mm:ss`
    Time(String),
    /// `valueString`
    String(String),
    /// `valueUri`
    Uri(String),
    /// `valueAttachment`
    Attachment(Attachment),
    /// `valueCoding`
    Coding(Coding),
    /// `valueQuantity`
    Quantity(Quantity),
    /// `valueReference`
    Reference(Reference),
}

fn read<T: DeserializeOwned>(key: &str, value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|e| format!("{key}: {e}"))
}

/// JSON of a value that always serialises (strings, numbers, plain structs).
fn written<T: Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl AnswerValue {
    /// Name of the R4 type as it stands in the JSON key: `Boolean`, `DateTime` ...
    pub fn type_suffix(&self) -> &'static str {
        match self {
            AnswerValue::Boolean(_) => "Boolean",
            AnswerValue::Decimal(_) => "Decimal",
            AnswerValue::Integer(_) => "Integer",
            AnswerValue::Date(_) => "Date",
            AnswerValue::DateTime(_) => "DateTime",
            AnswerValue::Time(_) => "Time",
            AnswerValue::String(_) => "String",
            AnswerValue::Uri(_) => "Uri",
            AnswerValue::Attachment(_) => "Attachment",
            AnswerValue::Coding(_) => "Coding",
            AnswerValue::Quantity(_) => "Quantity",
            AnswerValue::Reference(_) => "Reference",
        }
    }

    /// The JSON of the value alone.
    pub fn to_json(&self) -> Value {
        match self {
            AnswerValue::Boolean(b) => Value::Bool(*b),
            AnswerValue::Decimal(n) => Value::Number(n.clone()),
            AnswerValue::Integer(n) => Value::Number((*n).into()),
            AnswerValue::Date(t) | AnswerValue::DateTime(t) | AnswerValue::Time(t) => {
                Value::String(t.clone())
            }
            AnswerValue::String(t) | AnswerValue::Uri(t) => Value::String(t.clone()),
            AnswerValue::Attachment(a) => written(a),
            AnswerValue::Coding(c) => written(c),
            AnswerValue::Quantity(q) => written(q),
            AnswerValue::Reference(r) => written(r),
        }
    }

    /// Reads one value by the type in its key. An error names the key.
    pub fn from_json(suffix: &str, value: Value) -> Result<AnswerValue, String> {
        Ok(match suffix {
            "Boolean" => AnswerValue::Boolean(read(suffix, value)?),
            "Decimal" => AnswerValue::Decimal(read(suffix, value)?),
            "Integer" => AnswerValue::Integer(read(suffix, value)?),
            "Date" => AnswerValue::Date(read(suffix, value)?),
            "DateTime" => AnswerValue::DateTime(read(suffix, value)?),
            "Time" => AnswerValue::Time(read(suffix, value)?),
            "String" => AnswerValue::String(read(suffix, value)?),
            "Uri" => AnswerValue::Uri(read(suffix, value)?),
            "Attachment" => AnswerValue::Attachment(read(suffix, value)?),
            "Coding" => AnswerValue::Coding(read(suffix, value)?),
            "Quantity" => AnswerValue::Quantity(read(suffix, value)?),
            "Reference" => AnswerValue::Reference(read(suffix, value)?),
            other => return Err(format!("an answer cannot be a {other}")),
        })
    }

    /// Takes `prefix` + type out of an object. More than one is an error (R4: one type of a choice at most).
    pub(crate) fn take(map: &mut Object, prefix: &str) -> Result<Option<AnswerValue>, String> {
        let mut keys = map.keys().filter(|k| {
            k.strip_prefix(prefix)
                .is_some_and(|suffix| suffix.starts_with(|c: char| c.is_ascii_uppercase()))
        });
        let (Some(key), second) = (keys.next().cloned(), keys.next()) else { return Ok(None) };
        if let Some(second) = second {
            return Err(format!("both {key} and {second} are given"));
        }
        let suffix = key.strip_prefix(prefix).unwrap_or_default();
        let value = map.shift_remove(&key).unwrap_or_default();
        AnswerValue::from_json(suffix, value).map(Some)
    }

    /// Puts the value into an object under `prefix` + type.
    pub(crate) fn put(&self, map: &mut Object, prefix: &str) {
        map.insert(format!("{prefix}{}", self.type_suffix()), self.to_json());
    }

    /// The code, when it is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            AnswerValue::Coding(coding) => coding.code.as_deref(),
            _ => None,
        }
    }
}

/// Takes a field out of an object and reads it; absent = default.
pub(crate) fn take_field<T: DeserializeOwned + Default>(
    map: &mut Object,
    key: &str,
) -> Result<T, String> {
    map.shift_remove(key).map_or(Ok(T::default()), |value| read(key, value))
}

/// Puts a list into an object unless it is empty.
pub(crate) fn put_list<T: Serialize>(map: &mut Object, key: &str, list: &[T]) {
    if !list.is_empty() {
        map.insert(key.to_owned(), written(list));
    }
}
