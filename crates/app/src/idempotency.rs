//! The same press twice makes one record: a key in every form, stored with its outcome in the same transaction.
//!
//! The key is claimed by an INSERT, not looked for first, and the outcome is another INSERT: a SELECT or UPDATE by
//! key would make PostgreSQL (SERIALIZABLE) see a conflict between any two acts whose keys lie on one index page.
use db::params;
use kernel::At;

use crate::{Cx, Error, Result};

db::statements! { pub STATEMENTS;
    CLAIM = "INSERT INTO app_idempotency(actor, key, route, body, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (actor, key) DO NOTHING";
    KEEP = "INSERT INTO app_idempotency_outcome(actor, key, outcome, at) VALUES ($1, $2, $3, $4)";
    FIND = "SELECT i.route, i.body, o.outcome FROM app_idempotency i JOIN app_idempotency_outcome o ON o.actor = i.actor AND o.key = i.key WHERE i.actor = $1 AND i.key = $2";
    RELEASE = "DELETE FROM app_idempotency WHERE actor = $1 AND key = $2";
    FORGET = "DELETE FROM app_idempotency WHERE at < $1";
    FORGET_OUTCOME = "DELETE FROM app_idempotency_outcome WHERE at < $1";
}

/// Days a key is remembered.
pub const DAYS: i64 = 14;

/// Identifies one press of one button.
#[derive(Debug, Clone)]
pub struct Key {
    /// The form's `_key` (or Idempotency-Key); 8–64 characters, else it is taken as absent.
    pub key: String,
    /// Method and path.
    pub route: String,
    /// Hash of the body without the key.
    pub body: String,
}

/// Runs `act` once for this key. A second call with the same content answers with the first outcome (where the
/// page went); with other content it is refused with [`Error::KeyReused`].
pub fn once(cx: &Cx<'_>, key: &Key, act: impl FnOnce() -> Result<String>) -> Result<String> {
    if !(8..=64).contains(&key.key.len()) {
        return act();
    }
    let actor =
        cx.actor().account.map_or_else(|| cx.actor().hat.code().to_string(), |a| a.to_string());
    let claimed =
        cx.tx().exec(CLAIM, params![&actor, &key.key, &key.route, &key.body, cx.now()])?;
    if claimed == 0 {
        let row = cx.tx().one(FIND, params![&actor, &key.key])?;
        let (route, body, outcome): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        if route == key.route && body == key.body {
            return Ok(outcome);
        }
        return Err(Error::KeyReused { earlier: outcome });
    }
    match act() {
        Ok(outcome) => {
            cx.tx().exec(KEEP, params![actor, &key.key, &outcome, cx.now()])?;
            Ok(outcome)
        }
        Err(e) => {
            // Usually the whole transaction goes; should the caller go on, the key is free again.
            let _ = cx.tx().exec(RELEASE, params![actor, &key.key]);
            Err(e)
        }
    }
}

/// Forgets keys older than [`DAYS`] days; how many.
pub fn forget_old(cx: &Cx<'_>, now: At) -> Result<u64> {
    let before = now.plus_minutes(-DAYS * 24 * 60);
    cx.tx().exec(FORGET_OUTCOME, params![before])?;
    Ok(cx.tx().exec(FORGET, params![before])?)
}
