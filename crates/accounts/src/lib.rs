//! Organisations, accounts (= hats) and how somebody gets in: a printed invitation code, then a passkey or a password
//! with one-time numbers; one-tap sign-in in demonstration regions only (docs/adr/0022).
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
/// The door of a resident's or relative's phone, for the page on which a printed card is used.
pub mod door {
    pub use crate::html::phone::{counted, credential, end_sessions, open, take_back, too_many};
}
pub mod identities;
pub mod model;
pub mod permissions;
pub mod sessions;
mod store;
pub mod use_cases;

pub use model::deputy::{Deputy, NewDeputy};
pub use model::{Account, NewAccount, NewOrganisation, Organisation, OrganisationKind, Ward};
pub use use_cases::crew::may_stay;
pub use use_cases::deputies::{send_with_deputies, standing_for};
pub use use_cases::look_up::{
    account, accounts_of, any_account, any_accounts_of, calendar_of, closed_on, demo_accounts,
    organisation, organisations, organisations_of_kind, wards_of,
};
pub use use_cases::my_wards::{my_wards, wards_at};
pub use use_cases::openings::{Opening, now_open};

kernel::id_type!(
    /// An organisation: the party that staff belong to and papers are sent to.
    OrganisationId
);
kernel::id_type!(
    /// An account: one person at one organisation in one role.
    AccountId
);

/// The registration.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("accounts", "職員と事業所", slice::Migrates::Base);
    s.routes = html::routes();
    s.permissions = permissions::ALL;
    s.acts = permissions::ACTS;
    s.statements = &[
        store::STATEMENTS,
        store::deputies::STATEMENTS,
        store::applications::STATEMENTS,
        store::staff::STATEMENTS,
        store::temporary::STATEMENTS,
        store::crew::STATEMENTS,
        store::openings::STATEMENTS,
        store::phone::STATEMENTS,
        store::providers::STATEMENTS,
        store::year::STATEMENTS,
    ];
    s.jobs = vec![slice::JobKind {
        kind: "accounts.year",
        run: ask_for_the_year,
        every_minutes: Some(24 * 60),
    }];
    s
}

fn ask_for_the_year(app: &app::App, _: &app::jobs::Job) -> Result<(), String> {
    let system = kernel::Actor::system();
    app.write(&system, |cx| use_cases::year::remind(cx).map(|_| ())).map_err(|e| e.to_string())
}

/// Statements of the control store (sessions, identities), for the test that prepares all of them.
pub const CONTROL_STATEMENTS: &[&[db::Stmt]] = &[
    sessions::STATEMENTS,
    identities::STATEMENTS[0],
    identities::STATEMENTS[1],
    identities::STATEMENTS[2],
    identities::STATEMENTS[3],
    identities::STATEMENTS[4],
    identities::STATEMENTS[5],
];
