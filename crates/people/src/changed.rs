//! Tells the slices that derive something from a resident's facts (the index of 救急) that these changed, in the same
//! transaction. The list is handed over once after it was built; without it nobody is told, and the nightly job of the slice
//! brings its index up to date.
use std::sync::OnceLock;

use app::{Cx, Result};
use slice::{PersonChanged, Slice};

use crate::ResidentId;

static WATCHERS: OnceLock<Vec<PersonChanged>> = OnceLock::new();

/// Hands over the finished list of slices. Only the first call counts: the list is the program's and never changes.
pub fn set_watchers(all: &[Slice]) {
    let _ = WATCHERS.set(all.iter().filter_map(|s| s.person_changed).collect());
}

/// Basic facts or contacts of this resident are new.
pub(crate) fn tell(cx: &Cx<'_>, id: ResidentId) -> Result<()> {
    WATCHERS.get().into_iter().flatten().try_for_each(|f| f(cx, id.0))
}
