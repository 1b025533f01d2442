//! SQL of what is kept of the rates (docs/adr/0047). Whatever changes a stay or its acts goes through the functions of this
//! folder, and each of them renews what the stay adds in the same transaction.
use std::collections::BTreeMap;

use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::{Date, Id};

use super::cases::Nexts;
use super::lists::{IN_REACH, acts_where};
use crate::model::survey::kept::{Kept, Part, VERSION, at_admission};
use crate::model::survey::{R, Rate, case};
use crate::model::{ActKind, Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    PUT = "INSERT INTO transitions_kept(version, stay, in_on, in_d, in_n, out_on, out_d, out_n, was_in_d, was_in_n, was_out_d, was_out_n, stale) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 1) ON CONFLICT (version, stay) DO UPDATE SET in_on = excluded.in_on, in_d = excluded.in_d, in_n = excluded.in_n, out_on = excluded.out_on, out_d = excluded.out_d, out_n = excluded.out_n, stale = 1 WHERE transitions_kept.in_d <> excluded.in_d OR transitions_kept.in_n <> excluded.in_n OR transitions_kept.out_d <> excluded.out_d OR transitions_kept.out_n <> excluded.out_n OR COALESCE(transitions_kept.in_on, '') <> COALESCE(excluded.in_on, '') OR COALESCE(transitions_kept.out_on, '') <> COALESCE(excluded.out_on, '')";
    STALE = "SELECT stay, in_on, in_d, in_n, out_on, out_d, out_n, was_in_on, was_in_d, was_in_n, was_out_on, was_out_d, was_out_n FROM transitions_kept WHERE version = $1 AND stay IN (SELECT stay FROM transitions_kept WHERE stale = 1 AND version = $1 ORDER BY stay LIMIT $2) ORDER BY stay";
    OF_RESIDENT = "SELECT stay, in_on, in_d, in_n, out_on, out_d, out_n, was_in_on, was_in_d, was_in_n, was_out_on, was_out_d, was_out_n FROM transitions_kept WHERE version = $1 AND stay IN (SELECT id FROM transitions_stay WHERE resident = $2)";
    AFTER = "SELECT stay, in_on, in_d, in_n, out_on, out_d, out_n, was_in_on, was_in_d, was_in_n, was_out_on, was_out_d, was_out_n FROM transitions_kept WHERE version = $1 AND stay > $2 AND stay <= $3";
    FOLDED = "UPDATE transitions_kept SET was_in_on = in_on, was_in_d = in_d, was_in_n = in_n, was_out_on = out_on, was_out_d = out_d, was_out_n = out_n, stale = 0 WHERE version = $1 AND stale = 1 AND stay <= $2";
    ADD = "INSERT INTO transitions_kept_day(version, rate, day, n, d) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version, rate, day) DO UPDATE SET n = transitions_kept_day.n + excluded.n, d = transitions_kept_day.d + excluded.d";
    NO_EMPTY = "DELETE FROM transitions_kept_day WHERE version = $1 AND rate = $2 AND day = $3 AND n = 0 AND d = 0";
    SUM = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT), CAST(COALESCE(SUM(d), 0) AS BIGINT) FROM transitions_kept_day WHERE version = $1 AND rate = $2 AND day >= $3 AND day <= $4";
    STATE = "SELECT upto, done, checked_on FROM transitions_kept_state WHERE version = $1";
    SET_STATE = "INSERT INTO transitions_kept_state(version, upto, done, checked_on) VALUES ($1, $2, $3, $4) ON CONFLICT (version) DO UPDATE SET upto = excluded.upto, done = excluded.done, checked_on = excluded.checked_on";
    STAYS_OF = "SELECT id FROM transitions_stay WHERE resident = $1";
    STAYS_AFTER = "SELECT id FROM transitions_stay WHERE id > $1 ORDER BY id LIMIT $2";
    ACT_IS = "SELECT stay, kind FROM transitions_act WHERE id = $1";
    TAKE_OUT = "DELETE FROM transitions_kept WHERE version = $1 AND stay = $2";
    NO_ROWS = "DELETE FROM transitions_kept WHERE version = $1";
    NO_DAYS = "DELETE FROM transitions_kept_day WHERE version = $1";
    NO_STATE = "DELETE FROM transitions_kept_state WHERE version = $1";
    OLD_STATES = "DELETE FROM transitions_kept_state WHERE version < $1";
    OLD_ROWS = "DELETE FROM transitions_kept WHERE version < $1 AND stay IN (SELECT stay FROM transitions_kept WHERE version < $1 LIMIT $2)";
    OLD_DAYS = "DELETE FROM transitions_kept_day WHERE version < $1";
}

/// The kinds of act that a rate is read off.
pub(crate) const COUNTED: [ActKind; 14] = [
    ActKind::AdmissionContact,
    ActKind::SheetSent,
    ActKind::PlanningNotice,
    ActKind::Conference,
    ActKind::DischargeNotice,
    ActKind::Papers,
    ActKind::RecordConfirmed,
    ActKind::NotDischarged,
    ActKind::Checklist,
    ActKind::Place,
    ActKind::FacilityAsked,
    ActKind::FacilityAnswer,
    ActKind::Hearing,
    ActKind::Reply,
];

/// A row: what a stay adds, and what of it stands in the sums.
pub(crate) struct Line {
    pub stay: Id,
    pub now: Kept,
    was: Kept,
}

impl FromRow for Line {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let part = |at: usize| -> std::result::Result<Part, DbError> {
            Ok(Part { day: r.get(at)?, d: r.get(at + 1)?, n: r.get(at + 2)? })
        };
        Ok(Line {
            stay: r.get(0)?,
            now: Kept { admission: part(1)?, end: part(4)? },
            was: Kept { admission: part(7)?, end: part(10)? },
        })
    }
}

/// How far counting anew has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Stays up to this id are counted; empty at the beginning.
    pub upto: String,
    /// All are counted: the figures may be read here.
    pub done: bool,
    /// The day on which all were last compared with their records.
    pub checked_on: Option<Date>,
}

pub(crate) fn state(cx: &Cx<'_>) -> Result<State> {
    let Some(r) = cx.tx().first(STATE, params![VERSION])? else { return Ok(State::default()) };
    Ok(State { upto: r.get(0)?, done: r.get(1)?, checked_on: r.get(2)? })
}

pub(crate) fn set_state(cx: &Cx<'_>, s: &State) -> Result<()> {
    cx.tx().exec(SET_STATE, params![VERSION, &s.upto, s.done, s.checked_on])?;
    Ok(())
}

/// What these stays add, read off their records; a cancelled one adds nothing. At most some hundred.
pub(crate) fn read(cx: &Cx<'_>, ids: &[Id]) -> Result<BTreeMap<Id, Kept>> {
    let mut out: BTreeMap<Id, Kept> = ids.iter().map(|id| (*id, Kept::default())).collect();
    let values = ids.iter().map(|i| db::Value::from(*i)).collect();
    let rows = cx.tx().list(IN_REACH, &Where::new().and_in("id", values), "ORDER BY id")?;
    let stays: Vec<Stay> =
        rows.iter().map(Stay::from_row).collect::<std::result::Result<_, _>>()?;
    if stays.is_empty() {
        return Ok(out);
    }
    let acts = acts_where(cx, &stays, Some(&COUNTED))?;
    let left = stays.iter().filter(|s| s.ended_on.is_some()).map(|s| s.resident.0).collect();
    let nexts = Nexts::of(cx, left)?;
    for s in &stays {
        let acts = acts.get(&s.id).map_or(&[][..], Vec::as_slice);
        out.insert(s.id.0, Kept::of(&case(s, acts, "", nexts.after(s))));
    }
    Ok(out)
}

/// Renews what these stays add.
pub(crate) fn renew(cx: &Cx<'_>, ids: &[Id]) -> Result<()> {
    for (stay, k) in read(cx, ids)? {
        let (a, e) = (k.admission, k.end);
        cx.tx().exec(PUT, params![VERSION, stay, a.day, a.d, a.n, e.day, e.d, e.n])?;
    }
    Ok(())
}

/// Something of a stay itself changed that no other stay counts.
pub(crate) fn of_stay(cx: &Cx<'_>, stay: StayId) -> Result<()> {
    renew(cx, &[stay.0])
}

/// An admission came, went or moved: the stays of the same person before it may be followed by another one now.
pub(crate) fn of_resident(cx: &Cx<'_>, resident: Id) -> Result<()> {
    let ids: Vec<Id> = cx
        .tx()
        .rows(STAYS_OF, params![resident])?
        .iter()
        .map(|r| r.get(0))
        .collect::<std::result::Result<_, _>>()?;
    for part in ids.chunks(200) {
        renew(cx, part)?;
    }
    Ok(())
}

/// An act of this kind came.
pub(crate) fn of_kind(cx: &Cx<'_>, stay: StayId, kind: ActKind) -> Result<()> {
    if COUNTED.contains(&kind) { of_stay(cx, stay) } else { Ok(()) }
}

/// An act changed.
pub(crate) fn of_act(cx: &Cx<'_>, act: Id) -> Result<()> {
    let Some(r) = cx.tx().first(ACT_IS, params![act])? else { return Ok(()) };
    let kind = ActKind::from_code(&r.get::<String>(1)?).ok_or_else(|| super::unknown(1))?;
    of_kind(cx, r.id(0)?, kind)
}

type Sums = BTreeMap<(R, Date), Rate>;

fn add(sums: &mut Sums, k: Kept, sign: i64) {
    for (part, day) in k.parts().into_iter().filter_map(|p| Some((p, p.day?))) {
        for r in R::ALL {
            let one = part.rate(*r);
            if one.d != 0 {
                let sum = sums.entry((*r, day)).or_default();
                sum.n += sign * one.n;
                sum.d += sign * one.d;
            }
        }
    }
}

fn put(cx: &Cx<'_>, sums: Sums) -> Result<()> {
    for ((r, day), sum) in sums.into_iter().filter(|(_, s)| *s != Rate::default()) {
        cx.tx().exec(ADD, params![VERSION, r.code(), day, sum.n, sum.d])?;
        if sum.d < 0 {
            cx.tx().exec(NO_EMPTY, params![VERSION, r.code(), day])?;
        }
    }
    Ok(())
}

/// Brings what changed into the sums of days, at most so many stays; how many these were.
pub(crate) fn fold(cx: &Cx<'_>, most: usize) -> Result<usize> {
    let lines: Vec<Line> = cx.tx().all(STALE, params![VERSION, most])?;
    let Some(last) = lines.last().map(|l| l.stay) else { return Ok(0) };
    let mut sums = Sums::new();
    for l in &lines {
        add(&mut sums, l.was, -1);
        add(&mut sums, l.now, 1);
    }
    put(cx, sums)?;
    cx.tx().exec(FOLDED, params![VERSION, last])?;
    Ok(lines.len())
}

/// What changed since the sums were brought up to date, read once for several rates.
pub(crate) fn stale(cx: &Cx<'_>) -> Result<Vec<Line>> {
    Ok(cx.tx().all(STALE, params![VERSION, i64::MAX])?)
}

/// A rate between two days (both included): the sums and what changed since.
pub(crate) fn rate(cx: &Cx<'_>, r: R, from: Date, to: Date, stale: &[Line]) -> Result<Rate> {
    // a planned admission counts from its day on
    let to = if at_admission(r) { to.min(cx.today()) } else { to };
    let row = cx.tx().one(SUM, params![VERSION, r.code(), from, to])?;
    let mut out = Rate { n: row.get(0)?, d: row.get(1)? };
    let within = |p: &Part| p.day.is_some_and(|d| (from..=to).contains(&d));
    for l in stale {
        for (sign, k) in [(-1, l.was), (1, l.now)] {
            for p in k.parts().into_iter().filter(within) {
                let one = p.rate(r);
                out.n += sign * one.n;
                out.d += sign * one.d;
            }
        }
    }
    Ok(out)
}

/// The ids of the next stays, in their order.
pub(crate) fn next_stays(cx: &Cx<'_>, after: &str, most: usize) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(STAYS_AFTER, params![after, most])?;
    Ok(rows.iter().map(|r| r.get(0)).collect::<std::result::Result<_, _>>()?)
}

/// What is not as the records say.
#[derive(Default)]
pub(crate) struct Differing {
    /// Stays whose row is missing or says something else.
    pub changed: Vec<Id>,
    /// Rows of stays that are no more.
    pub gone: Vec<Line>,
}

/// Compares the rows after one id up to another (`upto` itself included) with the records of `ids`, all stays between.
pub(crate) fn differing(cx: &Cx<'_>, after: &str, upto: &str, ids: &[Id]) -> Result<Differing> {
    let mut known: BTreeMap<Id, Line> = BTreeMap::new();
    for l in cx.tx().all::<Line>(AFTER, params![VERSION, after, upto])? {
        known.insert(l.stay, l);
    }
    let mut out = Differing::default();
    for (stay, k) in read(cx, ids)? {
        if known.remove(&stay).is_none_or(|l| l.now != k) {
            out.changed.push(stay);
        }
    }
    out.gone = known.into_values().collect();
    Ok(out)
}

/// Takes rows out, and what of them stands in the sums.
pub(crate) fn take_out(cx: &Cx<'_>, lines: &[Line]) -> Result<()> {
    let mut sums = Sums::new();
    for l in lines {
        add(&mut sums, l.was, -1);
        cx.tx().exec(TAKE_OUT, params![VERSION, l.stay])?;
    }
    put(cx, sums)
}

/// Takes out what the stays of a resident added: they are about to be erased.
pub(crate) fn forget(cx: &Cx<'_>, resident: Id) -> Result<()> {
    take_out(cx, &cx.tx().all::<Line>(OF_RESIDENT, params![VERSION, resident])?)
}

/// Forgets everything that is kept: counting anew begins.
pub(crate) fn clear(cx: &Cx<'_>) -> Result<()> {
    for s in [NO_ROWS, NO_DAYS, NO_STATE] {
        cx.tx().exec(s, params![VERSION])?;
    }
    Ok(())
}

/// Takes out what older editions kept, at most so many rows; true when nothing is left.
pub(crate) fn clear_old(cx: &Cx<'_>, most: usize) -> Result<bool> {
    // without its state an older program counts from the records
    cx.tx().exec(OLD_STATES, params![VERSION])?;
    cx.tx().exec(OLD_DAYS, params![VERSION])?;
    Ok(cx.tx().exec(OLD_ROWS, params![VERSION, most])? == 0)
}
