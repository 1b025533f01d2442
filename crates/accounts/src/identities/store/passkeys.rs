//! Passkeys of identities.
use db::{Db, DbError, FromRow, Row, params};
use kernel::{At, Id};

use super::tickets::{self, Kind};
use crate::model::webauthn::{self, Party, Wrong};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO yui_passkey(credential, identity, public_key, counter, name, made_at) VALUES ($1, $2, $3, $4, $5, $6)";
    GET = "SELECT p.identity, p.public_key, p.counter FROM yui_passkey p JOIN yui_identity i ON i.id = p.identity WHERE p.credential = $1 AND i.disabled_at IS NULL";
    USED = "UPDATE yui_passkey SET counter = $1, used_at = $2 WHERE credential = $3 AND counter = $4";
    LIST = "SELECT credential, name, made_at, used_at FROM yui_passkey WHERE identity = $1 ORDER BY made_at, credential";
    REMOVE = "DELETE FROM yui_passkey WHERE credential = $1 AND identity = $2";
}

/// A passkey in the owner's list.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Credential id, base64url.
    pub credential: String,
    /// What the owner knows it by.
    pub name: String,
    /// Made at.
    pub made_at: At,
    /// Last used.
    pub used_at: Option<At>,
}

impl FromRow for Passkey {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(Passkey {
            credential: r.get(0)?,
            name: r.get(1)?,
            made_at: r.get(2)?,
            used_at: r.get(3)?,
        })
    }
}

/// The passkeys of an identity.
pub fn passkeys(control: &Db, identity: Id) -> Result<Vec<Passkey>, DbError> {
    control.read(|tx| tx.all(LIST, params![identity]))
}

/// Removes one; false when it is not theirs.
pub fn remove_passkey(control: &Db, identity: Id, credential: &str) -> Result<bool, DbError> {
    let credential = credential.to_string();
    control.write(move |tx| Ok(tx.exec(REMOVE, params![&credential, identity])? == 1))
}

/// Checks a browser's answer against a challenge of ours made for `subject` (used up by this, whatever comes out).
pub fn check_new(
    control: &Db,
    party: &Party,
    region: &str,
    subject: &str,
    client_data: &[u8],
    attestation: &[u8],
    now: At,
) -> Result<Result<webauthn::Made, Wrong>, DbError> {
    let Ok(challenge) = webauthn::challenge_of(client_data) else { return Ok(Err(Wrong::Form)) };
    match tickets::take(control, Kind::Create, region, &challenge, now)? {
        Some(t) if t.subject == subject => {
            Ok(webauthn::check_create(party, client_data, attestation))
        }
        _ => Ok(Err(Wrong::Type)),
    }
}

/// Keeps a checked passkey. [`DbError::Unique`] when its id is known already.
pub fn add_passkey(
    control: &Db,
    identity: Id,
    made: &webauthn::Made,
    name: &str,
    now: At,
) -> Result<(), DbError> {
    let (m, name) = (made.clone(), name.to_string());
    control.write(move |tx| {
        let counter = i64::from(m.counter);
        tx.exec(ADD, params![&m.credential, identity, m.public_key.clone(), counter, &name, now])
            .map(|_| ())
    })
}

/// A browser's answer to a challenge.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// Credential id, base64url.
    pub credential: String,
    /// `clientDataJSON`.
    pub client_data: Vec<u8>,
    /// `authenticatorData`.
    pub authenticator: Vec<u8>,
    /// `signature`.
    pub signature: Vec<u8>,
}

/// Who signs in with this answer to a challenge of ours; none when anything does not fit. The challenge is used up in
/// any case.
pub fn by_passkey(
    control: &Db,
    party: &Party,
    region: &str,
    answer: &Answered,
    now: At,
) -> Result<Option<Id>, DbError> {
    let Ok(challenge) = webauthn::challenge_of(&answer.client_data) else { return Ok(None) };
    if tickets::take(control, Kind::Get, region, &challenge, now)?.is_none() {
        return Ok(None);
    }
    let credential = answer.credential.as_str();
    let Some(row) = control.read(|tx| tx.first(GET, params![credential]))? else {
        return Ok(None);
    };
    let (identity, key, counter): (Id, Vec<u8>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let before = u32::try_from(counter).unwrap_or(u32::MAX);
    let after = webauthn::check_get(
        party,
        &answer.client_data,
        &answer.authenticator,
        &answer.signature,
        &key,
        before,
    );
    let Ok(after) = after else { return Ok(None) };
    let (credential, after) = (credential.to_string(), i64::from(after));
    // two copies of one counter at the same moment: only one gets in
    let fits = control.write(move |tx| {
        Ok::<_, DbError>(tx.exec(USED, params![after, now, &credential, counter])? == 1)
    })?;
    Ok(fits.then_some(identity))
}
