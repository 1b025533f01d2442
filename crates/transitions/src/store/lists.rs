//! Lists of stays: in reach of the actor (through a scope), and nameless for the survey.
use std::collections::BTreeMap;

use accounts::OrganisationId;
use app::{Cx, Result};
use db::{FromRow, Where, params};
use kernel::{Date, Id};
use people::authz::Scope;

use crate::model::{Act, ActKind, Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    IN_REACH = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE cancelled_at IS NULL";
    ACTS_OF = "SELECT id, stay, kind, day, at, method, account, organisation, name, to_org, to_name, said_by, detail, record, hash, opened_at, received_at, cancelled_at FROM transitions_act WHERE cancelled_at IS NULL";
    IN_PERIOD = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE cancelled_at IS NULL AND ((admitted_on >= $1 AND admitted_on <= $2) OR (ended_on >= $1 AND ended_on <= $2)) ORDER BY admitted_on, id";
    OPEN_ALL = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE cancelled_at IS NULL AND closed = 0 ORDER BY admitted_on, id";
    OPEN_ACTS = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, a.name, a.to_org, a.to_name, a.said_by, a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND s.closed = 0 ORDER BY a.at, a.id";
}

/// Stays with their acts, by stay.
pub(crate) type WithActs = (Vec<Stay>, BTreeMap<StayId, Vec<Act>>);

/// Which stays a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    /// Of this hospital.
    pub hospital: Option<OrganisationId>,
    /// Followed by this office.
    pub office: Option<OrganisationId>,
    /// Only stays with something left to do.
    pub open: bool,
    /// Only finished ones.
    pub closed: bool,
    /// Only admitted before (for paging finished ones).
    pub before: Option<(Date, StayId)>,
    /// All of them, however many: for what is made at night and must not leave anybody out.
    pub whole: bool,
}

/// Stays in the actor's reach; open ones by admission, finished ones newest first; at most 500 open, 51 finished.
pub(crate) fn in_reach(cx: &Cx<'_>, scope: &Scope<'_>, f: &Filter) -> Result<Vec<Stay>> {
    let mut w = Where::new().and_where(scope.conditions());
    if let Some(h) = f.hospital {
        w = w.and("hospital = ?", params![h.0]);
    }
    if let Some(o) = f.office {
        w = w.and("office = ?", params![o.0]);
    }
    if f.open {
        w = w.and("closed = 0", &[]);
    }
    if f.closed {
        w = w.and("closed = 1", &[]);
    }
    if let Some((day, id)) = f.before {
        w = w.and("(admitted_on, id) < (?, ?)", params![day, id.0]);
    }
    let tail = if f.whole {
        "ORDER BY admitted_on, id"
    } else if f.closed {
        "ORDER BY admitted_on DESC, id DESC LIMIT 51"
    } else {
        "ORDER BY admitted_on, id LIMIT 500"
    };
    let rows = cx.tx().list(IN_REACH, &w, tail)?;
    Ok(rows.iter().map(Stay::from_row).collect::<std::result::Result<_, _>>()?)
}

/// Those of these stays that are in the actor's reach; at most a few hundred ids.
pub(crate) fn of_ids(cx: &Cx<'_>, scope: &Scope<'_>, ids: &[Id]) -> Result<Vec<Stay>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let values = ids.iter().map(|i| db::Value::from(*i)).collect();
    let w = Where::new().and_where(scope.conditions()).and_in("id", values);
    let rows = cx.tx().list(IN_REACH, &w, "ORDER BY admitted_on, id")?;
    Ok(rows.iter().map(Stay::from_row).collect::<std::result::Result<_, _>>()?)
}

/// The acts of these stays, by stay, in the order of recording.
pub(crate) fn acts_of(cx: &Cx<'_>, stays: &[Stay]) -> Result<BTreeMap<StayId, Vec<Act>>> {
    acts_where(cx, stays, None)
}

/// The same, only of some kinds.
pub(crate) fn acts_where(
    cx: &Cx<'_>,
    stays: &[Stay],
    kinds: Option<&[ActKind]>,
) -> Result<BTreeMap<StayId, Vec<Act>>> {
    let mut out: BTreeMap<StayId, Vec<Act>> = BTreeMap::new();
    for chunk in stays.chunks(400) {
        let ids = chunk.iter().map(|s| db::Value::from(s.id.0)).collect();
        let mut w = Where::new().and_in("stay", ids);
        if let Some(kinds) = kinds {
            w = w.and_in("kind", kinds.iter().map(|k| db::Value::from(k.code())).collect());
        }
        let rows = cx.tx().list(ACTS_OF, &w, "ORDER BY at, id")?;
        for r in &rows {
            let a = Act::from_row(r)?;
            out.entry(a.stay).or_default().push(a);
        }
    }
    Ok(out)
}

fn by_stay(acts: Vec<Act>) -> BTreeMap<StayId, Vec<Act>> {
    let mut out: BTreeMap<StayId, Vec<Act>> = BTreeMap::new();
    for a in acts {
        out.entry(a.stay).or_default().push(a);
    }
    out
}

/// Stays admitted or ended in a period; for counting only, the rows hold no names of persons.
pub(crate) fn in_period_stays(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(IN_PERIOD, params![from, to])?)
}

/// All stays with something left to do; for counting only.
pub(crate) fn open_all(cx: &Cx<'_>) -> Result<WithActs> {
    Ok((cx.tx().all(OPEN_ALL, params![])?, by_stay(cx.tx().all(OPEN_ACTS, params![])?)))
}
