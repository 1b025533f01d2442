//! What others may cite: a decision with how much of it is done, and a local issue found in cases. No case itself.
use app::{Cx, Result, may};
use kernel::Id;
use slice::{Evidence, EvidenceSource};

use super::{meeting, path};
use crate::model::State;
use crate::model::case::Case;
use crate::model::lines::Decision;
use crate::{CaseId, permissions, store};

/// Decisions.
pub(crate) const DECISION: EvidenceSource = EvidenceSource {
    kind: "meetings.decision",
    label: "会議で決まったこと",
    permission: &permissions::READ,
    find: find_decisions,
    one: one_decision,
    told: None,
};

/// Local issues of 地域ケア個別会議.
pub(crate) const LOCAL_ISSUE: EvidenceSource = EvidenceSource {
    kind: "meetings.local-issue",
    label: "地域ケア会議で見つかった地域課題",
    permission: &permissions::CASES,
    find: find_issues,
    one: one_issue,
    told: None,
};

fn decided(cx: &Cx<'_>, d: &Decision) -> Result<Option<Evidence>> {
    let m = meeting(cx, d.meeting)?;
    if d.removed || m.state != State::Held {
        return Ok(None);
    }
    let mut actions = store::lines::actions(cx, m.id)?;
    actions.retain(|a| a.decision == d.id && !a.removed);
    let done = actions.iter().filter(|a| a.done_on.is_some()).count();
    Ok(Some(Evidence {
        kind: DECISION.kind,
        id: d.id,
        title: format!("{}（{}）", d.text, m.called()),
        figure: match actions.len() {
            0 => String::new(),
            all => format!("{done}件済み（{all}件のうち）"),
        },
        as_of: cx.today(),
        href: format!("{}/decisions", path(m.id)),
    }))
}

fn find_decisions(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for d in store::lines::newest_decisions(cx, typed)? {
        out.extend(decided(cx, &d)?);
    }
    Ok(out)
}

fn one_decision(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(None);
    }
    match store::lines::decision(cx, id)? {
        Some(d) => decided(cx, &d),
        None => Ok(None),
    }
}

/// The issue with its meeting; neither the sign nor anything else of the case.
fn found(cx: &Cx<'_>, c: &Case) -> Result<Option<Evidence>> {
    let m = meeting(cx, c.meeting)?;
    if c.removed || c.data.issue.is_empty() || m.state != State::Held {
        return Ok(None);
    }
    Ok(Some(Evidence {
        kind: LOCAL_ISSUE.kind,
        id: c.id.0,
        title: format!("{}（{}）", c.data.issue, m.called()),
        figure: String::new(),
        as_of: m.data.day.unwrap_or_else(|| cx.today()),
        href: path(m.id),
    }))
}

fn find_issues(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::CASES)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for c in store::case::with_issue(cx, typed)? {
        out.extend(found(cx, &c)?);
    }
    Ok(out)
}

fn one_issue(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::CASES)? {
        return Ok(None);
    }
    match store::case::find(cx, CaseId(id))? {
        Some(c) => found(cx, &c),
        None => Ok(None),
    }
}
