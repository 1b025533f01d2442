//! Printed invitation codes: one use, 14 days; using one binds a person to a hat at an organisation.
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::{ActorKind, Hat, sha256_hex};

use crate::model::{
    CODE_DAYS, NewAccount, OrganisationKind, code_from_bytes, normalise_code, words,
};
use crate::store::{self, Invitation};
use crate::{AccountId, permissions};

/// Makes an invitation and gives its code, which is shown and printed once. `random` is drawn by the caller. Centre and
/// city invite into their own organisation, and the first administrator of one that has none, who then invites the
/// others; everywhere else only the organisation itself does.
pub fn invite(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
) -> Result<(kernel::Id, String)> {
    authorise(cx, &permissions::INVITE)?;
    let admin = first_of_theirs(cx, account)?;
    issue(cx, account, random, admin, None)
}

/// The first administrator of an organisation that was just confirmed.
pub(crate) fn invite_first(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
) -> Result<(kernel::Id, String)> {
    authorise(cx, &permissions::INVITE)?;
    first_of_theirs(cx, account)?;
    issue(cx, account, random, true, None)
}

/// The same by whoever looks after the organisation: its administrator, or the operator at the command line. `admin` =
/// the new account looks after its people, too; `number` = 職員番号 of a roster.
pub fn invite_member(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
    admin: bool,
    number: Option<&str>,
) -> Result<(kernel::Id, String)> {
    super::staff::may_look_after(cx, account.organisation)?;
    super::staff::fits_office(cx, account.organisation, account.hat)?;
    issue(cx, account, random, admin, number)
}

/// May the actor, centre or city, invite this person there? True when they become the organisation's administrator.
fn first_of_theirs(cx: &Cx<'_>, account: &NewAccount) -> Result<bool> {
    let org = account.organisation;
    let Some(office) = store::organisation(cx, org)? else {
        return Err(Error::field("organisation", "事業所を選んでください"));
    };
    // who runs the machine is bound by the same table: otherwise a person of the centre would get a hat that sees names (R21)
    if cx.actor().kind == ActorKind::Operator {
        if account.hat != Hat::Vendor || office.kind != OrganisationKind::Other {
            super::staff::fits_office(cx, org, account.hat)?;
        }
        return Ok(false);
    }
    let admins = super::staff::administrators(cx, org)?;
    let refused = |why: String| {
        let row = AuditEntry::act(permissions::INVITE.code);
        cx.audit(row.object(format!("organisation:{org}")).denied());
        Err(Error::field("organisation", why))
    };
    if cx.actor().organisation == Some(org.0) {
        super::staff::fits_office(cx, org, account.hat)?;
        return Ok(false);
    }
    if let Some((_, name)) = admins.first() {
        return refused(format!(
            "この事業所には管理者（{name}さん）がいます。職員の招待は、管理者に頼んでください。管理者が入れなくなったときは、本人と電話で確かめてから、市の運用担当に頼んでください"
        ));
    }
    if office.outside {
        return refused(
            "この事業所は、この地域に参加していません。「参加の申込み」で確認してからにしてください".into(),
        );
    }
    // a vendor's people see nobody, and get in only while the door is open for them
    if account.hat == Hat::Vendor && office.kind == OrganisationKind::Other {
        return match app::may(cx, &permissions::OPENINGS)? {
            true => Ok(false),
            false => refused("保守の業者は、市の担当が招待します".into()),
        };
    }
    super::staff::fits_office(cx, org, account.hat)?;
    Ok(true)
}

fn issue(
    cx: &Cx<'_>,
    account: &NewAccount,
    random: &[u8; 12],
    admin: bool,
    number: Option<&str>,
) -> Result<(kernel::Id, String)> {
    let mut errors: Vec<FieldError> = [
        words::name("name", &account.name, "お名前"),
        words::reading("kana", &account.kana, "かな", false),
        words::short("profession", &account.profession, "職種", words::MOST),
        words::short("number", number.unwrap_or_default(), "職員番号", 40),
    ]
    .into_iter()
    .flatten()
    .collect();
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
    cx.audit(
        AuditEntry::act("accounts.invitation.issue")
            .object(format!("organisation:{}", account.organisation))
            .detail(format!(
                "invitation {id}, {}{}",
                account.hat.code(),
                if admin { ", admin" } else { "" }
            )),
    );
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

/// Told to the administrators of the organisation that somebody joins.
const JOINED: &str =
    "職員が1人、新しく加わりました。心あたりがないときは、この人のページで、すぐに止めてください";

fn refuse<T>(cx: &Cx<'_>) -> Result<T> {
    cx.audit(AuditEntry::act("accounts.invitation.use").denied());
    Err(Error::field("code", UNUSABLE))
}

fn usable(cx: &Cx<'_>, i: &Invitation) -> Result<bool> {
    let open = i.used_at.is_none() && i.revoked_at.is_none() && cx.now() < i.until;
    Ok(open && !overtaken(cx, i)?)
}

/// Made by centre or city for an organisation that had no administrator and has one now: it answers for its people
/// itself since, and what others have sent out is void.
fn overtaken(cx: &Cx<'_>, i: &Invitation) -> Result<bool> {
    let Some(by) = i.made_by else { return Ok(false) };
    let org = i.account.organisation;
    let theirs = store::any_account(cx, by)?.is_some_and(|a| a.organisation == org);
    Ok(!theirs && !super::staff::administrators(cx, org)?.is_empty())
}

/// The invitation that a typed code opens, without using it. One sentence for every way a code can be wrong, so that
/// guessing learns nothing; every try leaves an audit row.
pub fn peek(cx: &Cx<'_>, typed: &str) -> Result<Invitation> {
    let Some(hash) = hash(typed) else { return refuse(cx) };
    match store::invitation(cx, &hash)? {
        Some(i) if usable(cx, &i)? => {
            match super::openings::shut(cx, i.account.hat, i.account.organisation)? {
                true => Err(Error::field("code", super::openings::SHUT)),
                false => Ok(i),
            }
        }
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
        Some(i) if usable(cx, &i)? => make(cx, &i),
        _ => refuse(cx),
    }
}

/// For whom an invitation is.
pub fn found(cx: &Cx<'_>, id: kernel::Id) -> Result<Invitation> {
    store::invitation_of(cx, id)?.ok_or(Error::NotFound)
}

fn make(cx: &Cx<'_>, found: &Invitation) -> Result<AccountId> {
    let (hat, org) = (found.account.hat, found.account.organisation);
    if super::openings::shut(cx, hat, org)? {
        return Err(Error::field("code", super::openings::SHUT));
    }
    let account = store::add_account(cx, &found.account)?;
    store::mark_account(cx, account, found)?;
    if !store::use_invitation(cx, found.id, account)? {
        return refuse(cx);
    }
    cx.rights_changed()?;
    let (org, link) = (found.account.organisation, format!("/staff/{account}"));
    super::staff::tell_administrators(cx, org, account, ("accounts.joined", JOINED, &link))?;
    cx.audit(AuditEntry::act("accounts.invitation.use").object(format!("account:{account}")));
    Ok(account)
}
