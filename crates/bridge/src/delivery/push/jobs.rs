//! Sending one push.
use app::push::PushError;
use app::{App, jobs};
use kernel::{Actor, Id};

use super::use_cases as act;

fn words(e: impl std::fmt::Display) -> String {
    e.to_string()
}

/// Sends one. Gone: the device ends and its owner is told. Refused, or tried eight times in some two hours: it goes by mail
/// and its owner is told. Otherwise tried again.
pub fn send(app: &App, job: &jobs::Job) -> Result<(), String> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).map_err(words)?;
    let id: Id = payload
        .get("push")
        .and_then(serde_json::Value::as_str)
        .and_then(|t| t.parse().ok())
        .ok_or("a push without its id")?;
    let system = Actor::system();
    let Some(push) = app.write(&system, move |cx| act::ready(cx, id)).map_err(words)? else {
        return Ok(());
    };
    let last = job.attempts >= jobs::TRIES;
    let done = match app.pusher() {
        Some(pusher) => pusher.send(&push, app.now()),
        None => Err(PushError::Later("端末への通知の設定がありません".into())),
    };
    let give_up = |why: String, gone: bool| {
        app.write(&system, move |cx| act::given_up(cx, id, &why, gone)).map_err(words)
    };
    match done {
        Ok(()) => app.write(&system, move |cx| act::sent(cx, id)).map_err(words),
        Err(PushError::Gone(why)) => give_up(why, true),
        Err(PushError::Refused(why)) => give_up(why, false),
        Err(PushError::Later(why)) if last => give_up(why, false),
        Err(PushError::Later(why)) => {
            let said = why.clone();
            app.write(&system, move |cx| act::later(cx, id, &why)).map_err(words)?;
            Err(said)
        }
    }
}
