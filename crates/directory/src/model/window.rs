//! 平時の連絡窓口: whom to call, when, and when rather not. The times to avoid are what an office asks of its partners
//! (「ケアマネジャーに電話してよい時間」); nothing here forbids a call.

use accounts::OrganisationId;
use kernel::{At, Date, Holidays, Hours, Time, Weekday};

use crate::{FacilityId, WindowId};

/// Whose window it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// An organisation with (or soon with) accounts.
    Organisation(OrganisationId),
    /// A facility of the directory that has no organisation.
    Facility(FacilityId),
}

/// A time to avoid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avoid {
    /// Only on this weekday; none = every day.
    pub weekday: Option<Weekday>,
    /// Only on these days of the month, both included (1〜10日 = 国保連の請求); none = every day.
    pub month_days: Option<(i8, i8)>,
    /// From.
    pub from: Time,
    /// Until, not included.
    pub to: Time,
    /// Why, e.g. 会議; may be empty.
    pub reason: String,
}

impl Avoid {
    /// Does it hold on this day?
    pub fn on(&self, d: Date) -> bool {
        self.weekday.is_none_or(|w| w == d.weekday())
            && self.month_days.is_none_or(|(a, b)| (a..=b).contains(&d.day()))
    }

    /// 「木曜 16:00〜17:30（会議）」.
    pub fn words(&self) -> String {
        let mut out = String::new();
        if let Some((a, b)) = self.month_days {
            out.push_str(&if a == b {
                format!("毎月{a}日 ")
            } else {
                format!("毎月{a}〜{b}日 ")
            });
        }
        if let Some(w) = self.weekday {
            out.push_str(weekday_word(w));
            out.push_str("曜 ");
        }
        out.push_str(&span(self.from, self.to));
        if !self.reason.is_empty() {
            out.push_str(&format!("（{}）", self.reason));
        }
        out
    }
}

/// A contact window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Id.
    pub id: WindowId,
    /// Whose.
    pub party: Party,
    /// Order among the windows of one party.
    pub rank: i64,
    /// What it is called, e.g. 地域連携室, 入退院の窓口.
    pub name: String,
    /// Who answers.
    pub person: String,
    /// いないとき.
    pub stand_in: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// FAX; may be empty.
    pub fax: String,
    /// 電話のほかに: the best way besides the telephone, in words.
    pub best_way: String,
    /// Anything else.
    pub note: String,
    /// Telephone hours from Monday to Sunday; none = not on that weekday.
    pub week: [Option<Hours>; 7],
    /// Closed on national holidays.
    pub holidays_closed: bool,
    /// Times to avoid.
    pub avoid: Vec<Avoid>,
    /// When somebody last made sure of all this.
    pub confirmed_on: Option<Date>,
    /// Counts changes; a form carries the one it was opened with.
    pub version: i64,
}

/// May one call now?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowState {
    /// かけてよい時間, until then.
    MayCall {
        /// The hours end or a time to avoid begins.
        until: Time,
    },
    /// 避けてほしい時間.
    Avoid {
        /// Until then.
        until: Time,
        /// Why; may be empty.
        reason: String,
    },
    /// 時間外.
    Outside {
        /// The next opening within two weeks.
        next: Option<(Date, Time)>,
    },
    /// No hours are known.
    Unknown,
}

impl WindowState {
    /// Kind of `ui` tag.
    pub fn tag(&self) -> &'static str {
        match self {
            WindowState::MayCall { .. } => "ok",
            WindowState::Avoid { .. } => "due",
            WindowState::Outside { .. } | WindowState::Unknown => "",
        }
    }

    /// The sentence. `today` makes 「あす」 of the next day.
    pub fn words(&self, today: Date) -> String {
        match self {
            WindowState::MayCall { until } => {
                format!("いま かけてよい時間です（{}まで）", hhmm(*until))
            }
            WindowState::Avoid { until, reason } if reason.is_empty() => {
                format!("いまは 避けてほしい時間です（{}まで）", hhmm(*until))
            }
            WindowState::Avoid { until, reason } => {
                format!("いまは 避けてほしい時間です（{reason}、{}まで）", hhmm(*until))
            }
            WindowState::Outside { next: Some((d, t)) } => {
                let day = match kernel::time::days_between(today, *d) {
                    0 => "きょう".to_string(),
                    1 => "あす".to_string(),
                    _ => kernel::wareki::month_day(*d),
                };
                format!("いまは 時間外です（つぎは {day} {}から）", hhmm(*t))
            }
            WindowState::Outside { next: None } => "いまは 時間外です".into(),
            WindowState::Unknown => "電話の時間は、まだ聞いていません".into(),
        }
    }
}

impl Window {
    /// The hours of a day.
    pub fn hours(&self, d: Date, holidays: &Holidays) -> Option<Hours> {
        if self.holidays_closed && holidays.contains(d) {
            return None;
        }
        let i = usize::from(d.weekday().to_monday_zero_offset().unsigned_abs());
        self.week.get(i).copied().flatten()
    }

    /// The times to avoid on a day, by their beginning.
    pub fn avoid_on(&self, d: Date) -> Vec<&Avoid> {
        let mut out: Vec<&Avoid> = self.avoid.iter().filter(|a| a.on(d)).collect();
        out.sort_by_key(|a| (a.from, a.to));
        out
    }

    /// May one call at this instant?
    pub fn may_call_now(&self, at: At, holidays: &Holidays) -> WindowState {
        if self.week.iter().all(Option::is_none) {
            return WindowState::Unknown;
        }
        let (d, t) = (at.date(), at.time());
        let Some(hours) = self.hours(d, holidays).filter(|h| h.open <= t && t < h.close) else {
            return WindowState::Outside { next: self.next_opening(d, t, holidays) };
        };
        let avoid = self.avoid_on(d);
        let mut until = t;
        let mut reason = None;
        // times that touch or overlap are one time to the person who waits
        for a in &avoid {
            if a.from <= until && until < a.to {
                until = a.to;
                reason.get_or_insert(a.reason.clone());
            }
        }
        if let Some(reason) = reason {
            if until >= hours.close {
                until = hours.close;
            }
            return WindowState::Avoid { until, reason };
        }
        let begins = avoid.iter().map(|a| a.from).find(|from| *from > t);
        WindowState::MayCall { until: begins.map_or(hours.close, |b| b.min(hours.close)) }
    }

    fn next_opening(&self, d: Date, t: Time, holidays: &Holidays) -> Option<(Date, Time)> {
        if let Some(h) = self.hours(d, holidays).filter(|h| t < h.open) {
            return Some((d, h.open));
        }
        (1..=14).find_map(|n| {
            let day = kernel::time::add_days(d, n);
            self.hours(day, holidays).map(|h| (day, h.open))
        })
    }

    /// Telephone hours in words, one line for each run of days with the same hours: 「平日 8:30〜17:30」.
    pub fn hours_words(&self) -> Vec<String> {
        let mut runs: Vec<(usize, usize, Hours)> = Vec::new();
        for (i, day) in self.week.iter().enumerate() {
            let Some(h) = day else { continue };
            match runs.last_mut() {
                Some((_, end, hours)) if *end + 1 == i && hours == h => *end = i,
                _ => runs.push((i, i, *h)),
            }
        }
        let word = |i: usize| WEEK.get(i).copied().unwrap_or("");
        let mut out: Vec<String> = runs
            .iter()
            .map(|(a, b, h)| {
                let days = match (*a, *b) {
                    (0, 4) if self.holidays_closed => "平日".to_string(),
                    (0, 6) => "毎日".to_string(),
                    (a, b) if a == b => word(a).to_string(),
                    (a, b) if b == a + 1 => format!("{}・{}", word(a), word(b)),
                    (a, b) => format!("{}〜{}", word(a), word(b)),
                };
                format!("{days} {}", span(h.open, h.close))
            })
            .collect();
        let weekdays_only = runs.iter().all(|(a, b, _)| (*a, *b) == (0, 4));
        if self.holidays_closed && !out.is_empty() && !weekdays_only {
            out.push("祝日は休み".into());
        }
        out
    }
}

const WEEK: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// 月 … 日.
pub fn weekday_word(w: Weekday) -> &'static str {
    WEEK.get(usize::from(w.to_monday_zero_offset().unsigned_abs())).copied().unwrap_or("")
}

/// 8:30.
pub fn hhmm(t: Time) -> String {
    format!("{}:{:02}", t.hour(), t.minute())
}

/// 8:30〜17:30.
pub fn span(from: Time, to: Time) -> String {
    format!("{}〜{}", hhmm(from), hhmm(to))
}

/// Reads `8:30`, `08:30`, `８：３０`, `0830`, `8時30分` and `8時`; what is no time of day gives none.
pub fn time(typed: &str) -> Option<Time> {
    use unicode_normalization::UnicodeNormalization;
    let text: String = typed.nfkc().filter(|c| !c.is_whitespace() && *c != '分').collect();
    let (h, m) = match text.split_once([':', '時']) {
        Some((h, m)) => (h.to_string(), if m.is_empty() { "0".to_string() } else { m.to_string() }),
        None if text.len() == 4 && text.is_ascii() => {
            (text.get(..2)?.into(), text.get(2..)?.into())
        }
        None => return None,
    };
    if h.starts_with(['+', '-']) || m.starts_with(['+', '-']) {
        return None;
    }
    Time::new(h.parse().ok()?, m.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    fn t(h: i8, m: i8) -> Time {
        Time::constant(h, m, 0, 0)
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn office() -> Window {
        let h = Some(Hours { open: t(8, 30), close: t(17, 30) });
        let avoid = |weekday, month_days, from, to, reason: &str| Avoid {
            weekday,
            month_days,
            from,
            to,
            reason: reason.into(),
        };
        Window {
            id: WindowId(Id::from_bytes([1; 16])),
            party: Party::Facility(FacilityId(Id::from_bytes([2; 16]))),
            rank: 0,
            name: "入退院の窓口".into(),
            person: "佐藤 花子".into(),
            stand_in: "管理者 高橋 美奈".into(),
            phone: "0000-65-0012".into(),
            fax: String::new(),
            best_way: "この画面から連絡、FAX".into(),
            note: String::new(),
            week: [h, h, h, h, h, None, None],
            holidays_closed: true,
            avoid: vec![
                avoid(Some(Weekday::Thursday), None, t(16, 0), t(17, 30), "会議"),
                avoid(None, None, t(12, 0), t(13, 0), ""),
                avoid(None, Some((1, 10)), t(13, 0), t(14, 0), "請求"),
            ],
            confirmed_on: Some(day("2026-10-02")),
            version: 1,
        }
    }

    fn at(d: &str, h: i8, m: i8) -> WindowState {
        office().may_call_now(At::jst(day(d), t(h, m)), Holidays::shipped())
    }

    #[test]
    fn the_mock_up_at_eleven_twenty_on_a_thursday_says_call_until_noon() {
        let now = at("2026-11-19", 11, 20);
        assert_eq!(now, WindowState::MayCall { until: t(12, 0) });
        assert_eq!(now.words(day("2026-11-19")), "いま かけてよい時間です（12:00まで）");
    }

    #[test]
    fn times_to_avoid_follow_weekday_and_day_of_month() {
        let avoid = |until, reason: &str| WindowState::Avoid { until, reason: reason.into() };
        assert_eq!(at("2026-11-19", 16, 0), avoid(t(17, 30), "会議"));
        assert_eq!(at("2026-11-20", 16, 0), WindowState::MayCall { until: t(17, 30) });
        assert_eq!(at("2026-11-19", 12, 59), avoid(t(13, 0), ""));
        // on the 10th the hour of lunch and the hour of claims are one wait of two hours
        assert_eq!(at("2026-11-10", 12, 30), avoid(t(14, 0), ""));
        assert_eq!(at("2026-11-11", 13, 0), WindowState::MayCall { until: t(17, 30) });
    }

    #[test]
    fn outside_the_hours_the_next_opening_is_told() {
        let early = at("2026-11-19", 8, 29);
        assert_eq!(early.words(day("2026-11-19")), "いまは 時間外です（つぎは きょう 8:30から）");
        // Friday evening: Saturday, Sunday and the holiday of Monday the 23rd are passed over
        let friday = at("2026-11-20", 17, 30);
        assert_eq!(friday, WindowState::Outside { next: Some((day("2026-11-24"), t(8, 30))) });
        assert!(friday.words(day("2026-11-20")).contains("11月24日（火） 8:30から"));
        let mut never = office();
        never.week = [None; 7];
        let state = never.may_call_now(At::jst(day("2026-11-19"), t(9, 0)), Holidays::shipped());
        assert_eq!(state, WindowState::Unknown);
    }

    #[test]
    fn hours_and_times_to_avoid_read_as_words() {
        let mut w = office();
        assert_eq!(w.hours_words(), ["平日 8:30〜17:30"]);
        let words: Vec<String> = w.avoid.iter().map(Avoid::words).collect();
        assert_eq!(
            words,
            ["木曜 16:00〜17:30（会議）", "12:00〜13:00", "毎月1〜10日 13:00〜14:00（請求）"]
        );
        w.week[5] = Some(Hours { open: t(8, 30), close: t(12, 0) });
        assert_eq!(w.hours_words(), ["平日 8:30〜17:30", "土 8:30〜12:00", "祝日は休み"]);
        w.week[1] = None;
        w.holidays_closed = false;
        assert_eq!(w.hours_words(), ["月 8:30〜17:30", "水〜金 8:30〜17:30", "土 8:30〜12:00"]);
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for ok in ["8:30", "08:30", "８：３０", "0830", "8時30分", " 8:30 "] {
            assert_eq!(time(ok), Some(t(8, 30)), "{ok}");
        }
        assert_eq!(time("8時"), Some(t(8, 0)));
        for bad in ["", "24:00", "8:60", "830", "あさ", "8:-3", "+8:30", "12345"] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }
}
