//! Can you take this person (back) with these procedures? Asked of a facility by the hospital or the office, answered by
//! the facility or keyed in on its behalf; and the fold of all answers by procedure for the survey (施設の医療処置 受入).
use std::collections::BTreeMap;

use kernel::Id;
use serde::{Deserialize, Serialize};

use super::stay::coded;
use super::{Act, ActKind};

coded! {
    /// A facility's answer.
    Takes {
        /// 受けられます.
        Yes = "yes", "受けられます";
        /// 条件つきで受けられます.
        Conditions = "conditions", "条件つきで受けられます";
        /// 受けられません.
        No = "no", "受けられません";
    }
}

/// The answer for one procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForProcedure {
    /// Code of `codes::asked_procedures`.
    pub procedure: String,
    /// Code of [`Takes`].
    pub takes: String,
    /// Codes of the reasons (data/rules/facility-care.json).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

impl ForProcedure {
    /// The answer.
    pub fn takes(&self) -> Option<Takes> {
        Takes::from_code(&self.takes)
    }
}

/// What an answering act holds in its data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerData {
    /// By procedure, in the order asked.
    pub each: Vec<ForProcedure>,
    /// Edition of the reasons.
    pub edition: String,
}

/// A question with its answer.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The asking act.
    pub asked: &'a Act,
    /// The answering act that stands.
    pub answer: Option<&'a Act>,
}

impl<'a> Question<'a> {
    /// The answer as a whole.
    pub fn takes(&self) -> Option<Takes> {
        self.answer.and_then(|a| a.detail.codes.first()).and_then(|c| Takes::from_code(c))
    }

    /// The answer by procedure.
    pub fn each(&self) -> Vec<ForProcedure> {
        self.answer.map(data).unwrap_or_default().each
    }

    /// Procedures asked about.
    pub fn procedures(&self) -> &'a [String] {
        &self.asked.detail.codes
    }
}

/// The data of an answering act; empty when it cannot be read.
pub fn data(a: &Act) -> AnswerData {
    serde_json::from_value(a.detail.data.clone()).unwrap_or_default()
}

/// The whole answer out of those by procedure: the hardest one.
pub fn overall(each: &[ForProcedure]) -> Option<Takes> {
    each.iter().filter_map(ForProcedure::takes).max()
}

/// The questions of a stay (or of many), in the order of asking; the last answer of each stands.
pub fn questions<'a>(acts: impl IntoIterator<Item = &'a Act>) -> Vec<Question<'a>> {
    let mut out: Vec<Question<'a>> = Vec::new();
    let mut at: BTreeMap<Id, usize> = BTreeMap::new();
    for a in acts.into_iter().filter(|a| !a.cancelled) {
        match a.kind {
            ActKind::FacilityAsked => {
                at.insert(a.id, out.len());
                out.push(Question { asked: a, answer: None });
            }
            ActKind::FacilityAnswer => {
                let n = a.record.and_then(|id| at.get(&id).copied());
                if let Some(q) = n.and_then(|n| out.get_mut(n)) {
                    q.answer = Some(a);
                }
            }
            _ => {}
        }
    }
    out
}

/// Counts of one procedure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Asked.
    pub asked: i64,
    /// 受けられます.
    pub yes: i64,
    /// 条件つき.
    pub conditions: i64,
    /// 受けられません.
    pub no: i64,
    /// No answer yet.
    pub unanswered: i64,
    /// Of the refusals and conditions: how often each reason was named.
    pub reasons: BTreeMap<String, i64>,
}

impl Acceptance {
    /// 受入: (taken with or without conditions, answered).
    pub fn rate(&self) -> (i64, i64) {
        (self.yes + self.conditions, self.yes + self.conditions + self.no)
    }
}

/// 施設の医療処置 受入 by procedure, over the acts of any number of stays. A question without a procedure counts under
/// the empty code (only whether there is room).
pub fn acceptance<'a>(acts: impl IntoIterator<Item = &'a Act>) -> BTreeMap<String, Acceptance> {
    let mut out: BTreeMap<String, Acceptance> = BTreeMap::new();
    for q in questions(acts) {
        let each = q.each();
        let asked: Vec<&str> = if q.procedures().is_empty() {
            vec![""]
        } else {
            q.procedures().iter().map(String::as_str).collect()
        };
        for p in asked {
            let row = out.entry(p.to_owned()).or_default();
            row.asked += 1;
            let one = each.iter().find(|e| e.procedure == p);
            let takes = match one {
                Some(e) => e.takes(),
                None if q.answer.is_some() => q.takes(),
                None => None,
            };
            match takes {
                Some(Takes::Yes) => row.yes += 1,
                Some(Takes::Conditions) => row.conditions += 1,
                Some(Takes::No) => row.no += 1,
                None => row.unanswered += 1,
            }
            for r in one.into_iter().flat_map(|e| &e.reasons) {
                *row.reasons.entry(r.clone()).or_default() += 1;
            }
        }
    }
    out
}
