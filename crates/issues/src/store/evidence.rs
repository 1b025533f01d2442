//! Evidence of issues: copied, never read elsewhere.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;

use crate::IssueId;
use crate::model::Cited;

db::statements! { pub(crate) STATEMENTS;
    OF = "SELECT issue, id, kind, ref, title, figure, as_of, href FROM issues_evidence WHERE removed_at IS NULL AND (issue = $1 OR issue IN (SELECT id FROM issues_issue WHERE merged_into = $1)) ORDER BY at, id";
    FIND = "SELECT issue, id, kind, ref, title, figure, as_of, href FROM issues_evidence WHERE id = $1 AND removed_at IS NULL";
    ADD = "INSERT INTO issues_evidence(id, issue, kind, ref, title, figure, as_of, href, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    REMOVE = "UPDATE issues_evidence SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
    COUNT = "SELECT COUNT(*) FROM issues_evidence WHERE removed_at IS NULL AND (issue = $1 OR issue IN (SELECT id FROM issues_issue WHERE merged_into = $1))";
}

impl FromRow for Cited {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Cited {
            issue: r.id(0)?,
            id: r.get(1)?,
            kind: r.get(2)?,
            of: r.get(3)?,
            title: r.get(4)?,
            figure: r.get(5)?,
            as_of: r.get(6)?,
            href: r.get(7)?,
        })
    }
}

/// Of an issue and of those told with it.
pub(crate) fn of(cx: &Cx<'_>, issue: IssueId) -> Result<Vec<Cited>> {
    Ok(cx.tx().all(OF, params![issue.0])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: Id) -> Result<Option<Cited>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// Keeps what was copied; false when the issue has it already.
pub(crate) fn add(cx: &Cx<'_>, issue: IssueId, e: &slice::Evidence) -> Result<bool> {
    let values = params![
        cx.new_id(),
        issue.0,
        e.kind,
        e.id,
        &e.title,
        &e.figure,
        e.as_of,
        &e.href,
        &cx.actor().name,
        cx.now(),
    ];
    Ok(cx.tx().exec(ADD, values)? == 1)
}

pub(crate) fn remove(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(REMOVE, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn count(cx: &Cx<'_>, issue: IssueId) -> Result<i64> {
    Ok(cx.tx().one(COUNT, params![issue.0])?.get(0)?)
}
