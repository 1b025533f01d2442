//! What a slice registers to send letters to receivers without an account, and the answer it gets back. The letters
//! themselves (numbers, papers, pages) are bridge's.
use app::{Cx, Result};
use kernel::Id;

/// One of the answers a letter offers. All have equal weight; none is chosen beforehand.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AnswerOption {
    /// Code within the letter: `got`, `ours`.
    pub code: String,
    /// What is ticked: 「受け取りました」.
    pub label: String,
    /// One line below it; may be empty.
    pub hint: String,
    /// Label of a line to fill in beside it: 「担当」; empty = none.
    pub ask: String,
}

impl AnswerOption {
    /// An answer without a line to fill in.
    pub fn new(code: &str, label: &str, hint: &str) -> Self {
        AnswerOption {
            code: code.into(),
            label: label.into(),
            hint: hint.into(),
            ask: String::new(),
        }
    }

    /// With a line to fill in, called so.
    pub fn asking(mut self, label: &str) -> Self {
        self.ask = label.into();
        self
    }
}

/// By which way an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerSource {
    /// The receiver gave it on the page.
    Page,
    /// Said by telephone and keyed in by the sender's office.
    Phone,
    /// Came back on paper (FAX, post) and was keyed in.
    Fax,
}

impl AnswerSource {
    /// All of them.
    pub const ALL: [AnswerSource; 3] = [AnswerSource::Page, AnswerSource::Phone, AnswerSource::Fax];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            AnswerSource::Page => "page",
            AnswerSource::Phone => "phone",
            AnswerSource::Fax => "fax",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            AnswerSource::Page => "相手が画面から",
            AnswerSource::Phone => "電話で聞いて入力",
            AnswerSource::Fax => "戻ったFAXから入力",
        }
    }
}

/// An answer to a letter, as the slice that sent it hears it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The letter.
    pub letter: Id,
    /// Code of its kind.
    pub kind: String,
    /// The record it was about, when the sender named one.
    pub record: Option<Id>,
    /// The resident, when it was about one.
    pub resident: Option<Id>,
    /// Code of the answer.
    pub code: String,
    /// Its label.
    pub label: String,
    /// What was filled in beside it.
    pub beside: String,
    /// Free words.
    pub note: String,
    /// The receiver's name, as on the paper.
    pub from: String,
    /// Who answered there; may be empty.
    pub person: String,
    /// By which way.
    pub source: AnswerSource,
    /// It takes the place of an answer given within the last five minutes.
    pub corrects: bool,
}

/// A kind of letter. `on_answer` runs in the transaction of the answer, as the organisation that sent the letter; it is
/// registered once and looked up by `code`.
#[derive(Clone)]
pub struct LetterKind {
    /// `slice.kind`.
    pub code: &'static str,
    /// What it is called in lists: 「退院日の連絡」.
    pub label: &'static str,
    /// What can be answered, unless the letter brings its own.
    pub answers: fn() -> Vec<AnswerOption>,
    /// What an answer does.
    pub on_answer: fn(&Cx<'_>, &Answer) -> Result<()>,
}

/// 「受け取りました」「担当です」「担当ではありません（担当：＿）」: the three answers of a letter about a person.
pub fn in_charge() -> Vec<AnswerOption> {
    vec![
        AnswerOption::new("got", "受け取りました", "読みました。担当かどうかは確認中です"),
        AnswerOption::new("ours", "担当です", "この方を担当しています。この後の連絡もこちらへ"),
        AnswerOption::new("not_ours", "担当ではありません", "こちらで担当している方ではありません")
            .asking("担当（わかれば）"),
    ]
}
