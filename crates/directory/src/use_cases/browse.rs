//! Looking things up in the directory.
use accounts::{Organisation, OrganisationId};
use app::{Cx, Result, authorise};
use kernel::Date;

use super::areas::{self, Area};
use super::said::{self, Said};
use crate::model::facility::{FacilityData, Field};
use crate::model::freshness::Freshness;
use crate::model::hours::Week;
use crate::model::plan::Coverage;
use crate::model::service::{KINDS, Kind};
use crate::model::sources::{Answer, FieldSource, Source, merge};
use crate::model::window::{Party, Window};
use crate::model::wrong::Report;
use crate::store::{
    facilities, facilities_records as records, imports, listing, reports, review, windows,
};
use crate::{FacilityId, permissions};

pub use crate::store::facilities::Facility;
pub use crate::store::listing::{Count, EXPORT, Filter, Listed, PAGE, Turn};

/// A kind with how many open facilities it has.
#[derive(Debug, Clone, PartialEq)]
pub struct KindCount {
    /// The kind.
    pub kind: &'static Kind,
    /// Open facilities.
    pub n: i64,
    /// Nothing of this kind was ever imported or entered.
    pub never: bool,
}

/// What the list page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// The rows.
    pub listed: Listed,
    /// All kinds with their numbers.
    pub kinds: Vec<KindCount>,
    /// Municipalities with their numbers.
    pub cities: Vec<Count>,
    /// How old the data is; none before the first import.
    pub freshness: Option<Freshness>,
}

/// A page of the list.
pub fn list(cx: &Cx<'_>, filter: &Filter, turn: Turn) -> Result<ListPage> {
    authorise(cx, &permissions::VIEW)?;
    let services = listing::by_service(cx)?;
    let kinds = KINDS
        .iter()
        .map(|kind| KindCount {
            kind,
            n: services
                .iter()
                .filter(|c| kind.services.contains(&c.code.as_str()))
                .map(|c| c.n)
                .sum(),
            never: !services.iter().any(|c| kind.services.contains(&c.code.as_str())),
        })
        .collect();
    Ok(ListPage {
        listed: listing::page(cx, filter, turn)?,
        kinds,
        cities: listing::by_city(cx)?,
        freshness: freshness(cx)?,
    })
}

fn freshness(cx: &Cx<'_>) -> Result<Option<Freshness>> {
    let (edition, imported_on) = imports::last(cx)?;
    Ok(imported_on.map(|imported_on| Freshness { edition, imported_on }))
}

/// What the page of a facility shows.
#[derive(Debug, Clone)]
pub struct FacilityPage {
    /// The facility.
    pub facility: Facility,
    /// The same office's other services.
    pub others: Vec<Facility>,
    /// The organisation it became.
    pub organisation: Option<Organisation>,
    /// Contact windows: the organisation's first, then the facility's own.
    pub windows: Vec<Window>,
    /// Where and when the data comes from; none for what the region entered itself.
    pub freshness: Option<Freshness>,
    /// The 圏域 its address lies in, with the 包括 that serves it.
    pub area: Option<(Area, Option<Organisation>)>,
    /// Where each field comes from.
    pub from: Vec<FieldSource>,
    /// What the sources say beyond the fields.
    pub answers: Vec<(Source, Date, Answer)>,
    /// Weekly hours by source.
    pub weeks: Vec<(Source, Date, Week)>,
    /// What the facility says of itself.
    pub said: Option<Said>,
    /// What people told was wrong: what waits, and what is shown until the sources say the same.
    pub reports: Vec<Report>,
    /// Another list may speak of the same place; somebody has to look.
    pub doubtful: bool,
}

/// A facility with everything around it.
pub fn facility_page(cx: &Cx<'_>, id: FacilityId) -> Result<FacilityPage> {
    authorise(cx, &permissions::VIEW)?;
    let facility = facility(cx, id)?;
    let organisation = match facility.organisation {
        Some(o) => Some(accounts::organisation(cx, o)?),
        None => None,
    };
    let mut own = match facility.organisation {
        Some(o) => windows::of(cx, Party::Organisation(o))?,
        None => Vec::new(),
    };
    own.extend(windows::of(cx, Party::Facility(id))?);
    let d = &facility.data;
    let area = area_of(cx, d)?;
    let covered = imports::covered(cx, &facility.source, d.prefecture(), &d.service)?;
    let reports = reports::of_facility(cx, id)?;
    Ok(FacilityPage {
        from: provenance(cx, &facility, covered.as_ref())?,
        answers: records::answers_of(cx, id)?,
        weeks: records::weeks_of(cx, id)?,
        said: said::of(cx, id)?,
        reports: reports.into_iter().filter(|r| !r.overtaken(d)).collect(),
        doubtful: review::about(cx, id)? > 0,
        others: facilities::same_number(cx, &facility)?,
        organisation,
        windows: own,
        freshness: covered.as_ref().map(Freshness::from),
        area,
        facility,
    })
}

/// Where each field comes from. A facility that only one source knows has all of it from there: of the day of the edition,
/// else of the day on which it was last listed.
fn provenance(cx: &Cx<'_>, f: &Facility, c: Option<&Coverage>) -> Result<Vec<FieldSource>> {
    let records = records::of_facility(cx, f.id)?;
    if !records.is_empty() {
        return Ok(merge(&f.data, &records).1);
    }
    let Some(source) = Source::of(&f.source) else { return Ok(Vec::new()) };
    let as_of = c.and_then(|c| c.edition).unwrap_or(f.last_seen);
    Ok(Field::ALL
        .into_iter()
        .filter(|field| !f.data.text(*field).is_empty())
        .map(|field| FieldSource { field, source, as_of })
        .collect())
}

fn area_of(cx: &Cx<'_>, d: &FacilityData) -> Result<Option<(Area, Option<Organisation>)>> {
    let town = areas::town_of_address(cx, &d.address)?;
    let Some(id) = town.and_then(|t| t.area) else { return Ok(None) };
    let Some(area) = areas::areas(cx)?.into_iter().find(|a| a.id == id) else { return Ok(None) };
    let hokatsu = area.hokatsu.map(|o| accounts::organisation(cx, o)).transpose()?;
    Ok(Some((area, hokatsu)))
}

/// One facility; [`app::Error::NotFound`] when there is none. A fact everybody may read: no audit row.
pub fn facility(cx: &Cx<'_>, id: FacilityId) -> Result<Facility> {
    facilities::find(cx, id)?.ok_or(app::Error::NotFound)
}

/// The open facilities of an organisation, by service.
pub fn facilities_of(cx: &Cx<'_>, id: OrganisationId) -> Result<Vec<Facility>> {
    facilities::of_organisation(cx, id)
}

/// Everything the filter shows, at most [`EXPORT`] rows, for a file or paper.
pub fn export(cx: &Cx<'_>, filter: &Filter) -> Result<(Vec<Facility>, Option<Freshness>)> {
    authorise(cx, &permissions::EXPORT)?;
    Ok((listing::all(cx, filter)?, freshness(cx)?))
}

/// さがす: at most twenty facilities whose name, kana, town, service, number or telephone holds what was typed.
pub fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<slice::Hit>> {
    if typed.trim().chars().count() < 2 || !app::may(cx, &permissions::VIEW)? {
        return Ok(Vec::new());
    }
    let found = listing::find(cx, typed)?;
    Ok(found
        .into_iter()
        .map(|f| slice::Hit {
            group: "事業所",
            meta: [
                f.data.service_label.as_str(),
                f.data.city.as_str(),
                f.data.phone.as_deref().unwrap_or(""),
            ]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("　"),
            title: f.data.name,
            href: format!("/directory/{}", f.id),
        })
        .collect())
}
