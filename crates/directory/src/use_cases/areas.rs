//! 町丁 → 圏域 → 包括.
use accounts::{OrganisationId, OrganisationKind};
use app::{Cx, Error, FieldError, Result, authorise};

use super::{limit, need, refuse};
use crate::model::town::match_town;
use crate::store::areas as store;
use crate::{AreaId, permissions};

pub use crate::store::areas::{Area, Town};

/// The 包括 that serves an address: the 圏域 of the longest town name in it. None when no town fits, when the address
/// lies in another municipality, or when the 圏域 has no 包括 entered. A fact everybody may read: no audit row.
pub fn hokatsu_of_address(cx: &Cx<'_>, address: &str) -> Result<Option<OrganisationId>> {
    let keys = store::keys(cx)?;
    Ok(match_town(address, &keys).and_then(|t| t.of))
}

/// All 圏域 by kana.
pub fn areas(cx: &Cx<'_>) -> Result<Vec<Area>> {
    store::areas(cx)
}

/// All towns by kana.
pub fn towns(cx: &Cx<'_>) -> Result<Vec<Town>> {
    store::towns(cx)
}

/// Adds a 圏域 with the 包括 that serves it.
pub fn add_area(
    cx: &Cx<'_>,
    name: &str,
    kana: &str,
    hokatsu: Option<OrganisationId>,
) -> Result<AreaId> {
    authorise(cx, &permissions::AREAS)?;
    let mut e = Vec::new();
    need(&mut e, "name", name.trim(), 60, "圏域の名前");
    limit(&mut e, "kana", kana, 60, "かな");
    refuse(e)?;
    is_hokatsu(cx, hokatsu)?;
    store::add_area(cx, name.trim(), kana.trim(), hokatsu)
}

/// Another 包括 serves the 圏域 from now on.
pub fn set_hokatsu(cx: &Cx<'_>, area: AreaId, hokatsu: Option<OrganisationId>) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    is_hokatsu(cx, hokatsu)?;
    if store::set_hokatsu(cx, area, hokatsu)? { Ok(()) } else { Err(Error::NotFound) }
}

fn is_hokatsu(cx: &Cx<'_>, id: Option<OrganisationId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    if accounts::organisation(cx, id)?.kind == OrganisationKind::Hokatsu {
        return Ok(());
    }
    Err(Error::field("hokatsu", "地域包括支援センターを選んでください"))
}

/// Adds towns, or moves towns that are there to another 圏域.
pub fn put_towns(cx: &Cx<'_>, towns: &[Town]) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    for (i, t) in towns.iter().enumerate() {
        let mut e: Vec<FieldError> = Vec::new();
        need(&mut e, &format!("town.{i}.name"), t.name.trim(), 60, "町の名前");
        limit(&mut e, &format!("town.{i}.city"), &t.city, 60, "市区町村");
        refuse(e)?;
        if store::area(cx, t.area)?.is_none() {
            return Err(Error::NotFound);
        }
        store::add_town(cx, t)?;
    }
    Ok(())
}
