//! A shield against being found (DV等支援措置; 住民基本台帳事務処理要領 第5-10): address, telephone and where the person is are
//! seen only by the organisations that the shield names. For everybody else they look like what was never entered; a team
//! that is not named does not learn of stays.
use app::{Cx, Error, Result};
use kernel::Id;

use crate::authz::{Basic, Read, Write, decide};
pub use crate::store::access::Shielded;
use crate::{ResidentId, permissions, store::access};

/// The page: the person's name, the shield in force, and who has rights now.
#[derive(Debug, Clone)]
pub struct Page {
    /// Name.
    pub name: String,
    /// In force.
    pub shield: Option<Shielded>,
    /// Organisations with a right about the person today: id and name.
    pub parties: Vec<(Id, String)>,
}

/// Opens it: for those who may change the basic facts, which a shield leaves to those it names.
pub fn read(cx: &Cx<'_>, id: ResidentId) -> Result<Page> {
    let writing = decide::<Write, Basic>(cx, &permissions::SHIELD, id, None)?;
    let permit = decide::<Read, Basic>(cx, &permissions::READ, writing.resident(), None)?;
    let mut parties: Vec<(Id, String)> = Vec::new();
    for held in crate::authz::all_of(cx, id)? {
        if let crate::authz::Party::Organisation(o) = held.party
            && !parties.iter().any(|(p, _)| *p == o)
        {
            let name = accounts::organisation(cx, accounts::OrganisationId(o))?.name;
            parties.push((o, name));
        }
    }
    let name = super::view::resident(cx, &permit)?.name;
    Ok(Page { name, shield: access::shield_of(cx, id)?, parties })
}

fn reason(text: &str) -> Result<()> {
    match text.trim().chars().count() {
        0 => Err(Error::field("reason", "理由を入力してください")),
        201.. => Err(Error::field("reason", "200文字以内で入力してください")),
        _ => Ok(()),
    }
}

/// Sets it. The office that does so is always named: somebody must be able to lift it.
pub fn set(cx: &Cx<'_>, id: ResidentId, why: &str, named: &[Id]) -> Result<Id> {
    decide::<Write, Basic>(cx, &permissions::SHIELD, id, None)?;
    reason(why)?;
    if access::shield_of(cx, id)?.is_some() {
        return Err(Error::Rule("もう伏せてあります".into()));
    }
    let mut named = named.to_vec();
    named.extend(cx.actor().organisation);
    access::add_shield(cx, id, why, &named)
}

/// Lifts it.
pub fn lift(cx: &Cx<'_>, id: ResidentId, why: &str) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::SHIELD, id, None)?;
    reason(why)?;
    let shield = access::shield_of(cx, id)?.ok_or(Error::NotFound)?;
    if access::lift(cx, shield.id, why)? { Ok(()) } else { Err(Error::NotFound) }
}
