//! Reading what was sent, and saying that it arrived.
use app::records::{self, Version};
use app::{Cx, Error, Result};
use kernel::Id;
use people::Resident;
use people::authz::{Document, Read, decide};

use super::open;
use crate::model::{Act, ActKind, Stay, StayId};
use crate::{permissions, store};

/// A document as its reader sees it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// The newest version.
    pub version: Version,
    /// The versions before, oldest first.
    pub earlier: Vec<Version>,
    /// The act by which it was sent, when it was sent.
    pub act: Option<Act>,
    /// The reader sees the stay too, not only this paper.
    pub stay_open: bool,
    /// The last version before this one that the addressee had opened; none when none was.
    pub known: Option<i64>,
}

/// Opens a sheet or record of a stay. Opening by the receiver is noted: from then on it cannot be recalled.
pub fn read(cx: &Cx<'_>, stay: StayId, record: Id) -> Result<Reading> {
    let s = store::stay(cx, stay)?;
    let acts = store::acts(cx, stay)?;
    // a hospital has to do with stays in it, and with what was addressed to it
    let to_me = |a: &Act| a.to_org.is_some() && a.to_org.map(|o| o.0) == cx.actor().organisation;
    if !acts.iter().any(|a| a.record == Some(record) && !a.cancelled && to_me(a)) {
        super::own_side(cx, &permissions::SHEET_READ, &s)?;
    }
    let permit = decide::<Read, Document>(cx, &permissions::SHEET_READ, s.resident, Some(record))?;
    let hide = |v| people::use_cases::shield::hide_in(cx, &permit, v);
    let mut versions: Vec<Version> = records::versions(cx, record)?.into_iter().map(hide).collect();
    let head = records::head(cx, record)?;
    if head.subject != Some(stay.0) || head.state == records::State::Cancelled {
        return Err(Error::NotFound);
    }
    let act = sent_as(cx, &s, &acts, record).cloned();
    if let Some(a) = &act
        && cx.writes()
        && a.to_org.map(|o| o.0) == cx.actor().organisation
    {
        store::opened(cx, a.id)?;
    }
    let known = acts
        .iter()
        .rev()
        .filter(|a| a.record == Some(record) && !a.cancelled)
        .filter(|a| act.as_ref().is_some_and(|sent| sent.to_org == a.to_org))
        .skip(1)
        .find(|a| a.opened_at.is_some() || a.received_at.is_some())
        .and_then(|a| versions.iter().rfind(|v| a.hash.as_ref() == Some(&v.hash)))
        .map(|v| v.version);
    let version = versions.pop().ok_or(Error::NotFound)?;
    let resident = people::use_cases::view::resident(cx, &permit)?;
    let stay_open = super::stay_open(cx, &s)?;
    Ok(Reading { stay: s, stay_open, resident, version, earlier: versions, act, known })
}

/// The act by which the record was sent last: to the reader's own organisation; for others the one between hospital and
/// office, before what went to a third.
fn sent_as<'a>(cx: &Cx<'_>, s: &Stay, acts: &'a [Act], record: Id) -> Option<&'a Act> {
    let all: Vec<&Act> = acts.iter().filter(|a| a.record == Some(record) && !a.cancelled).collect();
    let mine = |a: &&&Act| a.to_org.is_some() && a.to_org.map(|o| o.0) == cx.actor().organisation;
    let sides = [Some(s.office), s.hospital];
    let between = |a: &&&Act| a.to_org.is_some() && sides.contains(&a.to_org);
    let newest = all.iter().rev();
    newest.clone().find(mine).or(newest.clone().find(between)).or(all.last()).copied()
}

/// 「受け取りました」: by the organisation it was sent to.
pub fn receive(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    let o = open(cx, &permissions::RECEIVE, a.stay)?;
    let to_me = crate::model::handover::addressed(&a, cx.actor().organisation, &o.stay, &o.acts);
    let receivable = matches!(
        a.kind,
        ActKind::AdmissionContact
            | ActKind::SheetSent
            | ActKind::PlanningNotice
            | ActKind::DischargeNotice
            | ActKind::Papers
    );
    if !to_me || !receivable || a.cancelled {
        return Err(Error::NotFound);
    }
    // pressed twice is received once
    store::received(cx, act)?;
    Ok(a.stay)
}
