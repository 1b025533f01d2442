//! 町丁 → 圏域 → 包括: entering 圏域, and which 包括 serves an address. Towns: [`towns`](mod@towns).
pub mod lists;
pub mod towns;

use std::collections::BTreeMap;

use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};

use super::{limit, need, refuse};
use crate::model::town::match_town;
use crate::store::areas as store;
use crate::store::facilities::Facility;
use crate::store::listing;
use crate::{AreaId, permissions};

pub use crate::store::areas::{Area, AreaAct, KnownTown, Town};
pub use towns::put_towns;

/// The 包括 that serves an address: the 圏域 of the longest town name in it. None when no town fits, when the address
/// lies in another municipality, when the town lies in no 圏域, or when the 圏域 has no 包括 entered. A fact everybody
/// may read: no audit row.
pub fn hokatsu_of_address(cx: &Cx<'_>, address: &str) -> Result<Option<OrganisationId>> {
    let Some(area) = town_of_address(cx, address)?.and_then(|t| t.area) else { return Ok(None) };
    Ok(store::area(cx, area)?.and_then(|a| a.hokatsu))
}

/// The town of an address, whether it lies in a 圏域 or not. A fact everybody may read: no audit row.
pub fn town_of_address(cx: &Cx<'_>, address: &str) -> Result<Option<KnownTown>> {
    let keys = store::keys(cx)?;
    Ok(match_town(address, &keys).map(|t| t.of.clone()))
}

/// The 圏域 in use, by kana.
pub fn areas(cx: &Cx<'_>) -> Result<Vec<Area>> {
    Ok(store::areas(cx)?.into_iter().filter(|a| a.retired_at.is_none()).collect())
}

/// The open facilities, each with the 圏域 in use that its address lies in; none where it lies in no known one. A fact
/// everybody may read: no audit row.
pub fn facilities_by_area(cx: &Cx<'_>) -> Result<Vec<(Option<AreaId>, Facility)>> {
    let keys = store::keys(cx)?;
    let used: Vec<AreaId> = areas(cx)?.iter().map(|a| a.id).collect();
    let place = |f: &Facility| {
        let address = format!("{}{}", f.data.city, f.data.address);
        match_town(&address, &keys).and_then(|t| t.of.area).filter(|a| used.contains(a))
    };
    let all = listing::all(cx, &listing::Filter::default())?;
    Ok(all.into_iter().map(|f| (place(&f), f)).collect())
}

/// All towns by city and kana, those in no 圏域 too.
pub fn towns(cx: &Cx<'_>) -> Result<Vec<KnownTown>> {
    store::towns(cx)
}

/// A 圏域 with what belongs to it.
#[derive(Debug, Clone)]
pub struct AreaWith {
    /// The 圏域.
    pub area: Area,
    /// The 包括 that serves it.
    pub hokatsu: Option<Organisation>,
    /// Its towns by city and kana.
    pub towns: Vec<KnownTown>,
}

/// All 圏域 and the towns that lie in none of them.
#[derive(Debug, Clone)]
pub struct Overview {
    /// In use, by kana.
    pub areas: Vec<AreaWith>,
    /// No longer used.
    pub retired: Vec<Area>,
    /// どの圏域にも入っていない町丁.
    pub nowhere: Vec<KnownTown>,
    /// How many towns are entered at all.
    pub towns: usize,
}

/// 圏域, their 包括 and towns, and the check that no town is forgotten.
pub fn overview(cx: &Cx<'_>) -> Result<Overview> {
    authorise(cx, &permissions::VIEW)?;
    let mut of: BTreeMap<Option<AreaId>, Vec<KnownTown>> = BTreeMap::new();
    let mut n = 0;
    for t in store::towns(cx)? {
        n += 1;
        of.entry(t.area).or_default().push(t);
    }
    let (used, retired): (Vec<Area>, Vec<Area>) =
        store::areas(cx)?.into_iter().partition(|a| a.retired_at.is_none());
    let mut areas = Vec::new();
    for area in used {
        let towns = of.remove(&Some(area.id)).unwrap_or_default();
        areas.push(AreaWith { hokatsu: hokatsu(cx, &area)?, towns, area });
    }
    Ok(Overview { areas, retired, nowhere: of.remove(&None).unwrap_or_default(), towns: n })
}

fn hokatsu(cx: &Cx<'_>, area: &Area) -> Result<Option<Organisation>> {
    area.hokatsu.map(|o| accounts::organisation(cx, o)).transpose()
}

/// One 圏域, retired ones too, with what was done to it, the newest first.
pub fn area_page(cx: &Cx<'_>, id: AreaId) -> Result<(AreaWith, Vec<AreaAct>)> {
    authorise(cx, &permissions::VIEW)?;
    let area = store::area(cx, id)?.ok_or(Error::NotFound)?;
    let towns = store::towns(cx)?.into_iter().filter(|t| t.area == Some(id)).collect();
    Ok((AreaWith { hokatsu: hokatsu(cx, &area)?, towns, area }, store::acts(cx, id)?))
}

/// One 圏域 in use, for changing it.
pub fn for_change(cx: &Cx<'_>, id: AreaId) -> Result<Area> {
    authorise(cx, &permissions::AREAS)?;
    used(cx, id)
}

pub(super) fn used(cx: &Cx<'_>, id: AreaId) -> Result<Area> {
    store::area(cx, id)?.filter(|a| a.retired_at.is_none()).ok_or(Error::NotFound)
}

/// What the log calls a version of a 圏域.
pub fn object(id: AreaId, version: i64) -> String {
    format!("area:{id}@{version}")
}

fn check(
    cx: &Cx<'_>,
    id: Option<AreaId>,
    name: &str,
    kana: &str,
    hokatsu: Option<OrganisationId>,
) -> Result<()> {
    let mut e = Vec::new();
    need(&mut e, "name", name, 60, "圏域の名前");
    limit(&mut e, "kana", kana, 60, "かな");
    let taken = areas(cx)?.iter().any(|a| a.name == name && Some(a.id) != id);
    if taken {
        let message = "同じ名前の圏域が、もうあります".into();
        e.push(app::FieldError { field: "name".into(), message });
    }
    refuse(e)?;
    let Some(hokatsu) = hokatsu else { return Ok(()) };
    if accounts::organisation(cx, hokatsu)?.kind == OrganisationKind::Hokatsu {
        return Ok(());
    }
    Err(Error::field("hokatsu", "地域包括支援センターを選んでください"))
}

/// Adds a 圏域 with the 包括 that serves it.
pub fn add_area(
    cx: &Cx<'_>,
    name: &str,
    kana: &str,
    hokatsu: Option<OrganisationId>,
) -> Result<AreaId> {
    authorise(cx, &permissions::AREAS)?;
    let (name, kana) = (name.trim(), kana.trim());
    check(cx, None, name, kana, hokatsu)?;
    let id = store::add_area(cx, name, kana, hokatsu)?;
    store::add_act(cx, id, "added", "", name)?;
    Ok(id)
}

/// Changes name, kana and 包括; `version` must be the one that is stored. Each change is kept with who made it.
pub fn change_area(
    cx: &Cx<'_>,
    id: AreaId,
    version: i64,
    name: &str,
    kana: &str,
    hokatsu: Option<OrganisationId>,
) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    let (name, kana) = (name.trim(), kana.trim());
    let stored = used(cx, id)?;
    if stored.version != version {
        return Err(Error::Stale { mine: version, theirs: stored.version });
    }
    check(cx, Some(id), name, kana, hokatsu)?;
    let called = |o: Option<OrganisationId>| match o {
        Some(o) => accounts::organisation(cx, o).map(|o| o.name),
        None => Ok(String::new()),
    };
    for (kind, was, becomes) in [
        ("name", stored.name.clone(), name.to_string()),
        ("kana", stored.kana.clone(), kana.to_string()),
    ] {
        if was != becomes {
            store::add_act(cx, id, kind, &was, &becomes)?;
        }
    }
    if stored.hokatsu != hokatsu {
        store::add_act(cx, id, "hokatsu", &called(stored.hokatsu)?, &called(hokatsu)?)?;
    }
    store::change_area(cx, id, name, kana, hokatsu)?;
    cx.audit(AuditEntry::act(permissions::AREAS.code).object(object(id, version + 1)));
    Ok(())
}

/// Another 包括 serves the 圏域 from now on.
pub fn set_hokatsu(cx: &Cx<'_>, area: AreaId, hokatsu: Option<OrganisationId>) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    let a = used(cx, area)?;
    change_area(cx, area, a.version, &a.name, &a.kana, hokatsu)
}

/// A 圏域 is no longer used. Its towns lie in no 圏域 until somebody gives them one; its history stays.
pub fn retire_area(cx: &Cx<'_>, id: AreaId) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    let area = used(cx, id)?;
    let mut names = Vec::new();
    for t in store::towns(cx)?.into_iter().filter(|t| t.area == Some(id)) {
        store::change_town(cx, t.id, &t.name, &t.kana, None)?;
        names.push(t.name);
    }
    store::retire_area(cx, id)?;
    store::add_act(cx, id, "retired", &area.name, &names.join("、"))?;
    cx.audit(AuditEntry::act(permissions::AREAS.code).object(object(id, area.version + 1)));
    Ok(())
}
