//! A meeting: its body, its number in the year, when, where and how; 予定 → 開催 or 中止.
use app::Result;
use kernel::Date;

use super::catalogue::{catalogue, has};
use super::{Wrong, year};
use crate::{BodyId, MeetingId};

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 予定, with or without a day.
    Planned,
    /// 開催: was held.
    Held,
    /// 中止: keeps its number, because papers that were handed out name it.
    Off,
    /// 取消: entered by mistake; its number is given again.
    Void,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Planned, State::Held, State::Off, State::Void];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            State::Planned => "planned",
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
            State::Held => "開催",
            State::Off => "中止",
            State::Void => "取消（登録のまちがい）",
        }
    }

    /// Where it may go from here.
    pub const fn next(self) -> &'static [State] {
        match self {
            State::Planned => &[State::Held, State::Off, State::Void],
            State::Held | State::Off | State::Void => &[State::Planned],
        }
    }
}

/// What is typed about a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMeeting {
    /// Beside 「第n回」: a theme or the name of a one-time meeting; may be empty.
    pub title: String,
    /// The day; none while a day is looked for.
    pub day: Option<Date>,
    /// `HH:MM` or empty.
    pub from: String,
    /// `HH:MM` or empty.
    pub to: String,
    /// Where.
    pub place: String,
    /// Code of the form.
    pub form: String,
    /// Address for who comes online; on the invitation.
    pub link: String,
    /// For the invitation: what to bring, where to park, until when to answer.
    pub note: String,
}

impl NewMeeting {
    /// Is it whole?
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.line("title", "題", &self.title, 80);
        if !has(&catalogue()?.forms, &self.form) {
            w.say("form", "開き方を選んでください");
        }
        if self.day.is_none() && !(self.from.is_empty() && self.to.is_empty()) {
            w.say("day", "時刻を入れるときは、日も入力してください");
        }
        if self.day.is_some_and(|d| year::ends(year::of(d)).is_none()) {
            w.say("day", "日を確かめてください");
        }
        if !year::in_order(&self.from, &self.to) {
            w.say("to", "終わりの時刻は、はじまりより後にしてください");
        }
        w.line("place", "場所", &self.place, 80);
        w.line("link", "アドレス", &self.link, 300);
        if !self.link.is_empty() && !self.link.starts_with("https://") {
            w.say("link", "アドレスは https:// で始まるものを入力してください");
        }
        w.long("note", "案内に書くこと", &self.note, 400);
        w.end()
    }
}

/// A meeting as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Id.
    pub id: MeetingId,
    /// Its body.
    pub body: BodyId,
    /// Name of the body.
    pub body_name: String,
    /// Fiscal year of its day.
    pub year: Option<i64>,
    /// 第n回 of the body in that year; none without a day.
    pub series: Option<i64>,
    /// What was typed.
    pub data: NewMeeting,
    /// Where it stands.
    pub state: State,
    /// Why it was called off.
    pub why: String,
    /// Version for the stale check.
    pub version: i64,
}

impl Meeting {
    /// 「令和8年度 第2回 推進会議」, with its theme: 「…（災害時の連携）」.
    pub fn called(&self) -> String {
        let of = self.numbered();
        if self.data.title.is_empty() { of } else { format!("{of}（{}）", self.data.title) }
    }

    /// 「令和8年度 第2回 推進会議」, without its theme.
    pub fn numbered(&self) -> String {
        match (self.year, self.series) {
            (Some(y), Some(n)) => format!("{} 第{n}回 {}", year::words(y), self.body_name),
            _ => self.body_name.clone(),
        }
    }

    /// 「第2回」 with its theme, where the body is known.
    pub fn short(&self) -> String {
        let of = match (self.year, self.series) {
            (Some(y), Some(n)) => format!("{} 第{n}回", year::short(y)),
            _ => "日程調整中".to_string(),
        };
        if self.data.title.is_empty() { of } else { format!("{of}　{}", self.data.title) }
    }

    /// Day and time in words.
    pub fn when(&self) -> String {
        match self.data.day {
            Some(d) => year::moment(d, &self.data.from, &self.data.to),
            None => "日は調整中".into(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn meeting(day: Option<&str>, series: Option<i64>) -> Meeting {
        Meeting {
            id: MeetingId(kernel::Id::from_bytes([1; 16])),
            body: BodyId(kernel::Id::from_bytes([2; 16])),
            body_name: "推進会議".into(),
            year: series.map(|_| 2026),
            series,
            data: NewMeeting {
                day: day.map(|d| d.parse().unwrap()),
                form: "gather".into(),
                from: day.map_or("", |_| "18:30").into(),
                ..NewMeeting::default()
            },
            state: State::Planned,
            why: String::new(),
            version: 1,
        }
    }

    #[test]
    fn a_meeting_is_called_by_year_number_body_and_theme() {
        let mut m = meeting(Some("2026-12-04"), Some(2));
        assert_eq!(m.called(), "令和8年度 第2回 推進会議");
        assert_eq!(m.when(), "令和8年12月4日（金） 18:30から");
        m.data.title = "災害時の連携".into();
        assert_eq!(m.called(), "令和8年度 第2回 推進会議（災害時の連携）");
        assert_eq!(meeting(None, None).short(), "日程調整中");
    }

    #[test]
    fn what_does_not_fit_is_said_beside_its_field() {
        let fields = |m: &NewMeeting| match m.check() {
            Err(app::Error::Invalid(f)) => f.into_iter().map(|f| f.field).collect::<Vec<_>>(),
            other => {
                other.unwrap();
                Vec::new()
            }
        };
        assert_eq!(fields(&NewMeeting::default()), ["form"]);
        let mut m = meeting(Some("2026-12-04"), None).data;
        assert!(fields(&m).is_empty());
        m.to = "18:00".into();
        m.link = "http://x".into();
        m.title = "あ".repeat(81);
        assert_eq!(fields(&m), ["title", "to", "link"]);
        let m = NewMeeting { form: "online".into(), from: "9:00".into(), ..NewMeeting::default() };
        assert_eq!(fields(&m), ["day"]);
    }

    #[test]
    fn every_state_reads_back_and_every_slip_can_be_undone() {
        for s in State::ALL {
            assert_eq!(State::from_code(s.code()), Some(s));
            assert!(s == State::Planned || s.next() == [State::Planned]);
        }
    }
}
