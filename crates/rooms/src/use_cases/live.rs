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

/// Lets the actor follow the room, and with it the rooms that are read as one with it; audited once for each record. What
/// comes later are ids, and each post is fetched through its own permit.
pub fn follow(cx: &Cx<'_>, room: Id) -> Result<Vec<Id>> {
    door::<Read>(cx, &permissions::LIVE, room)?.rooms(cx)
}

/// May the actor still? Asked without a row in the log, whenever rights moved and every few seconds.
pub fn still(cx: &Cx<'_>, rooms: &[Id]) -> Result<bool> {
    if !app::may(cx, &permissions::LIVE)? {
        return Ok(false);
    }
    for room in rooms {
        let room = store::room(cx, *room)?;
        let open = match room.resident {
            Some(r) => cx.region().persons && could(cx, Act::Read, WHAT, ResidentId(r))?,
            None => store::is_member(cx, room.id)?,
        };
        if !open {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The line for this reader: ids only; none when the event is of a layer that is not theirs.
pub fn shows(actor: &Actor, event: &Event) -> Option<String> {
    let v: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
    let layer = Layer::from_code(v.get("layer")?.as_str()?)?;
    if !layers_of(actor.hat).contains(&layer) {
        return None;
    }
    let [room, post, what] = ["room", "post", "what"].map(|k| v.get(k).and_then(|x| x.as_str()));
    let (room, post, what) = (room?, post?, what?);
    let line = serde_json::json!({ "pos": event.pos, "room": room, "post": post, "what": what });
    Some(line.to_string())
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
        assert!(line.contains("\"post\":\"p\"") && line.contains("\"room\":\"r\""));
        assert!(line.contains("\"pos\":7"));
        assert!(!line.contains("\"x\""), "only what is listed: {line}");
        assert!(shows(&nurse, &event("family")).is_some());
        assert!(shows(&nurse, &event("other")).is_none());
        let outsider = Actor::system();
        assert!(shows(&outsider, &event("team")).is_none());
    }
}
