//! Lines of the chronicle that people wrote, also those in the place of a line of the records.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use crate::model::chronicle::Written;

db::statements! { pub(crate) STATEMENTS;
    OF_YEAR = "SELECT id, day, text, href, source FROM meetings_chronicle WHERE year = $1 AND removed = 0 ORDER BY day, id";
    FIND = "SELECT id, day, text, href, source FROM meetings_chronicle WHERE id = $1 AND year = $2";
    OF_SOURCE = "SELECT id, day, text, href, source FROM meetings_chronicle WHERE source = $1 AND year = $2 AND removed = 0 ORDER BY id LIMIT 1";
    ADD = "INSERT INTO meetings_chronicle(id, year, day, text, href, source, removed, at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)";
    CHANGE = "UPDATE meetings_chronicle SET day = $1, text = $2 WHERE id = $3";
    REMOVE = "UPDATE meetings_chronicle SET removed = $1 WHERE id = $2";
    YEARS = "SELECT DISTINCT year FROM meetings_chronicle WHERE removed = 0 ORDER BY year DESC";
}

impl FromRow for Written {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Written {
            id: r.get(0)?,
            day: r.get(1)?,
            text: r.get(2)?,
            href: r.get(3)?,
            source: r.get(4)?,
        })
    }
}

pub(crate) fn of_year(cx: &Cx<'_>, year: i64) -> Result<Vec<Written>> {
    Ok(cx.tx().all(OF_YEAR, params![year])?)
}

/// Also one that was removed: it can be put back.
pub(crate) fn find(cx: &Cx<'_>, year: i64, id: Id) -> Result<Option<Written>> {
    Ok(cx.tx().find(FIND, params![id, year])?)
}

pub(crate) fn of_source(cx: &Cx<'_>, year: i64, source: &str) -> Result<Option<Written>> {
    Ok(cx.tx().find(OF_SOURCE, params![source, year])?)
}

pub(crate) fn add(cx: &Cx<'_>, year: i64, w: &Written) -> Result<()> {
    let values =
        params![w.id, year, w.day, w.text.trim(), w.href.as_str(), w.source.as_str(), cx.now()];
    cx.tx().exec(ADD, values)?;
    Ok(())
}

pub(crate) fn change(cx: &Cx<'_>, id: Id, day: Date, text: &str) -> Result<()> {
    cx.tx().exec(CHANGE, params![day, text.trim(), id])?;
    Ok(())
}

pub(crate) fn set_removed(cx: &Cx<'_>, id: Id, removed: bool) -> Result<()> {
    cx.tx().exec(REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(YEARS, &[])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}
