//! Values of other municipalities, as published.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};

use crate::IndicatorId;
use crate::model::Num;
use crate::model::city::City;

db::statements! { pub(crate) STATEMENTS;
    GONE = "DELETE FROM programme_city WHERE indicator = $1 AND year = $2";
    PUT = "INSERT INTO programme_city(indicator, year, city, n, d, own, source) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (indicator, year, city) DO UPDATE SET n = excluded.n, d = excluded.d, own = excluded.own, source = excluded.source";
    NOT_OWN = "UPDATE programme_city SET own = 0 WHERE indicator = $1 AND year = $2 AND city <> $3";
    OF = "SELECT city, n, d, own, source FROM programme_city WHERE indicator = $1 AND year = $2 ORDER BY city";
    YEARS = "SELECT DISTINCT year FROM programme_city WHERE indicator = $1 ORDER BY year DESC";
}

impl FromRow for City {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(City {
            name: r.get(0)?,
            n: Num(r.get(1)?),
            d: r.get::<Option<i64>>(2)?.map(Num),
            own: r.get::<i64>(3)? != 0,
            source: r.get(4)?,
        })
    }
}

pub(crate) fn forget(cx: &Cx<'_>, id: IndicatorId, year: i64) -> Result<()> {
    cx.tx().exec(GONE, params![id, year])?;
    Ok(())
}

pub(crate) fn put(cx: &Cx<'_>, id: IndicatorId, year: i64, c: &City) -> Result<()> {
    let d = c.d.map(|d| d.0);
    let own = i64::from(c.own);
    cx.tx().exec(PUT, params![id, year, c.name.as_str(), c.n.0, d, own, c.source.as_str()])?;
    if c.own {
        cx.tx().exec(NOT_OWN, params![id, year, c.name.as_str()])?;
    }
    Ok(())
}

pub(crate) fn of(cx: &Cx<'_>, id: IndicatorId, year: i64) -> Result<Vec<City>> {
    Ok(cx.tx().all(OF, params![id, year])?)
}

/// Fiscal years with values of others, newest first.
pub(crate) fn years(cx: &Cx<'_>, id: IndicatorId) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(YEARS, params![id])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}
