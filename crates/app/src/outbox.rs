//! Events: what happened, for other slices and for live pages. Written with the act, numbered by the sequencer.
use db::params;
use kernel::{Id, sha256_hex};

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    INSERT = "INSERT INTO app_outbox(id, kind, payload, at, hash, ord) VALUES ($1, $2, $3, $4, $5, $6)";
    AFTER = "SELECT pos, kind, payload, at FROM app_outbox WHERE pos > $1 ORDER BY pos LIMIT 500";
}

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
    let id = cx.new_id();
    let payload = payload.to_string();
    let hash = sha256_hex(format!("{id}{kind}{payload}").as_bytes());
    let ord = cx.tx().order_key()?;
    cx.tx().exec(INSERT, params![id, kind, payload, cx.now(), hash, ord])?;
    Ok(id)
}

/// Up to 500 events after a position, in order.
pub fn after(cx: &Cx<'_>, pos: i64) -> Result<Vec<Event>> {
    let rows = cx.tx().rows(AFTER, params![pos])?;
    rows.iter().map(|r| Ok(Event { pos: r.get(0)?, kind: r.get(1)?, payload: r.get(2)? })).collect()
}
