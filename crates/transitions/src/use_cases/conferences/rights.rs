//! Who sees a conference because they were invited: every organisation of a seat, as addressee of this one record, until
//! thirty days after discharge.
use std::collections::BTreeSet;

use app::{Cx, Result};
use kernel::time::add_days;
use kernel::{Date, Id};
use people::authz::{Basis, Grant, Party, What, grant, revoke};

use crate::model::{ConferenceId, Deadlines, Stay};
use crate::store::conference as rows;

/// Until when who was asked or invited in a stay may still open it; none while the stay runs.
pub(crate) fn last_day(ended: Option<Date>) -> Result<Option<Date>> {
    let days = Deadlines::shipped()?.hospital_access_days_after;
    Ok(ended.map(|d| add_days(d, days)))
}

/// Gives the right to every organisation that has a seat, and ends that of those who have none any more.
pub(crate) fn give(cx: &Cx<'_>, stay: &Stay, id: ConferenceId) -> Result<()> {
    let seats = rows::seats(cx, id)?;
    let to = last_day(stay.ended_on)?;
    let organisations = |removed: bool| -> BTreeSet<Id> {
        seats.iter().filter(|s| s.removed == removed).filter_map(|s| s.who.organisation).collect()
    };
    let now = organisations(false);
    for org in &now {
        if stay.hospital.map(|h| h.0) == Some(*org) {
            continue;
        }
        grant(
            cx,
            &Grant {
                resident: stay.resident,
                party: Party::Organisation(*org),
                basis: Basis::Addressee,
                kind: Some(What::Document),
                record: Some(id.0),
                from: cx.today(),
                to,
            },
        )?;
    }
    let yesterday = add_days(cx.today(), -1);
    for org in organisations(true).difference(&now) {
        let party = Party::Organisation(*org);
        revoke(cx, stay.resident, party, Basis::Addressee, Some(id.0), yesterday)?;
    }
    Ok(())
}

/// The stay ended: the rights end thirty days later; after a death or a transfer nobody is reminded any more.
pub(crate) fn stay_ended(cx: &Cx<'_>, stay: &Stay, on: Date, quietly: bool) -> Result<()> {
    let Some(last) = last_day(Some(on))? else { return Ok(()) };
    for head in rows::of_stay(cx, stay.id)? {
        let seats = rows::seats(cx, head.id)?;
        let orgs: BTreeSet<Id> = seats.iter().filter_map(|s| s.who.organisation).collect();
        for org in orgs {
            let party = Party::Organisation(org);
            revoke(cx, stay.resident, party, Basis::Addressee, Some(head.id.0), last)?;
        }
        if quietly {
            rows::quiet(cx, head.id)?;
        }
    }
    Ok(())
}

/// The end was taken back: the rights run again.
pub(crate) fn stay_reopened(cx: &Cx<'_>, stay: &Stay) -> Result<()> {
    let open = Stay { ended_on: None, ..stay.clone() };
    for head in rows::of_stay(cx, stay.id)? {
        if head.state != crate::model::conference::State::Planned {
            give(cx, &open, head.id)?;
        }
    }
    Ok(())
}

/// The admission was entered by mistake: the rights end at once.
pub(crate) fn stay_cancelled(cx: &Cx<'_>, stay: &Stay) -> Result<()> {
    let yesterday = add_days(cx.today(), -1);
    for head in rows::of_stay(cx, stay.id)? {
        for s in rows::seats(cx, head.id)? {
            if let Some(org) = s.who.organisation {
                let party = Party::Organisation(org);
                revoke(cx, stay.resident, party, Basis::Addressee, Some(head.id.0), yesterday)?;
            }
        }
        rows::quiet(cx, head.id)?;
    }
    Ok(())
}
