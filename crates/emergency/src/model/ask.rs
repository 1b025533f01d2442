//! 「変わりありませんか」 by letter, and telling the person that a 緊急閲覧 was made (reference: trust.md §3.4: person or family
//! told by letter or in the program, unless that would do harm).
use kernel::{At, Id};

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// 救急医療情報.
    Card,
    /// 見守りの名簿.
    Register,
}

impl About {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            About::Card => "card",
            About::Register => "register",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> About {
        if code == "register" { About::Register } else { About::Card }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            About::Card => "救急医療情報",
            About::Register => "見守りの名簿",
        }
    }

    /// The last part of the person's page about it.
    pub const fn page(self) -> &'static str {
        match self {
            About::Card => "emergency",
            About::Register => "register",
        }
    }
}

/// An answer that needs somebody: something changed, or the person wants to end it.
#[derive(Debug, Clone)]
pub struct Recheck {
    /// Whose.
    pub resident: Id,
    /// About what.
    pub about: About,
    /// `changed` or `stop`.
    pub kind: String,
    /// What they wrote.
    pub words: String,
    /// When.
    pub at: At,
}

/// A letter of the yearly question that waits for its answer.
#[derive(Debug, Clone)]
pub struct Made {
    /// The letter.
    pub letter: Id,
    /// To whom.
    pub resident: Id,
    /// About what.
    pub about: About,
    /// Made.
    pub at: At,
}

/// A reviewed 緊急閲覧, of which the person is to be told.
#[derive(Debug, Clone)]
pub struct Tell {
    /// The 緊急閲覧.
    pub glass: Id,
    /// Of whom.
    pub resident: Id,
    /// Why they are not told (it would do harm); empty = they are.
    pub quiet: String,
    /// Reviewed.
    pub at: At,
    /// Told.
    pub told_at: Option<At>,
    /// Whom.
    pub told_to: String,
    /// `said`, `letter` or `page`.
    pub how: String,
}
