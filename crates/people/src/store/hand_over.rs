//! SQL of a change of care manager: whom an account follows, and a membership that begins or runs again.
use app::{Cx, Result};
use db::{FromRow, Where, params};
use kernel::Id;

use crate::ResidentId;
use crate::authz::Scope;
use crate::model::Resident;

db::statements! { pub(crate) STATEMENTS;
    CASELOAD = "SELECT id, name, kana, birth, sex, address, phone, insurer, insured, care_level, care_from, care_to, household, died_on, version FROM (SELECT r.*, r.id AS resident FROM people_resident r) AS x WHERE 1 = 1";
    BACK = "UPDATE people_team SET to_day = NULL WHERE resident = $1 AND id = $2";
    OF_OFFICE = "SELECT t.resident, t.account FROM people_team t JOIN people_resident r ON r.id = t.resident WHERE t.organisation = $1 AND t.to_day IS NULL AND t.role IN ('care_manager', 'hokatsu') AND r.died_on IS NULL ORDER BY r.kana_key, r.id";
    ADDRESS = "SELECT address FROM people_resident WHERE id = $1";
}

/// Residents of a scope whose team names this account as care manager (or 包括), living, by kana; at most 2,000.
pub(crate) fn caseload(cx: &Cx<'_>, scope: &Scope<'_>, account: Id) -> Result<Vec<Resident>> {
    let w = Where::new().and_where(scope.conditions()).and(
        "died_on IS NULL AND resident IN (SELECT t.resident FROM people_team t WHERE t.account = ? AND t.to_day IS NULL AND t.role IN ('care_manager', 'hokatsu'))",
        params![account],
    );
    let rows = cx.tx().list(CASELOAD, &w, "ORDER BY kana_key, id LIMIT 2000")?;
    let rows = rows.iter().map(Resident::from_row).collect::<std::result::Result<_, _>>()?;
    super::as_seen(cx, rows)
}

/// Puts an ended membership back.
pub(crate) fn back(cx: &Cx<'_>, id: ResidentId, member: Id) -> Result<()> {
    cx.tx().exec(BACK, params![id.0, member])?;
    Ok(())
}

/// The living residents whom an office follows, with the account there: for closing the office. No names.
pub(crate) fn of_office(cx: &Cx<'_>, office: Id) -> Result<Vec<(ResidentId, Option<Id>)>> {
    let rows = cx.tx().rows(OF_OFFICE, params![office])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

/// The address of a resident, for finding the 包括 that serves it.
pub(crate) fn address(cx: &Cx<'_>, id: ResidentId) -> Result<String> {
    Ok(cx.tx().one(ADDRESS, params![id.0])?.get(0)?)
}
