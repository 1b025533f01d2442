//! FHIR R4 ValueSet, as far as a form needs it for its options: codes listed in `compose`, or an `expansion`.

use crate::datatypes::{Coding, Extension, Object};
use crate::path::Ordinals;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A set of codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueSet {
    /// Always `ValueSet`.
    pub resource_type: ValueSetTag,
    /// Id; `#id` from within the resource that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Canonical address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compose: Option<Compose>,
    /// What is in it, worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expansion: Option<Expansion>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// The word `ValueSet`: another resource is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueSetTag {
    /// `ValueSet`
    #[default]
    ValueSet,
}

/// Included and excluded codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Compose {
    /// Included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Include>,
    /// Excluded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Include>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// Codes of one system.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Include {
    /// The code system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The codes, listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concept: Vec<Concept>,
    /// Rules for codes: need a terminology server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<Value>,
    /// Other value sets: need a terminology server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_set: Vec<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Object,
}

/// A code listed in a value set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Concept {
    /// The code.
    pub code: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// Extensions (`ordinalValue` ...).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Everything else (`designation`).
    #[serde(flatten)]
    pub extra: Object,
}

/// A value set worked out into its codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Expansion {
    /// The codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<Contains>,
    /// Everything else (`timestamp`, `identifier` ...).
    #[serde(flatten)]
    pub extra: Object,
}

/// One code of an expansion, or a heading over codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contains {
    /// A heading that cannot be chosen.
    #[serde(default, rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub is_abstract: Option<bool>,
    /// No longer in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inactive: Option<bool>,
    /// Codes below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<Contains>,
    /// The code itself.
    #[serde(flatten)]
    pub coding: Coding,
}

impl ValueSet {
    /// The codes that can be chosen, in order. `None` when the set needs a terminology server: a filter, another value set, a
    /// whole code system, or an exclusion that is not a list.
    pub fn options(&self) -> Option<Vec<Coding>> {
        if let Some(expansion) = &self.expansion {
            let mut out = Vec::new();
            expanded(&expansion.contains, &mut out);
            return Some(out);
        }
        let compose = self.compose.as_ref()?;
        let mut out = listed(&compose.include)?;
        let excluded = listed(&compose.exclude)?;
        out.retain(|c| !excluded.iter().any(|e| e.system == c.system && e.code == c.code));
        Some(out)
    }

    /// The codes with their places on the scale (`ordinalValue`); codes without a place are left out. Empty when the codes are
    /// not listed.
    pub fn ordinals(&self) -> BTreeMap<String, Decimal> {
        let options = self.options().unwrap_or_default().into_iter();
        options.filter_map(|c| c.ordinal().and_then(|place| Some((c.code?, place)))).collect()
    }
}

fn listed(includes: &[Include]) -> Option<Vec<Coding>> {
    let mut out = Vec::new();
    for include in includes {
        if include.concept.is_empty() || !include.filter.is_empty() || !include.value_set.is_empty()
        {
            return None;
        }
        out.extend(include.concept.iter().map(|concept| Coding {
            system: include.system.clone(),
            version: include.version.clone(),
            code: Some(concept.code.clone()),
            display: concept.display.clone(),
            extension: concept.extension.clone(),
            extra: Object::new(),
        }));
    }
    Some(out)
}

fn expanded(contains: &[Contains], out: &mut Vec<Coding>) {
    for entry in contains {
        let choosable = entry.is_abstract != Some(true) && entry.inactive != Some(true);
        if choosable && entry.coding.code.is_some() {
            out.push(entry.coding.clone());
        }
        expanded(&entry.contains, out);
    }
}

/// A scale kept as code → place.
impl Ordinals for BTreeMap<String, Decimal> {
    fn ordinal(&self, code: &str) -> Option<Decimal> {
        self.get(code).copied()
    }
}
