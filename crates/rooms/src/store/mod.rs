//! The only SQL of this slice. Its tables begin with `rooms_`; beside them it may read those of tier 1.
//! Here rooms and posts; who was asked, who answered and who has read is in `marks`, lists over rooms in `lists`.
pub(crate) mod lists;
pub(crate) mod marks;
pub(crate) mod retained;

use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, params};
use kernel::kana::search_key;
use kernel::{At, Id};

use crate::model::{Layer, NewPost, Post, PostKind, Room, Version};

db::statements! { pub(crate) STATEMENTS;
    ADD_ROOM = "INSERT INTO rooms_room(id, resident, name, purpose, organisation, account, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ROOM = "SELECT id, resident, name, purpose, organisation, at, closed_at FROM rooms_room WHERE id = $1";
    ROOM_OF = "SELECT id, resident, name, purpose, organisation, at, closed_at FROM rooms_room WHERE resident = $1";
    CLOSE_ROOM = "UPDATE rooms_room SET closed_at = $1 WHERE id = $2 AND resident IS NULL AND closed_at IS NULL";
    ADD_MEMBER = "INSERT INTO rooms_member(room, organisation, name, from_at, to_at, by_name) VALUES ($1, $2, $3, $4, NULL, $5) ON CONFLICT (room, organisation) DO UPDATE SET to_at = NULL, from_at = excluded.from_at, by_name = excluded.by_name";
    END_MEMBER = "UPDATE rooms_member SET to_at = $1 WHERE room = $2 AND organisation = $3 AND to_at IS NULL";
    MEMBERS = "SELECT organisation, name FROM rooms_member WHERE room = $1 AND to_at IS NULL ORDER BY name, organisation";
    IS_MEMBER = "SELECT 1 FROM rooms_member WHERE room = $1 AND organisation = $2 AND to_at IS NULL";
    SET_TOOL = "INSERT INTO rooms_tool(resident, label, url, by_name, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (resident) DO UPDATE SET label = excluded.label, url = excluded.url, by_name = excluded.by_name, at = excluded.at";
    NO_TOOL = "DELETE FROM rooms_tool WHERE resident = $1";
    TOOL = "SELECT label, url, by_name, at FROM rooms_tool WHERE resident = $1";
    ADD_POST = "INSERT INTO rooms_post(id, room, layer, kind, text, text_key, reply_to, due_at, pinned_by, account, organisation, name, office, at, version, files) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $12, $13, 1, $14)";
    POST = "SELECT id, room, layer, kind, text, reply_to, due_at, answered_at, pinned_at, pinned_by, account, organisation, name, office, at, version, cancelled_at, files FROM rooms_post WHERE id = $1";
    PAGE = "SELECT id, room, layer, kind, text, reply_to, due_at, answered_at, pinned_at, pinned_by, account, organisation, name, office, at, version, cancelled_at, files FROM rooms_post WHERE room = $1 AND layer IN ($2, $3) AND (cancelled_at IS NULL OR account = $4) AND (at < $5 OR (at = $5 AND id < $6)) ORDER BY at DESC, id DESC LIMIT $7";
    PERIOD = "SELECT id, room, layer, kind, text, reply_to, due_at, answered_at, pinned_at, pinned_by, account, organisation, name, office, at, version, cancelled_at, files FROM rooms_post WHERE room = $1 AND layer IN ($2, $3) AND cancelled_at IS NULL AND at >= $4 AND at < $5 ORDER BY at, id LIMIT 2001";
    PINNED = "SELECT id, room, layer, kind, text, reply_to, due_at, answered_at, pinned_at, pinned_by, account, organisation, name, office, at, version, cancelled_at, files FROM rooms_post WHERE room = $1 AND layer IN ($2, $3) AND cancelled_at IS NULL AND pinned_at IS NOT NULL ORDER BY pinned_at DESC, id LIMIT 20";
    FOUND = "SELECT id, room, layer, kind, text, reply_to, due_at, answered_at, pinned_at, pinned_by, account, organisation, name, office, at, version, cancelled_at, files FROM rooms_post WHERE room = $1 AND layer IN ($2, $3) AND cancelled_at IS NULL AND text_key LIKE $4 ORDER BY at DESC, id DESC LIMIT 51";
    CORRECT = "UPDATE rooms_post SET text = $1, text_key = $2, version = version + 1 WHERE id = $3 AND version = $4 AND cancelled_at IS NULL";
    ADD_VERSION = "INSERT INTO rooms_version(post, version, text, reason, name, at) VALUES ($1, $2, $3, $4, $5, $6)";
    VERSIONS = "SELECT version, text, reason, name, at FROM rooms_version WHERE post = $1 ORDER BY version DESC";
    CANCEL = "UPDATE rooms_post SET cancelled_at = $1 WHERE id = $2 AND cancelled_at IS NULL";
    PIN = "UPDATE rooms_post SET pinned_at = $1, pinned_by = $2 WHERE id = $3";
    SETTLE = "UPDATE rooms_post SET answered_at = $1 WHERE id = $2 AND answered_at IS NULL";
}

fn bad(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

impl FromRow for Room {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Room {
            id: r.get(0)?,
            resident: r.get(1)?,
            name: r.get(2)?,
            purpose: r.get(3)?,
            organisation: r.get(4)?,
            at: r.get(5)?,
            closed_at: r.get(6)?,
        })
    }
}

impl FromRow for Post {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Post {
            id: r.get(0)?,
            room: r.get(1)?,
            layer: Layer::from_code(&r.get::<String>(2)?).ok_or_else(|| bad(2))?,
            kind: PostKind::from_code(&r.get::<String>(3)?).ok_or_else(|| bad(3))?,
            text: r.get(4)?,
            reply_to: r.get(5)?,
            due_at: r.get(6)?,
            answered_at: r.get(7)?,
            pinned_at: r.get(8)?,
            pinned_by: r.get(9)?,
            account: r.get(10)?,
            organisation: r.get(11)?,
            name: r.get(12)?,
            office: r.get(13)?,
            at: r.get(14)?,
            version: r.get(15)?,
            cancelled_at: r.get(16)?,
            files: r.get(17)?,
        })
    }
}

impl FromRow for Version {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Version {
            version: r.get(0)?,
            text: r.get(1)?,
            reason: r.get(2)?,
            name: r.get(3)?,
            at: r.get(4)?,
        })
    }
}

/// The two values of `layer IN (…)`.
pub(crate) fn pair(layers: &[Layer]) -> [&'static str; 2] {
    let first = layers.first().map_or("-", |l| l.code());
    [first, layers.get(1).map_or(first, |l| l.code())]
}

/// Makes a room; of a resident there is only one.
pub(crate) fn add_room(cx: &Cx<'_>, resident: Option<Id>, name: &str, purpose: &str) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    let values = params![id, resident, name, purpose, a.organisation, a.account, &a.name, cx.now()];
    cx.tx().exec(ADD_ROOM, values).map_err(|e| match e {
        // somebody began it in the same moment: run again, it will be there
        DbError::Unique(_) => Error::Db(DbError::Busy),
        other => other.into(),
    })?;
    Ok(id)
}

pub(crate) fn room(cx: &Cx<'_>, id: Id) -> Result<Room> {
    cx.tx().find(ROOM, params![id])?.ok_or(Error::NotFound)
}

pub(crate) fn room_of(cx: &Cx<'_>, resident: Id) -> Result<Option<Room>> {
    Ok(cx.tx().find(ROOM_OF, params![resident])?)
}

pub(crate) fn close_room(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(CLOSE_ROOM, params![cx.now(), id])? == 1)
}

pub(crate) fn add_member(cx: &Cx<'_>, room: Id, organisation: Id, name: &str) -> Result<()> {
    cx.tx().exec(ADD_MEMBER, params![room, organisation, name, cx.now(), &cx.actor().name])?;
    Ok(())
}

pub(crate) fn end_member(cx: &Cx<'_>, room: Id, organisation: Id) -> Result<bool> {
    Ok(cx.tx().exec(END_MEMBER, params![cx.now(), room, organisation])? == 1)
}

/// Organisations of a group.
pub(crate) fn members(cx: &Cx<'_>, room: Id) -> Result<Vec<(Id, String)>> {
    let rows = cx.tx().rows(MEMBERS, params![room])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

pub(crate) fn is_member(cx: &Cx<'_>, room: Id) -> Result<bool> {
    let Some(organisation) = cx.actor().organisation else { return Ok(false) };
    Ok(cx.tx().first(IS_MEMBER, params![room, organisation])?.is_some())
}

/// Another tool of a person's team.
#[derive(Debug, Clone)]
pub struct Tool {
    /// 「MCS」.
    pub label: String,
    /// Its address.
    pub url: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: At,
}

pub(crate) fn set_tool(cx: &Cx<'_>, resident: Id, label: &str, url: &str) -> Result<()> {
    cx.tx().exec(SET_TOOL, params![resident, label, url, &cx.actor().name, cx.now()])?;
    Ok(())
}

pub(crate) fn no_tool(cx: &Cx<'_>, resident: Id) -> Result<()> {
    cx.tx().exec(NO_TOOL, params![resident])?;
    Ok(())
}

pub(crate) fn tool(cx: &Cx<'_>, resident: Id) -> Result<Option<Tool>> {
    let row = cx.tx().first(TOOL, params![resident])?;
    row.map(|r| Ok(Tool { label: r.get(0)?, url: r.get(1)?, by: r.get(2)?, at: r.get(3)? }))
        .transpose()
}

pub(crate) fn add_post(
    cx: &Cx<'_>,
    room: Id,
    new: &NewPost,
    due: Option<At>,
    office: &str,
    files: usize,
) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        ADD_POST,
        params![
            id,
            room,
            new.layer.code(),
            new.kind.code(),
            &new.text,
            search_key(&new.text),
            new.reply_to,
            due,
            a.account,
            a.organisation,
            &a.name,
            office,
            cx.now(),
            files,
        ],
    )?;
    Ok(id)
}

pub(crate) fn post(cx: &Cx<'_>, id: Id) -> Result<Post> {
    cx.tx().find(POST, params![id])?.ok_or(Error::NotFound)
}

/// The newest posts before a place, newest first; one's own that were taken back too.
pub(crate) fn page(
    cx: &Cx<'_>,
    room: Id,
    layers: &[Layer],
    before: Option<(At, Id)>,
    limit: usize,
) -> Result<Vec<Post>> {
    let [a, b] = pair(layers);
    let (at, id) = match before {
        Some((at, id)) => (at.text(), id.to_string()),
        None => ("9999".to_string(), String::new()),
    };
    Ok(cx.tx().all(PAGE, params![room, a, b, cx.actor().account, at, id, limit])?)
}

/// The posts of a period, oldest first; at most 2,001.
pub(crate) fn period(
    cx: &Cx<'_>,
    room: Id,
    layers: &[Layer],
    from: At,
    to: At,
) -> Result<Vec<Post>> {
    let [a, b] = pair(layers);
    Ok(cx.tx().all(PERIOD, params![room, a, b, from, to])?)
}

pub(crate) fn pinned(cx: &Cx<'_>, room: Id, layers: &[Layer]) -> Result<Vec<Post>> {
    let [a, b] = pair(layers);
    Ok(cx.tx().all(PINNED, params![room, a, b])?)
}

/// Posts whose text holds what was typed, newest first; at most 51.
pub(crate) fn found(cx: &Cx<'_>, room: Id, layers: &[Layer], typed: &str) -> Result<Vec<Post>> {
    let key = search_key(typed);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let [a, b] = pair(layers);
    // a search key holds letters and digits only, so no sign of a pattern
    Ok(cx.tx().all(FOUND, params![room, a, b, format!("%{key}%")])?)
}

/// Keeps the former text and puts the new one in its place; false when somebody was quicker.
pub(crate) fn correct(cx: &Cx<'_>, p: &Post, text: &str, reason: &str) -> Result<bool> {
    let done = cx.tx().exec(CORRECT, params![text, search_key(text), p.id, p.version])? == 1;
    if done {
        let values = params![p.id, p.version, &p.text, reason, &cx.actor().name, cx.now()];
        cx.tx().exec(ADD_VERSION, values)?;
    }
    Ok(done)
}

/// Former texts, the newest first.
pub(crate) fn versions(cx: &Cx<'_>, post: Id) -> Result<Vec<Version>> {
    Ok(cx.tx().all(VERSIONS, params![post])?)
}

pub(crate) fn cancel(cx: &Cx<'_>, post: Id) -> Result<bool> {
    Ok(cx.tx().exec(CANCEL, params![cx.now(), post])? == 1)
}

pub(crate) fn pin(cx: &Cx<'_>, post: Id, on: bool) -> Result<()> {
    let by = if on { cx.actor().name.as_str() } else { "" };
    cx.tx().exec(PIN, params![on.then(|| cx.now()), by, post])?;
    Ok(())
}

/// Notes the first answer that settled it; false when there was one.
pub(crate) fn settle(cx: &Cx<'_>, post: Id) -> Result<bool> {
    Ok(cx.tx().exec(SETTLE, params![cx.now(), post])? == 1)
}
