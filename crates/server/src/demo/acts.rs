//! The acts of the plan in the words of the use cases; run.rs does them.
use kernel::{At, Date};
use transitions::model::{Method, Paper};

use super::life::More;
use super::papers::Case;

/// The day an act speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// The day on which it is entered.
    Same,
    /// An earlier one.
    On(Date),
    /// 不明.
    Unknown,
}

/// Something that was told, in the words of the use cases.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub day: Day,
    pub method: Method,
    pub to: String,
    pub said_by: String,
}

/// An act that can be acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mail {
    Contact,
    Sheet,
    Planning,
    Notice,
    Papers,
    /// 退院時サマリー written here.
    Summary,
    /// 看護サマリー written here.
    Nursing,
    /// 診療情報提供書 written here.
    Letter,
}

/// One act.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// The admission is entered; at another hospital by mistake.
    Report {
        mistaken: Option<usize>,
    },
    /// That mistake is taken back.
    Cancel,
    Contact(Told),
    /// `why` = sent again.
    Sheet {
        told: Told,
        place: String,
        why: String,
    },
    Recall,
    Read,
    Receive(Mail),
    Assign {
        to: usize,
        ward: usize,
        room: String,
    },
    Screen {
        case: Case,
        needed: bool,
        why: String,
        said_by: String,
    },
    Planning(Told),
    Planned {
        on: Date,
        why: String,
        said_by: String,
    },
    Held {
        day: Day,
        said_by: String,
    },
    NotHeld {
        why: String,
    },
    Notice {
        told: Told,
        leaves: Date,
        /// Code of data/rules/late-notice-reasons.json, kept when fewer than five days were left.
        late: &'static str,
    },
    Papers {
        papers: Vec<Paper>,
        told: Told,
    },
    End,
    Record {
        why: String,
    },
    /// What both sides do beside the seven steps.
    More(More),
}

/// When, who, in which stay, what.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub at: At,
    pub stay: usize,
    pub who: usize,
    pub act: Act,
}
