//! An event: what, when, where, for whom, and its state. 予定 → 受付中 → 実施 or 中止; one may go back where one erred.
use app::{FieldError, Result};
use kernel::{At, Date, Time, fiscal_year, wareki};

use super::catalogue::catalogue;
use crate::EventId;

/// Where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 予定: known to the centre alone.
    Planned,
    /// 受付中: on the public page.
    Open,
    /// 実施: was held; counts.
    Held,
    /// 中止: called off; stays in the plan table as a word.
    Off,
    /// 取消: entered by mistake; counts nowhere.
    Void,
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] = [State::Planned, State::Open, State::Held, State::Off, State::Void];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Open => "open",
            State::Held => "held",
            State::Off => "off",
            State::Void => "void",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<State> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            State::Planned => "予定",
            State::Open => "受付中",
            State::Held => "実施",
            State::Off => "中止",
            State::Void => "取消（登録のまちがい）",
        }
    }

    /// Where it may go from here. 実施 and 中止 go back to 予定 when that was a slip.
    pub const fn next(self) -> &'static [State] {
        match self {
            State::Planned => &[State::Open, State::Held, State::Off, State::Void],
            State::Open => &[State::Held, State::Planned, State::Off],
            State::Held => &[State::Planned],
            State::Off => &[State::Planned],
            State::Void => &[State::Planned],
        }
    }
}

/// One date of an event; times are `HH:MM` or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// From.
    pub from: String,
    /// To.
    pub to: String,
}

impl Day {
    /// 「12月4日（金） 18:30〜20:00」.
    pub fn words(&self) -> String {
        let time = match (self.from.is_empty(), self.to.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!(" {}から", self.from),
            (false, false) => format!(" {}〜{}", self.from, self.to),
        };
        format!("{}{time}", wareki::long_weekday(self.day))
    }
}

/// What is typed about an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEvent {
    /// Code of its kind.
    pub kind: String,
    /// Title, at most [`TITLE_MOST`] characters.
    pub title: String,
    /// What for, at most 400 characters; public while 受付中.
    pub aim: String,
    /// Where.
    pub place: String,
    /// 主催.
    pub hosts: String,
    /// 共催・後援.
    pub cosponsors: String,
    /// Where the money comes from.
    pub funding: String,
    /// Whom to ask: 「連携拠点 0000-00-0000」; public while 受付中.
    pub contact: String,
    /// Address of a video or page; `https://` or empty.
    pub link: String,
    /// How many may come; none = as many as like.
    pub capacity: Option<i64>,
    /// How many are expected (予定人数): stands in the plan table until it was held.
    pub expected: Option<i64>,
    /// Yen for each; 0 = free.
    pub fee: i64,
    /// Several dates count as one time (回) together; otherwise each date is one.
    pub together: bool,
    /// Dates, at least one.
    pub days: Vec<Day>,
    /// Target: profession and how many.
    pub targets: Vec<(String, i64)>,
}

/// Longest title, in characters.
pub const TITLE_MOST: usize = 80;

/// Most dates of one event.
pub const DAYS: usize = 12;

fn too_long(out: &mut Vec<FieldError>, field: &str, label: &str, text: &str, most: usize) {
    if text.chars().count() > most {
        let message = format!("{label}は{most}字までにしてください");
        out.push(FieldError { field: field.into(), message });
    }
}

impl NewEvent {
    /// Is it whole? [`app::Error::Invalid`] names each field.
    pub fn check(&self) -> Result<()> {
        let c = catalogue()?;
        let mut out = Vec::new();
        let mut say = |field: &str, message: &str| {
            out.push(FieldError { field: field.into(), message: message.into() });
        };
        if c.kind(&self.kind).is_none() {
            say("kind", "種類を選んでください");
        }
        if self.title.trim().is_empty() {
            say("title", "名前を入力してください");
        }
        if !c.funding.iter().any(|f| f.code == self.funding) {
            say("funding", "財源を選んでください");
        }
        if self.days.is_empty() {
            say("day1", "日を入力してください");
        }
        if self.days.len() > DAYS {
            say("day1", "日は12日までです。それより多いときは、2つに分けて登録してください");
        }
        let mut days: Vec<Date> = self.days.iter().map(|d| d.day).collect();
        days.dedup();
        if days.len() != self.days.len() {
            say("day1", "同じ日が2回あります");
        }
        for (i, d) in self.days.iter().enumerate() {
            let field = format!("day{}", i + 1);
            if !d.to.is_empty() && (d.from.is_empty() || minutes(&d.to) <= minutes(&d.from)) {
                say(&field, "終わりの時刻は、はじまりより後にしてください");
            }
        }
        if self.capacity.is_some_and(|n| !(1..=10_000).contains(&n)) {
            say("capacity", "定員は1から10,000までの数で入力してください");
        }
        if self.expected.is_some_and(|n| !(0..=100_000).contains(&n)) {
            say("expected", "予定人数は0から100,000までの数で入力してください");
        }
        if !(0..=1_000_000).contains(&self.fee) {
            say("fee", "参加費は0から1,000,000円までで入力してください");
        }
        if !self.link.is_empty() && !self.link.starts_with("https://") {
            say("link", "アドレスは https:// で始まるものを入力してください");
        }
        for (code, n) in &self.targets {
            if !c.has_profession(code) || !(0..=10_000).contains(n) {
                say(&format!("t.{code}"), "目標の人数は0から10,000までの数で入力してください");
            }
        }
        let lines = [
            ("title", "名前", &self.title, TITLE_MOST),
            ("aim", "目的・内容", &self.aim, 400),
            ("place", "会場", &self.place, 80),
            ("hosts", "主催", &self.hosts, 120),
            ("cosponsors", "共催・後援", &self.cosponsors, 200),
            ("contact", "問い合わせ先", &self.contact, 80),
            ("link", "アドレス", &self.link, 300),
        ];
        for (field, label, text, most) in lines {
            too_long(&mut out, field, label, text, most);
        }
        if out.is_empty() { Ok(()) } else { Err(app::Error::Invalid(out)) }
    }
}

fn minutes(text: &str) -> Option<i64> {
    let (h, m) = text.split_once(':')?;
    Some(h.parse::<i64>().ok()? * 60 + m.parse::<i64>().ok()?)
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Id.
    pub id: EventId,
    /// What was typed.
    pub data: NewEvent,
    /// Where it stands.
    pub state: State,
    /// Why it was called off.
    pub why: String,
    /// Eight signs in public addresses.
    pub slug: String,
    /// Days after the last date until names are erased: promised on the sign-up page.
    pub keep_days: i64,
    /// Fiscal year of the first date: the year it counts in.
    pub year: i64,
    /// Code and version of the 棚卸表 it was given; empty = none.
    pub template: String,
    /// Version for the stale check.
    pub version: i64,
}

impl Event {
    /// First date.
    pub fn first(&self) -> Option<Date> {
        self.data.days.iter().map(|d| d.day).min()
    }

    /// Last date.
    pub fn last(&self) -> Option<Date> {
        self.data.days.iter().map(|d| d.day).max()
    }

    /// How many times (回) it counts when it was held.
    pub fn times(&self) -> i64 {
        if self.data.together { 1 } else { i64::try_from(self.data.days.len()).unwrap_or(1) }
    }

    /// The day on which names go.
    pub fn erase_on(&self) -> Option<Date> {
        self.last().map(|d| kernel::time::add_days(d, self.keep_days))
    }

    /// May somebody sign up on the public page at this moment? Until the last date begins to be over.
    pub fn takes_entries(&self, now: At) -> bool {
        self.state == State::Open && self.last().is_some_and(|d| now.date() <= d)
    }

    /// Is today one of its dates? Its number, from 1.
    pub fn day_number(&self, today: Date) -> Option<i64> {
        self.data.days.iter().position(|d| d.day == today).and_then(|n| i64::try_from(n + 1).ok())
    }

    /// All dates in words, joined.
    pub fn when(&self) -> String {
        self.data.days.iter().map(Day::words).collect::<Vec<_>>().join("、")
    }
}

/// Fiscal year of the first of these dates; 0 without any.
pub fn year_of(days: &[Day]) -> i64 {
    days.iter().map(|d| d.day).min().map_or(0, |d| i64::from(fiscal_year(d)))
}

/// 「令和8年度」.
pub fn year_words(year: i64) -> String {
    let y = i16::try_from(year).unwrap_or(0);
    match Date::new(y, 5, 1).ok().and_then(wareki::era_of) {
        Some((era, 1)) => format!("{}元年度", era.name),
        Some((era, n)) => format!("{}{n}年度", era.name),
        None => format!("{year}年度"),
    }
}

/// 「R8年度」, as plan tables print it.
pub fn year_short(year: i64) -> String {
    let y = i16::try_from(year).unwrap_or(0);
    match Date::new(y, 5, 1).ok().and_then(wareki::era_of) {
        Some((era, n)) => format!("{}{n}年度", era.letter),
        None => format!("{year}年度"),
    }
}

/// `18:30` out of a time of day.
pub fn clock(t: Time) -> String {
    format!("{}:{:02}", t.hour(), t.minute())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A whole event on these dates.
    pub(crate) fn sample(days: &[&str]) -> NewEvent {
        NewEvent {
            kind: "training".into(),
            title: "多職種研修会".into(),
            funding: "project".into(),
            days: days
                .iter()
                .map(|d| Day { day: d.parse().unwrap(), from: "18:30".into(), to: "20:00".into() })
                .collect(),
            ..NewEvent::default()
        }
    }

    fn fields(e: &NewEvent) -> Vec<String> {
        match e.check() {
            Err(app::Error::Invalid(f)) => f.into_iter().map(|f| f.field).collect(),
            other => {
                other.unwrap();
                Vec::new()
            }
        }
    }

    #[test]
    fn what_is_missing_or_absurd_is_said_beside_its_field() {
        assert!(fields(&sample(&["2026-12-04"])).is_empty());
        assert_eq!(fields(&NewEvent::default()), ["kind", "title", "funding", "day1"]);
        let mut e = sample(&["2026-12-04", "2026-12-04"]);
        e.capacity = Some(0);
        e.fee = -1;
        e.link = "http://x".into();
        e.targets = vec![("nobody".into(), 3)];
        assert_eq!(fields(&e), ["day1", "capacity", "fee", "link", "t.nobody"]);
        let mut e = sample(&["2026-12-04"]);
        e.days[0].to = "9:00".into();
        assert_eq!(fields(&e), ["day1"]);
        e.days[0].to = "20:00".into();
        e.title = "あ".repeat(81);
        assert_eq!(fields(&e), ["title"]);
    }

    #[test]
    fn states_go_forward_and_back_from_a_slip_only() {
        assert!(State::Planned.next().contains(&State::Open));
        assert!(!State::Held.next().contains(&State::Off));
        assert_eq!(State::Off.next(), [State::Planned]);
        for s in State::ALL {
            assert_eq!(State::from_code(s.code()), Some(s));
        }
    }

    #[test]
    fn the_year_is_the_fiscal_year_of_the_first_date() {
        let e = sample(&["2027-04-02", "2027-03-30"]);
        assert_eq!(year_of(&e.days), 2026);
        assert_eq!((year_words(2026), year_words(2019)), ("令和8年度".into(), "令和元年度".into()));
        assert_eq!(year_short(2021), "R3年度");
    }
}
