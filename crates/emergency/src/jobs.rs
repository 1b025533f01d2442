//! Work without a person: the nightly round over the index, and taking back 緊急閲覧 that has run out.
use app::App;
use app::jobs::Job;
use kernel::Actor;
use slice::JobKind;

use crate::use_cases::{glass, index};

fn round(app: &App, _: &Job) -> Result<(), String> {
    index::round(app).map(|_| ()).map_err(|e| e.to_string())
}

fn close(app: &App, _: &Job) -> Result<(), String> {
    let closed = app.write(&Actor::system(), glass::close_old);
    closed.map(|_| ()).map_err(|e| e.to_string())
}

/// The kinds.
pub(crate) fn jobs() -> Vec<JobKind> {
    vec![
        JobKind { kind: "emergency.index", run: round, every_minutes: Some(24 * 60) },
        JobKind { kind: "emergency.glass", run: close, every_minutes: Some(5) },
    ]
}
