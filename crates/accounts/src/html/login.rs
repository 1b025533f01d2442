//! Signing in: passkey, or password with one-time number; one tap in a demonstration region; a printed code everywhere.
use askama::Template;
use kernel::Actor;
use slice::{Body, Fail, Req, Resp};

use super::signing::{self, TOO_MANY, WRONG, WRONG_PASSKEY, inside};
use crate::identities::{self, Tried};
use crate::sessions::Proof;
use crate::use_cases::{look_up, openings, phone, providers};
use crate::{AccountId, model::Account};

struct Choice {
    id: String,
    name: String,
    office: String,
    hat: String,
    role: String,
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct Login {
    shell: ui::Shell,
    demo: bool,
    choices: Vec<Choice>,
    errors: Vec<ui::FieldError>,
    login: String,
    providers: Vec<(String, String)>,
    next_query: String,
    shared: bool,
    code: ui::field::Field,
    next: String,
}

fn choices(req: &Req) -> Result<Vec<Choice>, Fail> {
    let rows = req.app.read(&Actor::system(), |cx| {
        let mut out: Vec<(Account, String)> = Vec::new();
        for a in look_up::demo_accounts(cx)? {
            let office = look_up::organisation(cx, a.organisation)?.name;
            out.push((a, office));
        }
        Ok(out)
    })?;
    Ok(rows
        .into_iter()
        .map(|(a, office)| Choice {
            id: a.id.to_string(),
            name: a.name,
            office,
            hat: a.profession,
            role: a.demo_role.unwrap_or_default(),
        })
        .collect())
}

/// Shows the page; `errors` beside their fields, what was typed kept (never a password).
pub(super) fn show(
    req: &Req,
    code: &str,
    errors: Vec<ui::FieldError>,
    status: u16,
) -> Result<Resp, Fail> {
    let mut code = ui::field::Field::new("code", "招待コード", ui::field::FieldKind::text(code))
        .hint("紙に印刷された12文字です。ハイフンは入れなくてもかまいません");
    code = code.error_from(&errors);
    let mut choices = choices(req)?;
    // the address that `make demo` prints names a role: that one comes first
    choices.sort_by_key(|c| c.role != req.query.get("role"));
    let asked = if req.form.has("next") { req.form.get("next") } else { req.query.get("next") };
    let demo = req.app.region().demo;
    let all = req.app.read(&Actor::system(), providers::all)?;
    let providers = all.into_iter().map(|p| (p.id.to_string(), p.name)).collect();
    let page = Login {
        providers,
        next_query: crate::model::oidc::query(&[("next", &inside(asked))]),
        shell: req.titled(if demo { "はじめる" } else { "ログイン" }),
        demo,
        choices,
        errors,
        login: req.form.get("login").chars().take(60).collect(),
        shared: req.form.has("shared"),
        code,
        next: inside(asked),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The sign-in page. A registered device of a crew has its own, and so has a resident's phone.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    if !req.visitor().device.is_empty() && !req.query.has("own") {
        let query = crate::model::oidc::query(&[("next", &inside(req.query.get("next")))]);
        let credential = req.visitor().device;
        let cards = req.app.read(&Actor::system(), |cx| phone::on(cx, credential))?;
        let door = if cards.is_empty() { "/crew" } else { "/my/enter" };
        return Ok(Resp::go(format!("{door}?{query}")));
    }
    show(req, "", Vec::new(), 200)
}

/// One tap in a demonstration region.
pub(super) fn enter(req: &Req) -> Result<Resp, Fail> {
    let Ok(id) = req.form.get("account").parse::<AccountId>() else { return Err(Fail::NotFound) };
    let found = req.app.read(&Actor::system(), |cx| {
        // only one-tap accounts, and only where the region was made as a demonstration
        Ok(look_up::demo_accounts(cx)?.into_iter().find(|a| a.id == id))
    })?;
    match found {
        Some(a) => {
            let token = signing::open(req, &a, None, Proof::Demo, false, None)?;
            Ok(signing::signed_in(token, &inside(req.form.get("next"))))
        }
        None => Err(Fail::NotFound),
    }
}

/// Said to somebody who is known, and has no account here.
const NO_HAT: &str = "この地域で使える登録がありません。事業所の管理者か連携拠点に聞いてください";

/// Why somebody who is known is not let in.
pub(super) fn no_hat(req: &Req, identity: kernel::Id) -> Result<&'static str, Fail> {
    let vendor = signing::hats_of(req, identity)?.iter().any(|a| a.hat == kernel::Hat::Vendor);
    Ok(if vendor { openings::SHUT } else { NO_HAT })
}

/// Login name, password and one-time number in one form: nobody learns which of them was wrong.
pub(super) fn password(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let network = req.visitor().network;
    let tried = signing::stored(identities::by_password(
        signing::control(req)?,
        network,
        f.get("login"),
        f.get("password"),
        f.get("number"),
        req.app.now(),
    ))?;
    match tried {
        Tried::Is(identity) => {
            match signing::enter(req, identity, Proof::Password, &inside(f.get("next")))? {
                Some(r) => Ok(r),
                None => show(req, "", signing::error("login", no_hat(req, identity)?), 403),
            }
        }
        Tried::No => {
            signing::refused(req, "password")?;
            show(req, "", signing::error("login", WRONG), 422)
        }
        Tried::TooMany => show(req, "", signing::error("login", TOO_MANY), 429),
    }
}

/// What the browser needs to ask for a passkey.
pub(super) fn options(req: &Req) -> Result<Resp, Fail> {
    signing::get_options(req)
}

/// A passkey.
pub(super) fn passkey(req: &Req) -> Result<Resp, Fail> {
    let to = inside(req.form.get("next"));
    match signing::answered(req)? {
        Some(identity) => match signing::enter(req, identity, Proof::Passkey, &to)? {
            Some(r) => Ok(r),
            None => show(req, "", signing::error("passkey", no_hat(req, identity)?), 403),
        },
        None => {
            signing::refused(req, "passkey")?;
            show(req, "", signing::error("passkey", WRONG_PASSKEY), 422)
        }
    }
}

/// Ends the session.
pub(super) fn leave(_: &Req) -> Result<Resp, Fail> {
    Ok(Resp { status: 303, body: Body::SignOut })
}
