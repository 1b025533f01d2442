//! Which copies stay: the newest of each of the last 7 days, 5 weeks and 13 months that have one (安全管理ガイドライン6.0
//! Q&A asks for several generations, issue 4 for these). Counted over copies that exist, not over the calendar: a
//! machine that stood still for a season loses nothing by it.
use std::collections::BTreeSet;

use kernel::{At, Date};

/// Days.
pub const DAYS: usize = 7;
/// Weeks, Monday to Sunday.
pub const WEEKS: usize = 5;
/// Months.
pub const MONTHS: usize = 13;

/// Those of `all` that stay. The newest always does.
pub fn kept(all: &[At]) -> BTreeSet<At> {
    let mut newest_first: Vec<At> = all.to_vec();
    newest_first.sort();
    newest_first.reverse();
    let mut out: BTreeSet<At> = newest_first.first().copied().into_iter().collect();
    let mut round = |how_many: usize, period: fn(Date) -> (i16, i16)| {
        let mut seen = BTreeSet::new();
        for at in &newest_first {
            if seen.len() == how_many && !seen.contains(&period(at.date())) {
                break;
            }
            if seen.insert(period(at.date())) {
                out.insert(*at);
            }
        }
    };
    round(DAYS, |d| (d.year(), d.day_of_year()));
    round(WEEKS, |d| {
        let week = d.iso_week_date();
        (week.year(), i16::from(week.week()))
    });
    round(MONTHS, |d| (d.year(), i16::from(d.month())));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> At {
        At::parse("2026-01-01T17:00:00.000Z").unwrap().plus_minutes(day * 24 * 60)
    }

    #[test]
    fn after_two_years_of_nights_there_are_days_weeks_and_months() {
        // as it goes: each night one more, then those that need not stay go
        let mut there: Vec<At> = Vec::new();
        for day in 0..730 {
            there.push(at(day));
            let keep = kept(&there);
            assert!(keep.contains(&at(day)), "the newest");
            there.retain(|a| keep.contains(a));
        }
        there.sort();
        let newest: Vec<At> = (723..730).map(at).collect();
        assert!(newest.iter().all(|a| there.contains(a)), "seven days");
        let months: BTreeSet<_> =
            there.iter().map(|a| (a.date().year(), a.date().month())).collect();
        assert_eq!(months.len(), 13);
        assert!(there.len() <= DAYS + WEEKS + MONTHS, "{}", there.len());
        assert!(there.len() >= 20);
    }

    #[test]
    fn a_pause_of_a_season_costs_nothing() {
        let old: Vec<At> = (0..7).map(at).collect();
        let mut all = old.clone();
        all.push(at(200));
        assert_eq!(kept(&all).len(), 8 - 1, "of seven old days six stay as days");
        assert!(kept(&old).len() == 7);
        assert!(kept(&[]).is_empty());
        assert_eq!(kept(&[at(0)]).len(), 1);
    }

    #[test]
    fn twice_on_one_day_the_later_one_stays() {
        let early = at(0);
        let late = early.plus_minutes(60);
        assert_eq!(kept(&[early, late]).into_iter().collect::<Vec<_>>(), [late]);
    }
}
