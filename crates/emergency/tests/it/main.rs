//! Use cases of 救急医療情報 on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod ask;
mod glass;
mod index;
mod place;
mod register_file;
mod registers;
mod scene;
mod tablet;
