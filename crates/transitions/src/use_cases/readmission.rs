//! 再入院: the discharge before an admission, and the admission after a discharge, as links on both stays. A hospital
//! reads how many days it is; where and which stay only when that one was its own (use_cases::own_side).
use app::{Cx, Result};
use kernel::{Date, Hat};
use people::authz::{Act, What, could};

use crate::model::follow_up::Rule;
use crate::model::readmission::days_after;
use crate::model::{Stay, StayId};
use crate::store::{self, after};

/// Another stay of the same person, near in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Days between the discharge and the admission.
    pub days: i64,
    /// The other stay; none when the reader may not open it.
    pub stay: Option<StayId>,
    /// Its hospital in words; empty when the reader may not know.
    pub place: String,
    /// The day: of the discharge before, or of the admission after.
    pub on: Date,
}

/// The stays around one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The discharge before it.
    pub before: Option<Link>,
    /// The admission after it.
    pub after: Option<Link>,
}

fn widest() -> Result<i64> {
    Ok(Rule::shipped()?.readmission_days.iter().copied().max().unwrap_or(0))
}

/// The stays before and after `stay` within the days of the rule. The caller holds a permit for its resident.
pub fn around(cx: &Cx<'_>, stay: &Stay) -> Result<Around> {
    let within = widest()?;
    let own = |s: &Stay| {
        let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
        !hospital_side || s.hospital.map(|h| h.0) == cx.actor().organisation
    };
    let link = |s: &Stay, days: i64, on: Date| Link {
        days,
        stay: own(s).then_some(s.id),
        place: if own(s) { s.hospital_name.clone() } else { String::new() },
        on,
    };
    let all = store::of_person(cx, stay.resident)?;
    let before = all.iter().filter(|s| s.id != stay.id && s.admitted_on <= stay.admitted_on);
    let before = before
        .filter_map(|s| Some((s, s.ended_on?)))
        .filter_map(|(s, e)| Some((s, e, days_after(e, stay.admitted_on, within)?)))
        .min_by_key(|(_, _, d)| *d)
        .map(|(s, e, d)| link(s, d, e));
    let after = stay.ended_on.and_then(|ended| {
        all.iter()
            .filter(|s| s.id != stay.id)
            .filter_map(|s| Some((s, days_after(ended, s.admitted_on, within)?)))
            .min_by_key(|(_, d)| *d)
            .map(|(s, d)| link(s, d, s.admitted_on))
    });
    Ok(Around { before, after })
}

/// Days from the discharge before to each of these admissions, for lists; in their order.
pub(crate) fn days_of(cx: &Cx<'_>, stays: &[Stay]) -> Result<Vec<Option<i64>>> {
    let within = widest()?;
    let linked: Vec<kernel::Id> =
        stays.iter().filter(|s| s.previous.is_some()).map(|s| s.resident.0).collect();
    let known = after::days_of(cx, &linked)?;
    let mut out = Vec::with_capacity(stays.len());
    for s in stays {
        let Some(previous) = s.previous else {
            out.push(None);
            continue;
        };
        let own = known.get(&s.resident).and_then(|all| all.iter().find(|d| d.id == previous));
        let ended = match own {
            Some(d) => d.ended_on,
            None => ended_across(cx, s, previous)?,
        };
        out.push(ended.and_then(|e| days_after(e, s.admitted_on, within)));
    }
    Ok(out)
}

/// The end of a stay that was the person's through another record: counts only while the records are joined and the
/// actor may see that one's stays.
fn ended_across(cx: &Cx<'_>, s: &Stay, previous: StayId) -> Result<Option<Date>> {
    let before = store::stay(cx, previous)?;
    let joined = people::use_cases::merge::same(cx, s.resident)?.contains(&before.resident);
    let seen = joined && could(cx, Act::Read, What::Stay, before.resident)?;
    Ok(before.ended_on.filter(|_| seen))
}
