//! The eight items (取組 ア〜ク), what belongs to which, and the names that a form may have: versioned data
//! (data/programme/report.json).
use std::sync::OnceLock;

use app::{Error, Result};
use serde::Deserialize;

/// An item.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Code as stored.
    pub code: String,
    /// 「ア」.
    pub mark: String,
    /// Words.
    pub label: String,
}

impl Item {
    /// 「（ア）地域の医療・介護の資源の把握」.
    pub fn words(&self) -> String {
        format!("（{}）{}", self.mark, self.label)
    }
}

/// To which item facts of a kind belong.
#[derive(Debug, Clone, Deserialize)]
pub struct Place {
    /// Kind of fact.
    pub kind: String,
    /// Its sort; empty = all others.
    pub sort: String,
    /// Code of the item.
    pub item: String,
}

/// A name of a form and the figure it means.
#[derive(Debug, Clone, Deserialize)]
pub struct Name {
    /// As it is written in a form.
    pub name: String,
    /// Code of the figure.
    pub figure: String,
    /// A part of it.
    #[serde(default)]
    pub part: String,
    /// The row of the part.
    #[serde(default)]
    pub value: String,
}

/// Names for all rows of a part: what is written before the words of the row.
#[derive(Debug, Clone, Deserialize)]
pub struct List {
    /// 「相談_方法」.
    pub name: String,
    /// Code of the figure.
    pub figure: String,
    /// Its part.
    pub part: String,
}

/// The data of one version.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// 「2026-11」.
    pub version: String,
    /// The items, in their order.
    pub items: Vec<Item>,
    /// What belongs to which.
    pub places: Vec<Place>,
    /// Names of single figures.
    pub names: Vec<Name>,
    /// Names of the rows of parts.
    pub lists: Vec<List>,
}

/// What is shipped.
pub fn rules() -> Result<&'static Rules> {
    static ONE: OnceLock<Option<Rules>> = OnceLock::new();
    ONE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../../data/programme/report.json")).ok()
    })
    .as_ref()
    .ok_or_else(|| Error::Inconsistent("data/programme/report.json cannot be read".into()))
}

impl Rules {
    /// The item of a fact; （イ） where nothing is said of its kind.
    pub fn item_of(&self, kind: &str, sort: &str) -> &str {
        let of = |s: &str| self.places.iter().find(|p| p.kind == kind && p.sort == s);
        of(sort).or_else(|| of("")).map_or("i", |p| p.item.as_str())
    }

    /// An item by its code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_names_an_item() {
        let r = rules().unwrap();
        assert_eq!(r.items.len(), 8);
        assert!(r.places.iter().all(|p| r.item(&p.item).is_some()));
        assert_eq!(r.item_of("events.event", "training"), "ka");
        assert_eq!(r.item_of("events.event", "festival"), "ki");
        assert_eq!(r.item_of("unknown", ""), "i");
    }
}
