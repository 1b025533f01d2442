//! What the slices keep about a person: people asks all of them, and erases through all of them. The list is handed over
//! once after it was built; without it nothing is due and nothing is erased, because a part would be forgotten silently.
use std::sync::OnceLock;

use app::{Error, Result};
use slice::{Retained, Slice};

static SOURCES: OnceLock<Vec<Retained>> = OnceLock::new();

/// Hands over the finished list of slices. Only the first call counts: the list is the program's and never changes.
pub fn set_sources(all: &[Slice]) {
    let _ = SOURCES.set(all.iter().filter_map(|s| s.retained).collect());
}

pub(super) fn sources() -> Result<&'static [Retained]> {
    match SOURCES.get() {
        Some(all) if !all.is_empty() => Ok(all),
        _ => Err(Error::Inconsistent("retention does not know the slices".into())),
    }
}
