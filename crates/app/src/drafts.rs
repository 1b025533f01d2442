//! Drafts: what one person has typed so far, kept by actor and never the record itself.
use db::params;
use kernel::{At, Id};

use crate::{Cx, Error, Result};

db::statements! { pub STATEMENTS;
    SAVE = "INSERT INTO app_draft(account, subject, body, base, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account, subject) DO UPDATE SET body = excluded.body, at = excluded.at";
    LOAD = "SELECT body, base, at FROM app_draft WHERE account = $1 AND subject = $2";
    DROP = "DELETE FROM app_draft WHERE account = $1 AND subject = $2";
    DROP_ALL = "DELETE FROM app_draft WHERE subject LIKE $1";
    FORGET = "DELETE FROM app_draft WHERE at < $1";
}

/// Longest draft in bytes.
pub const MAX_BYTES: usize = 512 * 1024;

/// A draft as kept.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The answers, as the form engine writes them.
    pub body: String,
    /// Version of the record the draft started from; 0 = none.
    pub base: i64,
    /// Last saved.
    pub at: At,
}

fn account(cx: &Cx<'_>) -> Result<Id> {
    cx.actor().account.ok_or(Error::Forbidden("app.draft"))
}

/// Keeps the draft of this actor about `subject` (`kind:id`). `base` counts only when the draft is new.
pub fn save(cx: &Cx<'_>, subject: &str, body: &str, base: i64) -> Result<()> {
    if body.len() > MAX_BYTES {
        return Err(Error::Rule(
            "入力が長すぎて下書きを保存できません。文章を短くしてください".into(),
        ));
    }
    cx.tx().exec(SAVE, params![account(cx)?, subject, body, base, cx.now()])?;
    Ok(())
}

/// The draft of this actor, if any.
pub fn load(cx: &Cx<'_>, subject: &str) -> Result<Option<Draft>> {
    let Some(account) = cx.actor().account else { return Ok(None) };
    let row = cx.tx().first(LOAD, params![account, subject])?;
    row.map(|r| Ok(Draft { body: r.get(0)?, base: r.get(1)?, at: r.get(2)? })).transpose()
}

/// Drops it, after the record was made of it or the person threw it away.
pub fn discard(cx: &Cx<'_>, subject: &str) -> Result<()> {
    cx.tx().exec(DROP, params![account(cx)?, subject])?;
    Ok(())
}

/// Drops the drafts of all accounts about `id` (their subjects are `kind:id`); how many. For the end of what they were
/// written for: nobody is to be reminded of them.
pub fn discard_all(cx: &Cx<'_>, id: Id) -> Result<u64> {
    Ok(cx.tx().exec(DROP_ALL, params![format!("%:{id}")])?)
}

/// Drops drafts nobody touched for 90 days; how many.
pub fn forget_old(cx: &Cx<'_>, now: At) -> Result<u64> {
    Ok(cx.tx().exec(FORGET, params![now.plus_minutes(-90 * 24 * 60)])?)
}
