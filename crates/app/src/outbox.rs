//! Events: what happened, for other slices and for live pages. Written with the act, numbered by the sequencer.
use db::params;
use kernel::{Id, sha256_hex};

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    INSERT = "INSERT INTO app_outbox(id, kind, payload, at, hash, ord, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    AFTER = "SELECT pos, kind, payload, at FROM app_outbox WHERE pos > $1 ORDER BY pos LIMIT 500";
    NEW = "SELECT pos, kind, payload, subject FROM app_outbox WHERE pos > $1 AND subject IS NOT NULL ORDER BY pos LIMIT 500";
    ABOUT = "SELECT pos, kind, payload FROM app_outbox WHERE subject = $1 AND pos > $2 ORDER BY pos LIMIT 200";
    LAST_ABOUT = "SELECT COALESCE(MAX(pos), 0) FROM app_outbox WHERE subject = $1";
    LAST = "SELECT COALESCE(MAX(pos), 0) FROM app_outbox";
}

/// Most events of one call of [`new_about`].
pub const AT_ONCE: usize = 500;
/// Most events of one call of [`about_after`].
pub const PAGE: usize = 200;

/// An event with its position.
#[derive(Debug, Clone)]
pub struct Event {
    /// Position; readers go on after the last one they handled.
    pub pos: i64,
    /// `slice.thing.happened`.
    pub kind: String,
    /// JSON with ids only, never names.
    pub payload: String,
}

/// Publishes an event. The payload holds ids, never names.
pub fn publish(cx: &Cx<'_>, kind: &str, payload: &serde_json::Value) -> Result<Id> {
    write(cx, kind, None, payload)
}

/// Publishes an event about one thing (a room), so that live readers of that thing find it without reading all events.
pub fn publish_about(
    cx: &Cx<'_>,
    kind: &str,
    subject: Id,
    payload: &serde_json::Value,
) -> Result<Id> {
    write(cx, kind, Some(subject), payload)
}

fn write(cx: &Cx<'_>, kind: &str, subject: Option<Id>, payload: &serde_json::Value) -> Result<Id> {
    let id = cx.new_id();
    let payload = payload.to_string();
    let hash = sha256_hex(format!("{id}{kind}{payload}").as_bytes());
    let ord = cx.tx().order_key()?;
    cx.tx().exec(INSERT, params![id, kind, payload, cx.now(), hash, ord, subject])?;
    Ok(id)
}

/// Up to 500 events after a position, in order.
pub fn after(cx: &Cx<'_>, pos: i64) -> Result<Vec<Event>> {
    let rows = cx.tx().rows(AFTER, params![pos])?;
    rows.iter().map(|r| Ok(Event { pos: r.get(0)?, kind: r.get(1)?, payload: r.get(2)? })).collect()
}

/// Up to 200 events about one of these things after a position, in order.
pub fn about_after(cx: &Cx<'_>, subjects: &[Id], pos: i64) -> Result<Vec<Event>> {
    let mut out = Vec::new();
    for subject in subjects {
        for r in cx.tx().rows(ABOUT, params![*subject, pos])? {
            out.push(Event { pos: r.get(0)?, kind: r.get(1)?, payload: r.get(2)? });
        }
    }
    // of each the first two hundred: none of the first two hundred of all is missing
    out.sort_by_key(|e| e.pos);
    out.truncate(PAGE);
    Ok(out)
}

/// The position of the newest numbered event about one of these things; 0 when there is none. Taken in the same snapshot as
/// a page, it says from where on a live reader of that page has to hear.
pub fn last_about(cx: &Cx<'_>, subjects: &[Id]) -> Result<i64> {
    let mut last = 0;
    for subject in subjects {
        last = last.max(cx.tx().one(LAST_ABOUT, params![*subject])?.get(0)?);
    }
    Ok(last)
}

/// The position of the newest numbered event.
pub fn last(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(LAST, &[])?.get(0)?)
}

/// Up to 500 events after a position that are about something, each with what it is about, in order.
pub fn new_about(cx: &Cx<'_>, pos: i64) -> Result<Vec<(Id, Event)>> {
    let rows = cx.tx().rows(NEW, params![pos])?;
    rows.iter()
        .map(|r| {
            let event = Event { pos: r.get(0)?, kind: r.get(1)?, payload: r.get(2)? };
            Ok((r.get(3)?, event))
        })
        .collect()
}
