//! 受診前フェイスシート: what a hospital's 連携室 gets before a first visit. It needs no stay.
use accounts::OrganisationId;
use kernel::{At, Date, Id};
use people::ResidentId;

use super::Method;

/// One line of its send log.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Id.
    pub id: Id,
    /// About whom.
    pub resident: ResidentId,
    /// The record.
    pub record: Id,
    /// To which hospital, when it has an organisation here.
    pub hospital: Option<OrganisationId>,
    /// Its name.
    pub hospital_name: String,
    /// To whom there, in words.
    pub to: String,
    /// How.
    pub method: Method,
    /// On which day.
    pub day: Date,
    /// Who sent it.
    pub name: String,
    /// Recorded at.
    pub at: At,
}
