//! What the keeping asks of a region's store.
use db::{DbError, Tx, params};
use kernel::{At, Id};

db::statements! { pub STATEMENTS;
    LAST_SEAL = "SELECT hash FROM app_block ORDER BY first DESC LIMIT 1";
    TAIL = "SELECT COUNT(*) FROM app_audit WHERE pos IS NULL";
    TAIL_SINCE = "SELECT MIN(at) FROM app_audit WHERE pos IS NULL";
    NEWEST = "SELECT MAX(at) FROM app_audit";
    DEAD = "SELECT COUNT(*) FROM app_job WHERE dead_at IS NOT NULL AND done_at IS NULL";
    SHEETS = "SELECT r.id, r.subject, v.account FROM app_record r JOIN app_record_version v ON v.record = r.id AND v.version = r.version WHERE r.kind LIKE $1 AND r.subject IS NOT NULL AND v.account IS NOT NULL AND r.state <> 'cancelled' ORDER BY r.at DESC, r.id DESC LIMIT 20";
    CHECKPOINT = "SELECT MAX(at) FROM app_checkpoint";
    SETTING = "SELECT value FROM app_setting WHERE key = $1";
}

/// The newest seal of the log; empty when there is none.
pub fn last_seal(tx: &Tx<'_>) -> Result<String, DbError> {
    Ok(tx.first(LAST_SEAL, params![])?.map(|r| r.get(0)).transpose()?.unwrap_or_default())
}

/// Rows of the log that have no seal yet.
pub fn unsealed(tx: &Tx<'_>) -> Result<i64, DbError> {
    tx.one(TAIL, params![])?.get(0)
}

/// Since when rows wait for their seal.
pub fn unsealed_since(tx: &Tx<'_>) -> Result<Option<At>, DbError> {
    tx.one(TAIL_SINCE, params![])?.get(0)
}

/// Time of the newest row of the log.
pub fn newest(tx: &Tx<'_>) -> Result<Option<At>, DbError> {
    tx.one(NEWEST, params![])?.get(0)
}

/// Jobs that were given up.
pub fn dead_jobs(tx: &Tx<'_>) -> Result<i64, DbError> {
    tx.one(DEAD, params![])?.get(0)
}

/// When the newest checkpoint of the log was made.
pub fn checkpoint(tx: &Tx<'_>) -> Result<Option<At>, DbError> {
    tx.one(CHECKPOINT, params![])?.get(0)
}

/// A number kept as a setting.
pub fn number(tx: &Tx<'_>, key: &str) -> Result<Option<i64>, DbError> {
    let value: Option<String> = tx.first(SETTING, params![key])?.map(|r| r.get(0)).transpose()?;
    Ok(value.and_then(|t| t.parse().ok()))
}

/// An instant kept as a setting.
pub fn moment(tx: &Tx<'_>, key: &str) -> Result<Option<At>, DbError> {
    let value: Option<String> = tx.first(SETTING, params![key])?.map(|r| r.get(0)).transpose()?;
    Ok(value.and_then(|t| At::parse(&t)))
}

/// A paper that its author can open: record, what it belongs to, account of the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// The record.
    pub record: Id,
    /// What it belongs to (a stay).
    pub subject: Id,
    /// Who wrote its newest version.
    pub account: Id,
}

/// The newest papers whose kind begins so, at most 20.
pub fn sheets(tx: &Tx<'_>, kind: &str) -> Result<Vec<Sheet>, DbError> {
    let rows = tx.rows(SHEETS, params![format!("{kind}%")])?;
    rows.iter()
        .map(|r| Ok(Sheet { record: r.get(0)?, subject: r.get(1)?, account: r.get(2)? }))
        .collect()
}
