//! What people hands to 救急医療情報: the facts of a card, for a reader of the card; and what its index is made of.
use app::{Cx, Result};
use db::{Value, Where};
use kernel::Id;

use crate::ResidentId;
use crate::authz::{Emergency, Permit, Read, shield};
use crate::model::{Contact, Fact, Resident, TeamMember};
use crate::store;

/// The facts of a card.
#[derive(Debug, Clone)]
pub struct CardFacts {
    /// The person.
    pub resident: Resident,
    /// Whom to call, in order.
    pub contacts: Vec<Contact>,
    /// Health facts.
    pub facts: Vec<Fact>,
    /// The team.
    pub team: Vec<TeamMember>,
}

/// The facts of a card for who may read it. The card as a whole is what was consented to, so nothing inside it is masked
/// again; under a shield that does not name the reader, address and telephone numbers are as if never entered.
pub fn card_facts(cx: &Cx<'_>, permit: &Permit<'_, Read, Emergency>) -> Result<CardFacts> {
    let id = permit.resident();
    let mut resident = store::whole(cx, id)?;
    let mut contacts = store::details::all_contacts(cx, id)?;
    let actor = cx.actor();
    let text = |id: Option<Id>| id.map_or_else(String::new, |i| i.to_string());
    let hidden = shield(cx, id, (&text(actor.organisation), &text(actor.account)))?;
    if hidden == crate::authz::Shield::Hidden {
        resident.address.clear();
        resident.phone.clear();
        resident.household.clear();
        contacts.clear();
    }
    Ok(CardFacts {
        resident,
        contacts,
        facts: store::details::all_facts(cx, id)?,
        team: store::details::team(cx, id)?,
    })
}

/// What the index of the look-up is made of: never shown by itself. Nothing for somebody who has died or whose record stands
/// behind another; no address and no telephone while any shield lasts, because an index has no reader to be named by it.
pub fn index_facts(cx: &Cx<'_>, id: ResidentId) -> Result<Option<(Resident, Vec<String>)>> {
    let mut resident = match store::whole(cx, id) {
        Ok(r) => r,
        Err(app::Error::NotFound) => return Ok(None),
        Err(e) => return Err(e),
    };
    if resident.died_on.is_some() || store::merge::keep_of(cx, id)?.is_some() {
        return Ok(None);
    }
    let mut phones: Vec<String> = vec![resident.phone.clone()];
    phones.extend(store::details::all_contacts(cx, id)?.into_iter().map(|c| c.phone));
    if shield(cx, id, ("", ""))? == crate::authz::Shield::Hidden {
        resident.address.clear();
        phones.clear();
    }
    Ok(Some((resident, phones)))
}

/// Ids of residents after one, in order, at most `most` (up to 500): for bringing an index up to date.
pub fn ids_after(cx: &Cx<'_>, after: Option<Id>, most: usize) -> Result<Vec<Id>> {
    let mut w = Where::new();
    if let Some(after) = after {
        w = w.and("id > ?", &[Value::from(after)]);
    }
    Ok(store::ids(cx, &w)?.into_iter().take(most).collect())
}

/// What a line of a 台帳 shows of people's facts: name, address, telephone, one contact; nothing of health.
#[derive(Debug, Clone)]
pub struct RegisterLine {
    /// 氏名.
    pub name: String,
    /// ふりがな.
    pub kana: String,
    /// 生年月日.
    pub birth: kernel::Date,
    /// 住所.
    pub address: String,
    /// 電話.
    pub phone: String,
    /// The first contact: who, and the number.
    pub contact: Option<(String, String)>,
}

/// The line of somebody in a 台帳, for who may read that entry. A shield that does not name the reader ends the right itself.
pub fn register_line(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, crate::authz::Register>,
) -> Result<RegisterLine> {
    let id = permit.resident();
    let r = store::whole(cx, id)?;
    let first = store::details::all_contacts(cx, id)?.into_iter().find(|c| !c.phone.is_empty());
    Ok(RegisterLine {
        name: r.name,
        kana: r.kana,
        birth: r.birth,
        address: r.address,
        phone: r.phone,
        contact: first.map(|c| (format!("{} {}", c.relation, c.name).trim().to_owned(), c.phone)),
    })
}
