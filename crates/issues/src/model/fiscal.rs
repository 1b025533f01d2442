//! 年度: its words, and days as they are typed within one.
use kernel::{Date, fiscal_year, wareki};

/// The first 年度 that can be written: Kamaishi's tables begin in 2012, older ones are imaginable.
pub const FIRST: i16 = 2000;

/// Is it a 年度 that can be written on this day (up to two ahead)?
pub fn fits(fy: i16, today: Date) -> bool {
    (FIRST..=fiscal_year(today).saturating_add(2)).contains(&fy)
}

/// The era's letter, name and year. The year of a change counts for the new era (令和元年度 = 2019), as the papers print.
fn era(fy: i16) -> Option<(char, &'static str, i16)> {
    let autumn = Date::new(fy, 10, 1).ok()?;
    wareki::era_of(autumn).map(|(e, y)| (e.letter, e.name, y))
}

/// 「令和8年度」.
pub fn long(fy: i16) -> String {
    match era(fy) {
        Some((_, name, 1)) => format!("{name}元年度"),
        Some((_, name, y)) => format!("{name}{y}年度"),
        None => format!("{fy}年度"),
    }
}

/// 「R8」.
pub fn short(fy: i16) -> String {
    match era(fy) {
        Some((letter, _, y)) => format!("{letter}{y}"),
        None => fy.to_string(),
    }
}

/// The days in a text, each once and in order: 「8/24、R8.11.5 きょう」. A month and a day alone lie within `fy`.
///
/// # Errors
/// A sentence for the person.
pub fn days(typed: &str, fy: i16, today: Date) -> Result<Vec<Date>, String> {
    let mut out = Vec::new();
    let apart = |c: char| c.is_whitespace() || "、,，;；".contains(c);
    for word in typed.split(apart).filter(|w| !w.is_empty()) {
        let day = match month_day(word) {
            Some((m, d)) => {
                let year = if m >= 4 { fy } else { fy.saturating_add(1) };
                Date::new(year, m, d).map_err(|_| {
                    format!("「{word}」はカレンダーにありません。月と日をたしかめてください")
                })?
            }
            None => wareki::parse(word, today).map_err(|_| {
                format!("「{word}」を日にちとして読めません。8/24 のように入力してください")
            })?,
        };
        out.push(day);
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// 「8/24」, 「8.24」, 「8月24日」.
fn month_day(word: &str) -> Option<(i8, i8)> {
    let plain: String = word
        .chars()
        .map(|c| match c {
            '０'..='９' => {
                char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
            }
            '／' | '．' | '.' | '月' => '/',
            c => c,
        })
        .collect();
    let (m, d) = plain.trim_end_matches('日').split_once('/')?;
    let (m, d) = (m.parse::<i8>().ok()?, d.parse::<i8>().ok()?);
    (1..=12).contains(&m).then_some((m, d))
}

/// 「8/21、9/20」: the days of one 年度.
pub fn slashes(days: &[Date]) -> String {
    days.iter().map(|d| wareki::slash(*d)).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        "2026-11-19".parse().unwrap()
    }

    #[test]
    fn a_fiscal_year_is_called_as_the_papers_do() {
        assert_eq!((long(2012), short(2012)), ("平成24年度".into(), "H24".into()));
        assert_eq!((long(2018), short(2018)), ("平成30年度".into(), "H30".into()));
        assert_eq!((long(2019), short(2019)), ("令和元年度".into(), "R1".into()));
        assert_eq!((long(2026), short(2026)), ("令和8年度".into(), "R8".into()));
    }

    #[test]
    fn a_month_and_a_day_lie_within_the_fiscal_year() {
        let read = |t: &str, fy| {
            days(t, fy, today()).map(|v| v.iter().map(Date::to_string).collect::<Vec<_>>())
        };
        assert_eq!(
            read("8/21、9/20 11/22，3/28", 2012).unwrap(),
            ["2012-08-21", "2012-09-20", "2012-11-22", "2013-03-28"]
        );
        assert_eq!(read("1.12 ８．２４ 8月24日", 2021).unwrap(), ["2021-08-24", "2022-01-12"]);
        assert_eq!(read("きょう R8.11.5", 2026).unwrap(), ["2026-11-05", "2026-11-19"]);
        assert_eq!(read("", 2026).unwrap(), [""; 0]);
        assert!(read("2/30", 2026).unwrap_err().contains("カレンダー"));
        assert!(read("来週", 2026).unwrap_err().contains("来週"));
    }

    #[test]
    fn years_far_away_do_not_fit() {
        assert!(fits(2012, today()) && fits(2028, today()));
        assert!(!fits(1999, today()) && !fits(2029, today()) && !fits(i16::MAX, today()));
    }
}
