//! What a record counts for. A change of a record is the difference of its lines before and after, so that no verb can
//! forget one.
use std::collections::BTreeMap;

use super::act::{Act, Level};
use super::codes::{Stage, State};
use super::issue::Issue;

/// Measure and dimensions → how many.
pub type Lines = BTreeMap<(&'static str, String), i64>;

/// 課題 by 年度 and profession.
pub const ISSUES: &str = "issues.issues";
/// 課題 by the 年度 they were heard in and where they stand.
pub const STAGES: &str = "issues.stage";
/// Solved 課題 by the 年度 in which they were solved.
pub const SOLVED: &str = "issues.solved";
/// 打ち合わせ that took place, by 年度 and profession.
pub const HEARINGS: &str = "issues.hearings";
/// マッチング that took place, by 年度, by whom and sort.
pub const MATCHES: &str = "issues.matches";
/// The same as times (計3回 is three).
pub const TIMES: &str = "issues.match_times";
/// 共有の場 that took place, by 年度.
pub const PLATFORMS: &str = "issues.platforms";

/// The lines of an issue: none for what was withdrawn or is told with another one.
pub fn of_issue(i: &Issue) -> Lines {
    let mut out = Lines::new();
    if i.stage == Stage::Withdrawn || i.merged_into.is_some() {
        return out;
    }
    let fy = i.about.fy;
    let mut add = |name, dims| out.insert((name, dims), 1);
    add(ISSUES, format!("fy={fy};profession={}", i.about.profession.code()));
    add(STAGES, format!("fy={fy};stage={}", i.stage.code()));
    if let (Stage::Solved, Some(on)) = (i.stage, i.solved_on) {
        add(SOLVED, format!("fy={}", kernel::fiscal_year(on)));
    }
    out
}

/// The lines of an act: none before it took place.
pub fn of_act(a: &Act) -> Lines {
    let mut out = Lines::new();
    if a.about.state != State::Done {
        return out;
    }
    let (fy, n) = (a.about.fy, &a.about);
    match n.level {
        Level::First => {
            for p in &n.professions {
                out.insert((HEARINGS, format!("fy={fy};profession={}", p.code())), 1);
            }
        }
        Level::Second => {
            let by = n.by.code();
            out.insert((MATCHES, format!("fy={fy};by={by};sort={}", n.sort.code())), 1);
            out.insert((TIMES, format!("fy={fy};by={by}")), n.count());
        }
        Level::Third => {
            out.insert((PLATFORMS, format!("fy={fy}")), 1);
        }
    }
    out
}

/// What must be added to go from one to the other; nothing that stays.
pub fn difference(before: &Lines, after: &Lines) -> Lines {
    let mut out = after.clone();
    for (line, n) in before {
        *out.entry(line.clone()).or_insert(0) -= n;
    }
    out.retain(|_, n| *n != 0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_what_is_new_less_what_was() {
        let l = |all: &[(&str, i64)]| -> Lines {
            all.iter().map(|(d, n)| ((STAGES, (*d).to_string()), *n)).collect()
        };
        let d = difference(&l(&[("a", 1), ("b", 2)]), &l(&[("b", 2), ("c", 1)]));
        assert_eq!(d, l(&[("a", -1), ("c", 1)]));
        assert!(difference(&l(&[("a", 3)]), &l(&[("a", 3)])).is_empty());
    }
}
