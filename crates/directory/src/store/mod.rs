//! The only SQL of the directory.
pub(crate) mod areas;
pub(crate) mod facilities;
pub(crate) mod facilities_records;
pub(crate) mod imports;
pub(crate) mod light;
pub(crate) mod listing;
pub(crate) mod reports;
pub(crate) mod review;
pub(crate) mod said;
pub(crate) mod windows;

/// Every statement, for the test that prepares all of them on both engines.
pub(crate) const STATEMENTS: &[&[db::Stmt]] = &[
    areas::STATEMENTS,
    facilities::STATEMENTS,
    facilities_records::STATEMENTS,
    imports::STATEMENTS,
    light::STATEMENTS,
    listing::STATEMENTS,
    reports::STATEMENTS,
    review::STATEMENTS,
    said::STATEMENTS,
    windows::STATEMENTS,
];
