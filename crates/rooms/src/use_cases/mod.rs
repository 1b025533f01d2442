//! What people do with this slice: one file per verb.
pub mod answer;
pub mod begin;
pub mod changes;
pub mod correct;
pub(crate) mod door;
pub mod groups;
pub(crate) mod joined;
pub mod live;
pub mod mark;
pub mod mine;
pub mod period;
pub mod post;
pub mod search;
pub mod take_back;
pub mod tool;
pub mod view;

use app::{Cx, Result};
use people::authz::{Permit, Read};

pub use door::Party;

/// What the matrix calls a room.
pub(crate) type K = people::authz::Room;
/// The same as a value.
pub(crate) const WHAT: people::authz::What = people::authz::What::Room;

/// The person and the relatives who have got a login of their own for this person, by name.
pub(crate) fn relatives(cx: &Cx<'_>, permit: &Permit<'_, Read, K>) -> Result<Vec<Party>> {
    let mut out = Vec::new();
    for id in people::authz::at_home(cx, permit)? {
        let Some(a) = accounts::account(cx, accounts::AccountId(id))? else { continue };
        out.push(Party {
            id,
            label: format!("{} {}さん", a.hat.label(), a.name),
            mine: cx.actor().account == Some(id),
            family: true,
        });
    }
    Ok(out)
}

/// Name of the actor's organisation, as posts and marks keep it.
pub(crate) fn office(cx: &Cx<'_>) -> Result<String> {
    match cx.actor().organisation {
        Some(id) => Ok(accounts::organisation(cx, accounts::OrganisationId(id))?.name),
        None => Ok(String::new()),
    }
}

/// Tells live readers of a room that something about a post changed: ids only.
pub(crate) fn tell(cx: &Cx<'_>, p: &crate::model::Post, what: &str) -> Result<()> {
    let payload = serde_json::json!({
        "room": p.room.to_string(),
        "post": p.id.to_string(),
        "layer": p.layer.code(),
        "what": what,
    });
    app::outbox::publish_about(cx, "rooms.post", p.room, &payload).map(|_| ())
}
