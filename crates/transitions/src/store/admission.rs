//! SQL of before and at admission: planned stays, replies keyed in, several offices told at once, what waits for approval,
//! face sheets sent.
use accounts::{AccountId, OrganisationId};
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id, Time};
use people::ResidentId;

use crate::model::approval::{Prepared, State};
use crate::model::face::Sent;
use crate::model::{Act, Method, Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    UNANSWERED = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, a.name, a.to_org, a.to_name, a.said_by, a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE s.office = $1 AND s.closed = 0 AND s.cancelled_at IS NULL AND s.hospital IS NULL AND a.kind = 'sheet_sent' AND a.received_at IS NULL AND a.cancelled_at IS NULL ORDER BY a.at, a.id LIMIT 200";
    TOLD_OF = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, a.name, a.to_org, a.to_name, a.said_by, a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.to_org = $1 AND a.kind = 'services_told' AND a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND a.at >= $2 ORDER BY a.at DESC, a.id DESC LIMIT 200";
    PLANNED_SOON = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE office = $1 AND planned = 1 AND closed = 0 AND cancelled_at IS NULL AND ended_on IS NULL AND admitted_on >= $2 AND admitted_on <= $3 ORDER BY admitted_on, id LIMIT 200";
    MOVE_ADMISSION = "UPDATE transitions_stay SET admitted_on = $1, admitted_time = $2, planned = $3 WHERE id = $4";
    NEW_PREPARED = "INSERT INTO transitions_prepared(id, stay, form_version, body, base, method, to_name, place, day, reason, state, made_by, made_name, organisation, approver, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12, $13, $14, '', $15)";
    PREPARED = "SELECT id, stay, form_version, body, base, method, to_name, place, day, reason, state, made_by, made_name, organisation, approver, note, at, decided_at, decided_name FROM transitions_prepared WHERE id = $1";
    PREPARED_OF = "SELECT id, stay, form_version, body, base, method, to_name, place, day, reason, state, made_by, made_name, organisation, approver, note, at, decided_at, decided_name FROM transitions_prepared WHERE stay = $1 ORDER BY at DESC, id DESC LIMIT 20";
    PREPARED_WAITING = "SELECT id, stay, form_version, body, base, method, to_name, place, day, reason, state, made_by, made_name, organisation, approver, note, at, decided_at, decided_name FROM transitions_prepared WHERE organisation = $1 AND state IN ('waiting', 'returned') ORDER BY at, id LIMIT 200";
    DECIDE = "UPDATE transitions_prepared SET state = $1, note = $2, decided_at = $3, decided_by = $4, decided_name = $5 WHERE id = $6 AND state IN ('waiting', 'returned')";
    NEW_FACE = "INSERT INTO transitions_face_sent(id, resident, record, hospital, hospital_name, to_name, method, day, account, organisation, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    FACES = "SELECT id, resident, record, hospital, hospital_name, to_name, method, day, name, at FROM transitions_face_sent WHERE resident = $1 ORDER BY at DESC, id DESC LIMIT 50";
}

fn unknown(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

/// Sheets handed to hospitals outside that nobody has answered yet, of an office's open stays, oldest first.
pub(crate) fn unanswered(cx: &Cx<'_>, office: OrganisationId) -> Result<Vec<Act>> {
    Ok(cx.tx().all(UNANSWERED, params![office.0])?)
}

/// What an organisation of the care team was told since then, newest first.
pub(crate) fn told_of(cx: &Cx<'_>, org: OrganisationId, since: At) -> Result<Vec<Act>> {
    Ok(cx.tx().all(TOLD_OF, params![org.0, since])?)
}

/// Planned admissions of an office on these days, soonest first.
pub(crate) fn planned_soon(
    cx: &Cx<'_>,
    office: OrganisationId,
    from: Date,
    to: Date,
) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(PLANNED_SOON, params![office.0, from, to])?)
}

/// Another day of admission, for a planned stay.
pub(crate) fn move_admission(
    cx: &Cx<'_>,
    id: StayId,
    on: Date,
    time: Option<Time>,
    planned: bool,
) -> Result<()> {
    cx.tx().exec(MOVE_ADMISSION, params![on, time.map(|t| t.to_string()), planned, id.0])?;
    super::kept::of_resident(cx, super::stay(cx, id)?.resident.0)
}

impl FromRow for Prepared {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Prepared {
            id: r.get(0)?,
            stay: r.id(1)?,
            form_version: r.get(2)?,
            body: r.get(3)?,
            base: r.get(4)?,
            method: Method::from_code(&r.get::<String>(5)?).ok_or_else(|| unknown(5))?,
            to: r.get(6)?,
            place: r.get(7)?,
            day: r.get(8)?,
            reason: r.get(9)?,
            state: State::from_code(&r.get::<String>(10)?).ok_or_else(|| unknown(10))?,
            made_by: r.id(11)?,
            made_name: r.get(12)?,
            organisation: r.id(13)?,
            approver: r.opt_id(14)?,
            note: r.get(15)?,
            at: r.get(16)?,
            decided_at: r.get(17)?,
            decided_name: r.get::<Option<String>>(18)?.unwrap_or_default(),
        })
    }
}

/// A prepared sheet to keep; who and when come from the context.
pub(crate) struct NewPrepared<'a> {
    pub stay: StayId,
    pub form_version: &'a str,
    pub body: &'a str,
    pub base: i64,
    pub method: Method,
    pub to: &'a str,
    pub place: &'a str,
    pub day: Option<Date>,
    pub reason: &'a str,
    pub organisation: OrganisationId,
    pub approver: Option<AccountId>,
}

pub(crate) fn add_prepared(cx: &Cx<'_>, p: &NewPrepared<'_>) -> Result<Id> {
    let id = cx.new_id();
    cx.tx().exec(
        NEW_PREPARED,
        params![
            id,
            p.stay.0,
            p.form_version,
            p.body,
            p.base,
            p.method.code(),
            p.to,
            p.place,
            p.day,
            p.reason,
            cx.actor().account,
            &cx.actor().name,
            p.organisation.0,
            p.approver.map(|a| a.0),
            cx.now(),
        ],
    )?;
    Ok(id)
}

pub(crate) fn prepared(cx: &Cx<'_>, id: Id) -> Result<Prepared> {
    cx.tx().find(PREPARED, params![id])?.ok_or(app::Error::NotFound)
}

/// The prepared sheets of a stay, newest first.
pub(crate) fn prepared_of(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Prepared>> {
    Ok(cx.tx().all(PREPARED_OF, params![stay.0])?)
}

/// Everything of an office that waits for approval or was sent back, oldest first.
pub(crate) fn prepared_waiting(cx: &Cx<'_>, office: OrganisationId) -> Result<Vec<Prepared>> {
    Ok(cx.tx().all(PREPARED_WAITING, params![office.0])?)
}

/// Decides; false when somebody decided in the meantime.
pub(crate) fn decide(cx: &Cx<'_>, id: Id, state: State, note: &str) -> Result<bool> {
    let a = cx.actor();
    let n = cx.tx().exec(DECIDE, params![state.code(), note, cx.now(), a.account, &a.name, id])?;
    Ok(n == 1)
}

impl FromRow for Sent {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Sent {
            id: r.get(0)?,
            resident: r.id(1)?,
            record: r.get(2)?,
            hospital: r.opt_id(3)?,
            hospital_name: r.get(4)?,
            to: r.get(5)?,
            method: Method::from_code(&r.get::<String>(6)?).ok_or_else(|| unknown(6))?,
            day: r.get(7)?,
            name: r.get(8)?,
            at: r.get(9)?,
        })
    }
}

/// Writes one line of the send log of face sheets.
pub(crate) fn add_face(
    cx: &Cx<'_>,
    resident: ResidentId,
    record: Id,
    to: (Option<OrganisationId>, &str, &str),
    how: (Method, Date),
) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        NEW_FACE,
        params![
            id,
            resident.0,
            record,
            to.0.map(|h| h.0),
            to.1,
            to.2,
            how.0.code(),
            how.1,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

/// The send log of a resident's face sheets, newest first.
pub(crate) fn faces(cx: &Cx<'_>, resident: ResidentId) -> Result<Vec<Sent>> {
    Ok(cx.tx().all(FACES, params![resident.0])?)
}
