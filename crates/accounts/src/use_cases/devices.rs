//! Registered devices of a fire brigade and the lists of its crews, as whoever looks after the brigade keeps them.
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::{Hat, Id, sha256_hex};

use crate::model::crew::{CrewDevice, CrewMember, Rule};
use crate::model::{
    CODE_DAYS, NewAccount, OrganisationKind, code_from_bytes, normalise_code, words,
};
use crate::store::crew as store;
use crate::{AccountId, OrganisationId, permissions};

fn hash(kind: &str, code: &str) -> Option<String> {
    normalise_code(code).map(|c| sha256_hex(format!("yui-{kind}:{c}").as_bytes()))
}

pub(crate) fn device_code_hash(code: &str) -> Option<String> {
    hash("device", code)
}

/// The code of a person opens nothing for anybody else: the account is part of what is kept.
pub(crate) fn person_code_hash(account: AccountId, code: &str) -> Option<String> {
    hash(&format!("crew:{account}"), code)
}

fn door(cx: &Cx<'_>, org: OrganisationId) -> Result<()> {
    super::staff::may_look_after(cx, org)
}

fn brigade(cx: &Cx<'_>, org: OrganisationId) -> Result<()> {
    let found = crate::store::organisation(cx, org)?.ok_or(Error::NotFound)?;
    if found.kind == OrganisationKind::Fire {
        return Ok(());
    }
    Err(Error::Rule("端末の登録は、消防だけのものです".into()))
}

fn theirs(cx: &Cx<'_>, id: Id) -> Result<CrewDevice> {
    let Some(d) = store::device(cx, id)? else { return Err(Error::NotFound) };
    super::staff::may_look_after_what_is_named(cx, d.organisation)?;
    Ok(d)
}

fn done(cx: &Cx<'_>, changed: bool, id: Id, what: &str) -> Result<()> {
    if !changed {
        return Err(Error::Rule("この端末の登録は、もう終わっています".into()));
    }
    cx.audit(AuditEntry::act("accounts.device.change").object(format!("device:{id}")).detail(what));
    Ok(())
}

/// The devices of a brigade, newest first, also those that ended.
pub fn devices(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<CrewDevice>> {
    door(cx, org)?;
    cx.audit(AuditEntry::act("accounts.device.list").object(format!("organisation:{org}")));
    store::devices(cx, org)
}

/// One device, for whoever looks after its brigade.
pub fn device(cx: &Cx<'_>, id: Id) -> Result<CrewDevice> {
    theirs(cx, id)
}

/// The people of the crews.
pub fn members(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<CrewMember>> {
    door(cx, org)?;
    store::members(cx, org)
}

/// Adds a device; its code, which is printed once and typed on the device itself.
pub fn add_device(
    cx: &Cx<'_>,
    org: OrganisationId,
    name: &str,
    random: &[u8; 12],
) -> Result<(Id, String)> {
    door(cx, org)?;
    brigade(cx, org)?;
    let name = name.trim();
    if name.chars().count() > 40 || !kernel::text::is_plain_line(name) {
        return Err(Error::field("name", "端末の名前を40文字以内で入力してください"));
    }
    let code = code_from_bytes(random);
    let hash = device_code_hash(&code).ok_or_else(|| Error::Inconsistent("code form".into()))?;
    let until = cx.now().plus_minutes(CODE_DAYS * 24 * 60);
    let id = store::add_device(cx, org, name, &hash, until)?;
    done(cx, true, id, "add")?;
    Ok((id, code))
}

/// A new code for a device that forgot its credential; what it held before is dead.
pub fn renew_device(cx: &Cx<'_>, id: Id, random: &[u8; 12]) -> Result<String> {
    theirs(cx, id)?;
    let code = code_from_bytes(random);
    let hash = device_code_hash(&code).ok_or_else(|| Error::Inconsistent("code form".into()))?;
    let until = cx.now().plus_minutes(CODE_DAYS * 24 * 60);
    done(cx, store::device_code(cx, id, &hash, until)?, id, "code")?;
    Ok(code)
}

/// Ends a device at once: lost, or not needed any more. Every session on it is dead with its next request.
pub fn end_device(cx: &Cx<'_>, id: Id, lost: bool) -> Result<()> {
    theirs(cx, id)?;
    let why = if lost { "lost" } else { "removed" };
    done(cx, store::end_device(cx, id, why)?, id, why)
}

/// Notes that whoever is signed in on a device is signed out from afar.
pub fn sign_out(cx: &Cx<'_>, id: Id) -> Result<()> {
    let d = theirs(cx, id)?;
    done(cx, d.ended_at.is_none(), id, "sign out")
}

/// Puts somebody on the list of the crews; the printed code with which they choose their PIN on a registered device.
pub fn add_member(
    cx: &Cx<'_>,
    org: OrganisationId,
    name: &str,
    kana: &str,
    number: Option<&str>,
    random: &[u8; 12],
) -> Result<(AccountId, String)> {
    door(cx, org)?;
    brigade(cx, org)?;
    let mut errors: Vec<FieldError> =
        [words::name("name", name, "お名前"), words::reading("kana", kana, "かな", false)]
            .into_iter()
            .flatten()
            .collect();
    let number = number.map(str::trim).filter(|n| !n.is_empty());
    let known = store::members(cx, org)?;
    if number.is_some_and(|n| {
        n.chars().count() > 20 || known.iter().any(|m| m.number.as_deref() == Some(n))
    }) {
        errors.push(FieldError {
            field: "number".into(),
            message:
                "この職員番号は、ほかの人が使っています。20文字までの、べつの番号にしてください"
                    .into(),
        });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let new = NewAccount {
        organisation: org,
        name: name.trim().into(),
        kana: kana.trim().into(),
        hat: Hat::Crew,
        profession: Hat::Crew.label().into(),
        demo_role: None,
    };
    let id = crate::store::add_account(cx, &new)?;
    store::number(cx, id, number)?;
    cx.rights_changed()?;
    Ok((id, give_code(cx, id, random)?))
}

/// A new printed code for somebody of a crew: forgotten PIN, or too many wrong ones. The PIN of before is dead.
pub fn renew_member(cx: &Cx<'_>, id: AccountId, random: &[u8; 12]) -> Result<String> {
    let Some(a) = crate::store::account(cx, id)? else { return Err(Error::NotFound) };
    super::staff::may_look_after_what_is_named(cx, a.organisation)?;
    if a.hat != Hat::Crew {
        return Err(Error::NotFound);
    }
    give_code(cx, id, random)
}

fn give_code(cx: &Cx<'_>, id: AccountId, random: &[u8; 12]) -> Result<String> {
    let code = code_from_bytes(random);
    let hash =
        person_code_hash(id, &code).ok_or_else(|| Error::Inconsistent("code form".into()))?;
    store::set_code(cx, id, &hash, cx.now().plus_minutes(CODE_DAYS * 24 * 60))?;
    cx.audit(AuditEntry::act("accounts.crew.code").object(format!("account:{id}")));
    Ok(code)
}

/// The region's rule about crews, for who may change it.
pub fn rule(cx: &Cx<'_>) -> Result<Rule> {
    authorise(cx, &permissions::CREW_RULE)?;
    Rule::of(cx)
}

/// Changes the region's rule about crews.
pub fn set_rule(cx: &Cx<'_>, rule: &Rule) -> Result<()> {
    authorise(cx, &permissions::CREW_RULE)?;
    rule.keep(cx)?;
    cx.audit(AuditEntry::act("accounts.crew.rule").detail(format!(
        "{} digits, {} minutes, {}",
        rule.digits,
        rule.idle_minutes,
        if rule.listed { "listed" } else { "typed" }
    )));
    Ok(())
}
