//! Accounts of residents and relatives, and the phone on which each is in use. Who they are bound to and who may make or
//! end one is for people to decide: its use cases call these inside their own permit and transaction.
use app::audit::AuditEntry;
use app::{Cx, Error, Result};
use kernel::{Hat, Id, sha256_hex};

use crate::model::NewAccount;
use crate::model::phone::Phone;
use crate::store::{self, phone as kept};
use crate::{AccountId, OrganisationId};

/// The organisation to which everybody at home belongs: an account has one, and this one holds no right about anybody.
pub const AT_HOME: OrganisationId =
    OrganisationId(Id::from_bytes([0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x44]));

fn secret_hash(credential: &str) -> String {
    sha256_hex(format!("yui-phone-credential:{credential}").as_bytes())
}

/// Adds the account of a resident or a relative.
///
/// # Errors
/// [`Error::Inconsistent`] for any other hat.
pub fn add(
    cx: &Cx<'_>,
    hat: Hat,
    name: &str,
    kana: &str,
    demo_role: Option<&str>,
) -> Result<AccountId> {
    if !hat.at_home() {
        return Err(Error::Inconsistent("a card is for residents and their families".into()));
    }
    if demo_role.is_some() && !cx.region().demo {
        return Err(Error::Rule("デモの入り口は、デモの地域にだけ作れます".into()));
    }
    kept::home(cx, AT_HOME)?;
    let account = NewAccount {
        organisation: AT_HOME,
        name: name.into(),
        kana: kana.into(),
        hat,
        profession: hat.label().into(),
        demo_role: demo_role.map(str::to_string),
    };
    let id = store::add_account(cx, &account)?;
    cx.rights_changed()?;
    Ok(id)
}

/// The cards in use on a phone.
pub fn on(cx: &Cx<'_>, credential: &str) -> Result<Vec<Phone>> {
    match credential.is_empty() {
        true => Ok(Vec::new()),
        false => kept::on(cx, &secret_hash(credential)),
    }
}

/// The phone on which an account is in use; none when there is none.
pub fn of(cx: &Cx<'_>, id: AccountId) -> Result<Option<Phone>> {
    kept::of(cx, id)
}

/// Is the account in use on the phone with this credential, and open?
pub fn holds(cx: &Cx<'_>, id: AccountId, credential: &str) -> Result<bool> {
    Ok(!credential.is_empty() && kept::holds(cx, id, &secret_hash(credential))?)
}

/// Makes a phone the account's, with a PIN; the phone before is out at its next request.
pub fn set(cx: &Cx<'_>, id: AccountId, credential: &str, kept_pin: &str) -> Result<()> {
    kept::set(cx, id, &secret_hash(credential), kept_pin)?;
    cx.audit(AuditEntry::act("accounts.phone.set").object(format!("account:{id}")));
    Ok(())
}

/// Counts a try with the PIN, before it is judged: the kept PIN. None when there is none, or
/// [`crate::model::crew::WRONG_IN_A_ROW`] were wrong: then only a new card helps.
pub fn begin(cx: &Cx<'_>, id: AccountId, credential: &str) -> Result<Option<String>> {
    kept::try_pin(cx, id, &secret_hash(credential))
}

/// The PIN was right.
pub fn right(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    kept::right(cx, id)
}

/// A try was refused; whose it was meant to be stands in the row, because the phone said so.
pub fn refused(cx: &Cx<'_>, id: Option<AccountId>) {
    let row = AuditEntry::act("accounts.signin").detail("card").denied();
    cx.audit(match id {
        Some(id) => row.object(format!("account:{id}")),
        None => row,
    });
}

/// Ends the phone of an account: PIN and credential are gone, the account stays for another card.
pub fn end(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    kept::end(cx, id)?;
    cx.audit(AuditEntry::act("accounts.phone.end").object(format!("account:{id}")));
    cx.rights_changed()?;
    Ok(())
}

/// Ends phone and account: nothing is asked of them any more from the next request on.
pub fn close(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    kept::end(cx, id)?;
    store::staff::lock(cx, id)?;
    cx.audit(AuditEntry::act("accounts.phone.close").object(format!("account:{id}")));
    cx.rights_changed()?;
    Ok(())
}

/// Takes the name of somebody at home away for good, when what is kept about the person is erased.
pub fn forget(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    kept::forget(cx, id)?;
    cx.rights_changed()?;
    Ok(())
}

/// The name was put right where the person is kept.
pub fn rename(cx: &Cx<'_>, id: AccountId, name: &str, kana: &str) -> Result<()> {
    kept::rename(cx, id, name, kana)
}
