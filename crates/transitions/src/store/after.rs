//! SQL of after discharge: who is due to be asked how it goes, what came after, and tasks.
use std::collections::BTreeMap;

use accounts::{AccountId, OrganisationId};
use app::audit::AuditEntry;
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::{At, Date, Hat, Id};
use people::ResidentId;
use people::authz::Scope;

use super::lists::IN_REACH;
use crate::model::follow_up::{Task, TaskKind};
use crate::model::{Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    ADMITTED = "SELECT id, resident, admitted_on, ended_on FROM transitions_stay WHERE cancelled_at IS NULL";
    NEW_TASK = "INSERT INTO transitions_task(id, stay, resident, kind, owner_org, owner, due, act, made_by, at, done_name, done_note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '')";
    DEATHS = "SELECT s.id, s.resident, s.hospital, s.hospital_name, s.office, s.care_manager, s.hokatsu, s.admitted_on, s.admitted_time, s.planned, s.reason, s.learned_from, s.care_level, s.ward, s.room, s.assigned, s.planned_on, s.ended_on, s.end_kind, s.closed, s.cancelled_at, s.previous, s.at FROM transitions_stay s JOIN transitions_act a ON a.stay = s.id WHERE s.office = $1 AND s.end_kind = 'death' AND s.cancelled_at IS NULL AND a.kind = 'ended' AND a.cancelled_at IS NULL AND a.organisation <> $1 AND a.at >= $2 ORDER BY a.at DESC, a.id DESC LIMIT 50";
    TASK = "SELECT id, stay, resident, kind, owner_org, owner, due, at, done_at, done_name, done_note FROM transitions_task WHERE id = $1";
    TASKS_OF_STAY = "SELECT id, stay, resident, kind, owner_org, owner, due, at, done_at, done_name, done_note FROM transitions_task WHERE stay = $1 ORDER BY at, id";
    OPEN_TASKS = "SELECT id, stay, resident, kind, owner_org, owner, due, at, done_at, done_name, done_note FROM transitions_task WHERE owner_org = $1 AND done_at IS NULL ORDER BY due, id LIMIT 500";
    OPEN_OF_RESIDENT = "SELECT id, stay, resident, kind, owner_org, owner, due, at, done_at, done_name, done_note FROM transitions_task WHERE resident = $1 AND owner_org = $2 AND done_at IS NULL ORDER BY due, id";
    DONE = "UPDATE transitions_task SET done_at = $1, done_by = $2, done_name = $3, done_note = $4 WHERE id = $5 AND done_at IS NULL";
    DROP_TASK = "DELETE FROM transitions_task WHERE act = $1 AND done_at IS NULL";
    OWNER = "UPDATE transitions_task SET owner_org = $1, owner = $2 WHERE id = $3";
    FOLLOWERS = "SELECT care_manager, assigned, resident FROM transitions_stay WHERE id = $1";
}

impl FromRow for Task {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Task {
            id: r.get(0)?,
            stay: r.id(1)?,
            resident: r.id(2)?,
            kind: TaskKind::from_code(&r.get::<String>(3)?).ok_or_else(|| super::unknown(3))?,
            owner_org: r.id(4)?,
            owner: r.opt_id(5)?,
            due: r.get(6)?,
            at: r.get(7)?,
            done_at: r.get(8)?,
            done_name: r.get(9)?,
            done_note: r.get(10)?,
        })
    }
}

/// Stays followed by an office that ended between two days, in reach of the actor; at most 500.
pub(crate) fn ended_between(
    cx: &Cx<'_>,
    scope: &Scope<'_>,
    office: OrganisationId,
    from: Date,
    to: Date,
) -> Result<Vec<Stay>> {
    let w = Where::new()
        .and_where(scope.conditions())
        .and("office = ? AND ended_on >= ? AND ended_on <= ?", params![office.0, from, to]);
    let rows = cx.tx().list(IN_REACH, &w, "ORDER BY ended_on, id LIMIT 500")?;
    Ok(rows.iter().map(Stay::from_row).collect::<std::result::Result<_, _>>()?)
}

/// A stay's days without anything else about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub id: StayId,
    pub admitted_on: Date,
    pub ended_on: Option<Date>,
}

/// All stays of these residents by resident, days only. The ids came through a scope.
pub(crate) fn days_of(cx: &Cx<'_>, residents: &[Id]) -> Result<BTreeMap<ResidentId, Vec<Days>>> {
    let mut out: BTreeMap<ResidentId, Vec<Days>> = BTreeMap::new();
    for chunk in residents.chunks(400) {
        let ids = chunk.iter().map(|i| db::Value::from(*i)).collect();
        let w = Where::new().and_in("resident", ids);
        for r in cx.tx().list(ADMITTED, &w, "ORDER BY admitted_on, id")? {
            let days = Days { id: r.id(0)?, admitted_on: r.get(2)?, ended_on: r.get(3)? };
            out.entry(r.id(1)?).or_default().push(days);
        }
    }
    Ok(out)
}

/// A task to keep.
pub(crate) struct NewTask {
    pub stay: StayId,
    pub resident: ResidentId,
    pub kind: TaskKind,
    pub owner_org: OrganisationId,
    pub owner: Option<AccountId>,
    pub due: Date,
    /// The act it came of.
    pub act: Id,
}

pub(crate) fn add_task(cx: &Cx<'_>, t: &NewTask) -> Result<Id> {
    let id = cx.new_id();
    cx.tx().exec(
        NEW_TASK,
        params![
            id,
            t.stay.0,
            t.resident.0,
            t.kind.code(),
            t.owner_org.0,
            t.owner.map(|a| a.0),
            t.due,
            t.act,
            cx.actor().account,
            cx.now(),
        ],
    )?;
    Ok(id)
}

pub(crate) fn task(cx: &Cx<'_>, id: Id) -> Result<Task> {
    cx.tx().find(TASK, params![id])?.ok_or(app::Error::NotFound)
}

pub(crate) fn tasks_of(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Task>> {
    Ok(cx.tx().all(TASKS_OF_STAY, params![stay.0])?)
}

/// Open tasks of an office, the oldest due first.
pub(crate) fn open_tasks(cx: &Cx<'_>, office: OrganisationId) -> Result<Vec<Task>> {
    Ok(cx.tx().all(OPEN_TASKS, params![office.0])?)
}

pub(crate) fn open_tasks_about(
    cx: &Cx<'_>,
    resident: ResidentId,
    office: OrganisationId,
) -> Result<Vec<Task>> {
    Ok(cx.tx().all(OPEN_OF_RESIDENT, params![resident.0, office.0])?)
}

/// Done; false when it was done before.
pub(crate) fn done(cx: &Cx<'_>, id: Id, note: &str) -> Result<bool> {
    let a = cx.actor();
    Ok(cx.tx().exec(DONE, params![cx.now(), a.account, &a.name, note, id])? == 1)
}

/// The act a task came of was taken back a moment after: the task was nobody's to do yet.
pub(crate) fn drop_task(cx: &Cx<'_>, act: Id) -> Result<()> {
    cx.tx().exec(DROP_TASK, params![act])?;
    Ok(())
}

pub(crate) fn set_owner(cx: &Cx<'_>, id: Id, org: Id, owner: Option<Id>) -> Result<()> {
    cx.tx().exec(OWNER, params![org, owner, id])?;
    Ok(())
}

/// How the actor signs an act of a stay: by name, and as deputy of who follows it when that one is absent today. The
/// log then keeps both.
pub(crate) fn signature(cx: &Cx<'_>, stay: StayId) -> Result<String> {
    let actor = cx.actor();
    let standing = accounts::standing_for(cx)?;
    if standing.is_empty() {
        return Ok(actor.name.clone());
    }
    let r = cx.tx().one(FOLLOWERS, params![stay.0])?;
    let (manager, assigned, resident): (Option<AccountId>, Option<AccountId>, ResidentId) =
        (r.opt_id(0)?, r.opt_id(1)?, r.id(2)?);
    let follows = if actor.hat == Hat::Liaison { assigned } else { manager };
    let Some(d) = standing.iter().find(|d| Some(d.absent) == follows) else {
        return Ok(actor.name.clone());
    };
    cx.audit(
        AuditEntry::act("accounts.deputy.act")
            .about(resident)
            .object(format!("stay:{stay}"))
            .detail(format!("for={}", d.absent)),
    );
    Ok(format!("{}（{}さんの代理）", actor.name, d.absent_name))
}

/// Stays of the office that ended by a death which somebody else than the office entered since then, newest first.
pub(crate) fn deaths(cx: &Cx<'_>, office: OrganisationId, since: At) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(DEATHS, params![office.0, since])?)
}
