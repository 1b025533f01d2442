//! `lowBoundary`, `highBoundary`, `precision`: what a value of limited precision can at least and at most be.

use super::temporal::{DAY_MS, Kind, Precision, Temporal, days_in_month};
use rust_decimal::{Decimal, RoundingStrategy};

/// Which end of the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Low,
    High,
}

/// Boundary of a decimal written with `value.scale()` places, at `places` (default 8). `None` for places no decimal can have.
pub(super) fn decimal(value: Decimal, places: Option<i64>, end: End) -> Option<Decimal> {
    let places = u32::try_from(places.unwrap_or(8)).ok().filter(|p| *p <= 28)?;
    let half = Decimal::try_new(5, value.scale().checked_add(1)?).ok()?;
    let mut out = match end {
        End::Low => value.checked_sub(half)?,
        End::High => value.checked_add(half)?,
    };
    // A value that shows no digit at the wanted precision has the boundary zero there (so the official suite).
    let shows_nothing = !value.is_zero() && value.trunc_with_scale(places).is_zero();
    let rounding = match end {
        _ if shows_nothing => RoundingStrategy::ToZero,
        End::Low => RoundingStrategy::ToNegativeInfinity,
        End::High => RoundingStrategy::ToPositiveInfinity,
    };
    out = out.round_dp_with_strategy(places, rounding);
    out.rescale(places);
    if out.is_zero() {
        // No `-0.0`.
        out.set_sign_positive(true);
    }
    (out.scale() == places).then_some(out)
}

/// Boundary of a date, dateTime or time. `digits` counts the digits written (4 year, 6 month, 8 day, 10 hour, 12 minute,
/// 14 second, 17 millisecond; time: 2, 4, 6, 9). `None` for other counts.
pub(super) fn temporal(value: &Temporal, digits: Option<i64>, end: End) -> Option<Temporal> {
    let wanted = match (value.kind, digits) {
        (Kind::Date, None) => Precision::Day,
        (_, None) => Precision::Milli,
        (Kind::Time, Some(n)) => precision_of(n.checked_add(8)?)?,
        (_, Some(n)) => precision_of(n)?,
    };
    let mut out = *value;
    if value.kind == Kind::Date && wanted > Precision::Day {
        return None;
    }
    if end == End::High {
        if value.precision < Precision::Month {
            out.month = 12;
        }
        if value.precision < Precision::Day {
            out.day = days_in_month(out.year, out.month);
        }
        // R4 has no dateTime with an hour and no minute, so hh is read as hh:00 (so the official suite).
        let left = match value.precision {
            Precision::Milli => 0,
            Precision::Second => 999,
            Precision::Hour | Precision::Minute => 59_999,
            _ => DAY_MS - 1,
        };
        out.millis += left;
    }
    if wanted >= Precision::Hour && out.kind == Kind::DateTime && out.offset.is_none() {
        // The earliest instant of a local time is where clocks are furthest ahead.
        out.offset = Some(if end == End::Low { 14 * 60 } else { -12 * 60 });
    }
    out.precision = wanted;
    if wanted <= Precision::Day && out.kind == Kind::DateTime {
        out.kind = Kind::Date;
        out.offset = None;
    }
    Some(out)
}

fn precision_of(digits: i64) -> Option<Precision> {
    Some(match digits {
        4 => Precision::Year,
        6 => Precision::Month,
        8 => Precision::Day,
        10 => Precision::Hour,
        12 => Precision::Minute,
        14 => Precision::Second,
        17 => Precision::Milli,
        _ => return None,
    })
}

/// Number of digits a temporal value was written with.
pub(super) fn digits_of(value: &Temporal) -> i64 {
    let of_date_time = match value.precision {
        Precision::Year => 4,
        Precision::Month => 6,
        Precision::Day => 8,
        Precision::Hour => 10,
        Precision::Minute => 12,
        Precision::Second => 14,
        Precision::Milli => 17,
    };
    if value.kind == Kind::Time { of_date_time - 8 } else { of_date_time }
}
