//! 日程調整 ○△×: proposed dates, the members' own links, marks and totals. A link is made from a word that only the page of the
//! centre holds while it is shown; only hashes are kept.
use app::Result;
use kernel::{At, Date, Id, kana, sha256_hex};

use super::{Wrong, year};
use crate::{MeetingId, MemberId, SlotId};

/// Without I, L, O, U: signs that are read for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: 40 bits.
pub const CODE: usize = 8;
/// Signs of a link: 130 bits.
pub const TOKEN: usize = 26;
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

/// A member's own link and code.
#[derive(Clone, PartialEq, Eq)]
pub struct Word(String);

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Word(…)")
    }
}

impl Word {
    /// From the word of the page (drawn at random by this server) and the ballot.
    pub fn of(ballot: Id, seed: &str) -> Word {
        let hash = sha256_hex(format!("yui meetings ballot\0{ballot}\0{seed}").as_bytes());
        // each sign is one byte of the hash's text, folded: 26 signs of 5 bits out of 128 bits of hash
        let n = hash
            .chars()
            .take(32)
            .fold(0_u128, |n, c| (n << 4) | u128::from(c.to_digit(16).unwrap_or(0)));
        let sign = |i: usize| {
            let turn = u32::try_from(5 * i).unwrap_or(0);
            let five = usize::try_from(n.rotate_left(turn) >> 123).unwrap_or(0) & 31;
            ALPHABET.get(five).map_or('0', |b| char::from(*b)).to_ascii_lowercase()
        };
        Word((0..TOKEN).map(sign).collect())
    }

    /// As it stands in an address.
    pub fn token(&self) -> &str {
        &self.0
    }

    /// The short code: `K7QD-M4X2`.
    pub fn code(&self) -> String {
        let up = self.short().to_ascii_uppercase();
        let (a, b) = up.split_at_checked(CODE / 2).unwrap_or((&up, ""));
        format!("{a}-{b}")
    }

    fn short(&self) -> String {
        self.0.chars().take(CODE).collect()
    }

    /// What is kept of the link.
    pub fn token_hash(&self) -> String {
        token_hash(&self.0)
    }

    /// What is kept of the code.
    pub fn code_hash(&self) -> String {
        code_hash(&self.short())
    }
}

fn token_hash(token: &str) -> String {
    sha256_hex(format!("yui meetings link\0{token}").as_bytes())
}

fn code_hash(code: &str) -> String {
    sha256_hex(format!("yui meetings code\0{code}").as_bytes())
}

/// What was typed: a link's token or a code in any writing; the hash to look for and whether it is a token.
pub fn typed(text: &str) -> Option<(String, bool)> {
    let mut out = String::new();
    for c in kana::half_width(text.trim()).chars() {
        match c.to_ascii_uppercase() {
            '-' | ' ' | 'ー' | '－' | '‐' | '−' => {}
            'I' | 'L' => out.push('1'),
            'O' => out.push('0'),
            c if u8::try_from(c).is_ok_and(|b| ALPHABET.contains(&b)) => {
                out.push(c.to_ascii_lowercase());
            }
            _ => return None,
        }
        if out.len() > TOKEN {
            return None;
        }
    }
    match out.len() {
        TOKEN => Some((token_hash(&out), true)),
        CODE => Some((code_hash(&out), false)),
        _ => None,
    }
}

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

    #[test]
    fn the_same_word_gives_the_same_link_and_another_another() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..200_u8 {
            for seed in ["a", "b"] {
                let w = Word::of(Id::from_bytes([n; 16]), seed);
                assert_eq!(w.token().len(), TOKEN);
                assert_eq!(w, Word::of(Id::from_bytes([n; 16]), seed));
                assert!(seen.insert(w.token().to_string()) && seen.insert(w.code()));
                assert_eq!(typed(w.token()), Some((w.token_hash(), true)));
                assert_eq!(
                    typed(&w.code().to_lowercase().replace('-', " ")),
                    Some((w.code_hash(), false))
                );
            }
        }
        assert!(
            !format!("{:?}", Word::of(Id::from_bytes([1; 16]), "a"))
                .contains(Word::of(Id::from_bytes([1; 16]), "a").token())
        );
    }

    #[test]
    fn what_is_no_code_is_none() {
        for bad in [
            "",
            "K7",
            "あいうえおかきく",
            "K7QD-M4U2",
            "0000-0000-0",
            &"0".repeat(27),
            "\0\0\0\0\0\0\0\0",
        ] {
            assert_eq!(typed(bad), None, "{bad}");
        }
    }
}
