//! Who is asked.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;

use crate::model::asked::{Asked, NewAsked};
use crate::{AskedId, SurveyId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT a.id, a.survey, a.source, a.organisation, a.name, a.kind, a.area, a.phone, a.fax, a.sent_at, a.chased, (SELECT COUNT(*) FROM surveys_answer x WHERE x.asked = a.id AND x.survey = a.survey AND x.removed = 0) FROM surveys_asked a ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO surveys_asked(id, survey, source, organisation, name, kind, area, phone, fax, sent_at, chased, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, 0, 0) ON CONFLICT (survey, source) DO UPDATE SET removed = 0, organisation = excluded.organisation, name = excluded.name, kind = excluded.kind, area = excluded.area, phone = excluded.phone, fax = excluded.fax";
    THERE = "SELECT COUNT(*) FROM surveys_asked WHERE survey = $1 AND source = $2 AND removed = 0";
    REMOVE = "UPDATE surveys_asked SET removed = 1 WHERE id = $1 AND survey = $2";
    SENT = "UPDATE surveys_asked SET chased = CASE WHEN sent_at IS NULL THEN chased ELSE chased + 1 END, sent_at = $1 WHERE id = $2";
    FIND = select!("WHERE a.id = $1 AND a.removed = 0");
    OF = select!("WHERE a.survey = $1 AND a.removed = 0 ORDER BY a.kind, a.name, a.id");
    MINE = select!("JOIN surveys_survey s ON s.id = a.survey WHERE a.organisation = $1 AND a.removed = 0 AND s.state = 'open' AND s.named = 1 ORDER BY s.until_day, a.id LIMIT 50");
}

impl FromRow for Asked {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Asked {
            id: r.id(0)?,
            survey: r.id(1)?,
            data: NewAsked {
                source: r.get(2)?,
                organisation: r.get(3)?,
                name: r.get(4)?,
                kind: r.get(5)?,
                area: r.get(6)?,
                phone: r.get(7)?,
                fax: r.get(8)?,
            },
            sent_at: r.get(9)?,
            chased: r.get(10)?,
            answered: r.get::<i64>(11)? > 0,
        })
    }
}

/// Adds one, or puts back one that was taken out; was it not there?
pub(crate) fn add(cx: &Cx<'_>, survey: SurveyId, n: &NewAsked) -> Result<bool> {
    let there: i64 = cx.tx().one(THERE, params![survey, n.source.as_str()])?.get(0)?;
    if there > 0 {
        return Ok(false);
    }
    cx.tx().exec(
        ADD,
        params![
            AskedId(cx.new_id()),
            survey,
            n.source.as_str(),
            n.organisation,
            n.name.trim(),
            n.kind.trim(),
            n.area.trim(),
            n.phone.trim(),
            n.fax.trim()
        ],
    )?;
    Ok(true)
}

pub(crate) fn remove(cx: &Cx<'_>, survey: SurveyId, id: AskedId) -> Result<u64> {
    Ok(cx.tx().exec(REMOVE, params![id, survey])?)
}

/// Its letter was printed; again, where it had been before.
pub(crate) fn sent(cx: &Cx<'_>, id: AskedId) -> Result<()> {
    cx.tx().exec(SENT, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn find(cx: &Cx<'_>, id: AskedId) -> Result<Option<Asked>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// All of a survey, by kind and name.
pub(crate) fn of(cx: &Cx<'_>, survey: SurveyId) -> Result<Vec<Asked>> {
    Ok(cx.tx().all(OF, params![survey])?)
}

/// What an organisation is asked in surveys that are handed out.
pub(crate) fn mine(cx: &Cx<'_>, organisation: Id) -> Result<Vec<Asked>> {
    Ok(cx.tx().all(MINE, params![organisation])?)
}
