//! 調査 on both engines, in a region without persons.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod foreign;
mod fukui;
mod life;
mod pages;
mod support;
mod years;
