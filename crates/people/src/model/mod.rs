//! Types of residents and what belongs to them.
pub mod bundle;
pub mod card;
mod care_level;
pub mod consent;
pub mod keycode;
mod resident;

pub use care_level::CareLevel;
pub use resident::{
    AlertLevel, Consent, ConsentMethod, Contact, Fact, FactKind, NewContact, NewFact, NewResident,
    NewTeamMember, Resident, Sex, TeamMember, TeamRole, member_label, validate,
};
