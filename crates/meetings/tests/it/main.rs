//! 会議体 on both engines, in a region without persons.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bodies;
mod cases;
mod life;
mod minutes;
mod pages;
mod past;
mod poll;
mod support;
