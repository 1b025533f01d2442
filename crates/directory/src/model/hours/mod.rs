//! Weekly hours as sources write them: the text always stays, spans are added where the text can be understood.

mod read;

pub use read::{day, sunday_and_holiday};

use serde::{Deserialize, Serialize};

/// Minutes since midnight; a span that ends on the next day has `closes` above 1,440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Opens.
    pub opens: u16,
    /// Closes.
    pub closes: u16,
}

/// What a text says about one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Day {
    /// Nothing was written.
    #[default]
    Unstated,
    /// Closed.
    Closed,
    /// Open at these times, in order.
    Open(Vec<Span>),
    /// Round the clock.
    Always,
    /// Words that need a reader (「電話にて相談」, 「随時」).
    Words,
}

impl Day {
    /// Was the text understood? Nothing written counts as neither.
    pub fn understood(&self) -> bool {
        matches!(self, Day::Closed | Day::Open(_) | Day::Always)
    }

    /// 「9:00〜12:00、14:00〜18:00」, 「休み」, 「24時間」; empty for what was not understood.
    pub fn words(&self) -> String {
        let at = |m: u16| match m {
            1440 => "24:00".to_string(),
            m if m > 1440 => format!("翌{}:{:02}", (m - 1440) / 60, m % 60),
            m => format!("{}:{:02}", m / 60, m % 60),
        };
        match self {
            Day::Unstated | Day::Words => String::new(),
            Day::Closed => "休み".into(),
            Day::Always => "24時間".into(),
            Day::Open(spans) => spans
                .iter()
                .map(|s| format!("{}〜{}", at(s.opens), at(s.closes)))
                .collect::<Vec<_>>()
                .join("、"),
        }
    }
}

/// Names of the eight columns.
const NAMES: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝"];

/// A week: Monday to Sunday and holidays, each with the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Week {
    /// Monday … Sunday, holidays.
    pub days: [Day; 8],
    /// The texts as the source has them: Monday … Saturday, and one for Sunday and holidays.
    pub texts: Vec<String>,
}

impl Week {
    /// From seven texts, the last of which speaks of Sundays and holidays; none when all are blank.
    pub fn of_seven(texts: [&str; 7]) -> Option<Week> {
        if texts.iter().all(|t| t.trim().is_empty()) {
            return None;
        }
        let [mon, tue, wed, thu, fri, sat, sun] = texts;
        let (sunday, holiday) = sunday_and_holiday(sun);
        Some(Week {
            days: [day(mon), day(tue), day(wed), day(thu), day(fri), day(sat), sunday, holiday],
            texts: texts.iter().map(|t| (*t).to_string()).collect(),
        })
    }

    /// From spans that need no reading (columns of begin and end), Monday … Sunday, holidays.
    pub fn of_spans(days: [Vec<Span>; 8]) -> Option<Week> {
        if days.iter().all(Vec::is_empty) {
            return None;
        }
        let days = days.map(|s| if s.is_empty() { Day::Unstated } else { Day::Open(s) });
        Some(Week { days, texts: Vec::new() })
    }

    /// Texts that are not blank, and how many of them were understood.
    pub fn share(&self) -> (usize, usize) {
        let mut all = 0;
        let mut read = 0;
        for (at, text) in self.texts.iter().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            all += 1;
            let known = |n: usize| self.days.get(n).is_some_and(Day::understood);
            read += usize::from(known(at) || (at == 6 && known(7)));
        }
        (all, read)
    }

    /// 「月〜金 8:30〜17:30、土 8:30〜12:30、日・祝 休み」: days that follow one another and are the same are put together.
    pub fn words(&self) -> String {
        let mut parts: Vec<(Vec<usize>, String)> = Vec::new();
        for (at, d) in self.days.iter().enumerate() {
            let words = d.words();
            if words.is_empty() {
                continue;
            }
            match parts.iter_mut().find(|(_, w)| *w == words) {
                Some((days, _)) => days.push(at),
                None => parts.push((vec![at], words)),
            }
        }
        parts
            .into_iter()
            .map(|(days, words)| format!("{} {words}", day_words(&days)))
            .collect::<Vec<_>>()
            .join("　")
    }
}

/// 「月〜水・金」.
fn day_words(days: &[usize]) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(first) = days.get(at) {
        let mut n = 1;
        // holidays never end a run: 「日・祝」, not 「日〜祝」
        while days.get(at + n).is_some_and(|d| *d == first + n && *d < 7) {
            n += 1;
        }
        let name = |d: usize| NAMES.get(d).copied().unwrap_or("");
        match n {
            1 => out.push(name(*first).to_string()),
            2 => out.extend([name(*first).to_string(), name(first + 1).to_string()]),
            n => out.push(format!("{}〜{}", name(*first), name(first + n - 1))),
        }
        at += n;
    }
    out.join("・")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_said_in_one_line() {
        let w = "8:30-17:30";
        let week = Week::of_seven([w, w, w, w, w, "8：30～12：30", "休診"]).unwrap();
        assert_eq!(week.words(), "月〜金 8:30〜17:30　土 8:30〜12:30　日・祝 休み");
        let week = Week::of_seven([w, w, "", w, w, "", "祝日8：30-17：30　日曜定休"]).unwrap();
        assert_eq!(week.words(), "月・火・木・金・祝 8:30〜17:30　日 休み");
        assert_eq!(week.texts[6], "祝日8：30-17：30　日曜定休");
        assert_eq!(week.share(), (5, 5));
        let week = Week::of_seven(["随時", "", "", "", "", "", "緊急時のみ"]).unwrap();
        assert_eq!((week.share(), week.words()), ((2, 0), String::new()));
        assert_eq!(Week::of_seven([""; 7]), None);
    }
}
