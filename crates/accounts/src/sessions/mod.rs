//! Sessions: opened by signing in, found by their token, ended by signing out or by time.
mod store;

pub(crate) use store::STATEMENTS;
pub use store::{Found, IDLE_MINUTES, LIFE_MINUTES, close, find, open};
