//! The organisations that take part. Whoever agreed to 「all members」 must be told when one comes or goes (厚生労働省
//! renkei-support: 一括同意). The program notes the change; each office sees which of its own people are to be told; the
//! centre sees how many are left, without names.
use accounts::{Organisation, OrganisationKind};
use app::{Cx, Error, Result, notices};
use kernel::{Hat, Id};

use crate::authz::{Act, What, audit_list, scope, shipped};
use crate::model::Resident;
pub use crate::store::members::Change;
use crate::{ResidentId, permissions, store::members};

/// How long a change stays in the list.
const DAYS: i64 = 366;

/// The public list: organisations of the region that can see people with their consent. Not those whose roles see nobody
/// (the city, the centre, who looks after the machines), and not those outside, which have no account.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    filtered(cx, |o| !o.outside)
}

/// Organisations that a support team can hold: those that take part, and those outside that do such work.
pub fn for_team(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    filtered(cx, |_| true)
}

fn filtered(cx: &Cx<'_>, also: impl Fn(&Organisation) -> bool) -> Result<Vec<Organisation>> {
    let mut out = Vec::new();
    for o in accounts::organisations(cx)? {
        if also(&o) && sees(cx, &o)? {
            out.push(o);
        }
    }
    Ok(out)
}

/// Can anybody there see a person? By the roles of its kind; 「そのほか」 and 消防 are of many kinds, so there the roles count
/// that its people really have.
fn sees(cx: &Cx<'_>, o: &Organisation) -> Result<bool> {
    // a 台帳 is given to its receivers by a consent of its own
    let kinds = || What::ALL.iter().filter(|w| **w != What::Register);
    let sees = |h: &Hat| kinds().any(|w| shipped().any(*h, Act::Read, *w));
    if !o.kind.hats().iter().any(sees) {
        return Ok(false);
    }
    if !matches!(o.kind, OrganisationKind::Other | OrganisationKind::Fire) {
        return Ok(true);
    }
    let people = accounts::accounts_of(cx, o.id)?;
    Ok(people.is_empty() || people.iter().any(|a| sees(&a.hat)))
}

/// Compares the organisations with those known and notes who came and went; run by a job once a day and safe to run
/// again. The first time nobody came: they are there.
pub fn sync(cx: &Cx<'_>) -> Result<usize> {
    let now = list(cx)?;
    let known = members::all(cx)?;
    let first = known.is_empty();
    let mut changed = 0;
    for o in &now {
        if !known.iter().any(|(id, _)| *id == o.id.0) {
            members::join(cx, o.id.0, &o.name)?;
            if !first {
                members::change(cx, o.id.0, &o.name, true)?;
                changed += 1;
            }
        }
    }
    for (id, name) in &known {
        if !now.iter().any(|o| o.id.0 == *id) {
            members::leave(cx, *id)?;
            members::change(cx, *id, name, false)?;
            changed += 1;
        }
    }
    if changed > 0 {
        tell_offices(cx)?;
    }
    Ok(changed)
}

fn tell_offices(cx: &Cx<'_>) -> Result<()> {
    for o in accounts::organisations(cx)? {
        let concerned = o.kind.hats().iter().any(|h| permissions::MEMBERS.hats.contains(h));
        if concerned && !o.outside {
            notices::send(
                cx,
                notices::To { organisation: o.id.0, account: None },
                "people.member",
                "参加している事業所が変わりました。同意した方にお知らせしてください",
                "/members/changes",
            )?;
        }
    }
    Ok(())
}

/// A change with what is left to do.
#[derive(Debug, Clone)]
pub struct Told {
    /// The change.
    pub change: Change,
    /// People still to be told: the region's number for the centre, one's own for an office.
    pub open: i64,
    /// People who were told, in the whole region.
    pub told: i64,
    /// One's own people to tell; empty for the centre.
    pub mine: Vec<Resident>,
}

/// The changes of the last year.
pub fn changes(cx: &Cx<'_>) -> Result<Vec<Told>> {
    app::authorise(cx, &permissions::MEMBERS)?;
    let since = kernel::time::add_days(cx.today(), -DAYS);
    let mut out = Vec::new();
    let mut ids: Vec<Id> = Vec::new();
    for change in members::changes(cx, since)? {
        let (all, told) = members::counts(cx, &change)?;
        let mine = match sees_people(cx) {
            true => {
                let reach = scope(cx, &permissions::LIST, What::Basic)?;
                members::to_tell(cx, &reach, &change)?
            }
            false => Vec::new(),
        };
        ids.extend(mine.iter().map(|r| r.id.0));
        let open = if sees_people(cx) { mine.len() as i64 } else { all };
        out.push(Told { change, open, told, mine });
    }
    if sees_people(cx) {
        audit_list(cx, &permissions::LIST, "members:to-tell", &ids);
    }
    Ok(out)
}

fn sees_people(cx: &Cx<'_>) -> bool {
    matches!(cx.actor().hat, Hat::CareManager | Hat::Hokatsu)
}

/// Notes that these people were told of a change; those who are not one's own, or were told already, are passed over.
pub fn tell(cx: &Cx<'_>, change: Id, ids: &[ResidentId]) -> Result<usize> {
    app::authorise(cx, &permissions::MEMBERS)?;
    if !sees_people(cx) {
        return Err(Error::Forbidden(permissions::MEMBERS.code));
    }
    let since = kernel::time::add_days(cx.today(), -DAYS);
    let all = members::changes(cx, since)?;
    let change = all.into_iter().find(|c| c.id == change).ok_or(Error::NotFound)?;
    let reach = scope(cx, &permissions::LIST, What::Basic)?;
    let open = members::to_tell(cx, &reach, &change)?;
    let mut told: Vec<Id> = Vec::new();
    for r in open.iter().filter(|r| ids.contains(&r.id)) {
        members::tell(cx, change.id, r.id.0)?;
        told.push(r.id.0);
    }
    if told.is_empty() {
        return Err(Error::field("who", "お知らせした方を選んでください"));
    }
    audit_list(cx, &permissions::MEMBERS, "members:told", &told);
    Ok(told.len())
}
