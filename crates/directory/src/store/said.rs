//! What facilities say of themselves. One row a question; the words in addition stand under the empty question.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::At;

use crate::FacilityId;

db::statements! { pub(crate) STATEMENTS;
    OF = "SELECT question, answer, words, office, name, at FROM directory_said WHERE facility = $1 ORDER BY question";
    DROP = "DELETE FROM directory_said WHERE facility = $1";
    ADD = "INSERT INTO directory_said(facility, question, answer, words, office, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    MOVE = "UPDATE directory_said SET facility = $1 WHERE facility = $2 AND NOT EXISTS (SELECT 1 FROM directory_said o WHERE o.facility = $1)";
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Code of the question; empty = the words in addition.
    pub question: String,
    /// Code of the answer.
    pub answer: String,
    /// Words.
    pub words: String,
    /// Office of who answered.
    pub office: String,
    /// Who answered.
    pub name: String,
    /// When.
    pub at: At,
}

impl FromRow for Kept {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Kept {
            question: r.get(0)?,
            answer: r.get(1)?,
            words: r.get(2)?,
            office: r.get(3)?,
            name: r.get(4)?,
            at: r.get(5)?,
        })
    }
}

pub(crate) fn of(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(OF, params![id.0])?)
}

/// Writes all answers of a facility anew: (question, answer, words).
pub(crate) fn replace(
    cx: &Cx<'_>,
    id: FacilityId,
    office: &str,
    rows: &[(String, String, String)],
) -> Result<()> {
    cx.tx().exec(DROP, params![id.0])?;
    let name = &cx.actor().name;
    for (question, answer, words) in rows {
        cx.tx().exec(ADD, params![id.0, question, answer, words, office, name, cx.now()])?;
    }
    Ok(())
}

/// The answers of a facility that is now part of another one go along where that one has not answered itself.
pub(crate) fn joined(cx: &Cx<'_>, gone: FacilityId, into: FacilityId) -> Result<()> {
    cx.tx().exec(MOVE, params![into.0, gone.0])?;
    Ok(())
}
