//! やりとり: one room per person for the care team, with the family in a layer of its own, and groups without a person.
//! It knows rooms, posts, who was asked, who answered and who has read. Who may see a person it leaves to
//! `people::authz`; files to `people::attachments`; how the newest post reaches an open page to the server, which
//! follows the outbox.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
pub mod model;
pub mod permissions;
mod store;
mod timeline;
mod todo;
pub mod use_cases;
mod words;

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("rooms", "やりとり", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = &[
        store::STATEMENTS,
        store::marks::STATEMENTS,
        store::lists::STATEMENTS,
        store::retained::STATEMENTS,
    ];
    s.todo = Some(todo::todo);
    s.timeline = Some(timeline::timeline);
    s.my = Some(use_cases::mine::link);
    s.retained =
        Some(slice::Retained { kept: store::retained::kept, erase: store::retained::erase });
    s
}
