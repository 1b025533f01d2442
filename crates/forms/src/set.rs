//! The forms that can be filled: by code and version. A published version never changes; a change is a new version.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::codes::{CodeBook, CodeError};
use crate::load::LoadError;
use crate::model::Form;
use crate::rules::{RuleError, RuleSet};

/// Forms by code and version.
#[derive(Debug, Clone, Default)]
pub struct FormSet {
    forms: BTreeMap<(String, String), Form>,
}

/// Why what is shipped could not be used: a defect of the build, told at start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// A code list.
    #[error(transparent)]
    Codes(#[from] CodeError),
    /// A form.
    #[error("form {0}: {1}")]
    Form(&'static str, LoadError),
    /// A rule set.
    #[error("rules {0}: {1}")]
    Rules(&'static str, RuleError),
}

/// The definitions shipped with the program.
const SHIPPED: [(&str, &str); 8] = [
    ("admission-sheet", include_str!("../../../forms/admission-sheet/questionnaire.json")),
    // records made with them are read with them
    ("admission-sheet", include_str!("../../../forms/admission-sheet/questionnaire-2026.1.json")),
    ("admission-sheet", include_str!("../../../forms/admission-sheet/questionnaire-2026.2.json")),
    ("discharge-record", include_str!("../../../forms/discharge-record/questionnaire.json")),
    ("screening-ward", include_str!("../../../forms/screening-ward/questionnaire-2026.1.json")),
    ("screening-ward", include_str!("../../../forms/screening-ward/questionnaire.json")),
    ("hospital-hokatsu", include_str!("../../../forms/hospital-hokatsu/questionnaire.json")),
    ("face-sheet", include_str!("../../../forms/face-sheet/questionnaire.json")),
];

/// Papers of discharge (own forms of this program and the region's).
const SHIPPED_DISCHARGE: [(&str, &str); 5] = [
    ("care-referral", include_str!("../../../forms/care-referral/questionnaire.json")),
    ("facility-sheet", include_str!("../../../forms/facility-sheet/questionnaire.json")),
    ("nursing-summary", include_str!("../../../forms/nursing-summary/questionnaire.json")),
    ("discharge-summary", include_str!("../../../forms/discharge-summary/questionnaire.json")),
    ("referral-letter", include_str!("../../../forms/referral-letter/questionnaire.json")),
];

/// The rule sets shipped with the program.
const SHIPPED_RULES: [(&str, &str); 3] = [
    ("kitami", include_str!("../../../forms/rules/kitami-2026.1.json")),
    ("kitami", include_str!("../../../forms/rules/kitami.json")),
    ("a246", include_str!("../../../forms/rules/a246.json")),
];

impl FormSet {
    /// No forms.
    pub fn new() -> Self {
        FormSet::default()
    }

    /// The forms shipped with the program.
    pub fn shipped() -> Result<Self, SetError> {
        let book = crate::codes::shipped()?;
        let mut set = FormSet::new();
        for (name, json) in SHIPPED.into_iter().chain(SHIPPED_DISCHARGE) {
            set.add(json, &book).map_err(|e| SetError::Form(name, e))?;
        }
        Ok(set)
    }

    /// Adds a definition. The same code and version with other content is refused; with the same content nothing happens.
    pub fn add(&mut self, json: &str, book: &CodeBook) -> Result<&Form, LoadError> {
        let form = Form::load_with(json, book)?;
        let key = (form.code.clone(), form.version.clone());
        if self.forms.get(&key).is_some_and(|f| f.hash != form.hash) {
            return Err(LoadError::Published { code: key.0, version: key.1 });
        }
        Ok(self.forms.entry(key).or_insert(form))
    }

    /// The form a record was made with.
    pub fn get(&self, code: &str, version: &str) -> Option<&Form> {
        self.forms.get(&(code.to_owned(), version.to_owned()))
    }

    /// The form a new record is made with (versions are compared as text).
    pub fn newest(&self, code: &str) -> Option<&Form> {
        self.forms.iter().rev().find(|((c, _), _)| c == code).map(|(_, f)| f)
    }

    /// All forms with their content hash: what a region stores to notice a changed definition.
    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.forms.values()
    }
}

/// The forms and rule sets shipped with the program.
#[derive(Debug)]
pub struct Shipped {
    /// Forms.
    pub forms: FormSet,
    /// Rule sets.
    pub rules: Vec<RuleSet>,
}

impl Shipped {
    /// A rule set by its id; of several versions the newest.
    pub fn rule_set(&self, id: &str) -> Option<&RuleSet> {
        self.rules.iter().filter(|r| r.id == id).max_by(|a, b| a.version.cmp(&b.version))
    }
}

/// What is shipped, read once in the life of the program. An error is a defect of the build; check it at start.
pub fn shipped() -> Result<&'static Shipped, &'static SetError> {
    static READ: OnceLock<Result<Shipped, SetError>> = OnceLock::new();
    READ.get_or_init(|| {
        let forms = FormSet::shipped()?;
        let rules = shipped_rules(&forms)?;
        Ok(Shipped { forms, rules })
    })
    .as_ref()
}

/// The rule sets shipped with the program, checked against the forms they read.
pub fn shipped_rules(forms: &FormSet) -> Result<Vec<RuleSet>, SetError> {
    SHIPPED_RULES
        .into_iter()
        .map(|(name, json)| RuleSet::load(json, forms).map_err(|e| SetError::Rules(name, e)))
        .collect()
}
