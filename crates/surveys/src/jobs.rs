//! Work without a person: what networks tried is forgotten, links that no longer open lose their hashes.
use app::App;
use app::jobs::Job;
use kernel::Actor;
use slice::JobKind;

fn forget(app: &App, _: &Job) -> Result<(), String> {
    app.write(&Actor::system(), crate::use_cases::public::forget).map_err(|e| e.to_string())
}

/// The kinds.
pub(crate) fn jobs() -> Vec<JobKind> {
    vec![JobKind { kind: "surveys.forget", run: forget, every_minutes: Some(24 * 60) }]
}
