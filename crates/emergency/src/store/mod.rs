//! The only SQL of this slice. Its tables begin with `emergency_`; beside them it reads those of tier 1 through people.
pub(crate) mod ask;
pub(crate) mod call;
pub(crate) mod card;
pub(crate) mod glass;
pub(crate) mod index;
pub(crate) mod register;
pub(crate) mod retained;
pub(crate) mod tablet;
