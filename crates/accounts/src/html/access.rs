//! ログインと端末: one's own passkeys, password, recovery codes, and where one is signed in.
use askama::Template;
use kernel::wareki;
use slice::{Body, Fail, Req, Resp};

use super::signing::{self, control, slug, stored};
use super::{again, join};
use crate::identities::tickets::{self, Kind, Ticket};
use crate::identities::{self};
use crate::model::{device, totp};
use crate::sessions::{self, Found, Proof};

/// Minutes for which a proof counts as fresh.
const FRESH_MINUTES: i64 = 10;

struct KeyLine {
    id: String,
    name: String,
    when: String,
    last: bool,
}

struct DeviceLine {
    id: String,
    name: String,
    when: String,
    here: bool,
}

struct HatLine {
    id: String,
    name: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "accounts/access.html")]
struct Access {
    shell: ui::Shell,
    errors: Vec<ui::FieldError>,
    keys: Vec<KeyLine>,
    login: Option<String>,
    codes_left: i64,
    devices: Vec<DeviceLine>,
    hats: Vec<HatLine>,
    shared: bool,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/access_none.html")]
struct NoAccess {
    shell: ui::Shell,
}

#[derive(Template)]
#[template(path = "accounts/recovery.html")]
struct Recovery {
    shell: ui::Shell,
    name: String,
    login: Option<String>,
    left: i64,
    codes: Vec<String>,
    made: String,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/access_password.html")]
struct Password {
    shell: ui::Shell,
    errors: Vec<ui::FieldError>,
    login: String,
    ticket: String,
    qr: ui::Html,
    secret: String,
}

struct Here {
    found: Found,
    identity: kernel::Id,
}

/// The session with its identity; none in a demonstration and with temporary access.
fn here(req: &Req) -> Result<Option<Here>, Fail> {
    let Some(found) = again::session(req)? else { return Err(Fail::Login) };
    // a code for today proves nothing to change a login with
    let identity = found.identity.filter(|_| found.proof != Proof::Temporary);
    Ok(identity.map(|identity| Here { found, identity }))
}

/// The same with a proof of the last minutes, or the way to one.
fn fresh(req: &Req) -> Result<Result<Here, Resp>, Fail> {
    let Some(h) = here(req)? else { return Err(Fail::NotFound) };
    if req.app.now().minutes_since(h.found.proved_at) >= FRESH_MINUTES {
        return Ok(Err(Resp::go("/login/again?next=/me/access")));
    }
    Ok(Ok(h))
}

fn day(at: kernel::At) -> String {
    ui::dates::moment(at)
}

fn show(req: &Req, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let shell = req.titled("ログインと端末");
    let Some(h) = here(req)? else { return Resp::page(NoAccess { shell }.render()) };
    let (control, now) = (control(req)?, req.app.now());
    let keys = stored(identities::passkeys(control, h.identity))?;
    let known = stored(identities::find(control, h.identity))?.ok_or(Fail::NotFound)?;
    let only = keys.len() == 1 && !known.has_password();
    let actor = req.actor()?;
    let page = Access {
        shell,
        errors,
        keys: keys
            .into_iter()
            .map(|k| KeyLine {
                when: match k.used_at {
                    Some(at) => format!("さいごに使った日 {}", day(at)),
                    None => format!("つくった日 {}", day(k.made_at)),
                },
                id: k.credential,
                name: k.name,
                last: only,
            })
            .collect(),
        login: known.login.clone().filter(|_| known.has_password()),
        codes_left: stored(identities::left(control, h.identity))?,
        devices: stored(sessions::devices(control, h.identity, now))?
            .into_iter()
            .map(|d| DeviceLine {
                here: d.id == h.found.id,
                id: d.id.to_string(),
                name: match d.proof {
                    Some(Proof::Temporary) => {
                        format!("きょうだけのコード（出した人：{}）", d.device)
                    }
                    _ if d.shared => format!("{}（共用）", d.device),
                    _ => d.device,
                },
                when: format!("{} に入り、さいごは {}", day(d.made_at), day(d.seen_at)),
            })
            .collect(),
        hats: signing::hats_of(req, h.identity)?
            .into_iter()
            .map(|a| HatLine {
                here: Some(a.id.0) == actor.account,
                id: a.id.to_string(),
                name: a.profession,
            })
            .collect(),
        shared: h.found.shared,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), 200)
}

fn noted(req: &Req, what: &'static str) -> Result<(), Fail> {
    let actor = req.actor()?.clone();
    req.app.write(&actor, move |cx| {
        cx.audit(app::audit::AuditEntry::act("accounts.login.change").detail(what));
        Ok(())
    })?;
    Ok(())
}

/// Options for a further passkey.
pub(super) fn options(req: &Req) -> Result<Resp, Fail> {
    let Ok(h) = fresh(req)? else {
        let said = "もう一度、本人の確認をしてからにしてください。画面を開き直すと始まります";
        return Ok(Resp::json(&serde_json::json!({ "said": said })).status(409));
    };
    let s = req.session.as_ref().ok_or(Fail::Login)?;
    let name = format!("{}（{}）", s.actor.name, s.office);
    signing::create_options(req, &format!("add:{}", h.identity), h.identity, &name)
}

/// A further passkey.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let h = match fresh(req)? {
        Ok(h) => h,
        Err(to) => return Ok(to),
    };
    let said = "パスキーを作れませんでした。もう一度お試しください";
    let now = req.app.now();
    let checked = stored(identities::check_new(
        control(req)?,
        &signing::party(req),
        slug(req),
        &format!("add:{}", h.identity),
        &signing::part(req, "client"),
        &signing::part(req, "attestation"),
        now,
    ))?;
    let Ok(made) = checked else {
        return show(req, signing::error("passkey", said), 422);
    };
    let name = device::name_of(req.visitor().agent);
    match identities::add_passkey(control(req)?, h.identity, &made, &name, now) {
        Ok(()) => {
            noted(req, "passkey.add")?;
            Ok(Resp::go_saying("/me/access", "パスキーを加えました"))
        }
        Err(db::DbError::Unique(_)) => show(req, signing::error("passkey", said), 422),
        Err(e) => Err(Fail::Use(app::Error::Db(e))),
    }
}

/// Takes a passkey away; not the last way in.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let h = match fresh(req)? {
        Ok(h) => h,
        Err(to) => return Ok(to),
    };
    let control = control(req)?;
    let known = stored(identities::find(control, h.identity))?.ok_or(Fail::NotFound)?;
    if !known.has_password() && stored(identities::passkeys(control, h.identity))?.len() < 2 {
        let said = "さいごの1つは消せません。先に、べつのパスキーかパスワードを加えてください";
        return show(req, signing::error("passkey", said), 422);
    }
    if !stored(identities::remove_passkey(control, h.identity, req.form.get("credential")))? {
        return Err(Fail::NotFound);
    }
    // whoever used that key is out, too
    stored(sessions::end_others(control, h.identity, h.found.id))?;
    noted(req, "passkey.remove")?;
    Ok(Resp::go_saying("/me/access", "パスキーを消し、ほかの端末からログアウトしました"))
}

fn password_form(
    req: &Req,
    token: &str,
    secret: &[u8],
    login: &str,
    errors: Vec<ui::FieldError>,
) -> Result<Resp, Fail> {
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Password {
        shell: req.titled("パスワードと認証アプリ"),
        errors,
        login: login.into(),
        ticket: token.into(),
        qr: join::qr(slug(req), "login", secret)?,
        secret: join::in_fours(&totp::base32(secret)),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page for a new password, with a new secret for the authenticator app.
pub(super) fn password_page(req: &Req) -> Result<Resp, Fail> {
    let h = match fresh(req)? {
        Ok(h) => h,
        Err(to) => return Ok(to),
    };
    let secret: [u8; totp::SECRET_BYTES] = signing::random(req);
    let token = kernel::hex(&signing::random::<32>(req));
    let ticket = Ticket { subject: format!("password:{}", h.identity), data: kernel::hex(&secret) };
    let now = req.app.now();
    stored(tickets::issue(control(req)?, Kind::SetUp, slug(req), token.as_bytes(), &ticket, now))?;
    let known = stored(identities::find(control(req)?, h.identity))?.and_then(|i| i.login);
    password_form(req, &token, &secret, &known.unwrap_or_default(), Vec::new())
}

/// Sets login name, password and authenticator app.
pub(super) fn set_password(req: &Req) -> Result<Resp, Fail> {
    let h = match fresh(req)? {
        Ok(h) => h,
        Err(to) => return Ok(to),
    };
    let (control, now) = (control(req)?, req.app.now());
    let token = req.form.get("ticket").to_string();
    let found = stored(tickets::peek(control, Kind::SetUp, slug(req), token.as_bytes(), now))?;
    let Some(t) = found.filter(|t| t.subject == format!("password:{}", h.identity)) else {
        return Ok(Resp::go("/me/access/password"));
    };
    let secret: Vec<u8> = t
        .data
        .as_bytes()
        .chunks(2)
        .filter_map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok())
        .collect();
    let typed = req.form.get("login");
    let (login, kept, step) = match join::check_password(req, h.identity, None, &secret)? {
        Ok(good) => good,
        Err(errors) => return password_form(req, &token, &secret, typed, errors),
    };
    match identities::set_password(control, h.identity, &login, &kept, &secret, step) {
        Ok(()) => {}
        Err(db::DbError::Unique(_)) => {
            let said = "このログイン名は、ほかの人が使っています。べつの名前にしてください";
            return password_form(req, &token, &secret, typed, signing::error("login", said));
        }
        Err(e) => return Err(Fail::Use(app::Error::Db(e))),
    }
    stored(tickets::take(control, Kind::SetUp, slug(req), token.as_bytes(), now))?;
    stored(sessions::end_others(control, h.identity, h.found.id))?;
    noted(req, "password")?;
    Ok(Resp::go_saying(
        "/me/access",
        "パスワードと認証アプリを変え、ほかの端末からログアウトしました",
    ))
}

fn recovery(req: &Req, h: &Here, codes: Vec<String>) -> Result<Resp, Fail> {
    let control = control(req)?;
    let known = stored(identities::find(control, h.identity))?.ok_or(Fail::NotFound)?;
    let page = Recovery {
        shell: req.titled("回復コード"),
        name: req.actor()?.name.clone(),
        login: known.login.clone().filter(|_| known.has_password()),
        left: stored(identities::left(control, h.identity))?,
        codes,
        made: wareki::long(req.app.now().date()),
        key: req.new_key(),
    };
    Resp::page(page.render())
}

/// What recovery codes are, and the button that makes them.
pub(super) fn recovery_page(req: &Req) -> Result<Resp, Fail> {
    match here(req)? {
        Some(h) => recovery(req, &h, Vec::new()),
        None => Err(Fail::NotFound),
    }
}

/// Makes ten new ones and shows them, this once. Pressed twice it shows the same.
pub(super) fn make_recovery(req: &Req) -> Result<Resp, Fail> {
    let h = match fresh(req)? {
        Ok(h) => h,
        Err(to) => return Ok(to),
    };
    let key = req.form.get("_key");
    if key.len() < 8 {
        return Ok(Resp::go("/me/access/recovery"));
    }
    let seed = kernel::sha256_hex(&[h.found.csrf.as_slice(), key.as_bytes()].concat());
    let codes = identities::codes_from(seed.as_bytes());
    stored(identities::renew(control(req)?, h.identity, &codes, req.app.now()))?;
    noted(req, "recovery")?;
    recovery(req, &h, codes)
}

/// Signs one device out.
pub(super) fn end(req: &Req) -> Result<Resp, Fail> {
    let (Some(h), Ok(id)) = (here(req)?, req.form.get("device").parse()) else {
        return Err(Fail::NotFound);
    };
    if id == h.found.id {
        return Ok(Resp { status: 303, body: Body::SignOut });
    }
    stored(sessions::end(control(req)?, h.identity, id))?;
    noted(req, "device.end")?;
    Ok(Resp::go_saying("/me/access", "その端末からログアウトしました"))
}

/// Signs all others, or all, out.
pub(super) fn end_all(req: &Req) -> Result<Resp, Fail> {
    let Some(h) = here(req)? else { return Err(Fail::NotFound) };
    noted(req, "device.end")?;
    if req.form.get("which") == "all" {
        stored(sessions::end_identity(control(req)?, h.identity))?;
        return Ok(Resp { status: 303, body: Body::SignOut });
    }
    stored(sessions::end_others(control(req)?, h.identity, h.found.id))?;
    Ok(Resp::go_saying("/me/access", "ほかの端末から、すべてログアウトしました"))
}

/// Puts on another hat of the same person: a session of its own, and the one before ends.
pub(super) fn hat(req: &Req) -> Result<Resp, Fail> {
    let Some(h) = here(req)? else { return Err(Fail::NotFound) };
    let asked = req.form.get("account").parse::<crate::AccountId>().ok();
    let hats = signing::hats_of(req, h.identity)?;
    let Some(account) = hats.into_iter().find(|a| Some(a.id) == asked) else {
        return Err(Fail::NotFound);
    };
    // neither the twelve hours nor the care on a shared computer begin anew by changing hats
    let (f, ends) = (&h.found, Some(h.found.ends_at));
    let token = signing::open(req, &account, Some(h.identity), f.proof, f.shared, ends)?;
    Ok(signing::signed_in(token, "/"))
}
