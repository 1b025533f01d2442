//! Sessions live in the control store, because one login may lead to several regions. The cookie holds a random
//! token; the store only its hash.
use app::Error;
use db::{Db, DbError, Row, params};
use kernel::{At, Hat, Id, Region, sha256_hex};

use super::{
    Fresh, IDLE_DEMO_MINUTES, IDLE_MINUTES, IDLE_SHARED_MINUTES, LIFE_MINUTES, OnDevice, Opening,
    Proof,
};
use crate::AccountId;

db::statements! { pub STATEMENTS;
    OPEN = "INSERT INTO yui_session(token, id, region, account, hat, identity, proof, csrf, device, shared, made_at, seen_at, proved_at, ends_at, on_device, idle_minutes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $11, $12, $13, $14)";
    FIND = "SELECT s.id, s.account, s.hat, s.identity, s.proof, s.csrf, s.shared, s.seen_at, s.proved_at, s.ends_at, s.on_device, s.idle_minutes, s.device FROM yui_session s LEFT JOIN yui_identity i ON i.id = s.identity WHERE s.token = $1 AND s.region = $2 AND i.disabled_at IS NULL";
    SEEN = "UPDATE yui_session SET seen_at = $1 WHERE token = $2 AND seen_at < $1";
    UNLOCK = "UPDATE yui_session SET token = $1, seen_at = $2, proved_at = $2 WHERE token = $3 AND ends_at > $2";
    CLOSE = "DELETE FROM yui_session WHERE token = $1";
    SWEEP = "DELETE FROM yui_session WHERE ends_at < $1";
    DEVICES = "SELECT id, region, device, shared, proof, made_at, seen_at FROM yui_session WHERE identity = $1 AND ends_at > $2 ORDER BY seen_at DESC, id";
    END = "DELETE FROM yui_session WHERE id = $1 AND identity = $2";
    END_OTHERS = "DELETE FROM yui_session WHERE identity = $1 AND id <> $2";
    END_IDENTITY = "DELETE FROM yui_session WHERE identity = $1";
    END_ACCOUNT = "DELETE FROM yui_session WHERE region = $1 AND account = $2";
    END_DEVICE = "DELETE FROM yui_session WHERE region = $1 AND on_device = $2";
    END_HAT = "DELETE FROM yui_session WHERE region = $1 AND hat = $2";
}

/// A session found by its token.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub account: AccountId,
    /// The role at signing in.
    pub hat: Hat,
    /// The person behind it.
    pub identity: Option<Id>,
    /// How it was proved.
    pub proof: Proof,
    /// Secret for form tokens; stays when the token changes, so that an open form can still be sent.
    pub csrf: Vec<u8>,
    /// On a computer that others use too.
    pub shared: bool,
    /// Nobody was there for a while: opens again by a proof.
    pub locked: bool,
    /// When it was last proved.
    pub proved_at: At,
    /// When it ends in any case.
    pub ends_at: At,
    /// The registered device on which alone it is good.
    pub device: Option<Id>,
    /// With temporary access: the name of who gave the code.
    pub given_by: Option<String>,
}

/// Opens a session.
pub fn open(
    control: &Db,
    region: &Region,
    opening: &Opening,
    fresh: &Fresh,
    now: At,
) -> Result<(), Error> {
    open_on(control, region, opening, fresh, None, now)
}

/// Opens a session; `on` = the registered device that holds it. A crew or a
/// resident has none without its device.
pub fn open_on(
    control: &Db,
    region: &Region,
    opening: &Opening,
    fresh: &Fresh,
    on: Option<OnDevice>,
    now: At,
) -> Result<(), Error> {
    opening.allowed(region)?;
    if matches!(opening.proof, Proof::Crew | Proof::Card) != on.is_some() {
        return Err(Error::Forbidden("accounts.signin"));
    }
    let (o, f, slug) = (opening.clone(), fresh.clone(), region.slug.clone());
    let hash = sha256_hex(f.token.as_bytes());
    let latest = now.plus_minutes(LIFE_MINUTES);
    let ends = o.until.filter(|u| *u < latest).unwrap_or(latest);
    control.write(move |tx| {
        tx.exec(SWEEP, params![now])?;
        tx.exec(
            OPEN,
            params![
                &hash,
                f.id,
                &slug,
                o.account.0,
                o.hat.code(),
                o.identity,
                o.proof.code(),
                f.csrf.clone(),
                &o.device,
                o.shared,
                now,
                ends,
                on.map(|d| d.device),
                on.map(|d| d.idle_minutes),
            ],
        )?;
        Ok::<_, DbError>(())
    })?;
    Ok(())
}

fn found(row: &Row, now: At) -> Result<Option<(Found, At)>, DbError> {
    let bad = |column: usize| DbError::Decode { column, what: "unknown code".into() };
    let hat = Hat::from_code(&row.get::<String>(2)?).ok_or_else(|| bad(2))?;
    let proof = Proof::from_code(&row.get::<String>(4)?).ok_or_else(|| bad(4))?;
    let (shared, seen, ends): (bool, At, At) = (row.get(6)?, row.get(7)?, row.get(9)?);
    let idle = now.minutes_since(seen);
    if now >= ends || (proof == Proof::Demo && idle >= IDLE_DEMO_MINUTES) {
        return Ok(None);
    }
    let usual = if shared { IDLE_SHARED_MINUTES } else { IDLE_MINUTES };
    let limit = row.get::<Option<i64>>(11)?.unwrap_or(usual);
    let locked = proof != Proof::Demo && idle >= limit;
    if locked && proof == Proof::Temporary {
        // its code opened it once, and there is nothing else to prove with
        return Ok(None);
    }
    let found = Found {
        id: row.get(0)?,
        account: row.id(1)?,
        hat,
        identity: row.get(3)?,
        proof,
        csrf: row.get(5)?,
        shared,
        locked,
        proved_at: row.get(8)?,
        ends_at: ends,
        device: row.get(10)?,
        given_by: match proof {
            Proof::Temporary => Some(row.get(12)?),
            _ => None,
        },
    };
    Ok(Some((found, seen)))
}

/// The session of a token in a region, when it has not ended. A session without proof counts nowhere but in a
/// demonstration region.
pub fn find(control: &Db, region: &Region, token: &str, now: At) -> Result<Option<Found>, DbError> {
    let Some((found, seen)) = look(control, region, token, now)? else { return Ok(None) };
    let hash = sha256_hex(token.as_bytes());
    // written at most once a minute, so that reading pages stays reading
    if !found.locked && now.minutes_since(seen) >= 1 {
        match control.write(move |tx| tx.exec(SEEN, params![now, &hash]).map(|_| ())) {
            // A disk that takes nothing must not keep people from reading; the session only locks itself earlier.
            Ok(()) | Err(DbError::Full | DbError::ReadOnly | DbError::CommitFailed(_)) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(Some(found))
}

/// As [`find`], without counting as use of the session: for an answer that stays open while nobody is at the screen.
pub fn peek(control: &Db, region: &Region, token: &str, now: At) -> Result<Option<Found>, DbError> {
    Ok(look(control, region, token, now)?.map(|(found, _)| found))
}

fn look(
    control: &Db,
    region: &Region,
    token: &str,
    now: At,
) -> Result<Option<(Found, At)>, DbError> {
    let hash = sha256_hex(token.as_bytes());
    let row = control.read(|tx| tx.first(FIND, params![&hash, &region.slug]))?;
    let Some(row) = row else { return Ok(None) };
    Ok(found(&row, now)?.filter(|(f, _)| f.proof != Proof::Demo || region.demo))
}

/// Opens a locked session again, or notes a fresh proof: under a new token, and the old one is dead. False when there is
/// none any more.
pub fn unlock(control: &Db, old: &str, new: &str, now: At) -> Result<bool, DbError> {
    let (old, new) = (sha256_hex(old.as_bytes()), sha256_hex(new.as_bytes()));
    control.write(move |tx| Ok(tx.exec(UNLOCK, params![&new, now, &old])? == 1))
}

/// Ends a session.
pub fn close(control: &Db, token: &str) -> Result<(), DbError> {
    let hash = sha256_hex(token.as_bytes());
    control.write(move |tx| tx.exec(CLOSE, params![&hash]).map(|_| ()))
}

/// A line of the list of devices.
#[derive(Debug, Clone)]
pub struct Device {
    /// Id of the session.
    pub id: Id,
    /// Region.
    pub region: String,
    /// What it is called.
    pub device: String,
    /// Used by others too.
    pub shared: bool,
    /// How it was proved.
    pub proof: Option<Proof>,
    /// Signed in at.
    pub made_at: At,
    /// Last used.
    pub seen_at: At,
}

/// Where an identity is signed in now, last used first.
pub fn devices(control: &Db, identity: Id, now: At) -> Result<Vec<Device>, DbError> {
    control.read(|tx| {
        tx.rows(DEVICES, params![identity, now])?
            .iter()
            .map(|r| {
                Ok(Device {
                    id: r.get(0)?,
                    region: r.get(1)?,
                    device: r.get(2)?,
                    shared: r.get(3)?,
                    proof: Proof::from_code(&r.get::<String>(4)?),
                    made_at: r.get(5)?,
                    seen_at: r.get(6)?,
                })
            })
            .collect()
    })
}

/// Signs one device of this identity out; false when it was not signed in.
pub fn end(control: &Db, identity: Id, session: Id) -> Result<bool, DbError> {
    control.write(move |tx| Ok(tx.exec(END, params![session, identity])? > 0))
}

/// Signs out everywhere but here; how many.
pub fn end_others(control: &Db, identity: Id, but: Id) -> Result<u64, DbError> {
    control.write(move |tx| tx.exec(END_OTHERS, params![identity, but]))
}

/// Signs out everywhere; how many.
pub fn end_identity(control: &Db, identity: Id) -> Result<u64, DbError> {
    control.write(move |tx| tx.exec(END_IDENTITY, params![identity]))
}

/// Ends all sessions of an account.
pub fn end_account(control: &Db, region: &str, account: AccountId) -> Result<u64, DbError> {
    let region = region.to_string();
    control.write(move |tx| tx.exec(END_ACCOUNT, params![&region, account.0]))
}

/// Ends all sessions on a registered device; how many.
pub fn end_device(control: &Db, region: &str, device: Id) -> Result<u64, DbError> {
    let region = region.to_string();
    control.write(move |tx| tx.exec(END_DEVICE, params![&region, device]))
}

/// Ends all sessions in a role; how many.
pub fn end_hat(control: &Db, region: &str, hat: Hat) -> Result<u64, DbError> {
    let region = region.to_string();
    control.write(move |tx| tx.exec(END_HAT, params![&region, hat.code()]))
}
