//! The centre's chronicle (あゆみ): what the records give for a fiscal year, what people wrote beside it, in the order of days.
use app::Result;
use kernel::{Date, Id};

use super::{Wrong, year};

/// A line that somebody wrote, or wrote in the place of a line that the records give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Id.
    pub id: Id,
    /// The day.
    pub day: Date,
    /// The words; empty = the line of the records is left out.
    pub text: String,
    /// Page of the record, where it was taken from one.
    pub href: String,
    /// Which line of the records it replaces: `meeting:ID`; empty = a line of its own.
    pub source: String,
}

/// A line that the records give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The day.
    pub day: Date,
    /// The words.
    pub text: String,
    /// Page of the record.
    pub href: String,
    /// `meeting:ID`, `founded:ID`, `ended:ID`.
    pub source: String,
}

/// A line of the chronicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The day.
    pub day: Date,
    /// The words.
    pub text: String,
    /// Page of the record; may be empty.
    pub href: String,
    /// Which record gave it; empty for a line written by hand.
    pub source: String,
    /// What somebody wrote; none = as the record gives it.
    pub written: Option<Id>,
}

/// The chronicle, and the lines of the records that were left out.
pub fn lines(given: &[Given], written: &[Written]) -> (Vec<Line>, Vec<Line>) {
    let mut shown = Vec::new();
    let mut left_out = Vec::new();
    for g in given {
        let by_hand = written.iter().find(|w| !w.source.is_empty() && w.source == g.source);
        let line = Line {
            day: g.day,
            text: by_hand.filter(|w| !w.text.is_empty()).map_or(&g.text, |w| &w.text).clone(),
            href: g.href.clone(),
            source: g.source.clone(),
            written: by_hand.map(|w| w.id),
        };
        match by_hand {
            Some(w) if w.text.is_empty() => left_out.push(line),
            _ => shown.push(line),
        }
    }
    for w in written.iter().filter(|w| w.source.is_empty()) {
        shown.push(Line {
            day: w.day,
            text: w.text.clone(),
            href: w.href.clone(),
            source: String::new(),
            written: Some(w.id),
        });
    }
    shown.sort_by(|a, b| (a.day, &a.source, &a.text).cmp(&(b.day, &b.source, &b.text)));
    (shown, left_out)
}

/// Checks a line written by hand: its day lies in the fiscal year.
pub fn check(of: i64, day: Option<Date>, text: &str) -> Result<Date> {
    let mut w = Wrong::default();
    match day {
        None => w.say("day", "日を入力してください"),
        Some(d) if year::of(d) != of => {
            w.say("day", format!("{}の日を入力してください", year::words(of)));
        }
        Some(_) => {}
    }
    w.need("text", "できごと", text);
    w.line("text", "できごと", text, 200);
    w.end()?;
    day.ok_or_else(|| app::Error::field("day", "日を入力してください"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(n: &str, day: &str) -> Given {
        Given {
            day: day.parse().unwrap(),
            text: format!("第{n}回 推進会議"),
            href: format!("/meetings/{n}"),
            source: format!("meeting:{n}"),
        }
    }

    fn written(source: &str, day: &str, text: &str) -> Written {
        Written {
            id: Id::from_bytes([1; 16]),
            day: day.parse().unwrap(),
            text: text.into(),
            href: String::new(),
            source: source.into(),
        }
    }

    #[test]
    fn what_people_wrote_takes_the_place_of_what_the_records_give() {
        let g = [given("1", "2026-06-01"), given("2", "2026-10-01"), given("3", "2027-01-10")];
        let w = [
            written("meeting:1", "2026-06-01", "第1回 推進会議（新体制で発足）"),
            written("meeting:3", "2027-01-10", ""),
            written("", "2026-08-08", "連携ハンドブック第2版を発行"),
            written("meeting:9", "2026-08-08", "記録が消えた行"),
        ];
        let (shown, out) = lines(&g, &w);
        let texts: Vec<&str> = shown.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(
            texts,
            ["第1回 推進会議（新体制で発足）", "連携ハンドブック第2版を発行", "第2回 推進会議"]
        );
        assert_eq!(out.len(), 1, "what was left out can be put back");
    }

    #[test]
    fn a_line_belongs_to_its_year() {
        assert!(check(2026, "2027-03-31".parse().ok(), "あ").is_ok());
        for (day, text) in
            [(None, "あ"), ("2027-04-01".parse().ok(), "あ"), ("2026-04-01".parse().ok(), " ")]
        {
            assert!(check(2026, day, text).is_err());
        }
    }
}
