//! FHIR XML to FHIR JSON, for the inputs of the official suite. Types and arrays come from the crate's own type table.

use fhir::model;
use roxmltree::{Document, Node};
use serde_json::{Map, Value, json};

/// The resource in an XML document.
pub fn resource(text: &str) -> Value {
    let document = Document::parse(text).expect("well-formed XML");
    resource_of(document.root_element())
}

fn resource_of(node: Node<'_, '_>) -> Value {
    let ty = node.tag_name().name();
    let mut map = Map::new();
    map.insert("resourceType".to_owned(), json!(ty));
    fill(node, ty, &mut map);
    Value::Object(map)
}

fn fill(node: Node<'_, '_>, ty: &str, map: &mut Map<String, Value>) {
    for attribute in node.attributes().filter(|a| matches!(a.name(), "id" | "url")) {
        map.insert(attribute.name().to_owned(), json!(attribute.value()));
    }
    for child in node.children().filter(Node::is_element) {
        let key = child.tag_name().name();
        let (child_ty, repeats) = type_of(ty, key);
        let (value, meta) = value_of(child, child_ty);
        put(map, key, value, repeats, meta.is_some());
        if let Some(meta) = meta {
            put(map, &format!("_{key}"), meta, repeats, false);
        }
    }
}

fn put(map: &mut Map<String, Value>, key: &str, value: Value, repeats: bool, only_meta: bool) {
    if repeats {
        if let Value::Array(all) = map.entry(key.to_owned()).or_insert_with(|| json!([])) {
            all.push(value);
        }
    } else if !(value.is_null() && only_meta) {
        assert!(map.insert(key.to_owned(), value).is_none(), "{key} comes twice");
    }
}

fn type_of(parent: &str, key: &str) -> (&'static str, bool) {
    model::elements_of(parent)
        .find_map(|e| {
            let ty = match e.choice {
                true => e.types.iter().find(|t| e.key(t) == key).copied(),
                false => (e.name == key).then(|| e.types[0]),
            };
            ty.map(|t| (t, e.repeats))
        })
        .unwrap_or_else(|| panic!("{parent} has no {key}"))
}

fn value_of(node: Node<'_, '_>, ty: &'static str) -> (Value, Option<Value>) {
    if ty == "Resource" {
        return (resource_of(node.first_element_child().expect("a contained resource")), None);
    }
    if ty == "xhtml" {
        let range = node.range();
        return (json!(node.document().input_text()[range]), None);
    }
    let mut map = Map::new();
    if !model::is_primitive(ty) {
        fill(node, ty, &mut map);
        return (Value::Object(map), None);
    }
    let value = node.attribute("value").map_or(Value::Null, |text| match ty {
        "boolean" | "integer" | "positiveInt" | "unsignedInt" | "decimal" => {
            serde_json::from_str(text).expect("a boolean or number")
        }
        _ => json!(text),
    });
    fill(node, "Element", &mut map);
    (value, (!map.is_empty()).then_some(Value::Object(map)))
}
