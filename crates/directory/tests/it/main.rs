//! The directory on real databases: imports, facts, pages, the command.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod applications;
mod areas;
mod cli;
mod facility;
mod facts;
mod import;
mod matching;
mod pages;
mod real_files;
mod review;
mod sources;
mod support;
mod wrong;
