//! Measures: a figure is counted from daily work. A use case appends a delta that points to its record; folding
//! adds deltas up. A figure = folded + not yet folded, so it is exact at once, and no row is updated by everybody.
use db::{DbError, Tx, params};
use kernel::Id;

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    ADD = "INSERT INTO app_measure(id, name, dims, delta, record, day, folded) VALUES ($1, $2, $3, $4, $5, $6, 0)";
    UNFOLDED = "SELECT name, dims, CAST(SUM(delta) AS BIGINT) FROM app_measure WHERE folded = 0 GROUP BY name, dims ORDER BY name, dims";
    TOTAL_ADD = "INSERT INTO app_measure_total(name, dims, value) VALUES ($1, $2, $3) ON CONFLICT (name, dims) DO UPDATE SET value = app_measure_total.value + excluded.value";
    MARK = "UPDATE app_measure SET folded = 1 WHERE folded = 0";
    TOTAL = "SELECT COALESCE((SELECT value FROM app_measure_total WHERE name = $1 AND dims = $2), 0) + COALESCE((SELECT CAST(SUM(delta) AS BIGINT) FROM app_measure WHERE name = $1 AND dims = $2 AND folded = 0), 0)";
    ALL = "SELECT dims, CAST(SUM(n) AS BIGINT) FROM (SELECT dims, value AS n FROM app_measure_total WHERE name = $1 UNION ALL SELECT dims, delta AS n FROM app_measure WHERE name = $1 AND folded = 0) AS both_of GROUP BY dims HAVING SUM(n) <> 0 ORDER BY dims";
    RECORDS = "SELECT record, CAST(SUM(delta) AS BIGINT) FROM app_measure WHERE name = $1 AND dims = $2 GROUP BY record HAVING SUM(delta) <> 0 ORDER BY record";
}

/// Appends ±n to a figure, pointing to the record that caused it. `dims` = `key=value;…` in fixed order.
pub fn measure(cx: &Cx<'_>, name: &str, dims: &str, n: i64, record: Id) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(ADD, params![id, name, dims, n, record, cx.today()])?;
    Ok(())
}

/// The figure now.
pub fn value(cx: &Cx<'_>, name: &str, dims: &str) -> Result<i64> {
    Ok(cx.tx().one(TOTAL, params![name, dims])?.get(0)?)
}

/// All figures of a name that are not zero, by their dims.
pub fn all(cx: &Cx<'_>, name: &str) -> Result<Vec<(String, i64)>> {
    let rows = cx.tx().rows(ALL, params![name])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// The records behind it, each with its count.
pub fn records(cx: &Cx<'_>, name: &str, dims: &str) -> Result<Vec<(Id, i64)>> {
    let rows = cx.tx().rows(RECORDS, params![name, dims])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Adds what is new into the totals; run by a job.
pub fn fold(tx: &Tx<'_>) -> std::result::Result<usize, DbError> {
    let sums = tx.rows(UNFOLDED, &[])?;
    for r in &sums {
        tx.exec(TOTAL_ADD, params![r.get::<String>(0)?, r.get::<String>(1)?, r.get::<i64>(2)?])?;
    }
    tx.exec(MARK, &[])?;
    Ok(sums.len())
}
