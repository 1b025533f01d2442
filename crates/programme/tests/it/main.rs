//! The programme on both engines, in a region without persons.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod council;
mod figures;
mod import;
mod logic;
mod pages;
mod plan;
mod profile;
mod published;
mod report;
mod roadmap;
mod support;
mod years;
