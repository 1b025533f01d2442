//! 停電・障害のときの控え: one file that a browser alone opens, for the hours in which the server does not answer
//! (医療情報システムの安全管理に関するガイドライン: 見読性は障害のときも). Who is in it is what who set it up may see; it is
//! sealed to a key that only the organisation's passphrase opens (docs/adr/0029).
pub(crate) mod cli;
mod file;
pub(crate) mod folder;
mod gather;
pub(crate) mod nightly;
pub(crate) mod page;
mod seal;
mod store;
#[cfg(test)]
mod tests;

use app::{App, Cx, Error, Permission, Result};
use kernel::{Actor, At};
use ring::rand::SecureRandom;
use ui::dates::moment;

use store::Kept;
pub(crate) use store::STATEMENTS;

/// A finished file.
struct Made {
    /// Its bytes: HTML.
    html: String,
    /// How many persons are in it.
    persons: usize,
    /// As of.
    at: At,
}

/// Reads as `actor` under `permission` and seals. The rows of the log are durable before this returns.
fn make(
    app: &App,
    actor: &Actor,
    kept: &Kept,
    permission: &'static Permission,
    random: &dyn SecureRandom,
) -> Result<Made> {
    let pack = app.read(actor, |cx| gather::gather(cx, permission))?;
    let at = app.now();
    let head = file::head(app.region(), &pack.office, at);
    let body =
        serde_json::to_string(&pack).map_err(|e| Error::Inconsistent(format!("pack: {e}")))?;
    let sealed = seal::seal(random, &kept.lock, &head, body)
        .ok_or_else(|| Error::Inconsistent("pack: sealing".into()))?;
    let html = file::file(app.region(), &pack.office, at, &sealed)?;
    Ok(Made { html, persons: pack.people.len(), at })
}

/// Is the actor an administrator of the own organisation? A refusal is audited.
fn own(cx: &Cx<'_>, permission: &'static Permission) -> Result<kernel::Id> {
    app::authorise(cx, permission)?;
    let org = cx.actor().organisation.ok_or(Error::NotFound)?;
    if accounts::use_cases::staff::looks_after(cx, org.into())? {
        return Ok(org);
    }
    cx.audit(app::audit::AuditEntry::act(permission.code).denied());
    Err(Error::Forbidden(permission.code))
}
