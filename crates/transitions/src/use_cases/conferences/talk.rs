//! 「この日では困る」: an attendee writes back; who holds the conference answers, or changes the decision.
use app::{Cx, Error, Result};
use kernel::Id;

use super::{enter, notice, to_hold};
use crate::model::ConferenceId;
use crate::model::conference::State;
use crate::permissions;
use crate::store::conference as rows;
use crate::use_cases::short;

/// Longest text.
pub const TEXT: usize = 500;

/// Writes back about the newest version: what does not fit, what should be decided otherwise.
pub fn say(cx: &Cx<'_>, id: ConferenceId, text: &str) -> Result<Id> {
    let e = enter(cx, &permissions::CONFERENCE_ANSWER, id)?;
    short("text", text, TEXT)?;
    if text.trim().is_empty() {
        return Err(Error::field("text", "困ることと、その理由を入力してください"));
    }
    if !matches!(e.head.state, State::Invited | State::Closed) {
        return Err(Error::Rule("いまは返事を書けません".into()));
    }
    let word = rows::say(cx, id, e.head.version, text.trim())?;
    if cx.actor().organisation != Some(e.head.organisation.0) {
        notice(cx, e.head.organisation, None, "退院前カンファについて返事が届きました", id)?;
    }
    Ok(word)
}

/// Answers; the writer is told.
pub fn answer(cx: &Cx<'_>, id: ConferenceId, word: Id, text: &str) -> Result<()> {
    let head = rows::head(cx, id)?;
    to_hold(cx, head.stay)?;
    short("answer", text, TEXT)?;
    if text.trim().is_empty() {
        return Err(Error::field("answer", "返事を入力してください"));
    }
    let all = rows::words(cx, id)?;
    let Some(w) = all.into_iter().find(|w| w.id == word) else { return Err(Error::NotFound) };
    if !rows::answer(cx, id, word, text.trim())? {
        return Err(Error::Rule("この返事には、もう答えています".into()));
    }
    if let Some(org) = w.organisation {
        notice(cx, org, w.account, "退院前カンファの返事に、答えがありました", id)?;
    }
    Ok(())
}
