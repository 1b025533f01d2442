//! Taking a post back: by its author, within five minutes, while nobody has opened it. It is marked and kept, and
//! counted nowhere.
use app::{Cx, Error, Result, notices};
use kernel::Id;
use people::ResidentId;
use people::attachments::{list_with, withdraw_with};
use people::authz::{Read, Write, decide};

use super::door::door;
use super::post::{about, count};
use super::{K, tell};
use crate::model::{RECALL_OVER, RECALL_READ, shipped};
use crate::{permissions, store};

/// Takes it back.
pub fn take_back(cx: &Cx<'_>, room: Id, post: Id) -> Result<()> {
    let d = door::<Write>(cx, &permissions::WRITE, room)?;
    let p = d.post(cx, post)?;
    if p.account.is_none() || p.account != cx.actor().account || p.cancelled_at.is_some() {
        return Err(Error::NotFound);
    }
    if p.recall_seconds(cx.now(), shipped()?.recall_minutes) == 0 {
        return Err(Error::Rule(RECALL_OVER.into()));
    }
    if store::marks::any_read(cx, post)? || p.answered_at.is_some() {
        return Err(Error::Rule(RECALL_READ.into()));
    }
    if !store::cancel(cx, post)? {
        return Err(Error::NotFound);
    }
    if let (Some(permit), true) = (&d.permit, p.files > 0) {
        let read =
            decide::<Read, K>(cx, &permissions::READ, ResidentId(permit.resident().0), None)?;
        for f in list_with(cx, &read, &about(post))?.rows {
            if f.withdrawn.is_none() {
                withdraw_with(cx, permit, f.id, "投稿の取り消し")?;
            }
        }
    }
    count(cx, &p, -1)?;
    let link = format!("/rooms/{room}");
    for (_, to) in store::marks::to(cx, &[post])? {
        notices::take_back(cx, to.party, "rooms.asked", &link, p.at)?;
    }
    tell(cx, &p, "cancelled")
}
