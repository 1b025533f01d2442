//! Words of the acts of criteria of 退院支援の要否: both rule sets, re-judging, the editor.
use super::Said;
use crate::model::Act;

/// The words, when the act belongs here.
pub(super) fn said(_a: &Act) -> Option<Said> {
    None
}
