//! Reading for the survey (only what it counts), and the nameless rows of its questionnaire.
use std::collections::BTreeMap;

use app::{Cx, Result};
use db::{DbError, FromRow, Row as DbRow, Value, Where, params};
use kernel::time::add_days;
use kernel::{Date, Id};

use super::after::ADMITTED;
use crate::model::survey::KEPT_DAYS;
use crate::model::survey::row::{Row, State, Stored};
use crate::model::{Act, Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    COUNTED_ACTS = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, '', a.to_org, '', '', a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND ((s.admitted_on >= $1 AND s.admitted_on <= $2) OR (s.ended_on >= $1 AND s.ended_on <= $2)) AND a.kind IN ('admission_contact', 'sheet_sent', 'planning_notice', 'conference', 'discharge_notice', 'papers', 'record_confirmed', 'not_discharged', 'checklist', 'place', 'facility_asked', 'facility_answer', 'hearing', 'reply') ORDER BY a.stay, a.at, a.id";
    ADMISSIONS = "SELECT resident, admitted_on, id FROM transitions_stay WHERE cancelled_at IS NULL AND admitted_on >= $1 AND admitted_on <= $2 ORDER BY admitted_on, id";
    NEW_CASE = "INSERT INTO transitions_case(id, office, hospital, hospital_name, admitted_on, ended_on, age_band, body, source, state, made_by, made_org, made_name, at, decided_by, decided_name, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $12, $13, NULL, '', NULL)";
    CASE = "SELECT id, office, body, source, state, made_org, made_name, at FROM transitions_case WHERE id = $1";
    CASES_IN_PERIOD = "SELECT id, office, body, source, state, made_org, made_name, at FROM transitions_case WHERE state <> 'removed' AND ((admitted_on >= $1 AND admitted_on <= $2) OR (ended_on >= $1 AND ended_on <= $2)) ORDER BY admitted_on, id";
    MAY_BE = "SELECT DISTINCT s.id, s.resident, s.hospital, s.hospital_name, s.office, s.care_manager, s.hokatsu, s.admitted_on, s.admitted_time, s.planned, s.reason, s.learned_from, s.care_level, s.ward, s.room, s.assigned, s.planned_on, s.ended_on, s.end_kind, s.closed, s.cancelled_at, s.previous, s.at FROM transitions_case c JOIN transitions_stay s ON s.admitted_on = c.admitted_on AND s.office = c.office WHERE c.state <> 'removed' AND ((c.admitted_on >= $1 AND c.admitted_on <= $2) OR (c.ended_on >= $1 AND c.ended_on <= $2)) AND s.cancelled_at IS NULL AND ((s.admitted_on >= $1 AND s.admitted_on <= $2) OR (s.ended_on >= $1 AND s.ended_on <= $2))";
    SET_STATE = "UPDATE transitions_case SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4 WHERE id = $5 AND state <> 'removed'";
    ANSWER = "INSERT INTO transitions_answer(organisation, from_on, to_on, done, good, wish, made_by, made_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation, from_on, to_on) DO UPDATE SET done = excluded.done, good = excluded.good, wish = excluded.wish, made_by = excluded.made_by, made_name = excluded.made_name, at = excluded.at";
    ANSWERS = "SELECT organisation, done, good, wish, made_name, at FROM transitions_answer WHERE from_on = $1 AND to_on = $2 ORDER BY organisation";
    DAILY = "SELECT office, COUNT(*) FROM transitions_stay WHERE cancelled_at IS NULL AND ((admitted_on >= $1 AND admitted_on <= $2) OR (ended_on >= $1 AND ended_on <= $2)) GROUP BY office ORDER BY office";
}

/// The acts that the survey reads, by stay, in the order of recording.
pub(crate) fn counted_acts(
    cx: &Cx<'_>,
    from: Date,
    to: Date,
) -> Result<BTreeMap<StayId, Vec<Act>>> {
    let mut out: BTreeMap<StayId, Vec<Act>> = BTreeMap::new();
    for a in cx.tx().all::<Act>(COUNTED_ACTS, params![from, to])? {
        out.entry(a.stay).or_default().push(a);
    }
    Ok(out)
}

/// Admissions by resident, for 「30日以内の再入院」; days and ids only.
pub(crate) struct Nexts(BTreeMap<Id, Vec<(Date, Id)>>);

impl Nexts {
    /// Admissions that may follow a discharge in the period.
    pub(crate) fn read(cx: &Cx<'_>, from: Date, to: Date) -> Result<Nexts> {
        let mut all: BTreeMap<Id, Vec<(Date, Id)>> = BTreeMap::new();
        for r in cx.tx().rows(ADMISSIONS, params![from, add_days(to, KEPT_DAYS)])? {
            all.entry(r.get(0)?).or_default().push((r.get(1)?, r.get(2)?));
        }
        Ok(Nexts(all))
    }

    /// Every admission of these residents.
    pub(crate) fn of(cx: &Cx<'_>, residents: Vec<Id>) -> Result<Nexts> {
        let mut all: BTreeMap<Id, Vec<(Date, Id)>> = BTreeMap::new();
        for chunk in residents.chunks(400) {
            let w =
                Where::new().and_in("resident", chunk.iter().map(|i| Value::from(*i)).collect());
            for r in cx.tx().list(ADMITTED, &w, "ORDER BY admitted_on, id")? {
                all.entry(r.get(1)?).or_default().push((r.get(2)?, r.get(0)?));
            }
        }
        Ok(Nexts(all))
    }

    /// The next admission of the same person after a stay ended.
    pub(crate) fn after(&self, s: &Stay) -> Option<Date> {
        let ended = s.ended_on?;
        let own = (s.admitted_on, s.id.0);
        let all = self.0.get(&s.resident.0)?;
        all.iter().find(|a| **a > own && a.0 >= ended).map(|a| a.0)
    }
}

impl FromRow for Stored {
    fn from_row(r: &DbRow) -> std::result::Result<Self, DbError> {
        let unreadable = |column: usize| DbError::Decode { column, what: "case row".into() };
        let body: BTreeMap<String, String> =
            serde_json::from_str(&r.get::<String>(2)?).map_err(|_| unreadable(2))?;
        Ok(Stored {
            id: r.get(0)?,
            row: Row::kept(r.get(1)?, &body).ok_or_else(|| unreadable(2))?,
            source: r.get(3)?,
            state: State::from_code(&r.get::<String>(4)?).ok_or_else(|| unreadable(4))?,
            made_org: r.get(5)?,
            made_name: r.get(6)?,
            at: r.get(7)?,
        })
    }
}

/// Keeps a row.
pub(crate) fn add(cx: &Cx<'_>, row: &Row, source: &str) -> Result<Id> {
    let id = cx.new_id();
    let body = serde_json::to_string(&row.fields())
        .map_err(|e| app::Error::Inconsistent(format!("case row: {e}")))?;
    let actor = cx.actor();
    cx.tx().exec(
        NEW_CASE,
        params![
            id,
            row.office,
            row.hospital,
            &row.hospital_name,
            row.admitted,
            row.ended,
            row.age.code(),
            body,
            source,
            actor.account,
            actor.organisation,
            &actor.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

/// One row.
pub(crate) fn one(cx: &Cx<'_>, id: Id) -> Result<Stored> {
    cx.tx().find(CASE, params![id])?.ok_or(app::Error::NotFound)
}

/// Rows admitted or ended in a period, without the removed ones.
pub(crate) fn in_period(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Stored>> {
    Ok(cx.tx().all(CASES_IN_PERIOD, params![from, to])?)
}

/// The stays of a period that a row of the same period may double: of its office, admitted on its day.
pub(crate) fn may_be(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(MAY_BE, params![from, to])?)
}

/// What a person decided about a row.
pub(crate) fn set_state(cx: &Cx<'_>, id: Id, state: State) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(SET_STATE, params![state.code(), a.account, &a.name, cx.now(), id])?;
    Ok(())
}

/// What an organisation said about a period.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub organisation: Id,
    pub done: bool,
    pub good: String,
    pub wish: String,
    pub made_name: String,
    pub at: kernel::At,
}

impl FromRow for Answer {
    fn from_row(r: &DbRow) -> std::result::Result<Self, DbError> {
        Ok(Answer {
            organisation: r.get(0)?,
            done: r.get(1)?,
            good: r.get(2)?,
            wish: r.get(3)?,
            made_name: r.get(4)?,
            at: r.get(5)?,
        })
    }
}

/// Answers of a period.
pub(crate) fn answers(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Answer>> {
    Ok(cx.tx().all(ANSWERS, params![from, to])?)
}

/// Keeps an answer; a later one of the same organisation and period takes its place.
pub(crate) fn answer(
    cx: &Cx<'_>,
    organisation: Id,
    (from, to): (Date, Date),
    done: bool,
    good: &str,
    wish: &str,
) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(
        ANSWER,
        params![organisation, from, to, done, good, wish, a.account, &a.name, cx.now()],
    )?;
    Ok(())
}

/// How many stays of the daily work each office has in a period.
pub(crate) fn daily(cx: &Cx<'_>, from: Date, to: Date) -> Result<BTreeMap<Id, i64>> {
    let rows = cx.tx().rows(DAILY, params![from, to])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}
