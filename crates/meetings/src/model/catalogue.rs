//! Kinds of bodies, forms of meeting, roles, professions, words of cases: versioned data (data/meetings/catalogue.json).
use std::sync::OnceLock;

use app::{Error, Result};
use serde::Deserialize;
pub use slice::parts::Coded;

/// The data of one version.
#[derive(Debug, Clone, Deserialize)]
pub struct Catalogue {
    /// 「2026-11」.
    pub version: String,
    /// Kinds of bodies in the order of lists.
    pub kinds: Vec<Coded>,
    /// 参集, オンライン …
    pub forms: Vec<Coded>,
    /// 会長 … 事務局.
    pub roles: Vec<Coded>,
    /// Professions in the order of tables, 「市民」 and 「その他」 last.
    pub professions: Vec<Coded>,
    /// Age bands of cases.
    pub ages: Vec<Coded>,
    /// Households of cases.
    pub households: Vec<Coded>,
}

/// What is shipped.
pub fn catalogue() -> Result<&'static Catalogue> {
    static ONE: OnceLock<Option<Catalogue>> = OnceLock::new();
    ONE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../data/meetings/catalogue.json")).ok()
    })
    .as_ref()
    .ok_or_else(|| Error::Inconsistent("data/meetings/catalogue.json cannot be read".into()))
}

/// Words of a code; the code itself where it is not known any more.
pub fn label<'a>(list: &'a [Coded], code: &'a str) -> &'a str {
    list.iter().find(|c| c.code == code).map_or(code, |c| c.label.as_str())
}

/// Is it one of them?
pub fn has(list: &[Coded], code: &str) -> bool {
    list.iter().any(|c| c.code == code)
}

impl Catalogue {
    /// Words of a kind of body.
    pub fn kind<'a>(&'a self, code: &'a str) -> &'a str {
        label(&self.kinds, code)
    }

    /// Words of a form of meeting.
    pub fn form<'a>(&'a self, code: &'a str) -> &'a str {
        label(&self.forms, code)
    }

    /// Words of a role.
    pub fn role<'a>(&'a self, code: &'a str) -> &'a str {
        label(&self.roles, code)
    }

    /// Words of a profession.
    pub fn profession<'a>(&'a self, code: &'a str) -> &'a str {
        label(&self.professions, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_the_kinds_of_the_issue_are_there() {
        let c = catalogue().unwrap();
        for list in [&c.kinds, &c.forms, &c.roles, &c.professions, &c.ages, &c.households] {
            let codes: std::collections::BTreeSet<_> = list.iter().map(|x| &x.code).collect();
            assert_eq!(codes.len(), list.len());
        }
        for words in ["協議体（第1層）", "協議体（第2層）", "地域ケア会議", "部会"]
        {
            assert!(c.kinds.iter().any(|k| k.label == words), "{words}");
        }
        assert_eq!(c.forms.len(), 4, "参集・オンライン・ハイブリッド・書面");
    }
}
