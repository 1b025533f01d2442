//! Changing a consultation, with why. When somebody else was faster, both say so and nothing is lost.
use app::Error;
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html};

use super::fields::{self, Typed};
use super::new::{refusals, summary};
use super::read;
use crate::use_cases::correct::{Correct, correct};
use crate::use_cases::view;

#[derive(Template)]
#[template(path = "desk/edit.html")]
struct Page {
    shell: ui::Shell,
    back: Html,
    title: String,
    errors: ErrorSummary,
    theirs: Vec<(&'static str, String, String)>,
    open: FormOpen,
    fields: Vec<Field>,
    button: Button,
}

fn show(
    req: &Req,
    id: Id,
    t: &Typed,
    theirs: Vec<(&'static str, String, String)>,
) -> Result<Resp, Fail> {
    let kept = req.read(|cx| view::view(cx, id))?.kept;
    if !kept.live {
        return Ok(Resp::go(format!("/desk/cases/{id}")));
    }
    let mut all = fields::caller(t);
    all.extend(fields::matter(t));
    let at = all.iter().position(|f| f.name == "asked").unwrap_or(all.len());
    all.insert(at, fields::more_contents(t));
    all.extend(fields::rest(t));
    all.push(
        Field::new("why", "直した理由", FieldKind::text(&t.why))
            .hint("例 方法を選びまちがえた。何を直したかは、自動で残ります")
            .required()
            .error_from(&t.errors),
    );
    let page = Page {
        back: ui::back("相談", req.url(&format!("/desk/cases/{id}"))),
        title: format!(
            "{}-{}　{}",
            crate::model::year::short(kept.year),
            kept.number,
            kept.case.who()
        ),
        errors: summary(&t.errors),
        theirs,
        open: FormOpen {
            id: "edit".into(),
            action: req.url(&format!("/desk/cases/{id}/edit")),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            version: kept.version.to_string(),
            today: req.app.now().date().to_string(),
            ..FormOpen::default()
        },
        fields: all,
        button: Button::submit("直した内容を保存する").primary(),
        shell: req.titled("相談を直す"),
    };
    let status = if t.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /desk/cases/{case}/edit
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("case")?;
    let kept = req.read(|cx| view::view(cx, id))?.kept;
    show(req, id, &Typed::of(kept.case), Vec::new())
}

/// POST /desk/cases/{case}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("case")?;
    let seen = req.read(|cx| view::view(cx, id))?;
    let base: i64 = req.form.get("_version").parse().unwrap_or(0);
    let mut t = Typed::read(req, seen.kept.case.clone());
    if !t.errors.is_empty() {
        return show(req, id, &t, Vec::new());
    }
    let cmd = Correct { id, base, case: t.case.clone(), why: t.why.clone() };
    let done = req.act(move |cx| {
        correct(cx, &cmd)?;
        Ok(format!("/desk/cases/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "直しました。前の内容も残っています")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(Error::Stale { .. }) => {
            t.errors = vec![FieldError {
                field: String::new(),
                message: "開いているあいだに、ほかの画面で直されました。下の違いを見て、よければもう一度保存してください".into(),
            }];
            let mine = seen.versions.iter().find(|v| v.version == base).map(|v| v.case.clone());
            let theirs = mine.map(|m| read::changes(&m, &seen.kept.case)).unwrap_or_default();
            show(req, id, &t, theirs)
        }
        Err(e) => {
            t.errors = refusals(e)?;
            show(req, id, &t, Vec::new())
        }
    }
}
