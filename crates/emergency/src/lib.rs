//! 救急医療情報: the card that a crew opens at the scene, the look-up that finds it, and 緊急閲覧 for people without one.
//! Facts of health, contacts and team stay with people; what somebody wishes is told by people's pointers.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
mod jobs;
pub mod model;
mod pack;
pub mod permissions;
pub mod sample;
mod seal;
mod store;
mod timeline;
mod todo;
pub mod use_cases;

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("emergency", "救急医療情報", slice::Migrates::Persons);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = &[
        store::index::STATEMENTS,
        store::card::STATEMENTS,
        store::call::STATEMENTS,
        store::glass::STATEMENTS,
        store::register::STATEMENTS,
        store::retained::STATEMENTS,
        store::tablet::STATEMENTS,
        store::ask::STATEMENTS,
    ];
    s.jobs = jobs::jobs();
    s.todo = Some(todo::todo);
    s.counts = Some(use_cases::tablet::counts);
    s.timeline = Some(timeline::timeline);
    s.retained = Some(store::retained::RETAINED);
    s.exports = vec![html::EXPORT, html::WORKBOOK];
    s.pack = Some(pack::pack);
    s.letters = use_cases::ask::kinds();
    s.my = Some(use_cases::tell::my);
    s.person_changed = Some(use_cases::index::refresh);
    s
}
