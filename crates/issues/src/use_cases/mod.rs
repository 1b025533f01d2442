//! What people do with this slice: one file per verb. A change of a record counts by the difference of what it counted for
//! before and after ([`crate::model::counts`]).
mod acts;
mod cite;
mod edit;
mod feedback;
mod figures;
mod merge;
mod read;
mod silent;
mod stage;
mod tables;

pub use acts::{move_act, save};
pub use cite::{cite, find_evidence, kinds, uncite};
pub use edit::{add_issue, change_issue, from_line, talk_of, withdraw};
pub use feedback::{Owed, Sheet, SheetIssue, give, owed, owners, sheet, take_back};
pub use figures::{Figures, figures, recount, times_again};
pub use merge::{merge, unmerge};
pub use read::{
    ActPage, Choices, IssueList, IssuePage, act, act_for_change, acts, board, choices, export_acts,
    export_issues, issue, issue_for_change, issues, waiting,
};
pub use silent::{Heard, silent};
pub use stage::{REOPENED, SOLVED, drop_issue, move_to, reopen, solve};
pub use tables::{StepsTable, solutions_of, steps_of, tables_there_are};

pub use crate::store::acts::ActFilter;
pub use crate::store::feedback::Given;
pub use crate::store::issues::{Change, Filter, PAGE};

use app::measures::measure;
use app::{Cx, FieldError, Result};
use kernel::Id;

use crate::model::counts::{self, Lines};

/// Counts the change of a record.
fn count(cx: &Cx<'_>, before: &Lines, after: &Lines, record: Id) -> Result<()> {
    for ((name, dims), n) in counts::difference(before, after) {
        measure(cx, name, &dims, n, record)?;
    }
    Ok(())
}

fn said(field: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}

/// `Err` when there is anything to say.
fn refuse(errors: Vec<FieldError>) -> Result<()> {
    if errors.is_empty() { Ok(()) } else { Err(app::Error::Invalid(errors)) }
}
