//! What people do with events: one file per matter.
pub mod change;
pub mod count;
pub mod entries;
pub mod erase;
pub mod evidence;
pub(crate) mod facts;
pub mod figures;
pub mod forms;
pub mod helpers;
pub(crate) mod past;
pub mod public;
pub mod read;
pub mod requests;
pub mod tasks;
pub mod texts;
pub mod videos;
pub mod years;

use app::{Cx, Error, Result};

use crate::EventId;
use crate::model::Event;
use crate::store;

/// The event, or 404. One that was entered by mistake is still there for who may write.
pub(crate) fn event(cx: &Cx<'_>, id: EventId) -> Result<Event> {
    store::event::find(cx, id)?.ok_or(Error::NotFound)
}

/// Path of an event.
pub fn path(id: EventId) -> String {
    format!("/events/{id}")
}

/// Refuses with a sentence.
pub(crate) fn rule<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Rule(text.into()))
}
