//! Two records of one person become one, and can be taken apart again.
//!
//! Joining is a pointer, nothing else: stays, records, files and rights stay with the record they were made for. What a
//! reader sees of the person is what the reader may see of each record: who may open both sees them together, who may
//! open one sees that one as before. So no right is ever widened by a joining, and taking apart restores everything.
use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result, authorise};
use kernel::{Hat, Id};

use super::view::{View, view};
use crate::authz::{Act, Basic, Health, Read, What, Write, could, decide};
use crate::model::Resident;
use crate::store::merge as kept;
pub use crate::store::merge::Merged;
use crate::{ResidentId, permissions, store};

/// Two records to join.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Stays in front: its basic facts are shown.
    pub keep: ResidentId,
    /// Points to it from now on.
    pub gone: ResidentId,
    /// Why it is the same person.
    pub reason: String,
    /// Somebody looked at both and says that it is the same person.
    pub sure: bool,
}

/// The record in front of which this one stands behind, when the actor may open that one.
pub fn main_of(cx: &Cx<'_>, id: ResidentId) -> Result<Option<ResidentId>> {
    let front = front(cx, id)?;
    Ok(if front != id && could(cx, Act::Read, What::Basic, front)? { Some(front) } else { None })
}

fn front(cx: &Cx<'_>, id: ResidentId) -> Result<ResidentId> {
    let mut at = id;
    // a chain cannot close (merge refuses it); the bound keeps a damaged one from turning for ever
    for _ in 0..16 {
        match kept::keep_of(cx, at)? {
            Some(next) => at = next,
            None => return Ok(at),
        }
    }
    Err(Error::Inconsistent(format!("records of {id} point in a circle")))
}

/// All records of the person, this one first, whoever may open them: for ending what the person takes back.
pub(crate) fn every_record(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<ResidentId>> {
    let (mut out, mut todo) = (vec![id], vec![front(cx, id)?]);
    let mut seen = Vec::new();
    while let Some(next) = todo.pop() {
        if seen.contains(&next) {
            continue;
        }
        seen.push(next);
        if next != id {
            out.push(next);
        }
        todo.extend(kept::gone_of(cx, next)?);
    }
    Ok(out)
}

/// All records of the person that the actor may open, this one first: what another slice reads for the person.
pub fn same(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<ResidentId>> {
    let mut out = Vec::new();
    for one in every_record(cx, id)? {
        if one == id || could(cx, Act::Read, What::Basic, one)? {
            out.push(one);
        }
    }
    Ok(out)
}

/// Adds to a person's page what the actor may see in the other records of the person; what says the same stands once.
pub(crate) fn extend(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    v: &mut View,
) -> Result<()> {
    for other in same(cx, id)?.into_iter().skip(1) {
        let basic = decide::<Read, Basic>(cx, permission, other, None)?;
        for c in store::details::contacts(cx, &basic)? {
            if !v.contacts.iter().any(|x| x.name == c.name && x.phone == c.phone) {
                v.contacts.push(c);
            }
        }
        for m in super::view::team(cx, &basic)? {
            let there = |x: &crate::TeamMember| {
                (x.role, x.organisation, x.account, &x.label)
                    == (m.role, m.organisation, m.account, &m.label)
            };
            if !v.team.iter().any(there) {
                v.team.push(m);
            }
        }
        for c in store::details::consents(cx, &basic)? {
            let there = |x: &crate::Consent| {
                (x.method, x.given_on, &x.form_version) == (c.method, c.given_on, &c.form_version)
            };
            if !v.consents.iter().any(there) {
                v.consents.push(c);
            }
        }
        if could(cx, Act::Read, What::Health, other)? {
            let health = decide::<Read, Health>(cx, permission, other, None)?;
            v.sees_health = true;
            for f in store::details::facts(cx, &health)? {
                if !v.facts.iter().any(|x| x.kind == f.kind && x.text == f.text) {
                    v.facts.push(f);
                }
            }
        }
    }
    v.facts.sort_by(|a, b| b.alert.code().cmp(a.alert.code()).then(a.kind.cmp(&b.kind)));
    Ok(())
}

/// Which of these records stand behind another one, whoever may open that one: for lists that show a person once.
pub fn behind(cx: &Cx<'_>, ids: &[Id]) -> Result<Vec<ResidentId>> {
    kept::behind(cx, ids)
}

/// Leaves out of a list the records that stand behind another one the actor may open.
pub(crate) fn in_front(cx: &Cx<'_>, rows: Vec<Resident>) -> Result<Vec<Resident>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id.0).collect();
    let behind = kept::behind(cx, &ids)?;
    if behind.is_empty() {
        return Ok(rows);
    }
    let mut out = Vec::with_capacity(rows.len());
    for r in rows {
        if !behind.contains(&r.id) || main_of(cx, r.id)?.is_none() {
            out.push(r);
        }
    }
    Ok(out)
}

/// Both records side by side.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The record from whose page one came.
    pub one: View,
    /// The other.
    pub other: View,
}

fn both(cx: &Cx<'_>, a: ResidentId, b: ResidentId) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::MERGE, a, None)?;
    decide::<Write, Basic>(cx, &permissions::MERGE, b, None)?;
    Ok(())
}

/// Opens both for comparing: who joins must be able to change both.
pub fn preview(cx: &Cx<'_>, one: ResidentId, other: ResidentId) -> Result<Preview> {
    both(cx, one, other)?;
    Ok(Preview { one: view(cx, one)?, other: view(cx, other)? })
}

/// What the page of joining shows of one record.
#[derive(Debug, Clone)]
pub struct Found {
    /// The record.
    pub resident: Resident,
    /// Records that look like the same person and that the actor may change.
    pub alike: Vec<Resident>,
    /// How many more there are that the actor may not open; that they exist is all that is said.
    pub others: usize,
    /// Joinings of the record in force, with the other record's name.
    pub merged: Vec<(Merged, Resident)>,
}

/// Looks for records of the same person.
pub fn find(cx: &Cx<'_>, id: ResidentId) -> Result<Found> {
    let permit = decide::<Write, Basic>(cx, &permissions::MERGE, id, None)?;
    let reading = decide::<Read, Basic>(cx, &permissions::READ, permit.resident(), None)?;
    let resident = store::get(cx, &reading)?;
    let known = same(cx, id)?;
    let (mut alike, mut others) = (Vec::new(), 0);
    for other in kept::alike(cx, &resident)? {
        if known.contains(&other) {
            continue;
        }
        if could(cx, Act::Write, What::Basic, other)? {
            let p = decide::<Read, Basic>(cx, &permissions::READ, other, None)?;
            alike.push(store::get(cx, &p)?);
        } else {
            others += 1;
        }
    }
    let mut merged = Vec::new();
    for m in kept::of_resident(cx, id)?.into_iter().filter(|m| m.undone_at.is_none()) {
        let other = if m.keep == id { m.gone } else { m.keep };
        if could(cx, Act::Read, What::Basic, other)? {
            let p = decide::<Read, Basic>(cx, &permissions::READ, other, None)?;
            merged.push((m, store::get(cx, &p)?));
        }
    }
    Ok(Found { resident, alike, others, merged })
}

fn reason(text: &str) -> Result<String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Error::field("reason", "理由を入力してください")),
        201.. => Err(Error::field("reason", "200文字以内で入力してください")),
        _ => Ok(text.to_string()),
    }
}

/// The door: care manager and 包括 need to be able to change both records; the operator names them without seeing them.
fn door(cx: &Cx<'_>, a: ResidentId, b: ResidentId, what: &str) -> Result<()> {
    if cx.actor().hat != Hat::Operator {
        return both(cx, a, b);
    }
    authorise(cx, &permissions::MERGE)?;
    for id in [a, b] {
        if !kept::exists(cx, id)? {
            return Err(Error::NotFound);
        }
        cx.audit(AuditEntry::act(permissions::MERGE.code).about(id).detail(what));
    }
    Ok(())
}

/// Joins two records.
pub fn merge(cx: &Cx<'_>, cmd: &Merge) -> Result<Id> {
    if cmd.keep == cmd.gone {
        return Err(Error::Rule("同じ記録です。もう1つの記録を選んでください".into()));
    }
    door(cx, cmd.keep, cmd.gone, "merge")?;
    let reason = reason(&cmd.reason)?;
    if !cmd.sure {
        return Err(Error::field("sure", "2つをくらべて、同じ方だとたしかめてください"));
    }
    if front(cx, cmd.keep)? == front(cx, cmd.gone)? {
        return Err(Error::Rule("この2つは、もう1つにまとめられています".into()));
    }
    if kept::keep_of(cx, cmd.gone)?.is_some() || kept::keep_of(cx, cmd.keep)?.is_some() {
        return Err(Error::Rule(
            "どちらかの記録は、ほかの記録にまとめられています。先に、それを元にもどしてください"
                .into(),
        ));
    }
    let id = kept::add(cx, cmd.keep, cmd.gone, &reason)?;
    cx.rights_changed()?;
    crate::changed::tell(cx, cmd.gone)?;
    Ok(id)
}

/// Takes two records apart; everything is as it was, and what was written since stays with the record it was written for.
pub fn unmerge(cx: &Cx<'_>, id: Id, why: &str) -> Result<ResidentId> {
    let m = kept::one(cx, id)?;
    door(cx, m.keep, m.gone, "unmerge")?;
    let why = reason(why)?;
    kept::undo(cx, id, &why)?;
    cx.rights_changed()?;
    crate::changed::tell(cx, m.gone)?;
    Ok(m.keep)
}

/// The joinings of a person in the column of time: for who may open both records.
pub(crate) fn timeline(cx: &Cx<'_>, resident: Id) -> Result<Vec<slice::TimelineEntry>> {
    let id = ResidentId(resident);
    let mut out = Vec::new();
    let entry =
        |day: kernel::Date, at, title: &str, text: String, by: String| slice::TimelineEntry {
            day,
            at: Some(at),
            now: false,
            title: title.into(),
            text: vec![text],
            chips: Vec::new(),
            meta: by,
            links: Vec::new(),
            group: "基本",
            action: None,
            whereabouts: None,
        };
    for m in kept::of_resident(cx, id)? {
        let other = if m.keep == id { m.gone } else { m.keep };
        if !could(cx, Act::Read, What::Basic, other)? || !could(cx, Act::Read, What::Basic, id)? {
            continue;
        }
        out.push(entry(m.at.date(), m.at, "2つの記録を1つにまとめました", m.reason, m.by));
        if let Some(at) = m.undone_at {
            out.push(entry(
                at.date(),
                at,
                "まとめた記録を元にもどしました",
                m.undone_reason,
                m.undone_by,
            ));
        }
    }
    Ok(out)
}
