//! Meetings, their seats.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use super::like;
use crate::model::seats::{Presence, Seat};
use crate::model::{Meeting, NewMeeting, State};
use crate::{BodyId, MeetingId, MemberId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT m.id, m.body, b.name, m.year, m.series, m.title, m.day, m.from_time, m.to_time, m.place, m.form, m.link, m.note, m.state, m.why, m.version FROM meetings_meeting m JOIN meetings_body b ON b.id = m.body ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO meetings_meeting(id, body, year, series, title, day, from_time, to_time, place, form, link, note, state, why, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'planned', '', $13, 1)";
    CHANGE = "UPDATE meetings_meeting SET year = $1, series = $2, title = $3, day = $4, from_time = $5, to_time = $6, place = $7, form = $8, link = $9, note = $10, version = version + 1 WHERE id = $11 AND version = $12";
    STATE = "UPDATE meetings_meeting SET state = $1, why = $2, series = $3, version = version + 1 WHERE id = $4";
    LAST = "SELECT COALESCE(MAX(series), 0) FROM meetings_meeting WHERE body = $1 AND year = $2 AND id <> $3";
    TAKEN = "SELECT COUNT(*) FROM meetings_meeting WHERE body = $1 AND year = $2 AND series = $3 AND id <> $4";
    FIND = select!("WHERE m.id = $1");
    OF_BODY = select!("WHERE m.body = $1 AND m.state <> 'void' ORDER BY m.day IS NULL DESC, m.day DESC, m.id DESC LIMIT 200");
    BETWEEN = select!("WHERE m.state <> 'void' AND b.removed = 0 AND m.day >= $1 AND m.day <= $2 ORDER BY m.day DESC, m.from_time DESC, m.id DESC");
    HELD = select!("WHERE m.state = 'held' AND b.removed = 0 AND m.day >= $1 AND m.day <= $2 ORDER BY m.day, m.from_time, m.id");
    AHEAD = select!("WHERE m.state = 'planned' AND b.removed = 0 AND (m.day IS NULL OR m.day >= $1) ORDER BY m.day IS NULL DESC, m.day, m.id LIMIT 50");
    NOT_SAID = select!("WHERE m.state = 'planned' AND b.removed = 0 AND m.day < $1 ORDER BY m.day, m.id LIMIT 50");
    BEFORE = select!("WHERE m.body = $1 AND m.state = 'held' AND m.day < $2 ORDER BY m.day DESC, m.id DESC LIMIT 1");
    LIKE = select!("WHERE m.state <> 'void' AND b.removed = 0 AND (m.title LIKE $1 OR b.name LIKE $1) ORDER BY m.day DESC, m.id DESC LIMIT 20");
    YEARS = "SELECT DISTINCT year FROM meetings_meeting WHERE year IS NOT NULL AND state <> 'void' ORDER BY year DESC";
    COUNT = "SELECT COUNT(*) FROM meetings_meeting WHERE body = $1 AND state <> 'void'";
    SEATS = "SELECT member, organisation, name, profession, role, presence, proxy FROM meetings_seat WHERE meeting = $1 ORDER BY n";
    SEATS_GONE = "DELETE FROM meetings_seat WHERE meeting = $1";
    SEAT_ADD = "INSERT INTO meetings_seat(meeting, n, member, organisation, name, profession, role, presence, proxy) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

impl FromRow for Meeting {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let state: String = r.get(13)?;
        Ok(Meeting {
            id: r.id(0)?,
            body: r.id(1)?,
            body_name: r.get(2)?,
            year: r.get(3)?,
            series: r.get(4)?,
            data: NewMeeting {
                title: r.get(5)?,
                day: r.get(6)?,
                from: r.get(7)?,
                to: r.get(8)?,
                place: r.get(9)?,
                form: r.get(10)?,
                link: r.get(11)?,
                note: r.get(12)?,
            },
            state: State::from_code(&state)
                .ok_or(DbError::Decode { column: 13, what: "unknown state".into() })?,
            why: r.get(14)?,
            version: r.get(15)?,
        })
    }
}

impl FromRow for Seat {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let presence: String = r.get(5)?;
        Ok(Seat {
            member: r.get::<Option<Id>>(0)?.map(MemberId),
            organisation: r.get(1)?,
            name: r.get(2)?,
            profession: r.get(3)?,
            role: r.get(4)?,
            presence: Presence::from_code(&presence)
                .ok_or(DbError::Decode { column: 5, what: "unknown presence".into() })?,
            proxy: r.get(6)?,
        })
    }
}

/// Year and number of a meeting.
pub(crate) type Series = (Option<i64>, Option<i64>);

pub(crate) fn add(
    cx: &Cx<'_>,
    id: MeetingId,
    body: BodyId,
    s: Series,
    d: &NewMeeting,
) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            id,
            body,
            s.0,
            s.1,
            d.title.trim(),
            d.day,
            d.from.as_str(),
            d.to.as_str(),
            d.place.trim(),
            d.form.as_str(),
            d.link.trim(),
            d.note.trim(),
            cx.now()
        ],
    )?;
    Ok(())
}

/// How many rows changed: 0 = somebody was faster.
pub(crate) fn change(
    cx: &Cx<'_>,
    id: MeetingId,
    s: Series,
    d: &NewMeeting,
    version: i64,
) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            s.0,
            s.1,
            d.title.trim(),
            d.day,
            d.from.as_str(),
            d.to.as_str(),
            d.place.trim(),
            d.form.as_str(),
            d.link.trim(),
            d.note.trim(),
            id,
            version
        ],
    )?)
}

pub(crate) fn set_state(
    cx: &Cx<'_>,
    id: MeetingId,
    state: State,
    why: &str,
    series: Option<i64>,
) -> Result<()> {
    cx.tx().exec(STATE, params![state.code(), why, series, id])?;
    Ok(())
}

/// The largest number of the body in this year, without this meeting.
pub(crate) fn last(cx: &Cx<'_>, body: BodyId, year: i64, but: MeetingId) -> Result<i64> {
    Ok(cx.tx().one(LAST, params![body, year, but])?.get(0)?)
}

/// Has another meeting of the body this number in this year?
pub(crate) fn taken(cx: &Cx<'_>, body: BodyId, year: i64, n: i64, but: MeetingId) -> Result<bool> {
    let found: i64 = cx.tx().one(TAKEN, params![body, year, n, but])?.get(0)?;
    Ok(found > 0)
}

pub(crate) fn find(cx: &Cx<'_>, id: MeetingId) -> Result<Option<Meeting>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// The newest of a body; those without a day first.
pub(crate) fn of_body(cx: &Cx<'_>, body: BodyId) -> Result<Vec<Meeting>> {
    Ok(cx.tx().all(OF_BODY, params![body])?)
}

pub(crate) fn between(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Meeting>> {
    Ok(cx.tx().all(BETWEEN, params![from, to])?)
}

pub(crate) fn held(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Meeting>> {
    Ok(cx.tx().all(HELD, params![from, to])?)
}

/// Planned ones from this day on, and those that look for a day.
pub(crate) fn ahead(cx: &Cx<'_>, today: Date) -> Result<Vec<Meeting>> {
    Ok(cx.tx().all(AHEAD, params![today])?)
}

/// The day is over, and nobody has said whether it was held.
pub(crate) fn not_said(cx: &Cx<'_>, today: Date) -> Result<Vec<Meeting>> {
    Ok(cx.tx().all(NOT_SAID, params![today])?)
}

/// The last one of the body that was held before this day.
pub(crate) fn before(cx: &Cx<'_>, body: BodyId, day: Date) -> Result<Option<Meeting>> {
    Ok(cx.tx().find(BEFORE, params![body, day])?)
}

pub(crate) fn named(cx: &Cx<'_>, typed: &str) -> Result<Vec<Meeting>> {
    Ok(cx.tx().all(LIKE, params![like(typed)])?)
}

pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(YEARS, &[])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// How many a body has.
pub(crate) fn count(cx: &Cx<'_>, body: BodyId) -> Result<i64> {
    Ok(cx.tx().one(COUNT, params![body])?.get(0)?)
}

pub(crate) fn seats(cx: &Cx<'_>, id: MeetingId) -> Result<Vec<Seat>> {
    Ok(cx.tx().all(SEATS, params![id])?)
}

pub(crate) fn put_seats(cx: &Cx<'_>, id: MeetingId, seats: &[Seat]) -> Result<()> {
    cx.tx().exec(SEATS_GONE, params![id])?;
    for (n, s) in (1_i64..).zip(seats) {
        cx.tx().exec(
            SEAT_ADD,
            params![
                id,
                n,
                s.member.map(|m| m.0),
                s.organisation.trim(),
                s.name.trim(),
                s.profession.as_str(),
                s.role.as_str(),
                s.presence.code(),
                s.proxy.trim()
            ],
        )?;
    }
    Ok(())
}
