//! Code lists as versioned data (`forms/codes/*.json`): codes, words, places on a scale, source.
use serde::{Deserialize, Serialize};

use crate::ext;

/// One code of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code as it is stored and exchanged.
    pub code: String,
    /// The Japanese word.
    pub display: String,
    /// Place on the list's scale; higher = worse. None = no place.
    #[serde(default)]
    pub ordinal: Option<u16>,
    /// Excludes all others (なし).
    #[serde(default)]
    pub exclusive: bool,
    /// Has a box for words of one's own (その他).
    #[serde(default)]
    pub open: bool,
    /// A state of this program, not a code of the source.
    #[serde(default)]
    pub app: bool,
    /// Read in old records, no longer offered.
    #[serde(default)]
    pub hidden: bool,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// CodeSystem address.
    pub system: String,
    /// Short name; the ValueSet's address ends in it.
    pub name: String,
    /// Version, `2026.1`.
    pub version: String,
    /// Japanese name.
    pub title: String,
    /// Where the codes come from.
    pub source: String,
    /// Codes not yet seen on the printed source.
    #[serde(default)]
    pub verify: bool,
    /// Remarks for who maintains the list.
    #[serde(default)]
    pub note: Option<String>,
    /// The codes in the order they are shown.
    pub codes: Vec<Code>,
}

impl CodeList {
    /// Reads a list; refuses doubled codes.
    pub fn load(json: &str) -> Result<Self, CodeError> {
        let list: CodeList =
            serde_json::from_str(json).map_err(|e| CodeError::Json(e.to_string()))?;
        if list.system != format!("{}/CodeSystem/{}", ext::BASE, list.name) {
            return Err(CodeError::System(list.name));
        }
        for (n, code) in list.codes.iter().enumerate() {
            if code.code.is_empty() || list.codes.iter().take(n).any(|c| c.code == code.code) {
                return Err(CodeError::Doubled(list.name, code.code.clone()));
            }
        }
        Ok(list)
    }

    /// The address a form names in `answerValueSet`.
    pub fn value_set(&self) -> String {
        format!("{}/ValueSet/{}|{}", ext::BASE, self.name, self.version)
    }

    /// The word for a code.
    pub fn display(&self, code: &str) -> Option<&str> {
        self.codes.iter().find(|c| c.code == code).map(|c| c.display.as_str())
    }
}

/// Why a list was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// No JSON of the wanted shape.
    #[error("code list cannot be read: {0}")]
    Json(String),
    /// The system's address does not end in the name.
    #[error("code list {0}: the system is not its own")]
    System(String),
    /// A code stands twice, or is empty.
    #[error("code list {0}: code `{1}` is empty or stands twice")]
    Doubled(String, String),
}

/// The lists forms may use.
#[derive(Debug, Clone, Default)]
pub struct CodeBook {
    lists: Vec<CodeList>,
}

impl CodeBook {
    /// A book without lists.
    pub fn new() -> Self {
        CodeBook::default()
    }

    /// Adds a list; of two with the same name and version the first stays.
    pub fn add(&mut self, list: CodeList) {
        if self.list(&list.name, &list.version).is_none() {
            self.lists.push(list);
        }
    }

    /// A list by name and version.
    pub fn list(&self, name: &str, version: &str) -> Option<&CodeList> {
        self.lists.iter().find(|l| l.name == name && l.version == version)
    }

    /// The newest list of a name (versions are compared as text: `2026.1` < `2026.2`).
    pub fn newest(&self, name: &str) -> Option<&CodeList> {
        self.lists.iter().filter(|l| l.name == name).max_by(|a, b| a.version.cmp(&b.version))
    }

    /// A list by the address in `answerValueSet`; the version must be given.
    pub fn by_value_set(&self, address: &str) -> Option<&CodeList> {
        self.lists.iter().find(|l| l.value_set() == address)
    }

    /// All lists.
    pub fn iter(&self) -> impl Iterator<Item = &CodeList> {
        self.lists.iter()
    }
}

/// The lists shipped with the program.
pub fn shipped() -> Result<CodeBook, CodeError> {
    let mut book = CodeBook::new();
    for text in [
        include_str!("../../../forms/codes/adl4.json"),
        include_str!("../../../forms/codes/bedridden-degree.json"),
        include_str!("../../../forms/codes/care-level.json"),
        include_str!("../../../forms/codes/dementia-degree.json"),
        include_str!("../../../forms/codes/medical-procedures.json"),
        include_str!("../../../forms/codes/presence.json"),
        include_str!("../../../forms/codes/profession.json"),
        include_str!("../../../forms/codes/relationship.json"),
        include_str!("../../../forms/codes/sex.json"),
    ] {
        book.add(CodeList::load(text)?);
    }
    Ok(book)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_lists_load_and_name_their_source() {
        let book = shipped().unwrap();
        assert_eq!(book.iter().count(), 9);
        assert!(book.iter().all(|l| !l.source.is_empty() && l.version == "2026.1"));
    }

    #[test]
    fn care_levels_carry_the_national_codes() {
        let book = shipped().unwrap();
        let levels = book.newest("care-level").unwrap();
        let national = [
            ("01", "非該当"),
            ("06", "事業対象者"),
            ("12", "要支援1"),
            ("13", "要支援2"),
            ("21", "要介護1"),
            ("22", "要介護2"),
            ("23", "要介護3"),
            ("24", "要介護4"),
            ("25", "要介護5"),
        ];
        for (code, word) in national {
            assert_eq!(levels.display(code), Some(word));
        }
        let ordinals: Vec<u16> = ["01", "06", "12", "13", "21", "22", "23", "24", "25"]
            .iter()
            .map(|c| levels.codes.iter().find(|x| x.code == *c).unwrap().ordinal.unwrap())
            .collect();
        assert!(ordinals.is_sorted());
        assert!(levels.codes.iter().filter(|c| c.app).all(|c| c.ordinal.is_none()));
    }

    #[test]
    fn degrees_and_procedures_have_their_numbers() {
        let book = shipped().unwrap();
        assert_eq!(book.newest("bedridden-degree").unwrap().display("5"), Some("A2"));
        assert_eq!(book.newest("dementia-degree").unwrap().display("8"), Some("M"));
        let procedures = book.newest("medical-procedures").unwrap();
        assert_eq!(procedures.codes.len(), 16);
        assert_eq!(procedures.codes.iter().filter(|c| c.exclusive).count(), 1);
    }

    #[test]
    fn a_doubled_code_is_refused() {
        let json = r#"{"system":"https://yui.example/fhir/CodeSystem/x","name":"x","version":"1","title":"t","source":"s",
            "codes":[{"code":"a","display":"A"},{"code":"a","display":"B"}]}"#;
        assert!(matches!(CodeList::load(json), Err(CodeError::Doubled(..))));
    }
}
