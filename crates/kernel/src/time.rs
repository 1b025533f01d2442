//! Instants. Stored and sent as UTC with milliseconds in one fixed form, shown in Japan time (+09:00,
//! no summer time since 1951).
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

const JST_HOURS: i8 = 9;

fn jst() -> TimeZone {
    TimeZone::fixed(Offset::constant(JST_HOURS))
}

impl At {
    /// From milliseconds since the epoch; what lies outside years 0001–9999 is brought to the nearest end.
    pub const fn from_millis(ms: i64) -> Self {
        const MIN: i64 = -62_135_596_800_000;
        const MAX: i64 = 253_402_207_199_999;
        At(if ms < MIN {
            MIN
        } else if ms > MAX {
            MAX
        } else {
            ms
        })
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant of a Japanese date and time of day.
    pub fn jst(date: Date, time: Time) -> Self {
        match date.to_datetime(time).to_zoned(jst()) {
            Ok(z) => At::from_millis(z.timestamp().as_millisecond()),
            Err(_) => At::from_millis(0),
        }
    }

    /// Date and time of day in Japan.
    pub fn local(self) -> DateTime {
        let ts = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        ts.to_zoned(jst()).datetime()
    }

    /// The date in Japan.
    pub fn date(self) -> Date {
        self.local().date()
    }

    /// The time of day in Japan.
    pub fn time(self) -> Time {
        self.local().time()
    }

    /// Later by so many minutes (earlier when negative).
    pub fn plus_minutes(self, minutes: i64) -> Self {
        At::from_millis(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// Later by so many milliseconds.
    pub fn plus_millis(self, ms: i64) -> Self {
        At::from_millis(self.0.saturating_add(ms))
    }

    /// Whole minutes from `earlier` to `self`, rounded down.
    pub fn minutes_since(self, earlier: At) -> i64 {
        (self.0 - earlier.0).div_euclid(60_000)
    }

    /// `2026-11-21T03:54:00.000Z`, the form stored in the databases: text order is time order.
    pub fn text(self) -> String {
        let dt = Timestamp::from_millisecond(self.0)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(TimeZone::UTC)
            .datetime();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            dt.year(),
            dt.month(),
            dt.day(),
            dt.hour(),
            dt.minute(),
            dt.second(),
            dt.millisecond()
        )
    }

    /// Reads the stored form (any RFC 3339 instant is accepted).
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|t| At::from_millis(t.as_millisecond()))
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl serde::Serialize for At {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.text())
    }
}

impl<'de> serde::Deserialize<'de> for At {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        At::parse(&s).ok_or_else(|| serde::de::Error::custom("not an instant"))
    }
}

/// Adds calendar days; a date that would leave years 0001–9999 stays where it is.
pub fn add_days(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))).unwrap_or(date)
}

/// The same day so many months later (earlier when negative); the last day of a shorter month.
pub fn add_months(date: Date, months: i32) -> Date {
    date.checked_add(jiff::Span::new().months(months.clamp(-12_000, 12_000))).unwrap_or(date)
}

/// Calendar days from `from` to `to` (negative when `to` is earlier).
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map(|s| i64::from(s.get_days())).unwrap_or(0)
}

/// Age in full years on `on` (誕生日の前日ではなく当日に加齢する、様式の記入日の年齢).
pub fn age_on(birth: Date, on: Date) -> i64 {
    let years = i64::from(on.year()) - i64::from(birth.year());
    if (on.month(), on.day()) < (birth.month(), birth.day()) { years - 1 } else { years }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn stored_form_reads_back_and_shows_japan_time() {
        let at = At::jst(date(2026, 11, 21), Time::constant(0, 30, 0, 0));
        assert_eq!(at.text(), "2026-11-20T15:30:00.000Z");
        assert_eq!(At::parse(&at.text()), Some(at));
        assert_eq!(at.date(), date(2026, 11, 21));
    }

    #[test]
    fn days_and_ages_are_calendar_arithmetic() {
        assert_eq!(add_days(date(2028, 2, 28), 1), date(2028, 2, 29));
        assert_eq!(days_between(date(2026, 11, 21), date(2026, 11, 16)), -5);
        assert_eq!(age_on(date(1940, 5, 3), date(2026, 5, 2)), 85);
        assert_eq!(age_on(date(1940, 5, 3), date(2026, 5, 3)), 86);
    }

    #[test]
    fn absurd_instants_do_not_panic() {
        for ms in [i64::MIN, i64::MAX, 0] {
            let _ = At::from_millis(ms).text();
            let _ = At::from_millis(ms).local();
        }
    }
}
