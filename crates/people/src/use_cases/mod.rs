//! What can be done with residents.
pub mod access_rules;
pub mod change;
pub mod consent;
pub mod consent_bulk;
pub mod exchange;
pub mod find_cm;
pub mod hand_over;
pub mod keycode;
pub mod label;
pub mod members;
pub mod merge;
pub mod proxy;
pub mod register;
pub mod shield;
pub mod view;
pub mod who_has_seen;
pub mod who_may_see;
