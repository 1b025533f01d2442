//! Questionnaires, answers, groups of free text, and the texts that people wrote on.
use app::{Cx, Error, Result};
use db::params;
use kernel::{At, Date, Id};

use crate::EventId;
use crate::model::form::{Form, Given};

db::statements! { pub(crate) STATEMENTS;
    PUT = "INSERT INTO events_form(event, slug, body, template, closes_on, version) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (event) DO UPDATE SET body = excluded.body, closes_on = excluded.closes_on, version = events_form.version + 1";
    OF = "SELECT event, slug, body, closes_on, version FROM events_form WHERE event = $1";
    BY_SLUG = "SELECT event, slug, body, closes_on, version FROM events_form WHERE slug = $1";
    ANSWER = "INSERT INTO events_answer(id, event, key, way, body, at, removed) VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (event, key) DO NOTHING";
    ANSWERS = "SELECT id, way, body, at FROM events_answer WHERE event = $1 AND removed = 0 ORDER BY at, id";
    COUNT = "SELECT COUNT(*) FROM events_answer WHERE event = $1 AND removed = 0";
    EVER = "SELECT COUNT(*) FROM events_answer WHERE event = $1";
    REMOVE = "UPDATE events_answer SET removed = $1 WHERE id = $2 AND event = $3";
    GROUPS = "SELECT g.answer, g.question, g.label FROM events_group g JOIN events_answer a ON a.id = g.answer WHERE a.event = $1 AND a.removed = 0 ORDER BY g.question, g.label, g.answer";
    GROUP = "INSERT INTO events_group(answer, question, label) VALUES ($1, $2, $3) ON CONFLICT (answer, question) DO UPDATE SET label = excluded.label";
    UNGROUP = "DELETE FROM events_group WHERE answer = $1 AND question = $2";
    TEXT = "SELECT body, by_name, at, version FROM events_text WHERE event = $1 AND kind = $2";
    TEXT_PUT = "INSERT INTO events_text(event, kind, body, by_name, at, version) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (event, kind) DO UPDATE SET body = excluded.body, by_name = excluded.by_name, at = excluded.at, version = events_text.version + 1";
    TEXT_GONE = "DELETE FROM events_text WHERE event = $1 AND kind = $2";
}

/// A questionnaire as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its event.
    pub event: EventId,
    /// Eight signs in its public address.
    pub slug: String,
    /// The questions.
    pub form: Form,
    /// Last day on which it takes answers.
    pub closes_on: Date,
    /// Version.
    pub version: i64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Id.
    pub id: Id,
    /// page or paper.
    pub way: String,
    /// What was answered.
    pub given: Given,
    /// When it came in.
    pub at: At,
}

/// A text that somebody wrote on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub body: String,
    /// Who saved it last.
    pub by: String,
    /// When.
    pub at: At,
    /// Version for the stale check.
    pub version: i64,
}

fn wrong(what: &str, e: &serde_json::Error) -> Error {
    Error::Inconsistent(format!("events: {what}: {e}"))
}

fn kept(r: &db::Row) -> Result<Kept> {
    let body: String = r.get(2)?;
    Ok(Kept {
        event: r.id(0)?,
        slug: r.get(1)?,
        form: serde_json::from_str(&body).map_err(|e| wrong("questionnaire", &e))?,
        closes_on: r.get(3)?,
        version: r.get(4)?,
    })
}

pub(crate) fn put(
    cx: &Cx<'_>,
    event: EventId,
    slug: &str,
    f: &Form,
    closes_on: Date,
) -> Result<()> {
    let body = serde_json::to_string(f).map_err(|e| wrong("questionnaire", &e))?;
    cx.tx().exec(PUT, params![event, slug, body, f.version.as_str(), closes_on])?;
    Ok(())
}

pub(crate) fn of(cx: &Cx<'_>, event: EventId) -> Result<Option<Kept>> {
    cx.tx().first(OF, params![event])?.as_ref().map(kept).transpose()
}

pub(crate) fn by_slug(cx: &Cx<'_>, slug: &str) -> Result<Option<Kept>> {
    cx.tx().first(BY_SLUG, params![slug])?.as_ref().map(kept).transpose()
}

/// Keeps an answer once for its key; was it new?
pub(crate) fn answer(
    cx: &Cx<'_>,
    event: EventId,
    key: &str,
    way: &str,
    given: &Given,
) -> Result<bool> {
    let id = cx.new_id();
    let body = serde_json::to_string(given).map_err(|e| wrong("answer", &e))?;
    Ok(cx.tx().exec(ANSWER, params![id, event, key, way, body, cx.now()])? == 1)
}

pub(crate) fn answers(cx: &Cx<'_>, event: EventId) -> Result<Vec<Answer>> {
    let rows = cx.tx().rows(ANSWERS, params![event])?;
    rows.iter()
        .map(|r| {
            let body: String = r.get(2)?;
            let given = serde_json::from_str(&body).map_err(|e| wrong("answer", &e))?;
            Ok(Answer { id: r.get(0)?, way: r.get(1)?, given, at: r.get(3)? })
        })
        .collect()
}

pub(crate) fn count(cx: &Cx<'_>, event: EventId) -> Result<i64> {
    Ok(cx.tx().one(COUNT, params![event])?.get(0)?)
}

/// Answers ever given, taken-back ones too: the questions are fixed from then on.
pub(crate) fn ever(cx: &Cx<'_>, event: EventId) -> Result<i64> {
    Ok(cx.tx().one(EVER, params![event])?.get(0)?)
}

pub(crate) fn remove(cx: &Cx<'_>, event: EventId, id: Id, removed: bool) -> Result<u64> {
    Ok(cx.tx().exec(REMOVE, params![i64::from(removed), id, event])?)
}

/// (answer, question, group).
pub(crate) fn groups(cx: &Cx<'_>, event: EventId) -> Result<Vec<(Id, String, String)>> {
    let rows = cx.tx().rows(GROUPS, params![event])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}

/// Puts a free text into a group; an empty one takes it out.
pub(crate) fn group(cx: &Cx<'_>, answer: Id, question: &str, label: &str) -> Result<()> {
    if label.is_empty() {
        cx.tx().exec(UNGROUP, params![answer, question])?;
    } else {
        cx.tx().exec(GROUP, params![answer, question, label])?;
    }
    Ok(())
}

pub(crate) fn text(cx: &Cx<'_>, event: EventId, kind: &str) -> Result<Option<Text>> {
    cx.tx()
        .first(TEXT, params![event, kind])?
        .map(|r| Ok(Text { body: r.get(0)?, by: r.get(1)?, at: r.get(2)?, version: r.get(3)? }))
        .transpose()
}

pub(crate) fn put_text(cx: &Cx<'_>, event: EventId, kind: &str, body: &str) -> Result<()> {
    let by = cx.actor().name.clone();
    cx.tx().exec(TEXT_PUT, params![event, kind, body, by, cx.now()])?;
    Ok(())
}

pub(crate) fn text_gone(cx: &Cx<'_>, event: EventId, kind: &str) -> Result<()> {
    cx.tx().exec(TEXT_GONE, params![event, kind])?;
    Ok(())
}
