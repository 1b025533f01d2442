//! 相談窓口: what professionals ask the centre, recorded in twenty seconds and counted as the cities publish it. It knows no
//! resident: who asks is an organisation and a profession, who is meant stays unnamed. Cases go to 包括, issues to 連携課題.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod evidence;
mod facts;
mod html;
mod intake;
pub mod model;
pub mod permissions;
mod store;
mod todo;
pub mod use_cases;
mod years;

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("desk", "相談窓口", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = &[store::cases::STATEMENTS, store::lists::STATEMENTS, store::words::STATEMENTS];
    s.todo = Some(todo::todo);
    s.search = Some(evidence::search);
    s.evidence = evidence::sources();
    s.years = vec![years::SOURCE];
    s.year_hides = Some((years::SOURCE.code, years::hides));
    s.facts = Some(facts::SOURCE);
    s
}
