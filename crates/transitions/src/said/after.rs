//! Words of the acts of after discharge and handing over.
use super::Said;
use crate::model::Act;

/// The words, when the act belongs here.
pub(super) fn said(_a: &Act) -> Option<Said> {
    None
}
