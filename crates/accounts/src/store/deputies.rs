//! SQL of absence deputies.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use crate::model::deputy::{Deputy, NewDeputy};
use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO accounts_deputy(id, organisation, absent, deputy, from_day, to_day, reason, made_by, made_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_ORG = "SELECT d.id, d.absent, a.name, d.deputy, b.name, d.from_day, d.to_day, d.reason, d.organisation FROM accounts_deputy d JOIN accounts_account a ON a.id = d.absent JOIN accounts_account b ON b.id = d.deputy WHERE d.organisation = $1 AND d.ended_at IS NULL AND d.to_day >= $2 ORDER BY d.from_day, d.id";
    ONE = "SELECT d.id, d.absent, a.name, d.deputy, b.name, d.from_day, d.to_day, d.reason, d.organisation FROM accounts_deputy d JOIN accounts_account a ON a.id = d.absent JOIN accounts_account b ON b.id = d.deputy WHERE d.id = $1 AND d.ended_at IS NULL";
    STANDING = "SELECT d.id, d.absent, a.name, d.deputy, b.name, d.from_day, d.to_day, d.reason, d.organisation FROM accounts_deputy d JOIN accounts_account a ON a.id = d.absent JOIN accounts_account b ON b.id = d.deputy WHERE d.deputy = $1 AND d.from_day <= $2 AND d.to_day >= $2 AND d.ended_at IS NULL ORDER BY a.kana, d.id";
    DEPUTIES_OF = "SELECT deputy FROM accounts_deputy WHERE absent = $1 AND from_day <= $2 AND to_day >= $2 AND ended_at IS NULL ORDER BY id";
    END = "UPDATE accounts_deputy SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
}

impl FromRow for Deputy {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Deputy {
            id: r.get(0)?,
            absent: r.id(1)?,
            absent_name: r.get(2)?,
            deputy: r.id(3)?,
            deputy_name: r.get(4)?,
            from: r.get(5)?,
            to: r.get(6)?,
            reason: r.get(7)?,
            organisation: r.id(8)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, org: OrganisationId, d: &NewDeputy) -> Result<Id> {
    let (id, actor) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD,
        params![
            id,
            org.0,
            d.absent.0,
            d.deputy.0,
            d.from,
            d.to,
            d.reason.trim(),
            actor.account,
            &actor.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

/// Those of an organisation that run or are to come.
pub(crate) fn of_org(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Deputy>> {
    Ok(cx.tx().all(OF_ORG, params![org.0, cx.today()])?)
}

pub(crate) fn one(cx: &Cx<'_>, id: Id) -> Result<Deputy> {
    cx.tx().find(ONE, params![id])?.ok_or(app::Error::NotFound)
}

/// For whom this account stands in on a day.
pub(crate) fn standing(cx: &Cx<'_>, deputy: AccountId, on: Date) -> Result<Vec<Deputy>> {
    Ok(cx.tx().all(STANDING, params![deputy.0, on])?)
}

/// Who stands in for this account on a day.
pub(crate) fn deputies_of(cx: &Cx<'_>, absent: AccountId, on: Date) -> Result<Vec<AccountId>> {
    let rows = cx.tx().rows(DEPUTIES_OF, params![absent.0, on])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

pub(crate) fn end(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(END, params![cx.now(), id])? == 1)
}
