//! What the first screens of ward, doctor and the support team read. Ward and doctor see the stays of their own hospital;
//! a provider (and the family doctor) sees of the people it supports where they are, until when, and whom to ask.
use std::collections::BTreeMap;

use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::{Cx, Result};
use kernel::{Date, Hat, Id};
use people::Resident;
use people::authz::{Read, Stay as StayKind, What, audit_list, decide, scope};

use super::lists::{Line, Which, lines};
use crate::model::hats::{HatRules, days_told};
use crate::model::{Act, ActKind, Progress, Stay, StayId};
use crate::store::lists::{Filter, acts_of, in_reach};
use crate::{permissions, store};

/// Does the actor work at a hospital? A doctor of a clinic sees by the support team, not by the stay.
pub fn at_hospital(cx: &Cx<'_>) -> Result<bool> {
    let Some(org) = cx.actor().organisation else { return Ok(false) };
    Ok(match cx.actor().hat {
        Hat::Liaison | Hat::Ward => true,
        Hat::Doctor => {
            accounts::organisation(cx, OrganisationId(org))?.kind == OrganisationKind::Hospital
        }
        _ => false,
    })
}

/// Does the actor see by the support team: 訪問看護・薬局・歯科・施設 and the family doctor?
pub fn shares(cx: &Cx<'_>) -> Result<bool> {
    Ok(match cx.actor().hat {
        Hat::Provider => true,
        Hat::Doctor => !at_hospital(cx)?,
        _ => false,
    })
}

/// Patients who are in the actor's hospital now.
pub fn patients(cx: &Cx<'_>) -> Result<Vec<Line>> {
    let mut all = lines(cx, Which::default())?;
    all.retain(|l| l.stay.ended_on.is_none());
    Ok(all)
}

/// What a member of the support team sees of a stay: the envelope, not the letter.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Which stay.
    pub stay: StayId,
    /// Who.
    pub resident: Resident,
    /// Where.
    pub hospital: String,
    /// The hospital, when it works here.
    pub hospital_org: Option<Organisation>,
    /// The office that follows the person.
    pub office: Organisation,
    /// The care manager there.
    pub care_manager: String,
    /// Since.
    pub admitted_on: Date,
    /// 退院(予定)日, when one is set.
    pub planned_on: Option<Date>,
    /// The hospital has told the day (退院日の連絡), not only planned it.
    pub told: bool,
    /// The days that stood, oldest first: the day, when it was said, whether it was told to the office.
    pub days: Vec<(Date, Date, bool)>,
    /// 退院前カンファ was held on.
    pub conference_on: Option<Date>,
    /// Ended on.
    pub ended_on: Option<Date>,
}

impl Shared {
    /// Day of the stay, the day of admission being 1.
    pub fn day(&self, today: Date) -> i64 {
        kernel::time::days_between(self.admitted_on, self.ended_on.unwrap_or(today)) + 1
    }

    /// The day changed in the last days: the one before, and when that was.
    pub fn changed(&self, today: Date, r: &HatRules) -> Option<(Date, Date)> {
        let mut newest = self.days.iter().rev();
        let (day, said, _) = newest.next()?;
        let (before, _, _) = newest.find(|(d, _, _)| d != day)?;
        let new = kernel::time::days_between(*said, today) <= r.changed_within_days;
        new.then_some((*before, *said))
    }
}

fn envelope(
    stay: &Stay,
    acts: &[Act],
    resident: Resident,
    office: Organisation,
    hospital_org: Option<Organisation>,
    care_manager: String,
) -> Shared {
    let p = Progress::new(stay, acts);
    let days: Vec<(Date, Date, bool)> = days_told(&p)
        .into_iter()
        .map(|(d, a)| (d, a.at.date(), a.kind == ActKind::DischargeNotice))
        .collect();
    Shared {
        stay: stay.id,
        resident,
        hospital: stay.hospital_name.clone(),
        hospital_org,
        office,
        care_manager,
        admitted_on: stay.admitted_on,
        planned_on: stay.planned_on,
        told: days.iter().any(|(d, _, told)| *told && Some(*d) == stay.planned_on),
        days,
        conference_on: p
            .last(ActKind::Conference)
            .filter(|a| a.detail.has("held"))
            .and_then(|a| a.day),
        ended_on: stay.ended_on,
    }
}

fn care_manager(cx: &Cx<'_>, stay: &Stay) -> Result<String> {
    let Some(id) = stay.care_manager else { return Ok(String::new()) };
    Ok(accounts::account(cx, id)?.map(|a| a.name).unwrap_or_default())
}

/// The people one supports who are in hospital, or came home a short while ago: who leaves first comes first.
pub fn shared(cx: &Cx<'_>) -> Result<Vec<Shared>> {
    let scope = scope(cx, &permissions::SHARED, What::Stay)?;
    if !shares(cx)? {
        return Ok(Vec::new());
    }
    let stays = in_reach(cx, &scope, &Filter { open: true, ..Filter::default() })?;
    let mut acts = acts_of(cx, &stays)?;
    let ids: Vec<Id> = stays.iter().map(|s| s.resident.0).collect();
    let mut people: BTreeMap<Id, Resident> = BTreeMap::new();
    for chunk in ids.chunks(400) {
        let found = people::use_cases::view::of_list(cx, chunk, What::Stay)?;
        people.extend(found.into_iter().map(|r| (r.id.0, r)));
    }
    let orgs: BTreeMap<Id, Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o)).collect();
    let mut out = Vec::with_capacity(stays.len());
    for s in &stays {
        let (Some(r), Some(office)) = (people.get(&s.resident.0), orgs.get(&s.office.0)) else {
            continue;
        };
        let own = acts.remove(&s.id).unwrap_or_default();
        let hospital = s.hospital.and_then(|h| orgs.get(&h.0).cloned());
        let cm = care_manager(cx, s)?;
        out.push(envelope(s, &own, r.clone(), office.clone(), hospital, cm));
    }
    let shown: Vec<Id> = out.iter().map(|s| s.resident.id.0).collect();
    audit_list(cx, &permissions::SHARED, "shared:open", &shown);
    out.sort_by_key(|s| {
        (s.ended_on.is_some(), s.planned_on.unwrap_or(Date::MAX), s.admitted_on, s.stay)
    });
    Ok(out)
}

/// One of them.
pub fn shared_one(cx: &Cx<'_>, id: StayId) -> Result<Shared> {
    let s = store::stay(cx, id)?;
    let permit = decide::<Read, StayKind>(cx, &permissions::SHARED, s.resident, None)?;
    if s.cancelled || !shares(cx)? {
        return Err(app::Error::NotFound);
    }
    let acts = store::acts(cx, id)?;
    let hospital = s.hospital.map(|h| accounts::organisation(cx, h)).transpose()?;
    let office = accounts::organisation(cx, s.office)?;
    let cm = care_manager(cx, &s)?;
    let resident = people::use_cases::view::resident(cx, &permit)?;
    Ok(envelope(&s, &acts, resident, office, hospital, cm))
}

/// The same for a person's page: all stays of the person, newest first; the caller holds no permit yet.
pub(crate) fn shared_of(cx: &Cx<'_>, resident: people::ResidentId) -> Result<Vec<Shared>> {
    if !shares(cx)? {
        return Ok(Vec::new());
    }
    let permit = decide::<Read, StayKind>(cx, &permissions::SHARED, resident, None)?;
    let person = people::use_cases::view::resident(cx, &permit)?;
    let mut out = Vec::new();
    for s in store::of_person(cx, resident)? {
        let acts = store::acts(cx, s.id)?;
        let hospital = s.hospital.map(|h| accounts::organisation(cx, h)).transpose()?;
        let office = accounts::organisation(cx, s.office)?;
        let cm = care_manager(cx, &s)?;
        out.push(envelope(&s, &acts, person.clone(), office, hospital, cm));
    }
    Ok(out)
}
