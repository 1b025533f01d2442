//! 圏域 and 町丁, and what was done to them.
use accounts::OrganisationId;
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::At;

use crate::model::town::{TownKey, town_key};
use crate::{AreaId, TownId};

db::statements! { pub(crate) STATEMENTS;
    AREAS = "SELECT id, name, kana, hokatsu, version, retired_at FROM directory_area ORDER BY kana, name, id";
    AREA = "SELECT id, name, kana, hokatsu, version, retired_at FROM directory_area WHERE id = $1";
    ADD_AREA = "INSERT INTO directory_area(id, name, kana, hokatsu, version) VALUES ($1, $2, $3, $4, 1)";
    CHANGE_AREA = "UPDATE directory_area SET name = $1, kana = $2, hokatsu = $3, version = version + 1 WHERE id = $4";
    RETIRE_AREA = "UPDATE directory_area SET retired_at = $1, version = version + 1 WHERE id = $2";
    TOWNS = "SELECT id, city, name, kana, key, area FROM directory_town ORDER BY city, kana, name, id";
    ADD_TOWN = "INSERT INTO directory_town(id, city, name, kana, key, area) VALUES ($1, $2, $3, $4, $5, $6)";
    CHANGE_TOWN = "UPDATE directory_town SET name = $1, kana = $2, area = $3 WHERE id = $4";
    ADD_ACT = "INSERT INTO directory_area_act(id, area, at, who, organisation, kind, was, becomes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ACTS = "SELECT at, who, organisation, kind, was, becomes FROM directory_area_act WHERE area = $1 ORDER BY at DESC, id DESC LIMIT 200";
}

/// A 圏域.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Id.
    pub id: AreaId,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// The 包括 that serves it; none = not entered yet.
    pub hokatsu: Option<OrganisationId>,
    /// Counts changes; a form carries the one it was opened with.
    pub version: i64,
    /// Since when it is no longer used.
    pub retired_at: Option<At>,
}

impl FromRow for Area {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Area {
            id: r.id(0)?,
            name: r.get(1)?,
            kana: r.get(2)?,
            hokatsu: r.opt_id(3)?,
            version: r.get(4)?,
            retired_at: r.get(5)?,
        })
    }
}

/// A 町丁 as it is given: it lies in this 圏域.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Municipality.
    pub city: String,
    /// Name, e.g. ひばり台二丁目.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// Its 圏域.
    pub area: AreaId,
}

/// A 町丁 as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTown {
    /// Id.
    pub id: TownId,
    /// Municipality.
    pub city: String,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// [`town_key`] of its name: one town a municipality and key.
    pub key: String,
    /// Its 圏域; none = どの圏域にも入っていない.
    pub area: Option<AreaId>,
}

impl FromRow for KnownTown {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(KnownTown {
            id: r.id(0)?,
            city: r.get(1)?,
            name: r.get(2)?,
            kana: r.get(3)?,
            key: r.get(4)?,
            area: r.opt_id(5)?,
        })
    }
}

/// Something that was done to a 圏域.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaAct {
    /// When.
    pub at: At,
    /// Name of the member of staff.
    pub who: String,
    /// Their organisation.
    pub organisation: Option<OrganisationId>,
    /// `added`, `name`, `kana`, `hokatsu`, `towns_in`, `towns_out` or `retired`.
    pub kind: String,
    /// Before, in words.
    pub was: String,
    /// After, in words; for towns their names.
    pub becomes: String,
}

/// All 圏域, retired ones too.
pub(crate) fn areas(cx: &Cx<'_>) -> Result<Vec<Area>> {
    Ok(cx.tx().all(AREAS, &[])?)
}

pub(crate) fn area(cx: &Cx<'_>, id: AreaId) -> Result<Option<Area>> {
    Ok(cx.tx().find(AREA, params![id.0])?)
}

pub(crate) fn add_area(
    cx: &Cx<'_>,
    name: &str,
    kana: &str,
    hokatsu: Option<OrganisationId>,
) -> Result<AreaId> {
    let id = AreaId(cx.new_id());
    cx.tx().exec(ADD_AREA, params![id.0, name, kana, hokatsu.map(|o| o.0)])?;
    Ok(id)
}

pub(crate) fn change_area(
    cx: &Cx<'_>,
    id: AreaId,
    name: &str,
    kana: &str,
    hokatsu: Option<OrganisationId>,
) -> Result<()> {
    cx.tx().exec(CHANGE_AREA, params![name, kana, hokatsu.map(|o| o.0), id.0])?;
    Ok(())
}

pub(crate) fn retire_area(cx: &Cx<'_>, id: AreaId) -> Result<()> {
    cx.tx().exec(RETIRE_AREA, params![cx.now(), id.0])?;
    Ok(())
}

/// All towns by city and kana.
pub(crate) fn towns(cx: &Cx<'_>) -> Result<Vec<KnownTown>> {
    Ok(cx.tx().all(TOWNS, &[])?)
}

/// All towns for matching addresses.
pub(crate) fn keys(cx: &Cx<'_>) -> Result<Vec<TownKey<KnownTown>>> {
    let key = |t: KnownTown| TownKey { city: t.city.clone(), key: t.key.clone(), of: t };
    Ok(towns(cx)?.into_iter().map(key).collect())
}

pub(crate) fn add_town(
    cx: &Cx<'_>,
    city: &str,
    name: &str,
    kana: &str,
    area: Option<AreaId>,
) -> Result<KnownTown> {
    let (id, key) = (TownId(cx.new_id()), town_key(name));
    cx.tx().exec(ADD_TOWN, params![id.0, city, name, kana, &key, area.map(|a| a.0)])?;
    Ok(KnownTown { id, city: city.into(), name: name.into(), kana: kana.into(), key, area })
}

pub(crate) fn change_town(
    cx: &Cx<'_>,
    id: TownId,
    name: &str,
    kana: &str,
    area: Option<AreaId>,
) -> Result<()> {
    cx.tx().exec(CHANGE_TOWN, params![name, kana, area.map(|a| a.0), id.0])?;
    Ok(())
}

/// Keeps what was done, with who did it.
pub(crate) fn add_act(
    cx: &Cx<'_>,
    area: AreaId,
    kind: &str,
    was: &str,
    becomes: &str,
) -> Result<()> {
    let actor = cx.actor();
    cx.tx().exec(
        ADD_ACT,
        params![cx.new_id(), area.0, cx.now(), &actor.name, actor.organisation, kind, was, becomes],
    )?;
    Ok(())
}

/// What was done to a 圏域, the newest first, at most 200.
pub(crate) fn acts(cx: &Cx<'_>, area: AreaId) -> Result<Vec<AreaAct>> {
    let rows = cx.tx().rows(ACTS, params![area.0])?;
    rows.iter()
        .map(|r| {
            Ok(AreaAct {
                at: r.get(0)?,
                who: r.get(1)?,
                organisation: r.opt_id(2)?,
                kind: r.get(3)?,
                was: r.get(4)?,
                becomes: r.get(5)?,
            })
        })
        .collect()
}
