//! SQL of residents that are one person: which record points to which. Nothing else moves.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::kana::search_key;
use kernel::{At, Id};

use crate::ResidentId;
use crate::model::Resident;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO people_merge(id, keep, gone, reason, by_account, by_org, by_name, at, undone_name, undone_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '')";
    KEEP_OF = "SELECT keep FROM people_merge WHERE gone = $1 AND undone_at IS NULL";
    GONE_OF = "SELECT gone FROM people_merge WHERE keep = $1 AND undone_at IS NULL ORDER BY at, id";
    ONE = "SELECT id, keep, gone, reason, by_name, at, undone_at, undone_name, undone_reason FROM people_merge WHERE id = $1";
    OF_RESIDENT = "SELECT id, keep, gone, reason, by_name, at, undone_at, undone_name, undone_reason FROM people_merge WHERE keep = $1 OR gone = $1 ORDER BY at, id";
    BEHIND = "SELECT gone FROM people_merge WHERE undone_at IS NULL";
    UNDO = "UPDATE people_merge SET undone_at = $1, undone_by = $2, undone_name = $3, undone_reason = $4 WHERE id = $5 AND undone_at IS NULL";
    ALIKE = "SELECT id FROM people_resident WHERE id <> $1 AND ((birth = $2 AND kana_key = $3) OR (insured <> '' AND insured = $4)) ORDER BY id LIMIT 20";
    EXISTS = "SELECT 1 FROM people_resident WHERE id = $1";
}

/// One joining of two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Id.
    pub id: Id,
    /// The record that stays in front.
    pub keep: ResidentId,
    /// The record that points to it.
    pub gone: ResidentId,
    /// Why.
    pub reason: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: At,
    /// Taken apart again at.
    pub undone_at: Option<At>,
    /// By whom.
    pub undone_by: String,
    /// Why.
    pub undone_reason: String,
}

impl FromRow for Merged {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Merged {
            id: r.get(0)?,
            keep: r.id(1)?,
            gone: r.id(2)?,
            reason: r.get(3)?,
            by: r.get(4)?,
            at: r.get(5)?,
            undone_at: r.get(6)?,
            undone_by: r.get(7)?,
            undone_reason: r.get(8)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, keep: ResidentId, gone: ResidentId, reason: &str) -> Result<Id> {
    let (id, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD,
        params![id, keep.0, gone.0, reason, a.account, a.organisation, &a.name, cx.now()],
    )?;
    Ok(id)
}

/// The record to which this one points now.
pub(crate) fn keep_of(cx: &Cx<'_>, gone: ResidentId) -> Result<Option<ResidentId>> {
    Ok(cx.tx().first(KEEP_OF, params![gone.0])?.map(|r| r.id(0)).transpose()?)
}

/// The records that point to this one now.
pub(crate) fn gone_of(cx: &Cx<'_>, keep: ResidentId) -> Result<Vec<ResidentId>> {
    let rows = cx.tx().rows(GONE_OF, params![keep.0])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

/// Which of these records point to another one now.
pub(crate) fn behind(cx: &Cx<'_>, ids: &[Id]) -> Result<Vec<ResidentId>> {
    let values = ids.iter().map(|i| db::Value::from(*i)).collect();
    let rows = cx.tx().list(BEHIND, &Where::new().and_in("gone", values), "ORDER BY gone")?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

pub(crate) fn one(cx: &Cx<'_>, id: Id) -> Result<Merged> {
    cx.tx().find(ONE, params![id])?.ok_or(app::Error::NotFound)
}

/// All joinings of a record, also those taken apart, oldest first.
pub(crate) fn of_resident(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Merged>> {
    Ok(cx.tx().all(OF_RESIDENT, params![id.0])?)
}

pub(crate) fn undo(cx: &Cx<'_>, id: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    Ok(cx.tx().exec(UNDO, params![cx.now(), a.account, &a.name, reason, id])? == 1)
}

/// Records that may be the same person: same birth and kana, or same insured number.
pub(crate) fn alike(cx: &Cx<'_>, r: &Resident) -> Result<Vec<ResidentId>> {
    let rows =
        cx.tx().rows(ALIKE, params![r.id.0, r.birth, search_key(&r.kana), r.insured.trim()])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

pub(crate) fn exists(cx: &Cx<'_>, id: ResidentId) -> Result<bool> {
    Ok(cx.tx().first(EXISTS, params![id.0])?.is_some())
}
