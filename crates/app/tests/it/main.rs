//! The application core on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod altered;
mod audit_export;
mod audit_log;
mod audit_read;
mod checkpoints;
mod common;
mod faults;
mod idempotency;
mod jobs;
mod processes;
mod reads;
mod records;
mod remembered;
mod scan;
mod sequencer;
mod small_stores;
mod tampering;
mod witness;
mod writes;
