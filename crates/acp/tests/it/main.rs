//! Use cases of わたしのきぼうノート on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod beside;
mod keyed;
mod note;
mod reviews;
mod shown;
mod town;
mod whole;
