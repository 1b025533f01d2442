//! 担当の引き継ぎ: one act moves one person or a whole caseload from a care manager (or a member of the 地域連携室) to
//! another, within the office or to another one.
use accounts::{AccountId, OrganisationId};
use kernel::{At, Date, Id};
use serde::{Deserialize, Serialize};

use super::stay::coded;
use super::{Act, ActKind, Stay};

kernel::id_type!(
    /// One act of handing over.
    HandoverId
);

coded! {
    /// What changes.
    HandoverKind {
        /// The care manager, within the office.
        Manager = "manager", "担当のケアマネジャー";
        /// The office.
        Office = "office", "担当の事業所";
        /// Who is in charge at the hospital.
        Liaison = "liaison", "病院の担当";
        /// The office closes.
        Closing = "closing", "事業所の閉鎖";
    }
}

coded! {
    /// What became of one person of a handover.
    ItemState {
        /// Still to be moved (more than one transaction holds).
        Planned = "planned", "これから";
        /// Moved.
        Done = "done", "引き継ぎました";
        /// Not moved; the reason stands beside it.
        Skipped = "skipped", "引き継ぎませんでした";
        /// Moved and put back.
        Undone = "undone", "元にもどしました";
    }
}

/// Minutes within which a handover can be taken back.
pub const UNDO_MINUTES: i64 = 5;
/// So many persons go over in one transaction, all or none; more go over in portions by a job.
pub const AT_ONCE: usize = 200;

/// A handover.
#[derive(Debug, Clone)]
pub struct Handover {
    /// Id.
    pub id: HandoverId,
    /// What changes.
    pub kind: HandoverKind,
    /// From which organisation.
    pub from_org: OrganisationId,
    /// From whom there; none = from whoever it was.
    pub from_account: Option<AccountId>,
    /// From whom, in words.
    pub from_words: String,
    /// To which organisation.
    pub to_org: OrganisationId,
    /// To whom there.
    pub to_account: Option<AccountId>,
    /// To whom, in words.
    pub to_words: String,
    /// Why.
    pub reason: String,
    /// On which day the persons (or families) agreed; only when the office changes.
    pub consent_on: Option<Date>,
    /// In force from.
    pub day: Date,
    /// How many persons.
    pub n: i64,
    /// Who did it.
    pub by_account: Option<AccountId>,
    /// Of which organisation.
    pub by_org: Option<OrganisationId>,
    /// In which role, as code.
    pub by_hat: String,
    /// By name.
    pub by_name: String,
    /// When.
    pub at: At,
    /// Taken back at.
    pub undone_at: Option<At>,
}

/// A stay as it stood before, to be put back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StayBefore {
    /// Which.
    pub stay: Id,
    /// The office.
    pub office: Id,
    /// The care manager.
    pub care_manager: Option<Id>,
    /// In charge at the hospital.
    pub assigned: Option<Id>,
    /// The act that tells of it.
    pub act: Id,
}

/// A task as it stood before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskBefore {
    /// Which.
    pub task: Id,
    /// Whose office.
    pub owner_org: Id,
    /// Whose.
    pub owner: Option<Id>,
}

/// What the act of a handover holds in `data`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandedData {
    /// From which organisation.
    pub from_org: Id,
}

/// Is what was told by this act still for `org` to answer? It is when it was sent to it, and when it was sent to the
/// office that followed the person before and has handed over since.
pub fn addressed(a: &Act, org: Option<Id>, stay: &Stay, acts: &[Act]) -> bool {
    let Some(org) = org else { return false };
    let Some(to) = a.to_org.map(|o| o.0) else { return false };
    let handed_by = |from: Id| {
        acts.iter().any(|h| {
            h.kind == ActKind::HandedOver
                && !h.cancelled
                && serde_json::from_value::<HandedData>(h.detail.data.clone())
                    .is_ok_and(|d| d.from_org == from)
        })
    };
    to == org || (stay.office.0 == org && handed_by(to))
}
