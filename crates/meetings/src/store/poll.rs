//! 日程調整: proposed dates, ballots with hashes of their links, marks; and which network tried what.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::word::Word;
use kernel::{At, Date, Id, sha256_hex};

use crate::model::poll::{Ballot, Mark, NewSlot, Poll, Slot};
use crate::{MeetingId, MemberId, SlotId};

db::statements! { pub(crate) STATEMENTS;
    POLL = "SELECT meeting, state, closes_on, note, chosen FROM meetings_poll WHERE meeting = $1";
    POLL_PUT = "INSERT INTO meetings_poll(meeting, state, closes_on, note, chosen, at) VALUES ($1, 'open', $2, $3, NULL, $4) ON CONFLICT (meeting) DO UPDATE SET state = 'open', closes_on = excluded.closes_on, note = excluded.note, chosen = NULL";
    POLL_STATE = "UPDATE meetings_poll SET state = $1, chosen = $2 WHERE meeting = $3";
    OPEN_POLLS = "SELECT p.meeting, p.closes_on FROM meetings_poll p JOIN meetings_meeting m ON m.id = p.meeting WHERE p.state = 'open' AND m.state = 'planned' ORDER BY p.closes_on, p.meeting LIMIT 50";
    SLOTS = "SELECT id, day, from_time, to_time FROM meetings_slot WHERE meeting = $1 AND removed = 0 ORDER BY day, from_time, id";
    SLOT_ADD = "INSERT INTO meetings_slot(id, meeting, day, from_time, to_time, removed) VALUES ($1, $2, $3, $4, $5, 0)";
    SLOT_GONE = "UPDATE meetings_slot SET removed = 1 WHERE id = $1";
    BALLOTS = "SELECT id, meeting, member, token_hash, note, way, answered_at FROM meetings_ballot WHERE meeting = $1 ORDER BY id";
    BALLOT = "SELECT id, meeting, member, token_hash, note, way, answered_at FROM meetings_ballot WHERE meeting = $1 AND member = $2";
    BY_TOKEN = "SELECT id, meeting, member, token_hash, note, way, answered_at FROM meetings_ballot WHERE token_hash = $1";
    BY_CODE = "SELECT id, meeting, member, token_hash, note, way, answered_at FROM meetings_ballot WHERE code_hash = $1 ORDER BY id DESC LIMIT 1";
    BALLOT_ADD = "INSERT INTO meetings_ballot(id, meeting, member, token_hash, code_hash, note, way, answered_at) VALUES ($1, $2, $3, NULL, NULL, '', '', NULL) ON CONFLICT (meeting, member) DO NOTHING";
    LINK = "UPDATE meetings_ballot SET token_hash = $1, code_hash = $2 WHERE id = $3";
    ANSWERED = "UPDATE meetings_ballot SET note = $1, way = $2, answered_at = $3 WHERE id = $4";
    MARKS = "SELECT k.slot, k.mark FROM meetings_mark k JOIN meetings_slot s ON s.id = k.slot WHERE k.ballot = $1 AND s.removed = 0 ORDER BY k.slot";
    MARKS_GONE = "DELETE FROM meetings_mark WHERE ballot = $1";
    MARK_ADD = "INSERT INTO meetings_mark(ballot, slot, mark) VALUES ($1, $2, $3)";
    TRY = "INSERT INTO meetings_try(id, at, what, network) VALUES ($1, $2, $3, $4)";
    TRIES = "SELECT COUNT(*) FROM meetings_try WHERE what = $1 AND network = $2 AND at > $3";
    ALL_TRIES = "SELECT COUNT(*) FROM (SELECT 1 FROM meetings_try WHERE what = $1 AND at > $2 LIMIT $3) t";
    FORGET = "DELETE FROM meetings_try WHERE at < $1";
    LINKS_GONE = "UPDATE meetings_ballot SET token_hash = NULL, code_hash = NULL WHERE token_hash IS NOT NULL AND meeting IN (SELECT meeting FROM meetings_poll WHERE closes_on < $1)";
}

impl FromRow for Poll {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Poll {
            meeting: r.id(0)?,
            open: r.get::<String>(1)? == "open",
            closes_on: r.get(2)?,
            note: r.get(3)?,
            chosen: r.get::<Option<Id>>(4)?.map(SlotId),
        })
    }
}

impl FromRow for Slot {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Slot { id: r.id(0)?, data: NewSlot { day: r.get(1)?, from: r.get(2)?, to: r.get(3)? } })
    }
}

struct Raw(Ballot);

impl FromRow for Raw {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Raw(Ballot {
            id: r.get(0)?,
            meeting: r.id(1)?,
            member: r.id(2)?,
            linked: r.get::<Option<String>>(3)?.is_some(),
            note: r.get(4)?,
            way: r.get(5)?,
            at: r.get(6)?,
            marks: Vec::new(),
        }))
    }
}

fn whole(cx: &Cx<'_>, raw: Raw) -> Result<Ballot> {
    let mut b = raw.0;
    for r in cx.tx().rows(MARKS, params![b.id])? {
        let mark: String = r.get(1)?;
        if let Some(m) = Mark::from_code(&mark) {
            b.marks.push((r.id(0)?, m));
        }
    }
    Ok(b)
}

pub(crate) fn poll(cx: &Cx<'_>, m: MeetingId) -> Result<Option<Poll>> {
    Ok(cx.tx().find(POLL, params![m])?)
}

/// Opens the poll, or opens it again with another last day.
pub(crate) fn put(cx: &Cx<'_>, m: MeetingId, closes_on: Date, note: &str) -> Result<()> {
    cx.tx().exec(POLL_PUT, params![m, closes_on, note.trim(), cx.now()])?;
    Ok(())
}

pub(crate) fn set_state(
    cx: &Cx<'_>,
    m: MeetingId,
    open: bool,
    chosen: Option<SlotId>,
) -> Result<()> {
    let state = if open { "open" } else { "closed" };
    cx.tx().exec(POLL_STATE, params![state, chosen.map(|s| s.0), m])?;
    Ok(())
}

/// Open polls of planned meetings with their last day.
pub(crate) fn open(cx: &Cx<'_>) -> Result<Vec<(MeetingId, Date)>> {
    let rows = cx.tx().rows(OPEN_POLLS, &[])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

pub(crate) fn slots(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Slot>> {
    Ok(cx.tx().all(SLOTS, params![m])?)
}

pub(crate) fn add_slot(cx: &Cx<'_>, m: MeetingId, s: &NewSlot) -> Result<()> {
    let id = SlotId(cx.new_id());
    cx.tx().exec(SLOT_ADD, params![id, m, s.day, s.from.as_str(), s.to.as_str()])?;
    Ok(())
}

pub(crate) fn slot_gone(cx: &Cx<'_>, id: SlotId) -> Result<()> {
    cx.tx().exec(SLOT_GONE, params![id])?;
    Ok(())
}

pub(crate) fn ballots(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Ballot>> {
    cx.tx().all::<Raw>(BALLOTS, params![m])?.into_iter().map(|r| whole(cx, r)).collect()
}

/// The ballot of a member, made when it is not there.
pub(crate) fn ballot(cx: &Cx<'_>, m: MeetingId, member: MemberId) -> Result<Ballot> {
    cx.tx().exec(BALLOT_ADD, params![cx.new_id(), m, member])?;
    let raw = cx.tx().find::<Raw>(BALLOT, params![m, member])?;
    whole(cx, raw.ok_or(app::Error::NotFound)?)
}

pub(crate) fn by_hash(cx: &Cx<'_>, hash: &str, token: bool) -> Result<Option<Ballot>> {
    let stmt = if token { BY_TOKEN } else { BY_CODE };
    cx.tx().find::<Raw>(stmt, params![hash])?.map(|r| whole(cx, r)).transpose()
}

/// Gives a ballot a new link; one it had no longer opens.
pub(crate) fn link(cx: &Cx<'_>, ballot: Id, w: &Word) -> Result<()> {
    cx.tx().exec(LINK, params![w.token_hash(), w.code_hash(), ballot])?;
    Ok(())
}

/// Keeps the answers of a ballot in the place of earlier ones.
pub(crate) fn answer(
    cx: &Cx<'_>,
    ballot: Id,
    marks: &[(SlotId, Mark)],
    note: &str,
    way: &str,
) -> Result<()> {
    cx.tx().exec(MARKS_GONE, params![ballot])?;
    for (slot, mark) in marks {
        cx.tx().exec(MARK_ADD, params![ballot, *slot, mark.code()])?;
    }
    cx.tx().exec(ANSWERED, params![note.trim(), way, cx.now(), ballot])?;
    Ok(())
}

fn network_hash(network: &str) -> String {
    sha256_hex(format!("yui meetings network\0{network}").as_bytes())
}

pub(crate) fn note_try(cx: &Cx<'_>, what: &str, network: &str) -> Result<()> {
    cx.tx().exec(TRY, params![cx.new_id(), cx.now(), what, network_hash(network)])?;
    Ok(())
}

pub(crate) fn tries(cx: &Cx<'_>, what: &str, network: &str, since: At) -> Result<i64> {
    Ok(cx.tx().one(TRIES, params![what, network_hash(network), since])?.get(0)?)
}

pub(crate) fn all_tries(cx: &Cx<'_>, what: &str, since: At, most: i64) -> Result<i64> {
    Ok(cx.tx().one(ALL_TRIES, params![what, since, most])?.get(0)?)
}

/// Forgets what networks tried before this moment, and links of polls that closed before this day.
pub(crate) fn forget(cx: &Cx<'_>, before: At, closed: Date) -> Result<()> {
    cx.tx().exec(FORGET, params![before])?;
    cx.tx().exec(LINKS_GONE, params![closed])?;
    Ok(())
}
