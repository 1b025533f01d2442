//! Making the questionnaire, and keying in what came back on paper.
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html};

use super::answer;
use super::parts::{self, buttons, drawn, form, line, long, p, select, short};
use crate::EventId;
use crate::model::catalogue::Coded;
use crate::model::form::{Form, Kind, MOST, Question};
use crate::use_cases::{forms as act, path};

fn kinds() -> Vec<Coded> {
    Kind::ALL.iter().map(|k| Coded { code: k.code().into(), label: k.label().into() }).collect()
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (e, f, kept, fixed) = req.read(|cx| act::open(cx, id))?;
    let title = e.data.title.clone();
    let here = format!("{}/form", path(id));
    let closes = kept.as_ref().map(|k| kernel::wareki::short(k.closes_on)).unwrap_or_default();
    let mut all = Vec::new();
    if let Some(k) = &kept {
        all.push(p(&format!(
            "アンケートのページ　{}{}",
            req.origin,
            req.url(&format!("/e/q/{}", k.slug))
        )));
        all.push(buttons(&[
            Button::link("アンケートの用紙（PDF）", req.url(&format!("{}/paper/form", path(id))))
                .compact(),
            Button::link("紙の答えを入れる", req.url(&format!("{}/answer", path(id)))).compact(),
            Button::link("結果", req.url(&format!("{}/results", path(id)))).compact(),
        ]));
    }
    if fixed {
        all.push(p(
            "もう答えが届いているため、質問は変えられません。締め切りの日だけ変えられます。",
        ));
    }
    let mut fields: Vec<Html> = Vec::new();
    for n in 1..=MOST.min(f.questions.len() + 3) {
        let q = f.questions.get(n - 1);
        let of = |x: fn(&Question) -> String| q.map(x).unwrap_or_default();
        let code = format!("q{n}");
        let mut group = vec![
            line(req, &format!("{code}.label"), &format!("質問{n}"), &of(|q| q.label.clone())),
            select(req, &format!("{code}.kind"), "答え方", &of(|q| q.kind.code().into()), &kinds()),
            long(
                req,
                &format!("{code}.options"),
                "答え（1行に1つ）",
                &of(|q| q.options.join("\n")),
                3,
                900,
            )
            .hint("職種と自由に書く質問には要りません"),
        ];
        if fixed {
            for f in &mut group {
                f.read_only = true;
            }
        }
        let summary = format!("質問{n}　{}", of(|q| q.label.clone()));
        let wrong = errors.iter().any(|e| e.field.starts_with(&format!("{code}.")));
        fields.push(parts::fold(&summary, wrong, ui::join(drawn(group, &errors))));
    }
    fields.extend(drawn(
        vec![
            short(req, "closes_on", "締め切りの日", &closes)
                .hint("空けておくと、開催から14日後です。答えられるのは、開催の日からです"),
        ],
        &errors,
    ));
    all.push(form(
        req,
        &here,
        &fields,
        if kept.is_some() { "保存する" } else { "アンケートを作る" },
        "",
    ));
    parts::page(req, "アンケートを作る", &title, Some((&title, &path(id))), errors, all)
}

/// GET /events/{id}/form
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/{id}/form
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (_, was, _, fixed) = req.read(|cx| act::open(cx, id))?;
    let mut wrong = Vec::new();
    let closes = parts::posted_day(req, "closes_on", &mut wrong);
    let mut questions = Vec::new();
    for n in 1..=MOST {
        let code = format!("q{n}");
        let label = req.form.get(&format!("{code}.label")).to_owned();
        let options: Vec<String> = req
            .form
            .get(&format!("{code}.options"))
            .lines()
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect();
        if label.is_empty() && options.is_empty() {
            continue;
        }
        match Kind::from_code(req.form.get(&format!("{code}.kind"))) {
            Some(kind) => {
                let options = if matches!(kind, Kind::Text | Kind::Profession) {
                    Vec::new()
                } else {
                    options
                };
                questions.push(Question { code, kind, label, options });
            }
            None => wrong.push(FieldError {
                field: format!("{code}.kind"),
                message: "答え方を選んでください".into(),
            }),
        }
    }
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    let new = match fixed {
        true => was,
        false => Form { version: was.version, questions },
    };
    match req.act(move |cx| act::save(cx, id, &new, closes).map(|()| format!("{}/form", path(id))))
    {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

fn show_key_in(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (e, f, kept, _) = req.read(|cx| act::open(cx, id))?;
    if kept.is_none() {
        return Ok(Resp::go(format!("{}/form", path(id))));
    }
    let title = e.data.title.clone();
    let body = form(
        req,
        &format!("{}/answer", path(id)),
        &answer::fields(req, &f, &errors)?,
        "入れて次の1枚へ",
        "",
    );
    let all = vec![p("紙で戻った1枚を、そのまま入れてください。"), body];
    parts::page(
        req,
        "紙の答えを入れる",
        &title,
        Some(("アンケートの結果", &format!("{}/results", path(id)))),
        errors,
        all,
    )
}

/// GET /events/{id}/answer
pub(super) fn key_in(req: &Req) -> Result<Resp, Fail> {
    show_key_in(req, vec![])
}

/// POST /events/{id}/answer
pub(super) fn keyed(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (_, f, _, _) = req.read(|cx| act::open(cx, id))?;
    let given = match f.read(|code| req.form.all(code).to_vec()) {
        Ok(g) => g,
        Err(e) => return show_key_in(req, parts::errors(e)?),
    };
    let key = req.form.get("_key").to_owned();
    match req
        .act(move |cx| act::key_in(cx, id, &given, &key).map(|()| format!("{}/answer", path(id))))
    {
        Ok(to) => Ok(Resp::go_saying(to, "1枚入れました")),
        Err(e) => show_key_in(req, parts::errors(e)?),
    }
}
