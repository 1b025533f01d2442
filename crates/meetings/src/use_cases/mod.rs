//! What people do with bodies and meetings: one file per matter.
pub mod agenda;
pub mod attendance;
pub mod bodies;
pub mod cases;
pub mod chronicle;
pub(crate) mod decided;
pub mod decisions;
pub mod evidence;
pub(crate) mod facts;
pub mod meetings;
pub mod minutes;
pub(crate) mod past;
pub mod poll;
pub mod public;
pub mod read;
pub mod years;

use app::{Cx, Error, Result};

use crate::model::{Body, Meeting, State};
use crate::{BodyId, CaseId, MeetingId, store};

/// The body, or 404.
pub(crate) fn body(cx: &Cx<'_>, id: BodyId) -> Result<Body> {
    store::body::find(cx, id)?.ok_or(Error::NotFound)
}

/// The meeting, or 404. One that was entered by mistake is still there, so that the slip can be undone.
pub(crate) fn meeting(cx: &Cx<'_>, id: MeetingId) -> Result<Meeting> {
    store::meeting::find(cx, id)?.ok_or(Error::NotFound)
}

/// The meeting, where what it holds may still be changed: not entered by mistake, and its minutes not confirmed. While a
/// correction is being written, they are open again.
pub(crate) fn open_meeting(cx: &Cx<'_>, id: MeetingId) -> Result<Meeting> {
    let m = meeting(cx, id)?;
    if m.state == State::Void {
        return rule("取り消した会議です。先に「予定に戻す」を押してください");
    }
    if locked(cx, id)? {
        return rule(
            "議事録を確定した会議です。直すときは、議事録のページで「訂正をはじめる」を押してください",
        );
    }
    Ok(m)
}

/// Are the minutes confirmed, and no correction begun?
pub(crate) fn locked(cx: &Cx<'_>, id: MeetingId) -> Result<bool> {
    Ok(store::minutes::last(cx, id)?.is_some() && store::minutes::draft(cx, id)?.is_none())
}

/// Path of a body.
pub fn body_path(id: BodyId) -> String {
    format!("/meetings/bodies/{id}")
}

/// Path of a meeting.
pub fn path(id: MeetingId) -> String {
    format!("/meetings/{id}")
}

/// Path of a case.
pub fn case_path(id: CaseId) -> String {
    format!("/meetings/cases/{id}")
}

/// Refuses with a sentence.
pub(crate) fn rule<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Rule(text.into()))
}
