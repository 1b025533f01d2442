//! Work without a person: names go when their days are over.
use app::App;
use app::jobs::Job;
use kernel::Actor;
use slice::JobKind;

fn erase(app: &App, _: &Job) -> Result<(), String> {
    let done = app.write(&Actor::system(), crate::use_cases::erase::erase);
    done.map(|_| ()).map_err(|e| e.to_string())
}

/// The kinds.
pub(crate) fn jobs() -> Vec<JobKind> {
    vec![JobKind { kind: "events.erase", run: erase, every_minutes: Some(24 * 60) }]
}
