//! Fiscal years (年度) and days in the words of papers.
use kernel::{Date, fiscal_year, wareki};

/// Fiscal year of a day.
pub fn of(day: Date) -> i64 {
    i64::from(fiscal_year(day))
}

/// 「令和8年度」.
pub fn words(year: i64) -> String {
    match middle(year).and_then(wareki::era_of) {
        Some((era, 1)) => format!("{}元年度", era.name),
        Some((era, n)) => format!("{}{n}年度", era.name),
        None => format!("{year}年度"),
    }
}

/// 「R8年度」.
pub fn short(year: i64) -> String {
    match middle(year).and_then(wareki::era_of) {
        Some((era, n)) => format!("{}{n}年度", era.letter),
        None => format!("{year}年度"),
    }
}

/// First and last day of a fiscal year; none for a year that no calendar has.
pub fn ends(year: i64) -> Option<(Date, Date)> {
    let y = i16::try_from(year).ok().filter(|y| (1868..=2200).contains(y))?;
    Some((Date::new(y, 4, 1).ok()?, Date::new(y + 1, 3, 31).ok()?))
}

fn middle(year: i64) -> Option<Date> {
    i16::try_from(year).ok().and_then(|y| Date::new(y, 5, 1).ok())
}

/// 「12月4日（金） 18:30〜20:00」; times are `HH:MM` or empty.
pub fn moment(day: Date, from: &str, to: &str) -> String {
    let time = match (from.is_empty(), to.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!(" {from}から"),
        (false, false) => format!(" {from}〜{to}"),
    };
    format!("{}{time}", wareki::long_weekday(day))
}

/// Minutes of `HH:MM`.
pub fn minutes(text: &str) -> Option<i64> {
    let (h, m) = text.split_once(':')?;
    Some(h.parse::<i64>().ok()? * 60 + m.parse::<i64>().ok()?)
}

/// Does it end after it begins? Without an end, yes.
pub fn in_order(from: &str, to: &str) -> bool {
    to.is_empty() || (!from.is_empty() && minutes(to) > minutes(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_begin_in_april_and_are_said_in_eras() {
        assert_eq!(of("2027-03-31".parse().unwrap()), 2026);
        assert_eq!(of("2027-04-01".parse().unwrap()), 2027);
        assert_eq!((words(2026).as_str(), words(2019).as_str()), ("令和8年度", "令和元年度"));
        assert_eq!(short(2018), "H30年度");
        let (first, last) = ends(2026).unwrap();
        assert_eq!((of(first), of(last)), (2026, 2026));
        for odd in [i64::MIN, -1, 0, 99_999, i64::MAX] {
            assert!(ends(odd).is_none());
            assert!(!words(odd).is_empty());
        }
    }

    #[test]
    fn an_end_needs_an_earlier_beginning() {
        for (from, to, fine) in [
            ("18:30", "20:00", true),
            ("9:00", "10:00", true),
            ("", "", true),
            ("9:00", "", true),
            ("", "9:00", false),
            ("20:00", "18:30", false),
            ("9:00", "9:00", false),
        ] {
            assert_eq!(in_order(from, to), fine, "{from} {to}");
        }
    }
}
