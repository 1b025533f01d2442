//! The only SQL of this slice.
pub(crate) mod city;
pub(crate) mod indicator;
pub(crate) mod logic;
pub(crate) mod phase;
pub(crate) mod profile;
pub(crate) mod report;
pub(crate) mod roadmap;
pub(crate) mod table;
pub(crate) mod value;

/// All statements.
pub(crate) const STATEMENTS: &[&[db::Stmt]] = &[
    city::STATEMENTS,
    indicator::STATEMENTS,
    logic::STATEMENTS,
    phase::STATEMENTS,
    profile::STATEMENTS,
    report::STATEMENTS,
    roadmap::STATEMENTS,
    table::STATEMENTS,
    value::STATEMENTS,
];
