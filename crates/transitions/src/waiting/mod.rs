//! Lines of きょう that the areas of a stay add to the thread's own; one file an area.
mod admission;
mod after;
mod conference;
mod fees;
mod hats;
mod planning;
mod rules;

use app::{Cx, Result};
use slice::Todo;

pub(crate) use after::deputy_chip;

/// All lines of the areas for the actor.
pub(crate) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let mut out = Vec::new();
    out.extend(admission::lines(cx)?);
    out.extend(after::lines(cx)?);
    out.extend(conference::lines(cx)?);
    out.extend(fees::lines(cx)?);
    out.extend(planning::lines(cx)?);
    out.extend(rules::lines(cx)?);
    out.extend(hats::lines(cx)?);
    Ok(out)
}
