//! Marks: what somebody has opened, and what is pinned.
use app::{Cx, Result};
use kernel::Id;
use people::authz::{Read, Write};

use super::door::door;
use super::{office, tell};
use crate::{permissions, store};

/// A visit ends when the room was not opened for so long: what changed since is then new.
const VISIT_MINUTES: i64 = 30;
/// Most posts marked at once: a page.
const AT_ONCE: usize = 100;

/// Notes that the actor has opened these posts. Those that are not theirs to read are passed over.
pub fn read(cx: &Cx<'_>, room: Id, posts: &[Id]) -> Result<()> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let mut mine = Vec::new();
    let rooms = d.rooms(cx)?;
    for id in posts.iter().take(AT_ONCE) {
        match d.post_in(cx, &rooms, *id) {
            Ok(p) if p.account != cx.actor().account => mine.push(p.id),
            Ok(_) | Err(app::Error::NotFound) => {}
            Err(e) => return Err(e),
        }
    }
    store::marks::read(cx, &mine, &office(cx)?)?;
    if cx.actor().account.is_some() {
        let (at, before) = match store::marks::seen(cx, room)? {
            None => (cx.now(), None),
            Some((at, before)) if cx.now().minutes_since(at) < VISIT_MINUTES => (cx.now(), before),
            Some((at, _)) => (cx.now(), Some(at)),
        };
        store::marks::set_seen(cx, room, at, before)?;
    }
    Ok(())
}

/// Pins a post on top of the room, or takes the pin out.
pub fn pin(cx: &Cx<'_>, room: Id, post: Id, on: bool) -> Result<()> {
    let d = door::<Write>(cx, &permissions::WRITE, room)?;
    let p = d.post(cx, post)?;
    if p.cancelled_at.is_some() {
        return Err(app::Error::NotFound);
    }
    store::pin(cx, post, on)?;
    tell(cx, &p, "changed")
}
