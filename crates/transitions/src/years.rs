//! What the programme reads of transitions: the rates of the survey over a fiscal year. Nobody is named.
use app::{Cx, Result};
use kernel::Date;
use slice::{Reach, YearChoice, YearFigure, YearSource, reach, year_ends};

use crate::model::survey::R;
use crate::permissions;
use crate::use_cases::kept;

/// The rates of 入退院連絡調査.
pub(crate) const SOURCE: YearSource = YearSource {
    code: "transitions.rates",
    label: "入退院連携",
    permission: &permissions::SURVEY,
    choices,
    value,
};

fn choices() -> Result<Vec<YearChoice>> {
    let choice = |r: &R| YearChoice {
        code: r.code().into(),
        label: r.label().into(),
        definition: r.definition().into(),
        unit: "%",
    };
    Ok(R::ALL.iter().map(choice).collect())
}

fn value(cx: &Cx<'_>, of: &str, year: i64, on: Date) -> Result<Option<YearFigure>> {
    let (Some(rate), Some((from, last))) = (R::from_code(of), year_ends(year)) else {
        return Ok(None);
    };
    let to = match reach(year, on, cx.today()) {
        Reach::Nothing => return Ok(Some(YearFigure::default())),
        Reach::Until(day) => day,
        Reach::All => last,
    };
    let r = kept::rates(cx, from, to, &[rate])?.get(&rate).copied().unwrap_or_default();
    Ok(Some(YearFigure {
        n: r.n,
        d: Some(r.d),
        recorded: r.d > 0,
        href: format!("/transitions/survey/cases?from={from}&to={to}&key={}.n", rate.code()),
        ..YearFigure::default()
    }))
}
