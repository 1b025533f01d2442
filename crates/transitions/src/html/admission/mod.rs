//! Pages of before and at admission: planned stays, replies keyed in, several offices told at once.
use slice::Route;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
