//! After a death nothing more is asked of anybody: what waits in the person's stays vanishes without a word. Records,
//! acts and what was read stay as they are.
use app::{Cx, Result, drafts, notices};

use crate::model::{ActKind, Stay, StayId};
use crate::store;

/// Unread notices and drafts about all stays of the person go, and the ended stays close. The person's page keeps its
/// own way to write what is still wanted (the office's record for its files, say).
pub(crate) fn quiet(cx: &Cx<'_>, stay: &Stay) -> Result<()> {
    let about: Vec<StayId> =
        store::of_resident(cx, stay.resident)?.into_iter().map(|s| s.id).collect();
    for id in about {
        notices::withdraw(cx, &format!("/transitions/{id}"))?;
        drafts::discard_all(cx, id.0)?;
        for a in store::acts(cx, id)? {
            match a.kind {
                ActKind::FacilityAsked => notices::withdraw(cx, &super::facility::link(a.id))?,
                ActKind::ServicesTold => notices::withdraw(cx, &super::services::link(a.id))?,
                _ => 0,
            };
        }
        for c in store::conference::of_stay(cx, id)? {
            notices::withdraw(cx, &super::conferences::path(c.id))?;
        }
        for r in store::rules::referrals_of(cx, id)? {
            notices::withdraw(cx, &super::referral::link(r))?;
        }
        for p in store::admission::prepared_of(cx, id)? {
            notices::withdraw(cx, &super::approval::link(p.id))?;
        }
    }
    store::planning::close_of_person(cx, stay.id)
}
