//! SQL of key codes: keyed hashes, the region's secret for them, and tries.
use app::{Cx, Result};
use db::params;
use hmac::{Hmac, Mac};
use kernel::{At, Id};
use sha2::Sha256;

use crate::ResidentId;

db::statements! { pub(crate) STATEMENTS;
    SECRET = "SELECT secret FROM people_keycode_secret WHERE id = 1";
    NEW_SECRET = "INSERT INTO people_keycode_secret(id, secret, at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";
    ADD = "INSERT INTO people_keycode(id, resident, hash, last4, organisation, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ACTIVE = "SELECT id, last4, by_name, at FROM people_keycode WHERE resident = $1 AND revoked_at IS NULL";
    REVOKE = "UPDATE people_keycode SET revoked_at = $1, revoked_name = $2, revoked_reason = $3 WHERE resident = $4 AND revoked_at IS NULL";
    FIND = "SELECT resident FROM people_keycode WHERE hash = $1 AND revoked_at IS NULL";
    TRY = "INSERT INTO people_keycode_try(id, account, organisation, at, hit) VALUES ($1, $2, $3, $4, $5)";
    BY_ACCOUNT = "SELECT COUNT(*) FROM people_keycode_try WHERE account = $1 AND at > $2 AND hit = 0";
    BY_ORGANISATION = "SELECT COUNT(*) FROM people_keycode_try WHERE organisation = $1 AND at > $2";
}

/// The keyed hash of a code. The key is the region's own: who has the table alone cannot try codes against it. `fresh` becomes
/// the key when there is none yet.
pub(crate) fn hash(cx: &Cx<'_>, code: &str, fresh: Option<&[u8; 32]>) -> Result<Option<String>> {
    if let Some(fresh) = fresh {
        cx.tx().exec(NEW_SECRET, params![fresh.as_slice(), cx.now()])?;
    }
    let Some(row) = cx.tx().first(SECRET, &[])? else { return Ok(None) };
    let secret: Vec<u8> = row.get(0)?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&secret)
        .map_err(|e| app::Error::Inconsistent(format!("key of key codes: {e}")))?;
    mac.update(b"yui key code\0");
    mac.update(code.as_bytes());
    Ok(Some(kernel::hex(&mac.finalize().into_bytes())))
}

/// A code in use, without the code.
#[derive(Debug, Clone)]
pub struct Active {
    /// Its last four signs.
    pub last4: String,
    /// Who gave it.
    pub by: String,
    /// When.
    pub at: At,
}

pub(crate) fn active(cx: &Cx<'_>, id: ResidentId) -> Result<Option<Active>> {
    let row = cx.tx().first(ACTIVE, params![id.0])?;
    row.map(|r| Ok(Active { last4: r.get(1)?, by: r.get(2)?, at: r.get(3)? })).transpose()
}

pub(crate) fn add(cx: &Cx<'_>, id: ResidentId, hash: &str, last4: &str) -> Result<()> {
    let new = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(ADD, params![new, id.0, hash, last4, a.organisation, &a.name, cx.now()])?;
    Ok(())
}

/// Ends the code in use; false when there was none.
pub(crate) fn revoke(cx: &Cx<'_>, id: ResidentId, reason: &str) -> Result<bool> {
    let by = &cx.actor().name;
    Ok(cx.tx().exec(REVOKE, params![cx.now(), by, reason.trim(), id.0])? == 1)
}

pub(crate) fn find(cx: &Cx<'_>, hash: &str) -> Result<Option<ResidentId>> {
    cx.tx().first(FIND, params![hash])?.map(|r| Ok(r.id(0)?)).transpose()
}

/// Notes a try.
pub(crate) fn note(cx: &Cx<'_>, account: Id, organisation: Id, hit: bool) -> Result<()> {
    let new = cx.new_id();
    cx.tx().exec(TRY, params![new, account, organisation, cx.now(), hit])?;
    Ok(())
}

/// Misses of an account and tries of an organisation since these times.
pub(crate) fn tries(
    cx: &Cx<'_>,
    (account, since): (Id, At),
    (organisation, day): (Id, At),
) -> Result<(i64, i64)> {
    let a = cx.tx().one(BY_ACCOUNT, params![account, since])?.get(0)?;
    Ok((a, cx.tx().one(BY_ORGANISATION, params![organisation, day])?.get(0)?))
}
