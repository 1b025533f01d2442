//! The district for a line that is down: what the tablet's script asks for, and the page that opens without a line.
use askama::Template;
use kernel::Id;
use ring::rand::SystemRandom;
use slice::{Fail, Req, Resp};
use ui::Shell;

use crate::model::tablet::{MOST_BYTES, Told};
use crate::seal;
use crate::use_cases::subset as act;

/// What the page of the box hands to the script.
pub(super) struct Tablet {
    pub take: String,
    pub contact: String,
    pub scope: String,
    pub worker: String,
    pub allowed: bool,
    pub until: String,
    pub store: String,
}

/// For the page of the box. Nothing where the browser is no registered device.
pub(super) fn tablet(req: &Req) -> Result<Option<Tablet>, Fail> {
    let credential = req.visitor().device;
    if credential.is_empty() {
        return Ok(None);
    }
    let s = req.read(|cx| act::state(cx, credential))?;
    Ok(Some(Tablet {
        take: req.url("/scene/subset"),
        contact: req.url("/scene/subset/contact"),
        scope: req.url("/scene"),
        worker: format!("{}/assets/scene-worker.js", req.shell.base),
        allowed: s.allowed,
        until: s.last.map(|l| l.until.millis().to_string()).unwrap_or_default(),
        store: req.shell.region.slug.clone(),
    }))
}

fn json(status: u16, value: &serde_json::Value) -> Resp {
    Resp::json(value).status(status)
}

fn said(status: u16, text: &str) -> Resp {
    json(status, &serde_json::json!({ "error": text }))
}

/// POST /scene/subset: the district of this device, sealed to the key that its browser made.
pub(super) fn take(req: &Req) -> Result<Resp, Fail> {
    let actor = req.actor()?.clone();
    let Some(point) = seal::point(req.form.get("key")) else {
        return Ok(said(422, "鍵を読めません"));
    };
    let credential = req.visitor().device;
    let id = req.app.write(&actor, |cx| Ok(cx.new_id()))?;
    let (device, body) = match req.app.read(&actor, |cx| act::gather(cx, credential, id)) {
        Ok(found) => found,
        Err(app::Error::Rule(text)) => return Ok(said(422, &text)),
        Err(e) => return Err(e.into()),
    };
    let mut body = body;
    let crew = std::mem::take(&mut body.crew);
    let failed = || Fail::Use(app::Error::Inconsistent("subset: sealing".into()));
    let text = serde_json::to_string(&body).map_err(|_| failed())?;
    if text.len() > MOST_BYTES * 2 {
        return Ok(said(422, act::TOO_BIG));
    }
    let (made, until, cards, bytes) =
        (kernel::At::from_millis(body.made), body.until, body.people.len(), text.len());
    let head = serde_json::json!({ "id": id, "until": until, "made": body.made, "cards": cards });
    let Some(sealed) = seal::seal(&SystemRandom::new(), &point, &head.to_string(), text, &crew)
    else {
        return Ok(said(422, "鍵を読めません"));
    };
    req.app.write(&actor, move |cx| act::made(cx, device, id, made, cards, bytes))?;
    let value = serde_json::to_value(&sealed).map_err(|_| failed())?;
    Ok(json(200, &value))
}

/// POST /scene/subset/contact: signed in or not.
pub(super) fn contact(req: &Req) -> Result<Resp, Fail> {
    let gone = serde_json::json!({ "keep": false, "renew": false, "upto": 0 });
    let Ok(id) = req.form.get("subset").parse::<Id>() else { return Ok(json(200, &gone)) };
    if req.visitor().device.is_empty() {
        return Ok(json(200, &gone));
    }
    let typed = req.form.get("told");
    let told: Vec<Told> = match typed.is_empty() {
        true => Vec::new(),
        false => match serde_json::from_str(typed) {
            Ok(t) => t,
            Err(_) => return Ok(said(422, "読めない記録があります")),
        },
    };
    let (credential, cleared) = (req.visitor().device.to_owned(), req.form.has("cleared"));
    let system = kernel::Actor::system();
    let done = req.app.write(&system, move |cx| act::contact(cx, &credential, id, &told, cleared));
    match done {
        Ok(h) => {
            Ok(json(200, &serde_json::json!({ "keep": h.keep, "renew": h.renew, "upto": h.upto })))
        }
        Err(app::Error::Invalid(f)) => Ok(said(422, f.first().map_or("", |f| f.message.as_str()))),
        Err(e) => Err(e.into()),
    }
}

#[derive(Template)]
#[template(path = "emergency/crew_offline.html")]
struct Offline {
    shell: Shell,
    incident: String,
    tablet: Tablet,
}

/// GET /scene/offline: what the tablet shows without a line. Holds nothing of anybody: cards come out of its own store.
pub(super) fn offline(req: &Req) -> Result<Resp, Fail> {
    let mut shell = req.titled("回線が切れています");
    // the copy in the browser is everybody's who uses it: no name, no token
    shell.who = None;
    shell.nav.clear();
    shell.csrf = String::new();
    shell.flash.clear();
    let tablet = Tablet {
        take: String::new(),
        contact: req.url("/scene/subset/contact"),
        scope: req.url("/scene"),
        worker: String::new(),
        allowed: false,
        until: String::new(),
        store: req.shell.region.slug.clone(),
    };
    Resp::page(Offline { shell, incident: String::new(), tablet }.render())
}
