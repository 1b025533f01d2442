//! The figures counted again from the tables, without the measures: what rebuilding compares with, and what the council's
//! figures are checked against.
use app::{Cx, Result};
use db::params;
use kernel::Date;

use crate::model::{By, Level};

db::statements! { pub(crate) STATEMENTS;
    ISSUES = "SELECT fy, profession, COUNT(*) FROM issues_issue WHERE stage <> 'withdrawn' AND merged_into IS NULL GROUP BY fy, profession";
    STAGES = "SELECT fy, stage, COUNT(*) FROM issues_issue WHERE stage <> 'withdrawn' AND merged_into IS NULL GROUP BY fy, stage";
    SOLVED = "SELECT COUNT(*) FROM issues_issue WHERE stage = 'solved' AND merged_into IS NULL AND solved_on >= $1 AND solved_on <= $2";
    HEARINGS = "SELECT a.fy, p.profession, COUNT(*) FROM issues_act a JOIN issues_act_profession p ON p.act = a.id WHERE a.level = 'first' AND a.state = 'done' GROUP BY a.fy, p.profession";
    MATCHES = "SELECT fy, by_whom, sort, COUNT(*) FROM issues_act WHERE level = 'second' AND state = 'done' GROUP BY fy, by_whom, sort";
    PLATFORMS = "SELECT fy, COUNT(*) FROM issues_act WHERE level = 'third' AND state = 'done' GROUP BY fy";
    DONE = "SELECT COUNT(*) FROM issues_act WHERE level = $1 AND fy = $2 AND state = 'done'";
    DONE_UNTIL = "SELECT COUNT(DISTINCT a.id), COUNT(*) FROM issues_act a JOIN issues_act_day d ON d.act = a.id WHERE a.level = $1 AND a.fy = $2 AND a.state = 'done' AND ($3 = '' OR a.by_whom = $3) AND d.on_day <= $4";
    BODIES = "SELECT fy, body, COUNT(*) FROM issues_act WHERE level = 'third' AND state = 'done' AND body <> '' GROUP BY fy, body ORDER BY fy DESC, body";
}

/// (measure, dimensions, count), as [`crate::model::counts`] names them; the times of マッチング are left out.
pub(crate) fn recount(cx: &Cx<'_>) -> Result<Vec<(&'static str, String, i64)>> {
    use crate::model::counts;
    let mut out = Vec::new();
    let mut three = |name, s, word: &str| -> Result<()> {
        for r in cx.tx().rows(s, &[])? {
            let (fy, of): (i64, String) = (r.get(0)?, r.get(1)?);
            out.push((name, format!("fy={fy};{word}={of}"), r.get(2)?));
        }
        Ok(())
    };
    three(counts::ISSUES, ISSUES, "profession")?;
    three(counts::STAGES, STAGES, "stage")?;
    three(counts::HEARINGS, HEARINGS, "profession")?;
    for r in cx.tx().rows(MATCHES, &[])? {
        let (fy, by, sort): (i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        out.push((counts::MATCHES, format!("fy={fy};by={by};sort={sort}"), r.get(3)?));
    }
    for r in cx.tx().rows(PLATFORMS, &[])? {
        out.push((counts::PLATFORMS, format!("fy={}", r.get::<i64>(0)?), r.get(1)?));
    }
    Ok(out)
}

/// Issues solved within a 年度.
pub(crate) fn solved(cx: &Cx<'_>, fy: i16) -> Result<i64> {
    let (from, to) = (format!("{fy}-04-01"), format!("{}-03-31", i32::from(fy) + 1));
    Ok(cx.tx().one(SOLVED, params![from, to])?.get(0)?)
}

/// Issues solved from one day to another.
pub(crate) fn solved_between(cx: &Cx<'_>, from: Date, to: Date) -> Result<i64> {
    Ok(cx.tx().one(SOLVED, params![from, to])?.get(0)?)
}

/// How often a level took place in a 年度.
pub(crate) fn done(cx: &Cx<'_>, fy: i16, level: Level) -> Result<i64> {
    Ok(cx.tx().one(DONE, params![level.code(), i64::from(fy)])?.get(0)?)
}

/// Of a part of a 年度 only what has a day counts: acts of a level with a day until then, and these days themselves.
pub(crate) fn done_until(
    cx: &Cx<'_>,
    fy: i16,
    level: Level,
    by: Option<By>,
    until: Date,
) -> Result<(i64, i64)> {
    let by = by.map_or("", By::code);
    let r = cx.tx().one(DONE_UNTIL, params![level.code(), i64::from(fy), by, until])?;
    Ok((r.get(0)?, r.get(1)?))
}

/// 共有の場 by 年度 and body.
pub(crate) fn bodies(cx: &Cx<'_>) -> Result<Vec<(i64, String, i64)>> {
    let rows = cx.tx().rows(BODIES, &[])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}
