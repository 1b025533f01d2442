//! Sends a letter again: the papers so far open nothing any more, closed or expired ones can be answered again, and there
//! is a new day to answer by.
use app::{Cx, Error, FieldError, Result};
use kernel::{Date, time};

use super::own;
use crate::model::limits::EXPIRES_DAYS;
use crate::{LetterId, permissions, store};

/// What is wrong with a new day to answer by.
pub(crate) fn due_fault(cx: &Cx<'_>, due: Date) -> Option<FieldError> {
    let fits = due >= cx.today() && due <= time::add_days(cx.today(), 90);
    (!fits).then(|| FieldError {
        field: "due".into(),
        message: "返事の期限は、きょうから90日までの日にしてください".into(),
    })
}

/// Sends it again with a new due date. The new paper is printed with [`super::issue::issue`].
pub fn again(cx: &Cx<'_>, id: LetterId, due: Date) -> Result<()> {
    let l = own(cx, &permissions::SEND, id)?;
    if l.revoked_at.is_some() {
        return Err(Error::Rule(
            "取りやめた書類は、もう一度は送れません。新しく送ってください".into(),
        ));
    }
    if l.answered_at.is_some() {
        return Err(Error::Rule("もう返事が届いています".into()));
    }
    if let Some(wrong) = due_fault(cx, due) {
        return Err(Error::Invalid(vec![wrong]));
    }
    store::letters::forget_issues(cx, id)?;
    store::letters::again(cx, id, due, time::add_days(due, EXPIRES_DAYS - 7))
}
