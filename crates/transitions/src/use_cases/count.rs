//! Counting: the survey, the nameless export, and what is overdue as counts. No names of persons anywhere here.
use std::collections::BTreeMap;

use accounts::Organisation;
use app::{Cx, Error, Result, authorise};
use kernel::{Date, Holidays, Id};
use people::CareLevel;

use crate::model::progress::Who;
use crate::model::survey::months::{Month, by_month, year_before};
use crate::model::survey::{Case, Survey, case, count, counts_in, row};
use crate::model::{Deadlines, Mover, Progress, Stay};
use crate::permissions;
use crate::store::cases::{Nexts, counted_acts};
use crate::store::lists::{in_period_stays, open_all};

/// Whose cases the survey counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Of {
    /// Only this hospital.
    pub hospital: Option<Id>,
    /// Only this office.
    pub office: Option<Id>,
}

fn cases(cx: &Cx<'_>, from: Date, to: Date, of: Of) -> Result<Vec<Case>> {
    if to < from {
        return Err(Error::field("to", "終わりの日は、はじまりの日以後にしてください"));
    }
    let orgs: BTreeMap<Id, Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o)).collect();
    let stays = in_period_stays(cx, from, to)?;
    let acts = counted_acts(cx, from, to)?;
    let nexts = Nexts::read(cx, from, to)?;
    let mut out: Vec<Case> = stays
        .iter()
        // a planned admission counts from its day on
        .filter(|s| s.admitted_on <= cx.today())
        .filter(|s| of.hospital.is_none_or(|h| s.hospital.map(|x| x.0) == Some(h)))
        .filter(|s| of.office.is_none_or(|o| s.office.0 == o))
        .map(|s| {
            let office = orgs.get(&s.office.0).map_or("", |o| o.name.as_str());
            case(s, acts.get(&s.id).map_or(&[], Vec::as_slice), office, nexts.after(s))
        })
        .collect();
    out.extend(keyed(cx, from, to, of, &orgs, &stays)?);
    Ok(out)
}

/// Rows of the questionnaire that count, as cases.
pub(crate) fn keyed(
    cx: &Cx<'_>,
    from: Date,
    to: Date,
    of: Of,
    orgs: &BTreeMap<Id, Organisation>,
    stays: &[Stay],
) -> Result<Vec<Case>> {
    let rows = crate::store::cases::in_period(cx, from, to)?;
    Ok(row::counted(&rows, stays)
        .into_iter()
        .filter(|r| of.hospital.is_none_or(|h| r.row.hospital == Some(h)))
        .filter(|r| of.office.is_none_or(|o| r.row.office == o))
        .map(|r| r.as_case(orgs.get(&r.row.office).map_or("", |o| o.name.as_str())))
        .collect())
}

/// The survey of a period.
pub fn survey(cx: &Cx<'_>, from: Date, to: Date, of: Of) -> Result<Survey> {
    authorise(cx, &permissions::SURVEY)?;
    counted(cx, from, to, of)
}

/// The same for a caller that has asked for its own permission and shows nothing but counts.
pub(crate) fn counted(cx: &Cx<'_>, from: Date, to: Date, of: Of) -> Result<Survey> {
    let cases = cases(cx, from, to, of)?;
    let label = |code: &str| {
        CareLevel::from_code(code).map_or_else(|| code.to_string(), |l| l.label().to_string())
    };
    let mut s = count(&cases, from, to, label);
    in_kana_order(cx, &mut s)?;
    Ok(s)
}

/// Each month of a period beside the same month a year before.
pub fn months(cx: &Cx<'_>, from: Date, to: Date, of: Of) -> Result<Vec<Month>> {
    authorise(cx, &permissions::SURVEY)?;
    let (was_from, was_to) = year_before(from, to);
    // a stay may have begun in the one time and ended in the other: what followed its end is known from the later time
    let mut all = cases(cx, from, to, of)?;
    let known: std::collections::BTreeSet<String> = all.iter().map(|c| c.id.clone()).collect();
    let was = cases(cx, was_from, was_to, of)?;
    all.extend(was.into_iter().filter(|c| !known.contains(&c.id)));
    Ok(by_month(&all, from, to))
}

fn in_kana_order(cx: &Cx<'_>, s: &mut Survey) -> Result<()> {
    // 五十音順, never by figure: the table is no ranking
    let kana: BTreeMap<String, String> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.to_string(), o.kana)).collect();
    for rows in [&mut s.hospitals, &mut s.offices] {
        rows.sort_by_key(|(id, name, _)| {
            (kernel::kana::search_key(kana.get(id).unwrap_or(name)), id.clone())
        });
    }
    Ok(())
}

/// The cases behind a number (a key of [`counts_in`]), nameless; the page links those that the reader may open.
pub fn behind(cx: &Cx<'_>, from: Date, to: Date, of: Of, key: &str) -> Result<Vec<Case>> {
    authorise(cx, &permissions::SURVEY)?;
    Ok(cases(cx, from, to, of)?
        .into_iter()
        .filter(|c| counts_in(c, from, to).iter().any(|k| k == key))
        .collect())
}

/// All cases admitted or ended in a period, for the export.
pub fn export(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Case>> {
    authorise(cx, &permissions::EXPORT)?;
    cases(cx, from, to, Of::default())
}

/// How many steps are past due, by step and by who has to move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overdue {
    /// Words of the step.
    pub step: &'static str,
    /// With the hospitals or with the offices.
    pub with: &'static str,
    /// How many.
    pub n: i64,
}

/// Overdue steps as counts: for the centre, which never sees whose.
pub fn overdue(cx: &Cx<'_>) -> Result<Vec<Overdue>> {
    authorise(cx, &permissions::COUNTS)?;
    let orgs: BTreeMap<Id, Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o)).collect();
    let deadlines = Deadlines::shipped()?;
    let (stays, acts) = open_all(cx)?;
    let mut out: BTreeMap<(&'static str, &'static str), i64> = BTreeMap::new();
    for s in &stays {
        let p = Progress::new(s, acts.get(&s.id).map_or(&[][..], Vec::as_slice));
        let Some(Who { next, side, organisation, .. }) = p.who() else { continue };
        let with = if side == Mover::Office { "居宅・包括" } else { "病院" };
        let Some(org) = orgs.get(&organisation.0) else { continue };
        let due = p.due(next, &deadlines, &org.calendar, Holidays::shipped());
        if due.is_some_and(|d| d < cx.today()) {
            *out.entry((crate::words::next(next), with)).or_default() += 1;
        }
    }
    Ok(out.into_iter().map(|((step, with), n)| Overdue { step, with, n }).collect())
}
