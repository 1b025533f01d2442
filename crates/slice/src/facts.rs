//! What a slice has done in a fiscal year, record by record: what the monthly and the annual report (実績報告) count, list and
//! open. A figure of the report is nothing but the sum of facts, so that each can be opened to the records it was counted from.
use app::{Cx, Permission, Result};
use kernel::{Date, Id, Region};

use crate::Migrates;

/// Something by which facts of a kind are told apart: 方法, 職種, 種類.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dim {
    /// Code within its kind.
    pub code: &'static str,
    /// Heading: 「方法」.
    pub label: &'static str,
    /// A fact may have several values: the parts add up to more than the whole.
    pub several: bool,
    /// Codes and words, in the order of papers.
    pub values: Vec<(String, String)>,
}

/// What is counted beside the times: 「参加人数」 in 「人」.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// In words.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
}

/// A kind of thing that is done and counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactKind {
    /// `slice.thing`: stays with who uses it for ever.
    pub code: &'static str,
    /// What its number is called: 「相談件数」.
    pub label: &'static str,
    /// 「件」「回」.
    pub unit: &'static str,
    /// What is counted, in a sentence.
    pub definition: &'static str,
    /// A second number.
    pub persons: Option<Beside>,
    /// Each one is an activity of its own that a report names; without, only the number stands there.
    pub activity: bool,
    /// How its facts are told apart.
    pub dims: Vec<Dim>,
}

/// One thing that was done. It names no person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// Code of its [`FactKind`].
    pub kind: &'static str,
    /// The record.
    pub id: Option<Id>,
    /// The day it counts on; none where the record has no day of that year.
    pub day: Option<Date>,
    /// One line without any person's name.
    pub title: String,
    /// The record's page within the region.
    pub href: String,
    /// What sort of its kind, as a code; by it the report finds the 取組 it belongs to.
    pub sort: String,
    /// What sort in words: 「出前講座」.
    pub sort_words: String,
    /// How often it counts (回, 件).
    pub times: i64,
    /// The second number: participants.
    pub persons: i64,
    /// Code of [`FUNDING`]; empty where the record does not say it.
    pub funding: &'static str,
    /// Dimension and code of its value.
    pub dims: Vec<(&'static str, String)>,
}

/// Facts of a slice.
#[derive(Clone, Copy)]
pub struct FactSource {
    /// Name of the slice.
    pub code: &'static str,
    /// In words: 「研修・啓発」.
    pub label: &'static str,
    /// Who may open the records. Numbers name nobody and are behind the permission of who shows them; titles are not.
    pub permission: &'static Permission,
    /// The kinds there are.
    pub kinds: fn() -> Result<Vec<FactKind>>,
    /// All that counts in the fiscal year that begins in April of `year`, in the order of days.
    pub facts: fn(&Cx<'_>, year: i64) -> Result<Vec<Fact>>,
}

/// 財源 of an activity: code and words. A slice that keeps the tag in words of its own gives the code of what it means.
pub const FUNDING: [(&str, &str); 8] = [
    ("project", "地域支援事業交付金"),
    ("contract", "委託料"),
    ("fund", "地域医療介護総合確保基金"),
    ("general", "一般財源"),
    ("own", "自主事業"),
    ("hosts", "主催者の負担"),
    ("none", "経費なし"),
    ("other", "その他"),
];

/// The code of [`FUNDING`] as it is kept for ever; empty for what is none.
pub fn funding_code(code: &str) -> &'static str {
    FUNDING.iter().find(|f| f.0 == code).map_or("", |f| f.0)
}

/// The words of a code; empty for what is none.
pub fn funding_words(code: &str) -> &'static str {
    FUNDING.iter().find(|f| f.0 == code).map_or("", |f| f.1)
}

static FACTS: std::sync::OnceLock<Vec<(FactSource, Migrates)>> = std::sync::OnceLock::new();

/// Hands over what the slices registered, once after the list of slices was built. Only the first call counts.
pub fn set_facts(all: &[crate::Slice]) {
    let _ = FACTS.set(all.iter().filter_map(|s| Some((s.facts?, s.needs))).collect());
}

/// The sources that a region has; none before they were handed over.
pub fn facts(r: &Region) -> Vec<FactSource> {
    let here = |needs: Migrates| r.persons || needs == Migrates::Base;
    FACTS.get().into_iter().flatten().filter(|s| here(s.1)).map(|s| s.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_funding_is_kept_and_another_is_none() {
        assert_eq!(funding_code("project"), "project");
        assert_eq!(funding_words("contract"), "委託料");
        assert_eq!((funding_code("gold"), funding_words("")), ("", ""));
    }
}
