//! The paper bridge: letters to receivers without an account (token, code, proof, answer, answers keyed in), and the
//! delivery of notices outside the program (mail). Slices register what they send and what an answer does
//! ([`slice::LetterKind`]); docs/adr/0031-bridge.md says why it is built like this.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod delivery;
mod html;
pub mod kinds;
pub mod model;
pub mod paper;
pub mod permissions;
mod store;
pub mod use_cases;

pub use kinds::set_sources;
pub use model::{Line, Who};
pub use use_cases::issue::{Chance, Issued};
pub use use_cases::send::{NewLetter, Receiver, can_reach, send, send_once};

kernel::id_type!(
    /// A letter.
    LetterId
);

/// Makes the region's secret of letters when there is none; once, when a region is opened.
pub fn prepare(app: &app::App) -> app::Result<()> {
    let system = kernel::Actor::system();
    if app.read(&system, store::letters::has_secret)? {
        return Ok(());
    }
    let mut fresh = [0; 32];
    app.random(&mut fresh);
    app.write(&system, move |cx| store::letters::make_secret(cx, &fresh))
}

/// The registration.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("bridge", "紙・FAXの橋とお知らせの届け", slice::Migrates::Base);
    s.routes = html::routes().into_iter().chain(delivery::html::routes()).collect();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.statements = store::STATEMENTS;
    s.jobs = delivery::jobs::kinds();
    s.todo = Some(use_cases::list::todo);
    s.counts = Some(use_cases::list::counts);
    s.overdue = Some(use_cases::list::overdue);
    s.retained =
        Some(slice::Retained { kept: store::retained::kept, erase: store::retained::erase });
    s
}
