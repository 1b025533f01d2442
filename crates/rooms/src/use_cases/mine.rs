//! The actor's rooms: those with something unread first; and what waits for the actor in them.
use app::{Cx, Result};
use kernel::{At, Id};
use people::authz::{Read, audit_list, could, decide, scope};
use people::use_cases::merge;
use people::{Resident, ResidentId};

use super::post::missing;
use super::{K, WHAT};
use crate::model::{Layer, Post, Room, Waiting, layers_of, shipped};
use crate::permissions;
use crate::store::lists;

/// A room in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The room.
    pub room: Room,
    /// The person; none for a group.
    pub person: Option<Resident>,
    /// Posts not opened.
    pub unread: i64,
    /// Written last.
    pub last: Option<At>,
    /// The earliest answer that the actor owes: until when.
    pub owes: Option<At>,
    /// Posts of the actor that nobody has answered in time, or that were given back.
    pub unanswered: usize,
}

/// A post that waits for the actor, or by which the actor waits.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The post.
    pub post: Post,
    /// The person; none for a group.
    pub person: Option<Resident>,
    /// Name of a group.
    pub name: String,
    /// Of the actor's own posts: whose answer is missing; none = the actor owes the answer.
    pub own: Option<Waiting>,
}

/// Rooms and what waits in them.
#[derive(Debug, Clone, Default)]
pub struct Mine {
    /// Those with something to do or to read first.
    pub lines: Vec<Line>,
    /// The earliest due first.
    pub asks: Vec<Ask>,
}

impl Mine {
    /// How many posts are unread in all rooms.
    pub fn unread(&self) -> i64 {
        self.lines.iter().map(|l| l.unread).sum()
    }
}

/// The rooms of the actor. One row in the log with the persons it held.
pub fn mine(cx: &Cx<'_>) -> Result<Mine> {
    let mut rooms = Vec::new();
    let mut people: Vec<Resident> = Vec::new();
    if cx.region().persons {
        let scope = scope(cx, &permissions::READ, WHAT)?;
        rooms = lists::of_persons(cx, &scope)?;
        let ids: Vec<Id> = rooms.iter().filter_map(|r| r.resident).collect();
        audit_list(cx, &permissions::READ, "rooms", &ids);
        people = names(cx, &ids)?;
        rooms = joined(cx, rooms, &mut people)?;
    }
    rooms.extend(lists::of_groups(cx)?);
    let layers = layers_of(cx.actor().hat);
    let since = cx.now().plus_minutes(-shipped()?.unread_days * 24 * 60);
    let asks = asks(cx, &rooms, &people, layers, since)?;
    let ids: Vec<Id> = rooms.iter().map(|r| r.id).collect();
    let unread = lists::unread(cx, layers, &ids, since)?;
    let last = lists::last(cx, layers, &ids)?;
    // rooms of one person are one line
    let mut heads: Vec<(Room, Vec<Id>)> = Vec::new();
    for room in rooms {
        let same =
            |h: &&mut (Room, Vec<Id>)| room.resident.is_some() && h.0.resident == room.resident;
        match heads.iter_mut().find(same) {
            Some(h) => h.1.push(room.id),
            None => heads.push((room.clone(), vec![room.id])),
        }
    }
    let mut lines: Vec<Line> = heads
        .into_iter()
        .map(|(room, all)| {
            let of = |a: &&Ask| all.contains(&a.post.room);
            Line {
                person: people.iter().find(|p| Some(p.id.0) == room.resident).cloned(),
                unread: unread.iter().filter(|(id, _)| all.contains(id)).map(|u| u.1).sum(),
                last: last.iter().filter(|(id, _)| all.contains(id)).map(|l| l.1).max(),
                owes: asks
                    .iter()
                    .filter(of)
                    .filter(|a| a.own.is_none())
                    .find_map(|a| a.post.due_at),
                unanswered: asks.iter().filter(of).filter(|a| a.own.is_some()).count(),
                room,
            }
        })
        .collect();
    // who is waited for first, then what is unread, then the newest
    lines.sort_by_key(|l| {
        (
            l.owes.is_none(),
            l.owes,
            l.unread == 0 && l.unanswered == 0,
            std::cmp::Reverse(l.last.unwrap_or(l.room.at)),
        )
    });
    Ok(Mine { lines, asks })
}

/// The rooms of the people in the list; one of a record that stands behind another counts as a room of that person, after theirs.
fn joined(cx: &Cx<'_>, rooms: Vec<Room>, people: &mut Vec<Resident>) -> Result<Vec<Room>> {
    let listed = |r: &Room, people: &[Resident]| people.iter().any(|p| Some(p.id.0) == r.resident);
    let ids: Vec<Id> = rooms.iter().filter_map(|r| r.resident).collect();
    let second = match ids.is_empty() {
        true => Vec::new(),
        false => merge::behind(cx, &ids)?,
    };
    let is_second = |r: &Room| second.iter().any(|s| Some(s.0) == r.resident);
    let (behind, mut out): (Vec<Room>, Vec<Room>) = rooms.into_iter().partition(is_second);
    out.retain(|r| listed(r, people));
    for mut room in behind {
        let Some(r) = room.resident else { continue };
        let Some(front) = merge::main_of(cx, ResidentId(r))? else {
            // the record in front is not open to the actor: this one is the person for them
            if listed(&room, people) {
                out.push(room);
            }
            continue;
        };
        room.resident = Some(front.0);
        if !listed(&room, people) {
            people.extend(names(cx, &[front.0])?);
        }
        if listed(&room, people) {
            out.push(room);
        }
    }
    Ok(out)
}

/// What わたしのページ offers: the room, to the person and to relatives who were named for it.
pub fn link(cx: &Cx<'_>, resident: Id) -> Result<Vec<slice::MyLink>> {
    let id = ResidentId(resident);
    let open = app::may(cx, &permissions::READ)? && could(cx, people::authz::Act::Read, WHAT, id)?;
    let room = if open { super::joined::head(cx, id)? } else { None };
    Ok(room
        .map(|room| slice::MyLink {
            words: "支援チームとのやりとり".into(),
            href: format!("/rooms/{room}"),
            why: "ケアマネジャーや看護師などと、連絡をとりあう所".into(),
        })
        .into_iter()
        .collect())
}

/// The residents of the list; none for hats that see no list of people.
fn names(cx: &Cx<'_>, ids: &[Id]) -> Result<Vec<Resident>> {
    if cx.actor().hat.at_home() {
        // one person, and no list of people
        let mut out = Vec::new();
        for id in ids {
            let permit = decide::<Read, K>(cx, &permissions::READ, ResidentId(*id), None)?;
            out.push(people::use_cases::view::resident(cx, &permit)?);
        }
        return Ok(out);
    }
    if ids.is_empty() || !app::may(cx, &people::permissions::LIST)? {
        return Ok(Vec::new());
    }
    people::use_cases::view::of_list(cx, ids, WHAT)
}

fn asks(
    cx: &Cx<'_>,
    rooms: &[Room],
    people: &[Resident],
    layers: &[Layer],
    since: At,
) -> Result<Vec<Ask>> {
    let ids: Vec<Id> = rooms.iter().map(|r| r.id).collect();
    let posts = lists::asks(cx, layers, &ids, since)?;
    let missing = missing(cx, &posts)?;
    let (account, organisation) = (cx.actor().account, cx.actor().organisation);
    let mut out = Vec::new();
    for post in posts {
        let waiting =
            missing.iter().find(|(id, _)| *id == post.id).map_or(Waiting::Nobody, |m| m.1.clone());
        let own = post.account.is_some() && post.account == account;
        let late = post.due_at.is_some_and(|d| d < cx.now());
        let keep = match &waiting {
            Waiting::Nobody => false,
            Waiting::NotTheirs => own,
            Waiting::Anybody => own && late,
            Waiting::These(_) if own => late,
            Waiting::These(who) => {
                who.iter().any(|w| Some(*w) == account || Some(*w) == organisation)
            }
        };
        if !keep {
            continue;
        }
        let room = rooms.iter().find(|r| r.id == post.room);
        let resident = room.and_then(|r| r.resident);
        out.push(Ask {
            person: people.iter().find(|p| Some(p.id.0) == resident).cloned(),
            name: room.map_or(String::new(), |r| r.name.clone()),
            own: own.then_some(waiting),
            post,
        });
    }
    Ok(out)
}
