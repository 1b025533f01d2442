//! Pages.
pub(crate) fn routes() -> Vec<slice::Route> { Vec::new() }
pub(crate) fn nav() -> Vec<slice::NavItem> { Vec::new() }
