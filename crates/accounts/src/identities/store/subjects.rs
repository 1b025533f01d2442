//! Who somebody is in the words of an identity provider. Bound by an invitation, in one region; never by an address.
use db::{Db, DbError, params};
use kernel::{At, Id, sha256_hex};

db::statements! { pub(crate) STATEMENTS;
    BIND = "INSERT INTO yui_subject(region, issuer, hash, identity, at) VALUES ($1, $2, $3, $4, $5)";
    WHO = "SELECT s.identity FROM yui_subject s JOIN yui_identity i ON i.id = s.identity WHERE s.region = $1 AND s.issuer = $2 AND s.hash = $3 AND i.disabled_at IS NULL";
    ANY = "SELECT COUNT(*) FROM yui_subject WHERE region = $1 AND identity = $2";
    SET_TOTP = "UPDATE yui_identity SET totp = $1, totp_step = $2 WHERE id = $3";
}

fn hash(issuer: &str, subject: &str) -> String {
    sha256_hex(format!("yui-subject:{}:{issuer}:{subject}", issuer.len()).as_bytes())
}

/// Binds a subject to an identity. [`DbError::Unique`] when it is somebody's here already.
pub fn bind_subject(
    control: &Db,
    region: &str,
    (issuer, subject): (&str, &str),
    identity: Id,
    now: At,
) -> Result<(), DbError> {
    let (region, issuer, hash) = (region.to_string(), issuer.to_string(), hash(issuer, subject));
    control
        .write(move |tx| tx.exec(BIND, params![&region, &issuer, &hash, identity, now]).map(|_| ()))
}

/// Whose a subject is; none when nobody's, or switched off.
pub fn by_subject(
    control: &Db,
    region: &str,
    issuer: &str,
    subject: &str,
) -> Result<Option<Id>, DbError> {
    let hash = hash(issuer, subject);
    control.read(|tx| tx.first(WHO, params![region, issuer, &hash])?.map(|r| r.get(0)).transpose())
}

/// Does this identity come in by a provider here?
pub fn has_subject(control: &Db, region: &str, identity: Id) -> Result<bool, DbError> {
    control.read(|tx| Ok(tx.one(ANY, params![region, identity])?.get::<i64>(0)? > 0))
}

/// Keeps the secret of the one-time numbers of somebody who has no password here.
pub fn set_totp(control: &Db, identity: Id, secret: &[u8], step: i64) -> Result<(), DbError> {
    let secret = secret.to_vec();
    control.write(move |tx| tx.exec(SET_TOTP, params![secret.clone(), step, identity]).map(|_| ()))
}
