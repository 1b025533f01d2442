//! Indicators and their targets.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};

use crate::IndicatorId;
use crate::model::{Indicator, NewIndicator, Num};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, place, scene, name, unit, numerator, denominator, source, provider, provider_of, better, front_centre, front_city, removed, version FROM programme_indicator ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO programme_indicator(id, place, scene, name, unit, numerator, denominator, source, provider, provider_of, better, front_centre, front_city, removed, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, 1)";
    CHANGE = "UPDATE programme_indicator SET scene = $1, name = $2, unit = $3, numerator = $4, denominator = $5, source = $6, provider = $7, provider_of = $8, better = $9, front_centre = $10, front_city = $11, version = version + 1 WHERE id = $12 AND version = $13";
    REMOVE = "UPDATE programme_indicator SET removed = $1, version = version + 1 WHERE id = $2";
    NEXT = "SELECT COALESCE(MAX(place), 0) + 1 FROM programme_indicator";
    FIND = select!("WHERE id = $1");
    ALL = select!("ORDER BY place, id");
    TARGETS = "SELECT indicator, year, value FROM programme_target WHERE year >= $1 AND year <= $2";
    TARGET_PUT = "INSERT INTO programme_target(indicator, year, value) VALUES ($1, $2, $3) ON CONFLICT (indicator, year) DO UPDATE SET value = excluded.value";
    TARGET_GONE = "DELETE FROM programme_target WHERE indicator = $1 AND year = $2";
}

impl FromRow for Indicator {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Indicator {
            id: r.id(0)?,
            place: r.get(1)?,
            data: NewIndicator {
                scene: r.get(2)?,
                name: r.get(3)?,
                unit: r.get(4)?,
                numerator: r.get(5)?,
                denominator: r.get(6)?,
                source: r.get(7)?,
                provider: r.get(8)?,
                of: r.get(9)?,
                better: r.get(10)?,
                front_centre: r.get::<i64>(11)? != 0,
                front_city: r.get::<i64>(12)? != 0,
            },
            removed: r.get::<i64>(13)? != 0,
            version: r.get(14)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, id: IndicatorId, d: &NewIndicator) -> Result<()> {
    let place: i64 = cx.tx().one(NEXT, &[])?.get(0)?;
    cx.tx().exec(
        ADD,
        params![
            id,
            place,
            d.scene.as_str(),
            d.name.trim(),
            d.unit.trim(),
            d.numerator.trim(),
            d.denominator.trim(),
            d.source.trim(),
            d.provider.as_str(),
            d.of.as_str(),
            d.better.as_str(),
            i64::from(d.front_centre),
            i64::from(d.front_city),
            cx.now()
        ],
    )?;
    Ok(())
}

/// How many rows changed: 0 = somebody was faster.
pub(crate) fn change(cx: &Cx<'_>, id: IndicatorId, d: &NewIndicator, version: i64) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            d.scene.as_str(),
            d.name.trim(),
            d.unit.trim(),
            d.numerator.trim(),
            d.denominator.trim(),
            d.source.trim(),
            d.provider.as_str(),
            d.of.as_str(),
            d.better.as_str(),
            i64::from(d.front_centre),
            i64::from(d.front_city),
            id,
            version
        ],
    )?)
}

pub(crate) fn set_removed(cx: &Cx<'_>, id: IndicatorId, removed: bool) -> Result<()> {
    cx.tx().exec(REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

pub(crate) fn find(cx: &Cx<'_>, id: IndicatorId) -> Result<Option<Indicator>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// Also those that were taken out.
pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<Indicator>> {
    Ok(cx.tx().all(ALL, &[])?)
}

/// Target of an indicator and fiscal year.
pub(crate) type Target = (IndicatorId, i64, Num);

fn target(r: &Row) -> std::result::Result<Target, DbError> {
    Ok((r.id(0)?, r.get(1)?, Num(r.get(2)?)))
}

pub(crate) fn targets(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<Target>> {
    let rows = cx.tx().rows(TARGETS, params![from, to])?;
    rows.iter().map(|r| Ok(target(r)?)).collect()
}

pub(crate) fn put_target(cx: &Cx<'_>, id: IndicatorId, year: i64, n: Option<Num>) -> Result<()> {
    match n {
        Some(n) => cx.tx().exec(TARGET_PUT, params![id, year, n.0])?,
        None => cx.tx().exec(TARGET_GONE, params![id, year])?,
    };
    Ok(())
}
