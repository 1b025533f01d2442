//! A judgement of the fee guide that was kept: by which edition, what was counted, what was answered. It is read as it
//! was written, never judged again: a new edition does not change it.
use serde::{Deserialize, Serialize};

use super::fee_discharge::{Edition, Guide};
use super::stay::coded;
use super::{Act, ActKind, FeeGrade};

coded! {
    /// Is 初回加算 counted in the same month? Only the office knows.
    FirstFee {
        /// いいえ.
        No = "no", "算定しない";
        /// はい.
        Yes = "yes", "算定する";
        /// まだ決めていない.
        Unknown = "unknown", "まだわからない";
    }
}

/// What was kept, in `Detail::data` of an act of kind `FeeJudged`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// From when the edition is in force: names it.
    pub edition: String,
    /// Name of the revision.
    pub edition_name: String,
    /// Code of the grade; empty = none (excluded).
    pub grade: String,
    /// Its label; 「数えない」 when excluded.
    pub label: String,
    /// Units at that time.
    pub units: i64,
    /// Code of the service table.
    pub service_code: String,
    /// Counted days.
    pub days: usize,
    /// Of these with a conference.
    pub conferences: usize,
    /// Code of [`FirstFee`].
    pub first_fee: String,
}

impl Kept {
    /// What is kept of a judgement.
    pub fn of(e: &Edition, g: &Guide, first_fee: FirstFee) -> Kept {
        let grade = g.grade.as_ref().filter(|_| first_fee != FirstFee::Yes);
        Kept {
            edition: e.from.clone(),
            edition_name: e.name.clone(),
            grade: grade.map(|g| g.code.clone()).unwrap_or_default(),
            label: grade
                .map_or_else(|| "数えない（初回加算を算定する月）".into(), |g| g.label.clone()),
            units: grade.map_or(0, |g| g.units),
            service_code: grade.map(|g| g.service_code.clone()).unwrap_or_default(),
            days: g.days,
            conferences: g.conferences,
            first_fee: first_fee.code().into(),
        }
    }

    /// Reads an act.
    pub fn read(a: &Act) -> Option<Kept> {
        if a.kind != ActKind::FeeJudged || a.cancelled {
            return None;
        }
        serde_json::from_value(a.detail.data.clone()).ok()
    }

    /// The last one of a stay.
    pub fn last(acts: &[Act]) -> Option<(&Act, Kept)> {
        acts.iter().rev().find_map(|a| Some((a, Kept::read(a)?)))
    }
}

/// The fee grades of a stay for the survey: only what was kept or judged at the act itself, never judged again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grades {
    /// 入院時情報連携加算, judged when the first sheet was sent.
    pub admission: Option<FeeGrade>,
    /// 退院・退所加算: code of the grade that the office kept (1i, 1ro, 2i, 2ro, 3); none = nothing kept or excluded.
    pub discharge: Option<String>,
}

impl Grades {
    /// Of the acts of one stay in the order of recording.
    pub fn of(acts: &[Act]) -> Grades {
        let sent = acts.iter().find(|a| a.kind == ActKind::SheetSent && !a.cancelled);
        Grades {
            admission: sent.and_then(|a| {
                [FeeGrade::First, FeeGrade::Second]
                    .into_iter()
                    .find(|g| a.detail.has(&format!("fee:{}", g.code())))
            }),
            discharge: Kept::last(acts).map(|(_, k)| k.grade).filter(|g| !g.is_empty()),
        }
    }
}

#[cfg(test)]
#[path = "fee_kept_tests.rs"]
mod tests;
