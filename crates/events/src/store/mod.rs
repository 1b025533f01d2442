//! The only SQL of this slice.
pub(crate) mod entry;
pub(crate) mod event;
pub(crate) mod form;
pub(crate) mod more;
pub(crate) mod task;

/// Every statement.
pub(crate) const STATEMENTS: &[&[db::Stmt]] =
    &[entry::STATEMENTS, event::STATEMENTS, form::STATEMENTS, more::STATEMENTS, task::STATEMENTS];
