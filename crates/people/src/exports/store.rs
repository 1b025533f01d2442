//! SQL of requests for large files.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use super::model::Export;

db::statements! { pub(crate) STATEMENTS;
    NEW = "INSERT INTO people_export(id, what, part, organisation, n, above, rule, reason, by_account, by_name, at, state, decided_name, alone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', '', 0)";
    ITEM = "INSERT INTO people_export_item(export, resident) VALUES ($1, $2)";
    ITEMS = "SELECT resident FROM people_export_item WHERE export = $1 ORDER BY resident";
    ONE = "SELECT id, what, part, organisation, n, above, rule, reason, by_account, by_name, at, state, decided_by, decided_name, decided_at, alone, taken_at FROM people_export WHERE id = $1 AND organisation = $2";
    OF = "SELECT id, what, part, organisation, n, above, rule, reason, by_account, by_name, at, state, decided_by, decided_name, decided_at, alone, taken_at FROM people_export WHERE organisation = $1 ORDER BY at DESC, id DESC LIMIT 50";
    DECIDE = "UPDATE people_export SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, alone = $5 WHERE id = $6 AND state = 'asked'";
    TAKE = "UPDATE people_export SET taken_at = $1 WHERE id = $2 AND state = 'confirmed'";
    SINCE = "SELECT 1 FROM people_export WHERE organisation = $1 AND what = $2 AND state = 'confirmed' AND decided_at >= $3 LIMIT 1";
    FORGET = "DELETE FROM people_export_item WHERE resident = $1";
}

impl FromRow for Export {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let alone: i64 = r.get(15)?;
        Ok(Export {
            id: r.get(0)?,
            what: r.get(1)?,
            part: r.get(2)?,
            organisation: r.get(3)?,
            n: r.get(4)?,
            above: r.get(5)?,
            rule: r.get(6)?,
            reason: r.get(7)?,
            by_account: r.get(8)?,
            by: r.get(9)?,
            at: r.get(10)?,
            state: r.get(11)?,
            decided_by: r.get(12)?,
            decided_name: r.get(13)?,
            decided_at: r.get(14)?,
            alone: alone != 0,
            taken_at: r.get(16)?,
        })
    }
}

/// Keeps a request with the persons it is about.
pub(super) fn add(cx: &Cx<'_>, e: &Export, persons: &[Id]) -> Result<()> {
    cx.tx().exec(
        NEW,
        params![
            e.id,
            &e.what,
            &e.part,
            e.organisation,
            e.n,
            e.above,
            &e.rule,
            &e.reason,
            e.by_account,
            &e.by,
            e.at
        ],
    )?;
    for p in persons {
        cx.tx().exec(ITEM, params![e.id, *p])?;
    }
    Ok(())
}

/// A request of this organisation.
pub(super) fn one(cx: &Cx<'_>, id: Id, organisation: Id) -> Result<Option<Export>> {
    Ok(cx.tx().find(ONE, params![id, organisation])?)
}

/// The newest fifty of an organisation.
pub(super) fn of(cx: &Cx<'_>, organisation: Id) -> Result<Vec<Export>> {
    Ok(cx.tx().all(OF, params![organisation])?)
}

/// The persons of a request, in the order of their ids.
pub(super) fn persons(cx: &Cx<'_>, id: Id) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(ITEMS, params![id])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// False when it was decided already.
pub(super) fn decide(cx: &Cx<'_>, id: Id, state: &str, alone: bool) -> Result<bool> {
    let a = cx.actor();
    let done = params![state, a.account, &a.name, cx.now(), i64::from(alone), id];
    Ok(cx.tx().exec(DECIDE, done)? == 1)
}

/// Notes that it was taken; false when it was never confirmed.
pub(super) fn take(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(TAKE, params![cx.now(), id])? == 1)
}

/// Has such a file been confirmed since?
pub(super) fn confirmed_since(cx: &Cx<'_>, organisation: Id, what: &str, at: At) -> Result<bool> {
    Ok(cx.tx().first(SINCE, params![organisation, what, at])?.is_some())
}

/// Nothing of a purged person stays on a list of persons.
pub(crate) fn forget(cx: &Cx<'_>, resident: Id) -> Result<u64> {
    Ok(cx.tx().exec(FORGET, params![resident])?)
}
