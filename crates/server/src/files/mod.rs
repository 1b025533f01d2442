//! Where files are kept that are too large for rows: a folder beside the region's SQLite file. On PostgreSQL they are
//! rows (`app::files::Chunks`), because several processes share them.
mod folder;

pub use folder::Folder;
