//! Letters to receivers without an account: numbers, what is shown, states, limits. Pure.
pub mod code;
pub mod initials;
pub mod letter;
pub mod limits;
pub mod mask;
pub mod pass;

pub use letter::{Letter, Line, NOT_OURS, State};
pub use mask::Who;
