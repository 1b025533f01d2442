//! The only SQL of bridge.
pub(crate) mod answers;
pub(crate) mod delivery;
pub(crate) mod letters;
pub(crate) mod push;
pub(crate) mod retained;
pub(crate) mod tries;

pub(crate) const STATEMENTS: &[&[db::Stmt]] = &[
    letters::STATEMENTS,
    answers::STATEMENTS,
    tries::STATEMENTS,
    retained::STATEMENTS,
    delivery::STATEMENTS,
    push::STATEMENTS,
];
