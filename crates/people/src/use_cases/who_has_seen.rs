//! 「誰が見たか」: who looked at a resident on which day and for what, from the log; for those who may open the resident,
//! and on paper for the resident. Organisations and roles, not the names of staff.
use app::audit_read::{self, Look};
use app::{Cx, Result};
use kernel::{Date, Hat};

use crate::authz::{Basic, Read, decide};
use crate::{ResidentId, permissions};

/// Somebody looked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// On this day.
    pub day: Date,
    /// Name of the organisation; empty for the operator.
    pub organisation: String,
    /// In this role.
    pub hat: Hat,
    /// Permission code of what was done.
    pub act: String,
}

/// A part of the list.
#[derive(Debug, Clone, Default)]
pub struct SeenPage {
    /// Newest day first; every line once a day.
    pub lines: Vec<Seen>,
    /// There is more before this day.
    pub before: Option<Date>,
    /// Holds the lines of the reader's own organisation only ([`super::who_may_see::names_others`]).
    pub own_only: bool,
}

/// Who looked before this day, whole days only; records that were joined to this one included.
pub fn who_has_seen(cx: &Cx<'_>, id: ResidentId, before: Date) -> Result<SeenPage> {
    decide::<Read, Basic>(cx, &permissions::READ, id, None)?;
    let mut looks: Vec<Look> = Vec::new();
    let mut cut: Option<Date> = None;
    for record in super::merge::same(cx, id)? {
        let mut some = audit_read::looks(cx, record.0, before)?;
        // A full page may have stopped inside a day: that day belongs to the next page, unless it is the only one.
        if some.iter().filter(|l| l.account.is_some()).count() >= 300 {
            let oldest = some.iter().filter(|l| l.account.is_some()).map(|l| l.day).min();
            let newest = some.iter().map(|l| l.day).max();
            if let Some(day) = oldest.filter(|d| Some(*d) != newest) {
                some.retain(|l| l.day > day);
                cut = cut.max(Some(kernel::time::add_days(day, 1)));
            } else {
                cut = cut.max(oldest);
            }
        }
        looks.extend(some);
    }
    if let Some(day) = cut {
        looks.retain(|l| l.day >= day);
    }
    let own_only = !super::who_may_see::names_others(cx, id)?;
    let mut lines = Vec::new();
    for l in looks {
        let (organisation, hat) = match l.account {
            None => (String::new(), Hat::Operator),
            Some(a) => match accounts::any_account(cx, accounts::AccountId(a))? {
                Some(a) if own_only && Some(a.organisation.0) != cx.actor().organisation => {
                    continue;
                }
                Some(a) => (accounts::organisation(cx, a.organisation)?.name, a.hat),
                None if own_only => continue,
                None => (String::new(), Hat::System),
            },
        };
        lines.push(Seen { day: l.day, organisation, hat, act: l.act });
    }
    lines.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.cmp(b)));
    lines.dedup();
    Ok(SeenPage { lines, before: cut, own_only })
}
