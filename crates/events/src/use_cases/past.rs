//! Events of past years that a file brings: held, with the persons counted, without 棚卸表 (what is over needs no preparing).
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::{change, count, event};
use crate::model::entry::slug;
use crate::model::event::year_of;
use crate::model::{Event, NewEvent, State};
use crate::{EventId, permissions, store};

/// Enters one; its id and version.
pub(crate) fn put(cx: &Cx<'_>, new: &NewEvent, heads: &[(String, i64)]) -> Result<(Id, i64)> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    if new.days.iter().any(|d| d.day > cx.today()) {
        return Err(Error::field("day", "これからの日です"));
    }
    let id = EventId(cx.new_id());
    let e = Event {
        id,
        data: new.clone(),
        state: State::Held,
        why: String::new(),
        slug: slug(id.0, "page"),
        keep_days: change::keep_days(cx)?,
        year: year_of(&new.days),
        template: String::new(),
        version: 1,
    };
    store::event::add(cx, &e)?;
    store::event::put_heads(cx, id, heads)?;
    count::recount(cx, id)?;
    Ok((id.0, event(cx, id)?.version))
}

/// Takes one back as entered by mistake, unless somebody has changed it since or put names on its list. It can be brought back
/// on its page, with its numbers.
pub(crate) fn take_back(cx: &Cx<'_>, id: EventId, version: i64) -> Result<bool> {
    authorise(cx, &permissions::WRITE)?;
    let Some(e) = store::event::find(cx, id)? else { return Ok(true) };
    if e.state == State::Void {
        return Ok(true);
    }
    if e.version != version || store::entry::all(cx, id)? > 0 {
        return Ok(false);
    }
    store::event::set_state(cx, id, State::Void, "")?;
    count::recount(cx, id)?;
    Ok(true)
}
