//! Entering and changing an event, its state and the persons counted by hand.
use app::{Cx, Error, Result, authorise, settings};
use kernel::{Date, Id};

use super::{count, entries, event, rule, tasks};
use crate::model::entry::slug;
use crate::model::event::year_of;
use crate::model::{Event, NewEvent, State, catalogue};
use crate::{EventId, permissions, store};

/// Setting: days after the last date until the names of participants are erased.
pub const KEEP: &str = "events.keep-days";
/// Without a decision of the region. [K] verify with the city's rules on documents.
pub const KEEP_USUAL: i64 = 180;

/// The region's days now.
pub fn keep_days(cx: &Cx<'_>) -> Result<i64> {
    let set = settings::get(cx, KEEP)?.and_then(|v| v.parse().ok());
    Ok(set.unwrap_or(KEEP_USUAL))
}

/// Decides them, for events whose sign-up opens from now on: what was promised stays.
pub fn decide_keep(cx: &Cx<'_>, days: i64) -> Result<()> {
    authorise(cx, &permissions::KEEP)?;
    if !(30..=1095).contains(&days) {
        return Err(Error::field("days", "30日から1,095日（3年）までの数で入力してください"));
    }
    settings::set(cx, KEEP, &days.to_string())
}

/// Enters an event, with its 棚卸表 from the template of its kind.
pub fn add(cx: &Cx<'_>, new: &NewEvent) -> Result<EventId> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let id = EventId(cx.new_id());
    let e = Event {
        id,
        data: in_order(new),
        state: State::Planned,
        why: String::new(),
        slug: slug(id.0, "page"),
        keep_days: keep_days(cx)?,
        year: year_of(&new.days),
        template: String::new(),
        version: 1,
    };
    store::event::add(cx, &e)?;
    tasks::begin(cx, &e)?;
    count::recount(cx, id)?;
    Ok(id)
}

/// Enters an event that comes out of another slice's record (a マッチング); its owner is told.
pub fn add_from(cx: &Cx<'_>, new: &NewEvent, kind: &str, of: Id) -> Result<EventId> {
    authorise(cx, &permissions::WRITE)?;
    let from = slice::evidence_of(cx, kind, of)?
        .ok_or_else(|| Error::Rule("もとの記録が見つかりません。もう一度開いてください".into()))?;
    let id = add(cx, new)?;
    store::event::set_origin(cx, id, &from)?;
    slice::tell(cx, kind, of, id.0, slice::Use::Cited)?;
    Ok(id)
}

fn in_order(new: &NewEvent) -> NewEvent {
    let mut d = new.clone();
    d.days.sort_by(|a, b| (a.day, &a.from).cmp(&(b.day, &b.from)));
    d
}

/// Changes it; open tasks move with its dates, who waits moves up where there is more room now.
pub fn change(cx: &Cx<'_>, id: EventId, new: &NewEvent, version: i64) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let was = event(cx, id)?;
    let new = in_order(new);
    if was.state == State::Held && new.days.iter().any(|d| d.day > cx.today()) {
        return Err(Error::field(
            "day1",
            "「実施」にした後は、これからの日にできません。先に「予定」に戻してください",
        ));
    }
    if store::event::change(cx, id, &new, year_of(&new.days), version)? == 0 {
        return Err(Error::Stale { mine: version, theirs: was.version });
    }
    tasks::follow(cx, &event(cx, id)?)?;
    entries::move_up(cx, id)?;
    count::recount(cx, id)
}

fn over(last: Option<Date>, today: Date) -> bool {
    last.is_some_and(|d| d <= today)
}

/// Moves an event from one state to the next. `why`: needed when it is called off.
pub fn set_state(cx: &Cx<'_>, id: EventId, to: State, why: &str) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let e = event(cx, id)?;
    if e.state == to {
        return Ok(());
    }
    if !e.state.next().contains(&to) {
        return rule(format!(
            "「{}」から「{}」にはできません。先に「予定」に戻してください",
            e.state.label(),
            to.label()
        ));
    }
    let why = why.trim();
    match to {
        State::Held if !over(e.last(), cx.today()) => {
            return rule("まだ開催の日になっていません。日を確かめてください");
        }
        State::Open if e.last().is_none_or(|d| d < cx.today()) => {
            return rule("開催の日が過ぎています。日を直してから受け付けを始めてください");
        }
        State::Off if why.is_empty() || why.chars().count() > 60 => {
            return Err(Error::field(
                "why",
                "中止の理由を60字までで入力してください（例 感染症の拡大防止）",
            ));
        }
        State::Void if store::entry::all(cx, id)? > 0 => {
            return rule("申し込みがあるものは取り消せません。「中止」にしてください");
        }
        _ => {}
    }
    if to == State::Open {
        // what the page will promise is fixed now, unless it was promised before
        if store::entry::all(cx, id)? == 0 {
            store::event::set_keep(cx, id, keep_days(cx)?)?;
        }
    }
    store::event::set_state(cx, id, to, if to == State::Off { why } else { "" })?;
    count::recount(cx, id)
}

/// Persons counted by hand (出前講座, フェス): they come on top of those received by name.
pub fn put_heads(cx: &Cx<'_>, id: EventId, heads: &[(String, i64)]) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    event(cx, id)?;
    let c = catalogue::catalogue()?;
    let mut wrong = Vec::new();
    for (code, n) in heads {
        if !c.has_profession(code) || !(0..=100_000).contains(n) {
            let message = "人数は0から100,000までの数で入力してください".into();
            wrong.push(app::FieldError { field: format!("h.{code}"), message });
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    store::event::put_heads(cx, id, heads)?;
    count::recount(cx, id)
}
