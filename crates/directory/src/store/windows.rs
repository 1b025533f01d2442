//! Contact windows with their hours and times to avoid.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Hours, Id, Time, Weekday};

use crate::WindowId;
use crate::model::window::{self, Avoid, Party, Window};

macro_rules! columns {
    () => {
        "w.id, w.organisation, w.facility, w.rank, w.name, w.person, w.stand_in, w.phone, w.fax, w.best_way, w.note, w.holidays_closed, w.confirmed_on, w.version"
    };
}

db::statements! { pub(crate) STATEMENTS;
    OF_ORGANISATION = concat!("SELECT ", columns!(), " FROM directory_window w WHERE w.organisation = $1 ORDER BY w.rank, w.id");
    OF_FACILITY = concat!("SELECT ", columns!(), " FROM directory_window w WHERE w.facility = $1 ORDER BY w.rank, w.id");
    FIND = concat!("SELECT ", columns!(), " FROM directory_window w WHERE w.id = $1");
    ALL = concat!("SELECT ", columns!(), " FROM directory_window w ORDER BY w.rank, w.id");
    HOURS = "SELECT weekday, opens, closes FROM directory_window_hours WHERE window_id = $1 ORDER BY weekday";
    AVOID = "SELECT weekday, day_from, day_to, begins, ends, reason FROM directory_window_avoid WHERE window_id = $1 ORDER BY n";
    INSERT = "INSERT INTO directory_window(id, organisation, facility, rank, name, person, stand_in, phone, fax, best_way, note, holidays_closed, confirmed_on, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    UPDATE = "UPDATE directory_window SET rank = $1, name = $2, person = $3, stand_in = $4, phone = $5, fax = $6, best_way = $7, note = $8, holidays_closed = $9, confirmed_on = $10, at = $11, version = $12 WHERE id = $13";
    ADD_HOURS = "INSERT INTO directory_window_hours(window_id, weekday, opens, closes) VALUES ($1, $2, $3, $4)";
    ADD_AVOID = "INSERT INTO directory_window_avoid(window_id, n, weekday, day_from, day_to, begins, ends, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DROP_HOURS = "DELETE FROM directory_window_hours WHERE window_id = $1";
    DROP_AVOID = "DELETE FROM directory_window_avoid WHERE window_id = $1";
    DELETE = "DELETE FROM directory_window WHERE id = $1";
}

impl FromRow for Window {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let party = match (r.opt_id(1)?, r.opt_id(2)?) {
            (Some(o), _) => Party::Organisation(o),
            (None, Some(f)) => Party::Facility(f),
            (None, None) => {
                return Err(DbError::Decode { column: 1, what: "window of nobody".into() });
            }
        };
        Ok(Window {
            id: r.id(0)?,
            party,
            rank: r.get(3)?,
            name: r.get(4)?,
            person: r.get(5)?,
            stand_in: r.get(6)?,
            phone: r.get(7)?,
            fax: r.get(8)?,
            best_way: r.get(9)?,
            note: r.get(10)?,
            week: [None; 7],
            holidays_closed: r.get(11)?,
            avoid: Vec::new(),
            confirmed_on: r.get::<Option<Date>>(12)?,
            version: r.get(13)?,
        })
    }
}

fn time(r: &Row, i: usize) -> std::result::Result<Time, DbError> {
    window::time(&r.get::<String>(i)?)
        .ok_or(DbError::Decode { column: i, what: "text that is no time of day".into() })
}

fn stored(t: Time) -> String {
    format!("{:02}:{:02}", t.hour(), t.minute())
}

fn small(v: Option<i64>) -> Option<i8> {
    v.and_then(|n| i8::try_from(n).ok())
}

/// Reads hours and times to avoid.
fn fill(cx: &Cx<'_>, mut w: Window) -> Result<Window> {
    for r in cx.tx().rows(HOURS, params![w.id.0])? {
        let day = usize::try_from(r.get::<i64>(0)?).unwrap_or(usize::MAX);
        if let Some(slot) = w.week.get_mut(day) {
            *slot = Some(Hours { open: time(&r, 1)?, close: time(&r, 2)? });
        }
    }
    for r in cx.tx().rows(AVOID, params![w.id.0])? {
        let weekday = small(r.get(0)?).and_then(|n| Weekday::from_monday_zero_offset(n).ok());
        w.avoid.push(Avoid {
            weekday,
            month_days: small(r.get(1)?).zip(small(r.get(2)?)),
            from: time(&r, 3)?,
            to: time(&r, 4)?,
            reason: r.get(5)?,
        });
    }
    Ok(w)
}

pub(crate) fn of(cx: &Cx<'_>, party: Party) -> Result<Vec<Window>> {
    let (stmt, id): (db::Stmt, Id) = match party {
        Party::Organisation(o) => (OF_ORGANISATION, o.0),
        Party::Facility(f) => (OF_FACILITY, f.0),
    };
    cx.tx().all::<Window>(stmt, params![id])?.into_iter().map(|w| fill(cx, w)).collect()
}

pub(crate) fn find(cx: &Cx<'_>, id: WindowId) -> Result<Option<Window>> {
    cx.tx().find::<Window>(FIND, params![id.0])?.map(|w| fill(cx, w)).transpose()
}

pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<Window>> {
    cx.tx().all::<Window>(ALL, &[])?.into_iter().map(|w| fill(cx, w)).collect()
}

/// Adds a window as it is (its id is already drawn).
pub(crate) fn insert(cx: &Cx<'_>, w: &Window) -> Result<()> {
    let (organisation, facility) = match w.party {
        Party::Organisation(o) => (Some(o.0), None),
        Party::Facility(f) => (None, Some(f.0)),
    };
    cx.tx().exec(
        INSERT,
        params![
            w.id.0,
            organisation,
            facility,
            w.rank,
            &w.name,
            &w.person,
            &w.stand_in,
            &w.phone,
            &w.fax,
            &w.best_way,
            &w.note,
            w.holidays_closed,
            w.confirmed_on,
            cx.now(),
            w.version,
        ],
    )?;
    children(cx, w)
}

/// Writes a window over the stored one of the same id.
pub(crate) fn update(cx: &Cx<'_>, w: &Window) -> Result<()> {
    cx.tx().exec(
        UPDATE,
        params![
            w.rank,
            &w.name,
            &w.person,
            &w.stand_in,
            &w.phone,
            &w.fax,
            &w.best_way,
            &w.note,
            w.holidays_closed,
            w.confirmed_on,
            cx.now(),
            w.version,
            w.id.0,
        ],
    )?;
    cx.tx().exec(DROP_HOURS, params![w.id.0])?;
    cx.tx().exec(DROP_AVOID, params![w.id.0])?;
    children(cx, w)
}

fn children(cx: &Cx<'_>, w: &Window) -> Result<()> {
    for (day, hours) in w.week.iter().enumerate() {
        if let Some(h) = hours {
            cx.tx().exec(ADD_HOURS, params![w.id.0, day, stored(h.open), stored(h.close)])?;
        }
    }
    for (n, a) in w.avoid.iter().enumerate() {
        cx.tx().exec(
            ADD_AVOID,
            params![
                w.id.0,
                n,
                a.weekday.map(|d| i64::from(d.to_monday_zero_offset())),
                a.month_days.map(|d| i64::from(d.0)),
                a.month_days.map(|d| i64::from(d.1)),
                stored(a.from),
                stored(a.to),
                &a.reason,
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn delete(cx: &Cx<'_>, id: WindowId) -> Result<()> {
    for stmt in [DROP_HOURS, DROP_AVOID, DELETE] {
        cx.tx().exec(stmt, params![id.0])?;
    }
    Ok(())
}
