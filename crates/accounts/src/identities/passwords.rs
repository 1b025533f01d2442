//! Signing in with login name, password and one-time number.
use db::{Db, DbError};
use kernel::{At, Id};

use super::attempts;
use super::store::{self, Identity};
use crate::model::{password, totp};

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It is this person.
    Is(Id),
    /// Something does not fit. Which, nobody learns.
    No,
    /// Too many tries with this name or from this network.
    TooMany,
}

/// A login name as it is kept: 4 to 60 of letters, digits and `. - _ @`, small letters.
pub fn normal_login(typed: &str) -> Option<String> {
    let text: String = typed
        .trim()
        .chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect::<String>()
        .to_ascii_lowercase();
    let ok = (4..=60).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-_@".contains(c));
    ok.then_some(text)
}

/// Is the login name somebody's, other than `but`?
pub fn login_taken(control: &Db, login: &str, but: Option<Id>) -> Result<bool, DbError> {
    Ok(store::by_login(control, login)?.is_some_and(|i| Some(i.id) != but))
}

/// Keeps login name and password, and the secret that `step` has proved.
pub fn set_password(
    control: &Db,
    identity: Id,
    login: &str,
    kept: &str,
    secret: &[u8],
    step: i64,
) -> Result<(), DbError> {
    store::keep_password(control, identity, login, kept, secret, step)
}

/// Judges a try. Names that are not there cost the same work and give the same answer; they are counted too.
pub fn by_password(
    control: &Db,
    network: &str,
    login: &str,
    typed: &str,
    number: &str,
    now: At,
) -> Result<Tried, DbError> {
    let name = normal_login(login).unwrap_or_default();
    let Some(counted) = attempts::begin_password(control, &name, network, now)? else {
        return Ok(Tried::TooMany);
    };
    let who = store::by_login(control, &name)?;
    let fits = password::check(who.as_ref().and_then(|w| w.password.as_deref()), typed);
    let nobodys = [0; totp::SECRET_BYTES];
    let secret = who.as_ref().and_then(|w| w.totp.as_deref()).unwrap_or(&nobodys);
    let step = totp::matching(secret, number, now);
    let Some(Identity { id, disabled_at: None, totp: Some(_), .. }) = who else {
        return Ok(Tried::No);
    };
    let (true, Some(step)) = (fits, step) else { return Ok(Tried::No) };
    if !store::use_step(control, id, step)? {
        return Ok(Tried::No);
    }
    attempts::take_back(control, &counted)?;
    attempts::remember(control, &name, network, now)?;
    Ok(Tried::Is(id))
}

/// Judges the password alone, of somebody whose session is locked: it was opened with two factors and is theirs.
pub fn by_password_of(
    control: &Db,
    network: &str,
    identity: Id,
    typed: &str,
    now: At,
) -> Result<Tried, DbError> {
    let who = store::find(control, identity)?;
    let name = who.as_ref().and_then(|w| w.login.clone()).unwrap_or_default();
    let Some(counted) = attempts::begin_password(control, &name, network, now)? else {
        return Ok(Tried::TooMany);
    };
    let kept = who.as_ref().filter(|w| w.disabled_at.is_none()).and_then(|w| w.password.as_deref());
    if !password::check(kept, typed) {
        return Ok(Tried::No);
    }
    attempts::take_back(control, &counted)?;
    Ok(Tried::Is(identity))
}

/// Judges the one-time number alone, of somebody whom a trusted provider has just named: the second factor.
pub fn by_number_of(
    control: &Db,
    network: &str,
    identity: Id,
    number: &str,
    now: At,
) -> Result<Tried, DbError> {
    let name = identity.to_string();
    let Some(counted) = attempts::begin_password(control, &name, network, now)? else {
        return Ok(Tried::TooMany);
    };
    let who = store::find(control, identity)?.filter(|w| w.disabled_at.is_none());
    let Some(secret) = who.and_then(|w| w.totp) else { return Ok(Tried::No) };
    match totp::matching(&secret, number, now) {
        Some(step) if store::use_step(control, identity, step)? => {
            attempts::take_back(control, &counted)?;
            Ok(Tried::Is(identity))
        }
        _ => Ok(Tried::No),
    }
}
