//! SQL of 緊急閲覧.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::model::glass::{Glass, Verdict};

db::statements! { pub(crate) STATEMENTS;
    BREAK = "INSERT INTO emergency_glass(id, resident, account, organisation, name, incident, reason, note, at, until, review_by, verdict, review_note, reviewer_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '')";
    ONE = "SELECT id, resident, account, organisation, name, incident, reason, note, at, until, review_by, reviewed_at, verdict, review_note, reviewer_name FROM emergency_glass WHERE id = $1";
    WAITING = "SELECT id, resident, account, organisation, name, incident, reason, note, at, until, review_by, reviewed_at, verdict, review_note, reviewer_name FROM emergency_glass WHERE reviewed_at IS NULL AND organisation <> $1 ORDER BY at, id LIMIT 200";
    DONE = "SELECT id, resident, account, organisation, name, incident, reason, note, at, until, review_by, reviewed_at, verdict, review_note, reviewer_name FROM emergency_glass WHERE reviewed_at IS NOT NULL AND organisation <> $1 ORDER BY reviewed_at DESC, id LIMIT 50";
    OLDEST = "SELECT MIN(at) FROM emergency_glass WHERE organisation = $1 AND reviewed_at IS NULL";
    REVIEW = "UPDATE emergency_glass SET reviewed_at = $1, verdict = $2, review_note = $3, reviewer = $4, reviewer_org = $5, reviewer_name = $6 WHERE id = $7 AND reviewed_at IS NULL";
    RUNNING = "SELECT id, resident, account, organisation, name, incident, reason, note, at, until, review_by, reviewed_at, verdict, review_note, reviewer_name FROM emergency_glass WHERE resident = $1 AND closed_at IS NULL AND until > $2 ORDER BY until, id";
    CLOSE = "UPDATE emergency_glass SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
    RUN_OUT = "SELECT id, resident, account, organisation, name, incident, reason, note, at, until, review_by, reviewed_at, verdict, review_note, reviewer_name FROM emergency_glass WHERE closed_at IS NULL AND until <= $1 ORDER BY until LIMIT 200";
    STILL = "SELECT COUNT(*) FROM emergency_glass WHERE resident = $1 AND account = $2 AND closed_at IS NULL AND until > $3";
    TODAY = "SELECT COUNT(*) FROM emergency_glass WHERE account = $1 AND at >= $2";
}

impl FromRow for Glass {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Glass {
            id: r.get(0)?,
            resident: r.get(1)?,
            account: r.get(2)?,
            organisation: r.get(3)?,
            name: r.get(4)?,
            incident: r.get(5)?,
            reason: r.get(6)?,
            note: r.get(7)?,
            at: r.get(8)?,
            until: r.get(9)?,
            review_by: r.get(10)?,
            reviewed_at: r.get(11)?,
            verdict: Verdict::from_code(&r.get::<String>(12)?),
            review_note: r.get(13)?,
            reviewer_name: r.get(14)?,
        })
    }
}

pub(crate) struct New<'a> {
    pub resident: Id,
    pub account: Id,
    pub organisation: Id,
    pub incident: &'a str,
    pub reason: &'a str,
    pub note: &'a str,
    pub until: At,
    pub review_by: Date,
}

pub(crate) fn add(cx: &Cx<'_>, n: &New<'_>) -> Result<Id> {
    let (id, name) = (cx.new_id(), cx.actor().name.clone());
    cx.tx().exec(
        BREAK,
        params![
            id,
            n.resident,
            n.account,
            n.organisation,
            name,
            n.incident,
            n.reason,
            n.note,
            cx.now(),
            n.until,
            n.review_by
        ],
    )?;
    Ok(id)
}

pub(crate) fn one(cx: &Cx<'_>, id: Id) -> Result<Option<Glass>> {
    Ok(cx.tx().find(ONE, params![id])?)
}

/// Waiting for review, and not broken by this organisation.
pub(crate) fn waiting(cx: &Cx<'_>, not_of: Id) -> Result<Vec<Glass>> {
    Ok(cx.tx().all(WAITING, params![not_of])?)
}

pub(crate) fn done(cx: &Cx<'_>, not_of: Id) -> Result<Vec<Glass>> {
    Ok(cx.tx().all(DONE, params![not_of])?)
}

/// When the oldest one without a review was broken by this organisation.
pub(crate) fn oldest_waiting(cx: &Cx<'_>, organisation: Id) -> Result<Option<At>> {
    Ok(cx.tx().one(OLDEST, params![organisation])?.get(0)?)
}

pub(crate) fn review(cx: &Cx<'_>, id: Id, verdict: Verdict, note: &str) -> Result<bool> {
    let a = cx.actor();
    let values = params![cx.now(), verdict.code(), note, a.account, a.organisation, &a.name, id];
    Ok(cx.tx().exec(REVIEW, values)? == 1)
}

pub(crate) fn close(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(CLOSE, params![cx.now(), id])?;
    Ok(())
}

/// Time is over and the right has not been taken back yet.
pub(crate) fn run_out(cx: &Cx<'_>) -> Result<Vec<Glass>> {
    Ok(cx.tx().all(RUN_OUT, params![cx.now()])?)
}

/// Those about this person that run now.
pub(crate) fn running(cx: &Cx<'_>, resident: Id) -> Result<Vec<Glass>> {
    Ok(cx.tx().all(RUNNING, params![resident, cx.now()])?)
}

/// Does the account hold another one for the same person that still runs?
pub(crate) fn still(cx: &Cx<'_>, resident: Id, account: Id) -> Result<bool> {
    Ok(cx.tx().one(STILL, params![resident, account, cx.now()])?.get::<i64>(0)? > 0)
}

/// How many the account broke since a time.
pub(crate) fn since(cx: &Cx<'_>, account: Id, at: At) -> Result<i64> {
    Ok(cx.tx().one(TODAY, params![account, at])?.get(0)?)
}
