//! Dates in forms: the boxes 元号・年・月・日 to a date and back, with errors that say what to do. And the one style in
//! which a moment is written, by where it stands ([`moment`], [`near`], [`cell`], [`log`]).
use kernel::{At, Date, wareki};

use crate::field::{DatePart, DateValue};
use crate::formstate::FormState;

/// 「令和8年11月21日（土） 9:40」: a moment in a sentence, beside a name or on a paper that is kept for years.
pub fn moment(at: At) -> String {
    format!("{} {}", wareki::long_weekday(at.date()), clock(at))
}

/// 「11月21日（土） 9:40」: a moment of the work of these days, where the year goes without saying.
pub fn near(at: At) -> String {
    format!("{} {}", wareki::month_day(at.date()), clock(at))
}

/// 「R8.11.21 9:40」: a moment in a narrow cell of a table or in the margin of a paper.
pub fn cell(at: At) -> String {
    format!("{} {}", wareki::short(at.date()), clock(at))
}

/// 「R8.11.21 9:40:05」: a row of the log, where seconds tell the order.
pub fn log(at: At) -> String {
    format!("{}:{:02}", cell(at), at.time().second())
}

/// 「9:40」.
pub fn clock(at: At) -> String {
    let t = at.time();
    format!("{}:{:02}", t.hour(), t.minute())
}

/// A date that could not be read: the sentence, and the box it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateProblem {
    /// What to do.
    pub message: String,
    /// Where.
    pub part: DatePart,
}

impl DateProblem {
    fn new(part: DatePart, message: impl Into<String>) -> Self {
        DateProblem { message: message.into(), part }
    }
}

/// The boxes `NAME.era .y .m .d .time` as posted; `NAME` itself may hold a whole date (API, older pages).
pub fn posted(form: &FormState, name: &str) -> DateValue {
    let get = |part: &str| form.text(&format!("{name}.{part}"));
    let mut value = DateValue {
        era: get("era"),
        y: get("y"),
        m: get("m"),
        d: get("d"),
        time: get("time"),
        bad: None,
    };
    if value.y.is_empty() && value.m.is_empty() && value.d.is_empty() {
        value.y = form.text(name);
    }
    value
}

/// The boxes of an ISO date `YYYY-MM-DD` (a time `T09:40` behind it fills the time); empty for anything else.
pub fn boxes(iso: &str) -> DateValue {
    let (day, time) = iso.split_once('T').map_or((iso, ""), |(d, t)| (d, t.get(..5).unwrap_or("")));
    let Ok(date) = day.parse::<Date>() else {
        return DateValue::default();
    };
    let (era, y) = match wareki::era_of(date) {
        Some((e, y)) => (e.letter.to_string(), y.to_string()),
        None => ("AD".to_owned(), date.year().to_string()),
    };
    DateValue {
        era,
        y,
        m: date.month().to_string(),
        d: date.day().to_string(),
        time: time.trim_start_matches('0').to_owned(),
        bad: None,
    }
}

fn narrow(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => {
                char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
            }
            '：' => ':',
            c => c,
        })
        .collect()
}

/// The date of the boxes: none when all are empty. A whole date typed into the year's box counts.
pub fn date(value: &DateValue, today: Date) -> Result<Option<Date>, DateProblem> {
    let (y, m, d) = (narrow(&value.y), narrow(&value.m), narrow(&value.d));
    if y.is_empty() && m.is_empty() && d.is_empty() {
        return Ok(None);
    }
    let number = |s: &str| !s.is_empty() && s.len() <= 4 && s.chars().all(|c| c.is_ascii_digit());
    if !number(&y) && y != "元" {
        if y.is_empty() {
            return Err(DateProblem::new(DatePart::Year, "年を入れてください"));
        }
        return wareki::parse(&y, today)
            .map(Some)
            .map_err(|e| DateProblem::new(DatePart::Year, e.to_string()));
    }
    for (text, part, word) in [(&m, DatePart::Month, "月"), (&d, DatePart::Day, "日")] {
        if text.is_empty() {
            // Eight digits alone are a whole date too, but they are longer than four and were read above.
            return Err(DateProblem::new(part, format!("{word}を入れてください")));
        }
        if !number(text) {
            return Err(DateProblem::new(part, format!("{word}は数字で入れてください")));
        }
    }
    let year = if y == "元" { 1 } else { y.parse::<i16>().unwrap_or(0) };
    let month = m.parse::<i8>().unwrap_or(0);
    let day = d.parse::<i8>().unwrap_or(0);
    if !(1..=12).contains(&month) {
        return Err(DateProblem::new(DatePart::Month, "月は1から12までの数字で入れてください"));
    }
    // Four digits of a year are a western year, whatever the era box says (it starts on 令和).
    let era = if y.len() == 4 {
        ""
    } else if value.era.is_empty() {
        "R"
    } else {
        value.era.as_str()
    };
    if era == "AD" && y.len() != 4 {
        return Err(DateProblem::new(DatePart::Year, "西暦の年は4けたで入れてください"));
    }
    wareki::from_parts(era, year, month, day).map(Some).map_err(|e| {
        let part = match e {
            wareki::DateError::NoSuchDay => DatePart::Day,
            _ => DatePart::Year,
        };
        DateProblem::new(part, e.to_string())
    })
}

/// The same as text `YYYY-MM-DD`.
pub fn iso(value: &DateValue, today: Date) -> Result<Option<String>, DateProblem> {
    Ok(date(value, today)?.map(|d| d.to_string()))
}

/// A time of day as people type it: `9:40`, `0940`, `9時40分`, `9時` → `09:40`. None when empty.
pub fn time(typed: &str) -> Result<Option<String>, DateProblem> {
    let s = narrow(typed);
    if s.is_empty() {
        return Ok(None);
    }
    let wrong = || DateProblem::new(DatePart::Time, "時刻は「9:40」のように入れてください");
    let plain = s.replace('時', ":").replace('分', "");
    let (h, m) = match plain.split_once(':') {
        Some((h, m)) => (h.to_owned(), if m.is_empty() { "0".to_owned() } else { m.to_owned() }),
        None if (3..=4).contains(&plain.len()) && plain.is_ascii() => {
            let (h, m) = plain.split_at(plain.len() - 2);
            (h.to_owned(), m.to_owned())
        }
        None => return Err(wrong()),
    };
    let digits = |t: &str| (1..=2).contains(&t.len()) && t.chars().all(|c| c.is_ascii_digit());
    if !digits(&h) || !digits(&m) {
        return Err(wrong());
    }
    let (h, m) = (h.parse::<u8>().map_err(|_| wrong())?, m.parse::<u8>().map_err(|_| wrong())?);
    if h > 23 || m > 59 {
        return Err(DateProblem::new(DatePart::Time, "時刻は0:00から23:59までで入れてください"));
    }
    Ok(Some(format!("{h:02}:{m:02}")))
}

/// A filled date as read: 令和8年11月21日 9:40; what was typed when it is no date.
pub fn words(value: &DateValue) -> String {
    let era = match value.era.as_str() {
        "R" | "" => "令和",
        "H" => "平成",
        "S" => "昭和",
        "T" => "大正",
        "M" => "明治",
        _ => "",
    };
    if value.is_empty() {
        return String::new();
    }
    let y = if value.y == "1" && !era.is_empty() { "元" } else { &value.y };
    let time = if value.time.is_empty() { String::new() } else { format!(" {}", value.time) };
    format!("{era}{y}年{}月{}日{time}", value.m, value.d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes_of(era: &str, y: &str, m: &str, d: &str) -> DateValue {
        DateValue { era: era.into(), y: y.into(), m: m.into(), d: d.into(), ..DateValue::default() }
    }

    fn today() -> Date {
        "2026-11-21".parse().unwrap()
    }

    #[test]
    fn a_moment_has_one_style_by_where_it_stands() {
        let at = At::jst(today(), kernel::Time::constant(9, 5, 7, 0));
        assert_eq!(moment(at), "令和8年11月21日（土） 9:05");
        assert_eq!(near(at), "11月21日（土） 9:05");
        assert_eq!(cell(at), "R8.11.21 9:05");
        assert_eq!(log(at), "R8.11.21 9:05:07");
        assert_eq!(clock(at), "9:05");
    }

    #[test]
    fn boxes_become_dates_and_come_back() {
        for (value, want) in [
            (boxes_of("R", "8", "11", "21"), "2026-11-21"),
            (boxes_of("S", "15", "5", "3"), "1940-05-03"),
            (boxes_of("R", "元", "５", "１"), "2019-05-01"),
            (boxes_of("AD", "1940", "5", "3"), "1940-05-03"),
            (boxes_of("R", "1940", "5", "3"), "1940-05-03"),
            (boxes_of("R", "R8.11.20", "", ""), "2026-11-20"),
            (boxes_of("S", "今日", "", ""), "2026-11-21"),
            (boxes_of("R", "20261119", "", ""), "2026-11-19"),
        ] {
            assert_eq!(iso(&value, today()).unwrap().as_deref(), Some(want), "{value:?}");
            assert_eq!(iso(&boxes(want), today()).unwrap().as_deref(), Some(want));
        }
        assert_eq!(iso(&DateValue::default(), today()), Ok(None));
        assert_eq!(boxes("2026-11-19T09:40:00").time, "9:40");
        assert_eq!(boxes("nonsense"), DateValue::default());
    }

    #[test]
    fn impossible_dates_name_the_box_and_what_to_do() {
        for (value, part) in [
            (boxes_of("R", "8", "2", "30"), DatePart::Day),
            (boxes_of("R", "8", "13", "1"), DatePart::Month),
            (boxes_of("R", "8", "", "1"), DatePart::Month),
            (boxes_of("R", "8", "1", "x"), DatePart::Day),
            (boxes_of("H", "32", "1", "1"), DatePart::Year),
            (boxes_of("R", "", "1", "1"), DatePart::Year),
            (boxes_of("AD", "26", "1", "1"), DatePart::Year),
            (boxes_of("R", "あした\0", "", ""), DatePart::Year),
        ] {
            let problem = date(&value, today()).unwrap_err();
            assert_eq!(problem.part, part, "{value:?}");
            assert!(problem.message.ends_with("ください"), "{}", problem.message);
        }
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for typed in ["9:40", "09:40", "0940", "940", "9時40分", "９：４０"] {
            assert_eq!(time(typed).unwrap().as_deref(), Some("09:40"), "{typed}");
        }
        assert_eq!(time("9時").unwrap().as_deref(), Some("09:00"));
        assert_eq!(time(" ").unwrap(), None);
        for bad in ["24:00", "9:60", "あさ", "9:4:0", "１", "-1:00", "あいう"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }
}
