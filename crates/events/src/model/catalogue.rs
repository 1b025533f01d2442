//! Kinds of events, rows of the plan table, professions: versioned data (data/events/catalogue.json).
use std::sync::OnceLock;

use app::{Error, Result};
use serde::Deserialize;
pub use slice::parts::Coded;

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kind {
    /// Code as stored.
    pub code: String,
    /// Words.
    pub label: String,
    /// The row of the plan table that it counts in; empty = none.
    pub row: String,
}

/// The data of one version.
#[derive(Debug, Clone, Deserialize)]
pub struct Catalogue {
    /// 「2026-11」.
    pub version: String,
    /// Kinds in the order of lists.
    pub kinds: Vec<Kind>,
    /// Rows of the plan table.
    pub rows: Vec<Coded>,
    /// Where the money comes from.
    pub funding: Vec<Coded>,
    /// Professions in the order of tables, 「市民」 and 「その他」 last.
    pub professions: Vec<Coded>,
}

/// What is shipped.
pub fn catalogue() -> Result<&'static Catalogue> {
    static ONE: OnceLock<Option<Catalogue>> = OnceLock::new();
    ONE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../data/events/catalogue.json")).ok()
    })
    .as_ref()
    .ok_or_else(|| Error::Inconsistent("data/events/catalogue.json cannot be read".into()))
}

fn label<'a>(list: &'a [Coded], code: &'a str) -> &'a str {
    list.iter().find(|c| c.code == code).map_or(code, |c| c.label.as_str())
}

impl Catalogue {
    /// A kind by its code.
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.kinds.iter().find(|k| k.code == code)
    }

    /// Its words; the code where it is not known any more.
    pub fn kind_label<'a>(&'a self, code: &'a str) -> &'a str {
        self.kind(code).map_or(code, |k| k.label.as_str())
    }

    /// Words of a profession.
    pub fn profession<'a>(&'a self, code: &'a str) -> &'a str {
        label(&self.professions, code)
    }

    /// Words of a source of money.
    pub fn money<'a>(&'a self, code: &'a str) -> &'a str {
        label(&self.funding, code)
    }

    /// Is this a profession's code?
    pub fn has_profession(&self, code: &str) -> bool {
        self.professions.iter().any(|p| p.code == code)
    }

    /// The kinds of a row of the plan table.
    pub fn kinds_of<'a>(&'a self, row: &'a str) -> impl Iterator<Item = &'a str> {
        self.kinds.iter().filter(move |k| k.row == row).map(|k| k.code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_counts_in_a_row_that_is_there_or_in_none() {
        let c = catalogue().unwrap();
        for k in &c.kinds {
            assert!(k.row.is_empty() || c.rows.iter().any(|r| r.code == k.row), "{}", k.code);
        }
        assert_eq!(c.kinds.len(), 10, "the ten kinds of issue 6 D");
        assert_eq!(c.kinds_of("lecture-visit").collect::<Vec<_>>(), ["lecture-visit", "citizens"]);
    }
}
