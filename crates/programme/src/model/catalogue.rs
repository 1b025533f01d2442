//! Scenes, marks, stages of the logic model, examples of indicators, layouts of published tables: versioned data
//! (data/programme/catalogue.json).
use std::sync::OnceLock;

use app::{Error, Result};
use serde::Deserialize;
pub use slice::parts::Coded;

use super::layout::Profile;

/// A mark of a row of the roadmap.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Mark {
    /// Code as stored.
    pub code: String,
    /// Words.
    pub label: String,
    /// The heading above: 連携の手法, 事業との連動.
    pub group: String,
}

/// An indicator that a region may take over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Example {
    /// Scene.
    pub scene: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// What is counted.
    pub numerator: String,
    /// By what it is divided.
    pub denominator: String,
    /// Where it comes from.
    pub source: String,
    /// Source of figures; empty = typed or imported.
    pub provider: String,
    /// Which of its figures.
    pub of: String,
    /// `more`, `less` or empty.
    pub better: String,
}

/// What the regional profile (地域の姿) holds of each small area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Regional {
    /// Code as stored.
    pub code: String,
    /// Words.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Code of what it is a part of; empty = of nothing.
    pub of: String,
    /// What the share is called: 「高齢化率」.
    pub share: String,
}

/// The data of one version.
#[derive(Debug, Clone, Deserialize)]
pub struct Catalogue {
    /// 「2026-11」.
    pub version: String,
    /// The four scenes in the order of papers, then what is common to them.
    pub scenes: Vec<Coded>,
    /// Marks of a row of the roadmap.
    pub marks: Vec<Mark>,
    /// Stages of a logic model from left to right.
    pub stages: Vec<Coded>,
    /// Examples of indicators.
    pub examples: Vec<Example>,
    /// Items of the regional profile, in the order of the paper.
    pub regional: Vec<Regional>,
    /// Layouts of published tables.
    pub profiles: Vec<Profile>,
}

/// What is common to the scenes: no row of the roadmap.
pub const ACROSS: &str = "across";

/// What is shipped.
pub fn catalogue() -> Result<&'static Catalogue> {
    static ONE: OnceLock<Option<Catalogue>> = OnceLock::new();
    ONE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../data/programme/catalogue.json")).ok()
    })
    .as_ref()
    .ok_or_else(|| Error::Inconsistent("data/programme/catalogue.json cannot be read".into()))
}

impl Catalogue {
    /// Words of a scene; the code where it is not known any more.
    pub fn scene<'a>(&'a self, code: &'a str) -> &'a str {
        self.scenes.iter().find(|s| s.code == code).map_or(code, |s| s.label.as_str())
    }

    /// Words of a stage.
    pub fn stage<'a>(&'a self, code: &'a str) -> &'a str {
        self.stages.iter().find(|s| s.code == code).map_or(code, |s| s.label.as_str())
    }

    /// The scenes that are rows of the roadmap.
    pub fn rows(&self) -> impl Iterator<Item = &Coded> {
        self.scenes.iter().filter(|s| s.code != ACROSS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_scenes_and_six_marks_of_the_paper_are_there_and_codes_stand_once() {
        let c = catalogue().unwrap();
        let rows: Vec<&str> = c.rows().map(|s| s.label.as_str()).collect();
        assert_eq!(rows, ["日常の療養支援", "入退院支援", "急変時の対応", "看取り"]);
        assert_eq!((c.marks.len(), c.stages.len()), (6, 5));
        for e in &c.examples {
            assert!(c.scenes.iter().any(|s| s.code == e.scene), "{}", e.name);
            assert_eq!(e.provider.is_empty(), e.of.is_empty(), "{}", e.name);
            assert!(!e.source.is_empty() && !e.numerator.is_empty(), "{}", e.name);
            assert!(e.unit == "%" || e.denominator.is_empty(), "{}", e.name);
        }
        for r in &c.regional {
            let whole = c.regional.iter().find(|x| x.code == r.of);
            assert_eq!(
                (whole.is_some(), !r.share.is_empty()),
                (!r.of.is_empty(), !r.of.is_empty())
            );
        }
        let names: std::collections::BTreeSet<_> = c.examples.iter().map(|e| &e.name).collect();
        assert_eq!(names.len(), c.examples.len());
    }
}
