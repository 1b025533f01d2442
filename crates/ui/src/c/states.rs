//! Pages and places without their usual content: empty, not permitted, gone wrong, offline, slow.
use askama::Template;

use super::act::Button;
use crate::html::{Html, component};
use crate::shell::Link;

/// Nothing to do, and what comes next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/empty.html")]
pub struct Empty {
    /// 「いま対応が必要なものはありません」.
    pub title: String,
    /// What comes next.
    pub text: Html,
    /// The cup (only where the reader is done for now).
    pub art: bool,
    /// A way on.
    pub button: Option<Button>,
}

/// One way to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// 「担当になったとき」.
    pub title: String,
    /// What to do.
    pub body: Html,
    /// The act.
    pub button: Option<Button>,
    /// Or a link.
    pub link: Option<Link>,
}

/// A page that cannot show what was asked for: not permitted, not found, taken back, or something failed. Reveals
/// nothing about what is behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/problem.html")]
pub struct Problem {
    /// Name of an icon: `lock`, `search`, `offline`, `alert`.
    pub icon: &'static str,
    /// 「この方のページは、いま見ることができません」.
    pub title: String,
    /// Why, and what is not shown.
    pub lead: Html,
    /// 「見る必要があるとき」.
    pub ways_title: String,
    /// Numbered.
    pub ways: Vec<Way>,
    /// 「…ことを記録しました。まちがえて開いたときは、何もしなくてかまいません。」.
    pub note: Html,
}

/// No connection: what still works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/offline.html")]
pub struct Offline {
    /// 「つながっていません。書いた内容は、この画面に残っています。」.
    pub text: String,
}

/// Something that takes longer than two seconds: how far, and a way out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/progress.html")]
pub struct Progress {
    /// 「取り込んでいます」.
    pub text: String,
    /// Done and all; none = nobody knows.
    pub of: Option<(u64, u64)>,
    /// 件, 行.
    pub unit: String,
    /// The way out.
    pub cancel: Option<Button>,
}

component!(Empty, Problem, Offline, Progress);
