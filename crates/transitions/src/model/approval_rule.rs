//! Which papers need the approval of who is responsible when somebody else has written them (代行入力): what is shipped
//! (data/rules/approval.json), and what a region has decided instead.
use std::collections::BTreeMap;
use std::sync::LazyLock;

use app::Error;
use serde::{Deserialize, Serialize};

/// A kind of paper of which it can be decided.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kind {
    /// Code, also in what a region has decided.
    pub code: String,
    /// Words.
    pub label: String,
    /// What it means, in a sentence.
    pub note: String,
    /// As shipped.
    pub needed: bool,
}

/// The shipped edition.
#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    /// Edition.
    pub version: String,
    /// Where it comes from, for the page.
    pub source: String,
    /// Not checked with the region's own rules yet.
    pub verify: bool,
    /// The kinds, in the order of the page.
    pub kinds: Vec<Kind>,
}

/// The first sheet of a stay.
pub const SHEET: &str = "sheet";
/// A sheet sent again.
pub const SHEET_AGAIN: &str = "sheet-again";

static SHIPPED: LazyLock<Option<Rule>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/rules/approval.json")).ok()
});

impl Rule {
    /// The shipped edition.
    pub fn shipped() -> Result<&'static Rule, Error> {
        SHIPPED.as_ref().ok_or_else(|| Error::Inconsistent("the rules of approval".into()))
    }
}

/// What a region has decided: by kind. A kind it does not name is as shipped, and one that nobody knows needs approval.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Kind → needed.
    pub needed: BTreeMap<String, bool>,
}

impl Decided {
    /// Does this kind need approval?
    pub fn needs(&self, rule: &Rule, kind: &str) -> bool {
        let shipped = || rule.kinds.iter().find(|k| k.code == kind).is_none_or(|k| k.needed);
        self.needed.get(kind).copied().unwrap_or_else(shipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_decided_is_as_shipped_and_what_nobody_knows_needs_approval() {
        let rule = Rule::shipped().unwrap();
        assert!(rule.kinds.iter().all(|k| k.needed), "the safe side is shipped");
        let mut own = Decided::default();
        assert!(own.needs(rule, SHEET) && own.needs(rule, SHEET_AGAIN));
        own.needed.insert(SHEET.into(), false);
        assert!(!own.needs(rule, SHEET) && own.needs(rule, SHEET_AGAIN));
        assert!(own.needs(rule, "something new"));
    }
}
