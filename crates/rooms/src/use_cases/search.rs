//! Finding inside a room. What was typed stands in no address and in no log.
use app::audit::AuditEntry;
use app::{Cx, Error, Result};
use kernel::Id;
use people::Resident;
use people::authz::Read;

use super::door::door;
use crate::model::Post;
use crate::{permissions, store};

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The person; none for a group.
    pub person: Option<Resident>,
    /// Name of a group.
    pub name: String,
    /// Newest first, at most 50.
    pub posts: Vec<Post>,
    /// There are more.
    pub more: bool,
}

/// Finds posts whose words hold what was typed, whichever kana or width it was typed in.
pub fn search(cx: &Cx<'_>, room: Id, typed: &str) -> Result<Found> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let n = typed.trim().chars().count();
    if n == 0 || n > 60 {
        return Err(Error::field("q", "さがす言葉を、60文字以内で入力してください"));
    }
    let mut posts = Vec::new();
    for one in d.rooms(cx)? {
        posts.extend(store::found(cx, one, d.layers, typed)?);
    }
    posts.sort_by_key(|p| std::cmp::Reverse((p.at, p.id)));
    let more = posts.len() > 50;
    posts.truncate(50);
    let entry = AuditEntry::act(permissions::READ.code).object(format!("room:{room}"));
    let entry = match d.room.resident {
        Some(r) => entry.about(r),
        None => entry,
    };
    cx.audit(entry.detail(format!("search;n={}", posts.len())));
    Ok(Found { person: d.person(cx)?, name: d.room.name, posts, more })
}

/// The room without looking for anything, for the page that asks for other words.
pub fn door_only(cx: &Cx<'_>, room: Id) -> Result<Found> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    Ok(Found { person: d.person(cx)?, name: d.room.name, posts: Vec::new(), more: false })
}
