//! Facilities that no open data holds (hospitals, 包括 …) and the link to the organisation a facility became.
use accounts::OrganisationId;
use app::{Cx, Error, FieldError, Result, authorise};

use super::{need, refuse};
use crate::model::facility::FacilityData;
use crate::model::service;
use crate::store::facilities;
use crate::{FacilityId, permissions};

/// Source code of what the region entered itself.
pub const LOCAL: &str = "local";

/// Enters a facility by hand. Without a number it gets its own id as number; a number and service that are there
/// already are refused. `organisation` when it has accounts.
pub fn register(
    cx: &Cx<'_>,
    data: &FacilityData,
    organisation: Option<OrganisationId>,
) -> Result<FacilityId> {
    authorise(cx, &permissions::IMPORT)?;
    let mut d = data.clone();
    let mut e: Vec<FieldError> = Vec::new();
    need(&mut e, "name", &d.name, 200, "名前");
    let Some(label) = service::label(&d.service) else {
        e.push(FieldError {
            field: "service".into(), message: "種類を選んでください".into()
        });
        return refuse(e).map(|()| FacilityId(cx.new_id()));
    };
    refuse(e)?;
    if d.service_label.is_empty() {
        d.service_label = label.to_string();
    }
    if d.number.is_empty() {
        d.number = cx.new_id().to_string();
    }
    if facilities::by_key(cx, LOCAL, &d.service, &d.number)?.is_some() {
        return Err(Error::field("number", "同じ番号とサービスの事業所が、もう登録されています"));
    }
    if let Some(o) = organisation {
        accounts::organisation(cx, o)?;
    }
    let hash = d.hash();
    facilities::insert(cx, LOCAL, &d, &hash, organisation, cx.today())
}

/// The facility is (or is no longer) this organisation.
pub fn link(cx: &Cx<'_>, facility: FacilityId, organisation: Option<OrganisationId>) -> Result<()> {
    authorise(cx, &permissions::IMPORT)?;
    if let Some(o) = organisation {
        accounts::organisation(cx, o)?;
    }
    if facilities::link(cx, facility, organisation)? { Ok(()) } else { Err(Error::NotFound) }
}
