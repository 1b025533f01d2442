//! The seven steps of a stay, from notice to papers: one dot each, always in this order and wording.
use askama::Template;

use super::act::{Button, Tag};
use crate::html::{Html, component};

/// Names of the steps (practice of 入退院連携; the same on every page).
pub const STEPS: [&str; 7] = [
    "届いた",
    "担当決定",
    "退院支援の要否",
    "調整開始の連絡",
    "カンファ",
    "退院日の連絡",
    "書類の受け渡し",
];

/// Where a step stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepState {
    /// まだ.
    #[default]
    Todo,
    /// 済み, with its date.
    Done,
    /// いま.
    Now,
    /// いま, due today.
    Due,
    /// いま, over its date.
    Over,
    /// 開かない: decided not to happen.
    Skip,
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Its name, from [`STEPS`].
    pub label: String,
    /// State.
    pub state: StepState,
    /// 「11/19」; for a skipped step what stands instead (「開かない」 when empty).
    pub date: String,
}

impl Step {
    /// A step.
    pub fn new(label: impl Into<String>, state: StepState, date: impl Into<String>) -> Self {
        Step { label: label.into(), state, date: date.into() }
    }

    fn passed(&self) -> bool {
        self.state != StepState::Todo
    }

    fn dot(&self) -> Html {
        let (class, icon) = match self.state {
            StepState::Todo => ("dot", ""),
            StepState::Done => ("dot done", "check"),
            StepState::Now => ("dot now", ""),
            StepState::Due => ("dot now due", ""),
            StepState::Over => ("dot over", "bang"),
            StepState::Skip => ("dot skip-step", "dash"),
        };
        Html::trusted(format!("<span class=\"{class}\">{}</span>", crate::icon(icon)))
    }

    fn spoken(&self) -> &'static str {
        match self.state {
            StepState::Todo => "まだ",
            StepState::Done => "済み",
            StepState::Now => "",
            StepState::Due => "きょうまで",
            StepState::Over => "期限を過ぎています",
            StepState::Skip => "行わない",
        }
    }

    fn under(&self) -> Html {
        match self.state {
            StepState::Todo => Html::default(),
            StepState::Done => Html::text(&self.date),
            StepState::Skip => {
                Html::text(if self.date.is_empty() { "開かない" } else { &self.date })
            }
            StepState::Now | StepState::Due | StepState::Over => Html::trusted("<b>いま</b>"),
        }
    }
}

/// One person in the in-tray.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrayRow {
    /// 「高橋 ミヨ さん」.
    pub name: Html,
    /// The stay's page.
    pub href: String,
    /// 「86歳・312」.
    pub meta: String,
    /// The care manager and office.
    pub office: Html,
    /// Seven steps.
    pub steps: Vec<Step>,
    /// Mine: a blue line at the left.
    pub mine: bool,
    /// What comes next, bold.
    pub next: Html,
    /// Due, missing.
    pub tags: Vec<Tag>,
    /// A small line under it.
    pub note: Html,
    /// The one act.
    pub act: Option<Button>,
}

/// The people of one ward.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/tray.html")]
pub struct Tray {
    /// Unlike any other id on the page: `w3`.
    pub id: String,
    /// 「3階東病棟」.
    pub title: Html,
    /// Rows, oldest risk first.
    pub rows: Vec<TrayRow>,
    /// 「患者さん・ケアマネジャー」 or 「利用者さん・病院」.
    pub who_head: String,
}

impl Tray {
    fn heads(&self) -> Vec<String> {
        match self.rows.first() {
            Some(r) if !r.steps.is_empty() => r.steps.iter().map(|s| s.label.clone()).collect(),
            _ => STEPS.iter().map(|s| (*s).to_owned()).collect(),
        }
    }

    fn who(&self) -> &str {
        if self.who_head.is_empty() {
            "患者さん・ケアマネジャー"
        } else {
            &self.who_head
        }
    }
}

/// The order of the steps (phones) and the meaning of the dots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Template)]
#[template(path = "c/legend.html")]
pub struct Legend;

impl Legend {
    fn steps(&self) -> [&'static str; 7] {
        STEPS
    }

    fn dots(&self) -> Vec<(Html, &'static str)> {
        [
            (StepState::Done, "済み（日付）"),
            (StepState::Over, "いま・期限を過ぎた"),
            (StepState::Due, "いま・きょうまで"),
            (StepState::Now, "いま"),
            (StepState::Skip, "開かない"),
            (StepState::Todo, "まだ"),
        ]
        .into_iter()
        .map(|(state, words)| (Step { state, ..Step::default() }.dot(), words))
        .collect()
    }
}

/// The steps of one stay on its own page, with their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/strip.html")]
pub struct Strip {
    /// Steps in order.
    pub steps: Vec<Step>,
}

component!(Tray, Legend, Strip);
