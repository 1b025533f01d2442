//! Facts everybody in the region may read: who works where, and when an office is open. No residents here.
use app::{Cx, Error, Result};
use kernel::BusinessCalendar;

use crate::model::{Account, Organisation, OrganisationKind, Ward};
use crate::{AccountId, OrganisationId, store};

/// An organisation; [`Error::NotFound`] when there is none.
pub fn organisation(cx: &Cx<'_>, id: OrganisationId) -> Result<Organisation> {
    store::organisation(cx, id)?.ok_or(Error::NotFound)
}

/// All organisations by kana.
pub fn organisations(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    store::organisations(cx, None)
}

/// Organisations of one kind by kana.
pub fn organisations_of_kind(cx: &Cx<'_>, kind: OrganisationKind) -> Result<Vec<Organisation>> {
    store::organisations(cx, Some(kind))
}

/// The wards of a hospital in their order.
pub fn wards_of(cx: &Cx<'_>, id: OrganisationId) -> Result<Vec<Ward>> {
    store::wards(cx, id)
}

/// An account that is not locked; none otherwise.
pub fn account(cx: &Cx<'_>, id: AccountId) -> Result<Option<Account>> {
    store::account(cx, id)
}

/// An account, also one that was locked since: for naming who did or had something.
pub fn any_account(cx: &Cx<'_>, id: AccountId) -> Result<Option<Account>> {
    store::any_account(cx, id)
}

/// The staff of an organisation by kana, also those who left: what they had can be handed over.
pub fn any_accounts_of(cx: &Cx<'_>, id: OrganisationId) -> Result<Vec<Account>> {
    store::any_of(cx, id)
}

/// The day on which an organisation closed; none while it is open. A closed one is in no list to choose from, and
/// stays in the history.
pub fn closed_on(cx: &Cx<'_>, id: OrganisationId) -> Result<Option<kernel::Date>> {
    store::closed_on(cx, id)
}

/// The staff of an organisation by kana.
pub fn accounts_of(cx: &Cx<'_>, id: OrganisationId) -> Result<Vec<Account>> {
    store::accounts_of(cx, id)
}

/// The one-tap accounts of a demonstration region; empty elsewhere.
pub fn demo_accounts(cx: &Cx<'_>) -> Result<Vec<Account>> {
    if cx.region().demo { store::demo_accounts(cx) } else { Ok(Vec::new()) }
}

/// The business calendar of an organisation.
pub fn calendar_of(cx: &Cx<'_>, id: OrganisationId) -> Result<BusinessCalendar> {
    organisation(cx, id).map(|o| o.calendar)
}
