//! A stay in hospital from notice to home: types, steps, clocks, fee guide and survey. Pure: no clock, no SQL.
pub mod act;
pub mod approval;
pub mod approval_rule;
pub mod can;
pub mod columns;
pub mod conference;
pub mod deadlines;
pub mod face;
pub mod fee;
pub mod fee_discharge;
pub mod fee_hospital;
pub mod fee_kept;
pub mod follow_up;
pub mod guide;
pub mod handover;
pub mod hats;
pub mod hearing;
pub use bridge::model::initials;
pub mod judgement;
pub mod may;
pub mod meetings;
pub mod progress;
pub mod readmission;
pub mod referral;
pub mod reply;
pub mod stay;
pub mod survey;
pub mod tendency;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod walk_tests;
pub mod ward;

pub mod checklist;
pub mod codes;
pub mod destination;
pub mod facility_answers;
pub mod place;

pub use act::{Act, ActKind, Method, Paper, RECALL_MINUTES};
pub use can::Can;
pub use columns::Columns;
pub use conference::ConferenceId;
pub use deadlines::Deadlines;
pub use fee::{FeeGrade, FeeGuide, Limits};
pub use may::{Doing, Phase, Refusal};
pub use progress::{Mover, Progress, StepState};
pub use stay::{EndKind, Learned, Stay, StayId};
pub use tendency::{Proposal, Tendency};
