//! Sign-ups and who was there. Names are erased; rows and professions stay for the counts.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, sha256_hex};

use crate::model::entry::{Entry, EntryState, NewEntry, Word};
use crate::{EntryId, EventId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, event, place, name, organisation, profession, contact, state, way, at, erased_at, moved_at, told_at FROM events_entry ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO events_entry(id, event, place, name, organisation, profession, contact, state, way, token_hash, code_hash, at, erased_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)";
    OF = select!("WHERE event = $1 ORDER BY place");
    FIND = select!("WHERE id = $1 AND event = $2");
    BY_TOKEN = select!("WHERE token_hash = $1");
    BY_CODE = select!("WHERE code_hash = $1 ORDER BY at DESC, id DESC LIMIT 1");
    FIRST_WAITING = select!("WHERE event = $1 AND state = 'waiting' ORDER BY place LIMIT 1");
    TAKEN = "SELECT COUNT(*) FROM events_entry WHERE event = $1 AND state = 'in'";
    ALL = "SELECT COUNT(*) FROM events_entry WHERE event = $1";
    STATES = "SELECT state, COUNT(*) FROM events_entry WHERE event = $1 GROUP BY state ORDER BY state";
    LAST = "SELECT COALESCE(MAX(place), 0) FROM events_entry WHERE event = $1";
    STATE = "UPDATE events_entry SET state = $1 WHERE id = $2";
    MOVE = "UPDATE events_entry SET state = 'in', moved_at = $1, told_at = NULL WHERE id = $2";
    TOLD = "UPDATE events_entry SET told_at = $1 WHERE id = $2";
    TO_TELL = "SELECT v.id, v.title, COUNT(*) FROM events_entry e JOIN events_event v ON v.id = e.event WHERE e.moved_at IS NOT NULL AND e.told_at IS NULL AND e.state = 'in' AND e.erased_at IS NULL AND v.state = 'open' AND v.last_day >= $1 GROUP BY v.id, v.title ORDER BY v.id";
    PRESENT_ONCE = "SELECT profession, COUNT(*) FROM events_entry e WHERE event = $1 AND state = 'in' AND EXISTS (SELECT 1 FROM events_presence p WHERE p.entry = e.id) GROUP BY profession ORDER BY profession";
    CHANGE = "UPDATE events_entry SET name = $1, organisation = $2, profession = $3, contact = $4 WHERE id = $5 AND erased_at IS NULL";
    COME = "INSERT INTO events_presence(entry, n, at, way) VALUES ($1, $2, $3, $4) ON CONFLICT (entry, n) DO NOTHING";
    NOT_COME = "DELETE FROM events_presence WHERE entry = $1 AND n = $2";
    PRESENT = "SELECT p.entry, p.n FROM events_presence p JOIN events_entry e ON e.id = p.entry WHERE e.event = $1 ORDER BY p.entry, p.n";
    PRESENT_BY = "SELECT e.profession, p.n, COUNT(*) FROM events_presence p JOIN events_entry e ON e.id = p.entry WHERE e.event = $1 AND e.state = 'in' GROUP BY e.profession, p.n ORDER BY e.profession, p.n";
    DUE_ERASE = "SELECT DISTINCT e.event, v.last_day, v.keep_days FROM events_entry e JOIN events_event v ON v.id = e.event WHERE e.erased_at IS NULL AND v.last_day < $1 ORDER BY e.event";
    ERASE = "UPDATE events_entry SET name = '', organisation = '', contact = '', token_hash = 'gone ' || id, code_hash = 'gone ' || id, erased_at = $1 WHERE event = $2 AND erased_at IS NULL";
    ERASE_ONE = "UPDATE events_entry SET name = '', organisation = '', contact = '', token_hash = 'gone ' || id, code_hash = 'gone ' || id, erased_at = $1 WHERE id = $2 AND erased_at IS NULL";
    TRY = "INSERT INTO events_try(id, at, what, network) VALUES ($1, $2, $3, $4)";
    TRIES = "SELECT COUNT(*) FROM events_try WHERE what = $1 AND network = $2 AND at > $3";
    ALL_TRIES = "SELECT COUNT(*) FROM (SELECT 1 FROM events_try WHERE what = $1 AND at > $2 LIMIT $3) t";
    FORGET = "DELETE FROM events_try WHERE at < $1";
}

impl FromRow for Entry {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let state: String = r.get(7)?;
        Ok(Entry {
            id: r.id(0)?,
            event: r.id(1)?,
            place: r.get(2)?,
            who: NewEntry {
                name: r.get(3)?,
                organisation: r.get(4)?,
                profession: r.get(5)?,
                contact: r.get(6)?,
            },
            state: EntryState::from_code(&state)
                .ok_or(DbError::Decode { column: 7, what: "unknown state".into() })?,
            way: r.get(8)?,
            at: r.get(9)?,
            erased: r.get::<Option<String>>(10)?.is_some(),
            moved: r.get(11)?,
            told: r.get(12)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, e: &Entry, w: &Word) -> Result<()> {
    let n = &e.who;
    cx.tx().exec(
        ADD,
        params![
            e.id,
            e.event,
            e.place,
            n.name.as_str(),
            n.organisation.as_str(),
            n.profession.as_str(),
            n.contact.as_str(),
            e.state.code(),
            e.way.as_str(),
            w.token_hash(),
            w.code_hash(),
            e.at
        ],
    )?;
    Ok(())
}

pub(crate) fn of(cx: &Cx<'_>, event: EventId) -> Result<Vec<Entry>> {
    Ok(cx.tx().all(OF, params![event])?)
}

pub(crate) fn find(cx: &Cx<'_>, event: EventId, id: EntryId) -> Result<Option<Entry>> {
    Ok(cx.tx().find(FIND, params![id, event])?)
}

pub(crate) fn by_hash(cx: &Cx<'_>, hash: &str, token: bool) -> Result<Option<Entry>> {
    Ok(cx.tx().find(if token { BY_TOKEN } else { BY_CODE }, params![hash])?)
}

pub(crate) fn first_waiting(cx: &Cx<'_>, event: EventId) -> Result<Option<Entry>> {
    Ok(cx.tx().find(FIRST_WAITING, params![event])?)
}

/// How many have a place.
pub(crate) fn taken(cx: &Cx<'_>, event: EventId) -> Result<i64> {
    Ok(cx.tx().one(TAKEN, params![event])?.get(0)?)
}

/// How many rows, whatever their state.
pub(crate) fn all(cx: &Cx<'_>, event: EventId) -> Result<i64> {
    Ok(cx.tx().one(ALL, params![event])?.get(0)?)
}

/// How many in each state: 申し込み済み, 待ち, 取り消し.
pub(crate) fn states(cx: &Cx<'_>, event: EventId) -> Result<[i64; 3]> {
    let mut out = [0; 3];
    for r in cx.tx().rows(STATES, params![event])? {
        let (code, n): (String, i64) = (r.get(0)?, r.get(1)?);
        if let Some(i) = EntryState::ALL.iter().position(|s| s.code() == code)
            && let Some(slot) = out.get_mut(i)
        {
            *slot = n;
        }
    }
    Ok(out)
}

pub(crate) fn last_place(cx: &Cx<'_>, event: EventId) -> Result<i64> {
    Ok(cx.tx().one(LAST, params![event])?.get(0)?)
}

pub(crate) fn set_state(cx: &Cx<'_>, id: EntryId, state: EntryState) -> Result<()> {
    cx.tx().exec(STATE, params![state.code(), id])?;
    Ok(())
}

/// Moves up from the waiting list; whoever was moved is to be told.
pub(crate) fn move_up(cx: &Cx<'_>, id: EntryId) -> Result<()> {
    cx.tx().exec(MOVE, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn told(cx: &Cx<'_>, id: EntryId) -> Result<()> {
    cx.tx().exec(TOLD, params![cx.now(), id])?;
    Ok(())
}

/// Events with people who moved up and were not told yet: id, title, how many.
pub(crate) fn to_tell(cx: &Cx<'_>, today: Date) -> Result<Vec<(EventId, String, i64)>> {
    let rows = cx.tx().rows(TO_TELL, params![today])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?, r.get(2)?))).collect()
}

/// Present on any date, by profession: each once.
pub(crate) fn present_once(cx: &Cx<'_>, event: EventId) -> Result<Vec<(String, i64)>> {
    let rows = cx.tx().rows(PRESENT_ONCE, params![event])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

pub(crate) fn change(cx: &Cx<'_>, id: EntryId, n: &NewEntry) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            n.name.as_str(),
            n.organisation.as_str(),
            n.profession.as_str(),
            n.contact.as_str(),
            id
        ],
    )?)
}

pub(crate) fn come(cx: &Cx<'_>, id: EntryId, n: i64, way: &str) -> Result<()> {
    cx.tx().exec(COME, params![id, n, cx.now(), way])?;
    Ok(())
}

pub(crate) fn not_come(cx: &Cx<'_>, id: EntryId, n: i64) -> Result<()> {
    cx.tx().exec(NOT_COME, params![id, n])?;
    Ok(())
}

/// Who was there on which date.
pub(crate) fn present(cx: &Cx<'_>, event: EventId) -> Result<Vec<(EntryId, i64)>> {
    let rows = cx.tx().rows(PRESENT, params![event])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

/// Present by profession and date: (profession, date's number, persons).
pub(crate) fn present_by(cx: &Cx<'_>, event: EventId) -> Result<Vec<(String, i64, i64)>> {
    let rows = cx.tx().rows(PRESENT_BY, params![event])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}

/// Events over before this day with names left: event, last date, days that were promised.
pub(crate) fn with_names(cx: &Cx<'_>, before: Date) -> Result<Vec<(EventId, Date, i64)>> {
    let rows = cx.tx().rows(DUE_ERASE, params![before])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?, r.get(2)?))).collect()
}

pub(crate) fn erase(cx: &Cx<'_>, event: EventId) -> Result<u64> {
    Ok(cx.tx().exec(ERASE, params![cx.now(), event])?)
}

pub(crate) fn erase_one(cx: &Cx<'_>, id: EntryId) -> Result<u64> {
    Ok(cx.tx().exec(ERASE_ONE, params![cx.now(), id])?)
}

fn network(n: &str) -> String {
    sha256_hex(format!("yui events network\0{n}").as_bytes())
}

/// Notes a public act of a network; the network is kept as a hash, for two days.
pub(crate) fn note_try(cx: &Cx<'_>, what: &str, from: &str) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(TRY, params![id, cx.now(), what, network(from)])?;
    Ok(())
}

pub(crate) fn tries(cx: &Cx<'_>, what: &str, from: &str, since: At) -> Result<i64> {
    Ok(cx.tx().one(TRIES, params![what, network(from), since])?.get(0)?)
}

/// Of all networks, counted no further than `most`.
pub(crate) fn all_tries(cx: &Cx<'_>, what: &str, since: At, most: i64) -> Result<i64> {
    Ok(cx.tx().one(ALL_TRIES, params![what, since, most])?.get(0)?)
}

pub(crate) fn forget(cx: &Cx<'_>, before: At) -> Result<u64> {
    Ok(cx.tx().exec(FORGET, params![before])?)
}
