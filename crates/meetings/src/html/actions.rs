//! What was promised at meetings: open ones by their day, ticking, changing; as Excel.
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, TagKind, tag};

use super::decisions::{action_fields, posted_action};
use crate::ActionId;
use crate::model::lines::Action;
use crate::permissions;
use crate::use_cases::{decisions as act, read};
use slice::parts::{self, Row, buttons, form, h2, p, press, rows};

fn at(id: ActionId) -> String {
    format!("/meetings/actions/{id}")
}

/// An action in a list. `of`: where it was decided; empty where the page says it.
pub(super) fn action_row(req: &Req, a: &Action, of: &str, may_tick: bool) -> Row {
    let today = req.app.now().date();
    let state = match (a.done_on, a.data.due) {
        (Some(on), _) => tag(TagKind::Ok, format!("{}に済み", wareki::month_day(on))),
        (None, Some(d)) if d < today => tag(TagKind::Over, format!("{}まで", wareki::month_day(d))),
        (None, Some(d)) => tag(TagKind::Due, format!("{}まで", wareki::month_day(d))),
        (None, None) => tag(TagKind::Plain, "期限なし"),
    };
    let (flag, words) =
        if a.done_on.is_some() { ("0", "印を取り消す") } else { ("1", "済みにする") };
    let acts = match may_tick {
        true => vec![press(
            req,
            &format!("{}/tick", at(a.id)),
            &[("done", flag)],
            Button::submit(words).compact().about(&a.data.text),
        )],
        false => Vec::new(),
    };
    let meta = [format!("担当 {}", a.data.owner), of.to_string()];
    let meta: Vec<String> = meta.into_iter().filter(|t| !t.is_empty()).collect();
    Row {
        title: format!("→ {}", a.data.text),
        href: req.url(&at(a.id)),
        tag: Some(state),
        meta: meta.join("・"),
        acts,
    }
}

/// GET /meetings/actions
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (open, done, may) = req.read(|cx| {
        let (open, done) = read::actions(cx)?;
        Ok((open, done, app::may(cx, &permissions::ACTIONS)?))
    })?;
    if req.query.get("format") == "xlsx" {
        return super::sheets::actions(req, &open, &done);
    }
    let draw = |all: &[read::Promise]| {
        rows(all.iter().map(|(a, m)| action_row(req, a, &m.called(), may)).collect(), false)
    };
    let mut all = Vec::new();
    all.push(match open.is_empty() {
        true => p("これからすることはありません。会議のページの「決まったこと」に入れると、ここに並びます。"),
        false => draw(&open),
    });
    if !done.is_empty() {
        all.push(parts::fold(
            &format!("この90日で済んだもの（{}件）", done.len()),
            false,
            draw(&done),
        ));
    }
    all.push(buttons(&[Button::link("Excel", req.url("/meetings/actions?format=xlsx")).compact()]));
    parts::page(req, "決まったこと・これからすること", "", Some(("会議", "/meetings")), vec![], all)
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: ActionId = req.id("action")?;
    let (a, m, may_tick, may_write) = req.read(|cx| {
        let (a, m) = act::one(cx, id)?;
        Ok((a, m, app::may(cx, &permissions::ACTIONS)?, app::may(cx, &permissions::WRITE)?))
    })?;
    let mut all = vec![rows(vec![action_row(req, &a, &m.called(), may_tick && !a.removed)], false)];
    if may_write {
        let mut fields = vec![parts::hidden_field("_do", "change")];
        fields.extend(action_fields(req, &a.data, &errors));
        let (flag, words) =
            if a.removed { ("restore", "戻す") } else { ("remove", "取り消す") };
        all.push(h2("直す"));
        all.push(form(req, &at(id), &fields, "保存する", ""));
        let inner = press(req, &at(id), &[("_do", flag)], Button::submit(words));
        all.push(parts::fold("登録のまちがいを取り消す", a.removed, inner));
    }
    let back = format!("/meetings/{}/decisions", m.id);
    parts::page(req, "これからすること", &m.called(), Some(("決まったこと", &back)), errors, all)
}

/// GET /meetings/actions/{action}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /meetings/actions/{action}
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ActionId = req.id("action")?;
    let done = match req.form.get("_do") {
        "remove" => req.act(move |cx| {
            act::remove_action(cx, id, true).map(|m| format!("/meetings/{m}/decisions"))
        }),
        "restore" => req.act(move |cx| {
            act::remove_action(cx, id, false).map(|m| format!("/meetings/{m}/decisions"))
        }),
        _ => {
            let mut wrong = Vec::new();
            let new = posted_action(req, &mut wrong);
            if !wrong.is_empty() {
                return show(req, wrong);
            }
            req.act(move |cx| {
                act::change_action(cx, id, &new).map(|m| format!("/meetings/{m}/decisions"))
            })
        }
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /meetings/actions/{action}/tick
pub(super) fn tick(req: &Req) -> Result<Resp, Fail> {
    let id: ActionId = req.id("action")?;
    let done = req.form.get("done") == "1";
    match req.act(move |cx| act::tick(cx, id, done).map(|_| at(id))) {
        Ok(to) => {
            Ok(Resp::go_saying(to, if done { "済みにしました" } else { "印を取り消しました" }))
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}
