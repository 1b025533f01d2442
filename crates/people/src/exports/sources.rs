//! Which files can hold many persons: what the slices registered.
use std::sync::OnceLock;

use app::{Error, Result};
use slice::{ExportSource, Slice};

static SOURCES: OnceLock<Vec<ExportSource>> = OnceLock::new();

/// Hands over the finished list of slices. Only the first call counts: the list is the program's and never changes.
pub fn set_sources(all: &[Slice]) {
    let _ = SOURCES.set(all.iter().flat_map(|s| s.exports.iter().copied()).collect());
}

/// All of them.
pub(super) fn all() -> &'static [ExportSource] {
    SOURCES.get().map_or(&[], Vec::as_slice)
}

/// The one called so.
pub(super) fn named(what: &str) -> Result<ExportSource> {
    all().iter().find(|s| s.what == what).copied().ok_or(Error::NotFound)
}
