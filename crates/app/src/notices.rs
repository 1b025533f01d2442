//! In-app notices: to an organisation or one account. The text never names a person; the link opens what it
//! speaks of, through its own permit.
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    NEW = "INSERT INTO app_notice(id, organisation, account, kind, text, link, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    MINE = "SELECT id, kind, text, link, at, read_at FROM app_notice WHERE (organisation = $1 AND (account IS NULL OR account = $2)) AND at >= $3 ORDER BY at DESC, id DESC LIMIT 100";
    UNREAD = "SELECT COUNT(*) FROM app_notice WHERE (organisation = $1 AND (account IS NULL OR account = $2)) AND read_at IS NULL AND at >= $3";
    READ = "UPDATE app_notice SET read_at = $1, read_by = $2 WHERE organisation = $3 AND (account IS NULL OR account = $2) AND read_at IS NULL";
    WITHDRAW = "DELETE FROM app_notice WHERE read_at IS NULL AND (link = $1 OR link LIKE $2)";
    TAKE_BACK = "DELETE FROM app_notice WHERE read_at IS NULL AND organisation = $1 AND kind = $2 AND link = $3 AND at >= $4";
}

/// A notice as shown.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Id.
    pub id: Id,
    /// `slice.kind`.
    pub kind: String,
    /// Plain text without names.
    pub text: String,
    /// Path within the region.
    pub link: String,
    /// When.
    pub at: At,
    /// First opened.
    pub read_at: Option<At>,
}

impl FromRow for Notice {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Notice {
            id: r.get(0)?,
            kind: r.get(1)?,
            text: r.get(2)?,
            link: r.get(3)?,
            at: r.get(4)?,
            read_at: r.get(5)?,
        })
    }
}

/// To whom a notice goes.
#[derive(Debug, Clone, Copy)]
pub struct To {
    /// The organisation.
    pub organisation: Id,
    /// One account of it, or everybody there.
    pub account: Option<Id>,
}

/// Sends a notice.
pub fn send(cx: &Cx<'_>, to: To, kind: &str, text: &str, link: &str) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(NEW, params![id, to.organisation, to.account, kind, text, link, cx.now()])?;
    Ok(())
}

fn since(cx: &Cx<'_>) -> At {
    cx.now().plus_minutes(-60 * 24 * 60)
}

/// The notices of this actor in the last sixty days, newest first, at most 100.
pub fn mine(cx: &Cx<'_>) -> Result<Vec<Notice>> {
    let a = cx.actor();
    Ok(cx.tx().all(MINE, params![a.organisation, a.account, since(cx)])?)
}

/// How many are unread.
pub fn unread(cx: &Cx<'_>) -> Result<i64> {
    let a = cx.actor();
    Ok(cx.tx().one(UNREAD, params![a.organisation, a.account, since(cx)])?.get(0)?)
}

/// Marks all as read.
pub fn mark_read(cx: &Cx<'_>) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(READ, params![cx.now(), a.account, a.organisation])?;
    Ok(())
}

/// Withdraws the unread notices, of whomever, that open `link` or something below it: what they announce is no longer
/// anybody's to do (a person has died). How many. `link` is a path of ids: it holds no sign of a pattern.
pub fn withdraw(cx: &Cx<'_>, link: &str) -> Result<u64> {
    Ok(cx.tx().exec(WITHDRAW, params![link, format!("{link}/%")])?)
}

/// Takes back the unread notices of one kind that an organisation got since then about exactly this link: what they
/// announce was taken back by who had sent it. How many.
pub fn take_back(cx: &Cx<'_>, to: Id, kind: &str, link: &str, since: At) -> Result<u64> {
    Ok(cx.tx().exec(TAKE_BACK, params![to, kind, link, since])?)
}
