//! Papers that were signed before: the list, the preview of what each line means, and recording what was shown.
use app::Error;
use askama::Template;
use kernel::Date;
use slice::{Fail, Form, Req, Resp};
use ui::dates;
use ui::field::{Field, FieldKind, Opt};
use ui::{ErrorSummary, FieldError, Shell};

use super::super::basics::{errors_of, summary};
use crate::ResidentId;
use crate::model::ConsentMethod;
use crate::use_cases::consent::way;
use crate::use_cases::consent_bulk::{self as act, Found, Line, Papers};

struct Shown {
    n: usize,
    typed: String,
    name: Option<(String, String, bool)>,
    wrong: String,
}

#[derive(Template)]
#[template(path = "people/consent_bulk.html")]
struct Page {
    shell: Shell,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    preview: Vec<Shown>,
    good: usize,
    hidden: Vec<(String, String)>,
    key: String,
}

impl Page {
    fn summary(&self) -> ErrorSummary {
        summary(&self.errors, &[&self.fields])
    }
}

const SAME: [&str; 4] = ["method", "heard_by", "form_version", "list"];

fn show(
    req: &Req,
    papers: Option<&Papers>,
    lines: &[Line],
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let way = req.read(way)?;
    let f = &req.form;
    let version = if f.has("form_version") { f.get("form_version") } else { way.form.as_str() };
    let methods = ConsentMethod::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let fields = vec![
        Field::new("method", "同意の取り方", FieldKind::radio(f.get("method"), methods)).required(),
        Field::new("given_on", "同意の日", FieldKind::Date(dates::posted(f.state(), "given_on")))
            .required()
            .hint("日がちがう方は、分けて入力してください"),
        Field::new("form_version", "お見せした同意書の版", FieldKind::text(version)).required(),
        Field::new("heard_by", "口頭のときは、聞いた人", FieldKind::text(f.get("heard_by"))),
        Field::new(
            "list",
            "同意した方（1行に1人）",
            FieldKind::LongText { value: f.get("list").into(), rows: 10, max: Some(20_000) },
        )
        .required()
        .hint("「被保険者番号」か「ふりがな、生年月日」。例　たかはし みよ、S15.5.3"),
    ];
    let fields = fields.into_iter().map(|x| x.error_from(&errors)).collect();
    let preview: Vec<Shown> = lines
        .iter()
        .map(|l| {
            let (name, wrong) = match &l.found {
                Found::One { id, name, again } => {
                    (Some((name.clone(), id.to_string(), *again)), String::new())
                }
                Found::Wrong(w) => (None, w.clone()),
            };
            Shown { n: l.n, typed: l.typed.clone(), name, wrong }
        })
        .collect();
    let mut hidden: Vec<(String, String)> = Vec::new();
    if let Some(p) = papers {
        hidden.extend(SAME.iter().map(|n| ((*n).to_string(), f.get(n).to_string())));
        hidden.push(("given_on".into(), p.given_on.to_string()));
    }
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("同意書をまとめて入力する"),
        fields,
        good: preview.iter().filter(|s| s.name.is_some()).count(),
        preview,
        hidden,
        errors,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The empty form.
pub(in crate::html) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None, &[], Vec::new())
}

fn papers(f: &Form, today: Date) -> Result<Papers, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut miss = |field: &str, message: String| {
        errors.push(FieldError { field: field.into(), message });
    };
    let method = ConsentMethod::from_code(f.get("method"));
    if method.is_none() {
        miss("method", "同意の取り方を選んでください".into());
    }
    let on = match dates::date(&dates::posted(f.state(), "given_on"), today) {
        Ok(Some(d)) => Some(d),
        Ok(None) => {
            miss("given_on", "同意の日を入力してください".into());
            None
        }
        Err(p) => {
            miss("given_on", p.message);
            None
        }
    };
    match (method, on) {
        (Some(method), Some(given_on)) => Ok(Papers {
            method,
            heard_by: f.get("heard_by").into(),
            given_on,
            form_version: f.get("form_version").into(),
        }),
        _ => Err(errors),
    }
}

fn again(req: &Req, e: Error) -> Result<Resp, Fail> {
    match Fail::fields(&e) {
        Some(fields) => show(req, None, &[], errors_of(fields)),
        None => Err(e.into()),
    }
}

/// Shows what each line means; nothing is recorded.
pub(in crate::html) fn check(req: &Req) -> Result<Resp, Fail> {
    let p = match papers(&req.form, req.app.now().date()) {
        Ok(p) => p,
        Err(errors) => return show(req, None, &[], errors),
    };
    let list = req.form.get("list").to_string();
    let actor = req.actor()?;
    match req.app.read(actor, |cx| act::preview(cx, &p, &list)) {
        Ok(lines) => show(req, Some(&p), &lines, Vec::new()),
        Err(e) => again(req, e),
    }
}

/// Records those who were shown and stayed chosen.
pub(in crate::html) fn record_all(req: &Req) -> Result<Resp, Fail> {
    let p = match papers(&req.form, req.app.now().date()) {
        Ok(p) => p,
        Err(errors) => return show(req, None, &[], errors),
    };
    let ids: Vec<ResidentId> =
        req.form.all("who").iter().filter_map(|t| t.parse().ok().map(ResidentId)).collect();
    let n = ids.len();
    let result = req.act(move |cx| act::record(cx, &p, &ids).map(|_| "/people?all=1".into()));
    match result {
        Ok(to) => Ok(Resp::go_saying(to, format!("{n}人の同意を記録しました"))),
        Err(e) => again(req, e),
    }
}
