//! The agenda: its lines in order, what is open from earlier meetings, and what a line rests on.
use app::{Cx, Error, Result, authorise};
use kernel::Id;
use slice::{Evidence, EvidenceSource, Use};

use super::{open_meeting, rule};
use crate::model::lines::{Action, Cited, Item, MOST, NewItem, proposed};
use crate::model::{Meeting, State};
use crate::store::{lines as store, meeting};
use crate::{ActionId, ItemId, MeetingId, permissions};

/// Adds a line at the end.
pub fn add(cx: &Cx<'_>, id: MeetingId, new: &NewItem) -> Result<ItemId> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    open_meeting(cx, id)?;
    put(cx, id, new, None)
}

fn put(cx: &Cx<'_>, id: MeetingId, new: &NewItem, action: Option<ActionId>) -> Result<ItemId> {
    if store::items(cx, id)?.len() >= MOST {
        return rule("議題は60までです");
    }
    let item = ItemId(cx.new_id());
    store::add_item(cx, item, id, new, action)?;
    Ok(item)
}

fn item(cx: &Cx<'_>, id: MeetingId, of: ItemId) -> Result<Item> {
    store::item(cx, id, of)?.ok_or(Error::NotFound)
}

/// Changes a line.
pub fn change(cx: &Cx<'_>, id: MeetingId, of: ItemId, new: &NewItem) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    open_meeting(cx, id)?;
    item(cx, id, of)?;
    store::change_item(cx, of, new)
}

/// Moves a line up by one.
pub fn up(cx: &Cx<'_>, id: MeetingId, of: ItemId) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    open_meeting(cx, id)?;
    let me = item(cx, id, of)?;
    let all = store::items(cx, id)?;
    let before = all.iter().rev().find(|i| !i.removed && (i.place, i.id) < (me.place, me.id));
    let Some(before) = before else { return Ok(()) };
    store::place_item(cx, me.id, before.place)?;
    store::place_item(cx, before.id, me.place)
}

/// Takes a line off, or puts it back.
pub fn remove(cx: &Cx<'_>, id: MeetingId, of: ItemId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    open_meeting(cx, id)?;
    item(cx, id, of)?;
    store::remove_item(cx, of, removed)
}

/// What earlier meetings of the body left open and no line follows up yet; nothing for a meeting that was held or called off.
pub(crate) fn proposals(cx: &Cx<'_>, m: &Meeting, items: &[Item]) -> Result<Vec<Action>> {
    if m.state != State::Planned {
        return Ok(Vec::new());
    }
    let open = store::open_of_body(cx, m.body)?;
    Ok(proposed(&open, items, m.id, m.data.day).into_iter().cloned().collect())
}

/// Takes what is open onto the agenda: one action, or all.
pub fn take_up(cx: &Cx<'_>, id: MeetingId, only: Option<ActionId>) -> Result<usize> {
    authorise(cx, &permissions::WRITE)?;
    let m = open_meeting(cx, id)?;
    let all = proposals(cx, &m, &store::items(cx, id)?)?;
    let mut n = 0;
    for a in all.iter().filter(|a| only.is_none_or(|o| o == a.id)) {
        let title: String = format!("前回までの宿題：{}", a.data.text).chars().take(120).collect();
        let new = NewItem { title, who: a.data.owner.clone(), ..NewItem::default() };
        put(cx, id, &new, Some(a.id))?;
        n += 1;
    }
    Ok(n)
}

fn sources() -> impl Iterator<Item = &'static EvidenceSource> {
    slice::evidence().iter()
}

fn source(kind: &str) -> Option<&'static EvidenceSource> {
    sources().find(|s| s.kind == kind)
}

/// The kinds of records that the actor may cite: code and words.
pub fn kinds(cx: &Cx<'_>) -> Result<Vec<(&'static str, &'static str)>> {
    let mut out = Vec::new();
    for s in sources() {
        if app::may(cx, s.permission)? {
            out.push((s.kind, s.label));
        }
    }
    Ok(out)
}

/// The line, the kinds, and what can be cited of one of them.
pub struct Choice {
    /// The meeting.
    pub meeting: Meeting,
    /// The line.
    pub item: Item,
    /// What it rests on already.
    pub cited: Vec<Cited>,
    /// Kinds that the actor may look through.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// The kind that was looked through.
    pub kind: String,
    /// What was found, newest first.
    pub found: Vec<Evidence>,
}

/// Looks for what a line can rest on. An unknown kind stands for the first one.
pub fn find(cx: &Cx<'_>, id: MeetingId, of: ItemId, kind: &str, typed: &str) -> Result<Choice> {
    authorise(cx, &permissions::WRITE)?;
    let meeting = open_meeting(cx, id)?;
    let kinds = kinds(cx)?;
    let kind = kinds.iter().find(|k| k.0 == kind).or(kinds.first()).map_or("", |k| k.0);
    let found = match source(kind) {
        Some(s) => (s.find)(cx, typed)?,
        None => Vec::new(),
    };
    let mut cited = store::cited(cx, id)?;
    cited.retain(|c| c.item == of);
    Ok(Choice { meeting, item: item(cx, id, of)?, cited, kinds, kind: kind.into(), found })
}

/// Copies a record to a line of the agenda as it stands now. Twice is once.
pub fn cite(cx: &Cx<'_>, id: MeetingId, of: ItemId, kind: &str, record: Id) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    open_meeting(cx, id)?;
    item(cx, id, of)?;
    let found = match source(kind) {
        Some(s) if app::may(cx, s.permission)? => (s.one)(cx, record)?,
        _ => None,
    };
    let Some(e) = found else {
        return rule("根拠にする記録が見つかりません。もう一度さがしてください");
    };
    if store::cite(cx, of, &e)? {
        tell(cx, of, kind, record, Use::Cited)?;
    }
    Ok(())
}

/// A record that is to be put on an agenda, and the meetings ahead: each with whether the record lies on its agenda already.
pub fn bring(cx: &Cx<'_>, kind: &str, record: Id) -> Result<(Evidence, Vec<(Meeting, bool)>)> {
    authorise(cx, &permissions::WRITE)?;
    let e = slice::evidence_of(cx, kind, record)?.ok_or(Error::NotFound)?;
    let mut out = Vec::new();
    for m in meeting::ahead(cx, cx.today())?.into_iter().filter(|m| m.state == State::Planned) {
        let items = store::items(cx, m.id)?;
        let stands = |item: ItemId| items.iter().any(|i| i.id == item && !i.removed);
        let cited = store::cited(cx, m.id)?;
        let there = cited.iter().any(|c| c.kind == kind && c.of == record && stands(c.item));
        out.push((m, there));
    }
    Ok((e, out))
}

/// Puts a record on the agenda of a meeting: a line with its title that rests on it.
pub fn bring_to(cx: &Cx<'_>, id: MeetingId, kind: &str, record: Id) -> Result<ItemId> {
    authorise(cx, &permissions::WRITE)?;
    let m = open_meeting(cx, id)?;
    if m.state != State::Planned {
        return rule("もう開いた会議です。これからの会議を選んでください");
    }
    let e = slice::evidence_of(cx, kind, record)?.ok_or(Error::NotFound)?;
    let title: String = e.title.chars().take(120).collect();
    let item = put(cx, id, &NewItem { title, ..NewItem::default() }, None)?;
    cite(cx, id, item, kind, record)?;
    Ok(item)
}

fn tell(cx: &Cx<'_>, by: ItemId, kind: &str, record: Id, what: Use) -> Result<()> {
    match source(kind).and_then(|s| s.told) {
        Some(told) => told(cx, record, by.0, what),
        None => Ok(()),
    }
}

/// Takes it away again.
pub fn uncite(cx: &Cx<'_>, id: MeetingId, copy: Id) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    open_meeting(cx, id)?;
    let c = store::cited_one(cx, id, copy)?.ok_or(Error::NotFound)?;
    store::uncite(cx, copy)?;
    tell(cx, c.item, &c.kind, c.of, Use::Uncited)
}
