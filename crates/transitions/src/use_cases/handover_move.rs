//! Moving the persons of a handover, and putting them back: team and rights (people), stays and tasks (here). What was
//! before is kept with each person.
use std::collections::BTreeMap;

use accounts::OrganisationId;
use app::audit::AuditEntry;
use app::{Cx, Error, Result};
use kernel::Id;
use people::ResidentId;
use people::use_cases::hand_over as person;
use serde::{Deserialize, Serialize};

use super::handover::{member, over};
use crate::model::handover::{
    HandedData, Handover, HandoverKind, ItemState, StayBefore, TaskBefore,
};
use crate::model::{ActKind, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct, after, handover as kept};

/// What a portion moved.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// How many persons.
    pub persons: usize,
    /// Their open stays, by hospital.
    pub hospitals: BTreeMap<OrganisationId, Vec<StayId>>,
    /// Why the last one that was not moved was not.
    pub why: Option<String>,
}

/// What was before, of one person.
#[derive(Serialize, Deserialize)]
struct Before {
    person: Option<person::Before>,
    stays: Vec<StayBefore>,
    tasks: Vec<TaskBefore>,
}

/// Moves the next persons of a handover; who cannot be moved is marked with the reason.
pub(super) fn carry(cx: &Cx<'_>, h: &Handover, at_most: usize) -> Result<Moved> {
    let mut moved = Moved::default();
    let joins = member(cx, h.to_org, h.to_account)?;
    for item in kept::planned(cx, h.id, at_most)? {
        let id = item.resident;
        let person = if h.kind == HandoverKind::Liaison {
            None
        } else {
            match person::hand_over(cx, &over(h, id, &joins))? {
                Ok(before) => Some(before),
                Err(stayed) => {
                    moved.why = Some(stayed.words().into());
                    kept::set_item(cx, h.id, id, ItemState::Skipped, stayed.words(), "")?;
                    continue;
                }
            }
        };
        let mut stays = Vec::new();
        for s in store::of_resident(cx, id)?.into_iter().filter(|s| concerns(h, s)) {
            stays.push(stay(cx, h, &s)?);
            if let Some(hospital) = s.hospital.filter(|_| h.kind != HandoverKind::Liaison) {
                moved.hospitals.entry(hospital).or_default().push(s.id);
            }
        }
        let tasks = if h.kind == HandoverKind::Liaison { Vec::new() } else { tasks(cx, h, id)? };
        let before = serde_json::to_string(&Before { person, stays, tasks })
            .map_err(|e| Error::Inconsistent(format!("handover: {e}")))?;
        kept::set_item(cx, h.id, id, ItemState::Done, "", &before)?;
        cx.audit(
            AuditEntry::act(permissions::HAND_OVER.code)
                .about(id)
                .object(format!("handover:{}", h.id))
                .detail(format!("from={};to={}", h.from_org, h.to_org)),
        );
        moved.persons += 1;
    }
    Ok(moved)
}

/// Is the stay one of those that go over?
fn concerns(h: &Handover, s: &Stay) -> bool {
    if s.closed || s.cancelled {
        return false;
    }
    match h.kind {
        HandoverKind::Liaison => {
            s.hospital == Some(h.from_org) && s.assigned == h.from_account && s.assigned.is_some()
        }
        _ => s.office == h.from_org,
    }
}

fn stay(cx: &Cx<'_>, h: &Handover, s: &Stay) -> Result<StayBefore> {
    let to = h.to_account.map(|a| a.0);
    let (office, care_manager, assigned) = match h.kind {
        HandoverKind::Liaison => (s.office.0, s.care_manager.map(|a| a.0), to),
        _ => (h.to_org.0, to, s.assigned.map(|a| a.0)),
    };
    kept::set_followers(cx, s.id, office, care_manager, assigned)?;
    let mut act = NewAct {
        day: Some(h.day),
        to_org: Some(h.to_org),
        to_name: h.to_words.clone(),
        ..NewAct::default()
    };
    act.detail.note = h.from_words.clone();
    act.detail.reason = h.reason.clone();
    act.detail.codes = vec![h.kind.code().into()];
    act.detail.data = serde_json::to_value(HandedData { from_org: h.from_org.0 })
        .map_err(|e| Error::Inconsistent(format!("handover: {e}")))?;
    Ok(StayBefore {
        stay: s.id.0,
        office: s.office.0,
        care_manager: s.care_manager.map(|a| a.0),
        assigned: s.assigned.map(|a| a.0),
        act: store::add_act(cx, s.id, ActKind::HandedOver, &act)?,
    })
}

fn tasks(cx: &Cx<'_>, h: &Handover, id: ResidentId) -> Result<Vec<TaskBefore>> {
    let mut out = Vec::new();
    for t in after::open_tasks_about(cx, id, h.from_org)? {
        after::set_owner(cx, t.id, h.to_org.0, h.to_account.map(|a| a.0))?;
        let (owner_org, owner) = (t.owner_org.0, t.owner.map(|a| a.0));
        out.push(TaskBefore { task: t.id, owner_org, owner });
    }
    Ok(out)
}

/// Puts every person of a handover back.
pub(super) fn put_back(cx: &Cx<'_>, h: &Handover) -> Result<Moved> {
    let mut moved = Moved::default();
    for item in kept::items(cx, h.id)? {
        match item.state {
            ItemState::Done => {}
            ItemState::Planned => {
                kept::set_item(cx, h.id, item.resident, ItemState::Undone, "", "")?;
                continue;
            }
            ItemState::Skipped | ItemState::Undone => continue,
        }
        let before: Before = serde_json::from_str(&item.before)
            .map_err(|e| Error::Inconsistent(format!("handover: {e}")))?;
        if let Some(person) = &before.person {
            person::give_back(cx, item.resident, person)?;
        }
        for s in &before.stays {
            put_stay_back(cx, h, s, &mut moved)?;
        }
        for t in &before.tasks {
            after::set_owner(cx, t.task, t.owner_org, t.owner)?;
        }
        kept::set_item(cx, h.id, item.resident, ItemState::Undone, "", &item.before)?;
        cx.audit(
            AuditEntry::act(permissions::HAND_OVER.code)
                .about(item.resident)
                .object(format!("handover:{}", h.id))
                .detail("undo"),
        );
        moved.persons += 1;
    }
    Ok(moved)
}

fn put_stay_back(cx: &Cx<'_>, h: &Handover, b: &StayBefore, moved: &mut Moved) -> Result<()> {
    let id: StayId = Id::into(b.stay);
    let now = store::stay(cx, id)?;
    // the column that this handover did not touch keeps what was entered meanwhile
    let (office, care_manager, assigned) = match h.kind {
        HandoverKind::Liaison => (now.office.0, now.care_manager.map(|a| a.0), b.assigned),
        _ => (b.office, b.care_manager, now.assigned.map(|a| a.0)),
    };
    kept::set_followers(cx, id, office, care_manager, assigned)?;
    kept::untell(cx, b.act)?;
    if let Some(hospital) = now.hospital.filter(|_| h.kind != HandoverKind::Liaison) {
        moved.hospitals.entry(hospital).or_default().push(id);
    }
    Ok(())
}
