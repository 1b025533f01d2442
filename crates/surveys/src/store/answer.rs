//! Answers, and the names that people gave to groups of free texts.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use forms::ask::Given;
use kernel::At;

use super::{json, of_json};
use crate::{AnswerId, AskedId, BatchId, SurveyId};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, survey, asked, kind, way, body, at, changed_at FROM surveys_answer ",
            $tail
        )
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO surveys_answer(id, survey, asked, key, kind, way, body, batch, at, changed_at, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, 0) ON CONFLICT (survey, key) DO NOTHING";
    CHANGE = "UPDATE surveys_answer SET body = $1, way = $2, changed_at = $3, removed = 0 WHERE id = $4";
    REMOVE = "UPDATE surveys_answer SET removed = $1 WHERE id = $2 AND survey = $3 AND removed <> $4";
    FIND = select!("WHERE id = $1 AND removed = 0");
    BY_KEY = select!("WHERE survey = $1 AND key = $2");
    OF_ASKED = select!("WHERE survey = $1 AND asked = $2 AND removed = 0");
    ALL = select!("WHERE survey = $1 AND removed = 0 ORDER BY at, id");
    REMOVED = select!("WHERE survey = $1 AND removed = 1 AND batch IS NULL ORDER BY at, id");
    ANY = select!("WHERE id = $1 AND survey = $2");
    COUNT = "SELECT COUNT(*) FROM surveys_answer WHERE survey = $1 AND removed = 0";
    DAYS = "SELECT at FROM surveys_answer WHERE survey = $1 AND removed = 0 ORDER BY at";
    EVER = "SELECT COUNT(*) FROM surveys_answer WHERE survey = $1";
    OF_BATCH = select!("WHERE batch = $1 AND removed = 0 ORDER BY at, id");
    LABELS = "SELECT l.answer, l.question, l.label FROM surveys_label l JOIN surveys_answer a ON a.id = l.answer WHERE a.survey = $1 AND a.removed = 0 ORDER BY l.question, l.label, l.answer";
    LABEL = "INSERT INTO surveys_label(answer, question, label) VALUES ($1, $2, $3) ON CONFLICT (answer, question) DO UPDATE SET label = excluded.label";
    NO_LABEL = "DELETE FROM surveys_label WHERE answer = $1 AND question = $2";
}

/// An answer as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Id.
    pub id: AnswerId,
    /// Of which survey.
    pub survey: SurveyId,
    /// Whose; none where answers carry no name.
    pub asked: Option<AskedId>,
    /// Kind of office; empty where answers carry no name.
    pub kind: String,
    /// `page`, `own`, `paper`, `file`.
    pub way: String,
    /// What was given.
    pub given: Given,
    /// When it came in.
    pub at: At,
    /// When it was corrected.
    pub changed_at: Option<At>,
}

impl FromRow for Answer {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Answer {
            id: r.id(0)?,
            survey: r.id(1)?,
            asked: r.opt_id(2)?,
            kind: r.get(3)?,
            way: r.get(4)?,
            given: of_json(5, &r.get::<String>(5)?)?,
            at: r.get(6)?,
            changed_at: r.get(7)?,
        })
    }
}

/// A new answer.
pub(crate) struct New<'a> {
    pub survey: SurveyId,
    pub asked: Option<AskedId>,
    /// Two presses of one page have the same.
    pub key: &'a str,
    pub kind: &'a str,
    pub way: &'a str,
    pub given: &'a Given,
    pub batch: Option<BatchId>,
}

/// Adds one; none when the key was there before.
pub(crate) fn add(cx: &Cx<'_>, n: &New<'_>) -> Result<Option<AnswerId>> {
    let id = AnswerId(cx.new_id());
    let made = cx.tx().exec(
        ADD,
        params![
            id,
            n.survey,
            n.asked.map(|a| a.0),
            n.key,
            n.kind,
            n.way,
            json(n.given)?,
            n.batch.map(|b| b.0),
            cx.now()
        ],
    )?;
    Ok((made == 1).then_some(id))
}

pub(crate) fn change(cx: &Cx<'_>, id: AnswerId, way: &str, given: &Given) -> Result<()> {
    cx.tx().exec(CHANGE, params![json(given)?, way, cx.now(), id])?;
    Ok(())
}

/// Takes one out or puts it back; 0 = it was so already.
pub(crate) fn remove(cx: &Cx<'_>, survey: SurveyId, id: AnswerId, removed: bool) -> Result<u64> {
    let n = i64::from(removed);
    Ok(cx.tx().exec(REMOVE, params![n, id, survey, n])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: AnswerId) -> Result<Option<Answer>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// Also one that was taken out.
pub(crate) fn any(cx: &Cx<'_>, survey: SurveyId, id: AnswerId) -> Result<Option<Answer>> {
    Ok(cx.tx().find(ANY, params![id, survey])?)
}

/// The one of this key, also when it was taken out.
pub(crate) fn by_key(cx: &Cx<'_>, survey: SurveyId, key: &str) -> Result<Option<Answer>> {
    Ok(cx.tx().find(BY_KEY, params![survey, key])?)
}

pub(crate) fn of_asked(cx: &Cx<'_>, survey: SurveyId, of: AskedId) -> Result<Option<Answer>> {
    Ok(cx.tx().find(OF_ASKED, params![survey, of])?)
}

/// All that stand, oldest first.
pub(crate) fn all(cx: &Cx<'_>, survey: SurveyId) -> Result<Vec<Answer>> {
    Ok(cx.tx().all(ALL, params![survey])?)
}

/// Those that were taken out one by one.
pub(crate) fn removed(cx: &Cx<'_>, survey: SurveyId) -> Result<Vec<Answer>> {
    Ok(cx.tx().all(REMOVED, params![survey])?)
}

pub(crate) fn of_batch(cx: &Cx<'_>, batch: BatchId) -> Result<Vec<Answer>> {
    Ok(cx.tx().all(OF_BATCH, params![batch])?)
}

/// When the answers came in, in their order.
pub(crate) fn days(cx: &Cx<'_>, survey: SurveyId) -> Result<Vec<At>> {
    cx.tx().rows(DAYS, params![survey])?.iter().map(|r| Ok(r.get(0)?)).collect()
}

pub(crate) fn count(cx: &Cx<'_>, survey: SurveyId) -> Result<i64> {
    Ok(cx.tx().one(COUNT, params![survey])?.get(0)?)
}

/// Answers ever given, taken-out ones too: the questions are fixed from then on.
pub(crate) fn ever(cx: &Cx<'_>, survey: SurveyId) -> Result<i64> {
    Ok(cx.tx().one(EVER, params![survey])?.get(0)?)
}

/// Answer, question, name of the group.
pub(crate) fn labels(cx: &Cx<'_>, survey: SurveyId) -> Result<Vec<(AnswerId, String, String)>> {
    let rows = cx.tx().rows(LABELS, params![survey])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?, r.get(2)?))).collect()
}

/// Puts a free text into a group; an empty name takes it out.
pub(crate) fn label(cx: &Cx<'_>, answer: AnswerId, question: &str, label: &str) -> Result<()> {
    match label.is_empty() {
        true => cx.tx().exec(NO_LABEL, params![answer, question])?,
        false => cx.tx().exec(LABEL, params![answer, question, label])?,
    };
    Ok(())
}
