//! めやす of discharge support as lists show it: what the criteria proposed and how much is 未確認. It is folded from
//! codes kept with the act (the sheet that was sent, the decision), so that no list opens a document for it.
use super::act::Detail;
use super::{ActKind, Progress};

/// What the criteria proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposal {
    /// 退院支援が必要のめやす (tier A).
    Needed,
    /// 注意が必要のめやす (tier B).
    Attention,
    /// 不要のめやす.
    NotNeeded,
    /// 判定できません: too much is 未確認.
    Undecided,
}

impl Proposal {
    /// All.
    pub const ALL: [Proposal; 4] =
        [Proposal::Needed, Proposal::Attention, Proposal::NotNeeded, Proposal::Undecided];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Proposal::Needed => "needed",
            Proposal::Attention => "attention",
            Proposal::NotNeeded => "not_needed",
            Proposal::Undecided => "undecided",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Proposal> {
        Proposal::ALL.into_iter().find(|p| p.code() == code)
    }

    /// From the outcome of a rule set (`required`, `caution`, `clear`, else undecided).
    pub fn of_outcome(outcome: &str) -> Proposal {
        match outcome {
            "required" => Proposal::Needed,
            "caution" => Proposal::Attention,
            "clear" => Proposal::NotNeeded,
            _ => Proposal::Undecided,
        }
    }

    /// Short words for a row of a list: 「支援が必要のめやす」.
    pub const fn label(self) -> &'static str {
        match self {
            Proposal::Needed => "支援が必要のめやす",
            Proposal::Attention => "注意が必要のめやす",
            Proposal::NotNeeded => "支援は不要のめやす",
            Proposal::Undecided => "めやすは まだ",
        }
    }
}

/// The めやす of a stay as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tendency {
    /// What the criteria proposed.
    pub proposal: Proposal,
    /// Criteria that are 未確認; none when it was not kept (decisions before this was counted).
    pub unknown: Option<usize>,
    /// Somebody has decided on it; else it only follows from the sheet.
    pub decided: bool,
}

impl Tendency {
    /// The codes by which an act keeps it: `proposal:needed`, `unknown:3`.
    pub fn codes(proposal: Proposal, unknown: Option<usize>) -> Vec<String> {
        let mut out = vec![format!("proposal:{}", proposal.code())];
        out.extend(unknown.map(|n| format!("unknown:{n}")));
        out
    }

    fn of(detail: &Detail, decided: bool) -> Option<Tendency> {
        let code = |head: &str| detail.codes.iter().find_map(|c| c.strip_prefix(head));
        Some(Tendency {
            proposal: Proposal::from_code(code("proposal:")?)?,
            unknown: code("unknown:").and_then(|n| n.parse().ok()),
            decided,
        })
    }

    /// 「未確認 3」; none when nothing is, or when it was not counted.
    pub fn unknown_words(self) -> Option<String> {
        self.unknown.filter(|n| *n > 0).map(|n| format!("未確認 {n}"))
    }
}

impl Progress<'_> {
    /// The めやす: of the last decision, else of the last sheet that was sent.
    pub fn tendency(&self) -> Option<Tendency> {
        match self.last(ActKind::Screening) {
            Some(a) => Tendency::of(&a.detail, true),
            None => Tendency::of(&self.last(ActKind::SheetSent)?.detail, false),
        }
    }
}
