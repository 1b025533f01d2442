//! Printed invitation codes: one use, 14 days; using one binds a person to a hat at an organisation.
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::{Hat, sha256_hex};

use crate::model::{CODE_DAYS, NewAccount, code_from_bytes, normalise_code};
use crate::store::{self, Invitation};
use crate::{AccountId, permissions};

/// Makes an invitation and gives its code, which is shown and printed once. `random` is drawn by the caller.
pub fn invite(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
) -> Result<(kernel::Id, String)> {
    authorise(cx, &permissions::INVITE)?;
    issue(cx, account, random, false, None)
}

/// The same by whoever looks after the organisation: its administrator, the centre, the city, the operator. `admin` =
/// the new account looks after its people, too; `number` = 職員番号 of a roster.
pub fn invite_member(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
    admin: bool,
    number: Option<&str>,
) -> Result<(kernel::Id, String)> {
    authorise(cx, &permissions::STAFF)?;
    super::staff::may_look_after(cx, account.organisation)?;
    super::staff::fits_office(cx, account.organisation, account.hat)?;
    issue(cx, account, random, admin, number)
}

fn issue(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
    admin: bool,
    number: Option<&str>,
) -> Result<(kernel::Id, String)> {
    let mut errors = Vec::new();
    let mut need = |field: &str, text: &str, message: &str| {
        if text.trim().is_empty() || text.chars().count() > 60 {
            errors.push(FieldError { field: field.into(), message: message.into() });
        }
    };
    need("name", &account.name, "お名前を60文字以内で入力してください");
    need("kana", &account.kana, "かなを60文字以内で入力してください");
    if matches!(account.hat, Hat::Operator | Hat::System) || account.hat.at_home() {
        errors.push(FieldError {
            field: "hat".into(), message: "役割を選んでください".into()
        });
    }
    if store::organisation(cx, account.organisation)?.is_none() {
        errors.push(FieldError {
            field: "organisation".into(),
            message: "事業所を選んでください".into(),
        });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let code = code_from_bytes(random);
    let hash = hash(&code).ok_or_else(|| Error::Inconsistent("code form".into()))?;
    let until = cx.now().plus_minutes(CODE_DAYS * 24 * 60);
    let id = store::add_invitation(cx, account, &hash, until, (admin, number.map(str::to_string)))?;
    Ok((id, code))
}

fn hash(code: &str) -> Option<String> {
    // 60 random bits, one use, 14 days: a plain hash keeps a stolen database from showing usable codes
    normalise_code(code).map(|c| sha256_hex(format!("yui-invitation:{c}").as_bytes()))
}

/// All invitations, newest first.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Invitation>> {
    authorise(cx, &permissions::INVITE)?;
    store::invitations(cx)
}

/// Withdraws an unused invitation.
pub fn revoke(cx: &Cx<'_>, id: kernel::Id) -> Result<()> {
    authorise(cx, &permissions::INVITE)?;
    if store::revoke_invitation(cx, id)? { Ok(()) } else { Err(Error::NotFound) }
}

const UNUSABLE: &str = "このコードは使えません。期限（14日）が過ぎたか、すでに使われています。発行した人に新しいコードを頼んでください";

fn refuse<T>(cx: &Cx<'_>) -> Result<T> {
    cx.audit(AuditEntry::act("accounts.invitation.use").denied());
    Err(Error::field("code", UNUSABLE))
}

fn usable(cx: &Cx<'_>, i: &Invitation) -> bool {
    i.used_at.is_none() && i.revoked_at.is_none() && cx.now() < i.until
}

/// The invitation that a typed code opens, without using it. One sentence for every way a code can be wrong, so that
/// guessing learns nothing; every try leaves an audit row.
pub fn peek(cx: &Cx<'_>, typed: &str) -> Result<Invitation> {
    let Some(hash) = hash(typed) else { return refuse(cx) };
    match store::invitation(cx, &hash)? {
        Some(i) if usable(cx, &i) => Ok(i),
        _ => refuse(cx),
    }
}

/// Uses a code: makes the account.
pub fn accept(cx: &Cx<'_>, typed: &str) -> Result<AccountId> {
    let found = peek(cx, typed)?;
    make(cx, &found)
}

/// Uses an invitation that [`peek`] has found a while ago. The account when it was used meanwhile: whether that account
/// is still nobody's, the control store knows.
pub fn accept_found(cx: &Cx<'_>, id: kernel::Id) -> Result<AccountId> {
    match store::invitation_of(cx, id)? {
        Some(Invitation { used_by: Some(account), .. }) => Ok(account),
        Some(i) if usable(cx, &i) => make(cx, &i),
        _ => refuse(cx),
    }
}

/// For whom an invitation is.
pub fn found(cx: &Cx<'_>, id: kernel::Id) -> Result<Invitation> {
    store::invitation_of(cx, id)?.ok_or(Error::NotFound)
}

fn make(cx: &Cx<'_>, found: &Invitation) -> Result<AccountId> {
    let account = store::add_account(cx, &found.account)?;
    store::mark_account(cx, account, found)?;
    if !store::use_invitation(cx, found.id, account)? {
        return refuse(cx);
    }
    cx.rights_changed()?;
    cx.audit(AuditEntry::act("accounts.invitation.use").object(format!("account:{account}")));
    Ok(account)
}
