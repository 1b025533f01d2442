//! 病院・地域包括支援センター 連絡票: one sheet with two halves, about a person who has no care manager.
use accounts::{AccountId, OrganisationId};
use kernel::{At, Date, Id};

use super::StayId;

/// A sheet between a hospital and a 包括.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Id.
    pub id: Id,
    /// The stay, when the person is registered and it was entered.
    pub stay: Option<StayId>,
    /// From.
    pub hospital: OrganisationId,
    /// To.
    pub hokatsu: OrganisationId,
    /// The record with its text: the hospital's half is its first version, the answer the next.
    pub record: Id,
    /// Who sent it.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// Sent at.
    pub at: At,
    /// The day by which the hospital would like an answer.
    pub reply_on: Option<Date>,
    /// Opened by the 包括.
    pub opened_at: Option<At>,
    /// Answered.
    pub answered_at: Option<At>,
    /// By whom.
    pub answered_name: String,
    /// The hospital has read the answer.
    pub seen_at: Option<At>,
}

impl Referral {
    /// Where it stands, in words for the one side or the other.
    pub fn state(&self, hospital: bool) -> &'static str {
        match (self.answered_at, self.seen_at, self.opened_at, hospital) {
            (Some(_), None, _, true) => "返事が届きました",
            (Some(_), _, _, true) => "返事を読みました",
            (Some(_), _, _, false) => "返事をしました",
            (None, _, Some(_), true) => "読まれました。返事を待っています",
            (None, _, None, true) => "まだ開かれていません",
            (None, _, Some(_), false) => "返事がまだです",
            (None, _, None, false) => "新しく届きました",
        }
    }
}
