//! SQL of what narrows access: shields, labels of records, the region's closed cells.
use app::{Cx, Result};
use db::params;
use kernel::{At, Id};

use crate::ResidentId;
use crate::authz::{Cell, Label};

db::statements! { pub(crate) STATEMENTS;
    ADD_SHIELD = "INSERT INTO people_shield(id, resident, reason, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_SHIELD_PARTY = "INSERT INTO people_shield_party(shield, party) VALUES ($1, $2) ON CONFLICT (shield, party) DO NOTHING";
    SHIELD_OF = "SELECT id, reason, by_name, at FROM people_shield WHERE resident = $1 AND lifted_at IS NULL";
    SHIELD_KEEPER = "SELECT by_org FROM people_shield WHERE resident = $1 AND lifted_at IS NULL";
    SHIELD_PARTIES = "SELECT party FROM people_shield_party WHERE shield = $1 ORDER BY party";
    LIFT = "UPDATE people_shield SET lifted_at = $1, lifted_org = $2, lifted_name = $3, lifted_reason = $4 WHERE id = $5 AND lifted_at IS NULL";
    ADD_LABEL = "INSERT INTO people_label(record, n, resident, label, organisation, reason, by_account, by_org, by_name, at) VALUES ($1, (SELECT COUNT(*) + 1 FROM people_label l WHERE l.record = $1), $2, $3, $4, $5, $6, $7, $8, $9)";
    LABELS = "SELECT label, reason, by_name, at FROM people_label WHERE record = $1 ORDER BY n DESC";
    SENT = "SELECT 1 FROM people_access WHERE resident = $1 AND record = $2 AND basis = 'addressee' LIMIT 1";
    ADD_MATRIX = "INSERT INTO people_matrix(version, base, closed, reason, account, by_name, at) VALUES ((SELECT COUNT(*) + 1 FROM people_matrix), $1, $2, $3, $4, $5, $6)";
    MATRICES = "SELECT version, reason, by_name, at, closed FROM people_matrix ORDER BY version DESC LIMIT 20";
}

/// A shield in force.
#[derive(Debug, Clone)]
pub struct Shielded {
    /// Id.
    pub id: Id,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub by: String,
    /// When.
    pub at: At,
    /// Organisations that still see everything.
    pub parties: Vec<Id>,
}

/// Sets a shield.
pub(crate) fn add_shield(cx: &Cx<'_>, id: ResidentId, reason: &str, parties: &[Id]) -> Result<Id> {
    let new = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        ADD_SHIELD,
        params![new, id.0, reason.trim(), a.account, a.organisation, &a.name, cx.now()],
    )?;
    for p in parties {
        cx.tx().exec(ADD_SHIELD_PARTY, params![new, *p])?;
    }
    cx.rights_changed()?;
    Ok(new)
}

/// The shield in force.
pub(crate) fn shield_of(cx: &Cx<'_>, id: ResidentId) -> Result<Option<Shielded>> {
    let Some(row) = cx.tx().first(SHIELD_OF, params![id.0])? else { return Ok(None) };
    let shield: Id = row.get(0)?;
    let parties = cx.tx().rows(SHIELD_PARTIES, params![shield])?;
    Ok(Some(Shielded {
        id: shield,
        reason: row.get(1)?,
        by: row.get(2)?,
        at: row.get(3)?,
        parties: parties.iter().map(|r| Ok(r.get(0)?)).collect::<Result<_>>()?,
    }))
}

/// The organisation that set the shield in force.
pub(crate) fn keeper(cx: &Cx<'_>, id: ResidentId) -> Result<Option<Id>> {
    Ok(match cx.tx().first(SHIELD_KEEPER, params![id.0])? {
        Some(row) => row.get(0)?,
        None => None,
    })
}

/// Lifts it; false when it was lifted already.
pub(crate) fn lift(cx: &Cx<'_>, shield: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    let values = params![cx.now(), a.organisation, &a.name, reason.trim(), shield];
    let done = cx.tx().exec(LIFT, values)? == 1;
    cx.rights_changed()?;
    Ok(done)
}

/// Sets the label of a record that this organisation wrote.
pub(crate) fn add_label(
    cx: &Cx<'_>,
    resident: ResidentId,
    record: Id,
    label: Label,
    author: Option<Id>,
    reason: &str,
) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(
        ADD_LABEL,
        params![
            record,
            resident.0,
            label.code(),
            author,
            reason.trim(),
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    cx.rights_changed()?;
    Ok(())
}

/// A label as it was set.
#[derive(Debug, Clone)]
pub struct LabelSet {
    /// Which.
    pub label: Label,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: At,
}

/// How the label of a record changed, the newest first.
pub(crate) fn labels(cx: &Cx<'_>, record: Id) -> Result<Vec<LabelSet>> {
    let rows = cx.tx().rows(LABELS, params![record])?;
    rows.iter()
        .map(|r| {
            let label = Label::from_code(&r.get::<String>(0)?)
                .ok_or(db::DbError::Decode { column: 0, what: "unknown label".into() })?;
            Ok(LabelSet { label, reason: r.get(1)?, by: r.get(2)?, at: r.get(3)? })
        })
        .collect()
}

/// Was the record sent to somebody?
pub(crate) fn was_sent(cx: &Cx<'_>, resident: ResidentId, record: Id) -> Result<bool> {
    Ok(cx.tx().first(SENT, params![resident.0, record.to_string()])?.is_some())
}

/// A version of the region's closed cells.
#[derive(Debug, Clone)]
pub struct Narrowing {
    /// From 1.
    pub version: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: At,
    /// How many cells were closed by it.
    pub closed: usize,
}

/// Keeps a new version.
pub(crate) fn narrow(cx: &Cx<'_>, base: &str, closed: &[Cell], reason: &str) -> Result<()> {
    let codes: Vec<String> = closed.iter().map(|c| c.code()).collect();
    let a = cx.actor();
    cx.tx().exec(
        ADD_MATRIX,
        params![base, codes.join("\n"), reason.trim(), a.account, &a.name, cx.now()],
    )?;
    cx.rights_changed()?;
    Ok(())
}

/// The last twenty versions, the newest first.
pub(crate) fn narrowings(cx: &Cx<'_>) -> Result<Vec<Narrowing>> {
    let rows = cx.tx().rows(MATRICES, &[])?;
    rows.iter()
        .map(|r| {
            let closed: String = r.get(4)?;
            Ok(Narrowing {
                version: r.get(0)?,
                reason: r.get(1)?,
                by: r.get(2)?,
                at: r.get(3)?,
                closed: closed.lines().count(),
            })
        })
        .collect()
}
