//! What was given back to whom, when and how.
use std::collections::BTreeMap;

use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use super::{code, unknown};
use crate::IssueId;
use crate::model::{How, Owner};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO issues_feedback(id, owner_kind, owner, on_day, how, note, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_ISSUE = "INSERT INTO issues_feedback_issue(feedback, issue) VALUES ($1, $2)";
    OF = "SELECT id, owner_kind, owner, on_day, how, note, by_name FROM issues_feedback WHERE owner_kind = $1 AND owner = $2 AND undone_at IS NULL ORDER BY on_day DESC, id DESC";
    FIND = "SELECT id, owner_kind, owner, on_day, how, note, by_name FROM issues_feedback WHERE id = $1 AND undone_at IS NULL";
    ISSUES = "SELECT issue FROM issues_feedback_issue WHERE feedback = $1";
    UNDO = "UPDATE issues_feedback SET undone_at = $1 WHERE id = $2 AND undone_at IS NULL";
    LAST = "SELECT i.issue, MAX(f.on_day) FROM issues_feedback f JOIN issues_feedback_issue i ON i.feedback = f.id WHERE f.undone_at IS NULL GROUP BY i.issue";
}

/// Something given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Id.
    pub id: Id,
    /// To whom.
    pub owner: Owner,
    /// When.
    pub on: Date,
    /// How.
    pub how: How,
    /// Remark.
    pub note: String,
    /// By whom.
    pub by_name: String,
}

impl FromRow for Given {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (kind, of): (String, String) = (r.get(1)?, r.get(2)?);
        Ok(Given {
            id: r.get(0)?,
            owner: Owner::read(&kind, &of).ok_or_else(|| unknown(1))?,
            on: r.get(3)?,
            how: code(r, 4, How::from_code)?,
            note: r.get(5)?,
            by_name: r.get(6)?,
        })
    }
}

pub(crate) fn add(
    cx: &Cx<'_>,
    owner: Owner,
    on: Date,
    how: How,
    note: &str,
    issues: &[IssueId],
) -> Result<Id> {
    let id = cx.new_id();
    let by = &cx.actor().name;
    let values = params![id, owner.kind().code(), owner.of(), on, how.code(), note, by, cx.now()];
    cx.tx().exec(ADD, values)?;
    for i in issues {
        cx.tx().exec(ADD_ISSUE, params![id, i.0])?;
    }
    Ok(id)
}

pub(crate) fn of(cx: &Cx<'_>, owner: Owner) -> Result<Vec<(Given, usize)>> {
    let all: Vec<Given> = cx.tx().all(OF, params![owner.kind().code(), owner.of()])?;
    all.into_iter()
        .map(|g| {
            let n = cx.tx().rows(ISSUES, params![g.id])?.len();
            Ok((g, n))
        })
        .collect()
}

pub(crate) fn find(cx: &Cx<'_>, id: Id) -> Result<Given> {
    cx.tx().find(FIND, params![id])?.ok_or(Error::NotFound)
}

pub(crate) fn issues(cx: &Cx<'_>, id: Id) -> Result<Vec<IssueId>> {
    let rows = cx.tx().rows(ISSUES, params![id])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

pub(crate) fn undo(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(UNDO, params![cx.now(), id])?;
    Ok(())
}

/// The day on which each issue was last given back.
pub(crate) fn last(cx: &Cx<'_>) -> Result<BTreeMap<IssueId, Date>> {
    let rows = cx.tx().rows(LAST, &[])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}
