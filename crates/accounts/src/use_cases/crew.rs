//! Signing in of a crew: the device shows its credential, a person of the list their PIN. Run as the program itself,
//! because nobody is signed in yet; each refusal leaves an audit row that names the device.
use app::audit::AuditEntry;
use app::{Cx, Result};
use kernel::{Hat, Id, sha256_hex};

use super::devices::{device_code_hash, person_code_hash};
use crate::AccountId;
use crate::model::away::{Away, Opener};
use crate::model::crew::{CrewDevice, CrewMember, Rule, plain_name};
use crate::sessions::{Found, Proof};
use crate::store::crew as store;

fn secret_hash(credential: &str) -> String {
    sha256_hex(format!("yui-device-credential:{credential}").as_bytes())
}

/// The device that holds this credential and has not ended.
pub fn device_of(cx: &Cx<'_>, credential: &str) -> Result<Option<CrewDevice>> {
    if credential.is_empty() {
        return Ok(None);
    }
    store::by_secret(cx, &secret_hash(credential))
}

/// Uses the printed code of a device: it holds the credential from now on. None when the code is none, used, or over.
pub fn enrol(cx: &Cx<'_>, code: &str, credential: &str) -> Result<Option<CrewDevice>> {
    let refused = || {
        cx.audit(AuditEntry::act("accounts.device.enrol").denied());
        Ok(None)
    };
    let Some(hash) = device_code_hash(code) else { return refused() };
    let Some(found) = store::by_code(cx, &hash)? else { return refused() };
    if !store::enrol(cx, found.id, &hash, &secret_hash(credential))? {
        return refused();
    }
    cx.audit(AuditEntry::act("accounts.device.enrol").object(format!("device:{}", found.id)));
    Ok(Some(found))
}

/// The people who can sign in on a device.
pub fn list(cx: &Cx<'_>, device: &CrewDevice) -> Result<Vec<CrewMember>> {
    store::members(cx, device.organisation)
}

/// Who is meant: chosen by account, or typed as name or 職員番号. None when it is nobody of this device's list, or two
/// with the same name.
pub fn meant(
    cx: &Cx<'_>,
    device: &CrewDevice,
    rule: &Rule,
    chosen: &str,
    typed: &str,
) -> Result<Option<CrewMember>> {
    let all = store::members(cx, device.organisation)?;
    if rule.listed {
        let id = chosen.parse::<AccountId>().ok();
        return Ok(all.into_iter().find(|m| Some(m.account) == id));
    }
    let typed = plain_name(typed);
    if typed.is_empty() {
        return Ok(None);
    }
    let mut fitting = all.into_iter().filter(|m| {
        plain_name(&m.name) == typed || m.number.as_deref().is_some_and(|n| plain_name(n) == typed)
    });
    let first = fitting.next();
    Ok(first.filter(|_| fitting.next().is_none()))
}

/// Counts a try with somebody's PIN, before it is judged: the kept PIN and its digits. None when there is no PIN, or
/// [`crate::model::crew::WRONG_IN_A_ROW`] were wrong: then only a new printed code helps.
pub fn begin(cx: &Cx<'_>, account: AccountId) -> Result<Option<(String, i64)>> {
    store::try_pin(cx, account)
}

/// The PIN was right.
pub fn right(cx: &Cx<'_>, device: Id, account: AccountId) -> Result<()> {
    store::right(cx, account)?;
    store::device_seen(cx, device)
}

/// A try was refused.
pub fn refused(cx: &Cx<'_>, device: Id) {
    cx.audit(
        AuditEntry::act("accounts.signin")
            .object(format!("device:{device}"))
            .detail("crew")
            .denied(),
    );
}

/// Does this printed code belong to this person, and can it still be used?
pub fn code_fits(cx: &Cx<'_>, account: AccountId, code: &str) -> Result<bool> {
    match person_code_hash(account, code) {
        Some(hash) => store::code_fits(cx, account, &hash),
        None => Ok(false),
    }
}

/// Keeps a new PIN in the place of the printed code, or of the PIN of before; false when that was used meanwhile.
pub fn set_pin(
    cx: &Cx<'_>,
    account: AccountId,
    kept: &str,
    digits: i64,
    code: &str,
    before: &str,
) -> Result<bool> {
    let code = person_code_hash(account, code).unwrap_or_default();
    let done = store::set_pin(cx, account, (kept, digits), (&code, before))?;
    if done {
        cx.audit(AuditEntry::act("accounts.crew.pin").object(format!("account:{account}")));
    }
    Ok(done)
}

/// Can this person's PIN open a tablet without a line already?
pub fn has_away(cx: &Cx<'_>, account: AccountId) -> Result<bool> {
    store::has_away(cx, account)
}

/// Keeps what of a PIN opens a tablet without a line; not when the PIN (as kept) is another one by now.
pub fn keep_away(cx: &Cx<'_>, account: AccountId, away: &Away, pin: &str) -> Result<bool> {
    store::set_away(cx, account, &away.text(), pin)
}

/// Who can open the district of a device without a line: the people of its list whose PIN can be used and has been typed
/// once since it could be kept for this.
pub fn openers(cx: &Cx<'_>, device: &CrewDevice) -> Result<Vec<Opener>> {
    let kept = store::away(cx, device.organisation, crate::model::crew::WRONG_IN_A_ROW)?;
    let opener = |m: CrewMember| {
        let text = kept.iter().find(|k| k.0 == m.account).map(|k| k.1.as_str())?;
        let away = Away::parse(text)?;
        Some(Opener { account: m.account, name: m.name, number: m.number, away })
    };
    Ok(list(cx, device)?.into_iter().filter_map(opener).collect())
}

/// May a session go on? Asked at each request: one of a crew is good only on its device, while that is registered, and
/// `credential` must be the device's; one of a resident's or relative's phone likewise; one of the vendor's only while the region has the door open.
pub fn may_stay(cx: &Cx<'_>, session: &Found, credential: &str) -> Result<bool> {
    if session.hat == Hat::Vendor && super::openings::now_open(cx, session.account)?.is_none() {
        return Ok(false);
    }
    match session.device {
        None => Ok(true),
        // the phone that the card made theirs, while card and phone are in use
        Some(_) if session.proof == Proof::Card => {
            super::phone::holds(cx, session.account, credential)
        }
        Some(id) => Ok(device_of(cx, credential)?.is_some_and(|d| d.id == id)),
    }
}
