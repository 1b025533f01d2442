//! What the expression language knows about FHIR R4: which types exist, what they derive from, which elements they have.
//!
//! The table is `r4.txt` (HL7 FHIR R4 4.0.1, CC0), read once. Resource types outside it are known by name only; their
//! elements are read from the JSON as they stand, untyped.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// One element of a type: `name` in a path, the types it may have, whether it may repeat.
#[derive(Debug)]
pub struct Element {
    /// Name as written in a path (`value`, not `valueQuantity`).
    pub name: &'static str,
    /// True for `value[x]`: the JSON key is `name` + type.
    pub choice: bool,
    /// True when the JSON holds an array.
    pub repeats: bool,
    /// Types by name; a nested element is named by its path (`Patient.contact`).
    pub types: Vec<&'static str>,
}

impl Element {
    /// The JSON key of this element for one of its types.
    pub fn key(&self, ty: &str) -> String {
        if !self.choice {
            return self.name.to_owned();
        }
        let mut key = self.name.to_owned();
        let mut chars = ty.chars();
        if let Some(first) = chars.next() {
            key.extend(first.to_uppercase());
        }
        key.push_str(chars.as_str());
        key
    }
}

/// A type of R4: `base` is empty for the roots `Element` and `Resource`.
#[derive(Debug)]
pub struct TypeDef {
    /// `Patient`, `HumanName`, `code`, or a path such as `Patient.contact`.
    pub name: &'static str,
    base: &'static str,
    elements: Vec<Element>,
}

struct Model {
    types: HashMap<&'static str, TypeDef>,
    names_only: HashSet<&'static str>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| read(include_str!("r4.txt")));

fn read(text: &'static str) -> Model {
    let mut types = HashMap::new();
    let mut names_only = HashSet::new();
    let mut open: Vec<&'static str> = Vec::new();
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let mut words = line.split(' ');
        match words.next().unwrap_or_default() {
            "*" => open = words.next().unwrap_or_default().split('|').collect(),
            "?" => names_only = words.collect(),
            head => {
                let (name, base) = head.split_once(':').unwrap_or((head, ""));
                let elements = words.filter_map(|w| element(w, &open)).collect();
                types.insert(name, TypeDef { name, base, elements });
            }
        }
    }
    Model { types, names_only }
}

fn element(word: &'static str, open: &[&'static str]) -> Option<Element> {
    let (name, types) = word.split_once('=')?;
    let (name, repeats) = name.strip_suffix('+').map_or((name, false), |n| (n, true));
    let (name, choice) = name.strip_suffix("[x]").map_or((name, false), |n| (n, true));
    let types = if types == "*" { open.to_vec() } else { types.split('|').collect() };
    Some(Element { name, choice, repeats, types })
}

/// The definition of a type, when its elements are known.
pub fn type_def(name: &str) -> Option<&'static TypeDef> {
    MODEL.types.get(name)
}

/// The name itself as a `'static` string, when R4 has such a type (elements known or not).
pub fn type_name(name: &str) -> Option<&'static str> {
    MODEL.types.get(name).map(|t| t.name).or_else(|| MODEL.names_only.get(name).copied())
}

/// True for a primitive type (`string`, `code`, `date` ...).
pub fn is_primitive(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && MODEL.types.contains_key(name)
}

/// True for a resource type.
pub fn is_resource(name: &str) -> bool {
    MODEL.names_only.contains(name) || is_a(name, "Resource")
}

/// True when `name` is `ancestor` or derives from it (`code` is a `string`, `Age` is a `Quantity`).
pub fn is_a(name: &str, ancestor: &str) -> bool {
    let mut at = name;
    loop {
        if at == ancestor {
            return true;
        }
        match MODEL.types.get(at) {
            Some(def) if !def.base.is_empty() => at = def.base,
            Some(_) => return false,
            // Resources known by name only: R4 has few that are not a DomainResource, and none of those is in the list.
            None => {
                return MODEL.names_only.contains(at)
                    && matches!(ancestor, "DomainResource" | "Resource");
            }
        }
    }
}

/// An element of a type or of what it derives from. `None` when the type has no such element or is not known.
pub fn element_of(ty: &str, name: &str) -> Option<&'static Element> {
    elements_of(ty).find(|e| e.name == name)
}

/// All elements of a type, its own first.
pub fn elements_of(ty: &str) -> impl Iterator<Item = &'static Element> {
    let mut at = MODEL.types.get(ty);
    std::iter::from_fn(move || {
        let def = at?;
        at = MODEL.types.get(def.base);
        Some(def.elements.iter())
    })
    .flatten()
}

/// Splits a JSON key of a choice (`valueQuantity`) into its name and type. Used where the type of the parent is not known.
pub fn split_choice(key: &str) -> Option<(&str, &'static str)> {
    key.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase()).find_map(|(at, _)| {
        let (name, suffix) = key.split_at(at);
        let mut lower = suffix.to_owned();
        if let Some(first) = lower.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        let ty = type_name(suffix).or_else(|| type_name(&lower))?;
        Some((name, ty))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_named_in_the_table_exists() {
        for def in MODEL.types.values() {
            assert!(def.base.is_empty() || MODEL.types.contains_key(def.base), "{}", def.base);
            for e in &def.elements {
                for t in &e.types {
                    assert!(MODEL.types.contains_key(t), "{}.{}: {t}", def.name, e.name);
                }
            }
        }
    }

    #[test]
    fn derivation_and_inherited_elements() {
        assert!(is_a("code", "string") && is_a("Age", "Quantity") && is_a("Patient", "Resource"));
        assert!(!is_a("string", "code") && is_a("Claim", "DomainResource"));
        assert_eq!(element_of("Patient", "id").unwrap().types, ["id"]);
        assert!(element_of("Patient.contact", "modifierExtension").unwrap().repeats);
        assert!(element_of("Patient", "given").is_none());
    }

    #[test]
    fn choice_keys_split_and_join() {
        let value = element_of("Observation", "value").unwrap();
        assert_eq!((value.key("dateTime"), value.choice), ("valueDateTime".to_owned(), true));
        assert_eq!(split_choice("valueDateTime"), Some(("value", "dateTime")));
        assert_eq!(split_choice("valueQuantity"), Some(("value", "Quantity")));
        assert_eq!(split_choice("birthDate"), Some(("birth", "date")));
        assert_eq!(split_choice("linkId"), Some(("link", "id")));
        assert_eq!(split_choice("answerOption"), None);
    }
}
