//! Evidence: what an issue rests on. Title, figure, date and address are copied as they stand now; the issue never reads
//! the other slice's tables, and what changes there later does not change what was cited.
use app::{Cx, Error, Result, authorise};
use kernel::Id;
use slice::{Evidence, EvidenceSource, Use};

use crate::model::{Cited, Issue, Stage};
use crate::store::{evidence as store, issues};
use crate::{IssueId, permissions};

fn source(kind: &str) -> Option<&'static EvidenceSource> {
    slice::evidence().iter().find(|s| s.kind == kind)
}

/// The kinds that the actor may look through: code and words.
pub fn kinds(cx: &Cx<'_>) -> Result<Vec<(&'static str, &'static str)>> {
    let mut out = Vec::new();
    for s in slice::evidence() {
        if app::may(cx, s.permission)? {
            out.push((s.kind, s.label));
        }
    }
    Ok(out)
}

/// The words of a kind; the kind itself where no slice of this program offers it any more.
pub fn evidence_label(kind: &str) -> String {
    source(kind).map_or_else(|| kind.to_string(), |s| s.label.to_string())
}

/// What can be cited: the newest 20 of a kind that fit what was typed.
pub fn find_evidence(cx: &Cx<'_>, kind: &str, typed: &str) -> Result<Vec<Evidence>> {
    authorise(cx, &permissions::WRITE)?;
    match source(kind) {
        Some(s) if app::may(cx, s.permission)? => (s.find)(cx, typed),
        _ => Ok(Vec::new()),
    }
}

/// Copies a record to an issue.
pub(super) fn put(cx: &Cx<'_>, issue: &Issue, kind: &str, id: Id) -> Result<()> {
    if kind == crate::offers::ISSUE && id == issue.id.0 {
        return Err(Error::Rule("課題は、自分を根拠にできません".into()));
    }
    let found = slice::evidence_of(cx, kind, id)?.ok_or_else(|| {
        Error::Rule("根拠にする記録が見つかりません。もう一度さがしてください".into())
    })?;
    if store::add(cx, issue.id, &found)? {
        issues::note(cx, issue.id, "cited", "", &found.title)?;
        slice::tell(cx, kind, id, issue.id.0, Use::Cited)?;
        if let (Stage::Solved, Some(on)) = (issue.stage, issue.solved_on) {
            slice::tell(cx, kind, id, issue.id.0, Use::Solved(kernel::fiscal_year(on)))?;
        }
    }
    Ok(())
}

/// Puts a record of another slice to an issue. Twice is once.
pub fn cite(cx: &Cx<'_>, issue: IssueId, kind: &str, id: Id) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let issue = issues::find(cx, issue)?;
    if issue.stage == Stage::Withdrawn {
        return Err(Error::Rule("取り下げた課題です。先に「元にもどす」を押してください".into()));
    }
    put(cx, &issue, kind, id)
}

/// Takes it away again; what it said stays in the history. The issue it stands on.
pub fn uncite(cx: &Cx<'_>, id: Id) -> Result<IssueId> {
    authorise(cx, &permissions::WRITE)?;
    let cited: Cited = store::find(cx, id)?.ok_or(Error::NotFound)?;
    store::remove(cx, id)?;
    issues::note(cx, cited.issue, "uncited", &cited.title, "")?;
    slice::tell(cx, &cited.kind, cited.of, cited.issue.0, Use::Uncited)?;
    Ok(cited.issue)
}
