//! A consultation under an issue: which one, and in which 年度 it was solved. The slice that keeps issues tells; so the
//! table 「相談年度 → 解決策実施年度」 fills itself from what was done.
use app::{Cx, Result};
use kernel::Id;
use slice::Use;

use super::correct::keep;
use crate::store::cases;

/// See [`slice::EvidenceSource::told`]. A year that somebody typed is not overwritten, and of a cancelled consultation nothing
/// changes. An unfitting year (the consultation was moved to a later one meanwhile) is left out.
pub(crate) fn told(cx: &Cx<'_>, id: Id, issue: Id, what: Use) -> Result<()> {
    let was = cases::one(cx, id)?;
    if !was.live {
        return Ok(());
    }
    let mut case = was.case.clone();
    let why = match what {
        Use::Cited => {
            case.issue = case.issue.or(Some(issue));
            "連携課題の根拠になりました"
        }
        Use::Uncited => {
            case.issue = case.issue.filter(|i| *i != issue);
            "連携課題の根拠から外れました"
        }
        Use::Solved(year) => {
            let year = i64::from(year);
            if case.solved_year.is_none() && case.year().is_some_and(|asked| asked <= year) {
                case.solved_year = Some(year);
            }
            "連携課題が解決しました"
        }
        Use::Reopened(year) => {
            if case.issue == Some(issue) && case.solved_year == Some(i64::from(year)) {
                case.solved_year = None;
            }
            "連携課題に、もう一度取り組みます"
        }
    };
    match case == was.case {
        true => Ok(()),
        false => keep(cx, &was, &case, why),
    }
}
