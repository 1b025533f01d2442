//! Decisions and the actions that follow from them. Ticking an action stays possible after the minutes are confirmed.
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::{open_meeting, rule};
use crate::model::lines::{Action, Decision, MOST, NewAction, check_decision};
use crate::model::{Meeting, State};
use crate::store::lines as store;
use crate::{ActionId, MeetingId, permissions};

/// Writes down what was decided.
pub fn add(cx: &Cx<'_>, id: MeetingId, text: &str) -> Result<Id> {
    authorise(cx, &permissions::WRITE)?;
    check_decision(text)?;
    open_meeting(cx, id)?;
    if store::decisions(cx, id)?.len() >= MOST {
        return rule("決まったことは60までです");
    }
    let new = cx.new_id();
    store::add_decision(cx, new, id, text)?;
    Ok(new)
}

fn decision(cx: &Cx<'_>, id: MeetingId, of: Id) -> Result<Decision> {
    store::decision(cx, of)?.filter(|d| d.meeting == id).ok_or(Error::NotFound)
}

/// Changes its words.
pub fn change(cx: &Cx<'_>, id: MeetingId, of: Id, text: &str) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    check_decision(text)?;
    open_meeting(cx, id)?;
    decision(cx, id, of)?;
    store::change_decision(cx, of, text)
}

/// Takes it off with what follows from it, or puts it back.
pub fn remove(cx: &Cx<'_>, id: MeetingId, of: Id, removed: bool) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    open_meeting(cx, id)?;
    decision(cx, id, of)?;
    store::remove_decision(cx, of, removed)
}

/// Writes down who does what until when.
pub fn add_action(cx: &Cx<'_>, id: MeetingId, of: Id, new: &NewAction) -> Result<ActionId> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let m = open_meeting(cx, id)?;
    let d = decision(cx, id, of)?;
    if d.removed {
        return rule("取り消した決定です。先に「戻す」を押してください");
    }
    due_fits(&m, new)?;
    if store::actions(cx, id)?.len() >= MOST {
        return rule("することは60までです");
    }
    let action = ActionId(cx.new_id());
    store::add_action(cx, action, &d, new)?;
    Ok(action)
}

fn due_fits(m: &Meeting, new: &NewAction) -> Result<()> {
    match (m.data.day, new.due) {
        (Some(held), Some(due)) if due < held => {
            Err(Error::field("due", "期限は、会議の日より後の日にしてください"))
        }
        _ => Ok(()),
    }
}

fn action(cx: &Cx<'_>, id: ActionId) -> Result<Action> {
    store::action(cx, id)?.ok_or(Error::NotFound)
}

/// Changes an action.
pub fn change_action(cx: &Cx<'_>, id: ActionId, new: &NewAction) -> Result<MeetingId> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let a = action(cx, id)?;
    let m = open_meeting(cx, a.meeting)?;
    due_fits(&m, new)?;
    store::change_action(cx, id, new)?;
    Ok(a.meeting)
}

/// Takes an action off, or puts it back.
pub fn remove_action(cx: &Cx<'_>, id: ActionId, removed: bool) -> Result<MeetingId> {
    authorise(cx, &permissions::WRITE)?;
    let a = action(cx, id)?;
    open_meeting(cx, a.meeting)?;
    store::remove_action(cx, id, removed)?;
    Ok(a.meeting)
}

/// Ticks an action, or takes the tick back.
pub fn tick(cx: &Cx<'_>, id: ActionId, done: bool) -> Result<MeetingId> {
    authorise(cx, &permissions::ACTIONS)?;
    let a = action(cx, id)?;
    let m = super::meeting(cx, a.meeting)?;
    if a.removed || m.state == State::Void {
        return rule("取り消した行です");
    }
    if done != a.done_on.is_some() {
        let by = if done { cx.actor().name.clone() } else { String::new() };
        store::set_done(cx, id, done.then(|| cx.today()), &by)?;
    }
    Ok(a.meeting)
}

/// One action with its meeting, also one that was taken off.
pub fn one(cx: &Cx<'_>, id: ActionId) -> Result<(Action, Meeting)> {
    authorise(cx, &permissions::READ)?;
    let a = action(cx, id)?;
    let m = super::meeting(cx, a.meeting)?;
    Ok((a, m))
}
