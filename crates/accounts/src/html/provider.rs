//! In by a city's or hospital's own login: there (authorization code, PKCE, state, nonce, bound to this browser), back, and,
//! when the provider did not ask for two factors, our own one-time number.
use app::Error;
use askama::Template;
use kernel::{Actor, Id};
use slice::{Body, Fail, Req, Resp};

use super::join::{self, Held};
use super::login;
use super::providers::back as back_address;
use super::signing::{self, TOO_MANY, TOO_OLD, control, inside, slug, stored};
use crate::identities::attempts::{self, Of};
use crate::identities::provider::{self, Client};
use crate::identities::tickets::{self, Kind, Ticket};
use crate::identities::{self, Tried};
use crate::model::oidc;
use crate::model::totp;
use crate::model::webauthn::base64;
use crate::sessions::Proof;
use crate::use_cases::providers::{self, Provider};

/// What a ticket of the way there holds.
#[derive(serde::Serialize, serde::Deserialize)]
struct There {
    nonce: String,
    verifier: String,
    /// Hash of what only this browser has.
    browser: String,
    next: String,
    /// The ticket of an invitation that is to be bound.
    setup: Option<String>,
}

/// What a ticket of the second factor holds.
#[derive(serde::Serialize, serde::Deserialize)]
struct Second {
    browser: String,
    next: String,
    issuer: String,
    subject: String,
    setup: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/provider_go.html")]
struct Go {
    shell: ui::Shell,
    name: String,
    to: String,
}

#[derive(Template)]
#[template(path = "accounts/provider_number.html")]
struct Number {
    shell: ui::Shell,
    ticket: String,
    errors: Vec<ui::FieldError>,
    /// Picture and text of the secret, for whoever sets up.
    qr: Option<(ui::Html, String)>,
}

const FAILED: &str = "職場のログインを確かめられませんでした。もう一度お試しください。続くときは、パスキーかパスワードで入ってください";
const UNBOUND: &str = "この職場のログインは、まだ招待と結びついていません。はじめての方は、招待の紙のコードを入力してから、職場のログインを選んでください";

fn bound(secret: &str) -> String {
    kernel::sha256_hex(format!("yui-browser:{secret}").as_bytes())
}

fn found(req: &Req, id: &str) -> Result<Option<Provider>, Fail> {
    let Ok(id) = id.parse::<Id>() else { return Ok(None) };
    Ok(req.app.read(&Actor::system(), |cx| providers::one(cx, id))?)
}

fn refuse(req: &Req, how: &'static str, said: &str, status: u16) -> Result<Resp, Fail> {
    signing::refused(req, how)?;
    login::show(req, "", signing::error("provider", said), status)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Fail> {
    serde_json::to_string(value).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))
}

/// The provider's address with everything it needs to know, and what the browser keeps meanwhile.
fn there(
    req: &Req,
    p: &Provider,
    next: String,
    setup: Option<String>,
) -> Result<Option<(String, String)>, Fail> {
    let Ok(described) = provider::describe(&p.issuer) else { return Ok(None) };
    let [state, browser, nonce, verifier] =
        std::array::from_fn(|_| base64(&signing::random::<32>(req)));
    let data = There {
        nonce: nonce.clone(),
        verifier: verifier.clone(),
        browser: bound(&browser),
        next,
        setup,
    };
    let ticket = Ticket { subject: p.id.to_string(), data: json(&data)? };
    let now = req.app.now();
    stored(tickets::issue(control(req)?, Kind::There, slug(req), state.as_bytes(), &ticket, now))?;
    let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    let query = oidc::query(&[
        ("response_type", "code"),
        ("client_id", &p.client),
        ("redirect_uri", &back_address(req)),
        ("scope", "openid"),
        ("state", &state),
        ("nonce", &nonce),
        ("code_challenge", &base64(digest.as_ref())),
        ("code_challenge_method", "S256"),
        ("max_age", &oidc::OLDEST_LOGIN.to_string()),
    ]);
    let join = if described.authorization.contains('?') { '&' } else { '?' };
    Ok(Some((format!("{}{join}{query}", described.authorization), browser)))
}

/// To the provider.
pub(super) fn go(req: &Req) -> Result<Resp, Fail> {
    if signing::counted(req, Of::Challenge(req.visitor().network))?.is_none() {
        return login::show(req, "", signing::error("provider", TOO_MANY), 429);
    }
    let Some(p) = found(req, req.param("provider"))? else { return Err(Fail::NotFound) };
    match there(req, &p, inside(req.query.get("next")), None)? {
        Some((to, keep)) => {
            Ok(Resp { status: 303, body: Body::Away { to, keep, html: String::new() } })
        }
        None => refuse(req, "provider", FAILED, 502),
    }
}

/// From an invitation to the provider: by a link on a page, because a form that leads to another site is what browsers are
/// told to refuse here.
pub(super) fn set_up(req: &Req) -> Result<Resp, Fail> {
    let Some((token, held)) = join::held(req)? else { return join::too_old(req) };
    if held.invitation.is_none() {
        return join::too_old(req);
    }
    let Some(p) = found(req, req.form.get("provider"))? else { return Err(Fail::NotFound) };
    let Some((to, keep)) = there(req, &p, "/me/access".into(), Some(token))? else {
        return refuse(req, "provider", FAILED, 502);
    };
    let page = Go { shell: req.titled("職場のログイン"), name: p.name, to: to.clone() };
    let html = page.render().map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp { status: 200, body: Body::Away { to, keep, html } })
}

/// Back from the provider.
pub(super) fn back(req: &Req) -> Result<Resp, Fail> {
    let network = req.visitor().network;
    let Some(counted) = signing::counted(req, Of::Network(network))? else {
        return login::show(req, "", signing::error("provider", TOO_MANY), 429);
    };
    let (q, now) = (&req.query, req.app.now());
    let state = q.get("state").as_bytes();
    // used up whatever comes of it
    let ticket = stored(tickets::take(control(req)?, Kind::There, slug(req), state, now))?;
    let Some(ticket) = ticket else { return refuse(req, "provider.state", TOO_OLD, 422) };
    let Ok(data) = serde_json::from_str::<There>(&ticket.data) else {
        return Err(Fail::Use(Error::Inconsistent("ticket".into())));
    };
    if bound(req.visitor().away) != data.browser {
        return refuse(req, "provider.browser", TOO_OLD, 422);
    }
    let Some(p) = found(req, &ticket.subject)? else {
        return refuse(req, "provider.gone", FAILED, 422);
    };
    // RFC 9207: an answer of another provider is not taken to this one
    if q.has("iss") && q.get("iss") != p.issuer {
        return refuse(req, "provider.iss", FAILED, 422);
    }
    if q.has("error") || q.get("code").is_empty() {
        return refuse(req, "provider.answer", FAILED, 422);
    }
    let client =
        Client { issuer: p.issuer.clone(), client: p.client.clone(), secret: p.secret.clone() };
    let address = back_address(req);
    let said = provider::redeem(&client, q.get("code"), &address, &data.verifier, &data.nonce, now);
    let Ok(said) = said else { return refuse(req, "provider.token", FAILED, 422) };
    let second = Second {
        browser: data.browser,
        next: data.next,
        issuer: p.issuer.clone(),
        subject: said.subject,
        setup: data.setup,
    };
    let who = whose(req, &second)?;
    if who.is_none() && second.setup.is_none() {
        return refuse(req, "provider.unbound", UNBOUND, 403);
    }
    stored(attempts::take_back(control(req)?, &counted))?;
    if oidc::enough(&p.second, &said.ways) {
        return finish(req, &second, None);
    }
    let token = kernel::hex(&signing::random::<32>(req));
    let ticket = Ticket { subject: p.id.to_string(), data: json(&second)? };
    stored(tickets::issue(control(req)?, Kind::Second, slug(req), token.as_bytes(), &ticket, now))?;
    number_page(req, &token, &second, Vec::new(), 200)
}

fn whose(req: &Req, s: &Second) -> Result<Option<Id>, Fail> {
    stored(identities::by_subject(control(req)?, slug(req), &s.issuer, &s.subject))
}

fn setting_up(req: &Req, s: &Second) -> Result<Option<Held>, Fail> {
    match &s.setup {
        Some(token) => join::held_by(req, token),
        None => Ok(None),
    }
}

fn number_page(
    req: &Req,
    token: &str,
    s: &Second,
    errors: Vec<ui::FieldError>,
    status: u16,
) -> Result<Resp, Fail> {
    let qr = match setting_up(req, s)? {
        Some(h) => {
            let secret = h.secret();
            let text = join::in_fours(&totp::base32(&secret));
            Some((join::qr(slug(req), "login", &secret)?, text))
        }
        None => None,
    };
    let page = Number { shell: req.titled("6けたの番号"), ticket: token.into(), errors, qr };
    Ok(Resp::page(page.render())?.status(status))
}

/// Our own second factor.
pub(super) fn number(req: &Req) -> Result<Resp, Fail> {
    let (token, now) = (req.form.get("ticket").to_string(), req.app.now());
    let held =
        stored(tickets::peek(control(req)?, Kind::Second, slug(req), token.as_bytes(), now))?;
    let second = held.and_then(|t| serde_json::from_str::<Second>(&t.data).ok());
    let Some(second) = second.filter(|s| s.browser == bound(req.visitor().away)) else {
        return login::show(req, "", signing::error("provider", TOO_OLD), 422);
    };
    let typed = req.form.get("number");
    let wrong = "番号が違います。認証アプリにいま出ている6けたの番号を入力してください";
    let step = match setting_up(req, &second)? {
        Some(h) => {
            let Some(step) = totp::matching(&h.secret(), typed, now) else {
                return number_page(req, &token, &second, signing::error("number", wrong), 422);
            };
            Some(step)
        }
        None => {
            let Some(identity) = whose(req, &second)? else { return Err(Fail::NotFound) };
            let network = req.visitor().network;
            match stored(identities::by_number_of(control(req)?, network, identity, typed, now))? {
                Tried::Is(_) => None,
                Tried::No => {
                    signing::refused(req, "provider.number")?;
                    return number_page(req, &token, &second, signing::error("number", wrong), 422);
                }
                Tried::TooMany => {
                    let errors = signing::error("number", TOO_MANY);
                    return number_page(req, &token, &second, errors, 429);
                }
            }
        }
    };
    let taken =
        stored(tickets::take(control(req)?, Kind::Second, slug(req), token.as_bytes(), now))?;
    if taken.is_none() {
        return login::show(req, "", signing::error("provider", TOO_OLD), 422);
    }
    finish(req, &second, step)
}

/// Binds where an invitation waits, and lets in. `step` = the own number proved the secret of the setting up.
fn finish(req: &Req, s: &Second, step: Option<i64>) -> Result<Resp, Fail> {
    let (control, now) = (control(req)?, req.app.now());
    if s.setup.is_some() {
        let Some(held) = setting_up(req, s)? else { return join::too_old(req) };
        // a login of the workplace is one person's: whoever is known by it proves it at 「もう入っている方」
        if whose(req, s)?.is_some_and(|w| w != held.identity) {
            return join::too_old(req);
        }
        if let join::Settled::Not(page) = join::settle(req, &held)? {
            return Ok(page);
        }
        // the second factor first: who is bound can always be asked for it
        if let Some(step) = step {
            stored(identities::set_totp(control, held.identity, &held.secret(), step))?;
        }
        match identities::bind_subject(
            control,
            slug(req),
            (&s.issuer, &s.subject),
            held.identity,
            now,
        ) {
            Ok(()) => {}
            Err(db::DbError::Unique(_)) if whose(req, s)? == Some(held.identity) => {}
            Err(db::DbError::Unique(_)) => return join::too_old(req),
            Err(e) => return Err(Fail::Use(Error::Db(e))),
        }
        let token = s.setup.as_deref().unwrap_or_default();
        stored(tickets::take(control, Kind::SetUp, slug(req), token.as_bytes(), now))?;
    }
    let Some(identity) = whose(req, s)? else { return Err(Fail::NotFound) };
    match signing::enter(req, identity, Proof::Provider, &s.next)? {
        Some(r) => Ok(r),
        None => {
            login::show(req, "", signing::error("provider", login::no_hat(req, identity)?), 403)
        }
    }
}
