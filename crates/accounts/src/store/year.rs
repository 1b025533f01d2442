//! SQL of the turn of the year: whom to ask, and that they were asked.
use app::{Cx, Result};
use db::params;
use kernel::Date;

use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    WAITING = "SELECT organisation, COUNT(*) FROM accounts_account WHERE locked_at IS NULL AND demo_role IS NULL AND leaves_on IS NULL AND (confirmed_on IS NULL OR confirmed_on < $1) GROUP BY organisation ORDER BY organisation";
    ADMINS = "SELECT id FROM accounts_account WHERE organisation = $1 AND admin = 1 AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $2) ORDER BY id";
    ASKED = "INSERT INTO accounts_year_asked(organisation, year, step, at) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation, year, step) DO NOTHING";
}

/// Organisations with people of whom nobody has said since `since` that they stay or leave, and how many.
pub(crate) fn waiting(cx: &Cx<'_>, since: Date) -> Result<Vec<(OrganisationId, i64)>> {
    let rows = cx.tx().rows(WAITING, params![since])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

pub(crate) fn admins(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<AccountId>> {
    let rows = cx.tx().rows(ADMINS, params![org.0, cx.today()])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

/// Notes that an organisation is asked; false when it was before.
pub(crate) fn asked(cx: &Cx<'_>, org: OrganisationId, year: i16, step: &str) -> Result<bool> {
    Ok(cx.tx().exec(ASKED, params![org.0, i64::from(year), step, cx.now()])? == 1)
}
