//! A stay in hospital from notice to home: types, steps, clocks, fee guide and survey. Pure: no clock, no SQL.
pub mod act;
pub mod deadlines;
pub mod fee;
pub mod follow_up;
pub mod handover;
pub mod progress;
pub mod readmission;
pub mod stay;
pub mod survey;
#[cfg(test)]
pub(crate) mod testing;

pub use act::{Act, ActKind, Method, Paper};
pub use deadlines::Deadlines;
pub use fee::{FeeGrade, FeeGuide, Limits};
pub use progress::{Mover, Progress, StepState};
pub use stay::{EndKind, Learned, Stay, StayId};
