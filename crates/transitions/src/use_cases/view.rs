//! One stay as its page shows it.
use std::collections::BTreeMap;

use accounts::{Account, Organisation};
use app::{Cx, Error, Result};
use people::authz::{Read, Stay as StayKind, decide};
use people::{Resident, TeamMember};

use crate::model::{Act, Limits, Stay, StayId, ward};
use crate::{permissions, store};

/// A stay with everything its page needs.
#[derive(Debug, Clone)]
pub struct View {
    /// The stay.
    pub stay: Stay,
    /// Its acts in the order of recording, without cancelled ones.
    pub acts: Vec<Act>,
    /// The person.
    pub resident: Resident,
    /// The team.
    pub team: Vec<TeamMember>,
    /// The office that follows the person.
    pub office: Organisation,
    /// The care manager there.
    pub care_manager: Option<Account>,
    /// The hospital, when it has an organisation here.
    pub hospital: Option<Organisation>,
    /// Who is in charge at the hospital.
    pub assigned: Option<Account>,
    /// Staff of the hospital who can be put in charge.
    pub staff: Vec<Account>,
    /// Limits of the fee guide.
    pub limits: Option<Limits>,
    /// The stays before and after it within 90 days (再入院).
    pub around: super::readmission::Around,
    /// Names of organisations that acted.
    pub names: BTreeMap<kernel::Id, String>,
}

/// Opens a stay.
pub fn view(cx: &Cx<'_>, id: StayId) -> Result<View> {
    let mut stay = store::stay(cx, id)?;
    super::own_side(cx, &permissions::READ, &stay)?;
    let permit = decide::<Read, StayKind>(cx, &permissions::READ, stay.resident, None)?;
    if stay.cancelled {
        return Err(Error::NotFound);
    }
    let office = accounts::organisation(cx, stay.office)?;
    let hospital = stay.hospital.map(|h| accounts::organisation(cx, h)).transpose()?;
    if let Some(h) = &hospital {
        let known = accounts::wards_of(cx, h.id)?;
        stay.ward = ward::spelled(&stay.ward, known.iter().map(|w| w.name.as_str())).to_string();
    }
    let staff = match &hospital {
        Some(h) => accounts::accounts_of(cx, h.id)?
            .into_iter()
            .filter(|a| a.hat == kernel::Hat::Liaison)
            .collect(),
        None => Vec::new(),
    };
    let account = |id: Option<accounts::AccountId>| match id {
        Some(a) => accounts::account(cx, a),
        None => Ok(None),
    };
    let mut names = BTreeMap::from([(office.id.0, office.name.clone())]);
    names.extend(hospital.iter().map(|h| (h.id.0, h.name.clone())));
    let acts: Vec<Act> = store::acts(cx, id)?.into_iter().filter(|a| !a.cancelled).collect();
    let resident = people::use_cases::view::resident(cx, &permit)?;
    Ok(View {
        team: people::use_cases::view::team(cx, &permit)?,
        care_manager: account(stay.care_manager)?,
        assigned: account(stay.assigned)?,
        limits: super::sheet::limits_of(&stay, &office, resident.care_level),
        resident,
        around: super::readmission::around(cx, &stay)?,
        acts: super::fees::of_side(cx, acts),
        office,
        hospital,
        staff,
        names,
        stay,
    })
}
