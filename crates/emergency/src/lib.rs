//! 救急医療情報: the card that a crew opens at the scene, the look-up that finds it, 緊急閲覧 for people without one, and the
//! registers of a disaster. Facts of health, contacts and team stay with people; wishes are told by people's pointers.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
pub mod model;
pub mod permissions;
pub mod sample;
mod store;
pub mod use_cases;

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("emergency", "救急医療情報", slice::Migrates::Persons);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = &[store::STATEMENTS];
    s
}
