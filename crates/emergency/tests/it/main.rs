//! Use cases of 救急医療情報 on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod glass;
mod index;
mod place;
mod registers;
mod register_file;
mod ask;
mod tablet;
mod scene;
