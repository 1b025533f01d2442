//! Live answers (`text/event-stream`): a page stays open and hears what happens, in the order of the sequencer's
//! positions. One follower for the whole process reads what is new; each reader keeps nothing but its place, so a slow
//! one costs a place and a rest of a socket, and who comes back goes on after the last event that it got.
mod follow;
mod hub;
mod stream;
#[cfg(test)]
mod tests;

pub use follow::{Waker, follow};
pub use hub::{Hub, PER_ACCOUNT};
pub use stream::{Reader, body};
