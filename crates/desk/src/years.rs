//! What the programme reads of the desk: consultations of a fiscal year.
use app::measures;
use app::{Cx, Result};
use kernel::Date;
use kernel::small::LEAST;
use slice::{Reach, YearChoice, YearFigure, YearSource, reach};

use crate::model::publish::{Cell, hidden_of};
use crate::permissions;
use crate::store::lists as store;
use crate::use_cases::figures::counted;
use crate::use_cases::{CASES, YEARS};

/// Consultations by fiscal year.
pub(crate) const SOURCE: YearSource = YearSource {
    code: "desk.cases",
    label: "相談窓口",
    permission: &permissions::READ,
    choices,
    value,
};

fn choices() -> Result<Vec<YearChoice>> {
    let choice = |code: &str, label: &str, definition: &str| YearChoice {
        code: code.into(),
        label: label.into(),
        definition: definition.into(),
        unit: "件",
    };
    Ok(vec![
        choice("all", "相談件数", "その年度に受けた専門職からの相談"),
        choice("in", "相談件数（圏域内）", "その年度に圏域内の専門職から受けた相談"),
    ])
}

/// The published tables (「公表用」) hide it, or a difference with it would tell what they hide: the desk's tables of a year and a
/// council's paper are both published. Of a part of a year the parts inside and outside must be shown or none.
pub(crate) fn hides(cx: &Cx<'_>, of: &str, year: i64, on: Date) -> Result<bool> {
    let cell = match of {
        "all" => Cell::Year(year),
        "in" => Cell::YearInside(year),
        _ => return Ok(false),
    };
    let small = |n: i64| (1..LEAST).contains(&n);
    if let Reach::Until(day) = reach(year, on, cx.today()) {
        let all = store::until(cx, year, "", day)?;
        let inside = store::until(cx, year, "in", day)?;
        if small(all) || (of == "in" && (small(inside) || small(all - inside))) {
            return Ok(true);
        }
    }
    Ok(hidden_of(&counted(cx)?).contains(&cell))
}

/// All of a year, as the measures have it.
fn whole(cx: &Cx<'_>, place: &str, year: i64) -> Result<i64> {
    if place.is_empty() {
        return measures::value(cx, YEARS, &format!("year={year}"));
    }
    let head = format!("year={year};place={place};");
    let all = measures::all(cx, CASES)?;
    Ok(all.iter().filter(|(dims, _)| dims.starts_with(&head)).map(|(_, n)| n).sum())
}

fn value(cx: &Cx<'_>, of: &str, year: i64, on: Date) -> Result<Option<YearFigure>> {
    let place = match of {
        "all" => "",
        "in" => "in",
        _ => return Ok(None),
    };
    let n = match reach(year, on, cx.today()) {
        Reach::Nothing => return Ok(Some(YearFigure::default())),
        Reach::Until(day) => store::until(cx, year, place, day)?,
        Reach::All => whole(cx, place, year)?,
    };
    let narrow = if place.is_empty() { String::new() } else { format!("&place={place}") };
    let href = format!("/desk/cases?year={year}{narrow}");
    Ok(Some(YearFigure { n, recorded: n > 0, href, ..YearFigure::default() }))
}
