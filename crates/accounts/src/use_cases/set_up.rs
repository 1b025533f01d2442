//! Putting organisations, wards and accounts in place: the operator's command line and the demonstration.
use app::{Cx, Error, Result, authorise};

use crate::model::{NewAccount, NewOrganisation, Ward};
use crate::{AccountId, OrganisationId, permissions, store};

/// Adds an organisation.
pub fn add_organisation(cx: &Cx<'_>, o: &NewOrganisation) -> Result<OrganisationId> {
    authorise(cx, &permissions::INVITE)?;
    if o.name.trim().is_empty() {
        return Err(Error::field("name", "名前を入力してください"));
    }
    store::add_organisation(cx, o)
}

/// Adds the wards of a hospital in this order.
pub fn add_wards(cx: &Cx<'_>, org: OrganisationId, wards: &[Ward]) -> Result<()> {
    authorise(cx, &permissions::INVITE)?;
    wards.iter().enumerate().try_for_each(|(i, w)| store::add_ward(cx, org, w, i))
}

/// Puts an account at wards of its hospital.
pub fn put_at_wards(cx: &Cx<'_>, account: AccountId, wards: &[String]) -> Result<()> {
    authorise(cx, &permissions::INVITE)?;
    store::work_at(cx, account, wards)
}

/// Adds an account. A one-tap role is possible only where the region was made as a demonstration.
pub fn add_account(cx: &Cx<'_>, a: &NewAccount) -> Result<AccountId> {
    authorise(cx, &permissions::INVITE)?;
    if a.demo_role.is_some() && !cx.region().demo {
        return Err(Error::Rule("デモの入り口は、デモの地域にだけ作れます".into()));
    }
    let id = store::add_account(cx, a)?;
    cx.rights_changed()?;
    Ok(id)
}

/// Ends an organisation: it is in no list to choose from any more, and stays in the history. Whom it followed must have
/// been handed over before, by the slice that knows them.
pub fn close_organisation(cx: &Cx<'_>, id: OrganisationId, on: kernel::Date) -> Result<()> {
    authorise(cx, &permissions::INVITE)?;
    if store::close_organisation(cx, id, on)? {
        Ok(cx.rights_changed()?)
    } else {
        Err(Error::NotFound)
    }
}
