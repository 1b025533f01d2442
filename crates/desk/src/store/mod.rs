//! The only SQL of this slice. Its tables begin with `desk_`; what a consultation says is a record with versions
//! (`app::records`), the tables here are its newest version, laid out for lists and for finding.
pub(crate) mod cases;
pub(crate) mod lists;
pub(crate) mod words;
