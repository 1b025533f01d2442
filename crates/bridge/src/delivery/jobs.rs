//! What goes on by itself: planning mails each minute, sending one, forgetting.
use app::mail::MailError;
use app::{App, jobs};
use kernel::{Actor, Id};
use slice::JobKind;

use super::{model, push, use_cases as act};
use crate::model::limits::FORGET_HOURS;
use crate::store;

/// The jobs.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![
        JobKind { kind: "bridge.deliver", run: deliver, every_minutes: Some(1) },
        JobKind { kind: act::SEND, run: send, every_minutes: None },
        JobKind { kind: push::use_cases::SEND, run: push::jobs::send, every_minutes: None },
        JobKind { kind: "bridge.forget", run: forget, every_minutes: Some(12 * 60) },
    ]
}

fn words(e: impl std::fmt::Display) -> String {
    e.to_string()
}

/// Plans. Where nothing leaves the installation nothing is planned: the in-tray has everything.
pub fn deliver(app: &App, _: &jobs::Job) -> Result<(), String> {
    let ways = act::Ways { mail: app.mailer().is_some(), push: app.pusher().is_some() };
    if !ways.mail && !ways.push {
        return Ok(());
    }
    app.write(&Actor::system(), move |cx| act::plan(cx, ways).map(|_| ())).map_err(words)
}

/// Sends one mail. Refused for good: the address is stopped and the account told. Otherwise tried again, eight times in
/// some two hours; then the account is told, and nothing is lost.
pub fn send(app: &App, job: &jobs::Job) -> Result<(), String> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).map_err(words)?;
    let id: Id = payload
        .get("mail")
        .and_then(serde_json::Value::as_str)
        .and_then(|t| t.parse().ok())
        .ok_or("a mail without its id")?;
    let system = Actor::system();
    let Some(ready) = app.write(&system, move |cx| act::ready(cx, id)).map_err(words)? else {
        return Ok(());
    };
    let last = job.attempts >= jobs::TRIES;
    let done = match app.mailer() {
        Some(mailer) => {
            let home = format!("{}/{}", mailer.origin(), app.region().slug);
            mailer.send(&model::notice_mail(ready.id, &ready.to, ready.n, &ready.group, &home))
        }
        None => Err(MailError::Later("メールサーバーの設定がありません".into())),
    };
    match done {
        Ok(()) => app.write(&system, move |cx| act::sent(cx, id)).map_err(words),
        Err(MailError::Refused(why)) => {
            app.write(&system, move |cx| act::given_up(cx, id, &why, true)).map_err(words)
        }
        Err(MailError::Later(why)) if last => {
            app.write(&system, move |cx| act::given_up(cx, id, &why, false)).map_err(words)
        }
        Err(MailError::Later(why)) => {
            let said = why.clone();
            app.write(&system, move |cx| act::later(cx, id, &why)).map_err(words)?;
            Err(said)
        }
    }
}

/// Forgets tries and what was looked at; sweeps files that no row names.
fn forget(app: &App, _: &jobs::Job) -> Result<(), String> {
    app.write(&Actor::system(), |cx| {
        store::tries::forget(cx, cx.now().plus_minutes(-FORGET_HOURS * 60))?;
        store::delivery::forget_seen(cx, cx.now().plus_minutes(-72 * 60)).map(|_| ())
    })
    .map_err(words)?;
    crate::use_cases::files::sweep(app).map(|_| ()).map_err(words)
}
