//! The single acts on a conference's page; what is refused comes back on the same page beside its field.
use app::Error;
use kernel::Id;
use people::attachments::{self, NewAttachment};
use slice::{Fail, Req, Resp};
use ui::dates;

use super::page::{about, show};
use super::parts::Refused;
use crate::model::conference::Presence;
use crate::model::{ConferenceId, Method};
use crate::use_cases::conferences::read::view;
use crate::use_cases::conferences::save::{Save, cancel as call_off, save};
use crate::use_cases::conferences::seen::{
    Told, carried_out, seen as note_seen, told as note_told,
};
use crate::use_cases::conferences::talk::{answer as reply_to, say as write_back};
use crate::use_cases::conferences::{path, to_hold};

fn id(req: &Req) -> Result<ConferenceId, Fail> {
    req.id("conference")
}

/// The values of one small form without its name before them: `say.text` becomes `text`.
fn state(req: &Req, form: &str) -> ui::FormState {
    let start = format!("{form}.");
    let mut out = ui::FormState::default();
    for (name, values) in req.form.map() {
        if let Some(rest) = name.strip_prefix(&start) {
            for v in values {
                out.put(rest, v.clone());
            }
        }
    }
    out
}

/// Goes on, or shows the page with what was refused.
fn after(
    req: &Req,
    id: ConferenceId,
    form: &str,
    mut state: ui::FormState,
    done: Result<String, Error>,
    said: &str,
) -> Result<Resp, Fail> {
    let e = match done {
        Ok(to) => return Ok(Resp::go_saying(to, said)),
        Err(e) => e,
    };
    match &e {
        Error::Stale { .. } => Ok(Resp::go_saying(
            path(id),
            "この画面を開いたあとに、また変わりました。いまの内容をたしかめてください",
        )),
        Error::Rule(text) => Ok(Resp::go_saying(path(id), text.clone())),
        Error::KeyReused { .. } => Ok(Resp::go_saying(path(id), "前に一度送られています")),
        other => match Fail::fields(other) {
            Some(fields) => {
                for f in fields {
                    state.error(f.field, f.message);
                }
                show(req, id, &Refused { form: form.into(), state })
            }
            None => Err(e.into()),
        },
    }
}

/// Sends the invitation of a plan as it stands.
pub(super) fn invite(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let base: i64 = req.form.get("version").parse().unwrap_or(0);
    let done = req.act(move |cx| {
        let c = view(cx, id)?.content;
        save(cx, id, base, &c, &Save::Invite)?;
        Ok(path(id))
    });
    if let Err(Error::Invalid(fields)) = &done {
        let first = fields.first().map(|f| f.message.clone()).unwrap_or_default();
        return Ok(Resp::go_saying(format!("{}/edit", path(id)), first));
    }
    after(req, id, "", ui::FormState::default(), done, "案内を送りました")
}

/// 「変更点を確認しました」, or the answer to an invitation.
pub(super) fn seen(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let name = if req.form.has("version") { "version" } else { "_version" };
    let version = req.form.get(name).parse().unwrap_or(0);
    let reply = Presence::from_code(req.form.get("reply"));
    let done = req.act(move |cx| note_seen(cx, id, version, reply).map(|()| path(id)));
    let said = if reply.is_some() {
        "返事を送りました"
    } else {
        "確認したことを伝えました"
    };
    after(req, id, "", ui::FormState::default(), done, said)
}

/// Somebody without an account was told.
pub(super) fn told(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let n: u32 = req.query.get("n").parse().map_err(|_| Fail::NotFound)?;
    let form = format!("told.{n}");
    let mut state = state(req, &form);
    let today = req.app.now().date();
    let method = Method::from_code(&state.text("method"));
    if method.is_none() {
        state.error("method", "伝えた方法を選んでください");
    }
    let day = match dates::date(&dates::posted(&state, "day"), today) {
        Ok(d) => d.or(Some(today)),
        Err(p) => {
            state.error("day", p.message);
            None
        }
    };
    let (Some(method), Some(day)) = (method, day) else {
        return show(req, id, &Refused { form, state });
    };
    let version = req.form.get("_version").parse().unwrap_or(0);
    let cmd = Told { conference: id, n, version, method, day, to: state.text("to") };
    let done = req.act(move |cx| note_told(cx, &cmd).map(|()| path(id)));
    after(req, id, &form, state, done, "伝えたことを記録しました")
}

/// A decision was carried out, or not yet after all.
pub(super) fn done(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let n: u32 = req.form.get("n").parse().map_err(|_| Fail::NotFound)?;
    let is = req.form.get("done") == "1";
    let act = req.act(move |cx| carried_out(cx, id, n, is).map(|()| path(id)));
    let said = if is { "済みにしました" } else { "まだに戻しました" };
    after(req, id, "", ui::FormState::default(), act, said)
}

/// Words back.
pub(super) fn say(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let state = state(req, "say");
    let text = state.text("text");
    let done = req.act(move |cx| write_back(cx, id, &text).map(|_| path(id)));
    after(req, id, "say", state, done, "返事を送りました")
}

/// An answer to them.
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let word: Id = req.query.get("word").parse().map_err(|_| Fail::NotFound)?;
    let form = format!("answer.{word}");
    let state = state(req, &form);
    let text = state.text("answer");
    let done = req.act(move |cx| reply_to(cx, id, word, &text).map(|()| path(id)));
    after(req, id, &form, state, done, "答えを送りました")
}

/// Calls it off.
pub(super) fn cancel(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let state = state(req, "cancel");
    let reason = state.text("reason");
    let done = req.act(move |cx| call_off(cx, id, &reason).map(|()| path(id)));
    after(req, id, "cancel", state, done, "カンファを取りやめにしました")
}

/// Files: the paper handed to the person, and the like.
pub(super) fn files(req: &Req) -> Result<Resp, Fail> {
    let id = id(req)?;
    let posted = attachments::posted(req);
    let mut state = ui::FormState::default();
    for e in posted.refused.iter().chain(&posted.errors) {
        state.error(e.field.clone(), e.message.clone());
    }
    if state.ok() && posted.files.is_empty() {
        state.error("files", "ファイルを選んでください");
    }
    if !state.ok() {
        return show(req, id, &Refused { form: "files".into(), state });
    }
    let v = req.read(move |cx| {
        let v = view(cx, id)?;
        if v.entered.may_edit { Ok(v) } else { Err(Error::NotFound) }
    })?;
    let (resident, stay) = (v.entered.resident.id, v.entered.stay.id);
    let kept = attachments::keep(
        &req.app,
        req.actor()?,
        resident,
        people::authz::What::Stay,
        &posted.files,
    )?;
    let new = NewAttachment {
        kind: posted.kind,
        title: posted.title.clone(),
        about: Some(about(id)),
        files: kept,
    };
    let done = req.act(move |cx| {
        let o = to_hold(cx, stay)?;
        attachments::attach_with(cx, &o.permit, &new)?;
        Ok(path(id))
    });
    after(req, id, "files", state, done, "ファイルをつけました")
}
