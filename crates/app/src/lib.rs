//! The application core: one use case = one transaction, in which data, audit rows, events, jobs and measures
//! are written together. A use case is a synchronous function of a [`Cx`] and a command; it never sees HTTP,
//! HTML or a driver. It may be run again, so time and ids are drawn before it starts.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod altered;
pub mod audit;
pub mod audit_export;
pub mod audit_keep;
pub mod audit_read;
pub mod checkpoint;
pub mod control;
mod core;
mod cx;
pub mod drafts;
mod error;
pub mod files;
pub mod idempotency;
pub mod intake;
pub mod jobs;
pub mod mail;
pub mod measures;
pub mod notices;
pub mod outbox;
pub mod permission;
pub mod push;
pub mod records;
pub mod records_check;
pub mod scan;
pub mod sequencer;
pub mod settings;
mod standing;
pub mod verify;
pub mod witness;

pub use core::App;
pub use cx::Cx;
pub use error::{Error, FieldError, Result};
pub use permission::{Permission, authorise, may};
pub use standing::About;

/// The statements of this crate, for the test that prepares all of them.
pub const STATEMENTS: &[&[db::Stmt]] = &[
    audit::STATEMENTS,
    audit_export::STATEMENTS,
    audit_read::STATEMENTS,
    checkpoint::STATEMENTS,
    cx::STATEMENTS,
    drafts::STATEMENTS,
    files::STATEMENTS,
    idempotency::STATEMENTS,
    intake::STATEMENTS,
    jobs::STATEMENTS,
    measures::STATEMENTS,
    notices::STATEMENTS,
    outbox::STATEMENTS,
    records::STATEMENTS,
    records_check::STATEMENTS,
    sequencer::STATEMENTS,
    settings::STATEMENTS,
    verify::STATEMENTS,
];
