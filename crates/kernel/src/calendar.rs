//! Business calendars. Fee deadlines depend on *each office's* own hours and days (運営規程), so a calendar
//! belongs to an organisation; national holidays are data with their source (data/calendar).
use std::collections::BTreeSet;
use std::sync::OnceLock;

use jiff::civil::{Date, Time, Weekday};

use crate::time::add_days;

/// National holidays (国民の祝日に関する法律), from the shipped table.
#[derive(Debug, Clone, Default)]
pub struct Holidays(BTreeSet<Date>);

impl Holidays {
    /// The shipped table (`data/calendar/holidays.csv`: date,name). The years it covers end in
    /// [`Holidays::last_year`]; a later year has no known holidays and the operator imports a newer table.
    pub fn shipped() -> &'static Holidays {
        static TABLE: OnceLock<Holidays> = OnceLock::new();
        TABLE
            .get_or_init(|| Holidays::from_csv(include_str!("../../../data/calendar/holidays.csv")))
    }

    /// From lines `YYYY-MM-DD,name`; lines that begin otherwise (a head line) are passed over.
    pub fn from_csv(text: &str) -> Self {
        Holidays(text.lines().filter_map(|l| l.split(',').next()?.trim().parse().ok()).collect())
    }

    /// Is the day a national holiday?
    pub fn contains(&self, d: Date) -> bool {
        self.0.contains(&d)
    }

    /// Last year of the table.
    pub fn last_year(&self) -> Option<i16> {
        self.0.last().map(|d| d.year())
    }
}

/// Opening and closing time of one weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Opens at.
    pub open: Time,
    /// Closes at; an act after this minute is 営業時間外.
    pub close: Time,
}

/// The business calendar of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessCalendar {
    /// Hours from Monday to Sunday; none = closed on that weekday.
    pub week: [Option<Hours>; 7],
    /// Closed on national holidays.
    pub closed_on_holidays: bool,
    /// Single days closed beyond the rule (年末年始, 創立記念日).
    pub closed: BTreeSet<Date>,
    /// Single days open against the rule (第2土曜), with that weekday's or else Monday's hours.
    pub open: BTreeSet<Date>,
}

impl BusinessCalendar {
    /// Monday to Friday with the same hours, closed on national holidays.
    pub fn weekdays(open: Time, close: Time) -> Self {
        let h = Some(Hours { open, close });
        BusinessCalendar {
            week: [h, h, h, h, h, None, None],
            closed_on_holidays: true,
            closed: BTreeSet::new(),
            open: BTreeSet::new(),
        }
    }

    /// The hours of a day; none when it is no business day.
    pub fn hours(&self, d: Date, holidays: &Holidays) -> Option<Hours> {
        let weekday = |w: Weekday| {
            self.week.get(usize::from(w.to_monday_zero_offset().unsigned_abs())).copied().flatten()
        };
        let of_day = weekday(d.weekday());
        if self.open.contains(&d) {
            return of_day.or_else(|| self.week.iter().flatten().next().copied());
        }
        if self.closed.contains(&d) || (self.closed_on_holidays && holidays.contains(d)) {
            return None;
        }
        of_day
    }

    /// Is it a business day (営業日)?
    pub fn is_business_day(&self, d: Date, holidays: &Holidays) -> bool {
        self.hours(d, holidays).is_some()
    }

    /// Closing time of the day; none when it is no business day.
    pub fn closes(&self, d: Date, holidays: &Holidays) -> Option<Time> {
        self.hours(d, holidays).map(|h| h.close)
    }

    /// The `n`-th business day after `d` (n = 1: the next one). A calendar that is never open gives `d + n`.
    pub fn business_days_after(&self, d: Date, n: u32, holidays: &Holidays) -> Date {
        let mut day = d;
        let mut left = n;
        for _ in 0..(400 + n * 10) {
            if left == 0 {
                return day;
            }
            day = add_days(day, 1);
            if self.is_business_day(day, holidays) {
                left -= 1;
            }
        }
        add_days(d, i64::from(n))
    }
}

/// 年度 (April to March) of a date.
pub fn fiscal_year(d: Date) -> i16 {
    if d.month() >= 4 { d.year() } else { d.year() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn office() -> BusinessCalendar {
        BusinessCalendar::weekdays(time(8, 30, 0, 0), time(17, 30, 0, 0))
    }

    #[test]
    fn shipped_holidays_hold_the_days_of_this_autumn() {
        let h = Holidays::shipped();
        assert!(h.contains(date(2026, 11, 23)));
        assert!(h.contains(date(2026, 9, 22)));
        assert!(!h.contains(date(2026, 11, 24)));
        assert!(h.last_year() >= Some(2027));
    }

    #[test]
    fn business_days_pass_over_weekend_and_holiday() {
        let h = Holidays::shipped();
        assert_eq!(office().business_days_after(date(2026, 11, 20), 1, h), date(2026, 11, 24));
        assert!(!office().is_business_day(date(2026, 11, 23), h));
        let mut open_saturday = office();
        open_saturday.open.insert(date(2026, 11, 21));
        assert_eq!(open_saturday.business_days_after(date(2026, 11, 20), 1, h), date(2026, 11, 21));
    }

    #[test]
    fn a_calendar_that_is_never_open_ends() {
        let mut c = office();
        c.week = [None; 7];
        assert_eq!(
            c.business_days_after(date(2026, 11, 20), 2, Holidays::shipped()),
            date(2026, 11, 22)
        );
    }

    #[test]
    fn the_fiscal_year_turns_in_april() {
        assert_eq!(fiscal_year(date(2026, 3, 31)), 2025);
        assert_eq!(fiscal_year(date(2026, 4, 1)), 2026);
    }
}
