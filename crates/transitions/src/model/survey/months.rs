//! The survey by month, each beside the same month a year before.
use kernel::Date;
use kernel::time::{add_days, add_months};

use super::{Case, Figures, figures};

/// One month of a period (its first and last may be cut by the period).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// First day counted.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// Its figures.
    pub now: Figures,
    /// Those of the same days a year before.
    pub before: Figures,
}

/// The same days a year before: the same calendar days, 29 February becomes the 28th; a period that ends with its
/// month ends with the month there too.
pub fn year_before(from: Date, to: Date) -> (Date, Date) {
    let ends_month = add_days(to, 1).day() == 1;
    let last = add_months(to, -12);
    let last = if ends_month { add_days(add_months(add_days(to, 1), -12), -1) } else { last };
    (add_months(from, -12), last)
}

/// First and last day of each month of a period, in order; at most 240.
pub fn spans(from: Date, to: Date) -> Vec<(Date, Date)> {
    let mut out = Vec::new();
    let mut first = from;
    while first <= to && out.len() < 240 {
        let next = add_months(add_days(first, 1 - i64::from(first.day())), 1);
        out.push((first, add_days(next, -1).min(to)));
        first = next;
    }
    out
}

/// Counts each month; `cases` must hold those of a year before as well.
pub fn by_month(cases: &[Case], from: Date, to: Date) -> Vec<Month> {
    spans(from, to)
        .into_iter()
        .map(|(from, to)| {
            let (was_from, was_to) = year_before(from, to);
            Month {
                from,
                to,
                now: figures(cases, from, to),
                before: figures(cases, was_from, was_to),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        s.parse().unwrap()
    }

    #[test]
    fn months_are_cut_by_the_period_and_follow_each_other() {
        let all: Vec<String> = spans(day("2026-10-15"), day("2027-01-05"))
            .into_iter()
            .map(|(a, b)| format!("{a}/{b}"))
            .collect();
        assert_eq!(
            all,
            [
                "2026-10-15/2026-10-31",
                "2026-11-01/2026-11-30",
                "2026-12-01/2026-12-31",
                "2027-01-01/2027-01-05"
            ]
        );
        assert_eq!(spans(day("2026-10-02"), day("2026-10-01")), []);
        assert_eq!(spans(day("1900-01-01"), day("9999-12-31")).len(), 240);
    }

    #[test]
    fn the_year_before_keeps_whole_months_whole() {
        let before = |a: &str, b: &str| {
            let (x, y) = year_before(day(a), day(b));
            (x.to_string(), y.to_string())
        };
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(before("2026-10-01", "2026-10-31"), pair("2025-10-01", "2025-10-31"));
        assert_eq!(before("2025-02-01", "2025-02-28"), pair("2024-02-01", "2024-02-29"));
        assert_eq!(before("2024-02-01", "2024-02-29"), pair("2023-02-01", "2023-02-28"));
        assert_eq!(before("2024-02-10", "2024-02-28"), pair("2023-02-10", "2023-02-28"));
        assert_eq!(before("2026-04-15", "2027-03-20"), pair("2025-04-15", "2026-03-20"));
    }
}
