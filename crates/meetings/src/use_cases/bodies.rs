//! Entering and changing bodies and their members; a change can be taken back.
use app::{Cx, Error, Result, authorise};

use super::{body, rule};
use crate::model::body::would_circle;
use crate::model::{Body, Member, NewBody, NewMember};
use crate::{BodyId, MemberId, permissions, store};

/// Most members of a body.
pub const MEMBERS: usize = 200;

/// The parent must be there and must not be below the body.
fn parent_fits(cx: &Cx<'_>, id: BodyId, new: &NewBody) -> Result<()> {
    if new.parent.is_empty() {
        return Ok(());
    }
    let Ok(parent) = new.parent.parse::<BodyId>() else {
        return Err(Error::field("parent", "上の会議体を選び直してください"));
    };
    let all = store::body::all(cx)?;
    if !all.iter().any(|b| b.id == parent && !b.removed) {
        return Err(Error::field("parent", "上の会議体を選び直してください"));
    }
    if would_circle(&all, id, parent) {
        return Err(Error::field("parent", "この会議体の下にある会議体は、上の会議体にできません"));
    }
    Ok(())
}

/// Enters a body.
pub fn add(cx: &Cx<'_>, new: &NewBody) -> Result<BodyId> {
    authorise(cx, &permissions::BODIES)?;
    new.check()?;
    let id = BodyId(cx.new_id());
    parent_fits(cx, id, new)?;
    store::body::add(cx, id, new)?;
    Ok(id)
}

fn write(cx: &Cx<'_>, b: &Body, new: &NewBody, version: i64) -> Result<()> {
    new.check()?;
    parent_fits(cx, b.id, new)?;
    match store::body::change(cx, b.id, new, version)? {
        0 => Err(Error::Stale { mine: version, theirs: b.version }),
        _ => Ok(()),
    }
}

/// Changes it; what it was is kept for [`undo`].
pub fn change(cx: &Cx<'_>, id: BodyId, new: &NewBody, version: i64) -> Result<()> {
    authorise(cx, &permissions::BODIES)?;
    let b = body(cx, id)?;
    write(cx, &b, new, version)?;
    store::body::keep(cx, &b)
}

/// Takes the last change back.
pub fn undo(cx: &Cx<'_>, id: BodyId) -> Result<()> {
    authorise(cx, &permissions::BODIES)?;
    let b = body(cx, id)?;
    let Some((row, was, _)) = store::body::was(cx, id)? else {
        return rule("戻せる変更はありません");
    };
    write(cx, &b, &was, b.version)?;
    store::body::was_gone(cx, row)
}

/// Takes a body that was entered by mistake off every list, or puts it back. One with meetings has a history: it ends.
pub fn set_removed(cx: &Cx<'_>, id: BodyId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::BODIES)?;
    body(cx, id)?;
    if removed && store::meeting::count(cx, id)? > 0 {
        return rule(
            "会議の記録がある会議体は取り消せません。終わった会議体は「終わりの日」を入れてください",
        );
    }
    if removed && store::body::all(cx)?.iter().any(|b| b.parent() == Some(id) && !b.removed) {
        return rule("この会議体の下に、ほかの会議体があります。先にそちらを直してください");
    }
    store::body::set_removed(cx, id, removed)
}

/// The page of the organisation in the directory, where exactly one has this name.
fn directory_page(cx: &Cx<'_>, organisation: &str) -> Result<String> {
    let name = organisation.trim();
    let found = directory::use_cases::browse::search(cx, name)?;
    let mut same = found.into_iter().filter(|h| h.title == name);
    Ok(match (same.next(), same.next()) {
        (Some(one), None) => one.href,
        _ => String::new(),
    })
}

/// Adds a member.
pub fn add_member(cx: &Cx<'_>, id: BodyId, new: &NewMember) -> Result<MemberId> {
    authorise(cx, &permissions::BODIES)?;
    new.check()?;
    let b = body(cx, id)?;
    if b.removed {
        return rule("取り消した会議体です");
    }
    if store::body::members(cx, id)?.len() >= MEMBERS {
        return rule(format!("委員は{MEMBERS}人までです"));
    }
    let member = MemberId(cx.new_id());
    let href = directory_page(cx, &new.organisation)?;
    store::body::add_member(cx, member, id, new, &href)?;
    Ok(member)
}

fn member(cx: &Cx<'_>, body: BodyId, id: MemberId) -> Result<Member> {
    store::body::member(cx, body, id)?.ok_or(Error::NotFound)
}

/// Changes a member.
pub fn change_member(cx: &Cx<'_>, id: BodyId, of: MemberId, new: &NewMember) -> Result<()> {
    authorise(cx, &permissions::BODIES)?;
    new.check()?;
    member(cx, id, of)?;
    let href = directory_page(cx, &new.organisation)?;
    store::body::change_member(cx, of, new, &href)
}

/// Takes a member off who was entered by mistake, or puts them back. Who leaves gets an end of the appointment instead.
pub fn remove_member(cx: &Cx<'_>, id: BodyId, of: MemberId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::BODIES)?;
    member(cx, id, of)?;
    store::body::remove_member(cx, of, removed)
}

/// Names of the bodies that are not taken back, for finding one by its name.
pub(crate) fn named(cx: &Cx<'_>) -> Result<Vec<(BodyId, String)>> {
    authorise(cx, &permissions::READ)?;
    let all = store::body::all(cx)?.into_iter().filter(|b| !b.removed);
    Ok(all.map(|b| (b.id, b.data.name)).collect())
}
