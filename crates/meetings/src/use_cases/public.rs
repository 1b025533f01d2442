//! What a member does without a login: open the own link, say which day suits, change it until the last day. Bounded by network;
//! the network is kept as a hash for two days.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, settings};
use kernel::{Actor, ActorKind, Hat};

use super::{meeting, poll, rule};
use crate::model::poll::{Ballot, LINKS, Mark};
use crate::model::{Meeting, Member, State};
use crate::store::poll as store;
use crate::{SlotId, permissions};

/// Minutes in which acts of a network are counted.
pub const WINDOW: i64 = 15;
/// Wrong links and codes of one network in it.
pub const MISSES: i64 = 20;
/// Wrong codes of the region in it: then codes rest, links still work.
pub const ALL_MISSES: i64 = 200;
/// Answers of one network in it: a hospital's members share one line.
pub const ANSWERS: i64 = 120;

/// Who acts on the public pages.
pub fn visitor() -> Actor {
    Actor {
        kind: ActorKind::System,
        account: None,
        organisation: None,
        hat: Hat::System,
        name: "公開ページの訪問者".into(),
    }
}

/// What the own link shows.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The meeting.
    pub meeting: Meeting,
    /// The poll with its dates.
    pub poll: crate::model::poll::Poll,
    /// The dates.
    pub slots: Vec<crate::model::poll::Slot>,
    /// The own answers.
    pub ballot: Ballot,
    /// Whose link it is.
    pub member: Member,
    /// Are answers taken today?
    pub takes: bool,
}

/// Is the capability on here?
pub fn door(cx: &Cx<'_>) -> Result<()> {
    match settings::capability_on(cx, permissions::READ.capability)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// What a link or code opens. A wrong one is noted by [`missed`].
pub fn mine(cx: &Cx<'_>, word: &str, network: &str) -> Result<Mine> {
    door(cx)?;
    let since = cx.now().plus_minutes(-WINDOW);
    if store::tries(cx, "miss", network, since)? >= MISSES {
        return rule("ちがう番号が何度も入れられたため、15分ほど入れられません");
    }
    let (hash, token) = LINKS.typed(word).ok_or(Error::NotFound)?;
    if !token && store::all_tries(cx, "miss", since, ALL_MISSES)? >= ALL_MISSES {
        return rule("いまは番号では開けません。案内にあるアドレスから開いてください");
    }
    let ballot = store::by_hash(cx, &hash, token)?.ok_or(Error::NotFound)?;
    let m = meeting(cx, ballot.meeting)?;
    if matches!(m.state, State::Void | State::Off) {
        return Err(Error::NotFound);
    }
    let w = poll::whole(cx, m)?;
    let today = cx.today();
    let poll = w.poll.filter(|p| p.shows(today)).ok_or(Error::NotFound)?;
    let member = w.members.into_iter().find(|x| x.id == ballot.member).ok_or(Error::NotFound)?;
    let takes = poll.takes(today) && w.meeting.state == State::Planned;
    Ok(Mine { meeting: w.meeting, poll, slots: w.slots, ballot, member, takes })
}

/// Notes a link or code that is none.
pub fn missed(cx: &Cx<'_>, network: &str) -> Result<()> {
    store::note_try(cx, "miss", network)
}

/// Keeps the own answers in the place of earlier ones.
pub fn answer(
    cx: &Cx<'_>,
    word: &str,
    marks: &[(SlotId, Mark)],
    note: &str,
    network: &str,
) -> Result<()> {
    let m = mine(cx, word, network)?;
    if !m.takes {
        return rule("返事の受け付けは終わりました。変えたいときは、事務局にお電話ください");
    }
    let since = cx.now().plus_minutes(-WINDOW);
    if store::tries(cx, "answer", network, since)? >= ANSWERS {
        return rule(
            "短い時間にたくさん送られたため、15分ほど受け付けられません。少し待ってから、もう一度お願いします",
        );
    }
    store::note_try(cx, "answer", network)?;
    poll::put(cx, &m.ballot, marks, note, "page")?;
    cx.audit(AuditEntry::act("meetings.answer.made").object(format!("ballot:{}", m.ballot.id)));
    Ok(())
}

/// Forgets noted networks after two days, and links of polls that closed longer ago than they open.
pub fn forget(cx: &Cx<'_>) -> Result<()> {
    let closed = kernel::time::add_days(cx.today(), -crate::model::poll::LOOK);
    store::forget(cx, cx.now().plus_minutes(-48 * 60), closed)
}
