//! Work without a person: closing what ended long ago, keeping the rates.
use app::App;
use kernel::Actor;
use slice::JobKind;

use crate::use_cases::close_old::close_old;

/// The kinds of job.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![
        JobKind { kind: "transitions.close-old", run: close, every_minutes: Some(12 * 60) },
        JobKind { kind: crate::use_cases::handover::JOB, run: hand_over, every_minutes: None },
        JobKind { kind: "transitions.kept", run: keep, every_minutes: Some(10) },
        JobKind { kind: "transitions.conference-reminders", run: remind, every_minutes: Some(15) },
    ]
}

/// Moves the persons of a large handover, a portion a transaction; run again, it goes on where it stopped.
fn hand_over(app: &App, job: &app::jobs::Job) -> Result<(), String> {
    #[derive(serde::Deserialize)]
    struct Which {
        handover: kernel::Id,
    }
    let which: Which = serde_json::from_str(&job.payload).map_err(|e| e.to_string())?;
    let id = which.handover.into();
    loop {
        let more = app.write(&Actor::system(), move |cx| crate::use_cases::handover::go_on(cx, id));
        if !more.map_err(|e| e.to_string())? {
            return Ok(());
        }
    }
}

fn close(app: &App, _: &app::jobs::Job) -> Result<(), String> {
    app.write(&Actor::system(), |cx| close_old(cx).map(|_| ())).map_err(|e| e.to_string())
}

fn keep(app: &App, _: &app::jobs::Job) -> Result<(), String> {
    crate::use_cases::kept::keep_up(app).map_err(|e| e.to_string())
}

fn remind(app: &App, _: &app::jobs::Job) -> Result<(), String> {
    use crate::use_cases::conferences::remind::remind;
    app.write(&Actor::system(), |cx| remind(cx).map(|_| ())).map_err(|e| e.to_string())
}
