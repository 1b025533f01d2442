//! Participants as the centre works with them: the list, entering for somebody, reception, moving up, erasing one.
use app::{Cx, Error, Result, authorise};

use super::{count, event, rule};
use crate::model::entry::{Entry, EntryState, NewEntry, Way, Word, fits, typed};
use crate::model::{Event, State};
use crate::{EntryId, EventId, permissions, store};

/// Most rows of one event, whatever their state.
pub const MOST: i64 = 5_000;

/// The list with who was there.
#[derive(Debug, Clone)]
pub struct People {
    /// The event.
    pub event: Event,
    /// In the order of signing up.
    pub entries: Vec<Entry>,
    /// (entry, number of the date).
    pub present: Vec<(EntryId, i64)>,
}

impl People {
    /// Was this one there at that date?
    pub fn was_there(&self, id: EntryId, n: i64) -> bool {
        self.present.contains(&(id, n))
    }

    /// At any date?
    pub fn came(&self, id: EntryId) -> bool {
        self.present.iter().any(|p| p.0 == id)
    }
}

fn open(cx: &Cx<'_>, id: EventId) -> Result<People> {
    Ok(People {
        event: event(cx, id)?,
        entries: store::entry::of(cx, id)?,
        present: store::entry::present(cx, id)?,
    })
}

/// The list.
pub fn people(cx: &Cx<'_>, id: EventId) -> Result<People> {
    authorise(cx, &permissions::ENTRIES)?;
    open(cx, id)
}

/// Puts one on the list; a place when there is one and nobody waits for it.
pub(crate) fn put(cx: &Cx<'_>, e: &Event, who: &NewEntry, way: Way, word: &Word) -> Result<Entry> {
    if store::entry::all(cx, e.id)? >= MOST {
        return rule(
            "申し込みが多いため、これ以上は受け付けられません。問い合わせ先にお電話ください",
        );
    }
    let room = fits(e.data.capacity, store::entry::taken(cx, e.id)?)
        && store::entry::first_waiting(cx, e.id)?.is_none();
    let new = Entry {
        id: EntryId(cx.new_id()),
        event: e.id,
        place: store::entry::last_place(cx, e.id)? + 1,
        who: NewEntry {
            name: who.name.trim().into(),
            organisation: who.organisation.trim().into(),
            profession: who.profession.clone(),
            contact: who.contact.trim().into(),
        },
        state: if room || way == Way::WalkIn { EntryState::In } else { EntryState::Waiting },
        way: way.code().into(),
        at: cx.now(),
        erased: false,
        moved: None,
        told: None,
    };
    store::entry::add(cx, &new, word)?;
    Ok(new)
}

/// Moves up who waits, while there is room.
pub(crate) fn move_up(cx: &Cx<'_>, id: EventId) -> Result<()> {
    let e = event(cx, id)?;
    while fits(e.data.capacity, store::entry::taken(cx, id)?) {
        let Some(next) = store::entry::first_waiting(cx, id)? else { break };
        store::entry::move_up(cx, next.id)?;
    }
    Ok(())
}

/// Enters somebody who called or sent a FAX; the key of the form makes their link.
pub fn add(cx: &Cx<'_>, id: EventId, who: &NewEntry, key: &str) -> Result<(Entry, Word)> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    who.check(false)?;
    let e = event(cx, id)?;
    if matches!(e.state, State::Off | State::Void) {
        return rule("中止した催しです");
    }
    let way = match e.day_number(cx.today()) {
        Some(_) => Way::WalkIn,
        None => Way::Staff,
    };
    let word = Word::of(id, &format!("staff {key}"));
    let entry = put(cx, &e, who, way, &word)?;
    count::recount(cx, id)?;
    Ok((entry, word))
}

fn one(cx: &Cx<'_>, event: EventId, id: EntryId) -> Result<Entry> {
    store::entry::find(cx, event, id)?.ok_or(Error::NotFound)
}

/// Corrects a name, an organisation, a profession or how to reach somebody.
pub fn change(cx: &Cx<'_>, id: EventId, entry: EntryId, who: &NewEntry) -> Result<()> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    who.check(false)?;
    one(cx, id, entry)?;
    if store::entry::change(cx, entry, who)? == 0 {
        return rule("名前はもう消してあります");
    }
    count::recount(cx, id)
}

/// Takes somebody off the list; the next one moves up.
pub fn cancel(cx: &Cx<'_>, id: EventId, entry: EntryId) -> Result<()> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    let e = one(cx, id, entry)?;
    gone(cx, &e)
}

/// The same, by whoever may.
pub(crate) fn gone(cx: &Cx<'_>, e: &Entry) -> Result<()> {
    if e.state != EntryState::Gone {
        store::entry::set_state(cx, e.id, EntryState::Gone)?;
        move_up(cx, e.event)?;
        count::recount(cx, e.event)?;
    }
    Ok(())
}

/// Puts somebody back who was taken off by mistake: a place if there is one, else waiting.
pub fn restore(cx: &Cx<'_>, id: EventId, entry: EntryId) -> Result<()> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    let e = one(cx, id, entry)?;
    if e.state == EntryState::Gone {
        let room = fits(event(cx, id)?.data.capacity, store::entry::taken(cx, id)?);
        let to = if room { EntryState::In } else { EntryState::Waiting };
        store::entry::set_state(cx, entry, to)?;
        count::recount(cx, id)?;
    }
    Ok(())
}

/// Who moved up was told.
pub fn told(cx: &Cx<'_>, id: EventId, entry: EntryId) -> Result<()> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    one(cx, id, entry)?;
    store::entry::told(cx, entry)
}

/// Receives somebody at a date (its number), or takes that back. Whoever stands there has a place.
pub fn receive(cx: &Cx<'_>, id: EventId, entry: EntryId, n: i64, here: bool) -> Result<()> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    let e = event(cx, id)?;
    if !(1..=i64::try_from(e.data.days.len()).unwrap_or(0)).contains(&n) {
        return Err(Error::NotFound);
    }
    let who = one(cx, id, entry)?;
    come(cx, &who, n, here, "list")
}

/// The same, by whoever may.
pub(crate) fn come(cx: &Cx<'_>, who: &Entry, n: i64, here: bool, way: &str) -> Result<()> {
    if here {
        if who.state != EntryState::In {
            store::entry::set_state(cx, who.id, EntryState::In)?;
        }
        store::entry::come(cx, who.id, n, way)?;
    } else {
        store::entry::not_come(cx, who.id, n)?;
    }
    count::recount(cx, who.event)
}

/// The sign-up behind a ticket that the centre's phone has read.
pub fn by_ticket(cx: &Cx<'_>, token: &str) -> Result<(Event, Entry, bool)> {
    authorise(cx, &permissions::ENTRIES)?;
    let (hash, is_token) = typed(token).ok_or(Error::NotFound)?;
    let entry = store::entry::by_hash(cx, &hash, is_token)?.ok_or(Error::NotFound)?;
    let e = event(cx, entry.event)?;
    let here = match e.day_number(cx.today()) {
        Some(n) => store::entry::present(cx, e.id)?.contains(&(entry.id, n)),
        None => false,
    };
    Ok((e, entry, here))
}

/// Erases the name of one at their wish, at once. The row and the profession stay for the counts.
pub fn erase_one(cx: &Cx<'_>, id: EventId, entry: EntryId) -> Result<()> {
    authorise(cx, &permissions::ENTRY_WRITE)?;
    let e = one(cx, id, entry)?;
    if store::entry::present(cx, id)?.iter().all(|p| p.0 != entry) {
        gone(cx, &e)?;
    }
    store::entry::erase_one(cx, entry)?;
    Ok(())
}
