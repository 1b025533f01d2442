//! SQL of an organisation's people: who looks after them, who leaves, who is still there.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Hat};

use crate::model::Account;
use crate::model::roster::Person;
use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    IS_ADMIN = "SELECT COUNT(*) FROM accounts_account WHERE id = $1 AND admin = 1 AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $2)";
    ADMINS = "SELECT id, name FROM accounts_account WHERE organisation = $1 AND admin = 1 AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $2) ORDER BY kana, id";
    LIST = "SELECT id, organisation, name, kana, hat, profession, demo_role, admin, number, leaves_on, confirmed_on, locked_at FROM accounts_account WHERE organisation = $1 ORDER BY kana, id";
    LOCK = "UPDATE accounts_account SET locked_at = $1 WHERE id = $2 AND locked_at IS NULL";
    LEAVES = "UPDATE accounts_account SET leaves_on = $1 WHERE id = $2 AND locked_at IS NULL";
    ADMIN = "UPDATE accounts_account SET admin = $1 WHERE id = $2 AND locked_at IS NULL";
    CONFIRM = "UPDATE accounts_account SET confirmed_on = $1 WHERE id = $2 AND locked_at IS NULL";
    HAT = "UPDATE accounts_account SET hat = $1, profession = $2 WHERE id = $3 AND locked_at IS NULL";
    UPDATE = "UPDATE accounts_account SET name = $1, kana = $2, hat = $3, profession = $4, number = $5 WHERE id = $6 AND locked_at IS NULL";
    OPEN_NUMBERS = "SELECT number, name FROM accounts_invitation WHERE organisation = $1 AND used_at IS NULL AND revoked_at IS NULL AND until > $2 ORDER BY made_at";
}

/// A member of an organisation with what its administrator needs to know.
#[derive(Debug, Clone)]
pub struct Member {
    /// The account.
    pub account: Account,
    /// Looks after the organisation's people.
    pub admin: bool,
    /// 職員番号.
    pub number: Option<String>,
    /// Last day.
    pub leaves_on: Option<Date>,
    /// Last confirmed.
    pub confirmed_on: Option<Date>,
    /// Ended at.
    pub locked_at: Option<At>,
}

impl Member {
    /// Can it be used on this day?
    pub fn open(&self, today: Date) -> bool {
        self.locked_at.is_none() && self.leaves_on.is_none_or(|d| d >= today)
    }
}

impl FromRow for Member {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Member {
            account: Account::from_row(r)?,
            admin: r.get(7)?,
            number: r.get(8)?,
            leaves_on: r.get(9)?,
            confirmed_on: r.get(10)?,
            locked_at: r.get(11)?,
        })
    }
}

pub(crate) fn is_admin(cx: &Cx<'_>, id: AccountId) -> Result<bool> {
    Ok(cx.tx().one(IS_ADMIN, params![id.0, cx.today()])?.get::<i64>(0)? > 0)
}

/// The administrators whose accounts can be used today: account and name.
pub(crate) fn admins(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<(AccountId, String)>> {
    let rows = cx.tx().rows(ADMINS, params![org.0, cx.today()])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

pub(crate) fn members(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Member>> {
    Ok(cx.tx().all(LIST, params![org.0])?)
}

pub(crate) fn lock(cx: &Cx<'_>, id: AccountId) -> Result<bool> {
    Ok(cx.tx().exec(LOCK, params![cx.now(), id.0])? == 1)
}

pub(crate) fn leaves(cx: &Cx<'_>, id: AccountId, on: Option<Date>) -> Result<bool> {
    Ok(cx.tx().exec(LEAVES, params![on, id.0])? == 1)
}

pub(crate) fn set_admin(cx: &Cx<'_>, id: AccountId, on: bool) -> Result<bool> {
    Ok(cx.tx().exec(ADMIN, params![on, id.0])? == 1)
}

pub(crate) fn confirm(cx: &Cx<'_>, id: AccountId) -> Result<bool> {
    Ok(cx.tx().exec(CONFIRM, params![cx.today(), id.0])? == 1)
}

pub(crate) fn set_hat(cx: &Cx<'_>, id: AccountId, hat: Hat, profession: &str) -> Result<bool> {
    Ok(cx.tx().exec(HAT, params![hat.code(), profession, id.0])? == 1)
}

/// What a roster says about somebody known.
pub(crate) fn update(cx: &Cx<'_>, id: AccountId, p: &Person) -> Result<bool> {
    let number = Some(p.number.clone()).filter(|n| !n.is_empty());
    let changed = cx
        .tx()
        .exec(UPDATE, params![&p.name, &p.kana, p.hat.code(), &p.profession, number, id.0])?;
    Ok(changed == 1)
}

/// 職員番号 and name of invitations that can still be used.
pub(crate) fn invited(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<(Option<String>, String)>> {
    let rows = cx.tx().rows(OPEN_NUMBERS, params![org.0, cx.now()])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}
