//! Tables of the plan.
use app::{Cx, Error, Result, authorise, may};
use kernel::Date;

use super::values::Values;
use crate::model::shown::HIDDEN;
use crate::model::table::{Cell, NewTable, PlanTable, Row, footnotes};
use crate::model::year;
use crate::{IndicatorId, TableId, permissions, store};

/// Most tables of a region.
pub const MOST: usize = 60;

/// A table with its cells.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The table.
    pub table: PlanTable,
    /// Its rows.
    pub rows: Vec<Row>,
    /// ※ below it.
    pub notes: Vec<String>,
    /// The day that its actual values are of.
    pub on: Date,
}

fn fill(cx: &Cx<'_>, t: PlanTable) -> Result<Filled> {
    let d = &t.data;
    let on = d.as_of.map_or(cx.today(), |day| day.min(cx.today()));
    let all = store::indicator::all(cx)?;
    let v = Values::read(cx, d.from, d.to)?;
    let mut rows = Vec::new();
    for (id, label) in &d.rows {
        let Some(i) = all.iter().find(|i| i.id == *id) else { continue };
        let mut cells = Vec::new();
        for of in d.years() {
            cells.push(match of >= d.plan {
                true => Cell::Plan(v.target(*id, of)),
                false => Cell::Actual(v.shown(cx, i, of, on)?),
            });
        }
        let label = match label.is_empty() {
            true => format!("{}（{}）", i.data.name, i.data.unit),
            false => label.clone(),
        };
        rows.push(Row { indicator: *id, label, unit: i.data.unit.clone(), cells });
    }
    let notes = footnotes(d, &rows);
    Ok(Filled { rows, notes, on, table: t })
}

/// All tables with their cells.
pub fn all(cx: &Cx<'_>) -> Result<(Vec<Filled>, bool)> {
    authorise(cx, &permissions::READ)?;
    let tables = store::table::all(cx)?.into_iter().filter(|t| !t.removed);
    let filled = tables.map(|t| fill(cx, t)).collect::<Result<Vec<_>>>()?;
    Ok((filled, may(cx, &permissions::TABLE)?))
}

/// One table with its cells.
pub fn open(cx: &Cx<'_>, id: TableId) -> Result<Filled> {
    authorise(cx, &permissions::READ)?;
    fill(cx, store::table::find(cx, id)?.filter(|t| !t.removed).ok_or(Error::NotFound)?)
}

/// The same table for a paper that is published: small figures, and those that would tell small ones, are marked as hidden.
pub fn published(cx: &Cx<'_>, mut f: Filled) -> Result<Filled> {
    authorise(cx, &permissions::READ)?;
    let (d, on) = (f.table.data.clone(), f.on);
    let v = Values::read(cx, d.from, d.to)?;
    for r in &mut f.rows {
        let i = super::indicator(cx, r.indicator)?;
        for (of, cell) in d.years().zip(&mut r.cells) {
            if let Cell::Actual(s) = cell {
                s.hidden = v.hidden(cx, &i, s, of, on)?;
            }
        }
    }
    let hidden = |c: &Cell| matches!(c, Cell::Actual(s) if s.hidden);
    if f.rows.iter().any(|r| r.cells.iter().any(hidden)) {
        f.notes.push(HIDDEN.into());
    }
    Ok(f)
}

/// The same table as it stands now: all its years with actual and planned values beside each other.
pub fn now(cx: &Cx<'_>, f: &Filled) -> Result<Vec<Beside>> {
    authorise(cx, &permissions::READ)?;
    let d = &f.table.data;
    let last = year::of(cx.today()).min(d.to);
    let v = Values::read(cx, d.from, d.to)?;
    let mut out = Vec::new();
    for r in &f.rows {
        let i = super::indicator(cx, r.indicator)?;
        let mut years = Vec::new();
        for of in d.plan..=last {
            years.push((of, v.shown(cx, &i, of, cx.today())?, v.target(r.indicator, of)));
        }
        out.push((r.label.clone(), r.unit.clone(), years));
    }
    Ok(out)
}

/// A row with actual and planned value of each fiscal year: words, unit, years.
pub type Beside = (String, String, Vec<(i64, crate::model::Shown, Option<crate::model::Num>)>);

fn check(cx: &Cx<'_>, d: &NewTable) -> Result<()> {
    d.check()?;
    let all = store::indicator::all(cx)?;
    let known = |id: IndicatorId| all.iter().any(|i| i.id == id);
    match d.rows.iter().all(|r| known(r.0)) {
        true => Ok(()),
        false => Err(Error::field("rows", "行にする指標を選び直してください")),
    }
}

/// Adds a table.
pub fn add(cx: &Cx<'_>, d: &NewTable) -> Result<TableId> {
    authorise(cx, &permissions::TABLE)?;
    check(cx, d)?;
    if store::table::all(cx)?.iter().filter(|t| !t.removed).count() >= MOST {
        return super::rule("計画表は60までです");
    }
    let id = TableId(cx.new_id());
    store::table::add(cx, id, d)?;
    Ok(id)
}

/// A table, for who may change it.
pub fn to_change(cx: &Cx<'_>, id: TableId) -> Result<PlanTable> {
    authorise(cx, &permissions::TABLE)?;
    store::table::find(cx, id)?.filter(|t| !t.removed).ok_or(Error::NotFound)
}

/// Changes it.
pub fn change(cx: &Cx<'_>, id: TableId, d: &NewTable, version: i64) -> Result<()> {
    let t = to_change(cx, id)?;
    check(cx, d)?;
    match store::table::change(cx, id, d, version)? {
        0 => Err(Error::Stale { mine: version, theirs: t.version }),
        _ => Ok(()),
    }
}

/// Takes it out.
pub fn remove(cx: &Cx<'_>, id: TableId) -> Result<()> {
    to_change(cx, id)?;
    store::table::set_removed(cx, id, true)
}
