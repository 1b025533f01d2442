//! A form as the program uses it: chapters, groups and questions with everything inherited already worked out.
//! Made by `load`; never changed afterwards.
use std::collections::BTreeMap;

use fhir::Expr;
use kernel::Date;
use regex::Regex;
use rust_decimal::Decimal;

/// A published form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Short name, `admission-sheet`; also the folder under `forms/`.
    pub code: String,
    /// Version, `2026.1`. A record keeps the version it was made with.
    pub version: String,
    /// Address of the Questionnaire.
    pub url: String,
    /// 入院時情報提供書.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// 国, 県, 市, 団体.
    pub owner: String,
    /// Law, notice or paper it follows.
    pub source: String,
    /// Day of publication.
    pub date: Option<Date>,
    /// Chapters in the order of the paper.
    pub chapters: Vec<Chapter>,
    /// Conditions over several answers.
    pub constraints: Vec<Constraint>,
    /// Places of codes on their scales, for `ordinal()` and `worse()`.
    pub scales: Scales,
    /// SHA-256 of the definition and of the code lists it uses.
    pub hash: String,
}

/// A chapter: what one page of the screen shows.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Stable name.
    pub link_id: String,
    /// The paper's number, `1`, `2①`, `＋`.
    pub number: String,
    /// Title.
    pub title: String,
    /// Added by the region; shown as 任意.
    pub local: bool,
    /// Its content.
    pub nodes: Vec<Node>,
}

/// What stands in a chapter.
#[derive(Debug, Clone)]
pub enum Node {
    /// A question by itself.
    Question(Box<Question>),
    /// Questions under one heading, perhaps several times.
    Group(Group),
}

/// How the questions of a group stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One below the other.
    Stack,
    /// Two side by side.
    Pair,
    /// In one row.
    Row,
}

/// Questions under one heading.
#[derive(Debug, Clone)]
pub struct Group {
    /// Stable name.
    pub link_id: String,
    /// Heading.
    pub title: String,
    /// Help below the heading.
    pub hint: Option<String>,
    /// How they stand.
    pub layout: Layout,
    /// Rows, when the group may be filled several times.
    pub rows: Option<Rows>,
    /// The questions.
    pub questions: Vec<Question>,
}

/// Limits of a repeating group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// Least number.
    pub min: usize,
    /// Greatest number.
    pub max: usize,
    /// Heading of a row, `{n}` = its number from 1.
    pub label: String,
}

impl Rows {
    /// Heading of row `n` (from 0).
    pub fn heading(&self, n: usize) -> String {
        self.label.replace("{n}", &(n + 1).to_string())
    }
}

/// How closely an answer is kept (HL7 confidentiality codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidential {
    /// Everybody who may read the record.
    Normal,
    /// Restricted.
    Restricted,
    /// Very restricted (虐待の疑い): never in rooms, lists or Excel unless asked for.
    Very,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Question {
    /// Stable name, `care.level`.
    pub link_id: String,
    /// The label, as on the paper.
    pub text: String,
    /// A shorter label for where the group's heading says the rest.
    pub short: Option<String>,
    /// One sentence of help.
    pub hint: Option<String>,
    /// What kind of answer.
    pub kind: Kind,
    /// Must be answered before 確定 (blocks).
    pub required: bool,
    /// Not counted as 未入力 when left out.
    pub optional: bool,
    /// Worked out by the program.
    pub read_only: bool,
    /// The word for "not known", when that may be chosen.
    pub unknown: Option<String>,
    /// The paper that may be enclosed instead, when 別紙参照 is allowed.
    pub attachment: Option<String>,
    /// Linked to the factors that make a discharge difficult (`*` on the paper).
    pub discharge_factor: bool,
    /// Wording not yet seen on the printed form.
    pub verify: bool,
    /// How closely the answer is kept.
    pub confidential: Confidential,
    /// Taken over from the last record of the same form.
    pub copy_last: bool,
    /// What it begins with.
    pub initial: Option<Expr>,
    /// How it is worked out.
    pub calculated: Option<Expr>,
    /// When it is asked.
    pub enable: Enable,
    /// Choices in a row on a wide page.
    pub columns: Option<u8>,
    /// Kind of control: `drop-down`, `tel`.
    pub control: Option<String>,
}

impl Question {
    /// The label to show beside the group's heading.
    pub fn label(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.text)
    }

    /// The choices, when it has any.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Choice { choices, .. } => choices,
            _ => &[],
        }
    }

    /// A choice by its code.
    pub fn choice(&self, code: &str) -> Option<&Choice> {
        self.choices().iter().find(|c| c.code == code)
    }
}

/// What kind of answer.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Yes or no, in the form's own words.
    YesNo {
        /// Word for true.
        yes: String,
        /// Word for false.
        no: String,
    },
    /// A whole number.
    Whole {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
        /// Unit shown after it.
        unit: String,
    },
    /// A number with decimal places.
    Decimal {
        /// Least.
        min: Decimal,
        /// Greatest.
        max: Decimal,
        /// Most places.
        places: u32,
        /// Unit shown after it.
        unit: String,
    },
    /// A day.
    Date,
    /// Words.
    Text {
        /// Most characters.
        max: usize,
        /// Height in lines; 1 = a single line.
        lines: u8,
        /// The pattern the whole text must fit, and what to say when it does not.
        pattern: Option<(Regex, String)>,
    },
    /// One or several of a list.
    Choice {
        /// The list.
        choices: Vec<Choice>,
        /// Several may be chosen.
        many: bool,
    },
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// CodeSystem, for lists.
    pub system: Option<String>,
    /// Code.
    pub code: String,
    /// Word.
    pub display: String,
    /// Excludes all others.
    pub exclusive: bool,
    /// Has a box for words of one's own.
    pub open: bool,
    /// No longer offered.
    pub hidden: bool,
}

/// When a question is asked. No conditions = always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enable {
    /// One condition is enough (otherwise all).
    pub any: bool,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// One condition on an earlier answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// linkId of the earlier question.
    pub question: String,
    /// What is asked of its answer.
    pub test: Test,
}

/// What is asked of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is (one of the chosen ones is) this code.
    Is(String),
    /// It is not this code; unanswered counts as not.
    IsNot(String),
    /// It is yes or no.
    IsYes(bool),
    /// It is answered (or not).
    Answered(bool),
}

/// A condition over several answers.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// Name.
    pub key: String,
    /// Must hold; unknown counts as held.
    pub expression: Expr,
    /// The sentence for the person; `{linkId}` and `{%today}` stand for values.
    pub message: String,
    /// The question (or repeating group) beside which it is shown.
    pub location: String,
    /// Blocks 確定; otherwise only told.
    pub blocks: bool,
}

/// Codes on their scales.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scales(pub BTreeMap<String, u16>);

impl fhir::Ordinals for Scales {
    fn ordinal(&self, code: &str) -> Option<Decimal> {
        self.0.get(code).map(|n| Decimal::from(*n))
    }
}

/// A question with where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'f> {
    /// Its chapter.
    pub chapter: &'f Chapter,
    /// Its group.
    pub group: Option<&'f Group>,
    /// The question.
    pub question: &'f Question,
}

impl<'f> Placed<'f> {
    /// The repeating group it belongs to.
    pub fn repeating(&self) -> Option<(&'f Group, &'f Rows)> {
        self.group.and_then(|g| g.rows.as_ref().map(|r| (g, r)))
    }

    /// The label that stands by itself: never shortened.
    pub fn full_label(&self) -> &'f str {
        &self.question.text
    }
}

impl Chapter {
    /// Its questions in order.
    pub fn questions(&self) -> impl Iterator<Item = Placed<'_>> {
        self.nodes.iter().flat_map(move |node| {
            let (group, questions) = match node {
                Node::Question(q) => (None, std::slice::from_ref(&**q)),
                Node::Group(g) => (Some(g), g.questions.as_slice()),
            };
            questions.iter().map(move |question| Placed { chapter: self, group, question })
        })
    }
}

impl Form {
    /// All questions in the order of the paper.
    pub fn questions(&self) -> impl Iterator<Item = Placed<'_>> {
        self.chapters.iter().flat_map(Chapter::questions)
    }

    /// A question by its linkId.
    pub fn question(&self, link_id: &str) -> Option<Placed<'_>> {
        self.questions().find(|p| p.question.link_id == link_id)
    }

    /// A chapter by its linkId.
    pub fn chapter(&self, link_id: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|c| c.link_id == link_id)
    }

    /// A repeating group by its linkId.
    pub fn repeating(&self, link_id: &str) -> Option<(&Chapter, &Group, &Rows)> {
        self.chapters.iter().find_map(|c| {
            c.nodes.iter().find_map(|n| match n {
                Node::Group(g) if g.link_id == link_id => g.rows.as_ref().map(|r| (c, g, r)),
                _ => None,
            })
        })
    }

    /// All repeating groups.
    pub fn repeating_groups(&self) -> impl Iterator<Item = (&Group, &Rows)> {
        self.chapters.iter().flat_map(|c| &c.nodes).filter_map(|n| match n {
            Node::Group(g) => g.rows.as_ref().map(|r| (g, r)),
            Node::Question(_) => None,
        })
    }
}
