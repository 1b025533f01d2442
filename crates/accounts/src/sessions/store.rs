//! Sessions live in the control store, because one login may lead to several regions. The cookie holds a random
//! token; the store only its hash.
use db::{Db, DbError, params};
use kernel::{At, Id, sha256_hex};

use crate::AccountId;

db::statements! { pub STATEMENTS;
    OPEN = "INSERT INTO yui_session(token, region, account, csrf, made_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)";
    FIND = "SELECT account, csrf, made_at, seen_at FROM yui_session WHERE token = $1 AND region = $2";
    SEEN = "UPDATE yui_session SET seen_at = $1 WHERE token = $2";
    CLOSE = "DELETE FROM yui_session WHERE token = $1";
    SWEEP = "DELETE FROM yui_session WHERE made_at < $1 OR seen_at < $2";
}

/// Minutes without a request after which a session ends.
pub const IDLE_MINUTES: i64 = 8 * 60;
/// Minutes after which a session ends in any case (12 hours; trust.md R23).
pub const LIFE_MINUTES: i64 = 12 * 60;

/// A session found by its token.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whose.
    pub account: AccountId,
    /// Secret for form tokens.
    pub csrf: Vec<u8>,
}

/// Opens a session; `token` and `csrf` are fresh random bytes in hexadecimal and binary.
pub fn open(
    control: &Db,
    region: &str,
    account: AccountId,
    token: &str,
    csrf: Vec<u8>,
    now: At,
) -> Result<(), DbError> {
    let (hash, region) = (sha256_hex(token.as_bytes()), region.to_string());
    control.write(move |tx| {
        tx.exec(SWEEP, params![now.plus_minutes(-LIFE_MINUTES), now.plus_minutes(-IDLE_MINUTES)])?;
        tx.exec(OPEN, params![&hash, &region, account.0, csrf.clone(), now]).map(|_| ())
    })
}

/// The session of a token in a region, when it has not ended.
pub fn find(control: &Db, region: &str, token: &str, now: At) -> Result<Option<Found>, DbError> {
    let hash = sha256_hex(token.as_bytes());
    let row = control.read(|tx| tx.first(FIND, params![&hash, region]))?;
    let Some(row) = row else { return Ok(None) };
    let (made, seen): (At, At) = (row.get(2)?, row.get(3)?);
    if now.minutes_since(made) >= LIFE_MINUTES || now.minutes_since(seen) >= IDLE_MINUTES {
        return Ok(None);
    }
    // written at most once in five minutes, so that reading pages stays reading
    if now.minutes_since(seen) >= 5 {
        control.write(move |tx| tx.exec(SEEN, params![now, &hash]).map(|_| ()))?;
    }
    Ok(Some(Found { account: AccountId(row.get::<Id>(0)?), csrf: row.get(1)? }))
}

/// Ends a session.
pub fn close(control: &Db, token: &str) -> Result<(), DbError> {
    let hash = sha256_hex(token.as_bytes());
    control.write(move |tx| tx.exec(CLOSE, params![&hash]).map(|_| ()))
}
