//! A stay from notice to home through its use cases, on both engines, and the survey counted from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod again;
mod counting;
mod ends;
mod facility;
mod hear;
mod leftovers;
mod place;
mod ready;
mod recall;
mod rights;
mod survey_table;
mod thread;
mod writers;
