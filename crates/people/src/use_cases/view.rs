//! Reading a resident.
use app::{Cx, Permission, Result};
use kernel::Id;

use crate::authz::{
    Act, Basic, Group, Health, Kind, Permit, Read, What, audit_list, could, decide, scope,
};
use crate::model::{Consent, Contact, Fact, Resident, TeamMember};
use crate::{ResidentId, permissions, store};

/// Everything the head and the side of a person's page show.
#[derive(Debug, Clone)]
pub struct View {
    /// The person.
    pub resident: Resident,
    /// Relatives and other contacts, in order of calling.
    pub contacts: Vec<Contact>,
    /// Health facts; empty when this actor may not see them.
    pub facts: Vec<Fact>,
    /// May the actor see health facts at all?
    pub sees_health: bool,
    /// The team.
    pub team: Vec<TeamMember>,
    /// The consent in force.
    pub consents: Vec<Consent>,
}

/// The person's page.
pub fn view(cx: &Cx<'_>, id: ResidentId) -> Result<View> {
    view_for(cx, &permissions::READ, id)
}

/// The same for another act than opening the page, which then stands in the log in its place.
pub fn view_for(cx: &Cx<'_>, permission: &'static Permission, id: ResidentId) -> Result<View> {
    let basic = decide::<Read, Basic>(cx, permission, id, None)?;
    let sees_health = could(cx, Act::Read, What::Health, id)?;
    let facts = if sees_health {
        let health = decide::<Read, Health>(cx, permission, id, None)?;
        store::details::facts(cx, &health)?
    } else {
        Vec::new()
    };
    let mut view = View {
        resident: store::get(cx, &basic)?,
        contacts: store::details::contacts(cx, &basic)?,
        facts,
        sees_health,
        team: team(cx, &basic)?,
        consents: store::details::consents(cx, &basic)?,
    };
    super::merge::extend(cx, permission, id, &mut view)?;
    Ok(view)
}

/// The resident of a permit that another slice already holds.
pub fn resident<K: Kind>(cx: &Cx<'_>, permit: &Permit<'_, Read, K>) -> Result<Resident> {
    store::get(cx, permit)
}

/// The team of a resident, for a slice that holds a permit for them.
pub fn team<K: Kind>(cx: &Cx<'_>, permit: &Permit<'_, Read, K>) -> Result<Vec<TeamMember>> {
    if !permit.sees(Group::Team) {
        return Ok(Vec::new());
    }
    let mut all = store::details::team(cx, permit.resident())?;
    for m in all.iter_mut().filter(|m| m.person.is_empty()) {
        m.person = person_in(cx, m)?;
    }
    Ok(all)
}

/// The person of a row from before there was a column for it: the account's name, or what stands behind the name of
/// the organisation.
fn person_in(cx: &Cx<'_>, m: &TeamMember) -> Result<String> {
    if let Some(id) = m.account {
        let name = accounts::any_account(cx, accounts::AccountId(id))?.map(|a| a.name);
        return Ok(name.filter(|n| m.label.ends_with(n.as_str())).unwrap_or_default());
    }
    let Some(id) = m.organisation.filter(|_| m.label.contains([' ', '　'])) else {
        return Ok(String::new());
    };
    let office = accounts::organisation(cx, accounts::OrganisationId(id))?.name;
    Ok(m.label.strip_prefix(office.as_str()).unwrap_or_default().trim().to_owned())
}

/// The residents of ids that came out of another slice's list made with the same scope rules.
pub fn of_list(cx: &Cx<'_>, ids: &[Id], what: What) -> Result<Vec<Resident>> {
    let scope = scope(cx, &permissions::LIST, what)?;
    store::by_ids(cx, ids, &scope)
}

/// A page of residents and the key of the next page.
pub type Page = (Vec<Resident>, Option<(String, Id)>);

/// A page of 「わたしの担当」: residents in reach, or only those whose team names this account. 50 a page; the
/// second value is the key of the next page.
pub fn list(cx: &Cx<'_>, after: Option<(&str, Id)>, only_mine: bool) -> Result<Page> {
    let scope = scope(cx, &permissions::LIST, What::Basic)?;
    let mine = if only_mine { cx.actor().account } else { None };
    let mut rows = store::page(cx, &scope, after, mine)?;
    let next = (rows.len() > 50).then(|| {
        rows.truncate(50);
        rows.last().map(|r| (r.kana.clone(), r.id.0))
    });
    let rows = super::merge::in_front(cx, rows)?;
    let ids: Vec<Id> = rows.iter().map(|r| r.id.0).collect();
    audit_list(cx, &permissions::LIST, if only_mine { "mine" } else { "office" }, &ids);
    Ok((rows, next.flatten()))
}

/// Residents in reach whose whole name or kana stands in a text that is about to leave the program, so that its writer
/// can be asked to write initials; at most 20. The text is not logged. Nobody for who may not list residents.
pub fn named_in(cx: &Cx<'_>, text: &str) -> Result<Vec<Resident>> {
    if !app::may(cx, &permissions::LIST)? {
        return Ok(Vec::new());
    }
    let scope = scope(cx, &permissions::LIST, What::Basic)?;
    let rows = store::named_in(cx, &scope, text)?;
    let ids: Vec<Id> = rows.iter().map(|r| r.id.0).collect();
    audit_list(cx, &permissions::LIST, "named", &ids);
    Ok(rows)
}

/// Residents in reach whose name or kana holds what was typed; at most 20. The typed text is not logged.
pub fn matching(cx: &Cx<'_>, typed: &str) -> Result<Vec<Resident>> {
    let scope = scope(cx, &permissions::LIST, What::Basic)?;
    let rows = super::merge::in_front(cx, store::matching(cx, &scope, typed)?)?;
    let ids: Vec<Id> = rows.iter().map(|r| r.id.0).collect();
    audit_list(cx, &permissions::LIST, "search", &ids);
    Ok(rows)
}
