//! What people add to a report by hand, and its editions.
use app::Result;
use kernel::At;

use super::super::Wrong;
use super::{Content, Period};
use crate::ReportId;

/// Most characters of a field.
pub const MOST: usize = 2_000;

/// What the centre adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// 所感.
    pub thoughts: String,
    /// 来月の予定.
    pub plans: String,
}

impl Words {
    /// Checks what was typed.
    pub fn check(&self, period: Period) -> Result<()> {
        let mut w = Wrong::default();
        w.long("thoughts", "所感", &self.thoughts, MOST);
        w.long("plans", period.ahead(), &self.plans, MOST);
        w.end()
    }
}

/// An edition of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Id.
    pub id: ReportId,
    /// Of which month or year.
    pub period: Period,
    /// From 1 within the period.
    pub edition: i64,
    /// What was added.
    pub words: Words,
    /// What stood in it when it was confirmed; none for a draft.
    pub content: Option<Content>,
    /// When it was begun.
    pub made_at: At,
    /// Who began it.
    pub made_by: String,
    /// When it was confirmed.
    pub confirmed_at: Option<At>,
    /// Who confirmed it.
    pub confirmed_by: String,
    /// Counts changes.
    pub version: i64,
}

impl Edition {
    /// Is it confirmed?
    pub const fn confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// 「確定」「下書き」.
    pub const fn state(&self) -> &'static str {
        if self.confirmed() { "確定" } else { "下書き" }
    }
}
