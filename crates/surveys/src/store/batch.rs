//! Files of answers from elsewhere.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::At;
use office::intake::Table;

use super::{json, of_json};
use crate::{BatchId, SurveyId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, survey, file, body, mapping, state, read_rows, taken, by_name, at, why, undone_name, undone_at FROM surveys_batch ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO surveys_batch(id, survey, file, body, mapping, state, read_rows, taken, by_name, at, why, undone_name, undone_at) VALUES ($1, $2, $3, $4, $5, 'read', $6, 0, $7, $8, '', '', NULL)";
    MAP = "UPDATE surveys_batch SET mapping = $1 WHERE id = $2 AND state = 'read'";
    DONE = "UPDATE surveys_batch SET state = 'done', taken = $1, body = '' WHERE id = $2 AND state = 'read'";
    UNDONE = "UPDATE surveys_batch SET state = 'undone', why = $1, undone_name = $2, undone_at = $3, body = '' WHERE id = $4 AND state IN ('done', 'read')";
    FIND = select!("WHERE id = $1 AND survey = $2");
    OF = select!("WHERE survey = $1 ORDER BY at DESC, id DESC LIMIT 50");
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Id.
    pub id: BatchId,
    /// Into which survey.
    pub survey: SurveyId,
    /// Name of the file.
    pub file: String,
    /// Its table while it waits; none later.
    pub table: Option<Table>,
    /// For each column of the table: code of a question, or empty.
    pub mapping: Vec<String>,
    /// `read`, `done`, `undone`.
    pub state: String,
    /// Rows in the file.
    pub rows: i64,
    /// Rows that became answers.
    pub taken: i64,
    /// Who brought it.
    pub by: String,
    /// When.
    pub at: At,
    /// Why it was taken back.
    pub why: String,
    /// Who took it back, and when.
    pub undone: Option<(String, At)>,
}

impl FromRow for Batch {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let body: String = r.get(3)?;
        let at: Option<At> = r.get(12)?;
        let by: String = r.get(11)?;
        Ok(Batch {
            id: r.id(0)?,
            survey: r.id(1)?,
            file: r.get(2)?,
            table: if body.is_empty() { None } else { Some(of_json(3, &body)?) },
            mapping: of_json(4, &r.get::<String>(4)?)?,
            state: r.get(5)?,
            rows: r.get(6)?,
            taken: r.get(7)?,
            by: r.get(8)?,
            at: r.get(9)?,
            why: r.get(10)?,
            undone: at.map(|at| (by, at)),
        })
    }
}

pub(crate) fn add(
    cx: &Cx<'_>,
    survey: SurveyId,
    file: &str,
    table: &Table,
    mapping: &[String],
) -> Result<BatchId> {
    let id = BatchId(cx.new_id());
    let rows = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
    let by = cx.actor().name.clone();
    cx.tx()
        .exec(ADD, params![id, survey, file, json(table)?, json(&mapping)?, rows, by, cx.now()])?;
    Ok(id)
}

pub(crate) fn map(cx: &Cx<'_>, id: BatchId, mapping: &[String]) -> Result<u64> {
    Ok(cx.tx().exec(MAP, params![json(&mapping)?, id])?)
}

pub(crate) fn done(cx: &Cx<'_>, id: BatchId, taken: i64) -> Result<u64> {
    Ok(cx.tx().exec(DONE, params![taken, id])?)
}

pub(crate) fn undone(cx: &Cx<'_>, id: BatchId, why: &str) -> Result<u64> {
    let by = cx.actor().name.clone();
    Ok(cx.tx().exec(UNDONE, params![why, by, cx.now(), id])?)
}

pub(crate) fn find(cx: &Cx<'_>, survey: SurveyId, id: BatchId) -> Result<Option<Batch>> {
    Ok(cx.tx().find(FIND, params![id, survey])?)
}

pub(crate) fn of(cx: &Cx<'_>, survey: SurveyId) -> Result<Vec<Batch>> {
    Ok(cx.tx().all(OF, params![survey])?)
}
