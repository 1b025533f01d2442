//! Types and rules of events. Pure: no database, no clock, no request.
pub mod catalogue;
pub mod draft;
pub mod entry;
pub mod event;
pub mod form;
pub mod plan;
pub mod share;
pub mod tasks;

pub use event::{Day, Event, NewEvent, State};
