//! Organisations, accounts (= hats) and how somebody gets in. Here: one-tap sign-in in demonstration regions
//! and printed invitation codes; passkeys and passwords come with a later step, and until then a region that
//! is no demonstration refuses residents (people checks it).
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
pub mod model;
pub mod permissions;
pub mod sessions;
mod store;
pub mod use_cases;

pub use model::deputy::{Deputy, NewDeputy};
pub use model::{Account, NewAccount, NewOrganisation, Organisation, OrganisationKind, Ward};
pub use use_cases::deputies::{send_with_deputies, standing_for};
pub use use_cases::look_up::{
    account, accounts_of, any_account, any_accounts_of, calendar_of, closed_on, demo_accounts,
    organisation, organisations, organisations_of_kind, wards_of,
};
pub use use_cases::my_wards::{my_wards, wards_at};

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
    s.statements = &[store::STATEMENTS, store::deputies::STATEMENTS];
    s
}

/// Statements of the control store (sessions), for the test that prepares all of them.
pub const CONTROL_STATEMENTS: &[db::Stmt] = sessions::STATEMENTS;
