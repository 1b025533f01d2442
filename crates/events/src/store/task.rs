//! Tasks of the 棚卸表.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Date;

use crate::{EventId, TaskId};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO events_task(id, event, phase, place, text, who, days, due, done_on, done_by, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, '', 0)";
    OF = "SELECT id, event, phase, place, text, who, days, due, done_on, done_by FROM events_task WHERE event = $1 AND removed = 0 ORDER BY place, id";
    FIND = "SELECT id, event, phase, place, text, who, days, due, done_on, done_by FROM events_task WHERE id = $1 AND event = $2";
    CHANGE = "UPDATE events_task SET text = $1, who = $2, days = $3, due = $4 WHERE id = $5";
    DUE = "UPDATE events_task SET due = $1 WHERE id = $2";
    DONE = "UPDATE events_task SET done_on = $1, done_by = $2 WHERE id = $3";
    REMOVED = "UPDATE events_task SET removed = $1 WHERE id = $2";
    LAST = "SELECT COALESCE(MAX(place), 0) FROM events_task WHERE event = $1";
    LATE = "SELECT t.id, t.event, t.phase, t.place, t.text, t.who, t.days, t.due, t.done_on, t.done_by, e.title FROM events_task t JOIN events_event e ON e.id = t.event WHERE t.done_on IS NULL AND t.removed = 0 AND t.due <= $1 AND (e.state IN ('planned', 'open') OR (e.state = 'held' AND t.phase = 'after')) ORDER BY t.due, t.place, t.id LIMIT 200";
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id.
    pub id: TaskId,
    /// Its event.
    pub event: EventId,
    /// before, day, after.
    pub phase: String,
    /// Order on the paper.
    pub place: i64,
    /// What.
    pub text: String,
    /// Who.
    pub who: String,
    /// Days from the date it belongs to.
    pub days: i64,
    /// Until when.
    pub due: Date,
    /// When it was ticked.
    pub done_on: Option<Date>,
    /// By whom.
    pub done_by: String,
}

impl FromRow for Task {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Task {
            id: r.id(0)?,
            event: r.id(1)?,
            phase: r.get(2)?,
            place: r.get(3)?,
            text: r.get(4)?,
            who: r.get(5)?,
            days: r.get(6)?,
            due: r.get(7)?,
            done_on: r.get(8)?,
            done_by: r.get(9)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, t: &Task) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            t.id,
            t.event,
            t.phase.as_str(),
            t.place,
            t.text.as_str(),
            t.who.as_str(),
            t.days,
            t.due
        ],
    )?;
    Ok(())
}

pub(crate) fn of(cx: &Cx<'_>, event: EventId) -> Result<Vec<Task>> {
    Ok(cx.tx().all(OF, params![event])?)
}

pub(crate) fn find(cx: &Cx<'_>, event: EventId, id: TaskId) -> Result<Option<Task>> {
    Ok(cx.tx().find(FIND, params![id, event])?)
}

pub(crate) fn change(cx: &Cx<'_>, t: &Task) -> Result<()> {
    cx.tx().exec(CHANGE, params![t.text.as_str(), t.who.as_str(), t.days, t.due, t.id])?;
    Ok(())
}

pub(crate) fn set_due(cx: &Cx<'_>, id: TaskId, due: Date) -> Result<()> {
    cx.tx().exec(DUE, params![due, id])?;
    Ok(())
}

pub(crate) fn set_done(cx: &Cx<'_>, id: TaskId, on: Option<Date>, by: &str) -> Result<()> {
    cx.tx().exec(DONE, params![on, by, id])?;
    Ok(())
}

pub(crate) fn set_removed(cx: &Cx<'_>, id: TaskId, removed: bool) -> Result<()> {
    cx.tx().exec(REMOVED, params![i64::from(removed), id])?;
    Ok(())
}

pub(crate) fn last_place(cx: &Cx<'_>, event: EventId) -> Result<i64> {
    Ok(cx.tx().one(LAST, params![event])?.get(0)?)
}

/// Not done and due on this day or before, with the title of the event. Of one that was held only what comes after it: nobody can
/// do any more what should have been done before.
pub(crate) fn late(cx: &Cx<'_>, until: Date) -> Result<Vec<(Task, String)>> {
    let rows = cx.tx().rows(LATE, params![until])?;
    rows.iter().map(|r| Ok((Task::from_row(r)?, r.get(10)?))).collect()
}
