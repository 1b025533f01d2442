//! 不在のときの代理: a colleague stands in for an absent one from one day to another.
use kernel::{Date, Id};

use crate::{AccountId, OrganisationId};

/// Longest time somebody can be stood in for at once, in days; longer, the caseload is handed over.
pub const MOST_DAYS: i64 = 92;

/// A standing-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Id.
    pub id: Id,
    /// Who is absent.
    pub absent: AccountId,
    /// By name.
    pub absent_name: String,
    /// Who stands in.
    pub deputy: AccountId,
    /// By name.
    pub deputy_name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Why: 研修, 休み …
    pub reason: String,
    /// Of which organisation both are.
    pub organisation: OrganisationId,
}

/// A standing-in to enter.
#[derive(Debug, Clone)]
pub struct NewDeputy {
    /// Who is absent.
    pub absent: AccountId,
    /// Who stands in.
    pub deputy: AccountId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Why, in a few words; may be empty.
    pub reason: String,
}
