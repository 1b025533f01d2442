//! Pages of 聞き取り and the fee guides.
use slice::Route;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
