//! Looking at bodies and meetings: the first page, one body, one meeting, what is promised, さがす.
use app::{Cx, Error, Result, authorise, may};
use kernel::{Date, fiscal_year};
use slice::Hit;

use super::{agenda, attendance, body, body_path, cases, locked, meeting, path};
use crate::model::case::Case;
use crate::model::catalogue::catalogue;
use crate::model::lines::{Action, Cited, Decision, Item, Paper};
use crate::model::seats::Seat;
use crate::model::{Body, Meeting, Member, NewBody, State, year};
use crate::{BodyId, MeetingId, permissions, store};

/// The first page.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Bodies that still meet, then those that ended.
    pub bodies: Vec<Body>,
    /// Planned meetings.
    pub ahead: Vec<Meeting>,
    /// How many actions are open.
    pub open: usize,
    /// May the actor enter bodies?
    pub may_write: bool,
}

/// Opens it.
pub fn overview(cx: &Cx<'_>) -> Result<Overview> {
    authorise(cx, &permissions::READ)?;
    let today = cx.today();
    let may_write = may(cx, &permissions::BODIES)?;
    let mut bodies = store::body::all(cx)?;
    bodies.retain(|b| !b.removed);
    bodies.sort_by_key(|b| !b.lives(today));
    Ok(Overview {
        bodies,
        ahead: store::meeting::ahead(cx, today)?,
        open: store::lines::open_actions(cx)?.len(),
        may_write,
    })
}

/// A body as its page shows it.
#[derive(Debug, Clone)]
pub struct BodyPage {
    /// The body.
    pub body: Body,
    /// Its parent, where it is still there.
    pub parent: Option<Body>,
    /// Those that belong to it.
    pub children: Vec<Body>,
    /// Members, also earlier ones.
    pub members: Vec<Member>,
    /// Meetings, newest first.
    pub meetings: Vec<Meeting>,
    /// The last change: what it was, and who changed it.
    pub was: Option<(NewBody, String)>,
    /// May the actor change it?
    pub may_write: bool,
}

/// Opens a body.
pub fn one_body(cx: &Cx<'_>, id: BodyId) -> Result<BodyPage> {
    authorise(cx, &permissions::READ)?;
    let b = body(cx, id)?;
    let may_write = may(cx, &permissions::BODIES)?;
    if b.removed && !may_write {
        return Err(Error::NotFound);
    }
    let mut all = store::body::all(cx)?;
    all.retain(|x| !x.removed);
    Ok(BodyPage {
        parent: b.parent().and_then(|p| all.iter().find(|x| x.id == p).cloned()),
        children: all.into_iter().filter(|x| x.parent() == Some(id)).collect(),
        members: store::body::members(cx, id)?,
        meetings: store::meeting::of_body(cx, id)?,
        was: store::body::was(cx, id)?.map(|(_, was, by)| (was, by)),
        body: b,
        may_write,
    })
}

/// All bodies, for the form and the chart.
pub fn bodies(cx: &Cx<'_>) -> Result<Vec<Body>> {
    authorise(cx, &permissions::READ)?;
    let mut all = store::body::all(cx)?;
    all.retain(|b| !b.removed);
    Ok(all)
}

/// Bodies that still meet with how many members each has, for the chart and the files.
pub fn chart(cx: &Cx<'_>) -> Result<Vec<(Body, Vec<Member>)>> {
    let today = cx.today();
    let mut out = Vec::new();
    for b in bodies(cx)?.into_iter().filter(|b| b.lives(today)) {
        let mut members = store::body::members(cx, b.id)?;
        members.retain(|m| m.on(today));
        out.push((b, members));
    }
    Ok(out)
}

/// A meeting as its page shows it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The meeting.
    pub meeting: Meeting,
    /// The agenda, also lines that were taken off.
    pub items: Vec<Item>,
    /// What its lines rest on.
    pub cited: Vec<Cited>,
    /// What earlier meetings left open.
    pub proposals: Vec<Action>,
    /// Papers, also those taken off.
    pub papers: Vec<Paper>,
    /// Seats.
    pub seats: Vec<Seat>,
    /// Decisions, also those taken off.
    pub decisions: Vec<Decision>,
    /// Actions, also those taken off.
    pub actions: Vec<Action>,
    /// Cases under a sign, for who may see them.
    pub cases: Vec<Case>,
    /// Kind of the body.
    pub kind: String,
    /// Who puts the invitation out.
    pub secretariat: String,
    /// How many versions of the minutes are confirmed.
    pub confirmed: usize,
    /// A correction or a first draft is being written.
    pub drafting: bool,
    /// A poll is there, and takes answers.
    pub poll: Option<bool>,
    /// Confirmed and no correction begun: nothing can be changed.
    pub locked: bool,
    /// May the actor change it?
    pub may_write: bool,
    /// May the actor tick actions?
    pub may_tick: bool,
    /// May the actor write cases?
    pub may_cases: bool,
}

/// Opens a meeting.
pub fn one(cx: &Cx<'_>, id: MeetingId) -> Result<Whole> {
    authorise(cx, &permissions::READ)?;
    let m = meeting(cx, id)?;
    let may_write = may(cx, &permissions::WRITE)?;
    if m.state == State::Void && !may_write {
        return Err(Error::NotFound);
    }
    let b = body(cx, m.body)?;
    let items = store::lines::items(cx, id)?;
    let versions = store::minutes::versions(cx, id)?;
    Ok(Whole {
        proposals: if may_write { agenda::proposals(cx, &m, &items)? } else { Vec::new() },
        cited: store::lines::cited(cx, id)?,
        papers: store::lines::papers(cx, id)?,
        seats: attendance::seats(cx, &m)?,
        decisions: store::lines::decisions(cx, id)?,
        actions: store::lines::actions(cx, id)?,
        cases: cases::of(cx, id)?,
        kind: b.data.kind,
        secretariat: b.data.secretariat,
        confirmed: versions.len(),
        drafting: store::minutes::draft(cx, id)?.is_some(),
        poll: store::poll::poll(cx, id)?.map(|p| p.takes(cx.today())),
        locked: locked(cx, id)?,
        may_tick: may(cx, &permissions::ACTIONS)?,
        may_cases: may(cx, &permissions::CASE_WRITE)?,
        items,
        meeting: m,
        may_write,
    })
}

/// The bare meeting, for who may change it.
pub fn to_change(cx: &Cx<'_>, id: MeetingId) -> Result<Meeting> {
    authorise(cx, &permissions::WRITE)?;
    meeting(cx, id)
}

/// A body, for who may change it.
pub fn body_to_change(cx: &Cx<'_>, id: BodyId) -> Result<Body> {
    authorise(cx, &permissions::BODIES)?;
    body(cx, id)
}

/// A promise with the meeting it was made at.
pub type Promise = (Action, Meeting);

/// What is open, and what was done in the last 90 days.
pub fn actions(cx: &Cx<'_>) -> Result<(Vec<Promise>, Vec<Promise>)> {
    authorise(cx, &permissions::READ)?;
    let since = kernel::time::add_days(cx.today(), -90);
    let with = |all: Vec<Action>| -> Result<Vec<Promise>> {
        all.into_iter().map(|a| Ok((a.clone(), meeting(cx, a.meeting)?))).collect()
    };
    Ok((with(store::lines::open_actions(cx)?)?, with(store::lines::done_since(cx, since)?)?))
}

/// Meetings of a fiscal year, newest first, and the years there are.
pub fn of_year(cx: &Cx<'_>, of: i64) -> Result<(Vec<Meeting>, Vec<i64>)> {
    authorise(cx, &permissions::READ)?;
    let Some((first, last)) = year::ends(of) else { return Err(Error::NotFound) };
    let mut years = store::meeting::years(cx)?;
    years.push(i64::from(fiscal_year(cx.today())));
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Ok((store::meeting::between(cx, first, last)?, years))
}

/// A meeting for the file of a year: seats, decisions, actions.
pub type Filed = (Meeting, Vec<Seat>, Vec<Decision>, Vec<Action>);

/// All meetings of a year with what they hold, for the file.
pub fn file_of_year(cx: &Cx<'_>, of: i64) -> Result<Vec<Filed>> {
    let mut out = Vec::new();
    for m in of_year(cx, of)?.0 {
        let seats = store::meeting::seats(cx, m.id)?;
        let mut decisions = store::lines::decisions(cx, m.id)?;
        decisions.retain(|d| !d.removed);
        let mut actions = store::lines::actions(cx, m.id)?;
        actions.retain(|a| !a.removed && decisions.iter().any(|d| d.id == a.decision));
        out.push((m, seats, decisions, actions));
    }
    Ok(out)
}

/// The day before which nothing of a body is its past: for the page of a meeting, the last one before it.
pub fn last_before(cx: &Cx<'_>, of: BodyId, day: Date) -> Result<Option<Meeting>> {
    authorise(cx, &permissions::READ)?;
    store::meeting::before(cx, of, day)
}

/// さがす.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let c = catalogue()?;
    let mut out: Vec<Hit> = store::body::named(cx, typed)?
        .into_iter()
        .map(|b| Hit {
            group: "会議体",
            title: b.data.name.clone(),
            meta: c.kind(&b.data.kind).to_string(),
            href: body_path(b.id),
        })
        .collect();
    out.extend(store::meeting::named(cx, typed)?.into_iter().map(|m| Hit {
        group: "会議",
        title: m.called(),
        meta: format!("{}・{}", m.when(), m.state.label()),
        href: path(m.id),
    }));
    out.truncate(20);
    Ok(out)
}
