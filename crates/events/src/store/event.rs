//! Events with their dates and targets, persons counted by hand, and what was already given to the measures.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Date;

use crate::EventId;
use crate::model::{Day, Event, NewEvent, State};

macro_rules! select {
    ($($tail:literal)*) => {
        concat!("SELECT id, kind, title, aim, place, hosts, cosponsors, funding, contact, link, capacity, expected, fee, together, state, why, slug, keep_days, year, template, version FROM events_event ", $($tail),*)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO events_event(id, kind, title, aim, place, hosts, cosponsors, funding, contact, link, capacity, expected, fee, together, state, why, slug, keep_days, year, template, version, first_day, last_day, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', $16, $17, $18, $19, 1, $20, $21, $22)";
    CHANGE = "UPDATE events_event SET kind = $1, title = $2, aim = $3, place = $4, hosts = $5, cosponsors = $6, funding = $7, contact = $8, link = $9, capacity = $10, expected = $11, fee = $12, together = $13, year = $14, first_day = $15, last_day = $16, version = version + 1 WHERE id = $17 AND version = $18";
    STATE = "UPDATE events_event SET state = $1, why = $2, version = version + 1 WHERE id = $3";
    TEMPLATE = "UPDATE events_event SET template = $1 WHERE id = $2";
    KEEP = "UPDATE events_event SET keep_days = $1 WHERE id = $2";
    FIND = select!("WHERE id = $1");
    BY_SLUG = select!("WHERE slug = $1");
    OF_YEAR = select!("WHERE year = $1 ORDER BY first_day DESC, id DESC");
    SOME_YEARS = select!("WHERE year >= $1 AND year <= $2 ORDER BY first_day, id");
    NEWEST = select!("WHERE state <> 'void' ORDER BY first_day DESC, id DESC LIMIT $1");
    LIKE = select!("WHERE state <> 'void' AND title LIKE $1 ORDER BY first_day DESC, id DESC LIMIT 20");
    OPEN = select!("WHERE state = 'open' AND last_day >= $1 ORDER BY first_day, id LIMIT 100");
    NOT_HELD = select!("WHERE state IN ('planned', 'open') AND last_day < $1 ORDER BY last_day, id LIMIT 50");
    YEARS = "SELECT DISTINCT year FROM events_event ORDER BY year DESC";
    DAYS = "SELECT day, from_time, to_time FROM events_day WHERE event = $1 ORDER BY n";
    DAY_ADD = "INSERT INTO events_day(event, n, day, from_time, to_time) VALUES ($1, $2, $3, $4, $5)";
    DAYS_GONE = "DELETE FROM events_day WHERE event = $1";
    TARGETS = "SELECT profession, n FROM events_target WHERE event = $1 ORDER BY profession";
    TARGET_ADD = "INSERT INTO events_target(event, profession, n) VALUES ($1, $2, $3)";
    TARGETS_GONE = "DELETE FROM events_target WHERE event = $1";
    HEADS = "SELECT profession, n FROM events_head WHERE event = $1 ORDER BY profession";
    HEAD_ADD = "INSERT INTO events_head(event, profession, n) VALUES ($1, $2, $3)";
    HEADS_GONE = "DELETE FROM events_head WHERE event = $1";
    ORIGIN = "SELECT kind, record, title, href FROM events_origin WHERE event = $1";
    ORIGIN_PUT = "INSERT INTO events_origin(event, kind, record, title, href) VALUES ($1, $2, $3, $4, $5)";
    COUNTED = "SELECT name, dims, n FROM events_counted WHERE event = $1 ORDER BY name, dims";
    YEAR_LINES = "SELECT e.kind, e.state, e.why, COALESCE(e.expected, e.capacity, 0), e.last_day, CASE WHEN e.together = 1 THEN 1 ELSE (SELECT COUNT(*) FROM events_day d WHERE d.event = e.id) END, CAST(COALESCE((SELECT SUM(c.n) FROM events_counted c WHERE c.event = e.id AND c.name = $2), 0) AS BIGINT) FROM events_event e WHERE e.year = $1 ORDER BY e.first_day DESC, e.id DESC";
    COUNTED_PUT = "INSERT INTO events_counted(event, name, dims, n) VALUES ($1, $2, $3, $4) ON CONFLICT (event, name, dims) DO UPDATE SET n = excluded.n";
}

struct Raw(Event);

impl FromRow for Raw {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let state: String = r.get(14)?;
        let data = NewEvent {
            kind: r.get(1)?,
            title: r.get(2)?,
            aim: r.get(3)?,
            place: r.get(4)?,
            hosts: r.get(5)?,
            cosponsors: r.get(6)?,
            funding: r.get(7)?,
            contact: r.get(8)?,
            link: r.get(9)?,
            capacity: r.get(10)?,
            expected: r.get(11)?,
            fee: r.get(12)?,
            together: r.get::<i64>(13)? == 1,
            days: Vec::new(),
            targets: Vec::new(),
        };
        Ok(Raw(Event {
            id: r.id(0)?,
            data,
            state: State::from_code(&state)
                .ok_or(DbError::Decode { column: 14, what: "unknown state".into() })?,
            why: r.get(15)?,
            slug: r.get(16)?,
            keep_days: r.get(17)?,
            year: r.get(18)?,
            template: r.get(19)?,
            version: r.get(20)?,
        }))
    }
}

fn whole(cx: &Cx<'_>, raw: Raw) -> Result<Event> {
    let mut e = raw.0;
    for r in cx.tx().rows(DAYS, params![e.id])? {
        e.data.days.push(Day { day: r.get(0)?, from: r.get(1)?, to: r.get(2)? });
    }
    e.data.targets = pairs(cx, TARGETS, e.id)?;
    Ok(e)
}

fn many(cx: &Cx<'_>, stmt: db::Stmt, p: &[db::Value]) -> Result<Vec<Event>> {
    cx.tx().all::<Raw>(stmt, p)?.into_iter().map(|r| whole(cx, r)).collect()
}

/// What a figure of a year needs of an event.
pub(crate) struct YearLine {
    pub kind: String,
    pub state: State,
    pub why: String,
    /// Expected persons, else the places.
    pub expected: i64,
    pub last: Option<Date>,
    /// How many times (回) it counts when it was held.
    pub times: i64,
    /// What it adds to the measure that was asked for.
    pub counted: i64,
}

impl FromRow for YearLine {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let state: String = r.get(1)?;
        let unknown = || DbError::Decode { column: 1, what: "unknown code".into() };
        Ok(YearLine {
            kind: r.get(0)?,
            state: State::from_code(&state).ok_or_else(unknown)?,
            why: r.get(2)?,
            expected: r.get(3)?,
            last: r.get::<String>(4)?.parse().ok(),
            times: r.get(5)?,
            counted: r.get(6)?,
        })
    }
}

/// The events of a fiscal year, each with what it adds to a measure: one statement, however many there are.
pub(crate) fn year_lines(cx: &Cx<'_>, year: i64, measure: &str) -> Result<Vec<YearLine>> {
    Ok(cx.tx().all(YEAR_LINES, params![year, measure])?)
}

fn pairs(cx: &Cx<'_>, stmt: db::Stmt, id: EventId) -> Result<Vec<(String, i64)>> {
    let rows = cx.tx().rows(stmt, params![id])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

fn parts(cx: &Cx<'_>, id: EventId, d: &NewEvent) -> Result<()> {
    cx.tx().exec(DAYS_GONE, params![id])?;
    for (i, day) in d.days.iter().enumerate() {
        let n = i64::try_from(i + 1).unwrap_or(1);
        cx.tx().exec(DAY_ADD, params![id, n, day.day, day.from.as_str(), day.to.as_str()])?;
    }
    cx.tx().exec(TARGETS_GONE, params![id])?;
    for (profession, n) in d.targets.iter().filter(|t| t.1 > 0) {
        cx.tx().exec(TARGET_ADD, params![id, profession.as_str(), *n])?;
    }
    Ok(())
}

fn ends(d: &NewEvent) -> (Option<Date>, Option<Date>) {
    (d.days.iter().map(|d| d.day).min(), d.days.iter().map(|d| d.day).max())
}

/// Adds one; its id, slug, state, kept days and year are in `e`.
pub(crate) fn add(cx: &Cx<'_>, e: &Event) -> Result<()> {
    let d = &e.data;
    let (first, last) = ends(d);
    cx.tx().exec(
        ADD,
        params![
            e.id,
            d.kind.as_str(),
            d.title.as_str(),
            d.aim.as_str(),
            d.place.as_str(),
            d.hosts.as_str(),
            d.cosponsors.as_str(),
            d.funding.as_str(),
            d.contact.as_str(),
            d.link.as_str(),
            d.capacity,
            d.expected,
            d.fee,
            i64::from(d.together),
            e.state.code(),
            e.slug.as_str(),
            e.keep_days,
            e.year,
            e.template.as_str(),
            first,
            last,
            cx.now()
        ],
    )?;
    parts(cx, e.id, d)
}

/// Changes what was typed; how many rows (0 = somebody was faster).
pub(crate) fn change(
    cx: &Cx<'_>,
    id: EventId,
    d: &NewEvent,
    year: i64,
    version: i64,
) -> Result<u64> {
    let (first, last) = ends(d);
    let n = cx.tx().exec(
        CHANGE,
        params![
            d.kind.as_str(),
            d.title.as_str(),
            d.aim.as_str(),
            d.place.as_str(),
            d.hosts.as_str(),
            d.cosponsors.as_str(),
            d.funding.as_str(),
            d.contact.as_str(),
            d.link.as_str(),
            d.capacity,
            d.expected,
            d.fee,
            i64::from(d.together),
            year,
            first,
            last,
            id,
            version
        ],
    )?;
    if n == 1 {
        parts(cx, id, d)?;
    }
    Ok(n)
}

pub(crate) fn set_state(cx: &Cx<'_>, id: EventId, state: State, why: &str) -> Result<()> {
    cx.tx().exec(STATE, params![state.code(), why, id])?;
    Ok(())
}

pub(crate) fn set_template(cx: &Cx<'_>, id: EventId, template: &str) -> Result<()> {
    cx.tx().exec(TEMPLATE, params![template, id])?;
    Ok(())
}

pub(crate) fn set_keep(cx: &Cx<'_>, id: EventId, days: i64) -> Result<()> {
    cx.tx().exec(KEEP, params![days, id])?;
    Ok(())
}

pub(crate) fn find(cx: &Cx<'_>, id: EventId) -> Result<Option<Event>> {
    cx.tx().find::<Raw>(FIND, params![id])?.map(|r| whole(cx, r)).transpose()
}

pub(crate) fn by_slug(cx: &Cx<'_>, slug: &str) -> Result<Option<Event>> {
    cx.tx().find::<Raw>(BY_SLUG, params![slug])?.map(|r| whole(cx, r)).transpose()
}

pub(crate) fn of_year(cx: &Cx<'_>, year: i64) -> Result<Vec<Event>> {
    many(cx, OF_YEAR, params![year])
}

pub(crate) fn of_years(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<Event>> {
    many(cx, SOME_YEARS, params![from, to])
}

pub(crate) fn newest(cx: &Cx<'_>, most: i64) -> Result<Vec<Event>> {
    many(cx, NEWEST, params![most])
}

/// Titles that hold this text.
pub(crate) fn like(cx: &Cx<'_>, typed: &str) -> Result<Vec<Event>> {
    let plain: String = typed.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    many(cx, LIKE, params![format!("%{plain}%")])
}

/// On the public page at this day.
pub(crate) fn open(cx: &Cx<'_>, today: Date) -> Result<Vec<Event>> {
    many(cx, OPEN, params![today])
}

/// Dates are over, and nobody has said whether it was held.
pub(crate) fn not_said(cx: &Cx<'_>, today: Date) -> Result<Vec<Event>> {
    many(cx, NOT_HELD, params![today])
}

pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(YEARS, &[])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Persons counted by hand, by profession.
pub(crate) fn heads(cx: &Cx<'_>, id: EventId) -> Result<Vec<(String, i64)>> {
    pairs(cx, HEADS, id)
}

pub(crate) fn put_heads(cx: &Cx<'_>, id: EventId, heads: &[(String, i64)]) -> Result<()> {
    cx.tx().exec(HEADS_GONE, params![id])?;
    for (profession, n) in heads.iter().filter(|h| h.1 > 0) {
        cx.tx().exec(HEAD_ADD, params![id, profession.as_str(), *n])?;
    }
    Ok(())
}

/// What the measures already hold of this event.
pub(crate) fn counted(cx: &Cx<'_>, id: EventId) -> Result<Vec<(String, String, i64)>> {
    let rows = cx.tx().rows(COUNTED, params![id])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}

pub(crate) fn put_counted(cx: &Cx<'_>, id: EventId, name: &str, dims: &str, n: i64) -> Result<()> {
    cx.tx().exec(COUNTED_PUT, params![id, name, dims, n])?;
    Ok(())
}

/// What an event came out of, as it read then: its page and its title.
pub(crate) fn origin(cx: &Cx<'_>, id: EventId) -> Result<Option<(String, String)>> {
    let row = cx.tx().first(ORIGIN, params![id])?;
    Ok(row.map(|r| Ok::<_, DbError>((r.get(3)?, r.get(2)?))).transpose()?)
}

/// Keeps it.
pub(crate) fn set_origin(cx: &Cx<'_>, id: EventId, of: &slice::Evidence) -> Result<()> {
    let p = params![id, of.kind, of.id, of.title.as_str(), of.href.as_str()];
    cx.tx().exec(ORIGIN_PUT, p)?;
    Ok(())
}
