//! What the 実績報告 reads of surveys: those that were begun, and how many answers came in on which day. No answer is told apart.
use std::collections::BTreeMap;

use app::{Cx, Result};
use kernel::{Date, fiscal_year};
use slice::{Fact, FactKind, FactSource};

use super::path;
use crate::model::{State, Survey};
use crate::{permissions, store};

/// Surveys and answers.
pub(crate) const SOURCE: FactSource =
    FactSource { code: "surveys", label: "調査", permission: &permissions::READ, kinds, facts };

const BEGUN: &str = "surveys.survey";
const ANSWERED: &str = "surveys.answer";

fn kinds() -> Result<Vec<FactKind>> {
    let kind = |code, label, definition, activity| FactKind {
        code,
        label,
        unit: "件",
        definition,
        persons: None,
        activity,
        dims: Vec::new(),
    };
    Ok(vec![
        kind(BEGUN, "調査", "受付のはじまりの日がその期間にある調査", true),
        kind(ANSWERED, "調査の答え", "その期間に届いた調査の答え", false),
    ])
}

fn facts(cx: &Cx<'_>, year: i64) -> Result<Vec<Fact>> {
    let inside = |d: &Date| i64::from(fiscal_year(*d)) == year;
    let mut out = Vec::new();
    let handed_out = |s: &&Survey| matches!(s.state, State::Open | State::Closed);
    for s in store::survey::all(cx)?.iter().filter(handed_out) {
        let fact = |kind, day, times| Fact {
            kind,
            id: Some(s.id.0),
            day,
            title: s.data.title.clone(),
            href: path(s.id),
            sort_words: "調査".into(),
            times,
            ..Fact::default()
        };
        if s.year == year {
            out.push(fact(BEGUN, s.data.from.filter(inside), 1));
        }
        let mut days: BTreeMap<Date, i64> = BTreeMap::new();
        for at in store::answer::days(cx, s.id)? {
            *days.entry(at.date()).or_default() += 1;
        }
        let all = days.into_iter().filter(|(d, _)| inside(d));
        out.extend(all.map(|(d, n)| fact(ANSWERED, Some(d), n)));
    }
    out.sort_by_key(|f| (f.day.is_none(), f.day));
    Ok(out)
}
