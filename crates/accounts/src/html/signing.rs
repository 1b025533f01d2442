//! What all pages of signing in share: the control store, the party of passkeys, and the step from a proved identity to
//! a session.
use app::Error;
use app::audit::AuditEntry;
use db::Db;
use kernel::{Actor, Id};
use slice::{Body, Fail, Req, Resp};

use crate::identities::tickets::{self, Kind, Ticket};
use crate::identities::{self, attempts};
use crate::model::webauthn::{self, Party};
use crate::model::{Account, device};
use crate::sessions::{self, Fresh, Opening, Proof};
use crate::use_cases::temporary::Used;
use crate::use_cases::{look_up, openings};

/// Said for every way in which a try can be wrong.
pub(super) const WRONG: &str =
    "ログイン名、パスワード、6けたの番号のどれかが違います。もう一度入力してください";
/// Said when a passkey does not fit.
pub(super) const WRONG_PASSKEY: &str =
    "パスキーを確かめられませんでした。もう一度ためすか、パスワードで入ってください";
/// Said when a limit is reached.
pub(super) const TOO_MANY: &str = "何度も続いたので、いまは受け付けられません。15分ほど待ってから、もう一度お試しください。急ぐときは、連携拠点に電話してください";
/// Said when the page is too old.
pub(super) const TOO_OLD: &str =
    "この画面は時間がたって使えなくなりました。はじめから、もう一度お試しください";

/// Only a path inside the region may be gone to after signing in.
pub(super) fn inside(next: &str) -> String {
    let ok =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r', ':']);
    if ok { next.to_string() } else { "/".into() }
}

pub(super) fn control(req: &Req) -> Result<&Db, Fail> {
    req.app.control().ok_or_else(|| Fail::Use(Error::Inconsistent("no control store".into())))
}

/// A failure of the control store as a page.
pub(super) fn stored<T>(r: Result<T, db::DbError>) -> Result<T, Fail> {
    r.map_err(|e| Fail::Use(Error::Db(e)))
}

pub(super) fn party(req: &Req) -> Party {
    Party::of(&req.origin)
}

pub(super) fn slug(req: &Req) -> &str {
    &req.app.region().slug
}

pub(super) fn random<const N: usize>(req: &Req) -> [u8; N] {
    let mut out = [0; N];
    req.app.random(&mut out);
    out
}

pub(super) fn error(field: &str, message: &str) -> Vec<ui::FieldError> {
    vec![ui::FieldError { field: field.into(), message: message.into() }]
}

/// An address for people to be refused at: `Some` = counted, go on.
pub(super) fn counted(req: &Req, of: attempts::Of<'_>) -> Result<Option<attempts::Try>, Fail> {
    stored(attempts::begin(control(req)?, &[of], req.app.now()))
}

/// Issues a challenge and answers with what the browser's function is called with.
pub(super) fn challenge(
    req: &Req,
    kind: Kind,
    subject: &str,
    mut options: serde_json::Value,
) -> Result<Resp, Fail> {
    let network = req.visitor().network;
    if counted(req, attempts::Of::Challenge(network))?.is_none() {
        return Ok(Resp::json(&serde_json::json!({ "said": TOO_MANY })).status(429));
    }
    let secret: [u8; 32] = random(req);
    let ticket = Ticket { subject: subject.into(), data: String::new() };
    stored(tickets::issue(control(req)?, kind, slug(req), &secret, &ticket, req.app.now()))?;
    if let Some(map) = options.as_object_mut() {
        map.insert("challenge".into(), webauthn::base64(&secret).into());
        map.insert("timeout".into(), 300_000.into());
    }
    Ok(Resp::json(&options))
}

/// Options of `navigator.credentials.get`.
pub(super) fn get_options(req: &Req) -> Result<Resp, Fail> {
    let party = party(req);
    challenge(
        req,
        Kind::Get,
        "",
        serde_json::json!({ "rpId": party.rp_id, "userVerification": "required" }),
    )
}

/// Options of `navigator.credentials.create` for an identity.
pub(super) fn create_options(
    req: &Req,
    subject: &str,
    identity: Id,
    name: &str,
) -> Result<Resp, Fail> {
    let known = stored(identities::passkeys(control(req)?, identity))?;
    let algorithms: Vec<_> = webauthn::ALGORITHMS
        .iter()
        .map(|a| serde_json::json!({ "type": "public-key", "alg": a }))
        .collect();
    let exclude: Vec<_> = known
        .iter()
        .map(|k| serde_json::json!({ "type": "public-key", "id": k.credential }))
        .collect();
    let region = &req.app.region().name;
    let options = serde_json::json!({
        "rp": { "id": party(req).rp_id, "name": format!("Yui {region}") },
        "user": { "id": webauthn::base64(identity.bytes()), "name": name, "displayName": name },
        "pubKeyCredParams": algorithms,
        "excludeCredentials": exclude,
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required"
        },
        "attestation": "none",
    });
    challenge(req, Kind::Create, subject, options)
}

/// A posted part of a browser's answer.
pub(super) fn part(req: &Req, name: &str) -> Vec<u8> {
    webauthn::unbase64(req.form.get(name)).unwrap_or_default()
}

/// Whose passkey has answered.
pub(super) fn answered(req: &Req) -> Result<Option<Id>, Fail> {
    let answer = identities::Answered {
        credential: req.form.get("credential").into(),
        client_data: part(req, "client"),
        authenticator: part(req, "data"),
        signature: part(req, "signature"),
    };
    let now = req.app.now();
    stored(identities::by_passkey(control(req)?, &party(req), slug(req), &answer, now))
}

/// Leaves the audit row of a refused try. Names nobody: who it was meant to be is not known.
pub(super) fn refused(req: &Req, how: &'static str) -> Result<(), Fail> {
    req.app.write(&Actor::system(), move |cx| {
        cx.audit(AuditEntry::act("accounts.signin").detail(how).denied());
        Ok(())
    })?;
    Ok(())
}

/// Opens a session for an account: its token.
pub(super) fn open(
    req: &Req,
    account: &Account,
    identity: Option<Id>,
    proof: Proof,
    shared: bool,
    until: Option<kernel::At>,
) -> Result<String, Fail> {
    let opening = Opening {
        account: account.id,
        hat: account.hat,
        identity,
        proof,
        device: device::name_of(req.visitor().agent),
        shared,
        until,
    };
    open_as(req, account, None, &opening)
}

/// Opens a session by a code that somebody has given for today: its token. Bound to the person whose account it is, so
/// that it stands in their list of devices and ends with their word.
pub(super) fn open_given(req: &Req, used: &Used, owner: Option<Id>) -> Result<String, Fail> {
    let opening = Opening {
        account: used.account.id,
        hat: used.account.hat,
        identity: owner,
        proof: Proof::Temporary,
        device: used.given_by.clone(),
        shared: true,
        until: Some(used.until),
    };
    open_as(req, &used.account, Some(&used.given_by), &opening)
}

/// The audit row is durable before the session is.
fn open_as(
    req: &Req,
    account: &Account,
    given_by: Option<&str>,
    opening: &Opening,
) -> Result<String, Fail> {
    let object = format!("account:{}", account.id);
    let proof = opening.proof;
    req.app.write(&sessions::actor(account, given_by), move |cx| {
        cx.audit(AuditEntry::act("accounts.signin").object(object.clone()).detail(proof.code()));
        Ok(())
    })?;
    let fresh = Fresh::draw(&req.app);
    sessions::open(control(req)?, req.app.region(), opening, &fresh, req.app.now())?;
    Ok(fresh.token)
}

/// Leaves the row of a signing in; durable before the session is.
pub(super) fn note_signin(req: &Req, account: &Account, how: String) -> Result<(), Fail> {
    let object = format!("account:{}", account.id);
    req.app.write(&sessions::actor(account, None), move |cx| {
        cx.audit(AuditEntry::act("accounts.signin").object(object.clone()).detail(how.clone()));
        Ok(())
    })?;
    Ok(())
}

/// Opens the session of a crew's member on their device: its token.
pub(super) fn open_on_device(
    req: &Req,
    account: &Account,
    device: &str,
    on: sessions::OnDevice,
) -> Result<String, Fail> {
    let opening = Opening {
        account: account.id,
        hat: account.hat,
        identity: None,
        proof: Proof::Crew,
        device: device.to_string(),
        shared: true,
        until: None,
    };
    let (object, detail) =
        (format!("account:{}", account.id), format!("crew device:{}", on.device));
    req.app.write(&sessions::actor(account, None), move |cx| {
        let row = AuditEntry::act("accounts.signin").object(object.clone());
        cx.audit(row.detail(detail.clone()));
        Ok(())
    })?;
    let fresh = Fresh::draw(&req.app);
    let (control, now) = (control(req)?, req.app.now());
    sessions::open_on(control, req.app.region(), &opening, &fresh, Some(on), now)?;
    Ok(fresh.token)
}

/// The accounts of an identity here that can be used, oldest first.
pub(super) fn hats_of(req: &Req, identity: Id) -> Result<Vec<Account>, Fail> {
    let ids = stored(identities::accounts_in(control(req)?, identity, slug(req)))?;
    Ok(req.app.read(&Actor::system(), |cx| {
        let mut out = Vec::new();
        for id in &ids {
            out.extend(look_up::account(cx, *id)?);
        }
        Ok(out)
    })?)
}

/// From a proved identity into the region; none when it has no account here that can be used.
pub(super) fn enter(req: &Req, identity: Id, proof: Proof, to: &str) -> Result<Option<Resp>, Fail> {
    // a vendor's account counts while the region has the door open, and not before
    let mut account = None;
    for a in hats_of(req, identity)? {
        let id = a.id;
        let shut = a.hat == kernel::Hat::Vendor
            && req.app.read(&Actor::system(), |cx| openings::now_open(cx, id))?.is_none();
        if !shut {
            account = Some(a);
            break;
        }
    }
    let Some(account) = account else { return Ok(None) };
    let token = open(req, &account, Some(identity), proof, req.form.has("shared"), None)?;
    Ok(Some(signed_in(token, to)))
}

/// Gives the token and goes on.
pub(super) fn signed_in(token: String, to: &str) -> Resp {
    Resp { status: 303, body: Body::SignIn { token, html: String::new(), to: to.into() } }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn one_stays_inside_the_region() {
        assert_eq!(inside("/transitions/intray"), "/transitions/intray");
        for bad in
            ["", "//evil.example", "https://evil.example", "/\\evil", "/a\nb", "javascript:x"]
        {
            assert_eq!(inside(bad), "/", "{bad}");
        }
    }
}
