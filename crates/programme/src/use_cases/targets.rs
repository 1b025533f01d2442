//! The plan values of a fiscal year for all indicators at once: what a council agrees on is entered on one page, and tables,
//! roadmap and papers read it from there.
use app::{Cx, FieldError, Result, authorise};

use super::indicators;
use super::values::{self, Line};
use crate::model::{Indicator, Num, year};
use crate::{IndicatorId, permissions, store};

/// A plan value as it was on the page, and as it was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Of which indicator.
    pub of: IndicatorId,
    /// What the page showed.
    pub was: Option<Num>,
    /// What is to stand there; none clears.
    pub now: Option<Num>,
}

/// All indicators with the two years before a fiscal year and that year.
pub fn open(cx: &Cx<'_>, of: i64) -> Result<Vec<Line>> {
    authorise(cx, &permissions::TARGET)?;
    match year::RANGE.contains(&of) {
        true => values::list(cx, of - 2, of),
        false => Err(app::Error::NotFound),
    }
}

/// The plan values that stand in an edition of the roadmap: indicators with one of its year or of the next, and both years.
pub fn of_roadmap(cx: &Cx<'_>, of: i64) -> Result<Vec<Line>> {
    let mut all = values::list(cx, of, of + 1)?;
    all.retain(|(_, years)| years.iter().any(|y| y.target.is_some()));
    Ok(all)
}

/// Writes those that were changed on the page; one that somebody else changed meanwhile is said and nothing is written.
pub fn put(cx: &Cx<'_>, of: i64, posted: &[Posted]) -> Result<usize> {
    let kept = open(cx, of)?;
    let mut wrong = Vec::new();
    let mut n = 0;
    for p in posted.iter().filter(|p| p.was != p.now) {
        let now = kept
            .iter()
            .find(|(i, _)| i.id == p.of)
            .and_then(|(_, years)| years.last())
            .and_then(|y| y.target);
        if now != p.was && now != p.now {
            let words = now.map_or_else(|| "空".to_string(), |n| n.to_string());
            let message = format!("ほかの人が先に変えました。いまは{words}です");
            wrong.push(FieldError { field: field(p.of), message });
            continue;
        }
        match indicators::put_targets(cx, p.of, &[(of, p.now)]) {
            Ok(()) => n += 1,
            Err(app::Error::Invalid(all)) => {
                wrong.extend(all.into_iter().map(|e| FieldError { field: field(p.of), ..e }))
            }
            Err(e) => return Err(e),
        }
    }
    if wrong.is_empty() { Ok(n) } else { Err(app::Error::Invalid(wrong)) }
}

/// Name of the field of an indicator.
pub fn field(id: IndicatorId) -> String {
    format!("t.{id}")
}

/// The plan value of the indicator that counts this figure of a slice; see [`slice::PlannedSource`].
pub(crate) fn planned(cx: &Cx<'_>, source: &str, of: &str, year: i64) -> Result<Option<i64>> {
    let counts = |i: &&Indicator| {
        !i.removed && !i.data.rate() && i.data.provider == source && i.data.of == of
    };
    let all = store::indicator::all(cx)?;
    let targets = store::indicator::targets(cx, year, year)?;
    let of = |i: &Indicator| targets.iter().find(|t| t.0 == i.id).map(|t| t.2.0);
    Ok(all.iter().filter(counts).find_map(of).map(|hundredths| hundredths / 100))
}
