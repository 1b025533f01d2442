//! 「誰に見えるか」: the rights in force about a resident, in words, also those to a single paper that somebody was sent,
//! and who cannot see at all.
use std::collections::BTreeMap;

use app::{Cx, Result};
use kernel::{Hat, Id, wareki};

use crate::authz::{
    Act, Basic, Basis, Party, Read, What, all_of, allowed, consent_in_force, decide,
};
use crate::{ResidentId, permissions};

/// One who can see: name, by what right and until when, and what.
pub type Line = (String, String, Vec<String>);

/// The name of one record: the title of its form; a question or an invitation has none.
fn paper(cx: &Cx<'_>, record: Option<Id>) -> Result<&'static str> {
    let Some(id) = record else { return Ok("書類") };
    let form = match app::records::load(cx, id) {
        Ok(version) => version.form,
        Err(app::Error::NotFound) => return Ok("受け入れの問い合わせ"),
        Err(e) => return Err(e),
    };
    let shipped = forms::shipped().map_err(|e| app::Error::Inconsistent(format!("forms: {e}")))?;
    Ok(shipped.forms.newest(&form).map_or("カンファの案内と記録", |f| f.title.as_str()))
}

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
        all.extend(held.into_iter().filter(|h| consent || !h.basis.needs_consent()));
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
            // the right to one paper: which, and until when
            (_, to) if held.record.is_some() => {
                let until = to.map(|d| format!("（{}まで）", wareki::month_day(d)));
                format!("{}を受け取った相手{}", paper(cx, held.record)?, until.unwrap_or_default())
            }
            (Basis::HospitalConcerned, Some(to)) => format!("{}まで", wareki::month_day(to)),
            (b, Some(to)) => format!("{}（{}まで）", b.label(), wareki::month_day(to)),
            (b, None) => b.label().to_string(),
        };
        let entry = parties.entry(held.party.id()).or_insert((name, Vec::new(), Vec::new(), order));
        if !entry.1.contains(&why) {
            entry.1.push(why);
        }
        if held.record.is_some() {
            continue;
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
            let mut kinds: Vec<String> = what.iter().map(|w| w.label().to_string()).collect();
            if kinds.is_empty() {
                kinds.push("受け取った書類だけ".into());
            }
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
