//! Beginning the room of a person, and finding it.
use app::{Cx, Result};
use kernel::Id;
use people::authz::{Act, Read, Write, could, decide};
use people::{Resident, ResidentId};

use super::joined::head;
use super::{K, WHAT};
use crate::store::Tool;
use crate::{permissions, store};

/// What is there for a person.
#[derive(Debug, Clone)]
pub struct Found {
    /// The person.
    pub person: Resident,
    /// Their room, when it was begun.
    pub room: Option<Id>,
    /// The other tool of the team.
    pub tool: Option<Tool>,
    /// May the actor begin it?
    pub may_begin: bool,
}

/// The room of a person, if any.
pub fn of(cx: &Cx<'_>, resident: ResidentId) -> Result<Found> {
    if !cx.region().persons {
        return Err(app::Error::NotFound);
    }
    let permit = decide::<Read, K>(cx, &permissions::TOOL, resident, None)?;
    Ok(Found {
        person: people::use_cases::view::resident(cx, &permit)?,
        room: head(cx, resident)?,
        tool: store::tool(cx, resident.0)?,
        may_begin: app::may(cx, &permissions::BEGIN)? && could(cx, Act::Write, WHAT, resident)?,
    })
}

/// Begins it; the room that is there when somebody was quicker.
pub fn begin(cx: &Cx<'_>, resident: ResidentId) -> Result<Id> {
    if !cx.region().persons {
        return Err(app::Error::NotFound);
    }
    let permit = decide::<Write, K>(cx, &permissions::BEGIN, resident, None)?;
    match head(cx, permit.resident())? {
        Some(room) => Ok(room),
        None => store::add_room(cx, Some(permit.resident().0), "", ""),
    }
}
