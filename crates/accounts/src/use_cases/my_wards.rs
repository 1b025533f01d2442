//! The wards at which somebody works: their list of patients begins there. Each chooses their own; it gives no right.
use app::{Cx, Error, Result, authorise};

use crate::{AccountId, OrganisationId, permissions, store};

/// Names of the wards at which an account works, as it chose; empty = all of its hospital.
pub fn wards_at(cx: &Cx<'_>, account: AccountId) -> Result<Vec<String>> {
    store::wards_at(cx, account)
}

/// The actor's own wards, those that the hospital still has.
pub fn my_wards(cx: &Cx<'_>) -> Result<Vec<String>> {
    let (Some(me), Some(org)) = (cx.actor().account, cx.actor().organisation) else {
        return Ok(Vec::new());
    };
    let known = store::wards(cx, OrganisationId(org))?;
    let mut mine = store::wards_at(cx, AccountId(me))?;
    mine.retain(|m| known.iter().any(|w| w.name == *m));
    Ok(mine)
}

/// Chooses the actor's own wards; none = all of the hospital. Refused for a ward that the hospital does not have.
pub fn choose_wards(cx: &Cx<'_>, wards: &[String]) -> Result<()> {
    authorise(cx, &permissions::OWN_WARDS)?;
    let (Some(me), Some(org)) = (cx.actor().account, cx.actor().organisation) else {
        return Err(Error::NotFound);
    };
    let known = store::wards(cx, OrganisationId(org))?;
    let mut chosen: Vec<String> = Vec::new();
    for w in wards {
        if !known.iter().any(|k| k.name == *w) {
            return Err(Error::field("ward", "病棟を一覧から選んでください"));
        }
        if !chosen.contains(w) {
            chosen.push(w.clone());
        }
    }
    store::work_at(cx, AccountId(me), &chosen)
}
