//! The only SQL.
pub(crate) mod around;
pub(crate) mod keyed;
pub(crate) mod lists;
pub(crate) mod note;
pub(crate) mod retained;
