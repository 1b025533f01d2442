//! Tables of the plan with their rows.
use std::collections::BTreeMap;

use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};

use crate::model::table::{NewTable, PlanTable};
use crate::{IndicatorId, TableId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, place, title, lead, from_year, plan_year, to_year, actual_words, plan_words, as_of, removed, version FROM programme_table ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO programme_table(id, place, title, lead, from_year, plan_year, to_year, actual_words, plan_words, as_of, removed, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, 1)";
    CHANGE = "UPDATE programme_table SET title = $1, lead = $2, from_year = $3, plan_year = $4, to_year = $5, actual_words = $6, plan_words = $7, as_of = $8, version = version + 1 WHERE id = $9 AND version = $10";
    REMOVE = "UPDATE programme_table SET removed = $1, version = version + 1 WHERE id = $2";
    NEXT = "SELECT COALESCE(MAX(place), 0) + 1 FROM programme_table";
    FIND = select!("WHERE id = $1");
    ALL = select!("ORDER BY place, id");
    ROWS = "SELECT sheet, indicator, label FROM programme_row ORDER BY sheet, n";
    ROW_ADD = "INSERT INTO programme_row(sheet, n, indicator, label) VALUES ($1, $2, $3, $4)";
    ROWS_GONE = "DELETE FROM programme_row WHERE sheet = $1";
}

impl FromRow for PlanTable {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(PlanTable {
            id: r.id(0)?,
            place: r.get(1)?,
            data: NewTable {
                title: r.get(2)?,
                lead: r.get(3)?,
                from: r.get(4)?,
                plan: r.get(5)?,
                to: r.get(6)?,
                actual_words: r.get(7)?,
                plan_words: r.get(8)?,
                as_of: r.get(9)?,
                rows: Vec::new(),
            },
            removed: r.get::<i64>(10)? != 0,
            version: r.get(11)?,
        })
    }
}

fn rows(cx: &Cx<'_>, id: TableId, d: &NewTable) -> Result<()> {
    cx.tx().exec(ROWS_GONE, params![id])?;
    for (n, (indicator, label)) in (1_i64..).zip(&d.rows) {
        cx.tx().exec(ROW_ADD, params![id, n, *indicator, label.trim()])?;
    }
    Ok(())
}

pub(crate) fn add(cx: &Cx<'_>, id: TableId, d: &NewTable) -> Result<()> {
    let place: i64 = cx.tx().one(NEXT, &[])?.get(0)?;
    cx.tx().exec(
        ADD,
        params![
            id,
            place,
            d.title.trim(),
            d.lead.trim(),
            d.from,
            d.plan,
            d.to,
            d.actual_words.trim(),
            d.plan_words.trim(),
            d.as_of,
            cx.now()
        ],
    )?;
    rows(cx, id, d)
}

/// How many rows changed: 0 = somebody was faster.
pub(crate) fn change(cx: &Cx<'_>, id: TableId, d: &NewTable, version: i64) -> Result<u64> {
    let n = cx.tx().exec(
        CHANGE,
        params![
            d.title.trim(),
            d.lead.trim(),
            d.from,
            d.plan,
            d.to,
            d.actual_words.trim(),
            d.plan_words.trim(),
            d.as_of,
            id,
            version
        ],
    )?;
    if n == 1 {
        rows(cx, id, d)?;
    }
    Ok(n)
}

pub(crate) fn set_removed(cx: &Cx<'_>, id: TableId, removed: bool) -> Result<()> {
    cx.tx().exec(REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

type Rows = Vec<(IndicatorId, String)>;

fn all_rows(cx: &Cx<'_>) -> Result<BTreeMap<TableId, Rows>> {
    let mut out: BTreeMap<TableId, Rows> = BTreeMap::new();
    for r in cx.tx().rows(ROWS, &[])? {
        out.entry(r.id(0)?).or_default().push((r.id(1)?, r.get(2)?));
    }
    Ok(out)
}

pub(crate) fn find(cx: &Cx<'_>, id: TableId) -> Result<Option<PlanTable>> {
    let Some(mut t) = cx.tx().find::<PlanTable>(FIND, params![id])? else { return Ok(None) };
    t.data.rows = all_rows(cx)?.remove(&id).unwrap_or_default();
    Ok(Some(t))
}

/// Also those that were taken out.
pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<PlanTable>> {
    let mut rows = all_rows(cx)?;
    let mut out: Vec<PlanTable> = cx.tx().all(ALL, &[])?;
    for t in &mut out {
        t.data.rows = rows.remove(&t.id).unwrap_or_default();
    }
    Ok(out)
}
