//! SQL at the end of retention: when anything was written last in a resident's room, and erasing all of it.
use app::{Cx, Result, drafts};
use db::{DbError, params};
use kernel::{At, Id};
use slice::KeptKind;

db::statements! { pub(crate) STATEMENTS;
    KEPT = "SELECT COUNT(*), MAX(p.at) FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1";
    ROOM_AT = "SELECT id, at FROM rooms_room WHERE resident = $1";
    OPEN = "SELECT COUNT(*) FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1 AND p.due_at IS NOT NULL AND p.due_at >= $2 AND p.answered_at IS NULL AND p.cancelled_at IS NULL";
    NO_VITAL = "DELETE FROM rooms_vital WHERE post IN (SELECT p.id FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1)";
    NO_READ = "DELETE FROM rooms_read WHERE post IN (SELECT p.id FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1)";
    NO_ANSWER = "DELETE FROM rooms_answer WHERE post IN (SELECT p.id FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1)";
    NO_TO = "DELETE FROM rooms_to WHERE post IN (SELECT p.id FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1)";
    NO_VERSION = "DELETE FROM rooms_version WHERE post IN (SELECT p.id FROM rooms_post p JOIN rooms_room r ON r.id = p.room WHERE r.resident = $1)";
    NO_SEEN = "DELETE FROM rooms_seen WHERE room IN (SELECT id FROM rooms_room WHERE resident = $1)";
    LOOSEN = "UPDATE rooms_post SET reply_to = NULL WHERE room IN (SELECT id FROM rooms_room WHERE resident = $1)";
    NO_POST = "DELETE FROM rooms_post WHERE room IN (SELECT id FROM rooms_room WHERE resident = $1)";
    NO_TOOL = "DELETE FROM rooms_tool WHERE resident = $1";
    NO_ROOM = "DELETE FROM rooms_room WHERE resident = $1";
}

/// The room of a resident: open while an answer is due.
pub(crate) fn kept(cx: &Cx<'_>, id: Id) -> Result<Vec<KeptKind>> {
    let row = cx.tx().one(KEPT, params![id])?;
    let (n, written): (i64, Option<At>) = (row.get(0)?, row.get(1)?);
    let room = cx.tx().first(ROOM_AT, params![id])?;
    let made: Option<At> = room.map(|r| r.get(1)).transpose()?;
    let open: i64 = cx.tx().one(OPEN, params![id, cx.now()])?.get(0)?;
    let last = written.max(made).map(At::date);
    Ok(vec![KeptKind { kind: "room", n: n.max(i64::from(made.is_some())), last, open: open > 0 }])
}

/// Erases room, posts, marks, drafts and the link to another tool. Files are erased by people with their key.
pub(crate) fn erase(cx: &Cx<'_>, id: Id) -> Result<Vec<(&'static str, i64)>> {
    let tx = cx.tx();
    for row in tx.rows(ROOM_AT, params![id])? {
        let room: Id = row.get(0)?;
        drafts::discard_all(cx, room)?;
        app::notices::withdraw(cx, &format!("/rooms/{room}"))?;
    }
    let gone = |s| Ok::<i64, DbError>(i64::try_from(tx.exec(s, params![id])?).unwrap_or(i64::MAX));
    for s in [NO_VITAL, NO_READ, NO_ANSWER, NO_TO, NO_VERSION, NO_SEEN, LOOSEN] {
        gone(s)?;
    }
    let posts = gone(NO_POST)?;
    gone(NO_TOOL)?;
    let rooms = gone(NO_ROOM)?;
    Ok(vec![("room", posts.max(rooms))])
}
