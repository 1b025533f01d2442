//! Short lists of codes in which acts of a stay speak (data/rules/*.json): each an edition with its source and year. A
//! region's wish for other words is a new edition; a code once stored keeps its meaning.
use std::sync::LazyLock;

use serde::Deserialize;

/// One code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Code {
    /// As stored.
    pub code: String,
    /// On pages.
    pub label: String,
    /// Asks for words of one's own (そのほか).
    pub open: bool,
    /// Longest validity in days counted with the first day; 0 = none. Only of orders.
    pub max_days: i64,
}

/// A list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Codes {
    /// Edition.
    pub version: String,
    /// Year of the source.
    pub year: u16,
    /// Where the codes come from.
    pub source: String,
    /// Not yet seen on the printed source, or to be settled by the region.
    pub verify: bool,
    /// In the order of the choice.
    pub codes: Vec<Code>,
    /// A second list of the same edition: why a facility cannot.
    pub reasons: Vec<Code>,
}

impl Codes {
    /// A code of the list.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }

    /// A reason of the second list.
    pub fn reason(&self, code: &str) -> Option<&Code> {
        self.reasons.iter().find(|c| c.code == code)
    }

    /// The words for a code; of a code of a later edition the code itself.
    pub fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |c| c.label.as_str())
    }

    /// The words for several codes, joined.
    pub fn labels(&self, codes: &[String]) -> String {
        codes.iter().map(|c| self.label(c)).collect::<Vec<_>>().join("、")
    }
}

macro_rules! shipped {
    ($($(#[$d:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$d])* pub fn $name() -> &'static Codes {
            static READ: LazyLock<Codes> = LazyLock::new(|| {
                serde_json::from_str(include_str!(concat!("../../../../data/rules/", $file, ".json")))
                    .unwrap_or_default()
            });
            &READ
        })*
        #[cfg(test)]
        const ALL: &[fn() -> &'static Codes] = &[$($name),*];
    };
}

shipped! {
    /// Why somebody who could leave is still in hospital: 14 codes (forms.md §2.2, survey of 2024, question 4-4).
    not_discharged = "not-discharged-reasons";
    /// Why 退院日の連絡 came fewer than five days before (local list).
    late_notice = "late-notice-reasons";
    /// What facilities are asked beyond the sixteen procedures, and why they cannot (local list).
    facility_care = "facility-care";
    /// Orders for care at home with their longest validity.
    orders = "orders";
}

/// The sixteen procedures of the national sheets (forms/codes/medical-procedures.json): code and words, without なし.
pub fn procedures() -> &'static [(String, String)] {
    #[derive(Deserialize)]
    struct One {
        code: String,
        display: String,
        #[serde(default)]
        exclusive: bool,
    }
    #[derive(Deserialize)]
    struct List {
        codes: Vec<One>,
    }
    static READ: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let json = include_str!("../../../../forms/codes/medical-procedures.json");
        serde_json::from_str::<List>(json)
            .map(|l| {
                let kept = l.codes.into_iter().filter(|c| !c.exclusive);
                kept.map(|c| (c.code, c.display)).collect()
            })
            .unwrap_or_default()
    });
    &READ
}

/// What a facility may be asked about: the sixteen procedures and the facilities' own; その他 comes last.
pub fn asked_procedures() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = facility_care().codes.iter().map(|c| (c.code.as_str(), c.label.as_str()));
    let (other, named): (Vec<_>, Vec<_>) = procedures()
        .iter()
        .map(|(c, l)| (c.as_str(), l.as_str()))
        .partition(|(c, _)| *c == "other");
    named.into_iter().chain(own).chain(other)
}

/// The words for a procedure of either list.
pub fn procedure(code: &str) -> &str {
    asked_procedures().find(|(c, _)| *c == code).map_or(code, |(_, l)| l)
}

/// The words for several procedures, joined; なし for none.
pub fn procedure_words(codes: &[String]) -> String {
    if codes.is_empty() {
        return "なし".into();
    }
    codes.iter().map(|c| procedure(c)).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_an_edition_with_a_source_and_no_code_twice() {
        for list in ALL.iter().map(|f| f()) {
            assert!(!list.version.is_empty() && list.year > 2000 && !list.source.is_empty());
            assert!(!list.codes.is_empty());
            for of in [&list.codes, &list.reasons] {
                let mut codes: Vec<&str> = of.iter().map(|c| c.code.as_str()).collect();
                codes.sort_unstable();
                codes.dedup();
                assert_eq!(codes.len(), of.len(), "{}", list.source);
            }
        }
    }

    #[test]
    fn the_reasons_are_the_fourteen_of_the_survey() {
        assert_eq!(not_discharged().codes.len(), 14);
        assert!(not_discharged().get("facility_procedure").is_some());
    }

    #[test]
    fn sixteen_codes_less_none_and_the_facilities_own_beyond_them() {
        assert_eq!(procedures().len(), 15);
        assert_eq!(procedure("suction"), "喀痰吸引");
        assert_eq!(procedure("suction-night"), "夜間の吸引");
        let mut all: Vec<&str> = asked_procedures().map(|(c, _)| c).collect();
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }
}
