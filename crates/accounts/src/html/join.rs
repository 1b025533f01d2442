//! From a printed code to a login: the invitation of somebody new, or a recovery code of somebody who lost the device.
//! The code is checked first; a ticket of thirty minutes carries the way, and the code is used up at its end.
use app::Error;
use askama::Template;
use kernel::{Actor, Id};
use slice::{Fail, Req, Resp};

use super::login;
use super::signing::{self, TOO_MANY, TOO_OLD, control, slug, stored};
use crate::identities::attempts::{self, Of};
use crate::identities::tickets::{self, Kind, Ticket};
use crate::identities::{self, Tried, normal_login};
use crate::model::{device, password, totp};
use crate::sessions::Proof;
use crate::use_cases::{invite, look_up, providers, temporary};

#[derive(Template)]
#[template(path = "accounts/set_up.html")]
struct SetUp {
    shell: ui::Shell,
    name: String,
    office: String,
    again: bool,
    providers: Vec<(String, String)>,
    ticket: String,
    errors: Vec<ui::FieldError>,
    login: String,
    qr: ui::Html,
    secret: String,
}

#[derive(Template)]
#[template(path = "accounts/recover.html")]
struct Recover {
    shell: ui::Shell,
    errors: Vec<ui::FieldError>,
    code: ui::field::Field,
}

/// What a set-up ticket holds.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Held {
    /// The invitation; none when somebody known sets up anew.
    pub(super) invitation: Option<Id>,
    /// The identity: existing, or the id of the one to be made.
    pub(super) identity: Id,
    /// Secret of the one-time numbers, in hexadecimal.
    secret: String,
}

impl Held {
    pub(super) fn secret(&self) -> Vec<u8> {
        self.secret
            .as_bytes()
            .chunks(2)
            .filter_map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok())
            .collect()
    }
}

/// Groups of four, as one reads them from a page into a phone.
pub(super) fn in_fours(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The picture with the secret of an authenticator app.
pub(super) fn qr(region: &str, label: &str, secret: &[u8]) -> Result<ui::Html, Fail> {
    let address = totp::address(secret, region, label);
    office::qr::svg(&address, Some("認証アプリで読み取る二次元コード"))
        .map(ui::Html::trusted)
        .map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))
}

fn issue(req: &Req, invitation: Option<Id>, identity: Id) -> Result<Resp, Fail> {
    let secret: [u8; totp::SECRET_BYTES] = signing::random(req);
    let held = Held { invitation, identity, secret: kernel::hex(&secret) };
    let token = kernel::hex(&signing::random::<32>(req));
    let data =
        serde_json::to_string(&held).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    let ticket = Ticket { subject: identity.to_string(), data };
    let now = req.app.now();
    stored(tickets::issue(control(req)?, Kind::SetUp, slug(req), token.as_bytes(), &ticket, now))?;
    show(req, &token, &held, Vec::new())
}

/// The setting up that the form goes on with, and its ticket.
pub(super) fn held(req: &Req) -> Result<Option<(String, Held)>, Fail> {
    let token = req.form.get("ticket").to_string();
    Ok(held_by(req, &token)?.map(|h| (token, h)))
}

/// The setting up of a ticket.
pub(super) fn held_by(req: &Req, token: &str) -> Result<Option<Held>, Fail> {
    let now = req.app.now();
    let found =
        stored(tickets::peek(control(req)?, Kind::SetUp, slug(req), token.as_bytes(), now))?;
    Ok(found.and_then(|t| serde_json::from_str(&t.data).ok()))
}

/// The page is too old, or its ticket used.
pub(super) fn too_old(req: &Req) -> Result<Resp, Fail> {
    login::show(req, "", signing::error("code", TOO_OLD), 422)
}

/// Name and office of the person who sets up.
fn who(req: &Req, held: &Held) -> Result<(String, String), Fail> {
    let known = signing::hats_of(req, held.identity)?.into_iter().next();
    let invitation = held.invitation;
    Ok(req.app.read(&Actor::system(), |cx| {
        let (name, organisation) = match (&known, invitation) {
            (Some(a), None) => (a.name.clone(), a.organisation),
            (_, Some(id)) => {
                let a = invite::found(cx, id)?.account;
                (a.name, a.organisation)
            }
            (None, None) => return Err(Error::NotFound),
        };
        Ok((name, look_up::organisation(cx, organisation)?.name))
    })?)
}

fn show(req: &Req, token: &str, held: &Held, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let (name, office) = who(req, held)?;
    let known = stored(identities::find(control(req)?, held.identity))?.and_then(|i| i.login);
    let secret = held.secret();
    let typed = req.form.get("login").to_string();
    let login = if typed.is_empty() { known.unwrap_or_default() } else { typed };
    let status = if errors.is_empty() { 200 } else { 422 };
    let all = req.app.read(&Actor::system(), providers::all)?;
    let page = SetUp {
        providers: all.into_iter().map(|p| (p.id.to_string(), p.name)).collect(),
        shell: req.titled("ログインのしかたを決める"),
        name,
        office,
        again: held.invitation.is_none(),
        ticket: token.into(),
        errors,
        login,
        qr: qr(slug(req), "login", &secret)?,
        secret: in_fours(&totp::base32(&secret)),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// A printed code: of an invitation, or one that a supervisor has given for today.
pub(super) fn join(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("code").to_string();
    let network = req.visitor().network;
    let Some(counted) = signing::counted(req, Of::Code(network))? else {
        return login::show(req, &typed, signing::error("code", TOO_MANY), 429);
    };
    let code = typed.clone();
    if req.app.region().demo {
        // nobody is real here: the code opens the account at once
        return match req.app.write(&Actor::system(), move |cx| invite::accept(cx, &code)) {
            Ok(id) => {
                stored(attempts::take_back(control(req)?, &counted))?;
                let found = req.app.read(&Actor::system(), |cx| look_up::account(cx, id))?;
                let account = found.ok_or(Fail::NotFound)?;
                let token = signing::open(req, &account, None, Proof::Demo, false, None)?;
                Ok(signing::signed_in(token, "/"))
            }
            Err(e) => refused(req, &typed, e),
        };
    }
    let given = code.clone();
    let today = match req.app.write(&Actor::system(), move |cx| temporary::use_code(cx, &given)) {
        Ok(today) => today,
        Err(e) => return refused(req, &typed, e),
    };
    if let Some(used) = today {
        let owner = stored(identities::of_account(control(req)?, slug(req), used.account.id))?;
        let known =
            owner.map(|o| identities::find(control(req)?, o).map_err(|e| Fail::Use(Error::Db(e))));
        if known.transpose()?.flatten().is_some_and(|i| i.disabled_at.is_some()) {
            // switched off everywhere: a supervisor cannot let them in either
            return too_old(req);
        }
        stored(attempts::take_back(control(req)?, &counted))?;
        let token = signing::open_given(req, &used, owner)?;
        return Ok(signing::signed_in(token, "/"));
    }
    match req.app.write(&Actor::system(), move |cx| invite::peek(cx, &code)) {
        Ok(found) => {
            stored(attempts::take_back(control(req)?, &counted))?;
            issue(req, Some(found.id), Id::from_bytes(signing::random(req)))
        }
        Err(e) => refused(req, &typed, e),
    }
}

fn refused(req: &Req, typed: &str, e: Error) -> Result<Resp, Fail> {
    match Fail::fields(&e) {
        Some(fields) => {
            let errors = fields
                .into_iter()
                .map(|f| ui::FieldError { field: f.field, message: f.message })
                .collect();
            login::show(req, typed, errors, 422)
        }
        None => Err(e.into()),
    }
}

fn recover_page(req: &Req, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let typed = ui::field::FieldKind::text(req.form.get("code"));
    let code = ui::field::Field::new("code", "回復コード", typed)
        .hint("紙に印刷した10個のうち、まだ使っていない1つです")
        .error_from(&errors);
    let page = Recover { shell: req.titled("回復コードで入りなおす"), errors, code };
    Ok(Resp::page(page.render())?.status(status))
}

/// Lost the device.
pub(super) fn recover(req: &Req) -> Result<Resp, Fail> {
    recover_page(req, Vec::new(), 200)
}

/// A recovery code: ends all sessions and leads to setting up anew.
pub(super) fn use_recovery(req: &Req) -> Result<Resp, Fail> {
    let network = req.visitor().network;
    let Some(counted) = signing::counted(req, Of::Code(network))? else {
        return recover_page(req, signing::error("code", TOO_MANY), 429);
    };
    match stored(identities::use_code(control(req)?, req.form.get("code"), req.app.now()))? {
        Some(identity) => {
            stored(attempts::take_back(control(req)?, &counted))?;
            if signing::hats_of(req, identity)?.is_empty() {
                return Err(Fail::NotFound);
            }
            issue(req, None, identity)
        }
        None => {
            signing::refused(req, "recovery")?;
            let said = "この回復コードは使えません。書きまちがいがないか、まだ使っていないコードか、たしかめてください";
            recover_page(req, signing::error("code", said), 422)
        }
    }
}

/// Options for making the first passkey.
pub(super) fn options(req: &Req) -> Result<Resp, Fail> {
    let Some((token, held)) = held(req)? else {
        return Ok(Resp::json(&serde_json::json!({ "said": TOO_OLD })).status(422));
    };
    let (name, office) = who(req, &held)?;
    signing::create_options(req, &subject(&token), held.identity, &format!("{name}（{office}）"))
}

fn subject(token: &str) -> String {
    kernel::sha256_hex(token.as_bytes())
}

/// What came of [`settle`].
pub(super) enum Settled {
    /// The account is theirs.
    Theirs,
    /// It is not, and the page that says so.
    Not(Resp),
}

/// Makes account and identity where they are not there yet. Safe to repeat: an interruption between the two stores is
/// mended by pressing again.
pub(super) fn settle(req: &Req, held: &Held) -> Result<Settled, Fail> {
    let Some(invitation) = held.invitation else { return Ok(Settled::Theirs) };
    let account =
        match req.app.write(&Actor::system(), move |cx| invite::accept_found(cx, invitation)) {
            Ok(account) => account,
            Err(e) => return Ok(Settled::Not(refused(req, "", e)?)),
        };
    let (control, now) = (control(req)?, req.app.now());
    match identities::new_identity(control, held.identity, slug(req), account, now) {
        Ok(()) => Ok(Settled::Theirs),
        // somebody has set this account up: fine if it was this very ticket
        Err(db::DbError::Unique(_)) => {
            let owner = stored(identities::of_account(control, slug(req), account))?;
            match owner == Some(held.identity) {
                true => Ok(Settled::Theirs),
                false => Ok(Settled::Not(too_old(req)?)),
            }
        }
        Err(e) => Err(Fail::Use(Error::Db(e))),
    }
}

/// Somebody who has a login already, here or in another region, gives it the new account: one person, one login. The
/// proof is asked for here and now; that a browser is signed in is not enough.
pub(super) fn known(req: &Req) -> Result<Resp, Fail> {
    let Some((token, held)) = held(req)? else { return too_old(req) };
    let Some(invitation) = held.invitation else { return too_old(req) };
    let (control, now) = (control(req)?, req.app.now());
    let f = &req.form;
    let (who, proof) = if f.has("credential") {
        (signing::answered(req)?, Proof::Passkey)
    } else {
        let (network, login) = (req.visitor().network, f.get("login"));
        let (word, number) = (f.get("password"), f.get("number"));
        let tried = identities::by_password(control, network, login, word, number, now);
        match stored(tried)? {
            Tried::Is(id) => (Some(id), Proof::Password),
            Tried::No => (None, Proof::Password),
            Tried::TooMany => {
                return show(req, &token, &held, signing::error("known", TOO_MANY));
            }
        }
    };
    let Some(identity) = who else {
        signing::refused(req, "known")?;
        let said = "いまのログインを確かめられませんでした。もう一度お試しください";
        return show(req, &token, &held, signing::error("known", said));
    };
    let account =
        match req.app.write(&Actor::system(), move |cx| invite::accept_found(cx, invitation)) {
            Ok(account) => account,
            Err(e) => return refused(req, "", e),
        };
    match identities::link(control, identity, slug(req), account, now) {
        Ok(()) => {}
        Err(db::DbError::Unique(_)) => {
            if stored(identities::of_account(control, slug(req), account))? != Some(identity) {
                return too_old(req);
            }
        }
        Err(e) => return Err(Fail::Use(Error::Db(e))),
    }
    stored(tickets::take(control, Kind::SetUp, slug(req), token.as_bytes(), now))?;
    let found = req.app.read(&Actor::system(), |cx| look_up::account(cx, account))?;
    let account = found.ok_or(Fail::NotFound)?;
    let session = signing::open(req, &account, Some(identity), proof, f.has("shared"), None)?;
    Ok(signing::signed_in(session, "/me/access"))
}

fn done(req: &Req, token: &str, held: &Held, proof: Proof) -> Result<Resp, Fail> {
    let now = req.app.now();
    stored(tickets::take(control(req)?, Kind::SetUp, slug(req), token.as_bytes(), now))?;
    signing::enter(req, held.identity, proof, "/me/access/recovery")?.ok_or(Fail::NotFound)
}

/// The first passkey.
pub(super) fn passkey(req: &Req) -> Result<Resp, Fail> {
    let Some((token, held)) = held(req)? else { return too_old(req) };
    let checked = stored(identities::check_new(
        control(req)?,
        &signing::party(req),
        slug(req),
        &subject(&token),
        &signing::part(req, "client"),
        &signing::part(req, "attestation"),
        req.app.now(),
    ))?;
    let said = "パスキーを作れませんでした。もう一度ためすか、下のパスワードの方法にしてください";
    let Ok(made) = checked else {
        signing::refused(req, "passkey.make")?;
        return show(req, &token, &held, signing::error("passkey", said));
    };
    if let Settled::Not(page) = settle(req, &held)? {
        return Ok(page);
    }
    let name = device::name_of(req.visitor().agent);
    match identities::add_passkey(control(req)?, held.identity, &made, &name, req.app.now()) {
        Ok(()) => done(req, &token, &held, Proof::Passkey),
        Err(db::DbError::Unique(_)) => show(req, &token, &held, signing::error("passkey", said)),
        Err(e) => Err(Fail::Use(Error::Db(e))),
    }
}

/// Login name, kept password and the step that proved the secret; or what is wrong.
pub(super) type Checked = Result<(String, String, i64), Vec<ui::FieldError>>;

/// Name and kana of the person, whole and in parts: what a stranger would try first.
fn names(req: &Req, identity: Id, invitation: Option<Id>) -> Result<Vec<String>, Fail> {
    let mut people: Vec<[String; 2]> =
        signing::hats_of(req, identity)?.into_iter().map(|a| [a.name, a.kana]).collect();
    if let Some(id) = invitation {
        let a = req.app.read(&Actor::system(), |cx| invite::found(cx, id))?.account;
        people.push([a.name, a.kana]);
    }
    let mut out = Vec::new();
    for text in people.into_iter().flatten() {
        let parts: Vec<String> = text.split_whitespace().map(str::to_string).collect();
        out.push(parts.concat());
        out.extend(parts);
    }
    Ok(out)
}

/// What is wrong with a new password; the kept form and the step otherwise. `invitation`: of somebody who has no account yet.
pub(super) fn check_password(
    req: &Req,
    identity: Id,
    invitation: Option<Id>,
    secret: &[u8],
) -> Result<Checked, Fail> {
    let f = &req.form;
    let mut errors = Vec::new();
    let mut wrong = |field: &str, text: &str| errors.extend(signing::error(field, text));
    let login = normal_login(f.get("login"));
    match &login {
        None => wrong("login", "ログイン名は、英字・数字・. - _ @ の4〜60文字にしてください"),
        Some(l) if stored(identities::login_taken(control(req)?, l, Some(identity)))? => {
            wrong("login", "このログイン名は、ほかの人が使っています。べつの名前にしてください");
        }
        Some(_) => {}
    }
    let typed = f.get("password");
    let names = names(req, identity, invitation)?;
    let mut own: Vec<&str> = names.iter().map(String::as_str).collect();
    own.extend([login.as_deref().unwrap_or(""), slug(req)]);
    if let Some(text) = password::weakness(typed, &own) {
        wrong("password", text);
    }
    let step = totp::matching(secret, f.get("number"), req.app.now());
    if step.is_none() {
        wrong(
            "number",
            "認証アプリにいま出ている6けたの番号を入力してください。番号は30秒で変わります",
        );
    }
    match (errors.is_empty(), login, step) {
        (true, Some(login), Some(step)) => {
            let kept = password::keep(typed, &signing::random(req))
                .ok_or_else(|| Fail::Use(Error::Inconsistent("argon2".into())))?;
            Ok(Ok((login, kept, step)))
        }
        _ => Ok(Err(errors)),
    }
}

/// The first password, with its authenticator app.
pub(super) fn password(req: &Req) -> Result<Resp, Fail> {
    let Some((token, held)) = held(req)? else { return too_old(req) };
    let secret = held.secret();
    let (login, kept, step) = match check_password(req, held.identity, held.invitation, &secret)? {
        Ok(good) => good,
        Err(errors) => return show(req, &token, &held, errors),
    };
    if let Settled::Not(page) = settle(req, &held)? {
        return Ok(page);
    }
    match identities::set_password(control(req)?, held.identity, &login, &kept, &secret, step) {
        Ok(()) => done(req, &token, &held, Proof::Password),
        Err(db::DbError::Unique(_)) => {
            let said = "このログイン名は、ほかの人が使っています。べつの名前にしてください";
            show(req, &token, &held, signing::error("login", said))
        }
        Err(e) => Err(Fail::Use(Error::Db(e))),
    }
}
