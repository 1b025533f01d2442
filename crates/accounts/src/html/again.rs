//! A session that waited too long, and changes of one's own login that ask for a fresh proof: passkey or password, and on
//! with what one was doing. What was typed into a form meanwhile comes back.
use askama::Template;
use kernel::Actor;
use slice::{Body, Fail, Form, Req, Resp};

use super::crew::{self, Judged};
use super::phone;
use super::signing::{self, TOO_MANY, WRONG_PASSKEY, control, inside, slug, stored};
use crate::identities::{self, Tried};
use crate::sessions::{self, Found, Proof};
use crate::use_cases::{look_up, providers};

#[derive(Template)]
#[template(path = "accounts/again.html")]
struct Again {
    shell: ui::Shell,
    /// Not on a shared computer.
    name: Option<String>,
    locked: bool,
    has_password: bool,
    has_passkey: bool,
    has_pin: bool,
    providers: Vec<(String, String)>,
    next_query: String,
    errors: Vec<ui::FieldError>,
    next: String,
    /// Path and body of a form that waits.
    held: Option<(String, String)>,
    /// A file was chosen; files are not kept.
    lost_file: bool,
}

#[derive(Template)]
#[template(path = "accounts/held.html")]
struct Held {
    shell: ui::Shell,
    to: String,
    fields: Vec<(String, String)>,
}

/// Longest form that is carried through the page, in bytes.
const HELD_BYTES: usize = 200_000;

/// The session of this request, locked or not.
pub(super) fn session(req: &Req) -> Result<Option<Found>, Fail> {
    let token = req.visitor().token;
    if token.is_empty() {
        return Ok(None);
    }
    stored(sessions::find(control(req)?, req.app.region(), token, req.app.now()))
}

fn encoded(form: &Form) -> String {
    let mut out = String::new();
    for (name, values) in form.map() {
        for v in values {
            if !out.is_empty() {
                out.push('&');
            }
            for (i, part) in [name, v].into_iter().enumerate() {
                if i == 1 {
                    out.push('=');
                }
                for b in part.bytes() {
                    if b.is_ascii_alphanumeric() {
                        out.push(char::from(b));
                    } else {
                        out.push_str(&format!("%{b:02X}"));
                    }
                }
            }
        }
    }
    out
}

fn waiting(req: &Req) -> Option<(String, String)> {
    let given = match req.visitor().held {
        "" => (req.form.get("held_path").to_string(), req.form.get("held_body").to_string()),
        path => (path.to_string(), encoded(&req.form)),
    };
    let ok = !given.0.is_empty() && inside(&given.0) == given.0 && given.1.len() <= HELD_BYTES;
    ok.then_some(given)
}

fn show(req: &Req, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let Some(found) = session(req)? else { return Err(Fail::Login) };
    let crew = matches!(found.proof, Proof::Crew | Proof::Card);
    let control = control(req)?;
    let (known, has_passkey) = match found.identity {
        Some(identity) => (
            stored(identities::find(control, identity))?,
            !stored(identities::passkeys(control, identity))?.is_empty(),
        ),
        None if crew => (None, false),
        // a demonstration's visitor has nothing to prove with
        None => return Ok(Resp::go(inside(req.query.get("next")))),
    };
    let name = req.app.read(&Actor::system(), |cx| look_up::account(cx, found.account))?;
    let next = if req.form.has("next") { req.form.get("next") } else { req.query.get("next") };
    let held = waiting(req);
    let providers = match found.identity {
        Some(id) if stored(identities::has_subject(control, slug(req), id))? => {
            let all = req.app.read(&Actor::system(), providers::all)?;
            all.into_iter().map(|p| (p.id.to_string(), p.name)).collect()
        }
        _ => Vec::new(),
    };
    let page = Again {
        shell: req.titled("つづけるには"),
        name: name.map(|a| a.name).filter(|_| !found.shared),
        locked: found.locked,
        has_password: known.is_some_and(|k| k.has_password()),
        has_passkey,
        has_pin: crew,
        providers,
        next_query: crate::model::oidc::query(&[("next", &inside(next))]),
        errors,
        next: if held.is_some() { "/".into() } else { inside(next) },
        held,
        lost_file: !req.files.is_empty(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page. Also the answer to a form that arrived while the session was locked: it was not done, and waits.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), if req.visitor().held.is_empty() { 200 } else { 409 })
}

/// Opens the session under a new token and goes on.
fn go_on(req: &Req) -> Result<Resp, Fail> {
    let token = kernel::hex(&signing::random::<32>(req));
    let now = req.app.now();
    if !stored(sessions::unlock(control(req)?, req.visitor().token, &token, now))? {
        return Err(Fail::Login);
    }
    let mut html = String::new();
    if let Some((to, body)) = waiting(req) {
        let form = Form::parse(body.as_bytes()).unwrap_or_default();
        let fields = form
            .map()
            .iter()
            .flat_map(|(n, vs)| vs.iter().map(|v| (n.clone(), v.clone())))
            .collect();
        let page = Held { shell: req.titled("つづきを送る"), to: req.url(&to), fields };
        html = page.render().map_err(|e| Fail::Use(app::Error::Inconsistent(e.to_string())))?;
    }
    let to = inside(req.form.get("next"));
    Ok(Resp { status: 303, body: Body::SignIn { token, html, to } })
}

/// With the PIN of a crew's member, or of a resident's phone.
fn pin(req: &Req, found: &Found) -> Result<Resp, Fail> {
    let judged = match found.proof {
        Proof::Card => phone::again(req, found)?,
        _ => crew::again(req, found)?,
    };
    match judged {
        Judged::Right(..) => go_on(req),
        Judged::TooMany => show(req, signing::error("pin", TOO_MANY), 429),
        Judged::Wrong | Judged::Worn => {
            let said = "番号が違います。もう一度入力してください";
            show(req, signing::error("pin", said), 422)
        }
    }
}

/// With the password.
pub(super) fn password(req: &Req) -> Result<Resp, Fail> {
    let with_pin = |f: &Found| matches!(f.proof, Proof::Crew | Proof::Card);
    if let Some(found) = session(req)?.filter(with_pin) {
        return pin(req, &found);
    }
    let Some(Found { identity: Some(identity), .. }) = session(req)? else {
        return Err(Fail::Login);
    };
    let (network, typed) = (req.visitor().network, req.form.get("password"));
    let now = req.app.now();
    match stored(identities::by_password_of(control(req)?, network, identity, typed, now))? {
        Tried::Is(_) => go_on(req),
        Tried::No => {
            signing::refused(req, "again")?;
            let said = "パスワードが違います。もう一度入力してください";
            show(req, signing::error("password", said), 422)
        }
        Tried::TooMany => show(req, signing::error("password", TOO_MANY), 429),
    }
}

/// With a passkey of the same person.
pub(super) fn passkey(req: &Req) -> Result<Resp, Fail> {
    let Some(Found { identity: Some(identity), .. }) = session(req)? else {
        return Err(Fail::Login);
    };
    if signing::answered(req)? == Some(identity) {
        return go_on(req);
    }
    signing::refused(req, "again")?;
    show(req, signing::error("passkey", WRONG_PASSKEY), 422)
}
