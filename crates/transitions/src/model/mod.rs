//! A stay in hospital from notice to home: types, steps, clocks, fee guide and survey. Pure: no clock, no SQL.
pub mod act;
pub mod can;
pub mod deadlines;
pub mod fee;
pub mod progress;
pub mod stay;
pub mod survey;
pub mod tendency;
pub mod ward;

pub mod checklist;
pub mod codes;
pub mod destination;
pub mod facility_answers;
pub mod place;

pub use act::{Act, ActKind, Method, Paper, RECALL_MINUTES};
pub use can::Can;
pub use deadlines::Deadlines;
pub use fee::{FeeGrade, FeeGuide, Limits};
pub use progress::{Mover, Progress, StepState};
pub use stay::{EndKind, Learned, Stay, StayId};
pub use tendency::{Proposal, Tendency};
