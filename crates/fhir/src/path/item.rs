//! One item of a collection: a value of the language itself, or a place in a resource with what is known of its type.

use super::temporal::{Kind, Precision, Temporal};
use super::units::Unit;
use crate::model;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Number, Value, json};
use std::borrow::Cow;
use std::str::FromStr;

/// URI of the unit system of quantities (UCUM).
pub const UCUM: &str = "http://unitsofmeasure.org";

static NULL: Value = Value::Null;

/// A place in a resource.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// The JSON there; null where only an extension stands (`_birthDate` without `birthDate`).
    pub value: &'a Value,
    /// For a primitive: the JSON of the sibling `_name` (id and extensions).
    pub meta: Option<&'a Value>,
    /// R4 type, when known: `Patient`, `code`, `Patient.contact`.
    pub ty: Option<&'static str>,
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Value, with the decimal places as written.
    pub value: Decimal,
    /// Unit.
    pub unit: Unit,
}

/// One item of a collection.
#[derive(Debug, Clone)]
pub enum Item<'a> {
    /// A place in a resource.
    Node(Node<'a>),
    /// System.Boolean
    Boolean(bool),
    /// System.Integer (32 bits)
    Integer(i32),
    /// System.Decimal, with its places
    Decimal(Decimal),
    /// System.String
    Text(Cow<'a, str>),
    /// System.Date, DateTime or Time
    Temporal(Temporal),
    /// System.Quantity
    Quantity(Quantity),
    /// What `type()` answers: namespace and name.
    TypeInfo(&'static str, &'static str),
}

/// The decimal a JSON number stands for.
pub(super) fn decimal_of(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

impl<'a> Node<'a> {
    /// A node for some JSON; a resource tells its own type.
    pub fn new(value: &'a Value, ty: Option<&'static str>) -> Node<'a> {
        let own = value.get("resourceType").and_then(Value::as_str).and_then(model::type_name);
        let ty = own.or(ty).or(if value.is_boolean() { Some("boolean") } else { None });
        Node { value, meta: None, ty }
    }

    /// True for a primitive that has a value, not only an extension.
    pub(super) fn has_value(&self) -> bool {
        !matches!(self.value, Value::Null | Value::Object(_) | Value::Array(_))
    }

    /// The elements named `name`.
    pub(super) fn field(&self, name: &str, out: &mut Vec<Item<'a>>) {
        if let Some(Value::Object(meta)) = self.meta
            && !self.value.is_object()
        {
            let ty = if name == "extension" { Some("Extension") } else { Some("string") };
            collect(meta, name, ty, out);
        }
        let Value::Object(map) = self.value else { return };
        match self.ty {
            Some(ty) if model::type_def(ty).is_some() => {
                let Some(element) = model::element_of(ty, name) else { return };
                for ty in &element.types {
                    collect(map, &element.key(ty), Some(ty), out);
                    if !element.choice {
                        break;
                    }
                }
            }
            _ => {
                let before = out.len();
                collect(map, name, None, out);
                if out.len() == before {
                    for key in map.keys().filter(|k| k.starts_with(name)) {
                        if let Some((stem, ty)) = model::split_choice(key)
                            && stem == name
                        {
                            collect(map, key, Some(ty), out);
                        }
                    }
                }
            }
        }
    }

    /// All elements, in the order of the JSON.
    pub(super) fn children(&self, out: &mut Vec<Item<'a>>) {
        if let Some(Value::Object(meta)) = self.meta
            && !self.value.is_object()
        {
            collect(meta, "id", Some("string"), out);
            collect(meta, "extension", Some("Extension"), out);
        }
        let Value::Object(map) = self.value else { return };
        let known = self.ty.filter(|t| model::type_def(t).is_some());
        for key in map.keys().filter(|k| *k != "resourceType") {
            let key = match key.strip_prefix('_') {
                Some(plain) if map.contains_key(plain) => continue,
                Some(plain) => plain,
                None => key,
            };
            let ty = match known {
                Some(ty) => model::elements_of(ty).find_map(|e| match e.choice {
                    false => (e.name == key).then(|| e.types.first().copied()).flatten(),
                    true => e.types.iter().find(|t| e.key(t) == *key).copied(),
                }),
                None => None,
            };
            collect(map, key, ty, out);
        }
    }

    fn kind(&self) -> Option<Kind> {
        match self.ty? {
            "date" => Some(Kind::Date),
            "dateTime" | "instant" => Some(Kind::DateTime),
            "time" => Some(Kind::Time),
            _ => None,
        }
    }

    /// The value as the language's own type (FHIR.date is a System.Date here, FHIR.Quantity a System.Quantity).
    fn system(&self) -> Option<Item<'a>> {
        match self.value {
            Value::Bool(b) => Some(Item::Boolean(*b)),
            Value::Number(n) => {
                let whole = n
                    .as_i64()
                    .and_then(|n| i32::try_from(n).ok())
                    .filter(|_| self.ty != Some("decimal"));
                match whole {
                    Some(n) => Some(Item::Integer(n)),
                    None => decimal_of(n).map(Item::Decimal),
                }
            }
            Value::String(s) => match self.kind() {
                Some(kind) => Temporal::parse_as(kind, s).map(Item::Temporal),
                None => Some(Item::Text(Cow::Borrowed(s))),
            },
            Value::Object(map) if self.ty.is_some_and(|t| model::is_a(t, "Quantity")) => {
                quantity_of(map).map(Item::Quantity)
            }
            _ => None,
        }
    }
}

fn quantity_of(map: &Map<String, Value>) -> Option<Quantity> {
    // `< 5 mg` is a range, not an amount.
    let (Some(Value::Number(value)), None) = (map.get("value"), map.get("comparator")) else {
        return None;
    };
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let unit = match (text("system"), text("code"), text("unit")) {
        (Some(UCUM), Some(code), _) => Unit::Ucum(code.to_owned()),
        (Some(system), Some(code), _) => Unit::Named(format!("{system}|{code}")),
        (None, Some(unit), _) | (_, None, Some(unit)) => Unit::Named(unit.to_owned()),
        (_, None, None) => Unit::one(),
    };
    Some(Quantity { value: decimal_of(value)?, unit })
}

/// Adds what stands at `key`, an array item by item, each with its part of `_key`.
fn collect<'a>(
    map: &'a Map<String, Value>,
    key: &str,
    ty: Option<&'static str>,
    out: &mut Vec<Item<'a>>,
) {
    let value = map.get(key);
    // Only primitives have a `_key`; looking for it elsewhere would cost an allocation for nothing.
    let primitive = ty.is_none_or(model::is_primitive);
    let meta = if primitive { map.get(&format!("_{key}")) } else { None };
    match (value, meta) {
        (Some(Value::Array(values)), _) => {
            let metas = meta.and_then(Value::as_array);
            for (at, value) in values.iter().enumerate() {
                let meta = metas.and_then(|m| m.get(at)).filter(|m| !m.is_null());
                if !value.is_null() || meta.is_some() {
                    out.push(Item::Node(Node { meta, ..Node::new(value, ty) }));
                }
            }
        }
        (None | Some(Value::Null), Some(Value::Array(metas))) => {
            let present = metas.iter().filter(|m| !m.is_null());
            out.extend(present.map(|m| Item::Node(Node { value: &NULL, meta: Some(m), ty })));
        }
        (None | Some(Value::Null), None) => {}
        (value, meta) => {
            out.push(Item::Node(Node { meta, ..Node::new(value.unwrap_or(&NULL), ty) }))
        }
    }
}

impl<'a> Item<'a> {
    pub(super) fn text(text: impl Into<String>) -> Item<'a> {
        Item::Text(Cow::Owned(text.into()))
    }

    /// The value in the language's own types; `None` for a complex element or one without a value.
    pub fn system(&self) -> Option<Item<'a>> {
        match self {
            Item::Node(node) => node.system(),
            other => Some(other.clone()),
        }
    }

    /// Namespace and name of the type. `None` where the JSON does not tell it.
    pub fn type_name(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Item::Node(node) => ("FHIR", node.ty?),
            Item::Boolean(_) => ("System", "Boolean"),
            Item::Integer(_) => ("System", "Integer"),
            Item::Decimal(_) => ("System", "Decimal"),
            Item::Text(_) => ("System", "String"),
            Item::Temporal(t) => match t.kind {
                Kind::Date => ("System", "Date"),
                Kind::DateTime => ("System", "DateTime"),
                Kind::Time => ("System", "Time"),
            },
            Item::Quantity(_) => ("System", "Quantity"),
            Item::TypeInfo(..) => ("System", "TypeInfo"),
        })
    }

    /// As JSON: dates as FHIR strings, a quantity as a FHIR Quantity, a node as it stands.
    pub fn to_json(&self) -> Value {
        match self {
            Item::Node(node) => node.value.clone(),
            Item::Boolean(b) => json!(b),
            Item::Integer(n) => json!(n),
            Item::Decimal(d) => {
                d.to_f64().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
            }
            Item::Text(t) => json!(t),
            Item::Temporal(t) => json!(t.to_string()),
            Item::Quantity(q) => {
                let value = Item::Decimal(q.value).to_json();
                match &q.unit {
                    Unit::Ucum(code) => {
                        json!({"value": value, "unit": code, "system": UCUM, "code": code})
                    }
                    Unit::Calendar(_, unit) | Unit::Named(unit) => {
                        json!({"value": value, "unit": unit})
                    }
                }
            }
            Item::TypeInfo(namespace, name) => json!({"namespace": namespace, "name": name}),
        }
    }

    /// As the language writes it down: `@2024-04-01`, `1 'mg'`; text without quotation marks. Empty for a complex element.
    pub fn literal(&self) -> String {
        match self.system() {
            Some(Item::Temporal(t)) if t.kind == Kind::Time => format!("@T{t}"),
            Some(Item::Temporal(t))
                if t.kind == Kind::DateTime && t.precision < Precision::Hour =>
            {
                format!("@{t}T")
            }
            Some(Item::Temporal(t)) => format!("@{t}"),
            Some(other) => other.to_text().unwrap_or_default(),
            None => String::new(),
        }
    }

    /// `toString()` of a value; `None` for a complex element.
    pub(super) fn to_text(&self) -> Option<String> {
        Some(match self.system()? {
            Item::Boolean(b) => b.to_string(),
            Item::Integer(n) => n.to_string(),
            Item::Decimal(d) => d.to_string(),
            Item::Text(t) => t.into_owned(),
            Item::Temporal(t) => t.to_string(),
            Item::Quantity(q) => match &q.unit {
                Unit::Calendar(_, word) => format!("{} {word}", q.value),
                unit => format!("{} '{}'", q.value, unit.text()),
            },
            Item::Node(_) | Item::TypeInfo(..) => return None,
        })
    }
}
