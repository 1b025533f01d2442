//! 地域の姿: figures of small areas by year.
use app::{Cx, Result};
use db::params;

use crate::model::Num;
use crate::model::profile::Entered;

db::statements! { pub(crate) STATEMENTS;
    OF = "SELECT area, item, n, source FROM programme_profile WHERE year = $1 ORDER BY area, item";
    YEARS = "SELECT DISTINCT year FROM programme_profile ORDER BY year DESC";
    PUT = "INSERT INTO programme_profile(area, item, year, n, source, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (year, area, item) DO UPDATE SET n = excluded.n, source = excluded.source, by_name = excluded.by_name, at = excluded.at";
    GONE = "DELETE FROM programme_profile WHERE year = $1 AND area = $2 AND item = $3";
}

/// What was entered for a year, and the sources that were named, each once.
pub(crate) fn of(cx: &Cx<'_>, year: i64) -> Result<(Entered, Vec<String>)> {
    let mut all = Entered::new();
    let mut sources: Vec<String> = Vec::new();
    for r in cx.tx().rows(OF, params![year])? {
        all.insert((r.get(0)?, r.get(1)?), Num(r.get(2)?));
        let source: String = r.get(3)?;
        if !source.is_empty() && !sources.contains(&source) {
            sources.push(source);
        }
    }
    Ok((all, sources))
}

/// The sources that were named for an area in a year: item, source.
pub(crate) fn sources(cx: &Cx<'_>, year: i64, area: &str) -> Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for r in cx.tx().rows(OF, params![year])? {
        let (of, source): (String, String) = (r.get(0)?, r.get(3)?);
        if of == area && !out.contains(&source) {
            out.push(source);
        }
    }
    Ok(out)
}

/// Years with a figure, newest first.
pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(YEARS, params![])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Enters a figure, or takes it out.
pub(crate) fn put(
    cx: &Cx<'_>,
    year: i64,
    area: &str,
    item: &str,
    n: Option<Num>,
    source: &str,
) -> Result<()> {
    match n {
        Some(n) => {
            let by = cx.actor().name.clone();
            cx.tx().exec(PUT, params![area, item, year, n.0, source, by, cx.now()])?
        }
        None => cx.tx().exec(GONE, params![year, area, item])?,
    };
    Ok(())
}
