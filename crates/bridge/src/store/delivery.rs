//! Addresses, preferences, and the mails on their way. A mail's row holds no address and no text.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

db::statements! { pub(crate) STATEMENTS;
    ADDRESS = "SELECT address, asked_at, code, tries, confirmed_at, bounced_at FROM bridge_address WHERE account = $1";
    ASK = "INSERT INTO bridge_address(account, address, asked_at, code, tries) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (account) DO UPDATE SET address = excluded.address, asked_at = excluded.asked_at, code = excluded.code, tries = 0, confirmed_at = NULL, bounced_at = NULL";
    TRY = "UPDATE bridge_address SET tries = tries + 1 WHERE account = $1";
    CONFIRM = "UPDATE bridge_address SET confirmed_at = $1, code = '' WHERE account = $2";
    HOURS = "SELECT quiet_from, quiet_to FROM bridge_hours WHERE account = $1";
    SET_HOURS = "INSERT INTO bridge_hours(account, quiet_from, quiet_to) VALUES ($1, $2, $3) ON CONFLICT (account) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to";
    NO_HOURS = "DELETE FROM bridge_hours WHERE account = $1";
    REMOVE = "DELETE FROM bridge_address WHERE account = $1";
    BOUNCED = "UPDATE bridge_address SET bounced_at = $1 WHERE account = $2 AND bounced_at IS NULL";
    WAY = "SELECT mail FROM bridge_preference WHERE account = $1 AND kind = $2";
    SET_WAY = "INSERT INTO bridge_preference(account, kind, mail, push, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account, kind) DO UPDATE SET mail = excluded.mail, push = excluded.push, at = excluded.at";
    ANY = "SELECT 1 FROM bridge_address WHERE confirmed_at IS NOT NULL AND bounced_at IS NULL LIMIT 1";
    NEW = "SELECT n.id, n.organisation, n.account, n.kind FROM app_notice n WHERE n.at >= $1 AND n.read_at IS NULL AND NOT EXISTS (SELECT 1 FROM bridge_seen s WHERE s.notice = n.id) ORDER BY n.at, n.id LIMIT 500";
    SEEN = "INSERT INTO bridge_seen(notice, at) VALUES ($1, $2) ON CONFLICT (notice) DO NOTHING";
    FORGET_SEEN = "DELETE FROM bridge_seen WHERE at < $1";
    UNREAD = "SELECT COUNT(*) FROM app_notice WHERE id = $1 AND read_at IS NULL";
    ADD = "INSERT INTO bridge_mail(id, account, notice, kind, n, state, due_at, at, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')";
    MAIL = "SELECT id, account, notice, kind, n, state, due_at FROM bridge_mail WHERE id = $1";
    END = "UPDATE bridge_mail SET state = $1, done_at = $2, problem = $3 WHERE id = $4";
    PROBLEM = "UPDATE bridge_mail SET problem = $1 WHERE id = $2";
    DAILY = "SELECT account, COUNT(*) FROM bridge_mail WHERE state = 'daily' AND due_at <= $1 GROUP BY account ORDER BY account LIMIT 500";
    MERGE = "UPDATE bridge_mail SET state = 'merged', done_at = $1 WHERE account = $2 AND state = 'daily' AND due_at <= $3";
    HEALTH = "SELECT state, COUNT(*) FROM bridge_mail WHERE at >= $1 GROUP BY state ORDER BY state";
    LAST = "SELECT at, done_at, problem FROM bridge_mail WHERE problem <> '' ORDER BY at DESC, id DESC LIMIT 1";
    ADDRESSES = "SELECT COUNT(*), SUM(CASE WHEN confirmed_at IS NOT NULL THEN 1 ELSE 0 END), SUM(CASE WHEN bounced_at IS NOT NULL THEN 1 ELSE 0 END) FROM bridge_address";
    OLDEST = "SELECT MIN(due_at) FROM bridge_mail WHERE state = 'waiting'";
}

/// The address of an account.
#[derive(Debug, Clone)]
pub struct Address {
    /// The address.
    pub address: String,
    /// The code was sent.
    pub asked_at: At,
    /// Keyed hash of the code; empty once confirmed.
    pub code: String,
    /// Wrong codes.
    pub tries: i64,
    /// Confirmed.
    pub confirmed_at: Option<At>,
    /// The server said that nobody is there.
    pub bounced_at: Option<At>,
}

impl FromRow for Address {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Address {
            address: r.get(0)?,
            asked_at: r.get(1)?,
            code: r.get(2)?,
            tries: r.get(3)?,
            confirmed_at: r.get(4)?,
            bounced_at: r.get(5)?,
        })
    }
}

pub(crate) fn address(cx: &Cx<'_>, account: Id) -> Result<Option<Address>> {
    Ok(cx.tx().find(ADDRESS, params![account])?)
}

pub(crate) fn ask(cx: &Cx<'_>, account: Id, address: &str, code: &str) -> Result<()> {
    cx.tx().exec(ASK, params![account, address, cx.now(), code])?;
    Ok(())
}

pub(crate) fn tried(cx: &Cx<'_>, account: Id) -> Result<()> {
    cx.tx().exec(TRY, params![account])?;
    Ok(())
}

pub(crate) fn confirm(cx: &Cx<'_>, account: Id) -> Result<()> {
    cx.tx().exec(CONFIRM, params![cx.now(), account])?;
    Ok(())
}

/// Minutes of the day in which nothing comes to an account.
pub(crate) fn hours(cx: &Cx<'_>, account: Id) -> Result<Option<(i64, i64)>> {
    let row = cx.tx().first(HOURS, params![account])?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

pub(crate) fn set_hours(cx: &Cx<'_>, account: Id, quiet: Option<(i64, i64)>) -> Result<()> {
    match quiet {
        Some(q) => cx.tx().exec(SET_HOURS, params![account, q.0, q.1])?,
        None => cx.tx().exec(NO_HOURS, params![account])?,
    };
    Ok(())
}

pub(crate) fn remove(cx: &Cx<'_>, account: Id) -> Result<()> {
    cx.tx().exec(REMOVE, params![account])?;
    Ok(())
}

pub(crate) fn bounced(cx: &Cx<'_>, account: Id) -> Result<bool> {
    Ok(cx.tx().exec(BOUNCED, params![cx.now(), account])? == 1)
}

pub(crate) fn way(cx: &Cx<'_>, account: Id, group: &str) -> Result<Option<String>> {
    cx.tx().first(WAY, params![account, group])?.map(|r| Ok(r.get(0)?)).transpose()
}

pub(crate) fn set_way(cx: &Cx<'_>, account: Id, group: &str, mail: &str, push: &str) -> Result<()> {
    cx.tx().exec(SET_WAY, params![account, group, mail, push, cx.now()])?;
    Ok(())
}

/// Does anybody want mail at all?
pub(crate) fn anybody(cx: &Cx<'_>) -> Result<bool> {
    Ok(cx.tx().first(ANY, &[])?.is_some())
}

/// A notice nobody has looked at yet: id, organisation, account, kind.
pub(crate) type Fresh = (Id, Id, Option<Id>, String);

pub(crate) fn new_notices(cx: &Cx<'_>, since: At) -> Result<Vec<Fresh>> {
    let rows = cx.tx().rows(NEW, params![since])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).collect()
}

/// Marks a notice as looked at; false when another process did.
pub(crate) fn seen(cx: &Cx<'_>, notice: Id) -> Result<bool> {
    Ok(cx.tx().exec(SEEN, params![notice, cx.now()])? == 1)
}

pub(crate) fn forget_seen(cx: &Cx<'_>, before: At) -> Result<u64> {
    Ok(cx.tx().exec(FORGET_SEEN, params![before])?)
}

/// Is the notice still unread? One that was read or withdrawn needs no mail.
pub(crate) fn unread(cx: &Cx<'_>, notice: Id) -> Result<bool> {
    Ok(cx.tx().one(UNREAD, params![notice])?.get::<i64>(0)? > 0)
}

pub(crate) fn add(
    cx: &Cx<'_>,
    account: Id,
    notice: Option<Id>,
    kind: &str,
    n: i64,
    state: &str,
    due: At,
) -> Result<Id> {
    let id = cx.new_id();
    cx.tx().exec(ADD, params![id, account, notice, kind, n, state, due, cx.now()])?;
    Ok(id)
}

/// A mail on its way.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub id: Id,
    pub account: Id,
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
            notice: r.get(2)?,
            kind: r.get(3)?,
            n: r.get(4)?,
            state: r.get(5)?,
        })
    }
}

pub(crate) fn mail(cx: &Cx<'_>, id: Id) -> Result<Option<Waiting>> {
    Ok(cx.tx().find(MAIL, params![id])?)
}

/// It ended: `sent`, `dropped`, `bounced`, `failed`.
pub(crate) fn end(cx: &Cx<'_>, id: Id, state: &str, problem: &str) -> Result<()> {
    cx.tx().exec(END, params![state, cx.now(), problem, id])?;
    Ok(())
}

pub(crate) fn problem(cx: &Cx<'_>, id: Id, problem: &str) -> Result<()> {
    cx.tx().exec(PROBLEM, params![problem, id])?;
    Ok(())
}

/// Accounts whose collected mail is due, with how many notices.
pub(crate) fn daily_due(cx: &Cx<'_>) -> Result<Vec<(Id, i64)>> {
    let rows = cx.tx().rows(DAILY, params![cx.now()])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

pub(crate) fn merge(cx: &Cx<'_>, account: Id) -> Result<u64> {
    Ok(cx.tx().exec(MERGE, params![cx.now(), account, cx.now()])?)
}

/// How delivery goes.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// State and number of the mails since then.
    pub states: Vec<(String, i64)>,
    /// Addresses, confirmed ones, ones where nobody is.
    pub addresses: [i64; 3],
    /// The last problem and its time.
    pub last: Option<(At, String)>,
    /// The oldest mail that waits.
    pub oldest: Option<At>,
}

pub(crate) fn health(cx: &Cx<'_>, since: At) -> Result<Health> {
    let tx = cx.tx();
    let states = tx.rows(HEALTH, params![since])?;
    let a = tx.one(ADDRESSES, &[])?;
    let n = |i| a.get::<Option<i64>>(i).map(Option::unwrap_or_default);
    let last = match tx.first(LAST, &[])? {
        Some(r) => {
            let (at, done): (At, Option<At>) = (r.get(0)?, r.get(1)?);
            Some((done.unwrap_or(at), r.get(2)?))
        }
        None => None,
    };
    Ok(Health {
        states: states.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<Result<_>>()?,
        addresses: [n(0)?, n(1)?, n(2)?],
        last,
        oldest: tx.one(OLDEST, &[])?.get(0)?,
    })
}
