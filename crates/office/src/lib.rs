//! Files that offices exchange: CSV in and out, Excel out, QR codes, pictures and PDF from outside, and the job
//! that describes a print.
//!
//! Everything here is a pure function from values to bytes or back: no clock, no disk, no database. The layout of
//! paper lives in `press`; this crate only says *what* is to be printed, so that slices never compile the typesetter.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod csv;
pub mod image;
pub mod intake;
pub mod pdf_file;
pub mod print;
pub mod qr;
pub mod template;
pub mod xlsx;
pub mod xlsx_book;
pub mod xlsx_read;
