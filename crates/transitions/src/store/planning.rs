//! SQL of what is got ready until discharge: what facilities were asked. Everything else is read off the acts.
use accounts::OrganisationId;
use app::{Cx, Result};
use db::params;
use kernel::At;

use crate::model::{Act, StayId};

db::statements! { pub(crate) STATEMENTS;
    ASKED_OF = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, a.name, a.to_org, a.to_name, a.said_by, a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.to_org = $1 AND a.kind = 'facility_asked' AND a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND (s.end_kind IS NULL OR s.end_kind NOT IN ('death', 'transfer')) ORDER BY a.at DESC, a.id DESC LIMIT 100";
    PAPERS_FOR = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, a.name, a.to_org, a.to_name, a.said_by, a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.to_org = $1 AND a.kind = 'papers' AND a.record IS NOT NULL AND a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND a.at >= $2 ORDER BY a.at DESC, a.id DESC LIMIT 100";
    SENT_TO = "SELECT a.id, a.stay, a.kind, a.day, a.at, a.method, a.account, a.organisation, a.name, a.to_org, a.to_name, a.said_by, a.detail, a.record, a.hash, a.opened_at, a.received_at, a.cancelled_at FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.to_org = $1 AND a.record IS NOT NULL AND a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND a.at >= $2 ORDER BY a.at DESC, a.id DESC LIMIT 500";
    CLOSE_OF_STAY = "UPDATE transitions_stay SET closed = 1 WHERE resident = (SELECT resident FROM transitions_stay WHERE id = $1) AND closed = 0 AND ended_on IS NOT NULL";
    UNCLOSE = "UPDATE transitions_stay SET closed = 0 WHERE id = $1 AND ended_on IS NOT NULL AND cancelled_at IS NULL";
}

/// What this facility was asked, newest first, at most 100; not in stays that ended by a death or a transfer.
pub(crate) fn asked_of(cx: &Cx<'_>, facility: OrganisationId) -> Result<Vec<Act>> {
    Ok(cx.tx().all(ASKED_OF, params![facility.0])?)
}

/// Papers written here that were sent to this organisation since then, newest first, at most 100.
pub(crate) fn papers_for(cx: &Cx<'_>, to: OrganisationId, since: At) -> Result<Vec<Act>> {
    Ok(cx.tx().all(PAPERS_FOR, params![to.0, since])?)
}

/// Whatever was sent to this organisation with a record since then, newest first, at most 500.
pub(crate) fn sent_to(cx: &Cx<'_>, to: OrganisationId, since: At) -> Result<Vec<Act>> {
    Ok(cx.tx().all(SENT_TO, params![to.0, since])?)
}

/// Closes every ended stay of the same person.
pub(crate) fn close_of_person(cx: &Cx<'_>, stay: StayId) -> Result<()> {
    cx.tx().exec(CLOSE_OF_STAY, params![stay.0])?;
    Ok(())
}

/// An ended stay has something to do again.
pub(crate) fn unclose(cx: &Cx<'_>, stay: StayId) -> Result<()> {
    cx.tx().exec(UNCLOSE, params![stay.0])?;
    Ok(())
}
