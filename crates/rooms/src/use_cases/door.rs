//! The door of every room: of a resident `people::authz` decides, a group is open to the organisations in it. Who is
//! withdrawn from the team finds it closed at the next request; what they wrote stays.
use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result};
use kernel::Id;
use people::authz::{Action, Group, Permit, Read, decide};
use people::{Resident, ResidentId};

use super::K;
use super::joined::rooms_of;
use crate::model::{Layer, Room, layers_of};
use crate::{permissions, store};

/// A room that is open to the actor.
pub(crate) struct Door<'t, A: Action> {
    /// The room.
    pub room: Room,
    /// The permit; none for a group.
    pub permit: Option<Permit<'t, A, K>>,
    /// What the actor reads in it.
    pub layers: &'static [Layer],
}

/// Opens the door, or answers [`Error::NotFound`]: whether there is a room is private.
pub(crate) fn door<'t, A: Action>(
    cx: &'t Cx<'_>,
    permission: &'static Permission,
    id: Id,
) -> Result<Door<'t, A>> {
    let room = store::room(cx, id)?;
    let layers = layers_of(cx.actor().hat);
    let permit = match room.resident {
        Some(_) if !cx.region().persons => return Err(Error::NotFound),
        Some(r) => Some(decide::<A, K>(cx, permission, ResidentId(r), None)?),
        None => {
            let entry = AuditEntry::act(permission.code).object(format!("room:{id}"));
            if !app::may(cx, permission)? || !store::is_member(cx, id)? {
                cx.audit(entry.denied());
                return Err(Error::NotFound);
            }
            cx.audit(entry);
            None
        }
    };
    // what is ended can be read; refused before anything is done, whichever the act
    if room.closed_at.is_some() && permission.code == permissions::WRITE.code {
        return Err(Error::Rule(CLOSED.into()));
    }
    Ok(Door { room, permit, layers })
}

/// Said to who writes, pins, answers or drafts in a group that was ended.
pub const CLOSED: &str = "このグループは終わっています。読むことはできます";

impl<A: Action> Door<'_, A> {
    /// Does the actor read posts of this layer?
    pub fn reads(&self, layer: Layer) -> bool {
        // a group has no family
        self.layers.contains(&layer) && (self.permit.is_some() || layer == Layer::Team)
    }

    /// A post of this room that the actor reads. One that was taken back is there for its author only.
    pub fn post(&self, cx: &Cx<'_>, id: Id) -> Result<crate::model::Post> {
        self.post_in(cx, &[self.room.id], id)
    }

    /// The same over the rooms that are read as one.
    pub fn post_in(&self, cx: &Cx<'_>, rooms: &[Id], id: Id) -> Result<crate::model::Post> {
        let p = store::post(cx, id)?;
        let own = p.account.is_some() && p.account == cx.actor().account;
        if !rooms.contains(&p.room) || !self.reads(p.layer) || (p.cancelled_at.is_some() && !own) {
            return Err(Error::NotFound);
        }
        Ok(p)
    }
}

impl Door<'_, Read> {
    /// The rooms that are read as one with this one, the first is the way in; each other record of the person leaves a row of its
    /// own in the log.
    pub fn rooms(&self, cx: &Cx<'_>) -> Result<Vec<Id>> {
        let Some(r) = self.room.resident else { return Ok(vec![self.room.id]) };
        let all = rooms_of(cx, ResidentId(r))?;
        for other in all.iter().filter(|o| o.id != self.room.id).filter_map(|o| o.resident) {
            decide::<Read, K>(cx, &permissions::READ, ResidentId(other), None)?;
        }
        Ok(all.into_iter().map(|o| o.id).collect())
    }

    /// The person, for the head of a page.
    pub fn person(&self, cx: &Cx<'_>) -> Result<Option<Resident>> {
        match &self.permit {
            Some(p) => Ok(Some(people::use_cases::view::resident(cx, p)?)),
            None => Ok(None),
        }
    }
}

/// Somebody who can be asked, and who reads the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Organisation or account.
    pub id: Id,
    /// 「訪問看護 結のかぜ訪問看護ステーション」.
    pub label: String,
    /// The actor's own organisation.
    pub mine: bool,
    /// A relative or the person: reads the family's layer only.
    pub family: bool,
}

/// Who reads this room: the team's organisations, and in the family's layer the person and the relatives who are named.
pub(crate) fn parties(cx: &Cx<'_>, door: &Door<'_, Read>) -> Result<Vec<Party>> {
    let mine = cx.actor().organisation;
    let mut out: Vec<Party> = Vec::new();
    let Some(permit) = &door.permit else {
        let members = store::members(cx, door.room.id)?;
        out.extend(members.into_iter().map(|(id, label)| Party {
            id,
            label,
            mine: Some(id) == mine,
            family: false,
        }));
        return Ok(out);
    };
    if permit.sees(Group::Team) {
        for m in people::use_cases::view::team(cx, permit)? {
            let Some(id) = m.organisation else { continue };
            if out.iter().any(|p| p.id == id) {
                continue;
            }
            let label = format!("{} {}", m.role.label(), m.label);
            out.push(Party { id, label, mine: Some(id) == mine, family: false });
        }
    }
    out.extend(super::relatives(cx, permit)?);
    Ok(out)
}
