//! Lines of きょう: before and at admission: planned stays, replies keyed in, several offices told at once.
use app::{Cx, Result};
use slice::Todo;

/// The lines for the actor.
pub(super) fn lines(_cx: &Cx<'_>) -> Result<Vec<Todo>> {
    Ok(Vec::new())
}
