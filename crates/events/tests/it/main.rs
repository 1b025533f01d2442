//! 研修・啓発 on both engines, in a region without persons.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod figures;
mod life;
mod origin;
mod pages;
mod past;
mod people;
mod questionnaire;
mod support;
