//! What can be done with residents.
pub mod change;
pub mod exchange;
pub mod find_cm;
pub mod hand_over;
pub mod merge;
pub mod register;
pub mod view;
pub mod who_has_seen;
pub mod who_may_see;
