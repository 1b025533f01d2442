//! Work without a person: closing what ended long ago.
use app::App;
use kernel::Actor;
use slice::JobKind;

use crate::use_cases::close_old::close_old;

/// The kinds of job.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![JobKind { kind: "transitions.close-old", run: close, every_minutes: Some(12 * 60) }]
}

fn close(app: &App, _: &app::jobs::Job) -> Result<(), String> {
    app.write(&Actor::system(), |cx| close_old(cx).map(|_| ())).map_err(|e| e.to_string())
}
