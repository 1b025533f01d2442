//! A letter as its sender and its receiver see it, and where it stands.
use kernel::{At, Date, Id};
use slice::AnswerOption;

use crate::LetterId;

/// A label and what is said, in the order in which the receiver reads them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Line {
    /// 「退院予定」.
    pub label: String,
    /// 「11月27日（金）午前」.
    pub text: String,
}

impl Line {
    /// A line.
    pub fn new(label: &str, text: impl Into<String>) -> Self {
        Line { label: label.into(), text: text.into() }
    }
}

/// Lines that the sender adds at most: with 書類・送り主・あて先・どなたの・返事の期限 they are seven, one glance of a phone.
pub const LINES: usize = 2;
/// The same for a letter that is about nobody.
pub const LINES_NOBODY: usize = 3;
/// Longest label and longest text of a line.
pub const LABEL: usize = 8;
/// Longest text of a line.
pub const TEXT: usize = 60;

/// Code of the answer that says 「担当ではありません」: the letter has not reached whom it was for.
pub const NOT_OURS: &str = "not_ours";

/// The answer that stands, as far as lists need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its code.
    pub code: String,
    /// What was filled in beside it: 「北病院」.
    pub beside: String,
}

/// Is this the name of a person (or a household) and not of an office? Then what is written to them is a letter.
pub fn is_person(name: &str) -> bool {
    ["様", "さま", "ご家族"].iter().any(|end| name.trim().ends_with(end))
}

/// What a letter waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Taken back by its sender.
    Revoked,
    /// 「担当ではありません」 came, and its sender has read it or sent the letter to somebody else.
    Settled,
    /// 「担当ではありません」 came: the sender has something to do.
    NotOurs,
    /// An answer came.
    Answered,
    /// Closed after too many wrong numbers.
    Closed,
    /// Its time is over and nobody answered.
    Expired,
    /// Nobody answered until the day that was asked for: 「まだです」.
    Late,
    /// No paper was printed yet.
    Ready,
    /// The number was typed; no answer yet.
    Opened,
    /// On its way.
    Sent,
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            State::Revoked => "取りやめました",
            State::Settled => "閉じました",
            State::NotOurs => "担当ではありません",
            State::Answered => "返事がありました",
            State::Closed => "番号の入れちがいで閉じました",
            State::Expired => "期限が過ぎました",
            State::Late => "まだです",
            State::Ready => "まだ印刷していません",
            State::Opened => "開かれました",
            State::Sent => "返事を待っています",
        }
    }

    /// Kind of tag.
    pub const fn tag(self) -> ui::TagKind {
        match self {
            State::Revoked | State::Settled | State::Expired => ui::TagKind::Plain,
            State::Answered => ui::TagKind::Ok,
            State::Closed | State::Late | State::NotOurs => ui::TagKind::Over,
            State::Opened => ui::TagKind::Now,
            State::Ready | State::Sent => ui::TagKind::Due,
        }
    }
}

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Id.
    pub id: LetterId,
    /// Code of its kind.
    pub kind: String,
    /// 「退院日の連絡」.
    pub title: String,
    /// `light`, `facility`, `organisation`, `typed`.
    pub receiver_kind: String,
    /// Its id in the directory or among the organisations.
    pub receiver: Option<Id>,
    /// Name.
    pub receiver_name: String,
    /// Telephone.
    pub receiver_phone: String,
    /// FAX; may be empty.
    pub receiver_fax: String,
    /// Keyed hash of the last four digits of the telephone.
    pub proof: String,
    /// The organisation that sent it.
    pub organisation: Id,
    /// The account that sent it.
    pub account: Option<Id>,
    /// Code of the hat in which it was sent.
    pub hat: String,
    /// Name of the office.
    pub sender_office: String,
    /// Name of who sent it.
    pub sender_name: String,
    /// Telephone of the office.
    pub sender_phone: String,
    /// FAX of the office; may be empty.
    pub sender_fax: String,
    /// 「T・M さん　86歳　結野市」; empty when it is about nobody.
    pub who: String,
    /// Facts the sender lets the receiver see.
    pub lines: Vec<Line>,
    /// What can be answered.
    pub answers: Vec<AnswerOption>,
    /// About whom.
    pub resident: Option<Id>,
    /// About what: an act, a document, a window.
    pub record: Option<Id>,
    /// The sender's page about it, within the region.
    pub link: String,
    /// Sent together with others.
    pub batch: Option<Id>,
    /// Until when an answer is asked for.
    pub due: Date,
    /// Last day on which it can be opened.
    pub expires: Date,
    /// Sent.
    pub at: At,
    /// Secret of the passes; none before the first paper.
    pub seal: Option<Vec<u8>>,
    /// Wrong numbers so far.
    pub tries: i64,
    /// Closed after too many.
    pub closed_at: Option<At>,
    /// Taken back.
    pub revoked_at: Option<At>,
    /// By whom.
    pub revoked_name: String,
    /// First opened with its number.
    pub opened_at: Option<At>,
    /// First answered.
    pub answered_at: Option<At>,
    /// The answer that stands.
    pub said: Option<Said>,
}

impl Letter {
    /// Where it stands on this day.
    pub fn state(&self, today: Date) -> State {
        if self.revoked_at.is_some() {
            if self.not_ours() { State::Settled } else { State::Revoked }
        } else if self.not_ours() {
            State::NotOurs
        } else if self.answered_at.is_some() {
            State::Answered
        } else if self.closed_at.is_some() {
            State::Closed
        } else if today > self.expires {
            State::Expired
        } else if today > self.due {
            State::Late
        } else if self.seal.is_none() {
            State::Ready
        } else if self.opened_at.is_some() {
            State::Opened
        } else {
            State::Sent
        }
    }

    /// Can its number be used?
    pub fn alive(&self, today: Date) -> bool {
        self.revoked_at.is_none() && self.closed_at.is_none() && today <= self.expires
    }

    /// Does the answer say that it is not theirs?
    pub fn not_ours(&self) -> bool {
        self.said.as_ref().is_some_and(|s| s.code == NOT_OURS)
    }

    /// Goes to a person or a household, not to an office.
    pub fn to_person(&self) -> bool {
        is_person(&self.receiver_name)
    }

    /// The answer that stands in the words that were ticked; none before there is one.
    pub fn said_label(&self) -> Option<&str> {
        self.said.as_ref().and_then(|s| self.answer(&s.code)).map(|a| a.label.as_str())
    }

    /// The answer with this code.
    pub fn answer(&self, code: &str) -> Option<&AnswerOption> {
        self.answers.iter().find(|a| a.code == code)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn letter() -> Letter {
        Letter {
            id: LetterId(testkit::id(1)),
            kind: "test.letter".into(),
            title: "退院日の連絡".into(),
            receiver_kind: "typed".into(),
            receiver: None,
            receiver_name: "ほほえみ訪問介護（架空）".into(),
            receiver_phone: "0000-65-0421".into(),
            receiver_fax: "0000-65-0420".into(),
            proof: "x".into(),
            organisation: testkit::id(2),
            account: Some(testkit::id(3)),
            hat: "liaison".into(),
            sender_office: "結野中央病院（架空）".into(),
            sender_name: "千田 あき".into(),
            sender_phone: "0000-64-0004".into(),
            sender_fax: "0000-64-0014".into(),
            who: "T・M さん　86歳　結野市".into(),
            lines: vec![Line::new("退院予定", "11月27日（金）午前")],
            answers: slice::in_charge(),
            resident: Some(testkit::id(7)),
            record: None,
            link: "/transitions/x".into(),
            batch: None,
            due: "2026-11-24".parse().unwrap(),
            expires: "2026-12-17".parse().unwrap(),
            at: testkit::noon_before(),
            seal: Some(vec![1; 32]),
            tries: 0,
            closed_at: None,
            revoked_at: None,
            revoked_name: String::new(),
            opened_at: None,
            answered_at: None,
            said: None,
        }
    }

    #[test]
    fn not_ours_is_not_done_until_its_sender_has_done_something() {
        let today: Date = "2026-11-24".parse().unwrap();
        let mut l = letter();
        l.answered_at = Some(testkit::noon_before());
        l.said = Some(Said { code: NOT_OURS.into(), beside: "北病院".into() });
        assert_eq!(l.state(today), State::NotOurs);
        assert_eq!(l.said_label(), Some("担当ではありません"));
        assert_eq!(l.state("2027-03-01".parse().unwrap()), State::NotOurs, "time does not end it");
        l.revoked_at = Some(testkit::noon_before());
        assert_eq!(l.state(today), State::Settled);
        l.said = Some(Said { code: "ours".into(), beside: String::new() });
        l.revoked_at = None;
        assert_eq!(l.state(today), State::Answered);
    }

    #[test]
    fn a_letter_without_a_paper_was_not_sent_and_a_person_is_called_sama() {
        let mut l = letter();
        l.seal = None;
        assert_eq!(l.state("2026-11-24".parse().unwrap()), State::Ready);
        for person in ["菊池 正 様", "菊池 正　様 ", "菊池さま", "菊池 正 様 ご家族"]
        {
            assert!(is_person(person), "{person}");
        }
        for office in ["ほほえみ訪問介護（架空）", "様似町役場", "北病院", ""] {
            assert!(!is_person(office), "{office}");
        }
    }

    #[test]
    fn a_letter_goes_from_sent_to_opened_to_late_to_expired() {
        let on = |d: &str| -> Date { d.parse().unwrap() };
        let mut l = letter();
        assert_eq!(l.state(on("2026-11-24")), State::Sent);
        l.opened_at = Some(testkit::noon_before());
        assert_eq!(l.state(on("2026-11-24")), State::Opened);
        assert_eq!(l.state(on("2026-11-25")), State::Late);
        assert_eq!(l.state(on("2026-12-18")), State::Expired);
        assert!(l.alive(on("2026-12-17")) && !l.alive(on("2026-12-18")));
        l.closed_at = Some(testkit::noon_before());
        assert_eq!(l.state(on("2026-11-24")), State::Closed);
        l.answered_at = Some(testkit::noon_before());
        assert_eq!(l.state(on("2026-12-18")), State::Answered);
        l.revoked_at = Some(testkit::noon_before());
        assert_eq!(l.state(on("2026-11-24")), State::Revoked);
        assert!(!l.alive(on("2026-11-24")));
    }
}
