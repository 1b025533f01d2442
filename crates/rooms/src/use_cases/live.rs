//! Following a room live: who may, and what of an event a reader is told.
use app::outbox::Event;
use app::{Cx, Result};
use kernel::{Actor, Id};
use people::ResidentId;
use people::authz::{Act, Read, could};

use super::WHAT;
use super::door::door;
use crate::model::{Layer, layers_of};
use crate::{permissions, store};

/// Lets the actor follow the room; audited once. What comes later are ids, and each post is fetched through its own
/// permit.
pub fn follow(cx: &Cx<'_>, room: Id) -> Result<()> {
    door::<Read>(cx, &permissions::LIVE, room).map(|_| ())
}

/// May the actor still? Asked without a row in the log, whenever rights moved and every few seconds.
pub fn still(cx: &Cx<'_>, room: Id) -> Result<bool> {
    if !app::may(cx, &permissions::LIVE)? {
        return Ok(false);
    }
    let room = store::room(cx, room)?;
    match room.resident {
        Some(r) => Ok(cx.region().persons && could(cx, Act::Read, WHAT, ResidentId(r))?),
        None => store::is_member(cx, room.id),
    }
}

/// The line for this reader: ids only; none when the event is of a layer that is not theirs.
pub fn shows(actor: &Actor, event: &Event) -> Option<String> {
    let v: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
    let layer = Layer::from_code(v.get("layer")?.as_str()?)?;
    if !layers_of(actor.hat).contains(&layer) {
        return None;
    }
    let (post, what) = (v.get("post")?.as_str()?, v.get("what")?.as_str()?);
    Some(serde_json::json!({ "pos": event.pos, "post": post, "what": what }).to_string())
}

#[cfg(test)]
mod tests {
    use kernel::Hat;

    use super::*;

    fn event(layer: &str) -> Event {
        let payload = format!(
            "{{\"room\":\"r\",\"post\":\"p\",\"layer\":\"{layer}\",\"what\":\"new\",\"name\":\"x\"}}"
        );
        Event { pos: 7, kind: "rooms.post".into(), payload }
    }

    #[test]
    fn a_reader_is_told_ids_and_nothing_of_a_layer_that_is_not_theirs() {
        let nurse = testkit::staff(Hat::Provider, testkit::id(1));
        let line = shows(&nurse, &event("team")).unwrap();
        assert!(line.contains("\"post\":\"p\"") && line.contains("\"pos\":7"));
        assert!(!line.contains("\"x\""), "only what is listed: {line}");
        assert!(shows(&nurse, &event("family")).is_some());
        assert!(shows(&nurse, &event("other")).is_none());
        let outsider = Actor::system();
        assert!(shows(&outsider, &event("team")).is_none());
    }
}
