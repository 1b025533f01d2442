//! The month or the fiscal year of a report.
use kernel::{Date, wareki};

use super::super::year;
use super::{Months, UNDATED};

/// A month of a fiscal year, or the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Fiscal year.
    pub year: i64,
    /// Calendar month, 1–12; none = the whole year.
    pub month: Option<i64>,
}

/// Place of a calendar month within the fiscal year: April is 0.
fn place_of(month: i64) -> usize {
    usize::try_from((month + 8).rem_euclid(12)).unwrap_or(0)
}

impl Period {
    /// The month of a day.
    pub fn of(day: Date) -> Period {
        Period { year: year::of(day), month: Some(i64::from(day.month())) }
    }

    /// The whole year.
    pub const fn whole(year: i64) -> Period {
        Period { year, month: None }
    }

    /// The twelve months of a fiscal year, from April.
    pub fn months(year: i64) -> impl Iterator<Item = Period> {
        (0..12).map(move |n| Period { year, month: Some((n + 3) % 12 + 1) })
    }

    /// From an address: `2026-10` for a month, `2026` for the fiscal year.
    pub fn parse(text: &str) -> Option<Period> {
        let known = |y: &i64| year::RANGE.contains(y);
        match text.split_once('-') {
            None => Some(Period::whole(text.parse().ok().filter(known)?)),
            Some((y, m)) => {
                let calendar: i64 = y.parse().ok()?;
                let month: i64 = m.parse().ok().filter(|m| (1..=12).contains(m))?;
                let year = if month >= 4 { calendar } else { calendar - 1 };
                Some(Period { year: Some(year).filter(known)?, month: Some(month) })
            }
        }
    }

    /// For an address.
    pub fn code(self) -> String {
        match self.month {
            Some(m) if m < 4 => format!("{}-{m:02}", self.year + 1),
            Some(m) => format!("{}-{m:02}", self.year),
            None => self.year.to_string(),
        }
    }

    /// The month as it is kept: 0 for the whole year.
    pub fn kept(self) -> i64 {
        self.month.unwrap_or(0)
    }

    /// First and last day.
    pub fn ends(self) -> Option<(Date, Date)> {
        let Some(month) = self.month else { return slice::year_ends(self.year) };
        let calendar = if month >= 4 { self.year } else { self.year + 1 };
        let first = Date::new(i16::try_from(calendar).ok()?, i8::try_from(month).ok()?, 1).ok()?;
        Some((first, first.last_of_month()))
    }

    /// 「令和8年度」「令和8年10月」.
    pub fn words(self) -> String {
        match (self.month, self.ends()) {
            (Some(m), Some((first, _))) => match wareki::era_of(first) {
                Some((era, 1)) => format!("{}元年{m}月", era.name),
                Some((era, n)) => format!("{}{n}年{m}月", era.name),
                None => format!("{}年{m}月", first.year()),
            },
            _ => year::words(self.year),
        }
    }

    /// 「月次報告」「年次報告」.
    pub fn sort(self) -> &'static str {
        if self.month.is_some() { "月次報告" } else { "年次報告" }
    }

    /// What comes after it: 「来月の予定」「来年度の予定」.
    pub fn ahead(self) -> &'static str {
        if self.month.is_some() { "来月の予定" } else { "来年度の予定" }
    }

    /// Has it begun on that day?
    pub fn begun(self, on: Date) -> bool {
        self.ends().is_some_and(|(first, _)| first <= on)
    }

    /// Is its last day there?
    pub fn over(self, on: Date) -> bool {
        self.ends().is_some_and(|(_, last)| last <= on)
    }

    /// In which month of the year a fact counts.
    pub(super) fn place(self, day: Option<Date>) -> usize {
        match day {
            Some(d) if year::of(d) == self.year => place_of(i64::from(d.month())),
            _ => UNDATED,
        }
    }

    /// Is a month up to this one? Of the whole year all are, and what has no month.
    pub(super) fn reaches(self, place: usize) -> bool {
        self.month.is_none_or(|m| place <= place_of(m))
    }

    /// Does a fact of this day count in the figure of the period?
    pub fn counts(self, day: Option<Date>) -> bool {
        self.lists(self.place(day))
    }

    /// Is what was done in this month listed?
    pub(super) fn lists(self, place: usize) -> bool {
        self.month.is_none_or(|m| place == place_of(m))
    }

    /// The figure of the period.
    pub fn value(self, months: &Months) -> i64 {
        match self.month {
            Some(m) => months.get(place_of(m)).copied().unwrap_or(0),
            None => months.iter().sum(),
        }
    }

    /// The sum since April.
    pub fn since(self, months: &Months) -> i64 {
        let last = self.month.map_or(UNDATED, place_of);
        months.iter().take(last + 1).sum()
    }

    /// The figure of a calendar month; none for one after the period.
    pub fn of_month(self, months: &Months, month: i64) -> Option<i64> {
        let at = place_of(month);
        self.reaches(at).then(|| months.get(at).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_belong_to_the_fiscal_year_that_began_in_april() {
        let p = Period::parse("2027-03").unwrap();
        assert_eq!((p.year, p.month, p.code().as_str()), (2026, Some(3), "2027-03"));
        assert_eq!(p.words(), "令和9年3月");
        assert_eq!(Period::parse("2026"), Some(Period::whole(2026)));
        assert_eq!(Period::whole(2026).words(), "令和8年度");
        for bad in ["", "x", "2026-13", "2026-0", "-1", "9999", "2026-10-1"] {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
        let all: Vec<String> = Period::months(2026).map(Period::code).collect();
        assert_eq!((all.len(), all[0].as_str(), all[11].as_str()), (12, "2026-04", "2027-03"));
        for p in Period::months(2026) {
            assert_eq!(Period::parse(&p.code()), Some(p));
            let (first, last) = p.ends().unwrap();
            assert_eq!((Period::of(first), Period::of(last)), (p, p));
        }
    }

    #[test]
    fn month_sum_and_year_agree() {
        let months: Months = [1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 100];
        let october = Period::parse("2026-10").unwrap();
        assert_eq!((october.value(&months), october.since(&months)), (7, 28));
        assert_eq!(october.of_month(&months, 11), None, "what is not yet there is no zero");
        assert_eq!(october.of_month(&months, 4), Some(1));
        let whole = Period::whole(2026);
        assert_eq!((whole.value(&months), whole.since(&months)), (128, 128));
        let day = |t: &str| Some(t.parse::<Date>().unwrap());
        assert_eq!(october.place(day("2026-10-31")), 6);
        assert_eq!(october.place(day("2027-04-01")), UNDATED, "another year has no month here");
        assert!(!october.reaches(UNDATED) && whole.reaches(UNDATED));
        assert!(october.over("2026-10-31".parse().unwrap()));
        assert!(!october.over("2026-10-30".parse().unwrap()));
    }
}
