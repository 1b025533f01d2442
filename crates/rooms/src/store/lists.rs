//! SQL of lists over rooms: mine, what I have not read, where I am asked.
use app::{Cx, Result};
use db::{FromRow, Value, Where, params};
use kernel::{At, Id};
use people::authz::Scope;

use super::pair;
use crate::model::{Layer, Post, Room};

db::statements! { pub(crate) STATEMENTS;
    OF_PERSONS = "SELECT id, resident, name, purpose, organisation, at, closed_at FROM rooms_room WHERE resident IS NOT NULL";
    OF_GROUPS = "SELECT r.id, r.resident, r.name, r.purpose, r.organisation, r.at, r.closed_at FROM rooms_room r JOIN rooms_member m ON m.room = r.id WHERE m.organisation = $1 AND m.to_at IS NULL AND r.closed_at IS NULL ORDER BY r.at DESC LIMIT 100";
    LAST = "SELECT DISTINCT p.room, MAX(p.at) OVER (PARTITION BY p.room) FROM rooms_post p WHERE p.cancelled_at IS NULL";
    UNREAD = "SELECT DISTINCT p.room, COUNT(*) OVER (PARTITION BY p.room) FROM rooms_post p WHERE p.cancelled_at IS NULL";
    ASKS = "SELECT p.id, p.room, p.layer, p.kind, p.text, p.reply_to, p.due_at, p.answered_at, p.pinned_at, p.pinned_by, p.account, p.organisation, p.name, p.office, p.at, p.version, p.cancelled_at, p.files FROM rooms_post p WHERE p.cancelled_at IS NULL AND p.due_at IS NOT NULL";
}

/// Rooms of persons in a scope; at most 400.
pub(crate) fn of_persons(cx: &Cx<'_>, scope: &Scope<'_>) -> Result<Vec<Room>> {
    let rows = cx.tx().list(OF_PERSONS, scope.conditions(), "ORDER BY at DESC, id LIMIT 400")?;
    Ok(rows.iter().map(Room::from_row).collect::<std::result::Result<_, _>>()?)
}

/// Groups of the actor's organisation.
pub(crate) fn of_groups(cx: &Cx<'_>) -> Result<Vec<Room>> {
    let Some(organisation) = cx.actor().organisation else { return Ok(Vec::new()) };
    Ok(cx.tx().all(OF_GROUPS, params![organisation])?)
}

fn in_rooms(layers: &[Layer], rooms: &[Id]) -> Where {
    let [a, b] = pair(layers);
    Where::new()
        .and("p.layer IN (?, ?)", params![a, b])
        .and_in("p.room", rooms.iter().map(|r| Value::from(*r)).collect())
}

/// When something was written last, by room.
pub(crate) fn last(cx: &Cx<'_>, layers: &[Layer], rooms: &[Id]) -> Result<Vec<(Id, At)>> {
    let found = cx.tx().list(LAST, &in_rooms(layers, rooms), "")?;
    found.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// How many posts since then the actor neither wrote nor opened, by room.
pub(crate) fn unread(
    cx: &Cx<'_>,
    layers: &[Layer],
    rooms: &[Id],
    since: At,
) -> Result<Vec<(Id, i64)>> {
    let Some(account) = cx.actor().account else { return Ok(Vec::new()) };
    let w = in_rooms(layers, rooms)
        .and("p.at >= ?", params![since])
        .and("p.account IS NULL OR p.account <> ?", params![account])
        .and(
            "NOT EXISTS (SELECT 1 FROM rooms_read r WHERE r.post = p.id AND r.account = ?)",
            params![account],
        );
    let found = cx.tx().list(UNREAD, &w, "")?;
    found.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Posts since then that ask the actor (or their organisation) for an answer, and those by which the actor asks.
pub(crate) fn asks(cx: &Cx<'_>, layers: &[Layer], rooms: &[Id], since: At) -> Result<Vec<Post>> {
    let (account, organisation) = (cx.actor().account, cx.actor().organisation);
    let w = in_rooms(layers, rooms).and("p.at >= ?", params![since]).and(
        "p.account = ? OR EXISTS (SELECT 1 FROM rooms_to t WHERE t.post = p.id AND t.party IN (?, ?))",
        params![account, account, organisation],
    );
    let rows = cx.tx().list(ASKS, &w, "ORDER BY p.due_at, p.id LIMIT 300")?;
    Ok(rows.iter().map(Post::from_row).collect::<std::result::Result<_, _>>()?)
}
