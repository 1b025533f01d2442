//! Words of the acts of before and at admission: planned stays, replies keyed in, several offices told at once.
use super::Said;
use crate::model::Act;

/// The words, when the act belongs here.
pub(super) fn said(_a: &Act) -> Option<Said> {
    None
}
