//! わたしのきぼうノート: what somebody hopes for their life, illness and last days, as versions in their own words. Shown to nobody
//! until the person says so, to each addressee by itself, and gone from the next request on when they take it back.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
mod jobs;
pub mod model;
mod pack;
pub mod permissions;
mod store;
mod timeline;
mod todo;
pub mod use_cases;

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("acp", "わたしのきぼうノート", slice::Migrates::Persons);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = &[
        store::note::STATEMENTS,
        store::around::STATEMENTS,
        store::lists::STATEMENTS,
        store::keyed::STATEMENTS,
        store::retained::STATEMENTS,
    ];
    s.pack = Some(pack::pack);
    s.jobs = jobs::jobs();
    s.todo = Some(todo::todo);
    s.timeline = Some(timeline::timeline);
    s.retained = Some(store::retained::RETAINED);
    s.my = Some(use_cases::my::link);
    s
}
