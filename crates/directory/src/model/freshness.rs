//! How old the data of a list is, in words.
use kernel::{Date, wareki};

use super::plan::Coverage;

/// Where a list comes from and of which day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// Date of the edition, when it is known.
    pub edition: Option<Date>,
    /// Day of the import.
    pub imported_on: Date,
}

impl From<&Coverage> for Freshness {
    fn from(c: &Coverage) -> Self {
        Freshness { edition: c.edition, imported_on: c.imported_on }
    }
}

impl Freshness {
    /// 「6月30日の公開データから」; with the year when it is not this one's. Without the date of the edition:
    /// 「11月21日に取り込んだ公開データから」, because the day of the import says nothing about the age of the data.
    pub fn words(&self, today: Date) -> String {
        let day = |d: Date| {
            let short = format!("{}月{}日", d.month(), d.day());
            if d.year() == today.year() { short } else { wareki::long(d) }
        };
        match self.edition {
            Some(d) => format!("{}の公開データから", day(d)),
            None => format!("{}に取り込んだ公開データから", day(self.imported_on)),
        }
    }

    /// Older than a year: somebody should fetch the new edition (it comes out at the end of June and December).
    pub fn is_old(&self, today: Date) -> bool {
        kernel::time::days_between(self.edition.unwrap_or(self.imported_on), today) > 366
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_whose_day_it_is() {
        let d = |t: &str| t.parse::<Date>().unwrap();
        let today = d("2026-11-21");
        let f = |e: Option<&str>| Freshness { edition: e.map(d), imported_on: today };
        assert_eq!(f(Some("2026-06-30")).words(today), "6月30日の公開データから");
        assert_eq!(f(Some("2025-06-01")).words(today), "令和7年6月1日の公開データから");
        assert_eq!(f(None).words(today), "11月21日に取り込んだ公開データから");
        assert!(f(Some("2025-06-01")).is_old(today) && !f(None).is_old(today));
    }
}
