//! What the criteria gave, when and why they were asked again, and what is different from before. A judgement is kept as
//! it was made: rules may change, judgements do not.
use std::collections::BTreeMap;

use accounts::AccountId;
use forms::Verdict;
use forms::verdict::Judged;
use kernel::{At, Date, Id};

use super::stay::{StayId, coded};
use super::{Proposal, Stay};

/// The criteria of the region.
pub const LOCAL: &str = "kitami";
/// 退院困難な要因 of A246, which come with the program.
pub const NATIONAL: &str = "a246";
/// Both, in the order of pages.
pub const SETS: [&str; 2] = [LOCAL, NATIONAL];

coded! {
    /// Why the criteria were asked.
    Cause {
        /// 入院時情報提供書 arrived.
        Sheet = "sheet", "入院時情報提供書";
        /// The ward told the ADL.
        Adl = "adl", "ADLのようす";
        /// 退院予定日 was set or changed.
        Planned = "planned", "退院予定日";
        /// A person decided.
        Decision = "decision", "要否の決定";
    }
}

/// One judgement by one rule set.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// Id.
    pub id: Id,
    /// Of which stay.
    pub stay: StayId,
    /// Rule set, its version and the hash of its definition.
    pub rules: (String, String, String),
    /// Why it was made.
    pub cause: Cause,
    /// The act behind it.
    pub act: Option<Id>,
    /// What came out, criterion by criterion.
    pub verdict: Verdict,
    /// What it was made from.
    pub basis: Basis,
    /// Who did what caused it.
    pub name: String,
    /// When.
    pub at: At,
    /// It differs from what a person last confirmed, and nobody has looked yet.
    pub waits: bool,
    /// A person looked at it.
    pub confirmed: Option<(At, Option<AccountId>, String)>,
}

/// What a judgement was made from: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Version of the ward's form.
    pub form_version: String,
    /// Its answers, JSON; empty in the row of the national set, which was made from the same as the region's beside it.
    pub answers: String,
    /// The sheet and its version, when there was one.
    pub sheet: Option<(Id, i64)>,
    /// Emergency admission?
    pub emergency: bool,
}

/// State of a criterion without its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Applies.
    Hit,
    /// Does not apply.
    Clear,
    /// 未確認.
    Unknown,
    /// The rules of that time did not have it.
    Absent,
}

impl State {
    /// Of a result.
    pub const fn of(j: &Judged) -> State {
        match j {
            Judged::Hit(_) => State::Hit,
            Judged::Clear => State::Clear,
            Judged::Unknown(_) => State::Unknown,
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            State::Hit => "あてはまる",
            State::Clear => "あてはまらない",
            State::Unknown => "未確認",
            State::Absent => "基準になかった",
        }
    }
}

/// A criterion whose state is another than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Code.
    pub code: String,
    /// In words.
    pub text: String,
    /// Before.
    pub before: State,
    /// Now.
    pub after: State,
}

/// What is different between two verdicts of one set, in the order of the newer one.
pub fn changes(before: &Verdict, after: &Verdict) -> Vec<Change> {
    let state = |v: &Verdict, code: &str| {
        v.results.iter().find(|r| r.code == code).map_or(State::Absent, |r| State::of(&r.judged))
    };
    let mut out: Vec<Change> = Vec::new();
    let gone = before.results.iter().filter(|r| state(after, &r.code) == State::Absent);
    for r in after.results.iter().chain(gone) {
        let (b, a) = (state(before, &r.code), state(after, &r.code));
        if b != a {
            // what is kept of a criterion that was no hit has no words
            let words = |v: &Verdict| {
                let own = v.results.iter().find(|x| x.code == r.code);
                own.map(|x| x.text.clone()).filter(|t| !t.is_empty())
            };
            let text = words(after).or_else(|| words(before)).unwrap_or_default();
            out.push(Change { code: r.code.clone(), text, before: b, after: a });
        }
    }
    out
}

/// Does the newer verdict ask for a person's eye? A factor came or went, or the outcome is another; a question that was
/// answered with no is nothing new.
pub fn worth_a_look(before: &Verdict, after: &Verdict) -> bool {
    before.outcome != after.outcome
        || changes(before, after).iter().any(|c| c.before == State::Hit || c.after == State::Hit)
}

/// The day on which each criterion was first true, by set and code (疑義解釈 H28(その4) 問15: a factor that appears
/// later is added then, and counts from that day). It stays when the factor goes away again.
pub fn first_true(all: &[Judgement]) -> BTreeMap<(String, String), Date> {
    let mut out: BTreeMap<(String, String), Date> = BTreeMap::new();
    for j in all {
        for r in j.verdict.hits() {
            let day = j.at.date();
            out.entry((j.rules.0.clone(), r.code.clone()))
                .and_modify(|d| *d = (*d).min(day))
                .or_insert(day);
        }
    }
    out
}

/// The newest judgement of a set that a person confirmed.
pub fn last_confirmed<'a>(all: &'a [Judgement], set: &str) -> Option<&'a Judgement> {
    all.iter().rev().find(|j| j.rules.0 == set && j.confirmed.is_some())
}

/// The newest judgement of a set.
pub fn newest<'a>(all: &'a [Judgement], set: &str) -> Option<&'a Judgement> {
    all.iter().rev().find(|j| j.rules.0 == set)
}

/// Should the guide 「申請か総合事業か」 be shown: nobody holds a certification, or nobody knows?
pub fn without_certification(stay: &Stay) -> bool {
    use people::CareLevel as L;
    matches!(stay.care_level, L::None | L::NotApplied | L::Project | L::Unknown)
}

/// What the region's set proposed.
pub fn proposal(v: &Verdict) -> Proposal {
    Proposal::of_outcome(&v.outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::verdict::CriterionResult;

    fn verdict(outcome: &str, states: &[(&str, Judged)]) -> Verdict {
        Verdict {
            rules: LOCAL.into(),
            version: "1".into(),
            hash: String::new(),
            outcome: outcome.into(),
            title: String::new(),
            text: String::new(),
            action: String::new(),
            to: Vec::new(),
            unknown: 0,
            results: states
                .iter()
                .map(|(code, judged)| CriterionResult {
                    code: (*code).into(),
                    tier: "A".into(),
                    text: (*code).into(),
                    since: None,
                    judged: judged.clone(),
                })
                .collect(),
        }
    }

    fn on(day: &str, v: Verdict) -> Judgement {
        let id = Id::from_bytes([1; 16]);
        Judgement {
            id,
            stay: StayId(id),
            rules: (v.rules.clone(), v.version.clone(), String::new()),
            cause: Cause::Adl,
            act: None,
            verdict: v,
            basis: Basis {
                form_version: String::new(),
                answers: String::new(),
                sheet: None,
                emergency: true,
            },
            name: String::new(),
            at: At::jst(day.parse().unwrap(), kernel::Time::constant(9, 0, 0, 0)),
            waits: false,
            confirmed: None,
        }
    }

    #[test]
    fn a_factor_that_came_a_no_that_was_told_and_a_criterion_that_went() {
        let hit = || Judged::Hit(Vec::new());
        let open = || Judged::Unknown(Vec::new());
        let before = verdict("undecided", &[("A1", open()), ("A2", open()), ("OLD", hit())]);
        let after = verdict("required", &[("A1", hit()), ("A2", Judged::Clear), ("NEW", open())]);
        let told: Vec<(String, State, State)> =
            changes(&before, &after).into_iter().map(|c| (c.code, c.before, c.after)).collect();
        assert_eq!(
            told,
            [
                ("A1".into(), State::Unknown, State::Hit),
                ("A2".into(), State::Unknown, State::Clear),
                ("NEW".into(), State::Absent, State::Unknown),
                ("OLD".into(), State::Hit, State::Absent),
            ]
        );
        assert!(worth_a_look(&before, &after) && changes(&after, &after).is_empty());
        let only_no =
            verdict("undecided", &[("A1", open()), ("A2", Judged::Clear), ("OLD", hit())]);
        assert!(!worth_a_look(&before, &only_no), "a no that was told is nothing to look at");
    }

    #[test]
    fn the_first_true_day_stays_when_the_factor_goes_and_comes_again() {
        let hit = || Judged::Hit(Vec::new());
        let all = [
            on("2026-11-10", verdict("clear", &[("A1", Judged::Clear)])),
            on("2026-11-14", verdict("required", &[("A1", hit())])),
            on("2026-11-16", verdict("clear", &[("A1", Judged::Clear), ("B1", hit())])),
            on("2026-11-20", verdict("required", &[("A1", hit())])),
        ];
        let first = first_true(&all);
        let day = |code: &str| first.get(&(LOCAL.into(), code.into())).map(ToString::to_string);
        assert_eq!((day("A1"), day("B1")), (Some("2026-11-14".into()), Some("2026-11-16".into())));
        assert_eq!(day("A9"), None);
    }
}
