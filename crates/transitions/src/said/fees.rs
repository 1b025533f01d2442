//! Words of the acts of 聞き取り and the fee guides.
use super::Said;
use crate::model::Act;

/// The words, when the act belongs here.
pub(super) fn said(_a: &Act) -> Option<Said> {
    None
}
