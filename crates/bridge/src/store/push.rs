//! Browsers that get notices while they are closed, and what is on its way to them. A row on its way holds no address and
//! no text; a device that ended keeps neither its address nor its keys.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

db::statements! { pub(crate) STATEMENTS;
    DEVICES = "SELECT id, endpoint, point, auth, name, at, sent_at, ended_at, problem FROM bridge_push_device WHERE account = $1 ORDER BY at, id";
    DEVICE = "SELECT id, endpoint, point, auth, name, at, sent_at, ended_at, problem FROM bridge_push_device WHERE id = $1";
    OPEN = "SELECT id FROM bridge_push_device WHERE account = $1 AND ended_at IS NULL ORDER BY at, id";
    TAKEN = "DELETE FROM bridge_push_device WHERE endpoint = $1 AND ended_at IS NULL";
    ADD = "INSERT INTO bridge_push_device(id, account, endpoint, point, auth, name, at, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, '')";
    REMOVE = "DELETE FROM bridge_push_device WHERE id = $1 AND account = $2";
    END_DEVICE = "UPDATE bridge_push_device SET ended_at = $1, problem = $2, endpoint = '', point = '', auth = '' WHERE id = $3 AND ended_at IS NULL";
    ARRIVED = "UPDATE bridge_push_device SET sent_at = $1, problem = '' WHERE id = $2";
    DEVICE_PROBLEM = "UPDATE bridge_push_device SET problem = $1 WHERE id = $2";
    ANY = "SELECT 1 FROM bridge_push_device WHERE ended_at IS NULL LIMIT 1";
    WAY = "SELECT push FROM bridge_preference WHERE account = $1 AND kind = $2";
    QUEUE = "INSERT INTO bridge_push(id, account, device, notice, kind, n, state, due_at, at, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    ONE = "SELECT id, account, device, notice, kind, n, state FROM bridge_push WHERE id = $1";
    END = "UPDATE bridge_push SET state = $1, done_at = $2, problem = $3 WHERE id = $4";
    PROBLEM = "UPDATE bridge_push SET problem = $1 WHERE id = $2";
    DAILY = "SELECT account, device, COUNT(*) FROM bridge_push WHERE state = 'daily' AND due_at <= $1 GROUP BY account, device ORDER BY account, device LIMIT 500";
    MERGE = "UPDATE bridge_push SET state = 'merged', done_at = $1 WHERE account = $2 AND device = $3 AND state = 'daily' AND due_at <= $4";
    ELSEWHERE = "SELECT 1 FROM bridge_push WHERE notice = $1 AND account = $2 AND id <> $3 AND state IN ('waiting', 'sent') LIMIT 1";
    BY_MAIL = "SELECT 1 FROM bridge_mail WHERE notice = $1 AND account = $2 AND state IN ('waiting', 'daily', 'merged', 'sent') LIMIT 1";
    DAY_BY_MAIL = "SELECT 1 FROM bridge_mail WHERE notice IS NULL AND account = $1 AND at >= $2 LIMIT 1";
    HEALTH = "SELECT state, COUNT(*) FROM bridge_push WHERE at >= $1 GROUP BY state ORDER BY state";
    LAST = "SELECT at, done_at, problem FROM bridge_push WHERE problem <> '' ORDER BY at DESC, id DESC LIMIT 1";
    COUNT = "SELECT SUM(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END) FROM bridge_push_device";
    OLDEST = "SELECT MIN(due_at) FROM bridge_push WHERE state = 'waiting'";
}

/// A browser that gets notices.
#[derive(Debug, Clone)]
pub struct Device {
    /// Id.
    pub id: Id,
    /// Address at its push service; empty once it ended.
    pub endpoint: String,
    /// Its open half, base64url.
    pub point: String,
    /// The secret shared with it, base64url.
    pub auth: String,
    /// 「Chrome（Android）」.
    pub name: String,
    /// Since.
    pub at: At,
    /// Something last arrived at its push service.
    pub sent_at: Option<At>,
    /// It gets nothing any more.
    pub ended_at: Option<At>,
    /// What went wrong last; empty = nothing since something arrived.
    pub problem: String,
}

impl FromRow for Device {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Device {
            id: r.get(0)?,
            endpoint: r.get(1)?,
            point: r.get(2)?,
            auth: r.get(3)?,
            name: r.get(4)?,
            at: r.get(5)?,
            sent_at: r.get(6)?,
            ended_at: r.get(7)?,
            problem: r.get(8)?,
        })
    }
}

/// All devices of an account, oldest first, also ended ones.
pub(crate) fn devices(cx: &Cx<'_>, account: Id) -> Result<Vec<Device>> {
    Ok(cx.tx().all(DEVICES, params![account])?)
}

pub(crate) fn device(cx: &Cx<'_>, id: Id) -> Result<Option<Device>> {
    Ok(cx.tx().find(DEVICE, params![id])?)
}

/// Those that get something.
pub(crate) fn open(cx: &Cx<'_>, account: Id) -> Result<Vec<Id>> {
    cx.tx().rows(OPEN, params![account])?.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// A new device. The same browser before, also under another account, gives way: an address stands once.
pub(crate) fn add_device(cx: &Cx<'_>, account: Id, d: [&str; 4]) -> Result<Id> {
    let [endpoint, point, auth, name] = d;
    cx.tx().exec(TAKEN, params![endpoint])?;
    let id = cx.new_id();
    cx.tx().exec(ADD, params![id, account, endpoint, point, auth, name, cx.now()])?;
    Ok(id)
}

pub(crate) fn remove_device(cx: &Cx<'_>, id: Id, account: Id) -> Result<bool> {
    Ok(cx.tx().exec(REMOVE, params![id, account])? == 1)
}

/// Ends a device; false when it had ended before.
pub(crate) fn end_device(cx: &Cx<'_>, id: Id, why: &str) -> Result<bool> {
    Ok(cx.tx().exec(END_DEVICE, params![cx.now(), why, id])? == 1)
}

pub(crate) fn arrived(cx: &Cx<'_>, device: Id) -> Result<()> {
    cx.tx().exec(ARRIVED, params![cx.now(), device])?;
    Ok(())
}

pub(crate) fn device_problem(cx: &Cx<'_>, device: Id, why: &str) -> Result<()> {
    cx.tx().exec(DEVICE_PROBLEM, params![why, device])?;
    Ok(())
}

/// Does any device get something?
pub(crate) fn anybody(cx: &Cx<'_>) -> Result<bool> {
    Ok(cx.tx().first(ANY, &[])?.is_some())
}

pub(crate) fn way(cx: &Cx<'_>, account: Id, group: &str) -> Result<Option<String>> {
    let row = cx.tx().first(WAY, params![account, group])?;
    Ok(row.map(|r| r.get::<Option<String>>(0)).transpose()?.flatten())
}

/// Something on its way to a device.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub id: Id,
    pub account: Id,
    pub device: Id,
    pub notice: Option<Id>,
    pub kind: String,
    pub n: i64,
    pub state: String,
}

impl FromRow for Waiting {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Waiting {
            id: r.get(0)?,
            account: r.get(1)?,
            device: r.get(2)?,
            notice: r.get(3)?,
            kind: r.get(4)?,
            n: r.get(5)?,
            state: r.get(6)?,
        })
    }
}

/// Queues it: `state` is `waiting` or `daily`.
pub(crate) fn queue(cx: &Cx<'_>, w: &Waiting, due: At) -> Result<()> {
    let p = params![w.id, w.account, w.device, w.notice, &w.kind, w.n, &w.state, due, cx.now()];
    cx.tx().exec(QUEUE, p)?;
    Ok(())
}

pub(crate) fn one(cx: &Cx<'_>, id: Id) -> Result<Option<Waiting>> {
    Ok(cx.tx().find(ONE, params![id])?)
}

/// It ended: `sent`, `dropped`, `gone`, `failed`.
pub(crate) fn end(cx: &Cx<'_>, id: Id, state: &str, problem: &str) -> Result<()> {
    cx.tx().exec(END, params![state, cx.now(), problem, id])?;
    Ok(())
}

pub(crate) fn problem(cx: &Cx<'_>, id: Id, problem: &str) -> Result<()> {
    cx.tx().exec(PROBLEM, params![problem, id])?;
    Ok(())
}

/// Account, device and number of what was collected and is due.
pub(crate) fn daily_due(cx: &Cx<'_>) -> Result<Vec<(Id, Id, i64)>> {
    let rows = cx.tx().rows(DAILY, params![cx.now()])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}

pub(crate) fn merge(cx: &Cx<'_>, account: Id, device: Id) -> Result<()> {
    cx.tx().exec(MERGE, params![cx.now(), account, device, cx.now()])?;
    Ok(())
}

/// Does what was in this row reach its account by another device or by mail?
pub(crate) fn reached_otherwise(cx: &Cx<'_>, w: &Waiting, today: At) -> Result<bool> {
    let tx = cx.tx();
    Ok(match w.notice {
        Some(n) => {
            tx.first(ELSEWHERE, params![n, w.account, w.id])?.is_some()
                || tx.first(BY_MAIL, params![n, w.account])?.is_some()
        }
        None => tx.first(DAY_BY_MAIL, params![w.account, today])?.is_some(),
    })
}

/// How pushes go.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// State and number since then.
    pub states: Vec<(String, i64)>,
    /// Devices that get something, and ones that ended.
    pub devices: [i64; 2],
    /// The last problem and its time.
    pub last: Option<(At, String)>,
    /// The oldest that waits.
    pub oldest: Option<At>,
}

pub(crate) fn health(cx: &Cx<'_>, since: At) -> Result<Health> {
    let tx = cx.tx();
    let states = tx.rows(HEALTH, params![since])?;
    let count = tx.one(COUNT, &[])?;
    let n = |i| count.get::<Option<i64>>(i).map(Option::unwrap_or_default);
    let last = match tx.first(LAST, &[])? {
        Some(r) => {
            let (at, done): (At, Option<At>) = (r.get(0)?, r.get(1)?);
            Some((done.unwrap_or(at), r.get(2)?))
        }
        None => None,
    };
    Ok(Health {
        states: states.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<Result<_>>()?,
        devices: [n(0)?, n(1)?],
        last,
        oldest: tx.one(OLDEST, &[])?.get(0)?,
    })
}
