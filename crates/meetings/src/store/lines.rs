//! Agenda with what it rests on, papers, decisions, actions.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use super::like;
use crate::model::lines::{Action, Cited, Decision, Item, NewAction, NewItem, Paper};
use crate::{ActionId, BodyId, ItemId, MeetingId};

macro_rules! action {
    ($tail:literal) => {
        concat!("SELECT a.id, a.meeting, m.body, a.decision, a.text, a.owner, a.due, a.done_on, a.done_by, a.removed FROM meetings_action a JOIN meetings_meeting m ON m.id = a.meeting ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ITEMS = "SELECT id, meeting, place, title, who, minutes, note, action_id, removed FROM meetings_item WHERE meeting = $1 ORDER BY place, id";
    ITEM = "SELECT id, meeting, place, title, who, minutes, note, action_id, removed FROM meetings_item WHERE id = $1 AND meeting = $2";
    ITEM_ADD = "INSERT INTO meetings_item(id, meeting, place, title, who, minutes, note, action_id, removed) VALUES ($1, $2, (SELECT COALESCE(MAX(place), 0) + 1 FROM meetings_item WHERE meeting = $2), $3, $4, $5, $6, $7, 0)";
    ITEM_CHANGE = "UPDATE meetings_item SET title = $1, who = $2, minutes = $3, note = $4 WHERE id = $5";
    ITEM_PLACE = "UPDATE meetings_item SET place = $1 WHERE id = $2";
    ITEM_REMOVE = "UPDATE meetings_item SET removed = $1 WHERE id = $2";
    CITED = "SELECT e.id, e.item, e.kind, e.ref, e.title, e.figure, e.as_of, e.href FROM meetings_evidence e JOIN meetings_item i ON i.id = e.item WHERE i.meeting = $1 AND e.removed = 0 ORDER BY e.at, e.id";
    CITED_ONE = "SELECT e.id, e.item, e.kind, e.ref, e.title, e.figure, e.as_of, e.href FROM meetings_evidence e JOIN meetings_item i ON i.id = e.item WHERE e.id = $1 AND i.meeting = $2 AND e.removed = 0";
    CITED_THERE = "SELECT COUNT(*) FROM meetings_evidence WHERE item = $1 AND kind = $2 AND ref = $3 AND removed = 0";
    CITE = "INSERT INTO meetings_evidence(id, item, kind, ref, title, figure, as_of, href, at, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)";
    UNCITE = "UPDATE meetings_evidence SET removed = 1 WHERE id = $1";
    PAPERS = "SELECT id, place, title, held_at, removed FROM meetings_paper WHERE meeting = $1 ORDER BY place, id";
    PAPER_ADD = "INSERT INTO meetings_paper(id, meeting, place, title, held_at, removed) VALUES ($1, $2, (SELECT COALESCE(MAX(place), 0) + 1 FROM meetings_paper WHERE meeting = $2), $3, $4, 0)";
    PAPER_REMOVE = "UPDATE meetings_paper SET removed = $1 WHERE id = $2 AND meeting = $3";
    DECISIONS = "SELECT id, meeting, place, text, removed FROM meetings_decision WHERE meeting = $1 ORDER BY place, id";
    DECISION = "SELECT id, meeting, place, text, removed FROM meetings_decision WHERE id = $1";
    DECISION_ADD = "INSERT INTO meetings_decision(id, meeting, place, text, removed) VALUES ($1, $2, (SELECT COALESCE(MAX(place), 0) + 1 FROM meetings_decision WHERE meeting = $2), $3, 0)";
    DECISION_CHANGE = "UPDATE meetings_decision SET text = $1 WHERE id = $2";
    DECISION_REMOVE = "UPDATE meetings_decision SET removed = $1 WHERE id = $2";
    DECISIONS_NEWEST = "SELECT d.id, d.meeting, d.place, d.text, d.removed FROM meetings_decision d JOIN meetings_meeting m ON m.id = d.meeting WHERE d.removed = 0 AND m.state = 'held' AND d.text LIKE $1 ORDER BY m.day DESC, d.place, d.id LIMIT 20";
    ACTIONS = action!("WHERE a.meeting = $1 ORDER BY a.id");
    ACTION = action!("WHERE a.id = $1");
    ACTIONS_OPEN = action!("JOIN meetings_body b ON b.id = m.body WHERE a.done_on IS NULL AND a.removed = 0 AND b.removed = 0 AND m.state = 'held' ORDER BY a.due IS NULL, a.due, a.id LIMIT 500");
    ACTIONS_OF_BODY = "SELECT a.id, a.meeting, m.body, a.decision, a.text, a.owner, a.due, a.done_on, a.done_by, a.removed, m.day FROM meetings_action a JOIN meetings_meeting m ON m.id = a.meeting JOIN meetings_decision d ON d.id = a.decision WHERE m.body = $1 AND a.done_on IS NULL AND a.removed = 0 AND d.removed = 0 AND m.state = 'held' ORDER BY a.id";
    ACTIONS_DONE = action!("JOIN meetings_body b ON b.id = m.body WHERE a.done_on >= $1 AND a.removed = 0 AND b.removed = 0 ORDER BY a.done_on DESC, a.id LIMIT 50");
    ACTIONS_DUE = action!("JOIN meetings_body b ON b.id = m.body JOIN meetings_decision d ON d.id = a.decision WHERE a.done_on IS NULL AND a.removed = 0 AND d.removed = 0 AND b.removed = 0 AND m.state = 'held' AND a.due <= $1 ORDER BY a.due, a.id LIMIT 100");
    ACTION_ADD = "INSERT INTO meetings_action(id, meeting, decision, text, owner, due, done_on, done_by, removed) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', 0)";
    ACTION_CHANGE = "UPDATE meetings_action SET text = $1, owner = $2, due = $3 WHERE id = $4";
    ACTION_DONE = "UPDATE meetings_action SET done_on = $1, done_by = $2 WHERE id = $3";
    ACTION_REMOVE = "UPDATE meetings_action SET removed = $1 WHERE id = $2";
}

impl FromRow for Item {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Item {
            id: r.id(0)?,
            meeting: r.id(1)?,
            place: r.get(2)?,
            data: NewItem { title: r.get(3)?, who: r.get(4)?, minutes: r.get(5)?, note: r.get(6)? },
            action: r.get::<Option<Id>>(7)?.map(ActionId),
            removed: r.get::<i64>(8)? == 1,
        })
    }
}

impl FromRow for Cited {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Cited {
            id: r.get(0)?,
            item: r.id(1)?,
            kind: r.get(2)?,
            of: r.get(3)?,
            title: r.get(4)?,
            figure: r.get(5)?,
            as_of: r.get(6)?,
            href: r.get(7)?,
        })
    }
}

impl FromRow for Paper {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Paper {
            id: r.get(0)?,
            place: r.get(1)?,
            title: r.get(2)?,
            held_at: r.get(3)?,
            removed: r.get::<i64>(4)? == 1,
        })
    }
}

impl FromRow for Decision {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Decision {
            id: r.get(0)?,
            meeting: r.id(1)?,
            place: r.get(2)?,
            text: r.get(3)?,
            removed: r.get::<i64>(4)? == 1,
        })
    }
}

impl FromRow for Action {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Action {
            id: r.id(0)?,
            meeting: r.id(1)?,
            body: r.id(2)?,
            decision: r.get(3)?,
            data: NewAction { text: r.get(4)?, owner: r.get(5)?, due: r.get(6)? },
            done_on: r.get(7)?,
            done_by: r.get(8)?,
            removed: r.get::<i64>(9)? == 1,
        })
    }
}

pub(crate) fn items(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Item>> {
    Ok(cx.tx().all(ITEMS, params![m])?)
}

pub(crate) fn item(cx: &Cx<'_>, m: MeetingId, id: ItemId) -> Result<Option<Item>> {
    Ok(cx.tx().find(ITEM, params![id, m])?)
}

pub(crate) fn add_item(
    cx: &Cx<'_>,
    id: ItemId,
    m: MeetingId,
    n: &NewItem,
    action: Option<ActionId>,
) -> Result<()> {
    let action = action.map(|a| a.0);
    let (title, who, note) = (n.title.trim(), n.who.trim(), n.note.trim());
    cx.tx().exec(ITEM_ADD, params![id, m, title, who, n.minutes, note, action])?;
    Ok(())
}

pub(crate) fn change_item(cx: &Cx<'_>, id: ItemId, n: &NewItem) -> Result<()> {
    let (title, who, note) = (n.title.trim(), n.who.trim(), n.note.trim());
    cx.tx().exec(ITEM_CHANGE, params![title, who, n.minutes, note, id])?;
    Ok(())
}

pub(crate) fn place_item(cx: &Cx<'_>, id: ItemId, place: i64) -> Result<()> {
    cx.tx().exec(ITEM_PLACE, params![place, id])?;
    Ok(())
}

pub(crate) fn remove_item(cx: &Cx<'_>, id: ItemId, removed: bool) -> Result<()> {
    cx.tx().exec(ITEM_REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

/// What the agenda of a meeting rests on.
pub(crate) fn cited(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Cited>> {
    Ok(cx.tx().all(CITED, params![m])?)
}

pub(crate) fn cited_one(cx: &Cx<'_>, m: MeetingId, id: Id) -> Result<Option<Cited>> {
    Ok(cx.tx().find(CITED_ONE, params![id, m])?)
}

/// Keeps the copy; false when the line has it already.
pub(crate) fn cite(cx: &Cx<'_>, item: ItemId, e: &slice::Evidence) -> Result<bool> {
    let there: i64 = cx.tx().one(CITED_THERE, params![item, e.kind, e.id])?.get(0)?;
    if there > 0 {
        return Ok(false);
    }
    let values = params![
        cx.new_id(),
        item,
        e.kind,
        e.id,
        e.title.as_str(),
        e.figure.as_str(),
        e.as_of,
        e.href.as_str(),
        cx.now()
    ];
    cx.tx().exec(CITE, values)?;
    Ok(true)
}

pub(crate) fn uncite(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(UNCITE, params![id])?;
    Ok(())
}

pub(crate) fn papers(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Paper>> {
    Ok(cx.tx().all(PAPERS, params![m])?)
}

pub(crate) fn add_paper(cx: &Cx<'_>, m: MeetingId, title: &str, held_at: &str) -> Result<()> {
    cx.tx().exec(PAPER_ADD, params![cx.new_id(), m, title.trim(), held_at.trim()])?;
    Ok(())
}

/// How many rows: 0 = no such paper of this meeting.
pub(crate) fn remove_paper(cx: &Cx<'_>, m: MeetingId, id: Id, removed: bool) -> Result<u64> {
    Ok(cx.tx().exec(PAPER_REMOVE, params![i64::from(removed), id, m])?)
}

pub(crate) fn decisions(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Decision>> {
    Ok(cx.tx().all(DECISIONS, params![m])?)
}

pub(crate) fn decision(cx: &Cx<'_>, id: Id) -> Result<Option<Decision>> {
    Ok(cx.tx().find(DECISION, params![id])?)
}

pub(crate) fn add_decision(cx: &Cx<'_>, id: Id, m: MeetingId, text: &str) -> Result<()> {
    cx.tx().exec(DECISION_ADD, params![id, m, text.trim()])?;
    Ok(())
}

pub(crate) fn change_decision(cx: &Cx<'_>, id: Id, text: &str) -> Result<()> {
    cx.tx().exec(DECISION_CHANGE, params![text.trim(), id])?;
    Ok(())
}

pub(crate) fn remove_decision(cx: &Cx<'_>, id: Id, removed: bool) -> Result<()> {
    cx.tx().exec(DECISION_REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

/// The newest of meetings that were held, whose text holds this.
pub(crate) fn newest_decisions(cx: &Cx<'_>, typed: &str) -> Result<Vec<Decision>> {
    Ok(cx.tx().all(DECISIONS_NEWEST, params![like(typed)])?)
}

pub(crate) fn actions(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Action>> {
    Ok(cx.tx().all(ACTIONS, params![m])?)
}

pub(crate) fn action(cx: &Cx<'_>, id: ActionId) -> Result<Option<Action>> {
    Ok(cx.tx().find(ACTION, params![id])?)
}

pub(crate) fn open_actions(cx: &Cx<'_>) -> Result<Vec<Action>> {
    Ok(cx.tx().all(ACTIONS_OPEN, &[])?)
}

/// The open ones of a body, each with the day of its meeting.
pub(crate) fn open_of_body(cx: &Cx<'_>, body: BodyId) -> Result<Vec<(Action, Option<Date>)>> {
    let rows = cx.tx().rows(ACTIONS_OF_BODY, params![body])?;
    rows.iter().map(|r| Ok((Action::from_row(r)?, r.get(10)?))).collect()
}

pub(crate) fn done_since(cx: &Cx<'_>, day: Date) -> Result<Vec<Action>> {
    Ok(cx.tx().all(ACTIONS_DONE, params![day])?)
}

pub(crate) fn due_by(cx: &Cx<'_>, day: Date) -> Result<Vec<Action>> {
    Ok(cx.tx().all(ACTIONS_DUE, params![day])?)
}

pub(crate) fn add_action(cx: &Cx<'_>, id: ActionId, d: &Decision, a: &NewAction) -> Result<()> {
    let values = params![id, d.meeting, d.id, a.text.trim(), a.owner.trim(), a.due];
    cx.tx().exec(ACTION_ADD, values)?;
    Ok(())
}

pub(crate) fn change_action(cx: &Cx<'_>, id: ActionId, a: &NewAction) -> Result<()> {
    cx.tx().exec(ACTION_CHANGE, params![a.text.trim(), a.owner.trim(), a.due, id])?;
    Ok(())
}

pub(crate) fn set_done(cx: &Cx<'_>, id: ActionId, on: Option<Date>, by: &str) -> Result<()> {
    cx.tx().exec(ACTION_DONE, params![on, by, id])?;
    Ok(())
}

pub(crate) fn remove_action(cx: &Cx<'_>, id: ActionId, removed: bool) -> Result<()> {
    cx.tx().exec(ACTION_REMOVE, params![i64::from(removed), id])?;
    Ok(())
}
