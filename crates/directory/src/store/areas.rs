//! 圏域 and 町丁.
use accounts::OrganisationId;
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};

use crate::AreaId;
use crate::model::town::{TownKey, town_key};

db::statements! { pub(crate) STATEMENTS;
    AREAS = "SELECT id, name, kana, hokatsu FROM directory_area ORDER BY kana, id";
    AREA = "SELECT id, name, kana, hokatsu FROM directory_area WHERE id = $1";
    ADD_AREA = "INSERT INTO directory_area(id, name, kana, hokatsu) VALUES ($1, $2, $3, $4)";
    SET_HOKATSU = "UPDATE directory_area SET hokatsu = $1 WHERE id = $2";
    TOWNS = "SELECT city, name, kana, area FROM directory_town ORDER BY kana, name, id";
    KEYS = "SELECT t.city, t.key, a.hokatsu FROM directory_town t JOIN directory_area a ON a.id = t.area";
    ADD_TOWN = "INSERT INTO directory_town(id, city, name, kana, key, area) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, key) DO UPDATE SET name = excluded.name, kana = excluded.kana, area = excluded.area";
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
}

impl FromRow for Area {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Area { id: r.id(0)?, name: r.get(1)?, kana: r.get(2)?, hokatsu: r.opt_id(3)? })
    }
}

/// A 町丁.
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

pub(crate) fn set_hokatsu(
    cx: &Cx<'_>,
    id: AreaId,
    hokatsu: Option<OrganisationId>,
) -> Result<bool> {
    Ok(cx.tx().exec(SET_HOKATSU, params![hokatsu.map(|o| o.0), id.0])? == 1)
}

pub(crate) fn towns(cx: &Cx<'_>) -> Result<Vec<Town>> {
    let rows = cx.tx().rows(TOWNS, &[])?;
    rows.iter()
        .map(|r| Ok(Town { city: r.get(0)?, name: r.get(1)?, kana: r.get(2)?, area: r.id(3)? }))
        .collect()
}

/// The keys of all towns with the 包括 that serves them.
pub(crate) fn keys(cx: &Cx<'_>) -> Result<Vec<TownKey<Option<OrganisationId>>>> {
    let rows = cx.tx().rows(KEYS, &[])?;
    rows.iter().map(|r| Ok(TownKey { city: r.get(0)?, key: r.get(1)?, of: r.opt_id(2)? })).collect()
}

/// Adds a town, or moves the town of the same name to another 圏域.
pub(crate) fn add_town(cx: &Cx<'_>, t: &Town) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(ADD_TOWN, params![id, &t.city, &t.name, &t.kana, town_key(&t.name), t.area.0])?;
    Ok(())
}
