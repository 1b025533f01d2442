//! Pages of what is got ready until discharge: dates, reasons, checklist, procedures, places, papers.
use slice::Route;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
