//! What stands beside the note: who is to talk in the person's place, talks, signed papers, with whom it was shared.
use app::{Cx, Error, Result, outbox};
use kernel::{Date, Hat, Id};
use people::ResidentId;
use people::authz::Write;

use super::{door, save};
use crate::model::Check;
use crate::model::around::{NewPaper, NewProxy, NewShared, NewTalk, Step};
use crate::model::shown::{PAPERS, PEOPLE, TALKS};
use crate::{permissions, store};

/// Names somebody who is to talk in the person's place. Most people name one or two.
pub fn add_proxy(cx: &Cx<'_>, id: ResidentId, p: &NewProxy) -> Result<Id> {
    door::whole::<Write>(cx, save::writing(cx), id)?;
    p.check()?;
    if store::around::proxies(cx, &[id])?.len() >= 5 {
        return Err(Error::field("proxy_name", "5人までです。先に、だれかを外してください"));
    }
    store::around::add_proxy(cx, id, p)
}

/// Said to staff who write down an answer without saying who heard it.
pub(crate) const WHO_HEARD: &str = "だれがお返事を聞いたかを入力してください";

/// Is it missing who heard the answer? The person at home heard it themself.
pub(crate) fn asks_who_heard(hat: Hat, step: Option<Step>, heard_by: &str) -> bool {
    step.is_some_and(|s| s != Step::Asked) && !hat.at_home() && heard_by.trim().is_empty()
}

/// What became of the question to them: asked, agreed, declined. Their own consent, with its day and who heard it.
pub fn step(
    cx: &Cx<'_>,
    id: ResidentId,
    proxy: Id,
    (step, on, heard_by): (Step, Date, &str),
) -> Result<()> {
    door::whole::<Write>(cx, save::writing(cx), id)?;
    let mut c = Check::default();
    c.past("step_on", on, cx.today());
    c.most("heard_by", heard_by, 60);
    if asks_who_heard(cx.actor().hat, Some(step), heard_by) {
        c.refuse("heard_by", WHO_HEARD);
    }
    c.done()?;
    door::shown(cx, id, PEOPLE)?;
    let all = store::around::proxies(cx, &[id])?;
    let p = all.iter().find(|p| p.id == proxy).ok_or(Error::NotFound)?;
    store::around::step(cx, p, step, on, heard_by)
}

/// Takes somebody away; what was stays in the log.
pub fn end_proxy(cx: &Cx<'_>, id: ResidentId, proxy: Id) -> Result<()> {
    door::whole::<Write>(cx, save::writing(cx), id)?;
    door::shown(cx, id, PEOPLE)?;
    match store::around::end_proxy(cx, id, proxy)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// 話し合い記録.
pub fn add_talk(cx: &Cx<'_>, id: ResidentId, t: &NewTalk) -> Result<Id> {
    let permit = door::whole::<Write>(cx, &permissions::WRITE, id)?;
    t.check(cx.today())?;
    let new = store::around::add_talk(cx, id, t)?;
    save::point(cx, &permit)?;
    outbox::publish(cx, "acp.talk.added", &serde_json::json!({ "talk": new.to_string() }))?;
    Ok(new)
}

/// Cancels a talk that was written down by mistake: by the office that wrote it. It is kept with the reason.
pub fn cancel_talk(cx: &Cx<'_>, id: ResidentId, talk: Id, reason: &str) -> Result<()> {
    let permit = door::whole::<Write>(cx, &permissions::WRITE, id)?;
    door::shown(cx, id, TALKS)?;
    let mut c = Check::default();
    c.text("reason", reason, 200, "取り消すわけを入力してください");
    c.done()?;
    if !store::around::cancel_talk(cx, id, talk, reason)? {
        return Err(Error::NotFound);
    }
    save::point(cx, &permit)
}

/// Where a paper is that a doctor signed.
pub fn add_paper(cx: &Cx<'_>, id: ResidentId, p: &NewPaper) -> Result<Id> {
    let permit = door::whole::<Write>(cx, &permissions::WRITE, id)?;
    p.check(cx.today())?;
    let new = store::around::add_paper(cx, id, p)?;
    save::point(cx, &permit)?;
    Ok(new)
}

/// The paper is no longer there, or no longer counts.
pub fn end_paper(cx: &Cx<'_>, id: ResidentId, paper: Id, reason: &str) -> Result<()> {
    let permit = door::whole::<Write>(cx, &permissions::WRITE, id)?;
    door::shown(cx, id, PAPERS)?;
    let mut c = Check::default();
    c.text("reason", reason, 200, "なくなったわけを入力してください（例 破棄した、書き直した）");
    c.done()?;
    if !store::around::end_paper(cx, id, paper, reason)? {
        return Err(Error::NotFound);
    }
    people::pointers::withdraw(cx, &permit, "acp", paper)?;
    save::point(cx, &permit)
}

/// 「家族と共有した（誰と・いつ）」.
pub fn shared(cx: &Cx<'_>, id: ResidentId, s: &NewShared) -> Result<Id> {
    door::whole::<Write>(cx, save::writing(cx), id)?;
    s.check(cx.today())?;
    store::around::add_shared(cx, id, s)
}
