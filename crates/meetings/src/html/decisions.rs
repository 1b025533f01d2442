//! 決まったこと: decisions of a meeting, and who does what until when.
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, TagKind, tag};

use super::actions::action_row;
use crate::MeetingId;
use crate::model::lines::NewAction;
use crate::use_cases::read::Whole;
use crate::use_cases::{decisions as act, path, read};
use slice::parts::{self, Row, day, drawn, form, h2, line, long, p, press, rows};

fn here(id: MeetingId) -> String {
    format!("{}/decisions", path(id))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let w = req.read(|cx| read::one(cx, id))?;
    let change = w.may_write && !w.locked;
    let mut all = Vec::new();
    if w.locked && w.may_write {
        all.push(p(
            "議事録を確定したあとです。決まったことの文は直せませんが、済みの印はつけられます。",
        ));
    }
    let decided: Vec<_> = w.decisions.iter().filter(|d| !d.removed || change).collect();
    if decided.is_empty() {
        all.push(p("まだ決まったことはありません。"));
    }
    for (n, d) in (1..).zip(&decided) {
        let href = if change { req.url(&format!("{}/{}", here(id), d.id)) } else { String::new() };
        let head = Row {
            title: format!("{n}．{}", d.text),
            href,
            tag: d.removed.then(|| tag(TagKind::Miss, "取り消し")),
            meta: String::new(),
            acts: Vec::new(),
        };
        let mut list = vec![head];
        for a in w.actions.iter().filter(|a| a.decision == d.id && !a.removed && !d.removed) {
            list.push(action_row(req, a, "", w.may_tick));
        }
        all.push(rows(list, false));
    }
    if change {
        let field = long(req, "decision", "決まったこと", "", 2, 400).required();
        let open = decided.is_empty() || !errors.is_empty();
        all.push(parts::fold(
            "決まったことを加える",
            open,
            form(req, &here(id), &drawn(vec![field], &errors), "加える", ""),
        ));
    }
    let called = w.meeting.called();
    parts::page(req, "決まったこと", &called, Some((&called, &path(id))), errors, all)
}

/// GET /meetings/{id}/decisions
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /meetings/{id}/decisions
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let text = req.form.get("decision").to_owned();
    let done = req.act(move |cx| act::add(cx, id, &text).map(|d| format!("{}/{d}", here(id))));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "加えました。だれが、いつまでに、を入れられます")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// Who does what until when, as fields.
pub(super) fn action_fields(req: &Req, d: &NewAction, errors: &[FieldError]) -> Vec<Html> {
    drawn(
        vec![
            line(req, "text", "すること", &d.text).required(),
            line(req, "owner", "担当", &d.owner).required().hint("人か事業所。例 事務局"),
            day(req, "due", "期限", d.due),
        ],
        errors,
    )
}

/// Posted: who does what until when.
pub(super) fn posted_action(req: &Req, wrong: &mut Vec<FieldError>) -> NewAction {
    NewAction {
        text: req.form.get("text").into(),
        owner: req.form.get("owner").into(),
        due: parts::posted_day(req, "due", wrong),
    }
}

fn draw_one(req: &Req, w: &Whole, of: Id, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id = w.meeting.id;
    let d = w.decisions.iter().find(|d| d.id == of).ok_or(Fail::NotFound)?;
    let at = format!("{}/{of}", here(id));
    let mut fields = vec![parts::hidden_field("_do", "change")];
    fields.extend(drawn(
        vec![long(req, "decision", "決まったこと", &d.text, 2, 400).required()],
        &errors,
    ));
    let list = w
        .actions
        .iter()
        .filter(|a| a.decision == of && !a.removed)
        .map(|a| action_row(req, a, "", w.may_tick))
        .collect();
    let mut more = vec![parts::hidden_field("_do", "action")];
    more.extend(action_fields(req, &NewAction::default(), &errors));
    let (flag, words) = if d.removed { ("restore", "戻す") } else { ("remove", "取り消す") };
    let all = vec![
        form(req, &at, &fields, "保存する", ""),
        h2("これからすること"),
        rows(list, false),
        form(req, &at, &more, "することを加える", ""),
        parts::fold(
            "登録のまちがいを取り消す",
            d.removed,
            press(req, &at, &[("_do", flag)], Button::submit(words)),
        ),
    ];
    let back = here(id);
    parts::page(
        req,
        "決まったこと",
        &w.meeting.called(),
        Some(("決まったことの一覧", &back)),
        errors,
        all,
    )
}

fn opened(req: &Req) -> Result<(Whole, Id), Fail> {
    let id: MeetingId = req.id("id")?;
    Ok((req.read(|cx| read::one(cx, id))?, req.id("decision")?))
}

/// GET /meetings/{id}/decisions/{decision}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    let (w, of) = opened(req)?;
    draw_one(req, &w, of, vec![])
}

/// POST /meetings/{id}/decisions/{decision}: words, an action, off and on.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let (w, of) = opened(req)?;
    let id = w.meeting.id;
    let list = here(id);
    let one = format!("{list}/{of}");
    let done = match req.form.get("_do") {
        "action" => {
            let mut wrong = Vec::new();
            let new = posted_action(req, &mut wrong);
            if !wrong.is_empty() {
                return draw_one(req, &w, of, wrong);
            }
            req.act(move |cx| act::add_action(cx, id, of, &new).map(|_| one.clone()))
                .map(|to| (to, "加えました"))
        }
        "remove" => req
            .act(move |cx| act::remove(cx, id, of, true).map(|()| list.clone()))
            .map(|to| (to, "取り消しました")),
        "restore" => req
            .act(move |cx| act::remove(cx, id, of, false).map(|()| list.clone()))
            .map(|to| (to, "戻しました")),
        _ => {
            let text = req.form.get("decision").to_owned();
            req.act(move |cx| act::change(cx, id, of, &text).map(|()| list.clone()))
                .map(|to| (to, "保存しました"))
        }
    };
    match done {
        Ok((to, words)) => Ok(Resp::go_saying(to, words)),
        Err(e) => draw_one(req, &w, of, parts::errors(e)?),
    }
}
