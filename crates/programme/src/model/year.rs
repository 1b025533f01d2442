//! Fiscal years (年度) in the words of papers.
use kernel::{Date, fiscal_year, wareki};

/// Earliest and latest fiscal year that a form takes.
pub const RANGE: std::ops::RangeInclusive<i64> = 1990..=2100;
/// Most years beside each other in a table.
pub const MOST: i64 = 12;

/// Fiscal year of a day.
pub fn of(day: Date) -> i64 {
    i64::from(fiscal_year(day))
}

fn middle(year: i64) -> Option<Date> {
    i16::try_from(year).ok().and_then(|y| Date::new(y, 5, 1).ok())
}

/// 「令和8年度」.
pub fn words(year: i64) -> String {
    match middle(year).and_then(wareki::era_of) {
        Some((era, 1)) => format!("{}元年度", era.name),
        Some((era, n)) => format!("{}{n}年度", era.name),
        None => format!("{year}年度"),
    }
}

/// 「R8」.
pub fn short(year: i64) -> String {
    match middle(year).and_then(wareki::era_of) {
        Some((era, n)) => format!("{}{n}", era.letter),
        None => year.to_string(),
    }
}

/// 「R6–R8」.
pub fn span(from: i64, to: i64) -> String {
    if from == to { short(from) } else { format!("{}–{}", short(from), short(to)) }
}

/// 「9月末現在」 or 「11月22日現在」 of a day within a fiscal year that is not over on it; none where the year is over.
pub fn partial(year: i64, on: Date) -> Option<String> {
    let (_, last) = slice::year_ends(year)?;
    if of(on) != year || on >= last {
        return None;
    }
    let month = on.month();
    Some(match on == on.last_of_month() {
        true => format!("{month}月末現在"),
        false => format!("{month}月{}日現在", on.day()),
    })
}

/// A fiscal year as people type it: 2023, R5, 令和5, 令和5年度, 平成30.
pub fn parse(typed: &str) -> Option<i64> {
    let text = kernel::kana::half_width(typed.trim());
    let text = text.trim_end_matches("年度").trim_end_matches('年');
    if let Ok(western) = text.parse::<i64>() {
        return Some(western).filter(|y| RANGE.contains(y));
    }
    // an era and its year: a letter first, a figure or 元 last
    let era_first = text.chars().next().is_some_and(char::is_alphabetic);
    let year_last = text.chars().last().is_some_and(|c| c.is_ascii_digit() || c == '元');
    if !era_first || !year_last {
        return None;
    }
    let today = Date::constant(2026, 5, 1);
    let day = wareki::parse(&format!("{text}年5月1日"), today)
        .or_else(|_| wareki::parse(&format!("{text}.5.1"), today));
    day.ok().map(of).filter(|y| RANGE.contains(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_said_and_read_in_eras() {
        assert_eq!((words(2026).as_str(), words(2019).as_str()), ("令和8年度", "令和元年度"));
        assert_eq!((short(2021).as_str(), span(2024, 2026).as_str()), ("R3", "R6–R8"));
        for (typed, want) in [
            ("2023", Some(2023)),
            ("R5", Some(2023)),
            ("令和5年度", Some(2023)),
            ("平成30", Some(2018)),
            ("あ", None),
            ("-1", None),
            ("", None),
            ("999999999999", None),
        ] {
            assert_eq!(parse(typed), want, "{typed}");
        }
        assert!(!words(i64::MIN).is_empty());
    }

    #[test]
    fn only_a_running_year_has_an_as_of() {
        let d = |t: &str| t.parse::<Date>().unwrap();
        assert_eq!(partial(2023, d("2023-09-30")).as_deref(), Some("9月末現在"));
        assert_eq!(partial(2026, d("2026-11-22")).as_deref(), Some("11月22日現在"));
        for (year, on) in [(2023, "2024-03-31"), (2023, "2024-04-01"), (2024, "2023-09-30")] {
            assert_eq!(partial(year, d(on)), None);
        }
    }
}
