//! 和暦: writing and reading Japanese dates as people type them. Eras from 明治 on; a resident may be over 110.
use jiff::civil::{Date, Weekday, date};

/// An era: letter, name, first day (source: 元号法 and the ordinances naming the eras).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Era {
    /// Letter used in short dates: M T S H R.
    pub letter: char,
    /// 明治 … 令和.
    pub name: &'static str,
    /// First day.
    pub from: Date,
}

/// The eras, oldest first. Before 1873-01-01 Japan used another calendar; such dates are refused.
pub const ERAS: [Era; 5] = [
    Era { letter: 'M', name: "明治", from: date(1868, 10, 23) },
    Era { letter: 'T', name: "大正", from: date(1912, 7, 30) },
    Era { letter: 'S', name: "昭和", from: date(1926, 12, 25) },
    Era { letter: 'H', name: "平成", from: date(1989, 1, 8) },
    Era { letter: 'R', name: "令和", from: date(2019, 5, 1) },
];

/// Era and year within it (1 = 元年); none before 明治.
pub fn era_of(d: Date) -> Option<(Era, i16)> {
    let era = ERAS.into_iter().rev().find(|e| d >= e.from)?;
    Some((era, d.year() - era.from.year() + 1))
}

fn year_text(y: i16) -> String {
    if y == 1 { "元".into() } else { y.to_string() }
}

/// 令和8年11月21日.
pub fn long(d: Date) -> String {
    match era_of(d) {
        Some((e, y)) => format!("{}{}年{}月{}日", e.name, year_text(y), d.month(), d.day()),
        None => format!("{}年{}月{}日", d.year(), d.month(), d.day()),
    }
}

/// 令和8年11月21日（土）.
pub fn long_weekday(d: Date) -> String {
    format!("{}（{}）", long(d), weekday(d))
}

/// R8.11.21.
pub fn short(d: Date) -> String {
    match era_of(d) {
        Some((e, y)) => format!("{}{}.{}.{}", e.letter, y, d.month(), d.day()),
        None => format!("{}.{}.{}", d.year(), d.month(), d.day()),
    }
}

/// 11月21日（土）.
pub fn month_day(d: Date) -> String {
    format!("{}月{}日（{}）", d.month(), d.day(), weekday(d))
}

/// 11/21.
pub fn slash(d: Date) -> String {
    format!("{}/{}", d.month(), d.day())
}

/// 昭和15年（1940年）5月3日: birth dates show both years, so that neither has to be worked out.
pub fn birth(d: Date) -> String {
    match era_of(d) {
        Some((e, y)) => {
            format!("{}{}年（{}年）{}月{}日", e.name, year_text(y), d.year(), d.month(), d.day())
        }
        None => format!("{}年{}月{}日", d.year(), d.month(), d.day()),
    }
}

/// 月 … 日.
pub fn weekday(d: Date) -> &'static str {
    match d.weekday() {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

/// Why a typed date could not be read; `Display` is the sentence for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not in any form that is understood.
    #[error("日付は「R8.11.21」「2026/11/21」「今日」のように入力してください")]
    Unreadable,
    /// 2月30日, 13月 and the like.
    #[error("その日付はカレンダーにありません。年・月・日をたしかめてください")]
    NoSuchDay,
    /// 平成32年 and the like: the era had ended or had not begun.
    #[error("元号と年が合いません。元号と年をたしかめてください")]
    EraMismatch,
}

/// A date from era letter or name, year in the era, month, day. 平成31年5月 and later is a mismatch:
/// papers that say so exist, but silently moving them would hide a typing error.
pub fn from_parts(era: &str, year: i16, month: i8, day: i8) -> Result<Date, DateError> {
    let era = era.trim();
    if era.is_empty() || era == "西暦" || era == "AD" {
        return Date::new(year, month, day).map_err(|_| DateError::NoSuchDay);
    }
    let (i, e) = ERAS
        .into_iter()
        .enumerate()
        .find(|(_, e)| era == e.name || era.eq_ignore_ascii_case(&e.letter.to_string()))
        .ok_or(DateError::Unreadable)?;
    if !(1..=99).contains(&year) {
        return Err(DateError::EraMismatch);
    }
    let d = Date::new(e.from.year() + year - 1, month, day).map_err(|_| DateError::NoSuchDay)?;
    let ended = ERAS.get(i + 1).is_some_and(|next| d >= next.from);
    if d < e.from || ended {
        return Err(DateError::EraMismatch);
    }
    Ok(d)
}

/// Reads a date as typed: `R8.11.21`, `令和8年11月21日`, `2026/11/21`, `2026-11-21`, `20261121`, `11/21`
/// (this year), `今日`, `明日`, `昨日`; full-width digits and separators are fine. `today` is the reader's today.
pub fn parse(typed: &str, today: Date) -> Result<Date, DateError> {
    use unicode_normalization::UnicodeNormalization;
    let s: String = typed.nfkc().filter(|c| !c.is_whitespace()).collect();
    match s.as_str() {
        "今日" | "きょう" | "本日" => return Ok(today),
        "明日" | "あす" | "あした" => return Ok(crate::time::add_days(today, 1)),
        "昨日" | "きのう" => return Ok(crate::time::add_days(today, -1)),
        _ => {}
    }
    let (era, rest) = split_era(&s);
    let rest = rest.replace("元年", "1年");
    let nums: Vec<&str> =
        rest.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let only_known = rest.chars().all(|c| c.is_ascii_digit() || "./-年月日".contains(c));
    if !only_known || rest.is_empty() {
        return Err(DateError::Unreadable);
    }
    let n = |t: &str| t.parse::<i16>().map_err(|_| DateError::Unreadable);
    let small = |t: &str| t.parse::<i8>().map_err(|_| DateError::NoSuchDay);
    match (era, nums.as_slice()) {
        (Some(e), [y, m, d]) => from_parts(e, n(y)?, small(m)?, small(d)?),
        (None, [y, m, d]) if y.len() == 4 => from_parts("", n(y)?, small(m)?, small(d)?),
        (None, [m, d]) => from_parts("", today.year(), small(m)?, small(d)?),
        (None, [all]) if all.len() == 8 => {
            let (y, md) = all.split_at(4);
            let (m, d) = md.split_at(2);
            from_parts("", n(y)?, small(m)?, small(d)?)
        }
        _ => Err(DateError::Unreadable),
    }
}

fn split_era(s: &str) -> (Option<&'static str>, &str) {
    for e in ERAS {
        if let Some(rest) = s.strip_prefix(e.name) {
            return (Some(e.name), rest);
        }
        let mut chars = s.chars();
        if chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&e.letter)) {
            return (Some(e.name), chars.as_str());
        }
    }
    (None, s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eras_change_on_their_days() {
        assert_eq!(long(date(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(long(date(2019, 5, 1)), "令和元年5月1日");
        assert_eq!(short(date(1926, 12, 24)), "T15.12.24");
        assert_eq!(short(date(1926, 12, 25)), "S1.12.25");
        assert_eq!(birth(date(1940, 5, 3)), "昭和15年（1940年）5月3日");
        assert_eq!(month_day(date(2026, 11, 21)), "11月21日（土）");
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let today = date(2026, 11, 21);
        for s in [
            "R8.11.21",
            "r8/11/21",
            "令和8年11月21日",
            "2026/11/21",
            "2026-11-21",
            "20261121",
            "11/21",
            "今日",
            "Ｒ８．１１．２１",
            " 令和 8年 11月 21日 ",
            "11月21日",
        ] {
            assert_eq!(parse(s, today), Ok(today), "{s}");
        }
        assert_eq!(parse("令和元年5月1日", today), Ok(date(2019, 5, 1)));
    }

    #[test]
    fn impossible_dates_say_what_is_wrong() {
        let today = date(2026, 11, 21);
        assert_eq!(parse("R8.2.30", today), Err(DateError::NoSuchDay));
        assert_eq!(parse("H32.1.1", today), Err(DateError::EraMismatch));
        assert_eq!(parse("R1.4.30", today), Err(DateError::EraMismatch));
        for s in [
            "",
            "あ",
            "R",
            "8.11.21",
            "2026/11",
            "R8.11.21.4",
            "99999999999999999999",
            "R8,11,21\0",
        ] {
            assert!(parse(s, today).is_err(), "{s}");
        }
    }

    #[test]
    fn every_day_of_two_centuries_reads_back() {
        let mut d = date(1873, 1, 1);
        while d < date(2060, 1, 1) {
            assert_eq!(parse(&short(d), d), Ok(d));
            assert_eq!(parse(&long(d), d), Ok(d));
            d = crate::time::add_days(d, 3);
        }
    }
}
