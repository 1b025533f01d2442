//! A stay from notice to home through its use cases, on both engines, and the survey counted from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admission;
mod again;
mod counting;
mod hear;
mod leftovers;
mod place;
mod recall;
mod rights;
mod survey_table;
mod thread;
mod together;
mod writers;
