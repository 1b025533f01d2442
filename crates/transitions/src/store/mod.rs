//! The only SQL of transitions: stays and acts.
pub(crate) mod admission;
pub(crate) mod after;
pub(crate) mod cases;
pub(crate) mod conference;
pub(crate) mod fees;
pub(crate) mod handover;
pub(crate) mod kept;
pub(crate) mod lists;
pub(crate) mod meetings;
pub(crate) mod planning;
pub(crate) mod retained;
pub(crate) mod rules;

use accounts::{AccountId, OrganisationId};
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id, Time};
use people::authz::{Permit, Stay as StayKind, Write};
use people::{CareLevel, ResidentId};

use crate::model::act::Detail;
use crate::model::{Act, ActKind, EndKind, Learned, Method, Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    NEW_STAY = "INSERT INTO transitions_stay(id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, closed, previous, made_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', 0, $15, $16, $17)";
    STAY = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE id = $1";
    OF_RESIDENT = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE resident = $1 AND cancelled_at IS NULL ORDER BY admitted_on DESC, id DESC";
    ASSIGN = "UPDATE transitions_stay SET assigned = $1, ward = $2, room = $3 WHERE id = $4";
    PLANNED_ON = "UPDATE transitions_stay SET planned_on = $1 WHERE id = $2";
    END = "UPDATE transitions_stay SET ended_on = $1, end_kind = $2, closed = $3 WHERE id = $4";
    CLOSE = "UPDATE transitions_stay SET closed = 1 WHERE id = $1";
    CLOSE_OLD = "UPDATE transitions_stay SET closed = 1 WHERE closed = 0 AND ended_on < $1";
    CANCEL_STAY = "UPDATE transitions_stay SET cancelled_at = $1, closed = 1 WHERE id = $2 AND cancelled_at IS NULL";
    REOPEN = "UPDATE transitions_stay SET ended_on = NULL, end_kind = NULL, closed = 0 WHERE id = $1";
    NEW_ACT = "INSERT INTO transitions_act(id, stay, kind, day, at, method, account, organisation, name, to_org, to_name, said_by, detail, record, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    ACT = "SELECT id, stay, kind, day, at, method, account, organisation, name, to_org, to_name, said_by, detail, record, hash, opened_at, received_at, cancelled_at FROM transitions_act WHERE id = $1";
    ACTS = "SELECT id, stay, kind, day, at, method, account, organisation, name, to_org, to_name, said_by, detail, record, hash, opened_at, received_at, cancelled_at FROM transitions_act WHERE stay = $1 ORDER BY at, id";
    OPENED = "UPDATE transitions_act SET opened_at = $1, opened_by = $2 WHERE id = $3 AND opened_at IS NULL";
    RECEIVED = "UPDATE transitions_act SET received_at = $1, received_by = $2, opened_at = COALESCE(opened_at, $1) WHERE id = $3 AND received_at IS NULL";
    UNRECEIVED = "UPDATE transitions_act SET received_at = NULL, received_by = NULL WHERE id = $1";
    CANCEL_ACT = "UPDATE transitions_act SET cancelled_at = $1 WHERE id = $2 AND cancelled_at IS NULL AND opened_at IS NULL AND received_at IS NULL";
    CANCEL_HEARD = "UPDATE transitions_act SET cancelled_at = $1 WHERE id = $2 AND cancelled_at IS NULL";
}

pub(crate) fn unknown(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

impl FromRow for Stay {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let end: Option<String> = r.get(18)?;
        Ok(Stay {
            id: r.id(0)?,
            resident: r.id(1)?,
            hospital: r.opt_id(2)?,
            hospital_name: r.get(3)?,
            office: r.id(4)?,
            care_manager: r.opt_id(5)?,
            hokatsu: r.opt_id(6)?,
            admitted_on: r.get(7)?,
            admitted_time: r.get::<Option<String>>(8)?.and_then(|t| t.parse().ok()),
            planned: r.get(9)?,
            reason: r.get(10)?,
            learned: Learned::from_code(&r.get::<String>(11)?).ok_or_else(|| unknown(11))?,
            care_level: CareLevel::from_code(&r.get::<String>(12)?).ok_or_else(|| unknown(12))?,
            ward: r.get(13)?,
            room: r.get(14)?,
            assigned: r.opt_id(15)?,
            planned_on: r.get(16)?,
            ended_on: r.get(17)?,
            end: end.map(|e| EndKind::from_code(&e).ok_or_else(|| unknown(18))).transpose()?,
            closed: r.get(19)?,
            cancelled: r.get::<Option<String>>(20)?.is_some(),
            previous: r.opt_id(21)?,
            at: r.get(22)?,
        })
    }
}

impl FromRow for Act {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let method: Option<String> = r.get(5)?;
        Ok(Act {
            id: r.get(0)?,
            stay: r.id(1)?,
            kind: ActKind::from_code(&r.get::<String>(2)?).ok_or_else(|| unknown(2))?,
            day: r.get(3)?,
            at: r.get(4)?,
            method: method.map(|m| Method::from_code(&m).ok_or_else(|| unknown(5))).transpose()?,
            account: r.opt_id(6)?,
            organisation: r.opt_id(7)?,
            name: r.get(8)?,
            to_org: r.opt_id(9)?,
            to_name: r.get(10)?,
            said_by: r.get(11)?,
            detail: serde_json::from_str::<Detail>(&r.get::<String>(12)?)
                .map_err(|_| DbError::Decode { column: 12, what: "unreadable detail".into() })?,
            record: r.get(13)?,
            hash: r.get(14)?,
            opened_at: r.get(15)?,
            received_at: r.get(16)?,
            cancelled: r.get::<Option<String>>(17)?.is_some(),
        })
    }
}

/// A stay to enter.
pub(crate) struct NewStay {
    pub hospital: Option<OrganisationId>,
    pub hospital_name: String,
    pub office: OrganisationId,
    pub care_manager: Option<AccountId>,
    pub hokatsu: Option<OrganisationId>,
    pub admitted_on: Date,
    pub admitted_time: Option<Time>,
    pub planned: bool,
    pub reason: String,
    pub learned: Learned,
    pub care_level: CareLevel,
    pub ward: String,
    pub previous: Option<StayId>,
}

pub(crate) fn add_stay(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, StayKind>,
    s: &NewStay,
) -> Result<StayId> {
    let id = StayId(cx.new_id());
    cx.tx().exec(
        NEW_STAY,
        params![
            id.0,
            permit.resident().0,
            s.hospital.map(|h| h.0),
            &s.hospital_name,
            s.office.0,
            s.care_manager.map(|a| a.0),
            s.hokatsu.map(|h| h.0),
            s.admitted_on,
            s.admitted_time.map(|t| t.to_string()),
            s.planned,
            &s.reason,
            s.learned.code(),
            s.care_level.code(),
            &s.ward,
            s.previous.map(|p| p.0),
            cx.actor().account,
            cx.now(),
        ],
    )?;
    kept::of_resident(cx, permit.resident().0)?;
    Ok(id)
}

/// The stay; its resident's permit is asked for by the use case right after.
pub(crate) fn stay(cx: &Cx<'_>, id: StayId) -> Result<Stay> {
    cx.tx().find(STAY, params![id.0])?.ok_or(app::Error::NotFound)
}

/// All stays of a resident that were not cancelled, newest first.
pub(crate) fn of_resident(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(OF_RESIDENT, params![id.0])?)
}

/// The stays of the person: of all records joined as one that the actor may open, newest first.
pub(crate) fn of_person(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Stay>> {
    use people::authz::{Act as Doing, What, could};
    let mut out = Vec::new();
    for (n, record) in people::use_cases::merge::same(cx, id)?.into_iter().enumerate() {
        // of the record itself the caller holds a permit
        if n == 0 || could(cx, Doing::Read, What::Stay, record)? {
            out.extend(of_resident(cx, record)?);
        }
    }
    out.sort_by_key(|s| std::cmp::Reverse((s.admitted_on, s.id)));
    Ok(out)
}

pub(crate) fn assign(
    cx: &Cx<'_>,
    id: StayId,
    account: AccountId,
    ward: &str,
    room: &str,
) -> Result<()> {
    cx.tx().exec(ASSIGN, params![account.0, ward, room, id.0])?;
    Ok(())
}

pub(crate) fn set_planned(cx: &Cx<'_>, id: StayId, on: Option<Date>) -> Result<()> {
    cx.tx().exec(PLANNED_ON, params![on, id.0])?;
    Ok(())
}

pub(crate) fn end(cx: &Cx<'_>, id: StayId, on: Date, kind: EndKind, closed: bool) -> Result<()> {
    cx.tx().exec(END, params![on, kind.code(), closed, id.0])?;
    kept::of_stay(cx, id)
}

pub(crate) fn close(cx: &Cx<'_>, id: StayId) -> Result<()> {
    cx.tx().exec(CLOSE, params![id.0])?;
    Ok(())
}

/// Closes stays that ended before this day; how many.
pub(crate) fn close_old(cx: &Cx<'_>, before: Date) -> Result<u64> {
    Ok(cx.tx().exec(CLOSE_OLD, params![before])?)
}

pub(crate) fn reopen(cx: &Cx<'_>, id: StayId) -> Result<()> {
    cx.tx().exec(REOPEN, params![id.0])?;
    kept::of_stay(cx, id)
}

pub(crate) fn cancel_stay(cx: &Cx<'_>, id: StayId) -> Result<bool> {
    let done = cx.tx().exec(CANCEL_STAY, params![cx.now(), id.0])? == 1;
    kept::of_resident(cx, stay(cx, id)?.resident.0)?;
    Ok(done)
}

/// An act to record; who and when come from the context.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewAct {
    pub day: Option<Date>,
    pub method: Option<Method>,
    pub to_org: Option<OrganisationId>,
    pub to_name: String,
    pub said_by: String,
    pub detail: Detail,
    pub record: Option<Id>,
    pub hash: Option<String>,
}

pub(crate) fn add_act(cx: &Cx<'_>, stay: StayId, kind: ActKind, a: &NewAct) -> Result<Id> {
    let id = cx.new_id();
    let detail = serde_json::to_string(&a.detail)
        .map_err(|e| app::Error::Inconsistent(format!("detail: {e}")))?;
    let actor = cx.actor();
    let name = after::signature(cx, stay)?;
    cx.tx().exec(
        NEW_ACT,
        params![
            id,
            stay.0,
            kind.code(),
            a.day,
            cx.now(),
            a.method.map(Method::code),
            actor.account,
            actor.organisation,
            name,
            a.to_org.map(|o| o.0),
            &a.to_name,
            &a.said_by,
            detail,
            a.record,
            a.hash.clone(),
        ],
    )?;
    kept::of_kind(cx, stay, kind)?;
    Ok(id)
}

pub(crate) fn act(cx: &Cx<'_>, id: Id) -> Result<Act> {
    cx.tx().find(ACT, params![id])?.ok_or(app::Error::NotFound)
}

pub(crate) fn acts(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Act>> {
    Ok(cx.tx().all(ACTS, params![stay.0])?)
}

pub(crate) fn opened(cx: &Cx<'_>, act: Id) -> Result<()> {
    cx.tx().exec(OPENED, params![cx.now(), cx.actor().account, act])?;
    Ok(())
}

pub(crate) fn received(cx: &Cx<'_>, act: Id) -> Result<bool> {
    let done = cx.tx().exec(RECEIVED, params![cx.now(), cx.actor().account, act])? == 1;
    kept::of_act(cx, act)?;
    Ok(done)
}

pub(crate) fn unreceived(cx: &Cx<'_>, act: Id) -> Result<()> {
    cx.tx().exec(UNRECEIVED, params![act])?;
    kept::of_act(cx, act)
}

/// Withdraws an act nobody has opened; false when it was opened in the meantime.
pub(crate) fn cancel_act(cx: &Cx<'_>, act: Id) -> Result<bool> {
    let done = cx.tx().exec(CANCEL_ACT, params![cx.now(), act])? == 1;
    kept::of_act(cx, act)?;
    Ok(done)
}

/// Withdraws what the office wrote down of the hospital's words (it was received as it was written); false when it
/// was withdrawn in the meantime.
pub(crate) fn cancel_heard(cx: &Cx<'_>, act: Id) -> Result<bool> {
    let done = cx.tx().exec(CANCEL_HEARD, params![cx.now(), act])? == 1;
    kept::of_act(cx, act)?;
    Ok(done)
}
