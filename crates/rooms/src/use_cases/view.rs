//! The room as somebody reads it.
use app::{Cx, Result, outbox};
use kernel::{At, Id};
use people::attachments::{Listed, list_with};
use people::authz::{Act, Read, could, decide};
use people::{Fact, Resident, ResidentId};

use super::door::{Door, Party, door, parties};
use super::post::{about, missing};
use super::{K, WHAT, tool};
use crate::model::{
    Answer, Layer, Post, Read as Opened, Room, To, Version, Vital, Waiting, shipped,
};
use crate::permissions;
use crate::store::{self, Tool, marks};

/// Posts of one page.
pub const PAGE: usize = 40;
/// Days of vital signs beside the room.
const MEASURED_DAYS: i64 = 31;

/// A post with everything around it.
#[derive(Clone)]
pub struct Shown {
    /// The post.
    pub post: Post,
    /// Who is asked.
    pub to: Vec<To>,
    /// Answers of one press.
    pub answers: Vec<Answer>,
    /// Whose answer is missing.
    pub waiting: Waiting,
    /// Who has opened it.
    pub reads: Vec<Opened>,
    /// Vital signs.
    pub vitals: Vec<Vital>,
    /// Its files, with the key for their small pictures.
    pub files: Option<Listed>,
    /// What it answers: name and the beginning of the words.
    pub above: Option<(Id, String, String)>,
    /// Written by the actor.
    pub mine: bool,
    /// Not opened before.
    pub unread: bool,
    /// The actor (or their organisation) is asked and has not answered.
    pub asks_me: bool,
    /// Seconds in which the actor can take it back.
    pub recall: i64,
}

/// A room on its page.
#[derive(Clone)]
pub struct View {
    /// The room.
    pub room: Room,
    /// The room in which the person's posts are written: another one, when their records were joined.
    pub head: Id,
    /// The person; none for a group.
    pub person: Option<Resident>,
    /// What the actor reads.
    pub layers: Vec<Layer>,
    /// Oldest first.
    pub posts: Vec<Shown>,
    /// Pinned ones, the newest pin first.
    pub pinned: Vec<Post>,
    /// Id of the oldest post shown, when there are older ones.
    pub older: Option<Id>,
    /// Who reads the room.
    pub readers: Vec<Party>,
    /// Health facts; empty when the actor may not see them.
    pub facts: Vec<Fact>,
    /// May the actor see health facts?
    pub sees_health: bool,
    /// What was measured lately: time and values, the newest first.
    pub measured: Vec<(At, Vec<Vital>)>,
    /// The visit before this one.
    pub before: Option<At>,
    /// The other tool.
    pub tool: Option<Tool>,
    /// Where a live reader of this page goes on.
    pub pos: i64,
    /// May the actor write?
    pub may_write: bool,
    /// Now.
    pub now: At,
}

/// The newest posts, or those before one; narrowed to a layer when one is named.
pub fn view(cx: &Cx<'_>, room: Id, only: Option<Layer>, before: Option<Id>) -> Result<View> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let layers: Vec<Layer> = d.layers.iter().copied().filter(|l| d.reads(*l)).collect();
    let narrowed: Vec<Layer> =
        layers.iter().copied().filter(|l| only.is_none_or(|o| o == *l)).collect();
    let rooms = d.rooms(cx)?;
    let from = match before {
        Some(id) => Some(d.post_in(cx, &rooms, id)?).map(|p| (p.at, p.id)),
        None => None,
    };
    // before the posts: a post that is numbered in between comes to the live reader too
    let pos = outbox::last_about(cx, &rooms)?;
    let mut posts = Vec::new();
    let mut pinned = Vec::new();
    for one in &rooms {
        posts.extend(store::page(cx, *one, &narrowed, from, PAGE + 1)?);
        pinned.extend(store::pinned(cx, *one, &narrowed)?);
    }
    posts.sort_by_key(|p| std::cmp::Reverse((p.at, p.id)));
    pinned.sort_by_key(|p| std::cmp::Reverse(p.pinned_at));
    let more = posts.len() > PAGE;
    posts.truncate(PAGE);
    posts.reverse();
    let since = cx.now().plus_minutes(-MEASURED_DAYS * 24 * 60);
    let mut measured: Vec<(At, Vec<Vital>)> = Vec::new();
    let mut last: Option<Id> = None;
    let mut values: Vec<(Id, At, Vital)> = Vec::new();
    for one in &rooms {
        values.extend(marks::measured(cx, *one, &narrowed, since)?);
    }
    values.sort_by_key(|(post, at, _)| std::cmp::Reverse((*at, *post)));
    for (post, at, v) in values {
        match measured.last_mut().filter(|_| last == Some(post)) {
            Some((_, values)) => values.push(v),
            None => measured.push((at, vec![v])),
        }
        last = Some(post);
    }
    let (facts, sees_health) = health(cx, &d)?;
    Ok(View {
        person: d.person(cx)?,
        pinned,
        head: rooms.first().copied().unwrap_or(room),
        older: more.then(|| posts.first().map(|p| p.id)).flatten(),
        readers: parties(cx, &d)?,
        facts,
        sees_health,
        measured,
        before: marks::seen(cx, room)?.and_then(|(at, before)| {
            // this very visit is not yet noted when the page is made
            if cx.now().minutes_since(at) < 30 { before } else { Some(at) }
        }),
        tool: match d.room.resident {
            Some(r) => tool::of(cx, ResidentId(r))?,
            None => None,
        },
        pos,
        may_write: may_write(cx, &d)?,
        now: cx.now(),
        posts: shown(cx, &d, &rooms, posts)?,
        layers,
        room: d.room,
    })
}

fn may_write(cx: &Cx<'_>, d: &Door<'_, Read>) -> Result<bool> {
    if !app::may(cx, &permissions::WRITE)? || d.room.closed_at.is_some() {
        return Ok(false);
    }
    match d.room.resident {
        Some(r) => could(cx, Act::Write, WHAT, ResidentId(r)),
        None => Ok(true),
    }
}

/// 医療・薬剤のまとめ: what people knows, for those whose profession sees it.
fn health(cx: &Cx<'_>, d: &Door<'_, Read>) -> Result<(Vec<Fact>, bool)> {
    let Some(r) = d.room.resident else { return Ok((Vec::new(), false)) };
    if !could(cx, Act::Read, people::authz::What::Health, ResidentId(r))? {
        return Ok((Vec::new(), false));
    }
    let v = people::use_cases::view::view_for(cx, &permissions::READ, ResidentId(r))?;
    Ok((v.facts, v.sees_health))
}

/// Posts with what stands around them.
pub(crate) fn shown(
    cx: &Cx<'_>,
    d: &Door<'_, Read>,
    rooms: &[Id],
    posts: Vec<Post>,
) -> Result<Vec<Shown>> {
    let ids: Vec<Id> = posts.iter().map(|p| p.id).collect();
    let to = marks::to(cx, &ids)?;
    let answers = marks::answers(cx, &ids)?;
    let missing = missing(cx, &posts)?;
    let reads = marks::reads(cx, &ids)?;
    let vitals = marks::vitals(cx, &ids)?;
    let since = posts.iter().map(|p| p.at).min().unwrap_or(cx.now());
    let mut opened = Vec::new();
    for one in rooms {
        opened.extend(marks::read_by_me(cx, *one, since)?);
    }
    let minutes = shipped()?.recall_minutes;
    let (account, organisation) = (cx.actor().account, cx.actor().organisation);
    let mut out = Vec::new();
    for p in posts {
        let waiting =
            missing.iter().find(|(id, _)| *id == p.id).map_or(Waiting::Nobody, |m| m.1.clone());
        let asks_me = match &waiting {
            Waiting::These(who) => {
                who.iter().any(|w| Some(*w) == account || Some(*w) == organisation)
            }
            Waiting::Anybody => p.organisation != organisation,
            Waiting::Nobody | Waiting::NotTheirs => false,
        } && p.account != account;
        let mine = p.account.is_some() && p.account == account;
        let reads: Vec<Opened> = reads.iter().filter(|r| r.post == p.id).cloned().collect();
        let free = reads.is_empty() && p.answered_at.is_none() && p.cancelled_at.is_none();
        out.push(Shown {
            to: marks::of(&to, &p),
            answers: answers.iter().filter(|a| a.post == p.id).cloned().collect(),
            waiting,
            vitals: marks::of(&vitals, &p),
            files: match &d.permit {
                Some(permit) if p.files > 0 && p.room == d.room.id => {
                    Some(list_with(cx, permit, &about(p.id))?)
                }
                Some(_) if p.files > 0 => files_elsewhere(cx, &p)?,
                _ => None,
            },
            above: match p.reply_to {
                Some(id) => above(cx, d, rooms, id)?,
                None => None,
            },
            unread: !mine && !opened.contains(&p.id),
            recall: if mine && free { p.recall_seconds(cx.now(), minutes) } else { 0 },
            reads,
            mine,
            asks_me,
            post: p,
        });
    }
    Ok(out)
}

/// Files of a post in the room of another record of the person: their key is that record's.
fn files_elsewhere(cx: &Cx<'_>, p: &Post) -> Result<Option<Listed>> {
    let Some(r) = store::room(cx, p.room)?.resident else { return Ok(None) };
    let permit = decide::<Read, K>(cx, &permissions::READ, ResidentId(r), None)?;
    list_with(cx, &permit, &about(p.id)).map(Some)
}

fn above(
    cx: &Cx<'_>,
    d: &Door<'_, Read>,
    rooms: &[Id],
    id: Id,
) -> Result<Option<(Id, String, String)>> {
    match d.post_in(cx, rooms, id) {
        Ok(p) => {
            let mut words: String = p.text.chars().take(40).collect();
            if p.text.chars().count() > 40 {
                words.push('…');
            }
            Ok(Some((p.id, p.name, words)))
        }
        Err(app::Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

/// One post on a page of its own, with its former texts.
#[derive(Clone)]
pub struct One {
    /// The post.
    pub shown: Shown,
    /// The person.
    pub person: Option<Resident>,
    /// Name of a group.
    pub name: String,
    /// Former texts, the newest first.
    pub versions: Vec<Version>,
    /// May the actor write?
    pub may_write: bool,
    /// Now.
    pub now: At,
}

/// Opens one post.
pub fn one(cx: &Cx<'_>, room: Id, post: Id) -> Result<One> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let p = d.post(cx, post)?;
    let shown = shown(cx, &d, &[room], vec![p])?.pop().ok_or(app::Error::NotFound)?;
    Ok(One {
        shown,
        person: d.person(cx)?,
        versions: store::versions(cx, post)?,
        may_write: may_write(cx, &d)?,
        now: cx.now(),
        name: d.room.name,
    })
}

/// A file of a post, behind the room's own door.
pub fn file(cx: &Cx<'_>, room: Id, post: Id, file: Id) -> Result<people::attachments::Opened> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    let p = d.post(cx, post)?;
    let permit = d.permit.as_ref().ok_or(app::Error::NotFound)?;
    people::attachments::open_with(cx, permit, &about(p.id), file)
}

/// What a form about a room needs: whose it is, who reads it.
pub struct Frame {
    /// The person.
    pub person: Option<Resident>,
    /// Name of a group.
    pub name: String,
    /// Who reads it and can be asked.
    pub parties: Vec<Party>,
    /// What the actor reads and writes.
    pub layers: Vec<Layer>,
}

/// The frame of a room that the actor may write in.
pub fn frame(cx: &Cx<'_>, room: Id) -> Result<Frame> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    if !may_write(cx, &d)? {
        return Err(app::Error::NotFound);
    }
    Ok(Frame {
        person: d.person(cx)?,
        parties: parties(cx, &d)?,
        layers: d.layers.iter().copied().filter(|l| d.reads(*l)).collect(),
        name: d.room.name,
    })
}
