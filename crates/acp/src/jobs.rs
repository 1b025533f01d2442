//! Work without a person: the daily round over the notes.
use app::App;
use app::jobs::Job;
use kernel::Actor;
use slice::JobKind;

fn review(app: &App, _: &Job) -> Result<(), String> {
    let done = app.write(&Actor::system(), crate::use_cases::remind::remind);
    done.map(|_| ()).map_err(|e| e.to_string())
}

/// The kinds.
pub(crate) fn jobs() -> Vec<JobKind> {
    vec![JobKind { kind: "acp.review", run: review, every_minutes: Some(24 * 60) }]
}
