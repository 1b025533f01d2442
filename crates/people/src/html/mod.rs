//! Pages of people. The person's page itself is drawn by home, which joins the slices' entries.
use slice::{NavItem, Route};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

/// The navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    Vec::new()
}
