//! Key codes: giving one on paper, ending it, and entering the one that a person shows at a facility. The code proves that the
//! person was there. It never opens a view: whether the facility sees anything is decided by the person's consent, as
//! for every member of the team; without one that reaches it, the care manager's office is asked.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, notices};
use kernel::Id;

use crate::authz::{Basic, Basis, Grant, Party, Read, Write, covers, decide, grant};
use crate::model::{NewTeamMember, TeamRole, keycode as code};
pub use crate::store::keycode::Active;
use crate::{ResidentId, permissions, store, store::keycode as kept};

/// Misses of one account in this many minutes (trust.md §3.3).
const MINUTES: i64 = 15;
const PER_ACCOUNT: i64 = 5;
/// Tries of one facility in a day.
const PER_FACILITY: i64 = 50;

/// The page: name and the code in use.
pub fn read(cx: &Cx<'_>, id: ResidentId) -> Result<(String, Option<Active>)> {
    let w = decide::<Write, Basic>(cx, &permissions::KEYCODE, id, None)?;
    let p = decide::<Read, Basic>(cx, &permissions::READ, w.resident(), None)?;
    Ok((super::view::resident(cx, &p)?.name, kept::active(cx, id)?))
}

/// Gives a new code; the one before ends. The code itself is kept nowhere: who loses the paper gets a new one.
pub fn give(
    cx: &Cx<'_>,
    id: ResidentId,
    random: &[u8; code::LENGTH],
    fresh: &[u8; 32],
) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::KEYCODE, id, None)?;
    let bad = || Error::Inconsistent("a fresh key code cannot be read".into());
    let plain = code::read(&code::from_bytes(random)).ok_or_else(bad)?;
    let hash = kept::hash(cx, &plain, Some(fresh))?.ok_or_else(bad)?;
    kept::revoke(cx, id, "新しいコードを渡した")?;
    kept::add(cx, id, &hash, plain.get(8..).unwrap_or_default())
}

/// Ends the code in use.
pub fn revoke(cx: &Cx<'_>, id: ResidentId, reason: &str) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::KEYCODE, id, None)?;
    if reason.trim().chars().count() > 200 {
        return Err(Error::field("reason", "200文字以内で入力してください"));
    }
    if kept::revoke(cx, id, reason)? { Ok(()) } else { Err(Error::NotFound) }
}

/// What came of entering a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// Not a code in use; why is not said.
    No,
    /// Too many tries: wait, or telephone.
    TooMany,
    /// The facility is in the team; the person's consent reaches it.
    Joined(ResidentId),
    /// The person's consent does not reach the facility: the care manager's office was asked.
    Asked,
}

/// Enters the code that a person shows. A try is counted before it is judged and stays counted.
pub fn enter(cx: &Cx<'_>, typed: &str, role: TeamRole) -> Result<Entered> {
    app::authorise(cx, &permissions::KEYCODE_USE)?;
    let a = cx.actor();
    let (Some(account), Some(org)) = (a.account, a.organisation) else {
        return Err(Error::Forbidden(permissions::KEYCODE_USE.code));
    };
    let (since, day) = (cx.now().plus_minutes(-MINUTES), cx.now().plus_minutes(-24 * 60));
    let (mine, ours) = kept::tries(cx, (account, since), (org, day))?;
    if mine >= PER_ACCOUNT || ours >= PER_FACILITY {
        cx.audit(AuditEntry::act(permissions::KEYCODE_USE.code).denied());
        return Ok(Entered::TooMany);
    }
    let found = match code::read(typed) {
        Some(plain) => match kept::hash(cx, &plain, None)? {
            Some(hash) => kept::find(cx, &hash)?,
            None => None,
        },
        None => None,
    };
    kept::note(cx, account, org, found.is_some())?;
    let Some(id) = found else {
        cx.audit(AuditEntry::act(permissions::KEYCODE_USE.code).denied());
        return Ok(Entered::No);
    };
    cx.audit(AuditEntry::act(permissions::KEYCODE_USE.code).about(id));
    let reached = covers(cx, id, (&org.to_string(), &account.to_string()))?;
    if !reached.iter().any(|c| c.reaches) {
        ask(cx, id, org)?;
        return Ok(Entered::Asked);
    }
    join(cx, id, org, role)?;
    Ok(Entered::Joined(id))
}

fn join(cx: &Cx<'_>, id: ResidentId, org: Id, role: TeamRole) -> Result<()> {
    let team = store::details::team(cx, id)?;
    if team.iter().any(|m| m.organisation == Some(org)) {
        return Ok(());
    }
    let office = accounts::organisation(cx, accounts::OrganisationId(org))?;
    let today = cx.today();
    let member = NewTeamMember {
        role,
        organisation: Some(org),
        account: None,
        label: office.name,
        person: String::new(),
        phone: office.phone,
        from: today,
    };
    store::details::add_member(cx, id, &member)?;
    let party = Party::Organisation(org);
    let right = Grant {
        resident: id,
        party,
        basis: Basis::Team,
        kind: None,
        record: None,
        from: today,
        to: None,
    };
    grant(cx, &right)?;
    tell(cx, id, &format!("{}が、キーコードで支援チームに加わりました", member.label), "#team")
}

fn ask(cx: &Cx<'_>, id: ResidentId, org: Id) -> Result<()> {
    let name = accounts::organisation(cx, accounts::OrganisationId(org))?.name;
    tell(cx, id, &format!("{name}が、見ることへの同意をたずねています（キーコード）"), "/consent")
}

/// To the offices that follow the person. No name in it; the link opens the page through its own permit.
fn tell(cx: &Cx<'_>, id: ResidentId, text: &str, at: &str) -> Result<()> {
    let mut told: Vec<Id> = Vec::new();
    for m in store::details::team(cx, id)? {
        let follows = matches!(m.role, TeamRole::CareManager | TeamRole::Hokatsu);
        if let Some(org) = m.organisation.filter(|o| follows && !told.contains(o)) {
            let to = notices::To { organisation: org, account: None };
            notices::send(cx, to, "people.keycode", text, &format!("/people/{id}{at}"))?;
            told.push(org);
        }
    }
    Ok(())
}
