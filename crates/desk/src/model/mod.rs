//! Types, states and rules of the desk. Pure: no database, no clock, no request; what a rule needs comes in as an argument,
//! and the test of a rule stands below it.
pub mod case;
pub mod chart;
pub mod lists;
pub mod publish;
pub mod words;
pub mod year;
