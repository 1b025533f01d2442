//! What a facility may say of itself: the procedures of the national sheets and the facilities' own
//! (forms/codes/medical-procedures.json, data/rules/facility-care.json; editions with source and year), and its answers.
use std::sync::OnceLock;

use serde::Deserialize;

/// One thing to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// As stored.
    pub code: String,
    /// On pages.
    pub label: String,
}

#[derive(Deserialize)]
struct Procedure {
    code: String,
    display: String,
    #[serde(default)]
    exclusive: bool,
}

#[derive(Deserialize)]
struct Own {
    code: String,
    label: String,
}

#[derive(Deserialize)]
struct List<T> {
    codes: Vec<T>,
}

/// All of them, in the order of the form.
pub fn all() -> &'static [Ability] {
    static READ: OnceLock<Vec<Ability>> = OnceLock::new();
    READ.get_or_init(|| {
        let national: Option<List<Procedure>> =
            serde_json::from_str(include_str!("../../../../forms/codes/medical-procedures.json"))
                .ok();
        let own: Option<List<Own>> =
            serde_json::from_str(include_str!("../../../../data/rules/facility-care.json")).ok();
        let national = national.into_iter().flat_map(|l| l.codes);
        national
            .filter(|p| !p.exclusive)
            .map(|p| Ability { code: p.code, label: p.display })
            .chain(
                own.into_iter()
                    .flat_map(|l| l.codes)
                    .map(|o| Ability { code: o.code, label: o.label }),
            )
            .collect()
    })
}

/// The words for a code; of a code of a later edition the code itself.
pub fn label(code: &str) -> &str {
    all().iter().find(|a| a.code == code).map_or(code, |a| a.label.as_str())
}

/// What a facility says of one ability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// 受けられます.
    Yes,
    /// 相談してください.
    Ask,
    /// 受けられません.
    No,
}

impl Says {
    /// All, in the order of the choice.
    pub const ALL: [Says; 3] = [Says::Yes, Says::Ask, Says::No];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Says::Yes => "yes",
            Says::Ask => "ask",
            Says::No => "no",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Says> {
        Says::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Says::Yes => "受けられます",
            Says::Ask => "相談してください",
            Says::No => "受けられません",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_there_and_no_code_stands_twice() {
        assert_eq!(label("suction"), "喀痰吸引");
        assert_eq!(label("suction-night"), "夜間の吸引");
        assert!(all().len() > 20, "{}", all().len());
        let mut codes: Vec<&str> = all().iter().map(|a| a.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all().len());
        assert_eq!(Says::from_code("ask"), Some(Says::Ask));
        assert_eq!(Says::from_code(""), None);
    }
}
