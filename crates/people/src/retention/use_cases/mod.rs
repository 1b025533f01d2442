//! What is due. Nothing here happens by itself: a person proposes, another confirms.
pub mod hold;
pub mod purge;

use std::collections::{BTreeMap, BTreeSet};

use app::{Cx, Result, authorise};
use kernel::Date;
use slice::{KeptKind, Retained};

use super::model::{self, Due, Rules};
use super::permissions::RETENTION;
use super::sources::sources;
use super::store;
use crate::ResidentId;

/// Most persons of one purge: one transaction.
pub const AT_ONCE: usize = 200;

/// What people itself keeps and erases.
pub(crate) const OWN: Retained = Retained { kept: store::kept, erase: store::erase };

fn kept(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<KeptKind>> {
    let mut all = Vec::new();
    for s in sources()? {
        all.extend((s.kept)(cx, id.0)?);
    }
    Ok(all)
}

/// All records of the person that stand joined with this one, this one first.
fn group(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<ResidentId>> {
    let (mut out, mut todo) = (Vec::new(), vec![id]);
    while let Some(next) = todo.pop() {
        if !out.contains(&next) {
            out.push(next);
            todo.extend(store::joined(cx, next)?);
        }
    }
    Ok(out)
}

/// Who may be purged today: everybody whose longest retention is over and on whom there is no hold, the oldest first.
/// Records joined as one person are due together or not at all.
pub fn due(cx: &Cx<'_>) -> Result<Vec<Due>> {
    let rules = Rules::shipped()?;
    let today = cx.today();
    let before = kernel::At::jst(rules.too_new(today), kernel::Time::midnight());
    let old: BTreeMap<ResidentId, Option<Date>> =
        store::old_enough(cx, before)?.into_iter().collect();
    let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
    for id in old.keys() {
        if seen.contains(id) {
            continue;
        }
        let all = group(cx, *id)?;
        seen.extend(all.iter().copied());
        out.extend(due_together(cx, rules, &all, &old)?);
    }
    out.sort_by_key(|d| (d.due_on, d.resident));
    Ok(out)
}

fn due_together(
    cx: &Cx<'_>,
    rules: &Rules,
    all: &[ResidentId],
    old: &BTreeMap<ResidentId, Option<Date>>,
) -> Result<Vec<Due>> {
    let mut everything = Vec::new();
    for id in all {
        // one of them is too young, or held: none is due
        if !old.contains_key(id) || store::held(cx, *id)? {
            return Ok(Vec::new());
        }
        everything.extend(kept(cx, *id)?);
    }
    let died = all.iter().filter_map(|id| old.get(id).copied().flatten()).max();
    let Some(closed_on) = model::closed_on(&everything, died) else { return Ok(Vec::new()) };
    let due_on = model::due(rules, &everything, closed_on);
    if due_on > cx.today() {
        return Ok(Vec::new());
    }
    Ok(all.iter().map(|r| Due { resident: *r, closed_on, due_on }).collect())
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Due today, the oldest first.
    pub due: Vec<Due>,
    /// Holds, newest first.
    pub holds: Vec<store::Hold>,
    /// Purges, newest first.
    pub purges: Vec<store::Purge>,
}

/// For the administrators: numbers and dates.
pub fn overview(cx: &Cx<'_>) -> Result<Overview> {
    authorise(cx, &RETENTION)?;
    Ok(Overview { due: due(cx)?, holds: store::holds(cx)?, purges: store::purges(cx)? })
}
