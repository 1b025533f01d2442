//! 代行入力: a sheet that a colleague has prepared and that waits for who is responsible. Nothing of it has left the office.
use accounts::{AccountId, OrganisationId};
use kernel::{At, Date, Id};

use super::stay::coded;
use super::{Method, StayId};

coded! {
    /// Where a prepared sheet stands.
    State {
        /// Waits for the care manager.
        Waiting = "waiting", "確認待ち";
        /// Approved: it was sent at that moment.
        Approved = "approved", "確認して送りました";
        /// Sent back with a note.
        Returned = "returned", "直してほしい";
        /// Taken back by who prepared it, or replaced by a newer one.
        Withdrawn = "withdrawn", "取り下げ";
    }
}

/// A sheet prepared for somebody else.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Id.
    pub id: Id,
    /// Of which stay.
    pub stay: StayId,
    /// Version of the form.
    pub form_version: String,
    /// Canonical answers.
    pub body: String,
    /// The version of the record it was made from; 0 = none.
    pub base: i64,
    /// How it is to go.
    pub method: Method,
    /// To whom, in words.
    pub to: String,
    /// Place, when handed over in person.
    pub place: String,
    /// On which day, when it goes outside the program.
    pub day: Option<Date>,
    /// Why it is sent again.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// Who prepared it.
    pub made_by: AccountId,
    /// Their name.
    pub made_name: String,
    /// The office.
    pub organisation: OrganisationId,
    /// Whose approval it waits for; none = any care manager of the office.
    pub approver: Option<AccountId>,
    /// What to put right, when it was sent back.
    pub note: String,
    /// When it was prepared.
    pub at: At,
    /// When it was decided.
    pub decided_at: Option<At>,
    /// By whom.
    pub decided_name: String,
}

impl Prepared {
    /// May this account approve it? The one it waits for; when none is named, anybody of the office but who prepared it.
    pub fn may_approve(&self, account: Option<Id>, organisation: Option<Id>) -> bool {
        let same_office = organisation == Some(self.organisation.0);
        let other = account.is_some() && account != Some(self.made_by.0);
        same_office && other && self.approver.is_none_or(|a| Some(a.0) == account)
    }
}
