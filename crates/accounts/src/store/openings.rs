//! SQL of the times in which the vendor could get in.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO accounts_opening(id, organisation, reason, opened_by, opened_name, opened_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "SELECT o.id, o.organisation, g.name, o.reason, o.opened_name, o.opened_at, o.until, o.closed_at, o.closed_name FROM accounts_opening o JOIN accounts_organisation g ON g.id = o.organisation ORDER BY o.opened_at DESC, o.id DESC LIMIT 200";
    NOW = "SELECT o.id, o.organisation, g.name, o.reason, o.opened_name, o.opened_at, o.until, o.closed_at, o.closed_name FROM accounts_opening o JOIN accounts_organisation g ON g.id = o.organisation JOIN accounts_account a ON a.organisation = o.organisation WHERE a.id = $1 AND o.closed_at IS NULL AND o.opened_at <= $2 AND o.until > $2 ORDER BY o.until DESC LIMIT 1";
    OPEN_OF = "SELECT COUNT(*) FROM accounts_opening WHERE organisation = $1 AND closed_at IS NULL AND until > $2";
    CLOSE = "UPDATE accounts_opening SET closed_at = $1, closed_name = $2 WHERE id = $3 AND closed_at IS NULL AND until > $1";
    WHO = "SELECT (SELECT COUNT(*) FROM accounts_account WHERE organisation = $1 AND hat = 'vendor' AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $2)) + (SELECT COUNT(*) FROM accounts_invitation WHERE organisation = $1 AND hat = 'vendor' AND used_at IS NULL AND revoked_at IS NULL AND until > $3)";
    VENDORS = "SELECT g.id, g.name FROM accounts_organisation g WHERE g.id IN (SELECT organisation FROM accounts_account WHERE hat = 'vendor' AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $1)) OR g.id IN (SELECT organisation FROM accounts_invitation WHERE hat = 'vendor' AND used_at IS NULL AND revoked_at IS NULL AND until > $2) ORDER BY g.kana, g.id";
}

/// A time in which the vendor could get in.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Id.
    pub id: Id,
    /// The vendor.
    pub organisation: OrganisationId,
    /// Its name.
    pub vendor: String,
    /// Why.
    pub reason: String,
    /// Who opened.
    pub opened_name: String,
    /// From.
    pub opened_at: At,
    /// It closes by itself then.
    pub until: At,
    /// Closed before.
    pub closed_at: Option<At>,
    /// By whom.
    pub closed_name: Option<String>,
}

impl FromRow for Opening {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Opening {
            id: r.get(0)?,
            organisation: r.id(1)?,
            vendor: r.get(2)?,
            reason: r.get(3)?,
            opened_name: r.get(4)?,
            opened_at: r.get(5)?,
            until: r.get(6)?,
            closed_at: r.get(7)?,
            closed_name: r.get(8)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, org: OrganisationId, reason: &str, until: At) -> Result<Id> {
    let id = cx.new_id();
    let (by, name) = (cx.actor().account, cx.actor().name.clone());
    cx.tx().exec(ADD, params![id, org.0, reason, by, &name, cx.now(), until])?;
    Ok(id)
}

pub(crate) fn list(cx: &Cx<'_>) -> Result<Vec<Opening>> {
    Ok(cx.tx().all(LIST, params![])?)
}

pub(crate) fn now_open(cx: &Cx<'_>, account: AccountId) -> Result<Option<Opening>> {
    Ok(cx.tx().find(NOW, params![account.0, cx.now()])?)
}

pub(crate) fn is_open(cx: &Cx<'_>, org: OrganisationId) -> Result<bool> {
    Ok(cx.tx().one(OPEN_OF, params![org.0, cx.now()])?.get::<i64>(0)? > 0)
}

pub(crate) fn close(cx: &Cx<'_>, id: Id) -> Result<bool> {
    let name = cx.actor().name.clone();
    Ok(cx.tx().exec(CLOSE, params![cx.now(), &name, id])? == 1)
}

/// Has this organisation an account of a vendor, or an invitation that makes one?
pub(crate) fn is_vendor(cx: &Cx<'_>, org: OrganisationId) -> Result<bool> {
    Ok(cx.tx().one(WHO, params![org.0, cx.today(), cx.now()])?.get::<i64>(0)? > 0)
}

/// The organisations with accounts of vendors, or invitations for them: id and name.
pub(crate) fn vendors(cx: &Cx<'_>) -> Result<Vec<(OrganisationId, String)>> {
    let rows = cx.tx().rows(VENDORS, params![cx.today(), cx.now()])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}
