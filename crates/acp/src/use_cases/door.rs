//! The door of a note. `people::authz` decides; the money pages are the person's alone; a helper at home (訪問介護・通所) learns only that
//! there was a talk and whom to call (reference: practice §1).
use accounts::{OrganisationId, OrganisationKind};
use app::{Cx, Error, Permission, Result};
use people::ResidentId;
use people::authz::{Act, Action, Basis, Permit, What, Wish, could, decide};
use people::release;
use people::use_cases::{merge, my};

use crate::model::Part;
use crate::model::shown::Sight;
use crate::permissions;

/// Does the actor's office see only that there is a note, and whom to call?
pub fn brief(cx: &Cx<'_>) -> Result<bool> {
    let Some(id) = cx.actor().organisation.filter(|_| !cx.actor().hat.at_home()) else {
        return Ok(false);
    };
    let o = accounts::organisation(cx, OrganisationId(id))?;
    Ok(o.kind == OrganisationKind::HomeService)
}

/// The note with what stands in it: not for a helper at home.
pub(crate) fn whole<'t, A: Action>(
    cx: &'t Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
) -> Result<Permit<'t, A, Wish>> {
    let permit = decide::<A, Wish>(cx, permission, id, None)?;
    match brief(cx)? {
        true => Err(Error::NotFound),
        false => Ok(permit),
    }
}

/// The part that is asked for: money opens to the person's own card only.
pub(crate) fn part<'t, A: Action>(
    cx: &'t Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    part: Part,
) -> Result<Permit<'t, A, Wish>> {
    if part == Part::Wish {
        return whole(cx, permission, id);
    }
    let mine = my::whose(cx)?;
    if mine.resident != id || mine.card.basis != Basis::Own {
        return Err(Error::NotFound);
    }
    decide::<A, Wish>(cx, &permissions::MONEY, id, None)
}

/// The records of the person whose note is open to the actor, the one asked for first, with the parts that they see of each.
pub(crate) fn sight<A: Action>(cx: &Cx<'_>, permit: &Permit<'_, A, Wish>) -> Result<Sight> {
    let records = records(cx, permit.resident())?;
    let parts = |id: ResidentId| Ok((id, release::parts(cx, id)?));
    Ok(Sight { all: records.into_iter().map(parts).collect::<Result<_>>()? })
}

/// What stands in a part that the actor is not shown is not there for them.
pub(crate) fn shown(cx: &Cx<'_>, id: ResidentId, part: &str) -> Result<()> {
    match release::parts(cx, id)?.shows(part) {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// The records of the person whose note is open to the actor; the one asked for first.
pub(crate) fn records(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<ResidentId>> {
    let mut out = vec![id];
    for other in merge::same(cx, id)? {
        if other != id && could(cx, Act::Read, What::Wish, other)? {
            out.push(other);
        }
    }
    Ok(out)
}
