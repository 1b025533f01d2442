//! SQL at the end of retention. Look-ups stay: they name nobody.
use app::{Cx, Result};
use db::{DbError, params};
use kernel::{At, Id};
use slice::{Erased, KeptKind};

db::statements! { pub(crate) STATEMENTS;
    CARDS = "SELECT COUNT(*), MAX(at) FROM emergency_card WHERE resident = $1";
    RUNNING = "SELECT COUNT(*) FROM emergency_registration WHERE resident = $1 AND ended_at IS NULL";
    OPENED = "SELECT COUNT(*), MAX(at) FROM emergency_opened WHERE resident = $1";
    NO_TRANSPORT = "DELETE FROM emergency_transport WHERE resident = $1";
    NO_OPENED = "DELETE FROM emergency_opened WHERE resident = $1";
    NO_GLASS = "DELETE FROM emergency_glass WHERE resident = $1";
    NO_ALERT = "DELETE FROM emergency_alert WHERE resident = $1";
    NO_TOKEN = "DELETE FROM emergency_token WHERE resident = $1";
    NO_SAFETY = "DELETE FROM emergency_safety WHERE resident = $1";
    NO_LISTED_CONSENT = "DELETE FROM emergency_register_consent WHERE resident = $1";
    NO_LISTED = "DELETE FROM emergency_register WHERE resident = $1";
    NO_RECHECK = "DELETE FROM emergency_recheck WHERE resident = $1";
    NO_TELL = "DELETE FROM emergency_glass_tell WHERE resident = $1";
    NO_CARD = "DELETE FROM emergency_card WHERE resident = $1";
    NO_REGISTRATION = "DELETE FROM emergency_registration WHERE resident = $1";
}

/// The card, open while it is registered, and what crews opened.
pub(crate) fn kept(cx: &Cx<'_>, id: Id) -> Result<Vec<KeptKind>> {
    let tx = cx.tx();
    let count = |s| -> Result<(i64, Option<At>)> {
        let r = tx.one(s, params![id])?;
        Ok((r.get(0)?, r.get(1)?))
    };
    let (cards, last) = count(CARDS)?;
    let (opened, seen) = count(OPENED)?;
    let open = tx.one(RUNNING, params![id])?.get::<i64>(0)? > 0;
    let last = last.max(seen).map(At::date);
    Ok(vec![KeptKind { kind: "emergency", n: cards + opened, last, open }])
}

/// Erases all of it, and takes the person out of the index.
pub(crate) fn erase(cx: &Cx<'_>, id: Id) -> Result<Erased> {
    super::index::drop(cx, id)?;
    let gone =
        |s| Ok::<i64, DbError>(i64::try_from(cx.tx().exec(s, params![id])?).unwrap_or(i64::MAX));
    gone(NO_TRANSPORT)?;
    let opened = gone(NO_OPENED)?;
    for s in
        [NO_RECHECK, NO_TELL, NO_GLASS, NO_ALERT, NO_TOKEN, NO_SAFETY, NO_LISTED_CONSENT, NO_LISTED]
    {
        gone(s)?;
    }
    let cards = gone(NO_CARD)?;
    gone(NO_REGISTRATION)?;
    Ok(vec![("emergency", cards + opened)])
}

/// For people::retention.
pub(crate) const RETAINED: slice::Retained = slice::Retained { kept, erase };
