//! Surveys with their questions.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Date;

use super::{json, of_json};
use crate::SurveyId;
use crate::model::{NewSurvey, State, Survey};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, title, aim, lead, contact, named, from_day, until_day, state, slug, questions, template, previous, year, published, published_at, version FROM surveys_survey ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO surveys_survey(id, title, aim, lead, contact, named, from_day, until_day, state, slug, questions, template, previous, year, published, published_at, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10, $11, $12, $13, NULL, NULL, $14, 1)";
    CHANGE = "UPDATE surveys_survey SET title = $1, aim = $2, lead = $3, contact = $4, named = $5, from_day = $6, until_day = $7, year = $8, version = version + 1 WHERE id = $9 AND version = $10";
    QUESTIONS = "UPDATE surveys_survey SET questions = $1, version = version + 1 WHERE id = $2 AND version = $3";
    STATE = "UPDATE surveys_survey SET state = $1, version = version + 1 WHERE id = $2";
    PUBLISH = "UPDATE surveys_survey SET published = $1, published_at = $2, state = 'closed', version = version + 1 WHERE id = $3 AND published IS NULL";
    FIND = select!("WHERE id = $1");
    BY_SLUG = select!("WHERE slug = $1");
    ALL = select!("ORDER BY year DESC, made_at DESC, id DESC LIMIT 500");
    NEWEST = select!("WHERE state IN ('open', 'closed') AND title LIKE $1 ORDER BY made_at DESC, id DESC LIMIT 20");
    OPEN = select!("WHERE state = 'open' ORDER BY until_day, id LIMIT 100");
}

impl FromRow for Survey {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (state, published): (String, Option<String>) = (r.get(8)?, r.get(14)?);
        let at: Option<kernel::At> = r.get(15)?;
        Ok(Survey {
            id: r.id(0)?,
            data: NewSurvey {
                title: r.get(1)?,
                aim: r.get(2)?,
                lead: r.get(3)?,
                contact: r.get(4)?,
                named: r.get::<i64>(5)? == 1,
                from: r.get(6)?,
                until: r.get(7)?,
            },
            state: State::from_code(&state)
                .ok_or(DbError::Decode { column: 8, what: "unknown state".into() })?,
            slug: r.get(9)?,
            questions: of_json(10, &r.get::<String>(10)?)?,
            template: r.get(11)?,
            previous: r.opt_id(12)?,
            year: r.get(13)?,
            published: published.zip(at),
            version: r.get(16)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, s: &Survey) -> Result<()> {
    let d = &s.data;
    cx.tx().exec(
        ADD,
        params![
            s.id,
            d.title.as_str(),
            d.aim.as_str(),
            d.lead.as_str(),
            d.contact.as_str(),
            i64::from(d.named),
            d.from,
            d.until,
            s.slug.as_str(),
            json(&s.questions)?,
            s.template.as_str(),
            s.previous.map(|p| p.0),
            s.year,
            cx.now()
        ],
    )?;
    Ok(())
}

/// Changes what was typed; 0 rows = somebody was faster.
pub(crate) fn change(
    cx: &Cx<'_>,
    id: SurveyId,
    d: &NewSurvey,
    year: i64,
    version: i64,
) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            d.title.as_str(),
            d.aim.as_str(),
            d.lead.as_str(),
            d.contact.as_str(),
            i64::from(d.named),
            d.from,
            d.until,
            year,
            id,
            version
        ],
    )?)
}

/// Changes the questions; 0 rows = somebody was faster.
pub(crate) fn questions(
    cx: &Cx<'_>,
    id: SurveyId,
    q: &[forms::ask::Question],
    version: i64,
) -> Result<u64> {
    Ok(cx.tx().exec(QUESTIONS, params![json(&q)?, id, version])?)
}

pub(crate) fn set_state(cx: &Cx<'_>, id: SurveyId, state: State) -> Result<()> {
    cx.tx().exec(STATE, params![state.code(), id])?;
    Ok(())
}

/// Keeps the published edition and closes the survey; 0 rows = it was published before.
pub(crate) fn publish(cx: &Cx<'_>, id: SurveyId, edition: &str) -> Result<u64> {
    Ok(cx.tx().exec(PUBLISH, params![edition, cx.now(), id])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: SurveyId) -> Result<Option<Survey>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

pub(crate) fn by_slug(cx: &Cx<'_>, slug: &str) -> Result<Option<Survey>> {
    Ok(cx.tx().find(BY_SLUG, params![slug])?)
}

/// The newest years first.
pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<Survey>> {
    Ok(cx.tx().all(ALL, params![])?)
}

/// Those that were handed out, by words of their title.
pub(crate) fn named(cx: &Cx<'_>, typed: &str) -> Result<Vec<Survey>> {
    Ok(cx.tx().all(NEWEST, params![super::like(typed)])?)
}

/// Those that are handed out, whose last day comes first at the top.
pub(crate) fn open(cx: &Cx<'_>) -> Result<Vec<Survey>> {
    Ok(cx.tx().all(OPEN, params![])?)
}

/// The fiscal year of a day.
pub(crate) fn year_of(d: Option<Date>, today: Date) -> i64 {
    i64::from(kernel::fiscal_year(d.unwrap_or(today)))
}
