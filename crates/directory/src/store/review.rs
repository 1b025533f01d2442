//! Questions whether two facilities are one.

use app::{Cx, Error, Result};
use db::{FromRow, Row, params};
use kernel::{At, Id};
use serde::{Deserialize, Serialize};

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
    RECENT = "SELECT v.id, v.record, r.facility, v.candidate, v.decision, v.decided_at, v.decided_by, v.moved FROM directory_review v JOIN directory_record r ON r.id = v.record WHERE v.decided_at >= $1 AND (v.moved <> '' OR v.decision = 'other') ORDER BY v.decided_at DESC, v.id DESC LIMIT 50";
    DECIDED = "SELECT v.id, v.record, r.facility, v.candidate, v.decision, v.decided_at, v.decided_by, v.moved FROM directory_review v JOIN directory_record r ON r.id = v.record WHERE v.id = $1 AND v.decision IS NOT NULL";
    KEEP_MOVED = "UPDATE directory_review SET moved = $1 WHERE id = $2";
    REOPEN = "UPDATE directory_review SET decision = NULL, decided_at = NULL, decided_by = NULL, moved = '' WHERE id = $1";
    POINT_BACK = "UPDATE directory_review SET candidate = $1 WHERE id = $2 AND decision IS NULL";
    STANDING = "SELECT id, candidate FROM directory_review WHERE decision IS NULL AND candidate IN ($1, $2)";
    STATE_OF = "SELECT candidate, decision FROM directory_review WHERE id = $1";
    RECORDS_OF = "SELECT id FROM directory_record WHERE facility = $1";
    RECORD_BACK = "UPDATE directory_record SET facility = $1 WHERE id = $2 AND facility = $3";
    WINDOWS_OF = "SELECT id FROM directory_window WHERE facility = $1";
    WINDOW_BACK = "UPDATE directory_window SET facility = $1 WHERE id = $2 AND facility = $3";
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

/// What putting two facilities together changed, by ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    /// The facility that became part of the other.
    pub gone: Id,
    /// The other.
    pub into: Id,
    /// Its records.
    pub records: Vec<Id>,
    /// Its contact windows.
    pub windows: Vec<Id>,
    /// Its organisation, when the link went along.
    pub organisation: Option<Id>,
    /// Questions about either, with what they asked about before.
    pub asked: Vec<(Id, Id)>,
}

/// A decision that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decided {
    pub id: ReviewId,
    /// The facility of the row now.
    pub facility: FacilityId,
    pub candidate: FacilityId,
    /// They were put together.
    pub same: bool,
    pub at: At,
    pub by: String,
    /// What that moved; none for those told apart and for decisions from before it was kept.
    pub moved: Option<Moved>,
}

impl FromRow for Decided {
    fn from_row(r: &Row) -> std::result::Result<Self, db::DbError> {
        let moved: String = r.get(7)?;
        Ok(Decided {
            id: r.id(0)?,
            facility: r.id(2)?,
            candidate: r.id(3)?,
            same: r.get::<String>(4)? == "same",
            at: r.get(5)?,
            by: r.get::<Option<String>>(6)?.unwrap_or_default(),
            moved: serde_json::from_str(&moved).ok(),
        })
    }
}

/// Decisions since then that can be taken back, newest first, at most 50.
pub(crate) fn recent(cx: &Cx<'_>, since: At) -> Result<Vec<Decided>> {
    Ok(cx.tx().all(RECENT, params![since])?)
}

/// A decision.
pub(crate) fn decided(cx: &Cx<'_>, id: ReviewId) -> Result<Option<Decided>> {
    Ok(cx.tx().find(DECIDED, params![id.0])?)
}

fn ids(cx: &Cx<'_>, what: db::Stmt, of: FacilityId) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(what, params![of.0])?;
    Ok(rows.iter().map(|r| r.get(0)).collect::<std::result::Result<_, _>>()?)
}

/// What joining these two is about to move; taken before anything moves.
pub(crate) fn about_to_move(
    cx: &Cx<'_>,
    gone: FacilityId,
    into: FacilityId,
    organisation: Option<Id>,
) -> Result<Moved> {
    let mut asked = Vec::new();
    for r in cx.tx().rows(STANDING, params![gone.0, into.0])? {
        asked.push((r.get(0)?, r.get(1)?));
    }
    Ok(Moved {
        gone: gone.0,
        into: into.0,
        records: ids(cx, RECORDS_OF, gone)?,
        windows: ids(cx, WINDOWS_OF, gone)?,
        organisation,
        asked,
    })
}

/// Keeps with the decision what it moved.
pub(crate) fn keep_moved(cx: &Cx<'_>, id: ReviewId, moved: &Moved) -> Result<()> {
    let json =
        serde_json::to_string(moved).map_err(|e| Error::Inconsistent(format!("review: {e}")))?;
    cx.tx().exec(KEEP_MOVED, params![json, id.0])?;
    Ok(())
}

/// Asks again.
pub(crate) fn reopen(cx: &Cx<'_>, id: ReviewId) -> Result<()> {
    cx.tx().exec(REOPEN, params![id.0])?;
    Ok(())
}

/// Moves everything back that is still where the joining put it; false when some of it is not: nothing may be kept then.
pub(crate) fn move_back(cx: &Cx<'_>, id: ReviewId, m: &Moved) -> Result<bool> {
    for r in &m.records {
        if cx.tx().exec(RECORD_BACK, params![m.gone, *r, m.into])? != 1 {
            return Ok(false);
        }
    }
    for w in &m.windows {
        // a window that was deleted meanwhile stays deleted
        cx.tx().exec(WINDOW_BACK, params![m.gone, *w, m.into])?;
    }
    reopen(cx, id)?;
    for (review, candidate) in &m.asked {
        let Some(now) = cx.tx().first(STATE_OF, params![*review])? else { continue };
        let decision: Option<String> = now.get(1)?;
        // closed by the joining itself, or pointed elsewhere by it; what a person decided since stands
        if decision.as_deref() == Some("same") {
            reopen(cx, ReviewId(*review))?;
        }
        cx.tx().exec(POINT_BACK, params![*candidate, *review])?;
    }
    Ok(true)
}
