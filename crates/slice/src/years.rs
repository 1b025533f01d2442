//! What a slice knows of a fiscal year (年度): figures that it counts from its records, and what was done. The programme
//! (indicators, tables of the plan, roadmap) reads them without knowing whose tables they stand in.
use app::{Cx, Permission, Result};
use kernel::{Date, Region, fiscal_year};

use crate::{Evidence, Migrates};

/// One of the figures that a slice can give for a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearChoice {
    /// Code within its source; stays with who uses it for ever.
    pub code: String,
    /// In words: 「出前講座 開催回数」.
    pub label: String,
    /// What is counted; for a rate, what is divided by what.
    pub definition: String,
    /// 「回」「人」「件」; 「%」 for a rate.
    pub unit: &'static str,
}

/// A figure of a fiscal year as it stands on a day. It names nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearFigure {
    /// Counted; the numerator of a rate.
    pub n: i64,
    /// Denominator of a rate.
    pub d: Option<i64>,
    /// Is anything recorded that counts? Without, `n` is no zero but a gap.
    pub recorded: bool,
    /// What is still to come in this year (予定); none where nothing is.
    pub ahead: Option<i64>,
    /// Something was called off (中止).
    pub off: bool,
    /// Why it was called off, each reason once.
    pub whys: Vec<String>,
    /// Path within the region that opens the records behind it.
    pub href: String,
}

/// Figures of fiscal years.
#[derive(Clone, Copy)]
pub struct YearSource {
    /// `slice.thing`: stays with who uses it for ever.
    pub code: &'static str,
    /// In words: 「研修・啓発」.
    pub label: &'static str,
    /// Who may open the records behind a figure. The figure itself names nobody and is behind the permission of who shows it.
    pub permission: &'static Permission,
    /// The figures there are.
    pub choices: fn() -> Result<Vec<YearChoice>>,
    /// The figure of a choice for the fiscal year that begins in April of `year`, of what happened until `on` (that day
    /// included) as far as it is known now. None for a code that is no choice.
    pub value: fn(&Cx<'_>, of: &str, year: i64, on: Date) -> Result<Option<YearFigure>>,
}

/// Would a published paper with this figure (choice, fiscal year, as of a day) undo what the published tables of its slice hide?
/// Asked for papers only: it may cost more than the figure itself.
pub type HidesSource = fn(&Cx<'_>, of: &str, year: i64, on: Date) -> Result<bool>;

/// Something that was done or is planned in a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The record, as others may cite it.
    pub evidence: Evidence,
    /// Its first day; none where it is not known yet.
    pub day: Option<Date>,
    /// It took place.
    pub done: bool,
    /// 1 一次, 2 二次, 3 三次連携; 0 for none of them.
    pub level: u8,
    /// Several of the same name stand under one line: 「打ち合わせ（医師）」.
    pub group: String,
}

/// Gives what was done in the fiscal year that begins in April of `year`, at most 300, in the order of days; only what the
/// actor may see.
pub type DeedSource = fn(&Cx<'_>, year: i64) -> Result<Vec<Deed>>;

/// First and last day of a fiscal year; none for a year that no calendar has.
pub fn year_ends(year: i64) -> Option<(Date, Date)> {
    let y = i16::try_from(year).ok().filter(|y| (1868..=2200).contains(y))?;
    Some((Date::new(y, 4, 1).ok()?, Date::new(y + 1, 3, 31).ok()?))
}

/// How much of a fiscal year a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It has not begun on that day.
    Nothing,
    /// Until that day, which is past: only what happened until then counts.
    Until(Date),
    /// All that is recorded.
    All,
}

/// What of a year counts on the day `on`, today being `today`.
pub fn reach(year: i64, on: Date, today: Date) -> Reach {
    let begun = i64::from(fiscal_year(on)) >= year;
    match begun {
        false => Reach::Nothing,
        true if on >= today || i64::from(fiscal_year(on)) > year => Reach::All,
        true if year_ends(year).is_some_and(|(_, last)| on >= last) => Reach::All,
        true => Reach::Until(on),
    }
}

/// A source with the regions that have its slice.
type Of<T> = (T, Migrates);

static YEARS: std::sync::OnceLock<Vec<Of<YearSource>>> = std::sync::OnceLock::new();
static HIDES: std::sync::OnceLock<Vec<(&'static str, HidesSource)>> = std::sync::OnceLock::new();
static DEEDS: std::sync::OnceLock<Vec<Of<DeedSource>>> = std::sync::OnceLock::new();

/// Hands over what the slices registered, once after the list of slices was built. Only the first call counts.
pub fn set_years(all: &[crate::Slice]) {
    let _ = YEARS.set(all.iter().flat_map(|s| s.years.iter().map(|y| (*y, s.needs))).collect());
    let _ = HIDES.set(all.iter().filter_map(|s| s.year_hides).collect());
    let _ = DEEDS.set(all.iter().filter_map(|s| Some((s.deeds?, s.needs))).collect());
}

fn of_region<T: Copy>(all: Option<&Vec<Of<T>>>, r: &Region) -> Vec<T> {
    let here = |needs: Migrates| r.persons || needs == Migrates::Base;
    all.into_iter().flatten().filter(|s| here(s.1)).map(|s| s.0).collect()
}

/// The sources of figures that a region has; none before they were handed over.
pub fn years(r: &Region) -> Vec<YearSource> {
    of_region(YEARS.get(), r)
}

/// Must papers not print this figure of a source? See [`HidesSource`]; what no slice hides is printed.
pub fn year_hides(cx: &Cx<'_>, source: &str, of: &str, year: i64, on: Date) -> Result<bool> {
    match HIDES.get().into_iter().flatten().find(|h| h.0 == source) {
        Some((_, hides)) => hides(cx, of, year, on),
        None => Ok(false),
    }
}

/// The sources of what was done that a region has; none before they were handed over.
pub fn deeds(r: &Region) -> Vec<DeedSource> {
    of_region(DEEDS.get(), r)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_counts_until_the_day_asked_for_and_all_of_it_when_it_is_over() {
        let d = |t: &str| t.parse::<Date>().unwrap();
        let today = d("2026-11-22");
        for (year, on, want) in [
            (2026, "2026-11-22", Reach::All),
            (2026, "2026-09-30", Reach::Until(d("2026-09-30"))),
            (2026, "2026-03-31", Reach::Nothing),
            (2025, "2026-03-31", Reach::All),
            (2025, "2026-03-30", Reach::Until(d("2026-03-30"))),
            (2023, "2026-09-30", Reach::All),
            (2027, "2026-11-22", Reach::Nothing),
        ] {
            assert_eq!(reach(year, d(on), today), want, "{year} {on}");
        }
        assert!(year_ends(i64::MAX).is_none() && year_ends(0).is_none());
    }
}
