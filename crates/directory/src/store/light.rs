//! Receivers without an account.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};

use crate::LightId;

db::statements! { pub(crate) STATEMENTS;
    LIST = "SELECT id, name, kana, kind, phone, fax, address, note, version FROM directory_light WHERE retired_at IS NULL ORDER BY kana, name, id";
    FIND = "SELECT id, name, kana, kind, phone, fax, address, note, version FROM directory_light WHERE id = $1";
    ADD = "INSERT INTO directory_light(id, name, kana, kind, phone, fax, address, note, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    CHANGE = "UPDATE directory_light SET name = $1, kana = $2, kind = $3, phone = $4, fax = $5, address = $6, note = $7, at = $8, version = version + 1 WHERE id = $9";
    RETIRE = "UPDATE directory_light SET retired_at = $1 WHERE id = $2 AND retired_at IS NULL";
}

/// A receiver without an account: papers go by FAX, post or hand, and people call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LightData {
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// What it is, a service code of [`crate::model::service`] (`hospital`, `430`, `clinic`, `other` …).
    pub kind: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// FAX; may be empty.
    pub fax: String,
    /// Address; may be empty.
    pub address: String,
    /// Remarks.
    pub note: String,
}

/// As stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Light {
    /// Id.
    pub id: LightId,
    /// What is known.
    pub data: LightData,
    /// Counts changes.
    pub version: i64,
}

impl FromRow for Light {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Light {
            id: r.id(0)?,
            data: LightData {
                name: r.get(1)?,
                kana: r.get(2)?,
                kind: r.get(3)?,
                phone: r.get(4)?,
                fax: r.get(5)?,
                address: r.get(6)?,
                note: r.get(7)?,
            },
            version: r.get(8)?,
        })
    }
}

pub(crate) fn list(cx: &Cx<'_>) -> Result<Vec<Light>> {
    Ok(cx.tx().all(LIST, &[])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: LightId) -> Result<Option<Light>> {
    Ok(cx.tx().find(FIND, params![id.0])?)
}

pub(crate) fn add(cx: &Cx<'_>, d: &LightData) -> Result<LightId> {
    let id = LightId(cx.new_id());
    cx.tx().exec(
        ADD,
        params![id.0, &d.name, &d.kana, &d.kind, &d.phone, &d.fax, &d.address, &d.note, cx.now()],
    )?;
    Ok(id)
}

pub(crate) fn change(cx: &Cx<'_>, id: LightId, d: &LightData) -> Result<()> {
    cx.tx().exec(
        CHANGE,
        params![&d.name, &d.kana, &d.kind, &d.phone, &d.fax, &d.address, &d.note, cx.now(), id.0],
    )?;
    Ok(())
}

pub(crate) fn retire(cx: &Cx<'_>, id: LightId) -> Result<bool> {
    Ok(cx.tx().exec(RETIRE, params![cx.now(), id.0])? == 1)
}
