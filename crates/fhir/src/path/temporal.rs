//! Dates, dateTimes and times of any precision: reading, comparing (three-valued), adding calendar units.
//!
//! A value knows how precisely it was written: `2018-03` is neither equal nor unequal to `2018-03-01`.

use super::units::Calendar;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Ordering;
use std::fmt;

/// Which of the three FHIRPath types a temporal value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `@2024-04`
    Date,
    /// `@2024-04-01T10:30+09:00`, `@2024T`
    DateTime,
    /// `@T10:30`
    Time,
}

/// How far a value was written. Seconds and milliseconds compare as one precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Year only.
    Year,
    /// Year and month.
    Month,
    /// A full date.
    Day,
    /// Hour.
    Hour,
    /// Minute.
    Minute,
    /// Second.
    Second,
    /// Fraction of a second.
    Milli,
}

/// A date, dateTime or time, partial or full. Fields finer than the precision hold their least value.
#[derive(Debug, Clone, Copy)]
pub struct Temporal {
    /// Date, DateTime or Time.
    pub kind: Kind,
    /// Finest field that was written.
    pub precision: Precision,
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
    /// Milliseconds since midnight.
    pub(super) millis: i64,
    /// Offset from UTC in minutes, when written.
    pub(super) offset: Option<i32>,
}

pub(super) const DAY_MS: i64 = 86_400_000;

/// Days since 1970-01-01 of a proleptic Gregorian date (years begin in March, so that the leap day comes last).
pub(super) fn days_of(year: i32, month: u32, day: u32) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let shifted = if month > 2 { year } else { year - 1 };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(days: i64) -> (i32, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let narrow = |v: i64| u32::try_from(v).unwrap_or(1);
    (i32::try_from(year).unwrap_or(0), narrow(month), narrow(doy - (153 * mp + 2) / 5 + 1))
}

pub(super) fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Exactly `n` ASCII digits from the front.
fn digits(text: &mut &str, n: usize) -> Option<u32> {
    let (head, tail) = text.split_at_checked(n)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *text = tail;
    head.parse().ok()
}

fn eat(text: &mut &str, sign: char) -> bool {
    text.strip_prefix(sign).map(|rest| *text = rest).is_some()
}

impl Temporal {
    /// Reads `YYYY[-MM[-DD]]`, with `T[hh[:mm[:ss[.fff]]]][Z|±hh:mm]` a dateTime. No leading `@`.
    pub fn parse_date_time(text: &str) -> Option<Temporal> {
        let (date, time) = text.split_once('T').map_or((text, None), |(d, t)| (d, Some(t)));
        let mut rest = date;
        let year = digits(&mut rest, 4)?;
        let mut out = Temporal {
            kind: if time.is_some() { Kind::DateTime } else { Kind::Date },
            precision: Precision::Year,
            year: i32::try_from(year).ok()?,
            month: 1,
            day: 1,
            millis: 0,
            offset: None,
        };
        if eat(&mut rest, '-') {
            out.month = digits(&mut rest, 2)?;
            out.precision = Precision::Month;
            if eat(&mut rest, '-') {
                out.day = digits(&mut rest, 2)?;
                out.precision = Precision::Day;
            }
        }
        let possible = (1..=12).contains(&out.month)
            && (1..=days_in_month(out.year, out.month)).contains(&out.day)
            && out.year > 0;
        if !rest.is_empty() || !possible {
            return None;
        }
        match time {
            None | Some("") => Some(out),
            Some(_) if out.precision != Precision::Day => None,
            Some(time) => {
                let mut rest = time;
                out.read_time(&mut rest)?;
                out.offset = read_offset(&mut rest)?;
                rest.is_empty().then_some(out)
            }
        }
    }

    /// Reads `hh[:mm[:ss[.fff]]]` (a time has no offset).
    pub fn parse_time(text: &str) -> Option<Temporal> {
        let mut out = Temporal {
            kind: Kind::Time,
            precision: Precision::Hour,
            year: 1,
            month: 1,
            day: 1,
            millis: 0,
            offset: None,
        };
        let mut rest = text;
        out.read_time(&mut rest)?;
        rest.is_empty().then_some(out)
    }

    fn read_time(&mut self, rest: &mut &str) -> Option<()> {
        let hour = digits(rest, 2)?;
        let (mut minute, mut second, mut milli) = (0, 0, 0);
        self.precision = Precision::Hour;
        if eat(rest, ':') {
            minute = digits(rest, 2)?;
            self.precision = Precision::Minute;
            if eat(rest, ':') {
                second = digits(rest, 2)?;
                self.precision = Precision::Second;
                if eat(rest, '.') {
                    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
                    let (fraction, tail) = rest.split_at_checked(len)?;
                    // Finer than a millisecond is cut off, as the language has no finer precision.
                    milli = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
                    self.precision = Precision::Milli;
                    *rest = tail;
                    if len == 0 {
                        return None;
                    }
                }
            }
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        self.millis = i64::from((hour * 60 + minute) * 60 + second) * 1000 + i64::from(milli);
        Some(())
    }

    /// Reads what a FHIR element of the given type holds (`date`, `dateTime`, `instant`, `time`).
    pub fn parse_as(kind: Kind, text: &str) -> Option<Temporal> {
        match kind {
            Kind::Time => Temporal::parse_time(text),
            Kind::DateTime => Temporal::parse_date_time(text).map(|t| Temporal { kind, ..t }),
            Kind::Date => Temporal::parse_date_time(text).filter(|t| t.kind == Kind::Date),
        }
    }

    /// The time of a dateTime, without its date and offset.
    pub(super) fn time_of_day(&self) -> Temporal {
        let precision = self.precision.max(Precision::Hour);
        Temporal { kind: Kind::Time, precision, year: 1, month: 1, day: 1, offset: None, ..*self }
    }

    fn has_time(&self) -> bool {
        self.precision >= Precision::Hour
    }

    fn days(&self) -> i64 {
        days_of(self.year, self.month, self.day)
    }

    fn in_utc(&self) -> Temporal {
        let Some(offset) = self.offset else { return *self };
        let total = self.days() * DAY_MS + self.millis - i64::from(offset) * 60_000;
        let (year, month, day) = date_of(total.div_euclid(DAY_MS));
        Temporal { year, month, day, millis: total.rem_euclid(DAY_MS), offset: Some(0), ..*self }
    }

    fn field(&self, precision: Precision) -> i64 {
        match precision {
            Precision::Year => i64::from(self.year),
            Precision::Month => i64::from(self.month),
            Precision::Day => i64::from(self.day),
            Precision::Hour => self.millis / 3_600_000,
            Precision::Minute => self.millis / 60_000 % 60,
            Precision::Second | Precision::Milli => self.millis % 60_000,
        }
    }

    /// Order of two values, as far as their precision and offsets decide it; `None` = not decided (or a time against a date).
    pub fn compare(&self, other: &Temporal) -> Option<Ordering> {
        if (self.kind == Kind::Time) != (other.kind == Kind::Time) {
            return None;
        }
        if self.has_time() && other.has_time() && self.offset.is_some() != other.offset.is_some() {
            // One offset is unknown: only more than a day apart is sure.
            let apart = self.days() - other.days();
            return (apart.abs() > 1).then(|| apart.cmp(&0));
        }
        let both = self.offset.is_some() && other.offset.is_some();
        let (a, b) = if both { (self.in_utc(), other.in_utc()) } else { (*self, *other) };
        let finest = |t: &Temporal| t.precision.min(Precision::Second);
        let shared = finest(&a).min(finest(&b));
        let all = [
            Precision::Year,
            Precision::Month,
            Precision::Day,
            Precision::Hour,
            Precision::Minute,
            Precision::Second,
        ];
        for p in all.into_iter().filter(|p| *p <= shared) {
            match a.field(p).cmp(&b.field(p)) {
                Ordering::Equal => {}
                decided => return Some(decided),
            }
        }
        (finest(&a) == finest(&b)).then_some(Ordering::Equal)
    }

    /// Adds an amount of a calendar unit. The fraction of the amount is cut off; a unit finer than the value's precision is
    /// first turned into that precision (12 months, 30 days, 24 hours ...). `None` when the result leaves years 1–9999.
    pub fn add(&self, amount: Decimal, unit: Calendar) -> Option<Temporal> {
        let whole = amount.trunc().to_i64()?;
        if self.kind == Kind::Time {
            let by = whole.checked_mul(unit.millis()?)? % DAY_MS;
            let millis = (self.cut(by) + self.millis).rem_euclid(DAY_MS);
            return Some(Temporal { millis, ..*self });
        }
        match unit.months() {
            Some(months) => {
                let months = whole.checked_mul(months)?;
                let months =
                    if self.precision == Precision::Year { months / 12 * 12 } else { months };
                self.add_months(months)
            }
            None => {
                let by = whole.checked_mul(unit.millis()?)?;
                match self.precision {
                    Precision::Year => self.add_months(by / (365 * DAY_MS) * 12),
                    Precision::Month => self.add_months(by / (30 * DAY_MS)),
                    _ => {
                        let total =
                            (self.days() * DAY_MS + self.millis).checked_add(self.cut(by))?;
                        let (year, month, day) = date_of(total.div_euclid(DAY_MS));
                        let millis = total.rem_euclid(DAY_MS);
                        (1..=9999).contains(&year).then_some(Temporal {
                            year,
                            month,
                            day,
                            millis,
                            ..*self
                        })
                    }
                }
            }
        }
    }

    /// An amount of milliseconds without what is finer than this value's precision.
    fn cut(&self, millis: i64) -> i64 {
        let grain = match self.precision {
            Precision::Milli => 1,
            Precision::Second => 1000,
            Precision::Minute => 60_000,
            Precision::Hour => 3_600_000,
            _ => DAY_MS,
        };
        millis / grain * grain
    }

    fn add_months(&self, months: i64) -> Option<Temporal> {
        let total = i64::from(self.year)
            .checked_mul(12)?
            .checked_add(i64::from(self.month) - 1)?
            .checked_add(months)?;
        let year = i32::try_from(total.div_euclid(12)).ok().filter(|y| (1..=9999).contains(y))?;
        let month = u32::try_from(total.rem_euclid(12)).ok()? + 1;
        // The last day of a shorter month stands for a day it does not have (31 January + 1 month = 28 or 29 February).
        let day = self.day.min(days_in_month(year, month));
        Some(Temporal { year, month, day, ..*self })
    }
}

fn read_offset(rest: &mut &str) -> Option<Option<i32>> {
    if rest.is_empty() {
        return Some(None);
    }
    if eat(rest, 'Z') {
        return Some(Some(0));
    }
    let sign = if eat(rest, '+') {
        1
    } else if eat(rest, '-') {
        -1
    } else {
        return None;
    };
    let hours = i32::try_from(digits(rest, 2)?).ok()?;
    if !eat(rest, ':') {
        return None;
    }
    let minutes = i32::try_from(digits(rest, 2)?).ok()?;
    (hours <= 14 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

/// As FHIR writes it: no `@`, and no trailing `T` for a dateTime without time.
impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = self.precision;
        if self.kind != Kind::Time {
            write!(f, "{:04}", self.year)?;
            if p >= Precision::Month {
                write!(f, "-{:02}", self.month)?;
            }
            if p >= Precision::Day {
                write!(f, "-{:02}", self.day)?;
            }
            if p >= Precision::Hour {
                f.write_str("T")?;
            }
        }
        if p >= Precision::Hour {
            write!(f, "{:02}", self.field(Precision::Hour))?;
        }
        if p >= Precision::Minute {
            write!(f, ":{:02}", self.field(Precision::Minute))?;
        }
        if p >= Precision::Second {
            write!(f, ":{:02}", self.millis % 60_000 / 1000)?;
        }
        if p == Precision::Milli {
            write!(f, ".{:03}", self.millis % 1000)?;
        }
        match self.offset {
            Some(0) => f.write_str("Z"),
            Some(o) => {
                let sign = if o < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", o.abs() / 60, o.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Temporal {
        Temporal::parse_date_time(text).unwrap()
    }

    #[test]
    fn impossible_dates_are_not_read() {
        for bad in [
            "2023-02-29",
            "2023-13",
            "2023-1-1",
            "2023-04-01T24:00",
            "2023-04T10",
            "0000",
            "2023-04-01T10:00+15:00",
            "２０２３",
        ] {
            assert!(Temporal::parse_date_time(bad).is_none(), "{bad}");
        }
        assert!(
            Temporal::parse_time("10:00Z").is_none() && Temporal::parse_time("10:00:00.").is_none()
        );
    }

    #[test]
    fn day_numbers_go_there_and_back() {
        for days in (-719_162..2_932_896).step_by(97) {
            let (y, m, d) = date_of(days);
            assert_eq!(days_of(y, m, d), days);
        }
        assert_eq!((days_of(1970, 1, 1), days_of(2024, 2, 29)), (0, 19_782));
    }

    #[test]
    fn what_is_less_precise_is_undecided_only_where_equal_so_far() {
        assert_eq!(at("2018-03").compare(&at("2018-03-01")), None);
        assert_eq!(at("2018-02").compare(&at("2018-03-01")), Some(Ordering::Less));
        assert_eq!(
            at("2024-01-01T00:30+09:00").compare(&at("2023-12-31T15:30Z")),
            Some(Ordering::Equal)
        );
        assert_eq!(at("2024-01-01T00:30").compare(&at("2024-01-01T09:30Z")), None);
        assert_eq!(
            at("2024-01-09T00:30").compare(&at("2024-01-01T09:30Z")),
            Some(Ordering::Greater)
        );
    }

    #[test]
    fn months_keep_within_the_month() {
        let month =
            |n| at("2024-01-31").add(Decimal::from(n), Calendar::Month).unwrap().to_string();
        assert_eq!(
            (month(1), month(-2), month(13)),
            ("2024-02-29".into(), "2023-11-30".into(), "2025-02-28".into())
        );
        assert_eq!(at("2024").add(Decimal::from(24), Calendar::Month).unwrap().to_string(), "2026");
        assert!(at("9999-12-31").add(Decimal::ONE, Calendar::Day).is_none());
        let late = Temporal::parse_time("23:30").unwrap();
        assert_eq!(late.add(Decimal::ONE, Calendar::Hour).unwrap().to_string(), "00:30");
    }
}
