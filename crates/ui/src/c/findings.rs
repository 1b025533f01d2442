//! Criteria and what they say, what is not known, what changed, and who has read it.
use askama::Template;

use super::act::{TagKind, tag};
use crate::field::Field;
use crate::html::{Html, component};
use crate::shell::Link;

/// What the criteria propose; a person decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/verdict.html")]
pub struct Verdict {
    /// 「基準にあてはめた めやす」.
    pub lead: String,
    /// 「退院支援が必要です」.
    pub title: String,
    /// In words, ending with 「決めるのは、あなたです。」.
    pub body: Html,
}

/// One criterion that was met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criterion {
    /// 「退院後も医療処置が続く」.
    pub title: String,
    /// The answer it rests on, quoted.
    pub because: Html,
    /// From which paper, when, by whom.
    pub from: Html,
    /// 「基準 A3」 and where it is written.
    pub rule: Option<Link>,
}

/// Criteria in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/crit.html")]
pub struct Criteria {
    /// Met (or, with `met` false, not met).
    pub items: Vec<Criterion>,
    /// Which kind of list.
    pub met: bool,
}

/// One thing nobody has said yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The question, usually a [`crate::FieldKind::Tri`].
    pub field: Field,
}

/// What is not known: asked, never taken for no.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/unknown.html")]
pub struct UnknownBox {
    /// Questions, each with the people who may know as a [`crate::Source`] with `person`.
    pub questions: Vec<Question>,
    /// 「わからないままでも、要否は決められます。」.
    pub note: String,
}

/// One thing that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiffRow {
    /// 「退院予定日」.
    pub label: String,
    /// Before; empty prints （なし）.
    pub before: Html,
    /// Now; empty prints （なし）.
    pub after: Html,
    /// Concerns the reader.
    pub you: bool,
    /// Who has to act.
    pub who: Html,
}

/// Before and now, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/diff.html")]
pub struct Diff {
    /// What is compared; read aloud.
    pub caption: String,
    /// 「まえ（11月12日）」.
    pub before_head: String,
    /// 「いま（11月17日）」.
    pub after_head: String,
    /// Show the column 担当?
    pub with_who: bool,
    /// Lines.
    pub rows: Vec<DiffRow>,
}

/// One who has to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ack {
    /// Name.
    pub name: String,
    /// The reader.
    pub you: bool,
    /// Role and office.
    pub sub: Html,
    /// 「17日 16:02」; none = まだ.
    pub at: Option<String>,
}

impl Ack {
    fn tag(&self) -> Html {
        match &self.at {
            Some(at) => tag(TagKind::Ok, at).html(),
            None => tag(TagKind::Due, "まだ").html(),
        }
    }
}

/// Who has read, with the count in words above the bar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/ack.html")]
pub struct AckList {
    /// Everybody who has to.
    pub people: Vec<Ack>,
    /// 「あす 9:00 に、まだの人へもう一度お知らせします。」.
    pub note: Html,
}

impl AckList {
    fn done(&self) -> usize {
        self.people.iter().filter(|p| p.at.is_some()).count()
    }

    fn share(&self) -> usize {
        self.done() * 100 / self.people.len().max(1)
    }
}

component!(Verdict, Criteria, UnknownBox, Diff, AckList);
