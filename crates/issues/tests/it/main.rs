//! The slice as others use it: its use cases on both engines, its tables against the published ones, its pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod board;
mod dental;
mod evidence;
mod feedback;
mod followed;
mod hearings;
mod issues;
mod matches;
mod measures;
mod pages;
mod pharmacy;
mod support;
mod years;
