//! Cases under a sign, and the advice of the professions.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use super::like;
use crate::model::case::{Advice, Case, NewCase};
use crate::{CaseId, MeetingId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT c.id, c.meeting, c.sign, c.age, c.household, c.theme, c.outline, c.problems, c.strengths, c.support, c.follow_on, c.follow_text, c.issue, c.removed, c.version FROM meetings_case c ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    OF = select!("WHERE c.meeting = $1 ORDER BY c.at, c.id");
    FIND = select!("WHERE c.id = $1");
    ADD = "INSERT INTO meetings_case(id, meeting, sign, age, household, theme, outline, problems, strengths, support, follow_on, follow_text, issue, removed, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, 1)";
    CHANGE = "UPDATE meetings_case SET age = $1, household = $2, theme = $3, outline = $4, problems = $5, strengths = $6, support = $7, follow_on = $8, follow_text = $9, issue = $10, version = version + 1 WHERE id = $11 AND version = $12";
    REMOVE = "UPDATE meetings_case SET removed = $1, version = version + 1 WHERE id = $2";
    FOLLOW = select!("JOIN meetings_meeting m ON m.id = c.meeting WHERE c.removed = 0 AND c.follow_text = '' AND c.follow_on <= $1 AND m.state <> 'void' ORDER BY c.follow_on, c.id LIMIT 50");
    ISSUES = select!("JOIN meetings_meeting m ON m.id = c.meeting WHERE c.removed = 0 AND c.issue <> '' AND c.issue LIKE $1 AND m.state = 'held' ORDER BY m.day DESC, c.id LIMIT 20");
    ADVICE = "SELECT id, profession, text FROM meetings_advice WHERE of_case = $1 AND removed = 0 ORDER BY at, id";
    ADVICE_ADD = "INSERT INTO meetings_advice(id, of_case, profession, text, removed, at) VALUES ($1, $2, $3, $4, 0, $5)";
    ADVICE_GONE = "UPDATE meetings_advice SET removed = 1 WHERE id = $1 AND of_case = $2";
}

impl FromRow for Case {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Case {
            id: r.id(0)?,
            meeting: r.id(1)?,
            sign: r.get(2)?,
            data: NewCase {
                age: r.get(3)?,
                household: r.get(4)?,
                theme: r.get(5)?,
                outline: r.get(6)?,
                problems: r.get(7)?,
                strengths: r.get(8)?,
                support: r.get(9)?,
                follow_on: r.get(10)?,
                follow_text: r.get(11)?,
                issue: r.get(12)?,
            },
            removed: r.get::<i64>(13)? == 1,
            version: r.get(14)?,
        })
    }
}

impl FromRow for Advice {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Advice { id: r.get(0)?, profession: r.get(1)?, text: r.get(2)? })
    }
}

pub(crate) fn of(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Case>> {
    Ok(cx.tx().all(OF, params![m])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: CaseId) -> Result<Option<Case>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

pub(crate) fn add(cx: &Cx<'_>, id: CaseId, m: MeetingId, sign: &str, d: &NewCase) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            id,
            m,
            sign,
            d.age.as_str(),
            d.household.as_str(),
            d.theme.trim(),
            d.outline.trim(),
            d.problems.trim(),
            d.strengths.trim(),
            d.support.trim(),
            d.follow_on,
            d.follow_text.trim(),
            d.issue.trim(),
            cx.now()
        ],
    )?;
    Ok(())
}

/// How many rows changed: 0 = somebody was faster.
pub(crate) fn change(cx: &Cx<'_>, id: CaseId, d: &NewCase, version: i64) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            d.age.as_str(),
            d.household.as_str(),
            d.theme.trim(),
            d.outline.trim(),
            d.problems.trim(),
            d.strengths.trim(),
            d.support.trim(),
            d.follow_on,
            d.follow_text.trim(),
            d.issue.trim(),
            id,
            version
        ],
    )?)
}

pub(crate) fn set_removed(cx: &Cx<'_>, id: CaseId, removed: bool) -> Result<()> {
    cx.tx().exec(REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

/// To be looked at again by this day, and nobody wrote what was seen.
pub(crate) fn follow(cx: &Cx<'_>, by: Date) -> Result<Vec<Case>> {
    Ok(cx.tx().all(FOLLOW, params![by])?)
}

/// Cases of meetings that were held, with a local issue that holds this text.
pub(crate) fn with_issue(cx: &Cx<'_>, typed: &str) -> Result<Vec<Case>> {
    Ok(cx.tx().all(ISSUES, params![like(typed)])?)
}

pub(crate) fn advice(cx: &Cx<'_>, id: CaseId) -> Result<Vec<Advice>> {
    Ok(cx.tx().all(ADVICE, params![id])?)
}

pub(crate) fn add_advice(cx: &Cx<'_>, id: CaseId, profession: &str, text: &str) -> Result<()> {
    cx.tx().exec(ADVICE_ADD, params![cx.new_id(), id, profession, text.trim(), cx.now()])?;
    Ok(())
}

pub(crate) fn advice_gone(cx: &Cx<'_>, of: CaseId, id: Id) -> Result<()> {
    cx.tx().exec(ADVICE_GONE, params![id, of])?;
    Ok(())
}
