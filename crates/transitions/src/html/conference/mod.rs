//! Pages of 退院前カンファ: agenda, attendees, decisions, changes after closing.
use slice::Route;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
