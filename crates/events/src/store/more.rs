//! Plans of the city, requests for a 出前講座, views of videos, helpers' rolls.
use app::{Cx, Error, Result};
use db::params;
use kernel::{At, Date, Id};

use crate::use_cases::requests::Wish;
use crate::{EventId, HelperId, RequestId};

db::statements! { pub(crate) STATEMENTS;
    PLAN = "SELECT plan_row, year, times, persons FROM events_plan WHERE year >= $1 AND year <= $2 ORDER BY plan_row, year";
    PLAN_PUT = "INSERT INTO events_plan(plan_row, year, times, persons) VALUES ($1, $2, $3, $4) ON CONFLICT (plan_row, year) DO UPDATE SET times = excluded.times, persons = excluded.persons";
    PLAN_YEARS = "SELECT MIN(year), MAX(year) FROM events_plan WHERE times IS NOT NULL OR persons IS NOT NULL";
    ASK = "INSERT INTO events_request(id, body, state, event, answer, key, at, done_at, erased_at) VALUES ($1, $2, 'new', NULL, '', $3, $4, NULL, NULL) ON CONFLICT (key) DO NOTHING";
    ASKED = "SELECT id, body, state, event, answer, at, erased_at FROM events_request ORDER BY CASE WHEN state = 'new' THEN 0 ELSE 1 END, at DESC, id DESC LIMIT 200";
    ASKED_ONE = "SELECT id, body, state, event, answer, at, erased_at FROM events_request WHERE id = $1";
    ASKED_NEW = "SELECT COUNT(*) FROM events_request WHERE state = 'new'";
    SETTLE = "UPDATE events_request SET state = $1, event = $2, answer = $3, done_at = $4 WHERE id = $5 AND state = $6";
    ASK_ERASE = "SELECT id, body FROM events_request WHERE erased_at IS NULL AND state <> 'new' AND done_at < $1";
    ASK_ERASED = "UPDATE events_request SET body = $1, erased_at = $2 WHERE id = $3";
    VIEW_PUT = "INSERT INTO events_view(event, year, views) VALUES ($1, $2, $3) ON CONFLICT (event, year) DO UPDATE SET views = excluded.views";
    VIEWS = "SELECT event, year, views FROM events_view ORDER BY event, year";
    VIEWS_OF = "SELECT year, views FROM events_view WHERE event = $1 ORDER BY year";
    HELPER = "INSERT INTO events_helper(id, name, roll, area, contact, event, trained_on, ended_on, note) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)";
    HELPERS = "SELECT h.id, h.name, h.roll, h.area, h.contact, h.event, h.trained_on, h.ended_on, h.note, (SELECT COUNT(*) FROM events_helper_act a WHERE a.helper = h.id AND a.removed = 0) FROM events_helper h ORDER BY h.roll, h.ended_on, h.trained_on, h.id LIMIT 1000";
    HELPER_END = "UPDATE events_helper SET ended_on = $1, name = $2, contact = $3 WHERE id = $4";
    HELPER_ACT = "INSERT INTO events_helper_act(id, helper, day, kind, what, removed) VALUES ($1, $2, $3, $4, $5, 0)";
    HELPER_ACTS = "SELECT day, kind, what FROM events_helper_act WHERE helper = $1 AND removed = 0 ORDER BY day DESC, id DESC LIMIT 100";
}

/// Planned times and persons: row, year, times, persons.
pub(crate) type Planned = (String, i64, Option<i64>, Option<i64>);

pub(crate) fn plans(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<Planned>> {
    let rows = cx.tx().rows(PLAN, params![from, to])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).collect()
}

pub(crate) fn put_plan(
    cx: &Cx<'_>,
    row: &str,
    year: i64,
    times: Option<i64>,
    persons: Option<i64>,
) -> Result<()> {
    cx.tx().exec(PLAN_PUT, params![row, year, times, persons])?;
    Ok(())
}

pub(crate) fn plan_years(cx: &Cx<'_>) -> Result<Option<(i64, i64)>> {
    let r = cx.tx().one(PLAN_YEARS, &[])?;
    let (a, b): (Option<i64>, Option<i64>) = (r.get(0)?, r.get(1)?);
    Ok(a.zip(b))
}

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Id.
    pub id: RequestId,
    /// What was asked.
    pub wish: Wish,
    /// new, taken, declined.
    pub state: String,
    /// The event that came of it.
    pub event: Option<EventId>,
    /// What was answered (for the centre's own record).
    pub answer: String,
    /// When it came.
    pub at: At,
    /// Names were erased.
    pub erased: bool,
}

fn asked_row(r: &db::Row) -> Result<Asked> {
    let body: String = r.get(1)?;
    Ok(Asked {
        id: r.id(0)?,
        wish: serde_json::from_str(&body)
            .map_err(|e| Error::Inconsistent(format!("events: request: {e}")))?,
        state: r.get(2)?,
        event: r.opt_id(3)?,
        answer: r.get(4)?,
        at: r.get(5)?,
        erased: r.get::<Option<String>>(6)?.is_some(),
    })
}

fn body(w: &Wish) -> Result<String> {
    serde_json::to_string(w).map_err(|e| Error::Inconsistent(format!("events: request: {e}")))
}

/// Keeps a request once for its key.
pub(crate) fn ask(cx: &Cx<'_>, id: RequestId, w: &Wish, key: &str) -> Result<bool> {
    Ok(cx.tx().exec(ASK, params![id, body(w)?, key, cx.now()])? == 1)
}

pub(crate) fn asked(cx: &Cx<'_>) -> Result<Vec<Asked>> {
    cx.tx().rows(ASKED, &[])?.iter().map(asked_row).collect()
}

pub(crate) fn asked_one(cx: &Cx<'_>, id: RequestId) -> Result<Option<Asked>> {
    cx.tx().first(ASKED_ONE, params![id])?.as_ref().map(asked_row).transpose()
}

pub(crate) fn asked_new(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(ASKED_NEW, &[])?.get(0)?)
}

/// Moves a request from one state to another; did it stand there?
pub(crate) fn settle(
    cx: &Cx<'_>,
    id: RequestId,
    from: &str,
    to: &str,
    event: Option<EventId>,
    answer: &str,
) -> Result<bool> {
    let done = (to != "new").then(|| cx.now());
    Ok(cx.tx().exec(SETTLE, params![to, event, answer, done, id, from])? == 1)
}

/// Settled requests whose names are to go.
pub(crate) fn settled_before(cx: &Cx<'_>, before: At) -> Result<Vec<(RequestId, Wish)>> {
    let rows = cx.tx().rows(ASK_ERASE, params![before])?;
    rows.iter()
        .map(|r| {
            let body: String = r.get(1)?;
            let wish = serde_json::from_str(&body)
                .map_err(|e| Error::Inconsistent(format!("events: request: {e}")))?;
            Ok((r.id(0)?, wish))
        })
        .collect()
}

pub(crate) fn erase_request(cx: &Cx<'_>, id: RequestId, left: &Wish) -> Result<()> {
    cx.tx().exec(ASK_ERASED, params![body(left)?, cx.now(), id])?;
    Ok(())
}

pub(crate) fn put_views(cx: &Cx<'_>, event: EventId, year: i64, views: i64) -> Result<()> {
    cx.tx().exec(VIEW_PUT, params![event, year, views])?;
    Ok(())
}

/// Event, year, views.
pub(crate) fn views(cx: &Cx<'_>) -> Result<Vec<(EventId, i64, i64)>> {
    let rows = cx.tx().rows(VIEWS, &[])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?, r.get(2)?))).collect()
}

pub(crate) fn views_of(cx: &Cx<'_>, event: EventId) -> Result<Vec<(i64, i64)>> {
    let rows = cx.tx().rows(VIEWS_OF, params![event])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// A helper: 養成 → 名簿 → 活動 → マッチ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// Id.
    pub id: HelperId,
    /// Name; empty after the end.
    pub name: String,
    /// Which roll: 「認知症サポーター」.
    pub roll: String,
    /// Area of activity.
    pub area: String,
    /// Telephone or mail; empty after the end.
    pub contact: String,
    /// The training event.
    pub event: Option<EventId>,
    /// Trained on.
    pub trained_on: Date,
    /// Left the roll on.
    pub ended_on: Option<Date>,
    /// What they like to do.
    pub note: String,
    /// Activities so far.
    pub acts: i64,
}

pub(crate) fn add_helper(cx: &Cx<'_>, h: &Helper) -> Result<()> {
    cx.tx().exec(
        HELPER,
        params![
            h.id,
            h.name.as_str(),
            h.roll.as_str(),
            h.area.as_str(),
            h.contact.as_str(),
            h.event,
            h.trained_on,
            h.note.as_str()
        ],
    )?;
    Ok(())
}

pub(crate) fn helpers(cx: &Cx<'_>) -> Result<Vec<Helper>> {
    let rows = cx.tx().rows(HELPERS, &[])?;
    rows.iter()
        .map(|r| {
            Ok(Helper {
                id: r.id(0)?,
                name: r.get(1)?,
                roll: r.get(2)?,
                area: r.get(3)?,
                contact: r.get(4)?,
                event: r.opt_id(5)?,
                trained_on: r.get(6)?,
                ended_on: r.get(7)?,
                note: r.get(8)?,
                acts: r.get(9)?,
            })
        })
        .collect()
}

/// Leaves the roll: name and contact go at once, the row stays for the counts.
pub(crate) fn end_helper(cx: &Cx<'_>, id: HelperId, on: Date) -> Result<u64> {
    Ok(cx.tx().exec(HELPER_END, params![on, "", "", id])?)
}

pub(crate) fn helper_act(
    cx: &Cx<'_>,
    helper: HelperId,
    day: Date,
    kind: &str,
    what: &str,
) -> Result<()> {
    let id: Id = cx.new_id();
    cx.tx().exec(HELPER_ACT, params![id, helper, day, kind, what])?;
    Ok(())
}

/// Day, kind, what.
pub(crate) fn helper_acts(cx: &Cx<'_>, helper: HelperId) -> Result<Vec<(Date, String, String)>> {
    let rows = cx.tx().rows(HELPER_ACTS, params![helper])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}
