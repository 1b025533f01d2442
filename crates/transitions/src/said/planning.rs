//! Words of the acts of what is got ready until discharge: dates, reasons, checklist, procedures, places, papers.
use super::Said;
use crate::model::Act;

/// The words, when the act belongs here.
pub(super) fn said(_a: &Act) -> Option<Said> {
    None
}
