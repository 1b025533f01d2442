//! SQL of the registers and of the 安否確認 board. Lists come out of a scope.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::{At, Id};
use people::Scope;

use crate::model::register::{Disaster, Entry, Safety};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO emergency_register(id, resident, version, listed, kinds, minsei, association, carry, visit_ok, surveyed_on, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    NEWEST = "SELECT version, listed, kinds, minsei, association, carry, visit_ok, surveyed_on FROM emergency_register WHERE resident = $1 ORDER BY version DESC LIMIT 1";
    CONSENT = "INSERT INTO emergency_register_consent(id, resident, version, receiver, given, reason) VALUES ($1, $2, $3, $4, $5, $6)";
    CONSENTS = "SELECT receiver, given, reason FROM emergency_register_consent WHERE resident = $1 AND version = $2 ORDER BY receiver";
    LISTED = "SELECT x.resident FROM emergency_register x WHERE x.listed = 1 AND x.version = (SELECT MAX(y.version) FROM emergency_register y WHERE y.resident = x.resident)";
    OPEN = "INSERT INTO emergency_disaster(id, name, opened_at, opened_name) VALUES ($1, $2, $3, $4)";
    CLOSE = "UPDATE emergency_disaster SET closed_at = $1, closed_name = $2 WHERE id = $3 AND closed_at IS NULL";
    REOPEN = "UPDATE emergency_disaster SET closed_at = NULL, closed_name = NULL WHERE id = $1 AND closed_at IS NOT NULL";
    BOARDS = "SELECT id, name, opened_at, closed_at, closed_name FROM emergency_disaster ORDER BY opened_at DESC, id DESC LIMIT 30";
    BOARD = "SELECT id, name, opened_at, closed_at, closed_name FROM emergency_disaster WHERE id = $1";
    SAY = "INSERT INTO emergency_safety(id, disaster, resident, status, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)";
    MARKS = "SELECT status, by_name, at, COUNT(*) OVER () FROM emergency_safety WHERE disaster = $1 AND resident = $2 ORDER BY at DESC, id DESC LIMIT 20";
}

impl FromRow for Entry {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Entry {
            version: r.get(0)?,
            listed: r.get(1)?,
            kinds: r
                .get::<String>(2)?
                .split(',')
                .filter(|k| !k.is_empty())
                .map(str::to_owned)
                .collect(),
            minsei: r.get(3)?,
            association: r.get(4)?,
            carry: r.get(5)?,
            visit_ok: r.get(6)?,
            surveyed_on: r.get(7)?,
            consents: Vec::new(),
        })
    }
}

impl FromRow for Disaster {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Disaster {
            id: r.get(0)?,
            name: r.get(1)?,
            opened_at: r.get(2)?,
            closed_at: r.get(3)?,
            closed_by: r.get::<Option<String>>(4)?.unwrap_or_default(),
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, resident: Id, version: i64, e: &Entry) -> Result<()> {
    let (id, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD,
        params![
            id,
            resident,
            version,
            e.listed,
            e.kinds.join(","),
            e.minsei.trim(),
            e.association.trim(),
            e.carry.trim(),
            e.visit_ok,
            e.surveyed_on,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    for (receiver, given, reason) in &e.consents {
        let id = cx.new_id();
        cx.tx().exec(CONSENT, params![id, resident, version, receiver, *given, reason.trim()])?;
    }
    Ok(())
}

pub(crate) fn newest(cx: &Cx<'_>, resident: Id) -> Result<Option<Entry>> {
    let Some(mut e) = cx.tx().find::<Entry>(NEWEST, params![resident])? else { return Ok(None) };
    let rows = cx.tx().rows(CONSENTS, params![resident, e.version])?;
    e.consents =
        rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect::<Result<_>>()?;
    Ok(Some(e))
}

/// Who stands in the register, of a scope; at most 2,000.
pub(crate) fn listed(cx: &Cx<'_>, scope: &Scope<'_>) -> Result<Vec<Id>> {
    let w = Where::new().and_where(scope.conditions());
    let rows = cx.tx().list(LISTED, &w, "ORDER BY resident LIMIT 2000")?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

pub(crate) fn open(cx: &Cx<'_>, name: &str) -> Result<Id> {
    let (id, by) = (cx.new_id(), cx.actor().name.clone());
    cx.tx().exec(OPEN, params![id, name, cx.now(), by])?;
    Ok(id)
}

pub(crate) fn close(cx: &Cx<'_>, id: Id) -> Result<bool> {
    let by = cx.actor().name.clone();
    Ok(cx.tx().exec(CLOSE, params![cx.now(), by, id])? == 1)
}

pub(crate) fn reopen(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(REOPEN, params![id])? == 1)
}

pub(crate) fn boards(cx: &Cx<'_>) -> Result<Vec<Disaster>> {
    Ok(cx.tx().all(BOARDS, &[])?)
}

pub(crate) fn board(cx: &Cx<'_>, id: Id) -> Result<Option<Disaster>> {
    Ok(cx.tx().find(BOARD, params![id])?)
}

pub(crate) fn say(cx: &Cx<'_>, disaster: Id, resident: Id, status: &str) -> Result<()> {
    let (id, by) = (cx.new_id(), cx.actor().name.clone());
    cx.tx().exec(SAY, params![id, disaster, resident, status, by, cx.now()])?;
    Ok(())
}

/// What was said of somebody, the newest first, at most twenty; and how often something was said at all.
pub(crate) fn marks(cx: &Cx<'_>, disaster: Id, resident: Id) -> Result<(Vec<Safety>, i64)> {
    let rows = cx.tx().rows(MARKS, params![disaster, resident])?;
    let n = rows.first().map_or(Ok(0), |r| r.get(3))?;
    let mark = |r: &Row| Ok(Safety { status: r.get(0)?, by: r.get(1)?, at: r.get::<At>(2)? });
    Ok((rows.iter().map(mark).collect::<Result<_>>()?, n))
}
