//! Identities and the accounts (= hats) they wear.
pub mod attempts;
pub mod passkeys;
pub mod recovery;
pub mod subjects;
pub mod tickets;

use db::{Db, DbError, FromRow, Row, Tx, params};
use kernel::{At, Id};

use crate::AccountId;

db::statements! { pub(crate) STATEMENTS;
    NEW = "INSERT INTO yui_identity(id, totp_step, made_at) VALUES ($1, 0, $2)";
    GET = "SELECT id, login, password, totp, disabled_at FROM yui_identity WHERE id = $1";
    BY_LOGIN = "SELECT id, login, password, totp, disabled_at FROM yui_identity WHERE login = $1";
    SET_PASSWORD = "UPDATE yui_identity SET login = $1, password = $2, totp = $3, totp_step = $4 WHERE id = $5";
    USE_STEP = "UPDATE yui_identity SET totp_step = $1 WHERE id = $2 AND totp_step < $1";
    LINK = "INSERT INTO yui_identity_account(region, account, identity, at) VALUES ($1, $2, $3, $4)";
    ACCOUNTS = "SELECT account FROM yui_identity_account WHERE identity = $1 AND region = $2 ORDER BY at, account";
    REGIONS = "SELECT DISTINCT region FROM yui_identity_account WHERE identity = $1 ORDER BY region";
    OF_ACCOUNT = "SELECT identity FROM yui_identity_account WHERE region = $1 AND account = $2";
    DISABLE = "UPDATE yui_identity SET disabled_at = $1 WHERE id = $2 AND disabled_at IS NULL";
    ENABLE = "UPDATE yui_identity SET disabled_at = NULL WHERE id = $1";
}

/// One person.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Id.
    pub id: Id,
    /// Login name, when there is a password.
    pub login: Option<String>,
    /// The kept form of the password.
    pub(super) password: Option<String>,
    /// Secret of the one-time numbers.
    pub(super) totp: Option<Vec<u8>>,
    /// Switched off everywhere.
    pub disabled_at: Option<At>,
}

impl Identity {
    /// Has a password with one-time numbers.
    pub fn has_password(&self) -> bool {
        self.password.is_some() && self.totp.is_some()
    }
}

impl FromRow for Identity {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(Identity {
            id: r.get(0)?,
            login: r.get(1)?,
            password: r.get(2)?,
            totp: r.get(3)?,
            disabled_at: r.get(4)?,
        })
    }
}

/// Makes an identity and gives it its first account in one transaction: an account never belongs to nobody and somebody
/// at once. [`DbError::Unique`] when the account belongs to somebody already.
pub fn new_identity(
    control: &Db,
    id: Id,
    region: &str,
    account: AccountId,
    now: At,
) -> Result<(), DbError> {
    let region = region.to_string();
    control.write(move |tx| {
        tx.exec(NEW, params![id, now])?;
        tx.exec(LINK, params![&region, account.0, id, now]).map(|_| ())
    })
}

/// Gives an identity a further account.
pub fn link(
    control: &Db,
    id: Id,
    region: &str,
    account: AccountId,
    now: At,
) -> Result<(), DbError> {
    let region = region.to_string();
    control.write(move |tx| tx.exec(LINK, params![&region, account.0, id, now]).map(|_| ()))
}

/// An identity, also one that is switched off.
pub fn find(control: &Db, id: Id) -> Result<Option<Identity>, DbError> {
    control.read(|tx| tx.find(GET, params![id]))
}

pub(super) fn by_login(control: &Db, login: &str) -> Result<Option<Identity>, DbError> {
    control.read(|tx| tx.find(BY_LOGIN, params![login]))
}

/// Keeps login name, password and secret; the step of the number that proved the secret counts as used.
pub(super) fn keep_password(
    control: &Db,
    id: Id,
    login: &str,
    password: &str,
    totp: &[u8],
    step: i64,
) -> Result<(), DbError> {
    let (login, password, totp) = (login.to_string(), password.to_string(), totp.to_vec());
    control.write(move |tx| {
        tx.exec(SET_PASSWORD, params![&login, &password, totp.clone(), step, id]).map(|_| ())
    })
}

/// Uses a one-time number up; false when it, or a later one, was used before.
pub(super) fn use_step(control: &Db, id: Id, step: i64) -> Result<bool, DbError> {
    control.write(move |tx| Ok(tx.exec(USE_STEP, params![step, id])? == 1))
}

/// The accounts of an identity in a region, oldest first.
pub fn accounts_in(control: &Db, id: Id, region: &str) -> Result<Vec<AccountId>, DbError> {
    control.read(|tx| tx.rows(ACCOUNTS, params![id, region])?.iter().map(|r| r.id(0)).collect())
}

/// The regions in which an identity has accounts.
pub fn regions_of(control: &Db, id: Id) -> Result<Vec<String>, DbError> {
    control.read(|tx| tx.rows(REGIONS, params![id])?.iter().map(|r| r.get(0)).collect())
}

/// Whose account it is.
pub fn of_account(control: &Db, region: &str, account: AccountId) -> Result<Option<Id>, DbError> {
    control.read(|tx: &Tx<'_>| {
        tx.first(OF_ACCOUNT, params![region, account.0])?.map(|r| r.get(0)).transpose()
    })
}

/// Switches an identity off in all regions at once: its sessions are dead with the next request.
pub fn disable(control: &Db, id: Id, now: At) -> Result<bool, DbError> {
    control.write(move |tx| Ok(tx.exec(DISABLE, params![now, id])? == 1))
}

/// Switches it on again.
pub fn enable(control: &Db, id: Id) -> Result<(), DbError> {
    control.write(move |tx| tx.exec(ENABLE, params![id]).map(|_| ()))
}
