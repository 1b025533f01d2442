//! SQL of handing over: the acts of handing over with their persons, and the columns of stays that repeat the newest.
use accounts::{AccountId, OrganisationId};
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;
use people::ResidentId;

use crate::model::handover::{Handover, HandoverId, HandoverKind, ItemState};
use crate::model::{Stay, StayId};

db::statements! { pub(crate) STATEMENTS;
    NEW = "INSERT INTO transitions_handover(id, kind, from_org, from_account, from_words, to_org, to_account, to_words, reason, consent_on, day, n, by_account, by_org, by_hat, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    GET = "SELECT id, kind, from_org, from_account, from_words, to_org, to_account, to_words, reason, consent_on, day, n, by_account, by_org, by_hat, by_name, at, undone_at FROM transitions_handover WHERE id = $1";
    OF_ORG = "SELECT id, kind, from_org, from_account, from_words, to_org, to_account, to_words, reason, consent_on, day, n, by_account, by_org, by_hat, by_name, at, undone_at FROM transitions_handover WHERE from_org = $1 OR to_org = $1 ORDER BY at DESC, id DESC LIMIT 20";
    OF_RESIDENT = "SELECT h.id, h.kind, h.from_org, h.from_account, h.from_words, h.to_org, h.to_account, h.to_words, h.reason, h.consent_on, h.day, h.n, h.by_account, h.by_org, h.by_hat, h.by_name, h.at, h.undone_at FROM transitions_handover h JOIN transitions_handover_item i ON i.handover = h.id WHERE i.resident = $1 AND i.state = 'done' ORDER BY h.at DESC";
    UNDONE = "UPDATE transitions_handover SET undone_at = $1 WHERE id = $2 AND undone_at IS NULL";
    NEW_ITEM = "INSERT INTO transitions_handover_item(handover, resident, n, state, why, before) VALUES ($1, $2, $3, $4, '', '')";
    ITEMS = "SELECT resident, state, why, before FROM transitions_handover_item WHERE handover = $1 ORDER BY n, resident";
    PLANNED = "SELECT resident, state, why, before FROM transitions_handover_item WHERE handover = $1 AND state = 'planned' ORDER BY n LIMIT $2";
    SET_ITEM = "UPDATE transitions_handover_item SET state = $1, why = $2, before = $3 WHERE handover = $4 AND resident = $5";
    MOVE = "UPDATE transitions_stay SET office = $1, care_manager = $2, assigned = $3 WHERE id = $4";
    OF_LIAISON = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE hospital = $1 AND assigned = $2 AND closed = 0 AND cancelled_at IS NULL ORDER BY admitted_on, id LIMIT 2000";
    OPEN_OF = "SELECT id, resident, hospital, hospital_name, office, care_manager, hokatsu, admitted_on, admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, planned_on, ended_on, end_kind, closed, cancelled_at, previous, at FROM transitions_stay WHERE office = $1 AND closed = 0 AND cancelled_at IS NULL ORDER BY admitted_on, id LIMIT 5000";
    UNTELL = "UPDATE transitions_act SET cancelled_at = $1 WHERE id = $2 AND cancelled_at IS NULL";
}

impl FromRow for Handover {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Handover {
            id: r.id(0)?,
            kind: HandoverKind::from_code(&r.get::<String>(1)?).ok_or_else(|| super::unknown(1))?,
            from_org: r.id(2)?,
            from_account: r.opt_id(3)?,
            from_words: r.get(4)?,
            to_org: r.id(5)?,
            to_account: r.opt_id(6)?,
            to_words: r.get(7)?,
            reason: r.get(8)?,
            consent_on: r.get(9)?,
            day: r.get(10)?,
            n: r.get(11)?,
            by_account: r.opt_id(12)?,
            by_org: r.opt_id(13)?,
            by_hat: r.get(14)?,
            by_name: r.get(15)?,
            at: r.get(16)?,
            undone_at: r.get(17)?,
        })
    }
}

/// One person of a handover.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub resident: ResidentId,
    pub state: ItemState,
    /// Why the person was not moved.
    pub why: String,
    /// What was before, as JSON.
    pub before: String,
}

impl FromRow for Item {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Item {
            resident: r.id(0)?,
            state: ItemState::from_code(&r.get::<String>(1)?).ok_or_else(|| super::unknown(1))?,
            why: r.get(2)?,
            before: r.get(3)?,
        })
    }
}

/// Keeps a handover with its persons, all of them still to be moved.
pub(crate) fn add(cx: &Cx<'_>, h: &Handover, who: &[ResidentId]) -> Result<()> {
    cx.tx().exec(
        NEW,
        params![
            h.id.0,
            h.kind.code(),
            h.from_org.0,
            h.from_account.map(|a| a.0),
            &h.from_words,
            h.to_org.0,
            h.to_account.map(|a| a.0),
            &h.to_words,
            &h.reason,
            h.consent_on,
            h.day,
            h.n,
            h.by_account.map(|a| a.0),
            h.by_org.map(|o| o.0),
            &h.by_hat,
            &h.by_name,
            h.at,
        ],
    )?;
    for (n, r) in who.iter().enumerate() {
        cx.tx().exec(NEW_ITEM, params![h.id.0, r.0, n, ItemState::Planned.code()])?;
    }
    Ok(())
}

pub(crate) fn get(cx: &Cx<'_>, id: HandoverId) -> Result<Handover> {
    cx.tx().find(GET, params![id.0])?.ok_or(app::Error::NotFound)
}

/// The last twenty from or to an organisation.
pub(crate) fn of_org(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Handover>> {
    Ok(cx.tx().all(OF_ORG, params![org.0])?)
}

/// Those by which this person went over, newest first; the caller holds a permit.
pub(crate) fn of_resident(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Handover>> {
    Ok(cx.tx().all(OF_RESIDENT, params![id.0])?)
}

pub(crate) fn undone(cx: &Cx<'_>, id: HandoverId) -> Result<bool> {
    Ok(cx.tx().exec(UNDONE, params![cx.now(), id.0])? == 1)
}

pub(crate) fn items(cx: &Cx<'_>, id: HandoverId) -> Result<Vec<Item>> {
    Ok(cx.tx().all(ITEMS, params![id.0])?)
}

/// The next persons to move.
pub(crate) fn planned(cx: &Cx<'_>, id: HandoverId, at_most: usize) -> Result<Vec<Item>> {
    Ok(cx.tx().all(PLANNED, params![id.0, at_most])?)
}

pub(crate) fn set_item(
    cx: &Cx<'_>,
    id: HandoverId,
    resident: ResidentId,
    state: ItemState,
    why: &str,
    before: &str,
) -> Result<()> {
    cx.tx().exec(SET_ITEM, params![state.code(), why, before, id.0, resident.0])?;
    Ok(())
}

/// Names who follows a stay.
pub(crate) fn set_followers(
    cx: &Cx<'_>,
    id: StayId,
    office: Id,
    care_manager: Option<Id>,
    assigned: Option<Id>,
) -> Result<()> {
    cx.tx().exec(MOVE, params![office, care_manager, assigned, id.0])?;
    Ok(())
}

/// Open stays of a hospital with this person in charge; its resident's permit is asked for one by one.
pub(crate) fn of_liaison(
    cx: &Cx<'_>,
    hospital: OrganisationId,
    account: AccountId,
) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(OF_LIAISON, params![hospital.0, account.0])?)
}

/// Open stays an office follows; for counting and moving, the rows hold no names.
pub(crate) fn open_of(cx: &Cx<'_>, office: OrganisationId) -> Result<Vec<Stay>> {
    Ok(cx.tx().all(OPEN_OF, params![office.0])?)
}

/// Withdraws the act that told of a handover, also when it was opened: it was true for some minutes only.
pub(crate) fn untell(cx: &Cx<'_>, act: Id) -> Result<()> {
    cx.tx().exec(UNTELL, params![cx.now(), act])?;
    super::kept::of_act(cx, act)
}
