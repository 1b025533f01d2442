//! Work for later, in the same store as the act that asked for it. At least once: handlers are idempotent.
//! After eight failures a job is dead: it stays visible on the jobs page and can be tried again.
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    NEW = "INSERT INTO app_job(id, kind, payload, run_at, attempts, at) VALUES ($1, $2, $3, $4, 0, $5)";
    DUE = "SELECT id, kind, payload, run_at, attempts, error, dead_at FROM app_job WHERE dead_at IS NULL AND done_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until < $1) ORDER BY run_at, id LIMIT 1";
    LOCK = "UPDATE app_job SET locked_until = $1, attempts = attempts + 1 WHERE id = $2 AND (locked_until IS NULL OR locked_until < $3)";
    DONE = "UPDATE app_job SET done_at = $1, locked_until = NULL, error = NULL WHERE id = $2";
    FAIL = "UPDATE app_job SET locked_until = NULL, run_at = $1, error = $2, dead_at = $3 WHERE id = $4";
    AGAIN = "UPDATE app_job SET dead_at = NULL, attempts = 0, run_at = $1 WHERE id = $2 AND dead_at IS NOT NULL";
    OPEN = "SELECT id, kind, payload, run_at, attempts, error, dead_at FROM app_job WHERE done_at IS NULL ORDER BY CASE WHEN dead_at IS NULL THEN 1 ELSE 0 END, dead_at DESC, run_at, id LIMIT 100";
    DONE_COUNT = "SELECT COUNT(*) FROM app_job WHERE done_at IS NOT NULL";
    PENDING = "SELECT COUNT(*) FROM app_job WHERE done_at IS NULL AND dead_at IS NULL AND kind = $1";
}

/// Tries before a job is dead.
pub const TRIES: i64 = 8;
/// Minutes a worker may hold a job before another may take it.
const LEASE_MINUTES: i64 = 10;

/// A job as stored.
#[derive(Debug, Clone)]
pub struct Job {
    /// Id; also the idempotency key of what it does.
    pub id: Id,
    /// `slice.kind`.
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// Not before.
    pub run_at: At,
    /// Tries so far.
    pub attempts: i64,
    /// Last failure, without personal data.
    pub error: Option<String>,
    /// Given up at.
    pub dead_at: Option<At>,
}

impl FromRow for Job {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Job {
            id: r.get(0)?,
            kind: r.get(1)?,
            payload: r.get(2)?,
            run_at: r.get(3)?,
            attempts: r.get(4)?,
            error: r.get(5)?,
            dead_at: r.get(6)?,
        })
    }
}

/// Asks for work, in the transaction of the act.
pub fn enqueue(cx: &Cx<'_>, kind: &str, payload: &serde_json::Value, run_at: At) -> Result<Id> {
    let id = cx.new_id();
    cx.tx().exec(NEW, params![id, kind, payload.to_string(), run_at, cx.now()])?;
    Ok(id)
}

/// Is work of this kind waiting? For recurring jobs that ask for their next run themselves.
pub fn waiting(cx: &Cx<'_>, kind: &str) -> Result<bool> {
    Ok(cx.tx().one(PENDING, params![kind])?.get::<i64>(0)? > 0)
}

/// Takes the next due job, if any, for ten minutes. A job that was taken [`TRIES`] times without a word about
/// how it ended stopped its worker each time: it is dead, not taken again.
pub fn claim(cx: &Cx<'_>) -> Result<Option<Job>> {
    let now = cx.now();
    let mut job = loop {
        let Some(job) = cx.tx().find::<Job>(DUE, params![now])? else { return Ok(None) };
        if job.attempts < TRIES {
            break job;
        }
        let error = "the worker stopped each time while doing it";
        cx.tx().exec(FAIL, params![now, error, now, job.id])?;
    };
    let until = now.plus_minutes(LEASE_MINUTES);
    if cx.tx().exec(LOCK, params![until, job.id, now])? != 1 {
        return Ok(None);
    }
    job.attempts += 1;
    Ok(Some(job))
}

/// It is done.
pub fn finish(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(DONE, params![cx.now(), id])?;
    Ok(())
}

/// It failed: later again (1, 2, 4 … minutes), or dead after [`TRIES`].
pub fn fail(cx: &Cx<'_>, job: &Job, error: &str) -> Result<()> {
    let dead = (job.attempts >= TRIES).then(|| cx.now());
    let wait = 1_i64 << (job.attempts - 1).clamp(0, 10);
    cx.tx().exec(FAIL, params![cx.now().plus_minutes(wait), error, dead, job.id])?;
    Ok(())
}

/// Tries a dead job again.
pub fn again(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(AGAIN, params![cx.now(), id])? == 1)
}

/// Jobs not done: dead ones first, then by time; at most 100.
pub fn open(cx: &Cx<'_>) -> Result<Vec<Job>> {
    Ok(cx.tx().all(OPEN, params![])?)
}

/// How many are done.
pub fn done(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(DONE_COUNT, params![])?.get(0)?)
}
