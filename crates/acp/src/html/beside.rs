//! Acts beside the note: proxies, papers, 家族と共有した. Their forms stand on the page of the note.
use kernel::Id;
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::FieldError;

use super::note::{after, show};
use super::parts::{at, day, with_rest};
use crate::model::around::{Discretion, NewPaper, NewProxy, NewShared, PaperKind, Step};
use crate::use_cases::beside as act;

pub(super) fn proxy(req: &Req) -> NewProxy {
    let f = &req.form;
    NewProxy {
        name: f.get("proxy_name").into(),
        relation: f.get("relation").into(),
        phone: f.get("phone").into(),
        discretion: Discretion::from_code(f.get("discretion")).unwrap_or(Discretion::Open),
        why: f.get("why").into(),
    }
}

/// POST /people/{resident}/wish/proxies
pub(super) fn add_proxy(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let n = proxy(req);
    let done = req.act(move |cx| act::add_proxy(cx, id, &n).map(|_| at(id)));
    after(req, id, done, "書きとめました。ご本人から、この方にお願いしてもらいましょう")
}

/// Step and day as posted.
pub(super) fn posted_step(
    req: &Req,
    errors: &mut Vec<FieldError>,
) -> Option<(Step, kernel::Date, String)> {
    let step = Step::from_code(req.form.get("step"));
    if step.is_none() {
        let message = "どれかを選んでください".into();
        errors.push(FieldError { field: "step".into(), message });
    }
    let on = day(req, "step_on", "その日を入力してください", errors);
    let heard = req.form.get("heard_by").to_owned();
    if !errors.is_empty() && act::asks_who_heard(req.hat(), step, &heard) {
        let message = act::WHO_HEARD.into();
        errors.push(FieldError { field: "heard_by".into(), message });
    }
    Some((step?, on?, heard))
}

/// POST /people/{resident}/wish/proxies/{proxy}
pub(super) fn step(req: &Req) -> Result<Resp, Fail> {
    let (id, proxy): (ResidentId, Id) = (req.id("resident")?, req.id("proxy")?);
    let mut errors = Vec::new();
    let Some((step, on, heard)) = posted_step(req, &mut errors) else {
        return show(req, id, errors);
    };
    let done = req.act(move |cx| act::step(cx, id, proxy, (step, on, &heard)).map(|()| at(id)));
    after(req, id, done, "書きとめました")
}

/// POST /people/{resident}/wish/proxies/{proxy}/end
pub(super) fn end_proxy(req: &Req) -> Result<Resp, Fail> {
    let (id, proxy): (ResidentId, Id) = (req.id("resident")?, req.id("proxy")?);
    let done = req.act(move |cx| act::end_proxy(cx, id, proxy).map(|()| at(id)));
    after(req, id, done, "外しました")
}

/// POST /people/{resident}/wish/papers
pub(super) fn add_paper(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let mut errors = Vec::new();
    let kind = PaperKind::from_code(f.get("kind"));
    if kind.is_none() {
        let message = "どの書面かを選んでください".into();
        errors.push(FieldError { field: "kind".into(), message });
    }
    let made_on = day(req, "made_on", "書面の日付を入力してください", &mut errors);
    let today = req.app.now().date();
    let n = NewPaper {
        // what is missing was found above, and nothing is kept
        kind: kind.unwrap_or(PaperKind::Other),
        made_on: made_on.unwrap_or(today),
        signed_by: f.get("signed_by").into(),
        kept_at: f.get("kept_at").into(),
        kept_by: f.get("kept_by").into(),
    };
    if !errors.is_empty() {
        return show(req, id, with_rest(errors, n.check(today)));
    }
    let done = req.act(move |cx| act::add_paper(cx, id, &n).map(|_| at(id)));
    after(req, id, done, "書面のある所を書きとめました")
}

/// POST /people/{resident}/wish/papers/{paper}/end
pub(super) fn end_paper(req: &Req) -> Result<Resp, Fail> {
    let (id, paper): (ResidentId, Id) = (req.id("resident")?, req.id("paper")?);
    let reason = req.form.get("reason").to_owned();
    let done = req.act(move |cx| act::end_paper(cx, id, paper, &reason).map(|()| at(id)));
    after(req, id, done, "書面はなくなったと書きとめました")
}

/// POST /people/{resident}/wish/shared
pub(super) fn shared(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let mut errors = Vec::new();
    let on = day(req, "shared_on", "いつ共有したかを入力してください", &mut errors);
    let (today, f) = (req.app.now().date(), &req.form);
    let n =
        NewShared { who: f.get("who").into(), on: on.unwrap_or(today), how: f.get("how").into() };
    if !errors.is_empty() {
        return show(req, id, with_rest(errors, n.check(today)));
    }
    let done = req.act(move |cx| act::shared(cx, id, &n).map(|_| at(id)));
    after(req, id, done, "共有したことを書きとめました")
}
