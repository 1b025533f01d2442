//! Residents and who may see what about them. Every read of a resident anywhere goes through [`authz`]: a
//! [`authz::Permit`] for one person, a [`authz::Scope`] for lists; making either writes the audit row.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod attachments;
pub mod authz;
pub mod changed;
mod cli;
pub mod exports;
mod html;
pub mod model;
pub mod permissions;
pub mod retention;
pub mod seal;
mod search;
mod store;
pub mod use_cases;

pub use authz::{Permit, Scope, decide, grant, revoke, scope};
pub use html::see_button;
pub use model::{
    AlertLevel, CareLevel, Consent, ConsentMethod, Contact, Fact, FactKind, NewContact, NewFact,
    NewResident, NewTeamMember, Resident, Sex, TeamMember, TeamRole,
};
pub use use_cases::{cards, glass, my, pointers, release};

kernel::id_type!(
    /// A resident. Opaque: never a number that means something elsewhere.
    ResidentId
);

/// The registration.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("people", "利用者さん", slice::Migrates::Persons);
    s.routes = html::routes()
        .into_iter()
        .chain(attachments::routes())
        .chain(retention::routes())
        .chain(exports::routes())
        .collect();
    s.jobs = attachments::jobs().into_iter().chain(retention::jobs()).collect();
    s.retained = Some(retention::OWN);
    s.jobs.push(slice::JobKind {
        kind: "people.members",
        run: |app, _| {
            let done = app.write(&kernel::Actor::system(), use_cases::members::sync);
            done.map(|_| ()).map_err(|e| e.to_string())
        },
        every_minutes: Some(24 * 60),
    });
    s.cli = cli::commands();
    s.nav = html::nav().into_iter().chain(retention::nav()).collect();
    s.permissions = permissions::ALL;
    s.acts = permissions::ACTS;
    s.statements = &[
        store::STATEMENTS,
        store::details::STATEMENTS,
        attachments::STATEMENTS,
        retention::STATEMENTS,
        exports::STATEMENTS,
        authz::STATEMENTS,
        authz::ABOUT_STATEMENTS,
        store::find_cm::STATEMENTS,
        store::hand_over::STATEMENTS,
        store::merge::STATEMENTS,
        store::exchange::STATEMENTS,
        store::consent::STATEMENTS,
        store::access::STATEMENTS,
        store::members::STATEMENTS,
        store::keycode::STATEMENTS,
        store::release::STATEMENTS,
        store::card::STATEMENTS,
    ];
    s.search = Some(search::search);
    s.timeline = Some(use_cases::merge::timeline);
    s.who_may_see = Some(use_cases::who_may_see::who_may_see);
    s
}
