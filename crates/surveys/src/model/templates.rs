//! Templates as data: what a survey can begin with. The questions are written for this program.
use app::{Error, Result};
use forms::ask::Question;
use serde::Deserialize;

/// A template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Template {
    /// Code; kept with the survey, so that its answers are known by it.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// To whom it goes, in words.
    pub to: String,
    /// What it is for.
    pub aim: String,
    /// Each addressee answers under the own name.
    pub named: bool,
    /// The questions.
    pub questions: Vec<Question>,
}

/// What is shipped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct All {
    templates: Vec<Template>,
}

/// All templates in order.
pub fn templates() -> Result<Vec<Template>> {
    let text = include_str!("../../../../data/surveys/templates.json");
    serde_json::from_str::<All>(text)
        .map(|a| a.templates)
        .map_err(|e| Error::Inconsistent(format!("data/surveys/templates.json: {e}")))
}

/// One by its code.
pub fn template(code: &str) -> Result<Template> {
    templates()?.into_iter().find(|t| t.code == code).ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_whole_and_a_form_of_the_engine() {
        let all = templates().unwrap();
        assert!(all.len() >= 9, "{}", all.len());
        for t in &all {
            super::super::survey::check(&t.questions)
                .unwrap_or_else(|e| panic!("{}: {e:?}", t.code));
            forms::ask::form(&t.title, &t.questions).unwrap_or_else(|e| panic!("{}: {e}", t.code));
            assert_eq!(all.iter().filter(|o| o.code == t.code).count(), 1, "{}", t.code);
        }
        assert!(matches!(template("none"), Err(Error::NotFound)));
    }
}
