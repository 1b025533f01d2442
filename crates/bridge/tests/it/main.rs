//! Letters from sending to the answer, guessing, and mail, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod guessing;
mod letters;
mod mail;
mod push;
mod push_service;
mod sink;
mod town;
mod windows;
