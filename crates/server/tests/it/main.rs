//! The program from outside: the built binary, its words, its exit codes and what it leaves in its stores.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_macros
)]

mod audit;
mod bridge;
mod card;
mod cli;
mod client;
mod crew;
mod hats;
mod http;
mod identities;
mod import;
mod oidc;
mod real;
mod regions;
mod survey;
mod yui;
