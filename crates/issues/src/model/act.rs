//! What the centre did with others: 一次連携 (打ち合わせ), 二次連携 (マッチング), 三次連携 (合意形成・共有の場). One shape,
//! because the papers tell them in one table.
use kernel::{At, Date};

use super::codes::{By, Form, Funding, Profession, Sort, State, short_words};
use crate::{ActId, IssueId, PartyId, SaidId};

/// 一次, 二次, 三次.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The centre and one profession.
    First,
    /// The centre brings two or more together.
    Second,
    /// All professions.
    Third,
}

impl Level {
    /// All.
    pub const ALL: [Level; 3] = [Level::First, Level::Second, Level::Third];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Level::First => "first",
            Level::Second => "second",
            Level::Third => "third",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.code() == code)
    }

    /// 「一次連携」.
    pub const fn label(self) -> &'static str {
        match self {
            Level::First => "一次連携",
            Level::Second => "二次連携",
            Level::Third => "三次連携",
        }
    }

    /// What one of them is called: 「打ち合わせ」.
    pub const fn thing(self) -> &'static str {
        match self {
            Level::First => "打ち合わせ",
            Level::Second => "マッチング",
            Level::Third => "共有の場",
        }
    }

    /// Path of its list within the region.
    pub const fn path(self) -> &'static str {
        match self {
            Level::First => "/issues/hearings",
            Level::Second => "/issues/matches",
            Level::Third => "/issues/platforms",
        }
    }

    /// The sorts it has, in order.
    pub const fn sorts(self) -> &'static [Sort] {
        match self {
            Level::First => &[Sort::Hearing, Sort::Consult, Sort::Either],
            Level::Second => &[
                Sort::Visit,
                Sort::Training,
                Sort::Exchange,
                Sort::Tour,
                Sort::Inspection,
                Sort::Present,
                Sort::People,
                Sort::Tool,
                Sort::Other,
            ],
            Level::Third => &[Sort::Council, Sort::Briefing, Sort::Wide],
        }
    }

    /// A state in the words of this level: a 打ち合わせ is planned, a マッチング is arranged.
    pub const fn state(self, state: State) -> &'static str {
        match (self, state) {
            (Level::Second, s) => s.label(),
            (_, State::Idea | State::Arranging) => "予定",
            (_, State::Done) => "終わった",
            (_, State::Stopped) => "中止",
        }
    }
}

/// What somebody writes about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAct {
    /// 一次, 二次, 三次.
    pub level: Level,
    /// What kind.
    pub sort: Sort,
    /// By whom; `Centre` but for 二次連携.
    pub by: By,
    /// 年度.
    pub fy: i16,
    /// 「医科薬科在宅医療同行訪問研修」; may be empty for a 打ち合わせ.
    pub title: String,
    /// How people met; none where nobody met (a sheet was made).
    pub form: Option<Form>,
    /// How far it is.
    pub state: State,
    /// Days, in order; empty = not known, or 未定.
    pub days: Vec<Date>,
    /// How often, where it is not the number of days: 計6回.
    pub times: Option<i64>,
    /// For whom: 多職種対象.
    pub target: String,
    /// It was also told outside (posters, lectures, visitors): the △ of Kamaishi's pharmacy table, which the paper prints
    /// without a legend. `verify`.
    pub tells: bool,
    /// The professions, in the order in which they were chosen.
    pub professions: Vec<Profession>,
    /// Associations, organisations, bodies.
    pub parties: Vec<PartyId>,
    /// Professionals who were there, by profession and place: one a line.
    pub people: String,
    /// The issues it is for, in the order in which the table prints them.
    pub issues: Vec<IssueId>,
    /// What was said or done.
    pub what: String,
    /// What came of it.
    pub result: String,
    /// 三次: what was agreed.
    pub agreed: String,
    /// 三次: the body, e.g. 推進協議会.
    pub body: String,
    /// 財源.
    pub funding: Option<Funding>,
    /// Why it was stopped.
    pub why: String,
}

impl NewAct {
    /// How often it took place: what was written, else the days, else once.
    pub fn count(&self) -> i64 {
        self.times.unwrap_or_else(|| i64::try_from(self.days.len()).unwrap_or(1).max(1))
    }

    /// Its own words, or what it is.
    pub fn name(&self) -> String {
        if self.title.is_empty() { self.sort.label().to_string() } else { self.title.clone() }
    }

    /// 「二次連携（歯科×医・介）」 as told in the table of `mine`; what an association did by itself stands under its own
    /// name, which the caller knows.
    pub fn class(&self, mine: Profession, own: &str) -> String {
        match (self.level, self.sort, self.by) {
            (Level::First, Sort::Consult | Sort::Either, _) => self.sort.label().to_string(),
            (Level::First, ..) => Level::First.label().to_string(),
            (Level::Second, _, By::Own) if !own.is_empty() => own.to_string(),
            (Level::Second, _, By::Own) => By::Own.label().to_string(),
            (Level::Second, ..) => {
                let others: Vec<Profession> =
                    self.professions.iter().copied().filter(|p| *p != mine).collect();
                match others.is_empty() {
                    true => Level::Second.label().to_string(),
                    false => format!(
                        "{}（{}×{}）",
                        Level::Second.label(),
                        mine.label(),
                        short_words(&others)
                    ),
                }
            }
            (Level::Third, ..) => format!("{} {}", Level::Third.label(), self.sort.label()),
        }
    }
}

/// As stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Id.
    pub id: ActId,
    /// Counts changes.
    pub version: i64,
    /// Order of writing.
    pub ord: i64,
    /// What is written.
    pub about: NewAct,
    /// Who wrote it.
    pub by_name: String,
    /// When.
    pub at: At,
}

impl Act {
    /// The first day, or none.
    pub fn first(&self) -> Option<Date> {
        self.about.days.first().copied()
    }

    /// Its days are over and nobody has written what came of it (or that it took place)?
    pub fn waits_for_result(&self, today: Date) -> bool {
        let over = self.about.days.last().is_some_and(|d| *d < today);
        over && match self.about.state {
            State::Idea | State::Arranging => true,
            State::Done => self.about.level == Level::Second && self.about.result.is_empty(),
            State::Stopped => false,
        }
    }

    /// Its page within the region.
    pub fn href(&self) -> String {
        format!("{}/{}", self.about.level.path(), self.id)
    }
}

/// One line of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Id.
    pub id: SaidId,
    /// The text.
    pub text: String,
    /// The issue made from it.
    pub issue: Option<IssueId>,
}
