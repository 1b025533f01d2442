//! Groups without a person: 地域の勉強会, ワーキンググループ. No person is named in them, and the page says so.
use accounts::OrganisationId;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::Id;
use people::authz::{Read, Write};

use super::door::door;
use crate::{permissions, store};

/// A group to found.
#[derive(Debug, Clone)]
pub struct Found {
    /// 「在宅医療の勉強会」.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Who belongs to it, beside the founder.
    pub members: Vec<Id>,
}

/// Founds it; the founder's organisation belongs to it.
pub fn found(cx: &Cx<'_>, cmd: &Found) -> Result<Id> {
    authorise(cx, &permissions::GROUP)?;
    let (name, purpose) = (cmd.name.trim(), cmd.purpose.trim());
    let mut errors = Vec::new();
    if name.is_empty() || name.chars().count() > 40 {
        let message = "グループの名前を、40文字以内で入力してください".into();
        errors.push(FieldError { field: "name".into(), message });
    }
    if purpose.chars().count() > 200 {
        let message = "200文字以内で入力してください".into();
        errors.push(FieldError { field: "purpose".into(), message });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let Some(own) = cx.actor().organisation else {
        return Err(Error::Forbidden(permissions::GROUP.code));
    };
    let room = store::add_room(cx, None, name, purpose)?;
    add(cx, room, own)?;
    for id in cmd.members.iter().filter(|m| **m != own) {
        add(cx, room, *id)?;
    }
    Ok(room)
}

fn add(cx: &Cx<'_>, room: Id, organisation: Id) -> Result<()> {
    let o = accounts::organisation(cx, OrganisationId(organisation))
        .map_err(|_| Error::field("members", "事業所を選び直してください"))?;
    if o.outside {
        return Err(Error::field("members", format!("{}は、Yui を使っていません", o.name)));
    }
    store::add_member(cx, room, organisation, &o.name)
}

/// Takes an organisation in, or lets one go; by any member.
pub fn change_member(cx: &Cx<'_>, room: Id, organisation: Id, in_: bool) -> Result<()> {
    let d = door::<Write>(cx, &permissions::GROUP, room)?;
    if d.room.resident.is_some() {
        return Err(Error::NotFound);
    }
    if in_ {
        return add(cx, room, organisation);
    }
    if store::members(cx, room)?.len() == 1 {
        return Err(Error::Rule(
            "さいごの事業所は外せません。グループを終わりにしてください".into(),
        ));
    }
    match store::end_member(cx, room, organisation)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Ends a group: it can be read, and nothing more is written.
pub fn close(cx: &Cx<'_>, room: Id) -> Result<()> {
    let d = door::<Write>(cx, &permissions::GROUP, room)?;
    if d.room.organisation != cx.actor().organisation {
        return Err(Error::Rule("つくった事業所だけが、終わりにできます".into()));
    }
    match store::close_room(cx, room)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Organisations of a group and those that could be taken in.
#[derive(Debug, Clone)]
pub struct Members {
    /// Name of the group.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// In it: id, name.
    pub inside: Vec<(Id, String)>,
    /// Not in it: id, name.
    pub others: Vec<(Id, String)>,
    /// May the actor end it?
    pub may_close: bool,
    /// Ended.
    pub closed: bool,
}

/// Who is in it.
pub fn members(cx: &Cx<'_>, room: Id) -> Result<Members> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    if d.room.resident.is_some() {
        return Err(Error::NotFound);
    }
    let inside = store::members(cx, room)?;
    Ok(Members {
        others: others(cx, &inside)?,
        may_close: d.room.organisation == cx.actor().organisation && d.room.closed_at.is_none(),
        closed: d.room.closed_at.is_some(),
        name: d.room.name,
        purpose: d.room.purpose,
        inside,
    })
}

/// Organisations that could be taken into a group.
pub fn others(cx: &Cx<'_>, inside: &[(Id, String)]) -> Result<Vec<(Id, String)>> {
    Ok(accounts::organisations(cx)?
        .into_iter()
        .filter(|o| !o.outside && !inside.iter().any(|(id, _)| *id == o.id.0))
        .map(|o| (o.id.0, o.name))
        .collect())
}
