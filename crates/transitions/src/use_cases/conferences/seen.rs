//! 「変更点を確認しました」: who, when, which version; and telling those who do not read here.
use accounts::OrganisationId;
use app::{Cx, Error, Result, measures};
use kernel::{Date, Id};

use super::{Ask, Entered, Seat, enter, to_hold};
use crate::model::conference::{Presence, State};
use crate::model::{ActKind, ConferenceId, Method};
use crate::permissions;
use crate::store::{self, NewAct, conference as rows};
use crate::use_cases::{day_between, short};

/// Is this seat the actor's: the account itself; any of the organisation where no account is named.
pub(crate) fn is_mine(cx: &Cx<'_>, s: &Seat) -> bool {
    let a = cx.actor();
    match s.who.account {
        Some(account) => a.account == Some(account),
        None => s.here && s.who.organisation.is_some() && s.who.organisation == a.organisation,
    }
}

fn current(cx: &Cx<'_>, e: &Entered, version: i64) -> Result<Vec<Ask>> {
    if e.head.asked == 0 || e.head.state == State::Cancelled {
        return Err(Error::Rule("いま確認をお願いしているものはありません".into()));
    }
    if version != e.head.asked {
        return Err(Error::Stale { mine: version, theirs: e.head.asked });
    }
    Ok(rows::asks(cx, e.head.id)?.into_iter().filter(|k| k.version == version).collect())
}

/// The actor has read version `version`. To an invitation `reply` says whether they come. Done twice it stays once; a
/// newer version than the one on the page is [`Error::Stale`].
pub fn seen(cx: &Cx<'_>, id: ConferenceId, version: i64, reply: Option<Presence>) -> Result<()> {
    let e = enter(cx, &permissions::CONFERENCE_ANSWER, id)?;
    let asks = current(cx, &e, version)?;
    let seats = rows::seats(cx, id)?;
    let mine: Vec<&Seat> = seats.iter().filter(|s| !s.removed && is_mine(cx, s)).collect();
    let invited = e.head.state == State::Invited;
    if invited && reply.is_none() {
        return Err(Error::field("reply", "出席できるかどうかを選んでください"));
    }
    if let Some(r) = reply.filter(|_| invited) {
        let (c, _) = super::content(cx, id, e.head.version)?;
        if !c.means().offers(r) {
            return Err(Error::field(
                "reply",
                format!("この会議は{}開きます。返事を選び直してください", c.means().label()),
            ));
        }
    }
    let how = rows::Seen { reply: reply.filter(|_| invited), ..rows::Seen::default() };
    let mut any = false;
    let mut done = false;
    for k in asks.iter().filter(|k| mine.iter().any(|s| s.who.n == k.n)) {
        any = true;
        done |= rows::seen(cx, id, k.n, version, &how)?;
    }
    if !any {
        return Err(Error::NotFound);
    }
    if done && !invited {
        noted(cx, &e, Method::Ict, "", Some(cx.today()))?;
        measures::measure(cx, "transitions.conference-seen", "how=here", 1, id.0)?;
    }
    Ok(())
}

fn noted(cx: &Cx<'_>, e: &Entered, method: Method, to: &str, day: Option<Date>) -> Result<Id> {
    let mut act = NewAct {
        day,
        method: Some(method),
        to_name: to.to_string(),
        record: Some(e.head.id.0),
        ..NewAct::default()
    };
    act.detail.data = serde_json::json!({ "version": e.head.asked });
    store::add_act(cx, e.stay.id, ActKind::ConferenceSeen, &act)
}

/// Somebody without an account here was told outside the program.
#[derive(Debug, Clone)]
pub struct Told {
    /// The conference.
    pub conference: ConferenceId,
    /// The seat.
    pub n: u32,
    /// The version that was told.
    pub version: i64,
    /// How.
    pub method: Method,
    /// On which day.
    pub day: Date,
    /// Who took it, in words.
    pub to: String,
}

/// Notes that somebody was told by telephone, FAX or in person.
pub fn told(cx: &Cx<'_>, t: &Told) -> Result<()> {
    let head = rows::head(cx, t.conference)?;
    let o = to_hold(cx, head.stay)?;
    let e = enter(cx, &permissions::CONFERENCE_READ, t.conference)?;
    if t.method == Method::Ict {
        return Err(Error::field("method", "伝えた方法を選んでください"));
    }
    short("to", &t.to, 60)?;
    if t.to.trim().is_empty() {
        return Err(Error::field("to", "だれに伝えたかを入力してください"));
    }
    let asks = current(cx, &e, t.version)?;
    let Some(k) = asks.iter().find(|k| k.n == t.n) else { return Err(Error::NotFound) };
    let first = k.asked_at.date();
    day_between(cx, "day", "伝えた日", t.day, Some((first, "変えた日")), true)?;
    let how = rows::Seen {
        reply: None,
        method: Some(t.method),
        told_to: t.to.trim().to_string(),
        told_day: Some(t.day),
    };
    if rows::seen(cx, t.conference, t.n, t.version, &how)? {
        debug_assert_eq!(o.stay.id, e.stay.id);
        if head.state == State::Closed {
            noted(cx, &e, t.method, t.to.trim(), Some(t.day))?;
        }
        measures::measure(cx, "transitions.conference-seen", "how=told", 1, t.conference.0)?;
    }
    Ok(())
}

/// A decision was carried out (or not, when it was marked by mistake): by whoever it belongs to, or who holds the
/// conference. It is no change of the decision and asks nobody.
pub fn carried_out(cx: &Cx<'_>, id: ConferenceId, n: u32, done: bool) -> Result<()> {
    let e = enter(cx, &permissions::CONFERENCE_ANSWER, id)?;
    let (c, _) = super::content(cx, id, e.head.version)?;
    let Some(d) = c.decision(n).filter(|_| e.head.state == State::Closed) else {
        return Err(Error::NotFound);
    };
    let mine = d.organisation.is_some() && d.organisation == cx.actor().organisation;
    if !mine && !e.may_edit {
        return Err(Error::NotFound);
    }
    if done { rows::done(cx, id, n) } else { rows::not_done(cx, id, n) }
}

/// The organisation that a version was asked by: it sees who has not read it, nobody else does.
pub(crate) fn asks_back(cx: &Cx<'_>, e: &Entered) -> bool {
    e.may_edit && e.head.asked_org == cx.actor().organisation.map(OrganisationId)
}
