//! Pages of after discharge and handing over.
use slice::Route;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
