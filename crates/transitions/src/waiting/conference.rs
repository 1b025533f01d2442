//! Lines of きょう: 退院前カンファ: agenda, attendees, decisions, changes after closing.
use app::{Cx, Result};
use slice::Todo;

/// The lines for the actor.
pub(super) fn lines(_cx: &Cx<'_>) -> Result<Vec<Todo>> {
    Ok(Vec::new())
}
