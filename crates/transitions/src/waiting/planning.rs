//! Lines of きょう: what is got ready until discharge: dates, reasons, checklist, procedures, places, papers.
use app::{Cx, Result};
use slice::Todo;

/// The lines for the actor.
pub(super) fn lines(_cx: &Cx<'_>) -> Result<Vec<Todo>> {
    Ok(Vec::new())
}
