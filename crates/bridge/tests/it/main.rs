//! Letters from sending to the answer, guessing, and mail, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod astray;
mod guessing;
mod letters;
mod mail;
mod named;
mod push;
mod push_service;
mod sink;
mod town;
mod windows;
