//! What people do with this slice: one file per verb.
pub mod beside;
pub mod door;
pub mod export;
pub mod figures;
pub mod keyed;
pub mod list;
pub mod my;
pub mod read;
pub mod remind;
pub mod save;
pub mod scan;
pub mod share;
