//! What each source says about a facility, with the answers. A facility that only 介護サービス情報公表 or the region itself knows is its
//! own record; it gets one of its own when a second source joins it.

use std::collections::HashMap;

use app::{Cx, Error, Result};
use db::{Row, Value, params};
use kernel::Date;

use super::facilities::{self, Facility, columns};
use crate::model::facility::{FacilityData, Fields};
use crate::model::hours::Week;
use crate::model::plan::{Known, Stored};
use crate::model::sources::{Answer, Extra, Record, Source, merge};
use crate::{FacilityId, RecordId};

db::statements! { pub(crate) STATEMENTS;
    OF_LIST = "SELECT r.id, r.facility, r.data, r.as_of, r.extra_hash, r.closed_at, (SELECT COUNT(*) FROM directory_record o WHERE o.facility = r.facility AND o.id <> r.id AND o.closed_at IS NULL) FROM directory_record r WHERE r.source = $1 AND r.list = $2";
    PLAIN = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.source = $1 AND f.service = $2 AND NOT EXISTS (SELECT 1 FROM directory_record r WHERE r.source = f.source AND r.list = f.service AND r.number = f.number)");
    OF_FACILITY = "SELECT id, source, data, said, as_of, closed_at FROM directory_record WHERE facility = $1 ORDER BY source, list, number";
    INSERT = "INSERT INTO directory_record(id, facility, source, list, number, prefecture, data, said, as_of, week, extra_hash, first_seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    UPDATE = "UPDATE directory_record SET data = $1, prefecture = $2, said = said | $3, as_of = $4, closed_at = NULL WHERE id = $5";
    EXTRA = "UPDATE directory_record SET week = $1, extra_hash = $2 WHERE id = $3";
    SEEN = "UPDATE directory_record SET as_of = $1 WHERE id = $2";
    CLOSE = "UPDATE directory_record SET closed_at = $1 WHERE id = $2";
    MOVE = "UPDATE directory_record SET facility = $1 WHERE facility = $2";
    ADD_ANSWER = "INSERT INTO directory_answer(record, n, question, code, text, yes) VALUES ($1, $2, $3, $4, $5, $6)";
    DROP_ANSWERS = "DELETE FROM directory_answer WHERE record = $1";
    ANSWERS = "SELECT r.source, r.as_of, a.question, a.code, a.text, a.yes FROM directory_answer a JOIN directory_record r ON r.id = a.record WHERE r.facility = $1 ORDER BY r.source, r.list, r.number, a.n";
    WEEKS = "SELECT source, as_of, week FROM directory_record WHERE facility = $1 AND week IS NOT NULL AND closed_at IS NULL ORDER BY source";
    OPEN_IN = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.prefecture = $1 AND f.closed_at IS NULL ORDER BY f.id");
    NUMBERS_IN = "SELECT r.facility, r.source, r.number FROM directory_record r JOIN directory_facility f ON f.id = r.facility WHERE f.prefecture = $1 AND f.closed_at IS NULL AND r.closed_at IS NULL";
}

fn broken(what: &str, id: impl std::fmt::Display) -> Error {
    Error::Inconsistent(format!("{what} of record {id} cannot be read"))
}

fn data_of(json: &str, id: &str) -> Result<FacilityData> {
    serde_json::from_str(json).map_err(|_| broken("data", id))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Inconsistent(format!("record: {e}")))
}

fn source_of(code: &str) -> Result<Source> {
    Source::of(code).ok_or_else(|| Error::Inconsistent(format!("source {code} is not known")))
}

/// Everything stored of one list of a source, closed rows too, as the plan needs it.
pub(crate) fn stored(cx: &Cx<'_>, source: Source, list: &str) -> Result<Vec<Stored>> {
    let mut out = Vec::new();
    for r in cx.tx().rows(OF_LIST, params![source.code(), list])? {
        let (id, json): (String, String) = (r.get(0)?, r.get(2)?);
        let others: i64 = r.get(6)?;
        out.push(Stored {
            id: r.id(1)?,
            record: Some(r.id(0)?),
            source,
            list: list.to_string(),
            data: data_of(&json, &id)?,
            extra_hash: r.get(4)?,
            closed_at: r.get(5)?,
            last_seen: r.get(3)?,
            listed_elsewhere: others > 0,
        });
    }
    if source == Source::Kouhyou {
        let plain: Vec<Facility> = cx.tx().all(PLAIN, params![source.code(), list])?;
        out.extend(plain.into_iter().map(|f| Stored {
            id: f.id,
            record: None,
            source,
            list: list.to_string(),
            data: f.data,
            extra_hash: String::new(),
            closed_at: f.closed_at,
            last_seen: f.last_seen,
            listed_elsewhere: false,
        }));
    }
    Ok(out)
}

/// Open facilities of a prefecture with all that is known of them; those that only `but` knows are left out.
pub(crate) fn known(cx: &Cx<'_>, prefecture: &str, but: Option<Source>) -> Result<Vec<Known>> {
    let mut rows: HashMap<String, Vec<(Source, String)>> = HashMap::new();
    for r in cx.tx().rows(NUMBERS_IN, params![prefecture])? {
        let (facility, source, number): (String, String, String) =
            (r.get(0)?, r.get(1)?, r.get(2)?);
        rows.entry(facility).or_default().push((source_of(&source)?, number));
    }
    let all: Vec<Facility> = cx.tx().all(OPEN_IN, params![prefecture])?;
    let mut out = Vec::new();
    for f in all {
        let rows = match rows.remove(&f.id.to_string()) {
            Some(rows) => rows,
            None => vec![(source_of(&f.source)?, f.data.number.clone())],
        };
        if but.is_some_and(|b| rows.iter().all(|(s, _)| *s == b)) {
            continue;
        }
        out.push(Known { id: f.id, data: f.data, rows });
    }
    Ok(out)
}

/// A row of a source to be written.
pub(crate) struct New<'a> {
    /// The source.
    pub source: Source,
    /// Its list.
    pub list: &'a str,
    /// What it says.
    pub data: &'a FacilityData,
    /// The fields it has columns for.
    pub said: Fields,
    /// Day of its data.
    pub as_of: Date,
    /// Answers and hours.
    pub extra: Option<&'a Extra>,
}

/// Adds a source's row to a facility.
pub(crate) fn insert(cx: &Cx<'_>, facility: FacilityId, n: &New<'_>) -> Result<RecordId> {
    let id = RecordId(cx.new_id());
    let week = n.extra.and_then(|e| e.week.as_ref()).map(to_json).transpose()?;
    let hash = n.extra.map(Extra::hash).unwrap_or_default();
    cx.tx().exec(
        INSERT,
        params![
            id.0,
            facility.0,
            n.source.code(),
            n.list,
            &n.data.number,
            n.data.prefecture(),
            to_json(n.data)?,
            i64::from(n.said.bits()),
            n.as_of,
            week,
            hash,
            cx.today()
        ],
    )?;
    if let Some(e) = n.extra {
        answers(cx, id, &e.answers)?;
    }
    Ok(id)
}

fn answers(cx: &Cx<'_>, id: RecordId, all: &[Answer]) -> Result<()> {
    for (n, a) in all.iter().enumerate() {
        cx.tx().exec(ADD_ANSWER, params![id.0, n, &a.question, &a.code, &a.text, a.yes])?;
    }
    Ok(())
}

/// Writes new data over a row; opens it again. `extra` none leaves answers and hours.
pub(crate) fn update(
    cx: &Cx<'_>,
    id: RecordId,
    data: &FacilityData,
    said: Fields,
    as_of: Date,
    extra: Option<&Extra>,
) -> Result<()> {
    let bits = i64::from(said.bits());
    cx.tx().exec(UPDATE, params![to_json(data)?, data.prefecture(), bits, as_of, id.0])?;
    if let Some(e) = extra {
        let week = e.week.as_ref().map(to_json).transpose()?;
        cx.tx().exec(EXTRA, params![week, e.hash(), id.0])?;
        cx.tx().exec(DROP_ANSWERS, params![id.0])?;
        answers(cx, id, &e.answers)?;
    }
    Ok(())
}

/// Listed again in data of `day`.
pub(crate) fn seen(cx: &Cx<'_>, id: RecordId, day: Date) -> Result<()> {
    cx.tx().exec(SEEN, params![day, id.0])?;
    Ok(())
}

/// The source no longer lists it.
pub(crate) fn close(cx: &Cx<'_>, id: RecordId, day: Date) -> Result<()> {
    cx.tx().exec(CLOSE, params![day, id.0])?;
    Ok(())
}

/// All rows of a facility.
pub(crate) fn of_facility(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<Record>> {
    cx.tx().rows(OF_FACILITY, params![id.0])?.iter().map(record).collect()
}

fn record(r: &Row) -> Result<Record> {
    let (id, source, json): (String, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
    let said: i64 = r.get(3)?;
    let closed: Option<Date> = r.get(5)?;
    Ok(Record {
        source: source_of(&source)?,
        data: data_of(&json, &id)?,
        said: Fields::from_bits(u32::try_from(said).unwrap_or(0)),
        as_of: r.get(4)?,
        closed: closed.is_some(),
    })
}

/// A facility that is its own record gets one, so that a second source can stand beside it.
pub(crate) fn ensure_own(cx: &Cx<'_>, f: &Facility) -> Result<()> {
    if !of_facility(cx, f.id)?.is_empty() {
        return Ok(());
    }
    let own = New {
        source: source_of(&f.source)?,
        list: &f.data.service,
        data: &f.data,
        said: Fields::all(),
        as_of: f.last_seen,
        extra: None,
    };
    let id = insert(cx, f.id, &own)?;
    if let Some(day) = f.closed_at {
        close(cx, id, day)?;
    }
    Ok(())
}

/// Puts the rows of a facility together again after one of them changed; closes it when no source lists it any more.
pub(crate) fn remerge(cx: &Cx<'_>, id: FacilityId) -> Result<()> {
    let Some(f) = facilities::find(cx, id)? else { return Err(Error::NotFound) };
    let records = of_facility(cx, id)?;
    let (data, _) = merge(&f.data, &records);
    let open = records.iter().any(|r| !r.closed);
    let seen = records.iter().map(|r| r.as_of).max().unwrap_or(f.last_seen);
    if data != f.data || (open && f.closed_at.is_some()) || seen != f.last_seen {
        facilities::update(cx, id, &f.data, &data, &data.hash(), seen)?;
        if let Some(day) = f.closed_at.filter(|_| !open) {
            // the write above opens; what was closed stays so
            facilities::close(cx, id, day)?;
        }
    }
    if !open && !records.is_empty() && f.closed_at.is_none() {
        facilities::close(cx, id, cx.today())?;
    }
    Ok(())
}

/// Moves every row of one facility to another.
pub(crate) fn move_all(cx: &Cx<'_>, from: FacilityId, to: FacilityId) -> Result<()> {
    cx.tx().exec(MOVE, params![to.0, from.0])?;
    Ok(())
}

/// The answers of all sources about a facility: source, day of its data, answer.
pub(crate) fn answers_of(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<(Source, Date, Answer)>> {
    let mut out = Vec::new();
    for r in cx.tx().rows(ANSWERS, params![id.0])? {
        let source: String = r.get(0)?;
        let yes: Option<bool> = r.get::<Value>(5).map(|v| match v {
            Value::Int(n) => Some(n != 0),
            _ => None,
        })?;
        let answer = Answer { question: r.get(2)?, code: r.get(3)?, text: r.get(4)?, yes };
        out.push((source_of(&source)?, r.get(1)?, answer));
    }
    Ok(out)
}

/// The weekly hours that sources give for a facility.
pub(crate) fn weeks_of(cx: &Cx<'_>, id: FacilityId) -> Result<Vec<(Source, Date, Week)>> {
    let mut out = Vec::new();
    for r in cx.tx().rows(WEEKS, params![id.0])? {
        let (source, json): (String, String) = (r.get(0)?, r.get(2)?);
        let week = serde_json::from_str(&json).map_err(|_| broken("hours", id))?;
        out.push((source_of(&source)?, r.get(1)?, week));
    }
    Ok(out)
}
