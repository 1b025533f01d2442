//! A survey: what is asked of whom and until when.
use std::collections::BTreeSet;

use app::Result;
use forms::ask::{Kind, Question};
use kernel::word::House;
use kernel::{Date, Id, sha256_hex};

use super::Wrong;
use crate::SurveyId;

/// Links of addressees, and of anonymous answers that are corrected.
pub const LINKS: House = House { slice: "surveys", thing: "answer" };
/// Most questions, headings included.
pub const MOST: usize = 60;
/// Days after the last day in which a link still shows what was answered.
pub const LOOK: i64 = 30;

/// Where a survey stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Handed out.
    Open,
    /// Over, by hand.
    Closed,
    /// A slip.
    Void,
}

impl State {
    /// All.
    pub const ALL: [State; 4] = [State::Draft, State::Open, State::Closed, State::Void];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Open => "open",
            State::Closed => "closed",
            State::Void => "void",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<State> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// What is typed about a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSurvey {
    /// Its name.
    pub title: String,
    /// What it is for: stands on page and paper.
    pub aim: String,
    /// Words to who answers.
    pub lead: String,
    /// Whom to ask; telephone.
    pub contact: String,
    /// Each addressee answers under the own name; otherwise nobody knows whose an answer is.
    pub named: bool,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl NewSurvey {
    /// Is it whole?
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.text("title", "調査の名前", &self.title, 60, true);
        w.text("aim", "目的", &self.aim, 400, false);
        w.text("lead", "答える方への言葉", &self.lead, 400, false);
        w.text("contact", "問い合わせ先", &self.contact, 100, false);
        if self.from.zip(self.until).is_some_and(|(f, u)| u < f) {
            w.say("until", "終わりの日は、はじめの日から後の日にしてください");
        }
        w.end()
    }
}

/// A survey as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Id.
    pub id: SurveyId,
    /// What was typed.
    pub data: NewSurvey,
    /// Where it stands.
    pub state: State,
    /// Eight signs of its open page.
    pub slug: String,
    /// Its questions and headings in order.
    pub questions: Vec<Question>,
    /// Code of the template it began with; empty = none.
    pub template: String,
    /// The survey of which it is the next one.
    pub previous: Option<SurveyId>,
    /// Fiscal year.
    pub year: i64,
    /// What was published of it, when it was.
    pub published: Option<(String, kernel::At)>,
    /// Version for the stale check.
    pub version: i64,
}

impl Survey {
    /// Are answers taken today?
    pub fn takes(&self, today: Date) -> bool {
        self.state == State::Open
            && self.data.from.is_none_or(|d| d <= today)
            && self.data.until.is_none_or(|d| today <= d)
    }

    /// Is it over, by hand or by its day?
    pub fn over(&self, today: Date) -> bool {
        match self.state {
            State::Closed => true,
            State::Open => self.data.until.is_some_and(|d| d < today),
            _ => false,
        }
    }

    /// Does a link still open?
    pub fn shows(&self, today: Date) -> bool {
        let last = self.data.until.map(|d| kernel::time::add_days(d, LOOK));
        matches!(self.state, State::Open | State::Closed) && last.is_none_or(|d| today <= d)
    }

    /// Where it stands, in words.
    pub fn words(&self, today: Date) -> &'static str {
        match self.state {
            State::Draft => "準備中",
            State::Void => "取り消し",
            _ if self.over(today) => "締め切り",
            State::Open if self.takes(today) => "受付中",
            _ => "これから",
        }
    }

    /// From when until when, in words.
    pub fn period(&self) -> String {
        let day = |d: Option<Date>| d.map(kernel::wareki::long).unwrap_or_default();
        match (self.data.from, self.data.until) {
            (None, None) => "期間は決まっていません".into(),
            (f, u) => format!("{}〜{}", day(f), day(u)),
        }
    }

    /// The questions without the headings.
    pub fn asked(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|q| q.kind != Kind::Head)
    }

    /// A question by its code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.asked().find(|q| q.code == code)
    }
}

/// Eight signs from an id, for an address that is printed.
pub fn slug(id: Id) -> String {
    sha256_hex(format!("yui surveys page\0{id}").as_bytes()).chars().take(8).collect()
}

/// A fiscal year in words: 令和8年度.
pub fn fiscal(year: i64) -> String {
    match year - 2018 {
        1 => "令和元年度".into(),
        n @ 2.. => format!("令和{n}年度"),
        _ => format!("{year}年度"),
    }
}

/// Are the questions whole? Fields are `q1.label`, `q1.options` … by the place in the list.
pub fn check(questions: &[Question]) -> Result<()> {
    let mut w = Wrong::default();
    let mut seen = BTreeSet::new();
    for (i, q) in questions.iter().enumerate() {
        for (part, message) in q.problems() {
            w.say(&format!("q{}.{part}", i + 1), message);
        }
        if !seen.insert(&q.code) {
            w.say(&format!("q{}.label", i + 1), "同じ質問が2つあります。開き直してください");
        }
    }
    if questions.iter().all(|q| q.kind == Kind::Head) {
        w.say("q1.label", "質問を1つは入れてください");
    }
    if questions.len() > MOST {
        w.say("q1.label", format!("質問は見出しを入れて{MOST}までにしてください"));
    }
    w.end()
}

/// A code that no question of these lists has.
pub fn fresh_code(taken: &[&[Question]]) -> String {
    let number = |q: &Question| q.code.strip_prefix('q').and_then(|n| n.parse::<u32>().ok());
    let most = taken.iter().flat_map(|l| l.iter()).filter_map(number).max().unwrap_or(0);
    format!("q{}", most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(state: State) -> Survey {
        let day = |d: &str| Some(d.parse::<Date>().unwrap());
        Survey {
            id: SurveyId(Id::from_bytes([1; 16])),
            data: NewSurvey {
                title: "調査".into(),
                from: day("2026-11-01"),
                until: day("2026-11-30"),
                ..NewSurvey::default()
            },
            state,
            slug: "abcdefgh".into(),
            questions: vec![Question {
                code: "q1".into(),
                label: "?".into(),
                ..Question::default()
            }],
            template: String::new(),
            previous: None,
            year: 2026,
            published: None,
            version: 1,
        }
    }

    #[test]
    fn answers_are_taken_between_its_days_while_it_is_open() {
        let on = |d: &str| -> Date { d.parse().unwrap() };
        let s = survey(State::Open);
        assert!(!s.takes(on("2026-10-31")) && s.takes(on("2026-11-01")));
        assert!(s.takes(on("2026-11-30")) && !s.takes(on("2026-12-01")));
        assert!(
            s.over(on("2026-12-01")) && s.shows(on("2026-12-30")) && !s.shows(on("2026-12-31"))
        );
        let c = survey(State::Closed);
        assert!(!c.takes(on("2026-11-10")) && c.over(on("2026-11-10")));
        assert!(!survey(State::Draft).shows(on("2026-11-10")));
    }

    #[test]
    fn what_is_typed_is_checked() {
        let mut n = survey(State::Draft).data;
        n.check().unwrap();
        n.until = Some("2026-10-01".parse().unwrap());
        n.title = " ".into();
        let Err(app::Error::Invalid(all)) = n.check() else { panic!("taken") };
        assert_eq!(all.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["title", "until"]);
        let s = survey(State::Draft);
        assert!(check(&[]).is_err() && check(&s.questions).is_err(), "one has too few options");
        assert_eq!(fresh_code(&[&s.questions, &[]]), "q2");
    }
}
