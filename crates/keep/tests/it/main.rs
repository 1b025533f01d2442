//! Copies are made under load, brought back elsewhere and compared; what was changed is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_macros
)]

mod golden;
mod opened;
mod refused;
mod round;
mod world;
