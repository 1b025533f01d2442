//! Taking back what was recorded by mistake: it stays with its reason, and is counted nowhere.
use app::{Cx, Error, Result, authorise, outbox, records};
use kernel::Id;
use serde_json::json;

use super::{count, reason};
use crate::permissions;
use crate::store::{cases, words};

/// Takes it back. A second time changes nothing.
pub fn cancel(cx: &Cx<'_>, id: Id, why: &str) -> Result<()> {
    authorise(cx, &permissions::CANCEL)?;
    take_back(cx, id, &reason("why", why)?)
}

/// The same for a row of a file; the caller has opened the door.
pub(crate) fn take_back(cx: &Cx<'_>, id: Id, why: &str) -> Result<()> {
    let was = cases::one(cx, id)?;
    if !was.live {
        return Ok(());
    }
    let version = records::cancel(cx, id, why)?;
    cases::cancel(cx, id, version)?;
    words::clear(cx, id)?;
    count(cx, id, &was.case, -1)?;
    outbox::publish(cx, "desk.case.cancelled", &json!({ "case": id.to_string() }))?;
    Ok(())
}

/// Takes a row of a file back, unless somebody has changed it since it was written as this version.
pub(crate) fn unless_changed(cx: &Cx<'_>, id: Id, version: i64, why: &str) -> Result<bool> {
    let was = match cases::one(cx, id) {
        Err(Error::NotFound) => return Ok(true),
        other => other?,
    };
    if was.live && was.version != version {
        return Ok(false);
    }
    take_back(cx, id, why).map(|()| true)
}
