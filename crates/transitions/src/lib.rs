//! 入退院連携: a stay in hospital from notice to home, and the 入退院連絡調査 counted from it.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod cli;
mod end_cli;
mod figures;
mod html;
mod jobs;
pub mod model;
mod office_cli;
mod pack;
pub mod permissions;
mod retained;
mod said;
mod store;
mod timeline;
mod todo;
pub mod use_cases;
mod waiting;
pub mod words;
mod years;

/// The registration.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("transitions", "入退院連携", slice::Migrates::Persons);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = &[
        store::STATEMENTS,
        store::lists::STATEMENTS,
        store::admission::STATEMENTS,
        store::after::STATEMENTS,
        store::conference::STATEMENTS,
        store::meetings::STATEMENTS,
        store::fees::STATEMENTS,
        store::planning::STATEMENTS,
        store::rules::STATEMENTS,
        store::cases::STATEMENTS,
        store::handover::STATEMENTS,
        store::kept::STATEMENTS,
        store::retained::STATEMENTS,
    ];
    s.cli = cli::commands();
    s.cli.extend(office_cli::commands());
    s.cli.extend(end_cli::commands());
    s.jobs = jobs::kinds();
    s.todo = Some(todo::todo);
    s.timeline = Some(timeline::timeline);
    s.first_step = Some(timeline::first_step);
    s.figures = Some(figures::figures);
    s.overdue = Some(figures::overdue);
    s.current = Some(figures::current);
    s.counts = Some(figures::counts);
    s.years = vec![years::SOURCE];
    s.retained = Some(retained::RETAINED);
    s.pack = Some(pack::pack);
    s.letters = use_cases::letter::kinds();
    s
}
