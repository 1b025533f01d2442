//! 年度 in words.
use kernel::{Date, wareki};

/// 「令和8年度」; years of the calendar before 明治 stay numbers. 令和元年度 is the year that began on 2019-04-01.
pub fn long(year: i64) -> String {
    match parts(year) {
        Some((name, _, y)) => format!("{name}{y}年度"),
        None => format!("{year}年度"),
    }
}

/// 「R8」, 「H29」.
pub fn short(year: i64) -> String {
    match parts(year) {
        Some((_, letter, y)) => format!("{letter}{y}"),
        None => year.to_string(),
    }
}

fn parts(year: i64) -> Option<(&'static str, char, String)> {
    let y = i16::try_from(year).ok()?;
    // the era of the year's last day: the papers print H31 as 令和元年度 / R1
    let (era, n) = wareki::era_of(Date::new(y, 12, 31).ok()?)?;
    Some((era.name, era.letter, if n == 1 { "元".into() } else { n.to_string() }))
}

/// First and last day.
pub fn days(year: i64) -> Option<(Date, Date)> {
    let y = i16::try_from(year).ok()?;
    Some((Date::new(y, 4, 1).ok()?, Date::new(y + 1, 3, 31).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_named_as_the_papers_name_them() {
        assert_eq!((long(2017), short(2017)), ("平成29年度".into(), "H29".into()));
        assert_eq!((long(2019), short(2019)), ("令和元年度".into(), "R元".into()));
        assert_eq!((long(2026), short(2026)), ("令和8年度".into(), "R8".into()));
        assert_eq!(days(2026).unwrap().1.to_string(), "2027-03-31");
    }
}
