//! Editions of reports, what was said of activities for them, and the city's forms. A confirmed edition is written no more: every
//! statement that changes one asks for a draft.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::model::report::{Content, Edition, Marks, Period, Words};
use crate::{FormId, ReportId};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, year, month, edition, thoughts, plans, content, made_at, made_by, confirmed_at, confirmed_by, version FROM programme_report ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO programme_report(id, year, month, edition, state, thoughts, plans, content, made_at, made_by, confirmed_at, confirmed_by, version) VALUES ($1, $2, $3, $4, 'draft', $5, $6, NULL, $7, $8, NULL, '', 1)";
    WORDS = "UPDATE programme_report SET thoughts = $1, plans = $2, version = version + 1 WHERE id = $3 AND version = $4 AND state = 'draft'";
    CONFIRM = "UPDATE programme_report SET state = 'confirmed', content = $1, confirmed_at = $2, confirmed_by = $3, version = version + 1 WHERE id = $4 AND version = $5 AND state = 'draft'";
    OF_PERIOD = select!("WHERE year = $1 AND month = $2 ORDER BY edition DESC");
    OF_YEAR = select!("WHERE year = $1 ORDER BY month, edition DESC");
    YEARS = "SELECT DISTINCT year FROM programme_report ORDER BY year DESC";
    MARKS = "SELECT kind, record, item, funding FROM programme_mark";
    MARK = "INSERT INTO programme_mark(kind, record, item, funding, by_name, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, record) DO UPDATE SET item = excluded.item, funding = excluded.funding, by_name = excluded.by_name, at = excluded.at";
    FORM_ADD = "INSERT INTO programme_form(id, file, hash, size, body, by_name, at, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    FORM_REMOVE = "UPDATE programme_form SET removed = 1 WHERE id = $1 AND removed = 0";
    FORMS = "SELECT id, file, size, by_name, at, hash FROM programme_form WHERE removed = 0 ORDER BY at DESC, id DESC";
    FORM = "SELECT id, file, size, by_name, at, hash FROM programme_form WHERE id = $1 AND removed = 0";
    FORM_BODY = "SELECT body FROM programme_form WHERE id = $1 AND removed = 0";
}

/// A form of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Id.
    pub id: FormId,
    /// Name of the file.
    pub file: String,
    /// Bytes.
    pub size: i64,
    /// Who put it in.
    pub by_name: String,
    /// When.
    pub at: At,
    /// SHA-256 of its bytes.
    pub hash: String,
}

impl FromRow for Form {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Form {
            id: r.id(0)?,
            file: r.get(1)?,
            size: r.get(2)?,
            by_name: r.get(3)?,
            at: r.get(4)?,
            hash: r.get(5)?,
        })
    }
}

impl FromRow for Edition {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let month: i64 = r.get(2)?;
        let content: Option<String> = r.get(6)?;
        let content = content
            .map(|t| serde_json::from_str::<Content>(&t))
            .transpose()
            .map_err(|e| DbError::Decode { column: 6, what: e.to_string() })?;
        Ok(Edition {
            id: r.id(0)?,
            period: Period { year: r.get(1)?, month: (month > 0).then_some(month) },
            edition: r.get(3)?,
            words: Words { thoughts: r.get(4)?, plans: r.get(5)? },
            content,
            made_at: r.get(7)?,
            made_by: r.get(8)?,
            confirmed_at: r.get(9)?,
            confirmed_by: r.get(10)?,
            version: r.get(11)?,
        })
    }
}

/// Begins an edition.
pub(crate) fn add(cx: &Cx<'_>, p: Period, edition: i64, w: &Words) -> Result<ReportId> {
    let id = ReportId(cx.new_id());
    let (by, words) = (cx.actor().name.as_str(), (w.thoughts.trim(), w.plans.trim()));
    cx.tx().exec(ADD, params![id, p.year, p.kept(), edition, words.0, words.1, cx.now(), by])?;
    Ok(id)
}

/// False when somebody was faster, or it is confirmed.
pub(crate) fn put_words(cx: &Cx<'_>, id: ReportId, w: &Words, version: i64) -> Result<bool> {
    let n = cx.tx().exec(WORDS, params![w.thoughts.trim(), w.plans.trim(), id, version])?;
    Ok(n == 1)
}

/// False when somebody was faster, or it is confirmed.
pub(crate) fn confirm(cx: &Cx<'_>, id: ReportId, content: &str, version: i64) -> Result<bool> {
    let by = cx.actor().name.as_str();
    Ok(cx.tx().exec(CONFIRM, params![content, cx.now(), by, id, version])? == 1)
}

/// The editions of a period, the newest first.
pub(crate) fn of_period(cx: &Cx<'_>, p: Period) -> Result<Vec<Edition>> {
    Ok(cx.tx().all(OF_PERIOD, params![p.year, p.kept()])?)
}

/// All editions of a fiscal year: the whole year, then its months by number, the newest of each first.
pub(crate) fn of_year(cx: &Cx<'_>, year: i64) -> Result<Vec<Edition>> {
    Ok(cx.tx().all(OF_YEAR, params![year])?)
}

/// Fiscal years with a report, the newest first.
pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    cx.tx().rows(YEARS, &[])?.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// What was said of activities.
pub(crate) fn marks(cx: &Cx<'_>) -> Result<Marks> {
    let mut out = Marks::new();
    for r in cx.tx().rows(MARKS, &[])? {
        out.insert((r.get(0)?, r.get(1)?), (r.get(2)?, r.get(3)?));
    }
    Ok(out)
}

pub(crate) fn put_mark(
    cx: &Cx<'_>,
    kind: &str,
    record: Id,
    item: &str,
    funding: &str,
) -> Result<()> {
    let by = cx.actor().name.as_str();
    let record = record.to_string();
    cx.tx().exec(MARK, params![kind, record, item, funding, by, cx.now()])?;
    Ok(())
}

pub(crate) fn add_form(cx: &Cx<'_>, file: &str, hash: &str, body: &[u8]) -> Result<FormId> {
    let id = FormId(cx.new_id());
    let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
    let by = cx.actor().name.as_str();
    cx.tx().exec(FORM_ADD, params![id, file, hash, size, body, by, cx.now()])?;
    Ok(id)
}

pub(crate) fn remove_form(cx: &Cx<'_>, id: FormId) -> Result<bool> {
    Ok(cx.tx().exec(FORM_REMOVE, params![id])? == 1)
}

/// The newest first.
pub(crate) fn forms(cx: &Cx<'_>) -> Result<Vec<Form>> {
    Ok(cx.tx().all(FORMS, &[])?)
}

pub(crate) fn form(cx: &Cx<'_>, id: FormId) -> Result<Option<Form>> {
    Ok(cx.tx().find(FORM, params![id])?)
}

pub(crate) fn form_body(cx: &Cx<'_>, id: FormId) -> Result<Option<Vec<u8>>> {
    cx.tx().first(FORM_BODY, params![id])?.map(|r| Ok(r.get(0)?)).transpose()
}
