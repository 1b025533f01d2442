//! Questions whether two facilities are one.

use app::{Cx, Result};
use db::{FromRow, Row, params};

use crate::{FacilityId, RecordId, ReviewId};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO directory_review(id, record, candidate, score, reasons, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (record, candidate) DO NOTHING";
    OPEN = "SELECT v.id, v.record, r.facility, v.candidate, v.score, v.reasons, r.source FROM directory_review v JOIN directory_record r ON r.id = v.record WHERE v.decision IS NULL AND r.facility <> v.candidate ORDER BY v.score DESC, v.id LIMIT 200";
    COUNT = "SELECT COUNT(*) FROM directory_review v JOIN directory_record r ON r.id = v.record WHERE v.decision IS NULL AND r.facility <> v.candidate";
    FIND = "SELECT v.id, v.record, r.facility, v.candidate, v.score, v.reasons, r.source FROM directory_review v JOIN directory_record r ON r.id = v.record WHERE v.id = $1 AND v.decision IS NULL";
    DECIDE = "UPDATE directory_review SET decision = $1, decided_at = $2, decided_by = $3 WHERE id = $4";
    SAME_PAIR = "UPDATE directory_review SET decision = $1, decided_at = $2, decided_by = $3 WHERE decision IS NULL AND candidate = $4 AND record IN (SELECT id FROM directory_record WHERE facility = $4)";
    CLASH = "UPDATE directory_review SET decision = $1, decided_at = $2, decided_by = $3 WHERE decision IS NULL AND candidate = $4 AND record IN (SELECT record FROM directory_review WHERE candidate = $5)";
    POINT = "UPDATE directory_review SET candidate = $1 WHERE candidate = $2 AND decision IS NULL";
    WINDOWS = "UPDATE directory_window SET facility = $1 WHERE facility = $2";
    ABOUT = "SELECT COUNT(*) FROM directory_review v JOIN directory_record r ON r.id = v.record WHERE v.decision IS NULL AND r.facility <> v.candidate AND (r.facility = $1 OR v.candidate = $1)";
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub id: ReviewId,
    pub record: RecordId,
    /// The facility the row became.
    pub facility: FacilityId,
    /// The one it may be the same as.
    pub candidate: FacilityId,
    pub score: i64,
    /// Joined by 「、」.
    pub reasons: String,
    /// Code of the row's source.
    pub source: String,
}

impl FromRow for Open {
    fn from_row(r: &Row) -> std::result::Result<Self, db::DbError> {
        Ok(Open {
            id: r.id(0)?,
            record: r.id(1)?,
            facility: r.id(2)?,
            candidate: r.id(3)?,
            score: r.get(4)?,
            reasons: r.get(5)?,
            source: r.get(6)?,
        })
    }
}

/// Asks; a pair that was asked about before is not asked again.
pub(crate) fn add(
    cx: &Cx<'_>,
    record: RecordId,
    candidate: FacilityId,
    score: i32,
    reasons: &str,
) -> Result<()> {
    let id = ReviewId(cx.new_id());
    cx.tx().exec(ADD, params![id.0, record.0, candidate.0, i64::from(score), reasons, cx.now()])?;
    Ok(())
}

/// At most 200 open questions, the likeliest first.
pub(crate) fn open(cx: &Cx<'_>) -> Result<Vec<Open>> {
    Ok(cx.tx().all(OPEN, &[])?)
}

/// How many are open.
pub(crate) fn count(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(COUNT, &[])?.get(0)?)
}

/// Open questions whether this facility is another one.
pub(crate) fn about(cx: &Cx<'_>, id: FacilityId) -> Result<i64> {
    Ok(cx.tx().one(ABOUT, params![id.0])?.get(0)?)
}

/// An open question.
pub(crate) fn find(cx: &Cx<'_>, id: ReviewId) -> Result<Option<Open>> {
    Ok(cx.tx().find(FIND, params![id.0])?)
}

/// Closes a question; `decision` is `same` or `other`.
pub(crate) fn decide(cx: &Cx<'_>, id: ReviewId, decision: &str) -> Result<()> {
    cx.tx().exec(DECIDE, params![decision, cx.now(), &cx.actor().name, id.0])?;
    Ok(())
}

/// What was asked about a facility that is now part of another: questions about the pair itself, or asked twice, are
/// closed, the others point to the other one. Contact windows, what people told and what it said of itself go along.
pub(crate) fn joined(cx: &Cx<'_>, gone: FacilityId, into: FacilityId) -> Result<()> {
    let name = &cx.actor().name;
    cx.tx().exec(CLASH, params!["same", cx.now(), name, gone.0, into.0])?;
    cx.tx().exec(POINT, params![into.0, gone.0])?;
    cx.tx().exec(SAME_PAIR, params!["same", cx.now(), name, into.0])?;
    cx.tx().exec(WINDOWS, params![into.0, gone.0])?;
    super::reports::joined(cx, gone, into)?;
    super::said::joined(cx, gone, into)
}
