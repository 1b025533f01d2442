//! Types, states and rules of this slice. Pure: no database, no clock, no request; what a rule needs
//! comes in as an argument, and the test of a rule stands below it.
pub mod ask;
pub mod call;
pub mod card;
pub mod glass;
pub mod lookup;
pub mod register;
pub mod register_file;
pub mod sheet;
pub mod tablet;
