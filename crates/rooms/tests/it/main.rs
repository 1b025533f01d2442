//! Rooms through their use cases, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod asks;
mod groups;
mod joined;
mod live;
mod retained;
mod rights;
mod town;
mod writing;
