//! Meetings of past years that a file brings: held, with their agenda and what was decided.
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::{agenda, decisions, meeting, meetings};
use crate::model::lines::NewItem;
use crate::model::{NewMeeting, State};
use crate::store::{meeting as store, minutes};
use crate::{BodyId, MeetingId, permissions};

/// Enters one; its id and version.
pub(crate) fn put(
    cx: &Cx<'_>,
    body: BodyId,
    new: &NewMeeting,
    items: &[NewItem],
    decided: &[String],
) -> Result<(Id, i64)> {
    authorise(cx, &permissions::WRITE)?;
    let id = meetings::add(cx, body, new)?;
    for i in items {
        agenda::add(cx, id, i)?;
    }
    for d in decided {
        decisions::add(cx, id, d)?;
    }
    meetings::set_state(cx, id, State::Held, "")?;
    Ok((id.0, meeting(cx, id)?.version))
}

/// Takes one back as entered by mistake, unless somebody has changed it since or its minutes are confirmed. It can be brought
/// back on its page.
pub(crate) fn take_back(cx: &Cx<'_>, id: MeetingId, version: i64) -> Result<bool> {
    authorise(cx, &permissions::WRITE)?;
    let m = match meeting(cx, id) {
        Err(Error::NotFound) => return Ok(true),
        other => other?,
    };
    if m.state == State::Void {
        return Ok(true);
    }
    if m.version != version || minutes::last(cx, id)?.is_some() {
        return Ok(false);
    }
    store::set_state(cx, id, State::Void, "", None)?;
    Ok(true)
}
