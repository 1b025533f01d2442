//! The table of the plan by fiscal year, and professions over a year.
use app::{Cx, Error, FieldError, Result, authorise};

use super::{count, years};
use crate::model::plan::{Part, YearCell, cell, notes};
use crate::model::share::{Share, shares};
use crate::model::{State, catalogue};
use crate::{permissions, store};

/// A row of the plan: 出前講座, 普及啓発イベント, 多職種協働のための研修会等.
#[derive(Debug, Clone)]
pub struct PlanRow {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// Fiscal years with their cells.
    pub years: Vec<(i64, YearCell)>,
    /// ※ below the table.
    pub notes: Vec<String>,
    /// Numbers that are decided with the plan values (計画) and not here: fiscal year, `times` or `persons`.
    pub decided: Vec<(i64, &'static str)>,
}

/// Most years beside each other.
pub const MOST_YEARS: i64 = 9;

/// The tables from one fiscal year to another. Held figures are those of the measures; what is called off or still to come is
/// read from the events.
pub fn plan(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<PlanRow>> {
    authorise(cx, &permissions::READ)?;
    let to = to.clamp(from, from + MOST_YEARS - 1);
    let events = store::event::of_years(cx, from, to)?;
    let plans = store::more::plans(cx, from, to)?;
    let c = catalogue::catalogue()?;
    let mut out = Vec::new();
    for row in &c.rows {
        let kinds: Vec<&str> = c.kinds_of(&row.code).collect();
        let parts: Vec<Part> = events
            .iter()
            .filter(|e| kinds.contains(&e.data.kind.as_str()) && e.state != State::Held)
            .map(|e| Part {
                year: e.year,
                state: e.state,
                times: e.times(),
                persons: 0,
                expected: e.data.expected.or(e.data.capacity).unwrap_or(0),
                why: e.why.clone(),
            })
            .collect();
        let (mut all, mut decided) = (Vec::new(), Vec::new());
        for year in from..=to {
            let mut one = cell(&parts, year);
            for kind in &kinds {
                let (times, persons) = count::figure(cx, kind, year)?;
                one.times += times;
                one.persons += persons;
            }
            if let Some(p) = plans.iter().find(|p| p.0 == row.code && p.1 == year) {
                (one.plan_times, one.plan_persons) = (p.2, p.3);
            }
            // decided once, for all pages
            let plan = [("times", &mut one.plan_times), ("persons", &mut one.plan_persons)];
            for (what, own) in plan {
                let of = format!("{}.{what}", row.code);
                if let Some(n) = slice::planned(cx, years::SOURCE.code, &of, year)? {
                    *own = Some(n);
                    decided.push((year, what));
                }
            }
            all.push((year, one));
        }
        out.push(PlanRow {
            code: row.code.clone(),
            label: row.label.clone(),
            notes: notes(&all, cx.today()),
            years: all,
            decided,
        });
    }
    Ok(out)
}

/// The years that the tables show first: three that are over or present, and what was planned after them.
pub fn usual_years(cx: &Cx<'_>) -> Result<(i64, i64)> {
    let now = i64::from(kernel::fiscal_year(cx.today()));
    let planned = store::more::plan_years(cx)?.map_or(now, |p| p.1).clamp(now, now + 5);
    Ok((now - 2, planned))
}

/// Decides the planned times and persons of a row and year; none clears.
pub fn put_plan(cx: &Cx<'_>, cells: &[(String, i64, Option<i64>, Option<i64>)]) -> Result<()> {
    authorise(cx, &permissions::PLAN)?;
    let c = catalogue::catalogue()?;
    let bad = |n: &Option<i64>| n.is_some_and(|n| !(0..=1_000_000).contains(&n));
    let mut wrong = Vec::new();
    for (row, year, times, persons) in cells {
        let known = c.rows.iter().any(|r| r.code == *row) && (2000..=2200).contains(year);
        for (what, n) in [("times", times), ("persons", persons)] {
            if !known || bad(n) {
                let message = "0から1,000,000までの数で入力してください".into();
                wrong.push(FieldError { field: format!("{row}.{year}.{what}"), message });
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    for (row, year, times, persons) in cells {
        store::more::put_plan(cx, row, *year, *times, *persons)?;
    }
    Ok(())
}

/// Times and persons by kind in a fiscal year: code, words, times, persons.
pub fn by_kind(cx: &Cx<'_>, year: i64) -> Result<Vec<(String, String, i64, i64)>> {
    authorise(cx, &permissions::READ)?;
    let c = catalogue::catalogue()?;
    c.kinds
        .iter()
        .map(|k| {
            let (times, persons) = count::figure(cx, &k.code, year)?;
            Ok((k.code.clone(), k.label.clone(), times, persons))
        })
        .collect()
}

/// Professions of everybody present in a fiscal year, by the measures.
pub fn professions(cx: &Cx<'_>, year: i64) -> Result<Vec<Share>> {
    authorise(cx, &permissions::READ)?;
    let c = catalogue::catalogue()?;
    let mut present = Vec::new();
    for p in &c.professions {
        let dims = count::by_profession(&p.code, year);
        present.push((p.code.clone(), app::measures::value(cx, count::PRESENT, &dims)?));
    }
    Ok(shares(c, &[], &present))
}
