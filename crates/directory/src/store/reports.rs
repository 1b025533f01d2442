//! What people told was wrong with a facility, and what became of it.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;

use crate::FacilityId;
use crate::model::wrong::{Decision, Report, Wrong};

/// The columns of a report in the order in which [`Report`] reads them.
macro_rules! columns {
    () => {
        "id, facility, field, says, shown, how, office, name, at, decision, decided_at, decided_by"
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO directory_report(id, facility, field, says, shown, how, organisation, office, name, at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')";
    OPEN = concat!("SELECT ", columns!(), " FROM directory_report WHERE decision IS NULL ORDER BY at, id LIMIT 200");
    COUNT = "SELECT COUNT(*) FROM directory_report WHERE decision IS NULL";
    IN_FORCE = concat!("SELECT ", columns!(), " FROM directory_report WHERE decision = 'right' ORDER BY decided_at DESC, id LIMIT 200");
    OF_FACILITY = concat!("SELECT ", columns!(), " FROM directory_report WHERE facility = $1 AND (decision IS NULL OR decision = 'right') ORDER BY decided_at DESC, at DESC, id");
    FIND = concat!("SELECT ", columns!(), " FROM directory_report WHERE id = $1");
    DECIDE = "UPDATE directory_report SET decision = $1, decided_at = $2, decided_by = $3 WHERE id = $4";
    SAME = "UPDATE directory_report SET decision = 'past', decided_at = $1, decided_by = $2 WHERE facility = $3 AND field = $4 AND decision = 'right' AND id <> $5";
    MOVE = "UPDATE directory_report SET facility = $1 WHERE facility = $2";
}

impl FromRow for Report {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let field: String = r.get(2)?;
        let decision: Option<String> = r.get(9)?;
        Ok(Report {
            id: r.get(0)?,
            facility: r.id(1)?,
            field: Wrong::from_code(&field)
                .ok_or(DbError::Decode { column: 2, what: "unknown kind of report".into() })?,
            says: r.get(3)?,
            shown: r.get(4)?,
            how: r.get(5)?,
            office: r.get(6)?,
            name: r.get(7)?,
            at: r.get(8)?,
            decision: decision.as_deref().and_then(Decision::from_code),
            decided_at: r.get(10)?,
            decided_by: r.get(11)?,
        })
    }
}

/// Keeps what was told; gives its id.
pub(crate) fn add(cx: &Cx<'_>, r: &Report) -> Result<Id> {
    let id = cx.new_id();
    let organisation = cx.actor().organisation;
    cx.tx().exec(
        ADD,
        params![
            id,
            r.facility.0,
            r.field.code(),
            &r.says,
            &r.shown,
            &r.how,
            organisation,
            &r.office,
            &r.name,
            cx.now()
        ],
    )?;
    Ok(id)
}

/// Those that wait, oldest first, at most 200.
pub(crate) fn open(cx: &Cx<'_>) -> Result<Vec<Report>> {
    Ok(cx.tx().all(OPEN, &[])?)
}

/// How many wait.
pub(crate) fn count(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(COUNT, &[])?.get(0)?)
}

/// Those that are shown with their facility, newest first, at most 200.
pub(crate) fn in_force(cx: &Cx<'_>) -> Result<Vec<Report>> {
    Ok(cx.tx().all(IN_FORCE, &[])?)
}

/// What waits and what is shown of one facility.
pub(crate) fn of_facility(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<Report>> {
    Ok(cx.tx().all(OF_FACILITY, params![id.0])?)
}

/// One of them.
pub(crate) fn find(cx: &Cx<'_>, id: Id) -> Result<Option<Report>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// Decides one. A newer word on the same field takes the place of an older one.
pub(crate) fn decide(cx: &Cx<'_>, r: &Report, d: Decision) -> Result<()> {
    let by = &cx.actor().name;
    cx.tx().exec(DECIDE, params![d.code(), cx.now(), by, r.id])?;
    if d == Decision::Right && r.field != Wrong::Other {
        cx.tx().exec(SAME, params![cx.now(), by, r.facility.0, r.field.code(), r.id])?;
    }
    Ok(())
}

/// What was told of a facility that is now part of another one.
pub(crate) fn joined(cx: &Cx<'_>, gone: FacilityId, into: FacilityId) -> Result<()> {
    cx.tx().exec(MOVE, params![into.0, gone.0])?;
    Ok(())
}
