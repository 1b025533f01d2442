//! Writing what the centre did with others: 打ち合わせ, マッチング, 共有の場.
use app::{Cx, Error, Result, authorise};

use super::{count, said};
use crate::model::counts::{self, Lines};
use crate::model::draft::{self, Draft, Typed};
use crate::model::{Act, Level, NewAct, State};
use crate::store::{acts as store, issues, parties};
use crate::{ActId, permissions};

/// The parties that were named, found or made, behind those that were ticked.
fn complete(cx: &Cx<'_>, d: &Draft) -> Result<NewAct> {
    let mut act = d.act.clone();
    // what a talk is with says of what profession the association is; of several professions it does not
    let profession = match act.professions.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let mut kept = Vec::new();
    for id in act.parties {
        if parties::find(cx, id)?.is_some() {
            kept.push(id);
        }
    }
    for name in &d.names {
        let id = parties::named(cx, name, profession)?;
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    act.parties = kept;
    let mut known = Vec::new();
    for id in act.issues {
        match issues::find(cx, id) {
            Ok(_) => known.push(id),
            Err(Error::NotFound) => {}
            Err(e) => return Err(e),
        }
    }
    act.issues = known;
    Ok(act)
}

/// Saves one: without `id` a new one; the version must be the one that is stored. What of a talk is an issue already
/// stays; the other lines are those of the form.
pub fn save(cx: &Cx<'_>, id: Option<(ActId, i64)>, level: Level, typed: &Typed) -> Result<ActId> {
    authorise(cx, &permissions::ACT)?;
    let d = draft::read(level, typed, cx.today())
        .map_err(|wrong| Error::Invalid(wrong.into_iter().map(|(f, m)| said(f, m)).collect()))?;
    let act = complete(cx, &d)?;
    let (id, before) = match id {
        None => (store::add(cx, &act)?, Lines::new()),
        Some((id, version)) => {
            let was = store::find(cx, id)?;
            if was.about.level != level {
                return Err(Error::NotFound);
            }
            if was.version != version {
                return Err(Error::Stale { mine: version, theirs: was.version });
            }
            if !store::change(cx, id, version, &act)? {
                return Err(Error::Stale { mine: version, theirs: version + 1 });
            }
            (id, counts::of_act(&was))
        }
    };
    if level == Level::First {
        store::say(cx, id, &d.said)?;
    }
    let now = store::find(cx, id)?;
    count(cx, &before, &counts::of_act(&now), id.0)?;
    let payload = serde_json::json!({ "act": id.to_string(), "level": level.code() });
    app::outbox::publish(cx, "issues.act.saved", &payload)?;
    Ok(id)
}

/// One press: 案 → 調整中 → 実施. Stopping asks why and goes by the form.
pub fn move_act(cx: &Cx<'_>, id: ActId, to: State) -> Result<Act> {
    authorise(cx, &permissions::ACT)?;
    let was = store::find(cx, id)?;
    if was.about.state == to {
        return Ok(was);
    }
    let mut act = was.about.clone();
    act.state = to;
    if to == State::Stopped {
        return Err(Error::Rule("中止は「書き直す」から、わけといっしょに書いてください".into()));
    }
    if to == State::Done && act.days.iter().any(|d| *d > cx.today()) {
        return Err(Error::Rule("これからの日にちがあります。終わってから押してください".into()));
    }
    if to == State::Done && act.sort == crate::model::Sort::Either {
        let say = "「書き直す」から、一次連携か二次連携のどちらかにしてください";
        return Err(Error::Rule(say.into()));
    }
    if !store::change(cx, id, was.version, &act)? {
        return Err(Error::Stale { mine: was.version, theirs: was.version + 1 });
    }
    let now = store::find(cx, id)?;
    count(cx, &counts::of_act(&was), &counts::of_act(&now), id.0)?;
    Ok(now)
}
