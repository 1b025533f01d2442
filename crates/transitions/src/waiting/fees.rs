//! Lines of きょう: 聞き取り and the fee guides.
use app::{Cx, Result};
use slice::Todo;

/// The lines for the actor.
pub(super) fn lines(_cx: &Cx<'_>) -> Result<Vec<Todo>> {
    Ok(Vec::new())
}
