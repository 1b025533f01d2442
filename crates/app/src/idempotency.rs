//! The same press twice makes one record: a key in every form, stored with its outcome in the same transaction.
use db::params;
use kernel::At;

use crate::{Cx, Error, Result};

db::statements! { pub STATEMENTS;
    FIND = "SELECT route, body, outcome FROM app_idempotency WHERE actor = $1 AND key = $2";
    KEEP = "INSERT INTO app_idempotency(actor, key, route, body, outcome, at) VALUES ($1, $2, $3, $4, $5, $6)";
    FORGET = "DELETE FROM app_idempotency WHERE at < $1";
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
    if let Some(row) = cx.tx().first(FIND, params![&actor, &key.key])? {
        let (route, body, outcome): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        if route == key.route && body == key.body {
            return Ok(outcome);
        }
        return Err(Error::KeyReused { earlier: outcome });
    }
    let outcome = act()?;
    cx.tx().exec(KEEP, params![actor, &key.key, &key.route, &key.body, &outcome, cx.now()])?;
    Ok(outcome)
}

/// Forgets keys older than [`DAYS`] days; how many.
pub fn forget_old(cx: &Cx<'_>, now: At) -> Result<u64> {
    Ok(cx.tx().exec(FORGET, params![now.plus_minutes(-DAYS * 24 * 60)])?)
}
