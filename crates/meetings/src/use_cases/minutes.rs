//! Minutes: a draft from what was noted, written on by people, confirmed. A confirmed text is never changed: a correction makes
//! a new version with its reason.
use app::{Cx, Error, Result, authorise};

use super::{attendance, meeting, rule};
use crate::model::catalogue::catalogue;
use crate::model::minutes::{Draft, Facts, MOST, Version, draft, seal};
use crate::model::seats::Presence;
use crate::model::{Meeting, State};
use crate::store::{lines, minutes as store};
use crate::{MeetingId, permissions};

/// The minutes of a meeting as their page shows them.
#[derive(Debug, Clone)]
pub struct Minutes {
    /// The meeting.
    pub meeting: Meeting,
    /// What is being written; the program's own draft while nobody saved one and nothing is confirmed.
    pub draft: Option<Draft>,
    /// Confirmed versions, the newest first.
    pub versions: Vec<Version>,
    /// May the actor write?
    pub may_write: bool,
}

/// What the draft is made of.
pub(crate) fn facts(cx: &Cx<'_>, m: &Meeting) -> Result<Facts> {
    let mut seats = attendance::seats(cx, m)?;
    seats.retain(|s| s.presence != Presence::Open);
    let mut papers = Vec::new();
    for (n, p) in (1..).zip(lines::papers(cx, m.id)?.into_iter().filter(|p| !p.removed)) {
        papers.push(format!("資料{n}　{}", p.title));
    }
    Ok(Facts {
        seats,
        items: lines::items(cx, m.id)?,
        decisions: lines::decisions(cx, m.id)?,
        actions: lines::actions(cx, m.id)?,
        papers,
    })
}

/// Every version still carries its own seal.
fn whole(cx: &Cx<'_>, id: MeetingId) -> Result<Vec<Version>> {
    let all = store::versions(cx, id)?;
    match all.iter().find(|v| seal(id, v.n, &v.reason, &v.content) != v.hash) {
        Some(v) => Err(Error::Altered(format!("minutes:{id}@{}", v.n))),
        None => Ok(all),
    }
}

/// Opens them. Who may not write sees what was confirmed.
pub fn open(cx: &Cx<'_>, id: MeetingId) -> Result<Minutes> {
    authorise(cx, &permissions::READ)?;
    let m = meeting(cx, id)?;
    let versions = whole(cx, id)?;
    let may_write = app::may(cx, &permissions::MINUTES)?;
    let kept = store::draft(cx, id)?;
    let draft = match (may_write, kept, versions.is_empty()) {
        (false, _, _) => None,
        (true, Some(d), _) => Some(d),
        (true, None, false) => None,
        (true, None, true) => Some(Draft {
            content: draft(catalogue()?, &m, &facts(cx, &m)?),
            reason: String::new(),
            by: String::new(),
            version: 0,
        }),
    };
    Ok(Minutes { meeting: m, draft, versions, may_write })
}

fn check(content: &str) -> Result<()> {
    if content.trim().is_empty() {
        return Err(Error::field("content", "議事録を入力してください"));
    }
    if content.chars().count() > MOST {
        return Err(Error::field("content", "議事録は20,000字までにしてください"));
    }
    Ok(())
}

fn held(cx: &Cx<'_>, id: MeetingId) -> Result<Meeting> {
    let m = meeting(cx, id)?;
    match m.state {
        State::Held => Ok(m),
        _ => rule("「開催した」にすると、議事録を書けます"),
    }
}

/// Saves the draft. `version`: of the draft that was opened, 0 when only the program had made one.
pub fn save(cx: &Cx<'_>, id: MeetingId, content: &str, version: i64) -> Result<()> {
    authorise(cx, &permissions::MINUTES)?;
    check(content)?;
    held(cx, id)?;
    let there = store::draft(cx, id)?;
    if there.is_none() && store::last(cx, id)?.is_some() {
        return rule("議事録は確定しています。直すときは「訂正をはじめる」を押してください");
    }
    let n = match version {
        0 => store::begin(cx, id, content, "")?,
        v => store::save(cx, id, content, v)?,
    };
    match n {
        0 => Err(Error::Stale { mine: version, theirs: there.map_or(0, |d| d.version) }),
        _ => Ok(()),
    }
}

/// Throws the draft of minutes that were never confirmed away and makes it again from what was noted.
pub fn again(cx: &Cx<'_>, id: MeetingId) -> Result<()> {
    authorise(cx, &permissions::MINUTES)?;
    held(cx, id)?;
    if store::last(cx, id)?.is_some() {
        return rule("確定した議事録の訂正は、書きかけを作り直せません");
    }
    store::draft_gone(cx, id)
}

/// Confirms what stands on the page: from now on the meeting is locked.
pub fn confirm(cx: &Cx<'_>, id: MeetingId, content: &str, version: i64) -> Result<i64> {
    save(cx, id, content, version)?;
    let d = store::draft(cx, id)?.ok_or(Error::NotFound)?;
    let n = store::last(cx, id)?.map_or(1, |v| v.n + 1);
    let v = Version {
        n,
        hash: seal(id, n, &d.reason, &d.content),
        content: d.content,
        reason: d.reason,
        by: cx.actor().name.clone(),
        at: cx.now(),
    };
    store::add(cx, id, &v)?;
    store::draft_gone(cx, id)?;
    Ok(n)
}

/// Begins a correction of confirmed minutes: the meeting is open again until the new version is confirmed.
pub fn correct(cx: &Cx<'_>, id: MeetingId, reason: &str) -> Result<()> {
    authorise(cx, &permissions::MINUTES)?;
    held(cx, id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 120 {
        return Err(Error::field("reason", "訂正の理由を120字までで入力してください"));
    }
    let Some(last) = store::last(cx, id)? else {
        return rule("まだ確定していません。そのまま直せます");
    };
    match store::begin(cx, id, &last.content, reason)? {
        0 => rule("訂正は、もう始まっています"),
        _ => Ok(()),
    }
}
