//! Work without a person: closing what ended long ago.
use app::App;
use kernel::Actor;
use slice::JobKind;

use crate::use_cases::close_old::close_old;

/// The kinds of job.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![
        JobKind { kind: "transitions.close-old", run: close, every_minutes: Some(12 * 60) },
        JobKind { kind: "transitions.conference-reminders", run: remind, every_minutes: Some(15) },
    ]
}

fn close(app: &App, _: &app::jobs::Job) -> Result<(), String> {
    app.write(&Actor::system(), |cx| close_old(cx).map(|_| ())).map_err(|e| e.to_string())
}

fn remind(app: &App, _: &app::jobs::Job) -> Result<(), String> {
    use crate::use_cases::conferences::remind::remind;
    app.write(&Actor::system(), |cx| remind(cx).map(|_| ())).map_err(|e| e.to_string())
}
