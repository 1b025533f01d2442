//! 「前に見てから変わったこと」: the posts since the visit before, and what changed elsewhere for the person (a stay, a
//! sheet, a joined record), as far as the other slices show it to this reader. They hand it out through what they
//! registered; this slice knows none of them.
use app::{Cx, Result};
use kernel::{At, Id};
use people::Resident;
use people::authz::{Act, Basic, Read, What, could, decide};
use people::{Fact, ResidentId};
use slice::TimelineEntry;

use super::door::door;
use super::view::{PAGE, Shown, shown};
use crate::model::Layer;
use crate::permissions;
use crate::store::{self, marks};

/// Looks back at most so far when nobody was here before.
const FIRST_DAYS: i64 = 30;

/// What changed.
#[derive(Clone)]
pub struct Changes {
    /// The person; none for a group.
    pub person: Option<Resident>,
    /// Name of a group.
    pub name: String,
    /// Since when.
    pub since: At,
    /// The actor was here before.
    pub before: bool,
    /// Posts of others since then, oldest first.
    pub posts: Vec<Shown>,
    /// There are more than fit on one screen.
    pub more: bool,
    /// What changed elsewhere, the newest first.
    pub elsewhere: Vec<TimelineEntry>,
    /// Health facts that are new since then.
    pub facts: Vec<Fact>,
}

/// What changed since the visit before this one.
pub fn changes(cx: &Cx<'_>, room: Id) -> Result<Changes> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let seen = marks::seen(cx, room)?
        .and_then(|(at, before)| if cx.now().minutes_since(at) < 30 { before } else { Some(at) });
    let since = seen.unwrap_or_else(|| cx.now().plus_minutes(-FIRST_DAYS * 24 * 60));
    let layers: Vec<Layer> = d.layers.iter().copied().filter(|l| d.reads(*l)).collect();
    let rooms = d.rooms(cx)?;
    let mut posts = Vec::new();
    for one in &rooms {
        posts.extend(store::period(cx, *one, &layers, since, cx.now().plus_millis(1))?);
    }
    posts.sort_by_key(|p| (p.at, p.id));
    posts.retain(|p| p.account != cx.actor().account);
    let more = posts.len() > PAGE;
    if more {
        posts.drain(..posts.len() - PAGE);
    }
    let (elsewhere, facts) = match d.room.resident {
        Some(r) => (elsewhere(cx, r, since)?, facts(cx, r, since)?),
        None => (Vec::new(), Vec::new()),
    };
    Ok(Changes {
        person: d.person(cx)?,
        since,
        before: seen.is_some(),
        posts: shown(cx, &d, &rooms, posts)?,
        more,
        elsewhere,
        facts,
        name: d.room.name,
    })
}

/// Entries of the other slices. They expect a permit for the person's basic facts to be held, and decide per record.
fn elsewhere(cx: &Cx<'_>, resident: Id, since: At) -> Result<Vec<TimelineEntry>> {
    let id = ResidentId(resident);
    if !app::may(cx, &people::permissions::READ)? || !could(cx, Act::Read, What::Basic, id)? {
        return Ok(Vec::new());
    }
    let _held = decide::<Read, Basic>(cx, &people::permissions::READ, id, None)?;
    let mut out: Vec<TimelineEntry> = Vec::new();
    for source in slice::timelines() {
        out.extend(source(cx, resident)?);
    }
    let own = |e: &TimelineEntry| e.group == crate::timeline::GROUP;
    let new = |e: &TimelineEntry| match e.at {
        Some(at) => at > since,
        None => e.day > since.date(),
    };
    out.retain(|e| !own(e) && new(e));
    out.sort_by_key(|e| std::cmp::Reverse((e.day, e.at)));
    out.truncate(PAGE);
    Ok(out)
}

fn facts(cx: &Cx<'_>, resident: Id, since: At) -> Result<Vec<Fact>> {
    let id = ResidentId(resident);
    if !could(cx, Act::Read, What::Health, id)? {
        return Ok(Vec::new());
    }
    let v = people::use_cases::view::view_for(cx, &permissions::READ, id)?;
    Ok(v.facts.into_iter().filter(|f| f.as_of > since.date()).collect())
}
