//! The table of packs: whose, by whom, the lock, and when the last file was made.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use super::seal::Lock;

db::statements! { pub(crate) STATEMENTS;
    ALL = "SELECT organisation, account, name, lock_text, set_at, made_at, persons, tried_at, problem, taken_at FROM home_pack ORDER BY organisation";
    OF = "SELECT organisation, account, name, lock_text, set_at, made_at, persons, tried_at, problem, taken_at FROM home_pack WHERE organisation = $1";
    SET = "INSERT INTO home_pack(organisation, account, name, lock_text, set_at, persons, problem) VALUES ($1, $2, $3, $4, $5, 0, '') ON CONFLICT (organisation) DO UPDATE SET account = excluded.account, name = excluded.name, lock_text = excluded.lock_text, set_at = excluded.set_at, made_at = NULL, persons = 0, tried_at = NULL, problem = '', taken_at = NULL";
    END = "DELETE FROM home_pack WHERE organisation = $1";
    MADE = "UPDATE home_pack SET made_at = $1, persons = $2, tried_at = $1, problem = '' WHERE organisation = $3 AND set_at = $4";
    FAILED = "UPDATE home_pack SET tried_at = $1, problem = $2 WHERE organisation = $3 AND set_at = $4";
    TAKEN = "UPDATE home_pack SET taken_at = $1 WHERE organisation = $2";
}

/// A pack as kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Whose.
    pub organisation: Id,
    /// As whom it is made.
    pub account: Id,
    /// The name of that account when it was set up.
    pub name: String,
    /// The lock.
    pub lock: Lock,
    /// Set up.
    pub set_at: At,
    /// The last file of the night.
    pub made_at: Option<At>,
    /// How many persons were in it.
    pub persons: i64,
    /// The last try.
    pub tried_at: Option<At>,
    /// Why the last try gave no file; empty when it did.
    pub problem: String,
    /// Last taken out by hand.
    pub taken_at: Option<At>,
}

impl FromRow for Kept {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let lock: String = r.get(3)?;
        let lock = serde_json::from_str(&lock)
            .map_err(|_| DbError::Decode { column: 3, what: "no lock".into() })?;
        Ok(Kept {
            organisation: r.get(0)?,
            account: r.get(1)?,
            name: r.get(2)?,
            lock,
            set_at: r.get(4)?,
            made_at: r.get(5)?,
            persons: r.get(6)?,
            tried_at: r.get(7)?,
            problem: r.get(8)?,
            taken_at: r.get(9)?,
        })
    }
}

pub(super) fn all(cx: &Cx<'_>) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(ALL, &[])?)
}

pub(super) fn of(cx: &Cx<'_>, organisation: Id) -> Result<Option<Kept>> {
    Ok(cx.tx().find(OF, params![organisation])?)
}

/// Sets it up, or anew: what was known of files under the lock before is forgotten.
pub(super) fn set(cx: &Cx<'_>, organisation: Id, account: Id, lock: &str) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(SET, params![organisation, account, &a.name, lock, cx.now()])?;
    Ok(())
}

pub(super) fn end(cx: &Cx<'_>, organisation: Id) -> Result<bool> {
    Ok(cx.tx().exec(END, params![organisation])? == 1)
}

/// A file was made, under the lock of then; false when it was set anew or ended meanwhile.
pub(super) fn made(cx: &Cx<'_>, k: &Kept, at: At, persons: i64) -> Result<bool> {
    Ok(cx.tx().exec(MADE, params![at, persons, k.organisation, k.set_at])? == 1)
}

pub(super) fn failed(cx: &Cx<'_>, k: &Kept, why: &str) -> Result<()> {
    cx.tx().exec(FAILED, params![cx.now(), why, k.organisation, k.set_at])?;
    Ok(())
}

pub(super) fn taken(cx: &Cx<'_>, organisation: Id) -> Result<()> {
    cx.tx().exec(TAKEN, params![cx.now(), organisation])?;
    Ok(())
}
