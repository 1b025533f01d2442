//! The 棚卸表: made from the template of the kind, ticked with undo, moved with the event.
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::Date;

use super::{event, rule};
use crate::model::tasks::{days_of, due, templates};
use crate::model::{Event, State};
use crate::store::task::{self, Task};
use crate::{EventId, TaskId, permissions, store};

fn ends(e: &Event) -> Result<(Date, Date)> {
    e.first().zip(e.last()).ok_or_else(|| Error::Inconsistent("an event without dates".into()))
}

/// Gives a new event the lines of its kind's template, if there is one.
pub(crate) fn begin(cx: &Cx<'_>, e: &Event) -> Result<()> {
    let all = templates()?;
    let Some(t) = all.of_kind(&e.data.kind) else { return Ok(()) };
    let (first, last) = ends(e)?;
    for (i, l) in t.tasks.iter().enumerate() {
        let one = Task {
            id: TaskId(cx.new_id()),
            event: e.id,
            phase: l.phase.clone(),
            place: place(&l.phase, i64::try_from(i + 1).unwrap_or(1)),
            text: l.text.clone(),
            who: l.who.clone(),
            days: l.days,
            due: due(&l.phase, l.days, first, last),
            done_on: None,
            done_by: String::new(),
        };
        task::add(cx, &one)?;
    }
    store::event::set_template(cx, e.id, &format!("{}@{}", t.code, all.version))
}

/// Order on the paper: by phase, then as entered.
fn place(phase: &str, n: i64) -> i64 {
    let part = match phase {
        "before" => 1,
        "day" => 2,
        _ => 3,
    };
    part * 100_000 + n % 100_000
}

/// Open tasks move with the dates of their event; what is ticked stays.
pub(crate) fn follow(cx: &Cx<'_>, e: &Event) -> Result<()> {
    let (first, last) = ends(e)?;
    for t in task::of(cx, e.id)?.iter().filter(|t| t.done_on.is_none()) {
        let now = due(&t.phase, t.days, first, last);
        if now != t.due {
            task::set_due(cx, t.id, now)?;
        }
    }
    Ok(())
}

/// What is typed about a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTask {
    /// before, day, after.
    pub phase: String,
    /// What.
    pub text: String,
    /// Who.
    pub who: String,
    /// Until when; none = the date of the event.
    pub due: Option<Date>,
}

fn check(n: &NewTask) -> Result<()> {
    let mut out = Vec::new();
    let mut say = |field: &str, message: &str| {
        out.push(FieldError { field: field.into(), message: message.into() });
    };
    if !templates()?.has_phase(&n.phase) {
        say("phase", "実施前・当日・実施後から選んでください");
    }
    if n.text.trim().is_empty() || n.text.chars().count() > 120 {
        say("text", "することを120字までで入力してください");
    }
    if n.who.chars().count() > 40 {
        say("who", "担当は40字までにしてください");
    }
    if out.is_empty() { Ok(()) } else { Err(Error::Invalid(out)) }
}

fn one(cx: &Cx<'_>, event: EventId, id: TaskId) -> Result<Task> {
    task::find(cx, event, id)?.ok_or(Error::NotFound)
}

/// The event with its tasks.
pub fn open(cx: &Cx<'_>, id: EventId) -> Result<(Event, Vec<Task>)> {
    authorise(cx, &permissions::READ)?;
    Ok((event(cx, id)?, task::of(cx, id)?))
}

/// Adds a line.
pub fn add(cx: &Cx<'_>, id: EventId, n: &NewTask) -> Result<TaskId> {
    authorise(cx, &permissions::TASKS)?;
    check(n)?;
    let e = event(cx, id)?;
    let (first, last) = ends(&e)?;
    let due_on = n.due.unwrap_or_else(|| due(&n.phase, 0, first, last));
    let new = Task {
        id: TaskId(cx.new_id()),
        event: id,
        phase: n.phase.clone(),
        place: place(&n.phase, task::last_place(cx, id)? % 100_000 + 1),
        text: n.text.trim().into(),
        who: n.who.trim().into(),
        days: days_of(&n.phase, due_on, first, last),
        due: due_on,
        done_on: None,
        done_by: String::new(),
    };
    if task::of(cx, id)?.len() >= 200 {
        return rule("1つの催しに200までです");
    }
    task::add(cx, &new)?;
    Ok(new.id)
}

/// Changes who, what and until when.
pub fn change(cx: &Cx<'_>, id: EventId, task_id: TaskId, n: &NewTask) -> Result<()> {
    authorise(cx, &permissions::TASKS)?;
    let mut t = one(cx, id, task_id)?;
    let n = NewTask { phase: t.phase.clone(), ..n.clone() };
    check(&n)?;
    let (first, last) = ends(&event(cx, id)?)?;
    t.text = n.text.trim().into();
    t.who = n.who.trim().into();
    t.due = n.due.unwrap_or(t.due);
    t.days = days_of(&t.phase, t.due, first, last);
    task::change(cx, &t)
}

/// Ticks a line or takes the tick back.
pub fn tick(cx: &Cx<'_>, id: EventId, task_id: TaskId, done: bool) -> Result<()> {
    authorise(cx, &permissions::TASKS)?;
    let t = one(cx, id, task_id)?;
    if event(cx, id)?.state == State::Void {
        return rule("取り消した催しです");
    }
    if done == t.done_on.is_some() {
        return Ok(());
    }
    let by = if done { cx.actor().name.clone() } else { String::new() };
    task::set_done(cx, task_id, done.then(|| cx.today()), &by)
}

/// Takes a line off the paper, or puts it back.
pub fn remove(cx: &Cx<'_>, id: EventId, task_id: TaskId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::TASKS)?;
    one(cx, id, task_id)?;
    task::set_removed(cx, task_id, removed)
}
