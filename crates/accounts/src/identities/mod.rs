//! Identities: one person, whatever hats they wear and in whichever regions. Passkeys, password with one-time number,
//! printed recovery codes; and the two things that keep guessing from working: tickets that are used once, and counters.
mod passwords;
pub mod provider;
mod store;

pub use passwords::{
    Tried, by_number_of, by_password, by_password_of, login_taken, normal_login, set_password,
};
pub use store::passkeys::{
    Answered, Passkey, add_passkey, by_passkey, check_new, passkeys, remove_passkey,
};
pub use store::recovery::{CODES, codes_from, left, renew, use_code};
pub use store::subjects::{bind_subject, by_subject, has_subject, set_totp};
pub use store::{
    Identity, accounts_in, disable, enable, find, link, new_identity, of_account, regions_of,
};
pub use store::{attempts, tickets};

pub(crate) const STATEMENTS: [&[db::Stmt]; 6] = [
    store::STATEMENTS,
    store::passkeys::STATEMENTS,
    store::recovery::STATEMENTS,
    tickets::STATEMENTS,
    attempts::STATEMENTS,
    store::subjects::STATEMENTS,
];
