//! Who has not been heard since: professions and associations without a 打ち合わせ for months.
use app::{Cx, Error, Result, authorise};
use kernel::Date;
use kernel::time::add_months;

use crate::model::Profession;
use crate::store::{acts, parties};
use crate::{PartyId, permissions};

/// One that can be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// In words.
    pub name: String,
    /// The profession, of an association where it is known.
    pub profession: Option<Profession>,
    /// The association, organisation or body; none for a profession as a whole.
    pub party: Option<PartyId>,
    /// Last 打ち合わせ; none = never.
    pub last: Option<Date>,
}

/// Those without 打ち合わせ for so many months (1–60), never heard first, then the longest; professions before the
/// associations that are known.
pub fn silent(cx: &Cx<'_>, months: i32) -> Result<Vec<Heard>> {
    authorise(cx, &permissions::READ)?;
    if !(1..=60).contains(&months) {
        return Err(Error::field("months", "月数は1から60までにしてください"));
    }
    let since = add_months(cx.today(), -months);
    let (professions, of_parties) = (acts::heard(cx)?, acts::heard_parties(cx)?);
    let mut out: Vec<Heard> = Profession::ALL
        .iter()
        .filter(|p| **p != Profession::Other)
        .map(|p| Heard {
            name: p.label().into(),
            profession: Some(*p),
            party: None,
            last: professions.get(p).copied(),
        })
        .collect();
    for p in parties::list(cx)? {
        let last = of_parties.get(&p.id).copied();
        out.push(Heard { name: p.name, profession: p.profession, party: Some(p.id), last });
    }
    out.retain(|h| h.last.is_none_or(|d| d < since));
    out.sort_by_key(|h| (h.party.is_some(), h.last));
    Ok(out)
}
