//! 連携課題: what the centre hears from the professions (一次連携), the issues that come of it, lettered by 年度 and
//! profession, who is brought together about them (二次連携), where they are shared and agreed on (三次連携), and what came
//! of it. No resident stands in it. What an issue rests on is copied from other slices through `slice::evidence()`; an
//! issue that is solved says so in the outbox ([`use_cases::SOLVED`]).
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod facts;
mod html;
pub mod model;
mod offers;
pub mod permissions;
pub mod sheets;
mod store;
pub mod use_cases;
mod years;

kernel::id_type!(
    /// A 連携課題.
    IssueId
);
kernel::id_type!(
    /// A 打ち合わせ, マッチング or 共有の場.
    ActId
);
kernel::id_type!(
    /// An association, organisation or body.
    PartyId
);
kernel::id_type!(
    /// A line of what was said.
    SaidId
);

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("issues", "連携課題", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = store::ALL;
    s.todo = Some(offers::todo);
    s.overdue = Some(offers::overdue);
    s.search = Some(offers::search);
    s.evidence = offers::evidence();
    s.years = vec![years::SOURCE];
    s.facts = Some(facts::SOURCE);
    s.deeds = Some(years::deeds);
    s
}
