//! 日程調整 ○△×: proposed dates, the members' own links, marks and totals. A link is made from a word that only the page of the
//! centre holds while it is shown; only hashes are kept.
use app::Result;
use kernel::word::House;
use kernel::{At, Date, Id};

use super::{Wrong, year};
use crate::{MeetingId, MemberId, SlotId};

/// Most proposed dates.
pub const SLOTS: usize = 20;
/// Days after the last day for answers on which the links still open, to look at what was chosen.
pub const LOOK: i64 = 30;

/// What suits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// ○ 出られる.
    Yes,
    /// △ 調整すれば出られる.
    Maybe,
    /// × 出られない.
    No,
}

impl Mark {
    /// All.
    pub const ALL: [Mark; 3] = [Mark::Yes, Mark::Maybe, Mark::No];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Mark::Yes => "yes",
            Mark::Maybe => "maybe",
            Mark::No => "no",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }

    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Mark::Yes => "○",
            Mark::Maybe => "△",
            Mark::No => "×",
        }
    }

    /// Sign and words.
    pub const fn label(self) -> &'static str {
        match self {
            Mark::Yes => "○ 出られます",
            Mark::Maybe => "△ 調整すれば出られます",
            Mark::No => "× 出られません",
        }
    }
}

/// What is typed about a proposed date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSlot {
    /// The day.
    pub day: Date,
    /// `HH:MM` or empty.
    pub from: String,
    /// `HH:MM` or empty.
    pub to: String,
}

/// A proposed date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Id.
    pub id: SlotId,
    /// What was typed.
    pub data: NewSlot,
}

impl Slot {
    /// Day and time in words.
    pub fn words(&self) -> String {
        year::moment(self.data.day, &self.data.from, &self.data.to)
    }
}

/// Checks proposed dates; fields are `slot1` … in the order given.
pub fn check(slots: &[NewSlot], closes_on: Option<Date>, today: Date) -> Result<()> {
    let mut w = Wrong::default();
    if slots.is_empty() {
        w.say("slot1", "候補の日を入力してください");
    }
    if slots.len() > SLOTS {
        w.say("slot1", format!("候補は{SLOTS}までです"));
    }
    for (i, s) in slots.iter().enumerate() {
        let field = format!("slot{}", i + 1);
        if s.day < today {
            w.say(&field, "これからの日を入力してください");
        }
        if !year::in_order(&s.from, &s.to) {
            w.say(&field, "終わりの時刻は、はじまりより後にしてください");
        }
        if slots.iter().take(i).any(|o| o == s) {
            w.say(&field, "同じ候補が2つあります");
        }
    }
    let first = slots.iter().map(|s| s.day).min();
    match closes_on {
        None => w.say("closes_on", "返事の締め切りを入力してください"),
        Some(d) if d < today => w.say("closes_on", "締め切りは、きょうより後の日にしてください"),
        Some(d) if first.is_some_and(|f| d > f) => {
            w.say("closes_on", "締め切りは、いちばん早い候補の日までにしてください");
        }
        Some(_) => {}
    }
    w.end()
}

/// A poll as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Its meeting.
    pub meeting: MeetingId,
    /// Are answers still taken?
    pub open: bool,
    /// Last day for answers.
    pub closes_on: Date,
    /// Words to the members.
    pub note: String,
    /// The date that was chosen.
    pub chosen: Option<SlotId>,
}

impl Poll {
    /// Can somebody answer today?
    pub fn takes(&self, today: Date) -> bool {
        self.open && today <= self.closes_on
    }

    /// Does a link still open?
    pub fn shows(&self, today: Date) -> bool {
        today <= kernel::time::add_days(self.closes_on, LOOK)
    }
}

/// One member's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// Id.
    pub id: Id,
    /// Its meeting.
    pub meeting: MeetingId,
    /// Whose.
    pub member: MemberId,
    /// Has a link.
    pub linked: bool,
    /// Words of the member.
    pub note: String,
    /// `page`, `staff` or empty.
    pub way: String,
    /// When it was answered.
    pub at: Option<At>,
    /// Date and mark.
    pub marks: Vec<(SlotId, Mark)>,
}

/// For each date: ○, △, × and no answer.
pub fn totals(slots: &[Slot], ballots: &[Ballot], members: usize) -> Vec<[usize; 4]> {
    slots
        .iter()
        .map(|s| {
            let n = |m: Mark| ballots.iter().filter(|b| b.marks.contains(&(s.id, m))).count();
            let (yes, maybe, no) = (n(Mark::Yes), n(Mark::Maybe), n(Mark::No));
            [yes, maybe, no, members.saturating_sub(yes + maybe + no)]
        })
        .collect()
}

/// The dates that suit most members: the most who can come (○ and △), then the most ○. None while nobody can.
pub fn best(slots: &[Slot], totals: &[[usize; 4]]) -> Vec<SlotId> {
    let rank = |t: &[usize; 4]| (t[0] + t[1], t[0]);
    let Some(top) = totals.iter().map(rank).max().filter(|t| t.0 > 0) else { return Vec::new() };
    slots.iter().zip(totals).filter(|(_, t)| rank(t) == top).map(|(s, _)| s.id).collect()
}

/// Links of ballots.
pub const LINKS: House = House { slice: "meetings", thing: "ballot" };

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(n: u8, day: &str) -> Slot {
        Slot {
            id: SlotId(Id::from_bytes([n; 16])),
            data: NewSlot { day: day.parse().unwrap(), from: "18:30".into(), to: String::new() },
        }
    }

    fn ballot(n: u8, marks: &[(u8, Mark)]) -> Ballot {
        let id = |n: u8| Id::from_bytes([n; 16]);
        Ballot {
            id: id(n),
            meeting: MeetingId(id(1)),
            member: MemberId(id(n)),
            linked: false,
            note: String::new(),
            way: String::new(),
            at: None,
            marks: marks.iter().map(|(s, m)| (SlotId(id(*s)), *m)).collect(),
        }
    }

    #[test]
    fn totals_count_every_member_once_and_the_best_day_is_the_one_most_can_come() {
        let slots = [slot(1, "2026-12-04"), slot(2, "2026-12-05"), slot(3, "2026-12-06")];
        let ballots = [
            ballot(1, &[(1, Mark::Yes), (2, Mark::Maybe), (3, Mark::No)]),
            ballot(2, &[(1, Mark::No), (2, Mark::Yes), (3, Mark::No)]),
            ballot(3, &[(1, Mark::Yes), (2, Mark::Maybe)]),
        ];
        let t = totals(&slots, &ballots, 4);
        assert_eq!(t, [[2, 0, 1, 1], [1, 2, 0, 1], [0, 0, 2, 2]]);
        assert!(t.iter().all(|t| t.iter().sum::<usize>() == 4));
        assert_eq!(
            best(&slots, &t),
            [slots[1].id],
            "three can come, although two said ○ to the first"
        );
        assert!(best(&slots, &totals(&slots, &[], 4)).is_empty());
    }

    #[test]
    fn proposed_dates_lie_ahead_and_answers_come_before_them() {
        let today: Date = "2026-11-22".parse().unwrap();
        let day = |d: &str| Some(d.parse::<Date>().unwrap());
        let fields = |slots: &[NewSlot], closes| match check(slots, closes, today) {
            Err(app::Error::Invalid(f)) => f.into_iter().map(|f| f.field).collect::<Vec<_>>(),
            other => {
                other.unwrap();
                Vec::new()
            }
        };
        let (a, b) = (slot(1, "2026-12-04").data, slot(2, "2026-11-21").data);
        assert!(fields(std::slice::from_ref(&a), day("2026-12-01")).is_empty());
        assert_eq!(fields(&[], None), ["slot1", "closes_on"]);
        assert_eq!(fields(&[a.clone(), b], day("2026-11-20")), ["slot2", "closes_on"]);
        assert_eq!(fields(&[a.clone(), a.clone()], day("2026-12-05")), ["slot2", "closes_on"]);
        assert_eq!(fields(&vec![a; 21], day("2026-12-01")).first().unwrap(), "slot1");
    }
}
