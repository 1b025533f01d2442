//! The 棚卸表: who does what before, on the day and after (釜石市 H30). Templates are versioned data; dates are relative to
//! the first date (before, on the day) and to the last one (after).
use std::sync::OnceLock;

use app::{Error, Result};
use kernel::Date;
use kernel::time::add_days;
use serde::Deserialize;

use super::catalogue::Coded;

/// One line of a template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Line {
    /// before, day, after.
    pub phase: String,
    /// What is to be done.
    pub text: String,
    /// Who does it.
    pub who: String,
    /// Days from the first date (before it: negative) or, for `after`, from the last one.
    pub days: i64,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Template {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// Kinds of events it is offered for.
    pub kinds: Vec<String>,
    /// Its lines in order.
    pub tasks: Vec<Line>,
}

/// All templates of one version.
#[derive(Debug, Clone, Deserialize)]
pub struct Templates {
    /// 「2026-11」.
    pub version: String,
    /// 実施前, 当日, 実施後.
    pub phases: Vec<Coded>,
    /// The templates.
    pub templates: Vec<Template>,
}

/// What is shipped.
pub fn templates() -> Result<&'static Templates> {
    static ONE: OnceLock<Option<Templates>> = OnceLock::new();
    ONE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../data/events/tasks.json")).ok()
    })
    .as_ref()
    .ok_or_else(|| Error::Inconsistent("data/events/tasks.json cannot be read".into()))
}

impl Templates {
    /// The template of a kind of event.
    pub fn of_kind(&self, kind: &str) -> Option<&Template> {
        self.templates.iter().find(|t| t.kinds.iter().any(|k| k == kind))
    }

    /// Is this a phase?
    pub fn has_phase(&self, code: &str) -> bool {
        self.phases.iter().any(|p| p.code == code)
    }
}

/// When a line is due.
pub fn due(phase: &str, days: i64, first: Date, last: Date) -> Date {
    add_days(if phase == "after" { last } else { first }, days)
}

/// How many days lie between the date a line belongs to and `due`: the same line follows when the event moves.
pub fn days_of(phase: &str, due: Date, first: Date, last: Date) -> i64 {
    kernel::time::days_between(if phase == "after" { last } else { first }, due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_phase_and_stands_on_its_side_of_the_day() {
        let t = templates().unwrap();
        for one in &t.templates {
            for l in &one.tasks {
                assert!(t.has_phase(&l.phase), "{}", l.text);
                let side = match l.phase.as_str() {
                    "before" => l.days < 0,
                    "day" => l.days == 0,
                    _ => l.days > 0,
                };
                assert!(side && !l.text.is_empty() && !l.who.is_empty(), "{}", l.text);
            }
        }
    }

    #[test]
    fn the_template_of_trainings_holds_what_the_paper_names() {
        let t = templates().unwrap().of_kind("training").unwrap();
        for word in [
            "起案",
            "要項",
            "座長",
            "謝金",
            "会場費",
            "共催・後援",
            "アンケート",
            "反省会",
            "だより",
        ] {
            assert!(t.tasks.iter().any(|l| l.text.contains(word)), "{word}");
        }
    }

    #[test]
    fn what_comes_after_counts_from_the_last_date() {
        let d = |s: &str| s.parse::<Date>().unwrap();
        let (first, last) = (d("2026-12-04"), d("2026-12-18"));
        assert_eq!(due("before", -7, first, last), d("2026-11-27"));
        assert_eq!(due("after", 14, first, last), d("2027-01-01"));
        assert_eq!(days_of("after", d("2027-01-01"), first, last), 14);
    }
}
