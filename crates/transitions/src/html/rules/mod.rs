//! Pages of criteria of 退院支援の要否: both rule sets, re-judging, the editor.
use slice::Route;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
