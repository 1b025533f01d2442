//! Where somebody went at the end of a stay: an organisation here, or a name with its prefecture.
use accounts::OrganisationId;
use serde::{Deserialize, Serialize};

use super::{Act, ActKind};

/// Where to. Kept in the data of the act 退院.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Destination {
    /// The organisation, when it has one here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<kernel::Id>,
    /// Its name.
    pub name: String,
    /// Prefecture, of one in another region.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefecture: String,
}

impl Destination {
    /// 「雪代市立病院（宮城県）」.
    pub fn words(&self) -> String {
        match (self.name.trim(), self.prefecture.trim()) {
            ("", p) => p.to_owned(),
            (n, "") => n.to_owned(),
            (n, p) => format!("{n}（{p}）"),
        }
    }

    /// As an organisation.
    pub fn known(&self) -> Option<OrganisationId> {
        self.organisation.map(OrganisationId)
    }
}

/// The destination entered with the end that stands.
pub fn destination<'a>(acts: impl DoubleEndedIterator<Item = &'a Act>) -> Option<Destination> {
    let ended = acts.rev().find(|a| a.kind == ActKind::Ended && !a.cancelled)?;
    let data = ended.detail.data.get("to").cloned();
    match data.and_then(|d| serde_json::from_value::<Destination>(d).ok()) {
        Some(d) => Some(d),
        None => Some(Destination { name: ended.detail.note.clone(), ..Destination::default() })
            .filter(|d| !d.name.is_empty()),
    }
}
