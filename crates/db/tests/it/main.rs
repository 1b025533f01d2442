//! The store on both engines. What is tested here: values, errors, group commit, faults, retries, migrations.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod erased;
mod group_commit;
mod migrations;
mod postgres;
mod tables;
mod transactions;
mod values;
