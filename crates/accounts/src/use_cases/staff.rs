//! An organisation answers for its own people: its administrator invites, confirms once a year, says who leaves. Nobody
//! else does, neither centre nor city: whoever could would be able to act as anybody. The operator at the command line is
//! the way out when an organisation has lost its administrator.
use app::audit::AuditEntry;
use app::notices::{self, To};
use app::{Cx, Error, Result};
use kernel::{ActorKind, Date, Hat};

use crate::model::Account;
use crate::store::staff as store;
use crate::{AccountId, OrganisationId, permissions};

pub use crate::store::staff::Member;

/// May the actor look after this organisation's people? Without an audit row, for offering a button.
pub fn looks_after(cx: &Cx<'_>, org: OrganisationId) -> Result<bool> {
    let a = cx.actor();
    if a.kind == ActorKind::Operator {
        return Ok(true);
    }
    match a.account {
        Some(id) if a.organisation == Some(org.0) => store::is_admin(cx, AccountId(id)),
        _ => Ok(false),
    }
}

/// The same as a door: hat, switch, administrator. A refusal is audited; what is done behind it leaves a row of its own,
/// which says what it was and names the account or the organisation.
pub(crate) fn may_look_after(cx: &Cx<'_>, org: OrganisationId) -> Result<()> {
    if app::may(cx, &permissions::STAFF)? && looks_after(cx, org)? {
        return Ok(());
    }
    cx.audit(
        AuditEntry::act(permissions::STAFF.code).object(format!("organisation:{org}")).denied(),
    );
    Err(Error::Forbidden(permissions::STAFF.code))
}

/// The same where an account or a device was named: that somebody else's is there at all is not told.
pub(crate) fn may_look_after_what_is_named(cx: &Cx<'_>, org: OrganisationId) -> Result<()> {
    may_look_after(cx, org).map_err(|e| match e {
        Error::Forbidden(_) => Error::NotFound,
        e => e,
    })
}

/// Who looks after an organisation's people today: account and name. Told to whoever may ask for something there, so that
/// they know whom to call.
pub fn administrators(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<(AccountId, String)>> {
    store::admins(cx, org)
}

/// Tells the administrators of an organisation, except `but` and the actor; names nobody.
pub(crate) fn tell_administrators(
    cx: &Cx<'_>,
    org: OrganisationId,
    but: AccountId,
    what: (&str, &str, &str),
) -> Result<()> {
    let (kind, text, link) = what;
    for (id, _) in store::admins(cx, org)? {
        if id == but || cx.actor().account == Some(id.0) {
            continue;
        }
        let to = To { organisation: org.0, account: Some(id.0) };
        notices::send(cx, to, kind, text, link)?;
    }
    Ok(())
}

/// Can an organisation of this kind give this role? [`Error::Invalid`] otherwise, also for the centre.
pub(crate) fn fits_office(cx: &Cx<'_>, org: OrganisationId, hat: Hat) -> Result<()> {
    let kind = crate::store::organisation(cx, org)?.ok_or(Error::NotFound)?.kind;
    if kind.hats().contains(&hat) {
        return Ok(());
    }
    let all: Vec<&str> = kind.hats().iter().map(|h| h.label()).collect();
    Err(Error::field("hat", format!("{}で選べる役割は、{}です", kind.label(), all.join("、"))))
}

/// The people of an organisation, also those who left.
pub fn members(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Member>> {
    may_look_after(cx, org)?;
    cx.audit(AuditEntry::act("accounts.staff.list").object(format!("organisation:{org}")));
    store::members(cx, org)
}

/// One of them, for the page about this person.
pub fn member(cx: &Cx<'_>, id: AccountId) -> Result<Member> {
    let a = theirs(cx, id)?;
    cx.audit(AuditEntry::act("accounts.staff.read").object(format!("account:{id}")));
    let all = store::members(cx, a.organisation)?;
    all.into_iter().find(|m| m.account.id == id).ok_or(Error::NotFound)
}

fn theirs(cx: &Cx<'_>, id: AccountId) -> Result<Account> {
    let Some(a) = crate::store::any_account(cx, id)? else { return Err(Error::NotFound) };
    may_look_after_what_is_named(cx, a.organisation)?;
    Ok(a)
}

fn done(cx: &Cx<'_>, changed: bool, id: AccountId, what: &str) -> Result<()> {
    if !changed {
        return Err(Error::Rule("この人の登録は、もう終わっています".into()));
    }
    cx.audit(AuditEntry::act("accounts.staff.change").object(format!("account:{id}")).detail(what));
    Ok(cx.rights_changed()?)
}

/// Said to an administrator who would end the own account.
pub(crate) const OWN_END: &str = "自分の登録は終わらせられません。ほかの管理者に頼んでください。いないときは、先に、ほかの人を管理者にしてください";

/// Ends an account now: its sessions are dead with their next request.
pub fn end_now(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    theirs(cx, id)?;
    if cx.actor().account == Some(id.0) {
        return Err(Error::Rule(OWN_END.into()));
    }
    done(cx, store::lock(cx, id)?, id, "end")
}

/// Says the last day; none takes it back. A day that is over ends the account at once.
pub fn leaves_on(cx: &Cx<'_>, id: AccountId, on: Option<Date>) -> Result<()> {
    theirs(cx, id)?;
    done(cx, store::leaves(cx, id, on)?, id, "leaves")
}

/// Gives or takes the right to look after the organisation's people; the last one keeps it.
pub fn set_admin(cx: &Cx<'_>, id: AccountId, on: bool) -> Result<()> {
    let a = theirs(cx, id)?;
    if !on {
        let others = store::members(cx, a.organisation)?
            .iter()
            .filter(|m| m.admin && m.account.id != id && m.open(cx.today()))
            .count();
        if others == 0 {
            return Err(Error::Rule(
                "管理者がいなくなります。先に、ほかの人を管理者にしてください".into(),
            ));
        }
    }
    done(cx, store::set_admin(cx, id, on)?, id, if on { "admin" } else { "no admin" })
}

/// Says that somebody still works here in this role.
pub fn confirm(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    theirs(cx, id)?;
    done(cx, store::confirm(cx, id)?, id, "confirm")
}

/// Gives another role: its sessions end with their next request, and the person signs in again in the new one.
pub fn change_hat(cx: &Cx<'_>, id: AccountId, hat: Hat, profession: &str) -> Result<()> {
    let a = theirs(cx, id)?;
    fits_office(cx, a.organisation, hat)?;
    done(cx, store::set_hat(cx, id, hat, profession)?, id, "hat")
}
