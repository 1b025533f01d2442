//! SQL of supervised temporary access.
use app::{Cx, Result};
use db::params;
use kernel::{At, Id};

use crate::AccountId;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO accounts_temporary(id, account, code_hash, reason, made_by, made_name, made_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT id, account, until, made_name FROM accounts_temporary WHERE code_hash = $1 AND used_at IS NULL AND ended_at IS NULL";
    USE_UP = "UPDATE accounts_temporary SET used_at = $1 WHERE id = $2 AND used_at IS NULL";
}

pub(crate) fn add(
    cx: &Cx<'_>,
    account: AccountId,
    hash: &str,
    reason: &str,
    until: At,
) -> Result<Id> {
    let id = cx.new_id();
    let (by, name) = (cx.actor().account, cx.actor().name.clone());
    cx.tx().exec(ADD, params![id, account.0, hash, reason, by, &name, cx.now(), until])?;
    Ok(id)
}

/// A code that can still be used, as far as nobody has used it.
pub(crate) struct Open {
    pub id: Id,
    pub account: AccountId,
    pub until: At,
    /// Name of who gave it.
    pub given_by: String,
}

pub(crate) fn find(cx: &Cx<'_>, hash: &str) -> Result<Option<Open>> {
    match cx.tx().first(FIND, params![hash])? {
        Some(r) => Ok(Some(Open {
            id: r.get(0)?,
            account: r.id(1)?,
            until: r.get(2)?,
            given_by: r.get(3)?,
        })),
        None => Ok(None),
    }
}

pub(crate) fn use_up(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(USE_UP, params![cx.now(), id])? == 1)
}
