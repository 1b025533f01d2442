//! Lists of consultations: filtered, paged by key, waiting, published.
use app::{Cx, Result};
use db::params;
use kernel::{Date, Id};

use super::cases::Kept;

db::statements! { pub(crate) STATEMENTS;
    LIST = "SELECT id, year, number, state, version, body, taker, origin, at, changed_at FROM desk_case WHERE (state = 'live' OR CAST($1 AS BIGINT) = 1) AND (year = $2 OR $2 = 0) AND ($3 = '' OR method = $3) AND ($4 = '' OR place = $4) AND ($5 = '' OR affiliation = $5) AND ($6 = '' OR status = $6) AND ($7 = '' OR EXISTS (SELECT 1 FROM desk_content c WHERE c.case_id = desk_case.id AND c.code = $7)) AND ($8 = '' OR day < $8 OR (day = $8 AND id < $9)) ORDER BY day DESC, id DESC LIMIT $10";
    COUNT = "SELECT COUNT(*), CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM desk_case WHERE (state = 'live' OR CAST($1 AS BIGINT) = 1) AND (year = $2 OR $2 = 0) AND ($3 = '' OR method = $3) AND ($4 = '' OR place = $4) AND ($5 = '' OR affiliation = $5) AND ($6 = '' OR status = $6) AND ($7 = '' OR EXISTS (SELECT 1 FROM desk_content c WHERE c.case_id = desk_case.id AND c.code = $7))";
    YEARS = "SELECT DISTINCT year FROM desk_case WHERE state = 'live' ORDER BY year DESC";
    WAITING = "SELECT id, year, number, state, version, body, taker, origin, at, changed_at FROM desk_case WHERE follow_on IS NOT NULL AND follow_on <= $1 AND state = 'live' ORDER BY follow_on, id LIMIT 50";
    UNTIL = "SELECT COUNT(*) FROM desk_case WHERE state = 'live' AND year = $1 AND day <= $2 AND ($3 = '' OR place = $3)";
    BETWEEN = "SELECT id, year, number, state, version, body, taker, origin, at, changed_at FROM desk_case WHERE state = 'live' AND day >= $1 AND day <= $2 ORDER BY day, id";
    OPEN = "SELECT COUNT(*) FROM desk_case WHERE status = 'open' AND state = 'live'";
    SOLVED = "SELECT id, year, number, state, version, body, taker, origin, at, changed_at FROM desk_case WHERE solved_year IS NOT NULL AND state = 'live' ORDER BY year, day, id LIMIT 500";
    CALLERS = "SELECT c.id, c.year, c.number, c.state, c.version, c.body, c.taker, c.origin, c.at, c.changed_at FROM desk_gram g JOIN desk_case c ON c.id = g.case_id WHERE g.kind = 'caller' AND g.gram = $1 AND c.state = 'live' ORDER BY g.case_id DESC LIMIT 200";
    NEWEST = "SELECT id, year, number, state, version, body, taker, origin, at, changed_at FROM desk_case WHERE state = 'live' ORDER BY at DESC, id DESC LIMIT $1";
}

/// How a list is narrowed; empty = all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// 年度.
    pub year: Option<i64>,
    /// 方法.
    pub method: String,
    /// 所在.
    pub place: String,
    /// 所属.
    pub affiliation: String,
    /// 内容.
    pub content: String,
    /// 対応中, 終了.
    pub status: String,
    /// Also what was taken back.
    pub cancelled: bool,
}

/// At most so many consultations after a key (day and id), newest day first.
pub(crate) fn list(
    cx: &Cx<'_>,
    f: &Filter,
    after: Option<&(String, Id)>,
    most: i64,
) -> Result<Vec<Kept>> {
    let (day, id) =
        after.map_or((String::new(), String::new()), |(d, i)| (d.clone(), i.to_string()));
    let year = f.year.unwrap_or(0);
    Ok(cx.tx().all(
        LIST,
        params![
            f.cancelled,
            year,
            &f.method,
            &f.place,
            &f.affiliation,
            &f.status,
            &f.content,
            day,
            id,
            most
        ],
    )?)
}

/// How many, and their minutes together.
pub(crate) fn count(cx: &Cx<'_>, f: &Filter) -> Result<(i64, i64)> {
    let year = f.year.unwrap_or(0);
    let r = cx.tx().one(
        COUNT,
        params![f.cancelled, year, &f.method, &f.place, &f.affiliation, &f.status, &f.content],
    )?;
    Ok((r.get(0)?, r.get(1)?))
}

/// The years that have a consultation, newest first.
pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(YEARS, &[])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Those to be asked again by this day.
pub(crate) fn waiting(cx: &Cx<'_>, by: Date) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(WAITING, params![by])?)
}

/// How many of a year came until a day; `place` empty = all.
pub(crate) fn until(cx: &Cx<'_>, year: i64, place: &str, day: Date) -> Result<i64> {
    Ok(cx.tx().one(UNTIL, params![year, day, place])?.get(0)?)
}

/// All from one day to another, in the order of days.
pub(crate) fn between(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(BETWEEN, params![from, to])?)
}

/// How many are 対応中.
pub(crate) fn open(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(OPEN, &[])?.get(0)?)
}

/// Those with a solution, by the year in which they came.
pub(crate) fn solved(cx: &Cx<'_>) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(SOLVED, &[])?)
}

/// The last that were recorded.
pub(crate) fn newest(cx: &Cx<'_>, most: i64) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(NEWEST, params![most])?)
}

/// The newest 200 whose caller has this pair of letters.
pub(crate) fn callers(cx: &Cx<'_>, gram: &str) -> Result<Vec<Kept>> {
    Ok(cx.tx().all(CALLERS, params![gram])?)
}
