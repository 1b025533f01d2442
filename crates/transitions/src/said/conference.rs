//! Words of the acts of 退院前カンファ: agenda, attendees, decisions, changes after closing.
use super::Said;
use crate::model::Act;

/// The words, when the act belongs here.
pub(super) fn said(_a: &Act) -> Option<Said> {
    None
}
