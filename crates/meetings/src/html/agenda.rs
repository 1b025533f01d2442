//! A line of the agenda: its words, what was said, what it rests on; what earlier meetings left open.
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, FieldError, Filter};

use crate::model::lines::NewItem;
use crate::use_cases::{agenda as act, path, read};
use crate::{ActionId, ItemId, MeetingId};
use slice::parts::{self, Row, buttons, drawn, form, h2, line, long, number, p, press, rows};

fn posted(req: &Req, wrong: &mut Vec<FieldError>) -> NewItem {
    NewItem {
        title: req.form.get("title").into(),
        who: req.form.get("who").into(),
        minutes: parts::posted_number(req, "minutes", wrong),
        note: req.form.get("note").into(),
    }
}

/// POST /meetings/{id}/agenda
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let mut wrong = Vec::new();
    let new = posted(req, &mut wrong);
    if !wrong.is_empty() {
        return super::one::show(req, wrong);
    }
    match req.act(move |cx| act::add(cx, id, &new).map(|_| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "議題を加えました")),
        Err(e) => super::one::show(req, parts::errors(e)?),
    }
}

/// POST /meetings/{id}/take-up
pub(super) fn take_up(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let only = match req.form.some("action") {
        Some(text) => Some(text.parse::<ActionId>().map_err(|_| Fail::NotFound)?),
        None => None,
    };
    match req.act(move |cx| act::take_up(cx, id, only).map(|_| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "議題に加えました")),
        Err(e) => super::one::show(req, parts::errors(e)?),
    }
}

fn ids(req: &Req) -> Result<(MeetingId, ItemId), Fail> {
    Ok((req.id("id")?, req.id("item")?))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (id, of) = ids(req)?;
    let w = req.read(|cx| read::one(cx, id))?;
    let item = w.items.iter().find(|i| i.id == of).ok_or(Fail::NotFound)?;
    let here = format!("{}/agenda/{of}", path(id));
    let d = &item.data;
    let fields = drawn(
        vec![
            line(req, "title", "議題", &d.title).required(),
            line(req, "who", "説明する人", &d.who),
            number(req, "minutes", "時間", d.minutes, "分"),
            long(req, "note", "話されたこと", &d.note, 6, 2_000).hint("議事録の書きかけに入ります"),
        ],
        &errors,
    );
    let cited: Vec<Row> = w
        .cited
        .iter()
        .filter(|c| c.item == of)
        .map(|c| Row {
            title: c.title.clone(),
            href: req.url(&c.href),
            tag: None,
            meta: format!("{}　{}現在", c.figure, wareki::short(c.as_of)).trim().to_string(),
            acts: vec![press(
                req,
                &here,
                &[("_do", "uncite"), ("copy", &c.id.to_string())],
                Button::submit("外す").compact().about(&c.title),
            )],
        })
        .collect();
    let mut all = vec![form(req, &here, &fields, "保存する", ""), h2("根拠")];
    if cited.is_empty() {
        all.push(p("相談や課題などの記録を、いまの題と数字のまま写して付けられます。"));
    }
    all.push(rows(cited, false));
    all.push(buttons(&[Button::link("根拠を加える", req.url(&format!("{here}/evidence")))]));
    let (flag, words) = if item.removed {
        ("restore", "議題に戻す")
    } else {
        ("remove", "議題から外す")
    };
    all.push(press(req, &here, &[("_do", flag)], Button::submit(words).compact()));
    let called = w.meeting.called();
    parts::page(req, "議題を直す", &called, Some((&called, &path(id))), errors, all)
}

/// GET /meetings/{id}/agenda/{item}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /meetings/{id}/agenda/{item}: words, order, off and on, what it rests on no more.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let (id, of) = ids(req)?;
    let line_page = format!("{}/agenda/{of}", path(id));
    let done = match req.form.get("_do") {
        "up" => req
            .act(move |cx| act::up(cx, id, of).map(|()| path(id)))
            .map(|to| (to, "上へ動かしました")),
        "remove" => req
            .act(move |cx| act::remove(cx, id, of, true).map(|()| path(id)))
            .map(|to| (to, "議題から外しました")),
        "restore" => req
            .act(move |cx| act::remove(cx, id, of, false).map(|()| path(id)))
            .map(|to| (to, "議題に戻しました")),
        "uncite" => {
            let copy: Id = req.form.get("copy").parse().map_err(|_| Fail::NotFound)?;
            req.act(move |cx| act::uncite(cx, id, copy).map(|()| line_page.clone()))
                .map(|to| (to, "根拠から外しました"))
        }
        _ => {
            let mut wrong = Vec::new();
            let new = posted(req, &mut wrong);
            if !wrong.is_empty() {
                return show(req, wrong);
            }
            req.act(move |cx| act::change(cx, id, of, &new).map(|()| path(id)))
                .map(|to| (to, "保存しました"))
        }
    };
    match done {
        Ok((to, words)) => Ok(Resp::go_saying(to, words)),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// Chips for the kinds of records.
pub(super) fn kinds(
    req: &Req,
    here: &str,
    all: &[(&'static str, &'static str)],
    on: &str,
) -> ui::Html {
    let chips = all
        .iter()
        .map(|(code, label)| Chip {
            label: (*label).into(),
            href: req.url(&format!("{here}kind={code}")),
            on: *code == on,
        })
        .collect();
    Filter { label: "何から".into(), spoken: "記録の種類".into(), chips }.html()
}

/// GET /meetings/{id}/agenda/{item}/evidence
pub(super) fn find(req: &Req) -> Result<Resp, Fail> {
    let (id, of) = ids(req)?;
    let typed: String = req.query.get("q").chars().take(100).collect();
    let kind = req.query.get("kind").to_owned();
    let c = req.read(|cx| act::find(cx, id, of, &kind, &typed))?;
    let here = format!("{}/agenda/{of}/evidence", path(id));
    let list = c
        .found
        .iter()
        .map(|e| {
            let there = c.cited.iter().any(|x| x.kind == e.kind && x.of == e.id);
            let acts = match there {
                true => Vec::new(),
                false => vec![press(
                    req,
                    &here,
                    &[("kind", e.kind), ("of", &e.id.to_string())],
                    Button::submit("根拠に加える").compact().about(&e.title),
                )],
            };
            let there = if there { "　加えてあります" } else { "" };
            Row {
                title: e.title.clone(),
                href: req.url(&e.href),
                tag: None,
                meta: format!("{}　{}現在{there}", e.figure, wareki::short(e.as_of))
                    .trim()
                    .to_string(),
                acts,
            }
        })
        .collect::<Vec<_>>();
    let mut all = vec![
        p(
            "この議題が何にもとづくかを残します。いまの題と数字を写し取るので、あとから変わりません。",
        ),
        kinds(req, &format!("{here}?"), &c.kinds, &c.kind),
        parts::find(req, &here, "ことば", &typed, &[("kind", &c.kind)]),
        h2("新しい順に20件まで"),
    ];
    if list.is_empty() {
        all.push(p("見つかりません。ことばを短くするか、ほかの種類を選んでください。"));
    }
    all.push(rows(list, false));
    let back = format!("{}/agenda/{of}", path(id));
    parts::page(
        req,
        "根拠を加える",
        &c.item.data.title,
        Some((&c.item.data.title, &back)),
        vec![],
        all,
    )
}

/// POST /meetings/{id}/agenda/{item}/evidence
pub(super) fn cite(req: &Req) -> Result<Resp, Fail> {
    let (id, of) = ids(req)?;
    let to = format!("{}/agenda/{of}", path(id));
    let kind = req.form.get("kind").to_owned();
    let Ok(record) = req.form.get("of").parse::<Id>() else {
        return Ok(Resp::go_saying(to, "根拠にする記録を選んでください"));
    };
    match req.act(move |cx| act::cite(cx, id, of, &kind, record).map(|()| to.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "根拠に加えました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}
