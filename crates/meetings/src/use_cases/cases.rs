//! Cases of 地域ケア個別会議 under a sign: problems and strengths, advice of the professions, the local issue found.
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::{meeting, open_meeting, rule};
use crate::model::Meeting;
use crate::model::case::{Advice, Case, NewCase, sign};
use crate::model::catalogue::{catalogue, has};
use crate::store::case as store;
use crate::{CaseId, MeetingId, permissions};

/// Most cases of a meeting, and most pieces of advice of a case.
pub const MOST: usize = 40;

/// A case with its advice and its meeting.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The meeting.
    pub meeting: Meeting,
    /// The case.
    pub case: Case,
    /// Advice in the order in which it was written.
    pub advice: Vec<Advice>,
    /// May the actor write?
    pub may_write: bool,
}

/// Enters a case; it gets the next sign of its meeting.
pub fn add(cx: &Cx<'_>, id: MeetingId, new: &NewCase) -> Result<CaseId> {
    authorise(cx, &permissions::CASE_WRITE)?;
    new.check()?;
    open_meeting(cx, id)?;
    let n = store::of(cx, id)?.len();
    if n >= MOST {
        return rule("1回の会議に40事例までです");
    }
    let case = CaseId(cx.new_id());
    store::add(cx, case, id, &sign(n), new)?;
    Ok(case)
}

fn case(cx: &Cx<'_>, id: CaseId) -> Result<Case> {
    store::find(cx, id)?.ok_or(Error::NotFound)
}

/// The cases of a meeting, for who may see them.
pub(crate) fn of(cx: &Cx<'_>, id: MeetingId) -> Result<Vec<Case>> {
    match app::may(cx, &permissions::CASES)? {
        true => store::of(cx, id),
        false => Ok(Vec::new()),
    }
}

/// Opens one.
pub fn open(cx: &Cx<'_>, id: CaseId) -> Result<Whole> {
    authorise(cx, &permissions::CASES)?;
    let c = case(cx, id)?;
    Ok(Whole {
        meeting: meeting(cx, c.meeting)?,
        advice: store::advice(cx, id)?,
        case: c,
        may_write: app::may(cx, &permissions::CASE_WRITE)?,
    })
}

/// Changes it. What was seen later is written after the minutes are confirmed, so nothing is locked here.
pub fn change(cx: &Cx<'_>, id: CaseId, new: &NewCase, version: i64) -> Result<()> {
    authorise(cx, &permissions::CASE_WRITE)?;
    new.check()?;
    let c = case(cx, id)?;
    match store::change(cx, id, new, version)? {
        0 => Err(Error::Stale { mine: version, theirs: c.version }),
        _ => Ok(()),
    }
}

/// Takes a case off that was entered by mistake, or puts it back; its sign is given to no other.
pub fn set_removed(cx: &Cx<'_>, id: CaseId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::CASE_WRITE)?;
    case(cx, id)?;
    store::set_removed(cx, id, removed)
}

/// Writes down advice of a profession.
pub fn advise(cx: &Cx<'_>, id: CaseId, profession: &str, text: &str) -> Result<()> {
    authorise(cx, &permissions::CASE_WRITE)?;
    case(cx, id)?;
    if !has(&catalogue()?.professions, profession) {
        return Err(Error::field("profession", "職種を選んでください"));
    }
    if text.trim().is_empty() || text.chars().count() > 400 {
        return Err(Error::field("advice", "助言を400字までで入力してください"));
    }
    if store::advice(cx, id)?.len() >= MOST {
        return rule("助言は40までです");
    }
    store::add_advice(cx, id, profession, text)
}

/// Takes advice off again.
pub fn advice_gone(cx: &Cx<'_>, id: CaseId, of: Id) -> Result<()> {
    authorise(cx, &permissions::CASE_WRITE)?;
    case(cx, id)?;
    store::advice_gone(cx, id, of)
}
