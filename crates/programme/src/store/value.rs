//! Values typed or imported: an edition each time, the newest counts, the older ones stay.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::At;

use crate::IndicatorId;
use crate::model::Num;
use crate::model::shown::{Kept, Origin, State};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT v.indicator, v.year, v.edition, v.state, v.n, v.d, v.as_of, v.source, v.note, v.origin, v.by_name, v.at FROM programme_value v ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO programme_value(indicator, year, edition, state, n, d, as_of, source, note, origin, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    LAST = "SELECT COALESCE(MAX(edition), 0) FROM programme_value WHERE indicator = $1 AND year = $2";
    ALL_NEWEST = select!("WHERE v.edition = (SELECT MAX(w.edition) FROM programme_value w WHERE w.indicator = v.indicator AND w.year = v.year) AND v.year >= $1 AND v.year <= $2 ORDER BY v.year");
    OF_YEAR = select!("WHERE v.indicator = $1 AND v.year = $2 ORDER BY v.edition DESC");
}

/// A value as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Whose.
    pub indicator: IndicatorId,
    /// Fiscal year.
    pub year: i64,
    /// From 1 within the year.
    pub edition: i64,
    /// What it says.
    pub kept: Kept,
    /// Who entered it.
    pub by_name: String,
    /// When.
    pub at: At,
}

impl FromRow for Edition {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (state, origin): (String, String) = (r.get(3)?, r.get(9)?);
        let odd = |column| DbError::Decode { column, what: "unknown code".into() };
        Ok(Edition {
            indicator: r.id(0)?,
            year: r.get(1)?,
            edition: r.get(2)?,
            kept: Kept {
                state: State::from_code(&state).ok_or_else(|| odd(3))?,
                n: r.get::<Option<i64>>(4)?.map(Num),
                d: r.get::<Option<i64>>(5)?.map(Num),
                as_of: r.get(6)?,
                source: r.get(7)?,
                note: r.get(8)?,
                origin: Origin::from_code(&origin).ok_or_else(|| odd(9))?,
            },
            by_name: r.get(10)?,
            at: r.get(11)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, id: IndicatorId, year: i64, k: &Kept) -> Result<()> {
    let last: i64 = cx.tx().one(LAST, params![id, year])?.get(0)?;
    cx.tx().exec(
        ADD,
        params![
            id,
            year,
            last + 1,
            k.state.code(),
            k.n.map(|n| n.0),
            k.d.map(|n| n.0),
            k.as_of,
            k.source.trim(),
            k.note.trim(),
            k.origin.code(),
            cx.actor().name.as_str(),
            cx.now()
        ],
    )?;
    Ok(())
}

/// The newest of all indicators in these years.
pub(crate) fn all_newest(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<Edition>> {
    Ok(cx.tx().all(ALL_NEWEST, params![from, to])?)
}

/// All of a fiscal year, the newest first.
pub(crate) fn of_year(cx: &Cx<'_>, id: IndicatorId, year: i64) -> Result<Vec<Edition>> {
    Ok(cx.tx().all(OF_YEAR, params![id, year])?)
}
