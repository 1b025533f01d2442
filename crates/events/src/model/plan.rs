//! The table of the plan (施策の柱４): times and persons of each fiscal year, actual and planned, with several notes at
//! once: 中止, 予定, 「令和5年度は9月末現在」.
use kernel::{Date, fiscal_year};

use super::State;
use super::event::year_words;

/// What one event gives to a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Fiscal year it counts in.
    pub year: i64,
    /// Where it stands.
    pub state: State,
    /// Times (回).
    pub times: i64,
    /// Persons present.
    pub persons: i64,
    /// Persons expected.
    pub expected: i64,
    /// Why it was called off.
    pub why: String,
}

/// A year of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearCell {
    /// Held.
    pub times: i64,
    /// Came.
    pub persons: i64,
    /// Still to come this year.
    pub times_ahead: i64,
    /// Expected there.
    pub persons_ahead: i64,
    /// Called off.
    pub off: i64,
    /// Reasons, each once.
    pub whys: Vec<String>,
    /// Planned in the plan of the city.
    pub plan_times: Option<i64>,
    /// Planned persons.
    pub plan_persons: Option<i64>,
}

/// Adds the events of one row and year.
pub fn cell(parts: &[Part], year: i64) -> YearCell {
    let mut c = YearCell::default();
    for p in parts.iter().filter(|p| p.year == year) {
        match p.state {
            State::Held => {
                c.times += p.times;
                c.persons += p.persons;
            }
            State::Planned | State::Open => {
                c.times_ahead += p.times;
                c.persons_ahead += p.expected;
            }
            State::Off => {
                c.off += p.times;
                if !p.why.is_empty() && !c.whys.contains(&p.why) {
                    c.whys.push(p.why.clone());
                }
            }
            State::Void => {}
        }
    }
    c
}

fn thousands(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && c.is_ascii_digit() {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A cell as the plan prints it. Held: the number. Nothing held and all called off: 「中止」. Nothing held yet and more to
/// come: 「1（予定）」. Held and more to come: the held number alone; the note says as of when. Nothing recorded: 「–」, which is
/// not zero.
fn words(n: i64, ahead: i64, held: bool, c: &YearCell) -> String {
    if held {
        return thousands(n);
    }
    if c.times_ahead > 0 {
        return format!("{}（予定）", thousands(ahead));
    }
    if c.off > 0 { "中止".into() } else { "–".into() }
}

impl YearCell {
    /// 開催回数.
    pub fn times_words(&self) -> String {
        words(self.times, self.times_ahead, self.times > 0, self)
    }

    /// 参加人数.
    pub fn persons_words(&self) -> String {
        words(self.persons, self.persons_ahead, self.times > 0, self)
    }
}

/// 「9月末現在」 of a day in a fiscal year that is not over: the end of the month before, unless the day is a month's
/// last one. None when the year is over at that day or has not begun.
pub fn as_of(year: i64, today: Date) -> Option<String> {
    if i64::from(fiscal_year(today)) != year {
        return None;
    }
    let last = today.last_of_month();
    if today == last && today.month() == 3 {
        return None;
    }
    if today == last {
        return Some(format!("{}月末現在", today.month()));
    }
    Some(format!("{}月{}日現在", today.month(), today.day()))
}

/// The notes below a row's table, in the order of the years.
pub fn notes(years: &[(i64, YearCell)], today: Date) -> Vec<String> {
    let mut out = Vec::new();
    for (year, c) in years {
        let name = year_words(*year);
        if c.off > 0 && c.times == 0 {
            let why = match c.whys.is_empty() {
                true => String::new(),
                false => format!("、{}のため", c.whys.join("、")),
            };
            out.push(format!("※ {name}については{why}中止"));
        } else if c.off > 0 {
            let why = if c.whys.is_empty() {
                String::new()
            } else {
                format!("（{}）", c.whys.join("、"))
            };
            out.push(format!("※ {name}は、ほかに{}回を中止{why}", c.off));
        }
        if let Some(as_of) = as_of(*year, today) {
            out.push(format!("※ {name}は{as_of}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(year: i64, state: State, times: i64, persons: i64, expected: i64) -> Part {
        Part { year, state, times, persons, expected, why: String::new() }
    }

    /// 「普及啓発イベント」 of the plan: R3 中止, R4 1／1,400, R5 1（予定）／700（予定） with two notes at once.
    #[test]
    fn a_called_off_year_a_held_one_and_one_to_come_read_as_in_the_plan() {
        let mut off = part(2021, State::Off, 1, 0, 700);
        off.why = "新型コロナウイルス感染拡大防止".into();
        let parts =
            [off, part(2022, State::Held, 1, 1400, 0), part(2023, State::Planned, 1, 0, 700)];
        let years: Vec<(i64, YearCell)> = (2021..=2023).map(|y| (y, cell(&parts, y))).collect();
        let words: Vec<(String, String)> =
            years.iter().map(|(_, c)| (c.times_words(), c.persons_words())).collect();
        let want = [("中止", "中止"), ("1", "1,400"), ("1（予定）", "700（予定）")];
        for (got, want) in words.iter().zip(want) {
            assert_eq!((got.0.as_str(), got.1.as_str()), want);
        }
        let today = "2023-09-30".parse().unwrap();
        assert_eq!(
            notes(&years, today),
            [
                "※ 令和3年度については、新型コロナウイルス感染拡大防止のため中止",
                "※ 令和5年度は9月末現在"
            ]
        );
    }

    #[test]
    fn a_year_that_is_over_has_no_as_of_and_an_entry_by_mistake_counts_nowhere() {
        assert_eq!(as_of(2023, "2024-04-01".parse().unwrap()), None);
        assert_eq!(as_of(2023, "2024-03-31".parse().unwrap()), None);
        assert_eq!(as_of(2023, "2023-11-21".parse().unwrap()).as_deref(), Some("11月21日現在"));
        assert_eq!(cell(&[part(2023, State::Void, 1, 9, 9)], 2023), YearCell::default());
        assert_eq!(YearCell::default().times_words(), "–", "nothing recorded is not zero");
        assert_eq!((thousands(1_234_567), thousands(999)), ("1,234,567".into(), "999".into()));
    }
}
