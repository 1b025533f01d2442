//! Looking at events: lists, one, さがす. No names of participants.
use app::{Cx, Error, Result, authorise, may};
use kernel::fiscal_year;
use slice::Hit;

use super::{count, event, path};
use crate::model::{Event, State, catalogue};
use crate::store::task::Task;
use crate::{EventId, permissions, store};

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The event.
    pub event: Event,
    /// Present (named and counted).
    pub present: i64,
    /// 申し込み済み, 待ち, 取り消し.
    pub entries: [i64; 3],
    /// Tasks done and all.
    pub tasks: (usize, usize),
}

fn line(cx: &Cx<'_>, e: Event) -> Result<Line> {
    let tasks = store::task::of(cx, e.id)?;
    let done = tasks.iter().filter(|t| t.done_on.is_some()).count();
    Ok(Line {
        present: count::present(cx, &e)?.iter().map(|p| p.1).sum(),
        entries: store::entry::states(cx, e.id)?,
        tasks: (done, tasks.len()),
        event: e,
    })
}

/// The events of a fiscal year (or of all that fit what was typed), newest first; `kind` empty = all.
pub fn list(cx: &Cx<'_>, year: i64, kind: &str, typed: &str) -> Result<Vec<Line>> {
    authorise(cx, &permissions::READ)?;
    let all = match typed.trim() {
        "" => store::event::of_year(cx, year)?,
        text => store::event::like(cx, text)?,
    };
    all.into_iter()
        .filter(|e| kind.is_empty() || e.data.kind == kind)
        .map(|e| line(cx, e))
        .collect()
}

/// Fiscal years with events, newest first; the present one always.
pub fn years(cx: &Cx<'_>) -> Result<Vec<i64>> {
    let mut all = store::event::years(cx)?;
    all.push(i64::from(fiscal_year(cx.today())));
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.dedup();
    Ok(all)
}

/// An event as its page shows it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The line of the list.
    pub line: Line,
    /// Its tasks.
    pub tasks: Vec<Task>,
    /// By profession, against the target.
    pub shares: Vec<crate::model::share::Share>,
    /// Counted by hand.
    pub heads: Vec<(String, i64)>,
    /// Answers of its questionnaire; none without one.
    pub answers: Option<i64>,
    /// What it came out of: page and words.
    pub origin: Option<(String, String)>,
    /// May the actor change it?
    pub may_write: bool,
    /// May the actor see names?
    pub may_names: bool,
}

/// One event.
pub fn one(cx: &Cx<'_>, id: EventId) -> Result<Whole> {
    authorise(cx, &permissions::READ)?;
    let e = event(cx, id)?;
    let may_write = may(cx, &permissions::WRITE)?;
    if e.state == State::Void && !may_write {
        return Err(Error::NotFound);
    }
    let present = count::present(cx, &e)?;
    let c = catalogue::catalogue()?;
    let answers = match store::form::of(cx, id)? {
        Some(_) => Some(store::form::count(cx, id)?),
        None => None,
    };
    Ok(Whole {
        shares: crate::model::share::shares(c, &e.data.targets, &present),
        tasks: store::task::of(cx, id)?,
        heads: store::event::heads(cx, id)?,
        origin: store::event::origin(cx, id)?,
        answers,
        may_write,
        may_names: may(cx, &permissions::ENTRIES)?,
        line: line(cx, e)?,
    })
}

/// The bare event, for who may change it.
pub fn to_change(cx: &Cx<'_>, id: EventId) -> Result<Event> {
    authorise(cx, &permissions::WRITE)?;
    event(cx, id)
}

/// さがす.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let c = catalogue::catalogue()?;
    Ok(store::event::like(cx, typed.trim())?
        .into_iter()
        .map(|e| Hit {
            group: "研修・啓発",
            title: e.data.title.clone(),
            meta: format!("{}・{}・{}", c.kind_label(&e.data.kind), e.when(), e.state.label()),
            href: path(e.id),
        })
        .collect())
}
