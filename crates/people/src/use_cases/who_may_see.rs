//! 「誰に見えるか」: the rights in force about a resident, in words, and who cannot see at all.
use std::collections::BTreeMap;

use app::{Cx, Result};
use kernel::{Hat, Id, wareki};

use crate::authz::{
    Act, Basic, Basis, Party, Read, What, all_of, allowed, consent_in_force, decide,
};
use crate::{ResidentId, permissions};

/// One who can see: name, by what right and until when, and what.
pub type Line = (String, String, Vec<String>);

/// The lines in the order in which the rights began; people who can see nothing are named by role at the end
/// with no kinds.
pub fn who_may_see(cx: &Cx<'_>, resident: Id) -> Result<Vec<Line>> {
    let id = ResidentId(resident);
    decide::<Read, Basic>(cx, &permissions::READ, id, None)?;
    let mut parties: BTreeMap<Id, (String, Vec<String>, Vec<What>, usize)> = BTreeMap::new();
    let mut all = Vec::new();
    for record in super::merge::same(cx, id)? {
        let consent = consent_in_force(cx, record)?;
        let held = all_of(cx, record)?;
        all.extend(
            held.into_iter()
                .filter(|h| h.record.is_none() && (consent || !h.basis.needs_consent())),
        );
    }
    for (order, held) in all.into_iter().enumerate() {
        let name = match held.party {
            Party::Organisation(o) => accounts::organisation(cx, accounts::OrganisationId(o))?.name,
            Party::Account(a) => match accounts::account(cx, accounts::AccountId(a))? {
                Some(a) => a.name,
                None => continue,
            },
        };
        let why = match (held.basis, held.to) {
            (Basis::HospitalConcerned, Some(to)) => format!("{}まで", wareki::month_day(to)),
            (b, Some(to)) => format!("{}（{}まで）", b.label(), wareki::month_day(to)),
            (b, None) => b.label().to_string(),
        };
        let entry = parties.entry(held.party.id()).or_insert((name, Vec::new(), Vec::new(), order));
        if !entry.1.contains(&why) {
            entry.1.push(why);
        }
        for what in What::ALL {
            let sees = held.kind.is_none_or(|k| k == what)
                && Hat::ALL.iter().any(|h| allowed(*h, held.basis, Act::Read, what));
            if sees && !entry.2.contains(&what) {
                entry.2.push(what);
            }
        }
    }
    let mut lines: Vec<(usize, Line)> = parties
        .into_values()
        .map(|(name, why, what, order)| {
            let kinds = what.iter().map(|w| w.label().to_string()).collect();
            (order, (name, why.join("・"), kinds))
        })
        .collect();
    lines.sort_by_key(|(order, _)| *order);
    let mut out: Vec<Line> = lines.into_iter().map(|(_, l)| l).collect();
    out.push((
        "見えない人".into(),
        "市の担当、連携拠点、支援チームに入っていない事業所".into(),
        Vec::new(),
    ));
    Ok(out)
}
