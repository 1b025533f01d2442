//! 相談窓口: a new consultation at the left, the counts of the year at the right. Who may not record sees the counts.
use app::{Error, may};
use askama::Template;
use kernel::fiscal_year;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FormOpen, Html};

use super::fields::{self, Typed};
use super::{beside, charts};
use crate::model::case::Case;
use crate::model::chart;
use crate::permissions;
use crate::use_cases::figures;
use crate::use_cases::record::record;

#[derive(Template)]
#[template(path = "desk/new.html")]
struct Page {
    shell: ui::Shell,
    writes: bool,
    errors: ErrorSummary,
    open: FormOpen,
    beside_url: String,
    caller: Vec<Field>,
    callers: Html,
    matter: Vec<Field>,
    more: Field,
    rest: Vec<Field>,
    rest_open: bool,
    near: Html,
    buttons: Vec<Button>,
    year: String,
    charts: Html,
}

/// What a new consultation begins with: by phone, from inside the area, today.
fn fresh() -> Case {
    Case { method: "phone".into(), place: "in".into(), ..Case::default() }
}

pub(super) fn summary(errors: &[FieldError]) -> ErrorSummary {
    ErrorSummary::of(errors).in_order(fields::ORDER)
}

/// Field errors of a refusal; other errors go on.
pub(super) fn refusals(e: Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(f) => {
            Ok(f.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect())
        }
        None => Err(e.into()),
    }
}

/// The form with what was typed, and what stands beside it.
pub(super) fn show(req: &Req, t: &Typed, callers: Html, near: Html) -> Result<Resp, Fail> {
    let (writes, counts) =
        req.read(|cx| Ok((may(cx, &permissions::WRITE)?, figures::counts(cx)?)))?;
    let year = i64::from(fiscal_year(req.app.now().date()));
    let reads = req.read(|cx| may(cx, &permissions::READ))?;
    let all = chart::charts(&counts, year, false);
    let page = Page {
        writes,
        errors: summary(&t.errors),
        open: FormOpen {
            id: "new".into(),
            action: req.url("/desk"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            today: req.app.now().date().to_string(),
            ..FormOpen::default()
        },
        beside_url: req.url("/desk/beside"),
        caller: fields::caller(t),
        callers,
        matter: fields::matter(t),
        more: fields::more_contents(t),
        rest: fields::rest(t),
        rest_open: fields::rest_used(t),
        near,
        buttons: vec![
            Button::submit("相談を記録する").primary(),
            Button::submit("つづけて記録").posting("next", "new"),
        ],
        year: crate::model::year::long(year),
        charts: charts::four(req, &all, reads),
        shell: req.titled("相談窓口"),
    };
    let status = if t.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /desk
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let t = Typed { case: fresh(), ..Typed::default() };
    show(req, &t, Html::default(), Html::default())
}

/// POST /desk
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let mut t = Typed::read(req, Case::default());
    if !t.errors.is_empty() {
        let today = req.app.now().date();
        let more = t.case.clone().tidy().check(today);
        let new = |e: &app::FieldError| !t.errors.iter().any(|x| x.field == e.field);
        let more: Vec<FieldError> = more
            .iter()
            .filter(|e| new(e))
            .map(|e| FieldError { field: e.field.clone(), message: e.message.clone() })
            .collect();
        t.errors.extend(more);
        return show(req, &t, Html::default(), beside::near(req, &t.case.asked)?);
    }
    let case = t.case.clone();
    let again = req.form.get("next") == "new";
    let done = req.act(move |cx| {
        let id = record(cx, &case)?;
        Ok(if again { "/desk".to_string() } else { format!("/desk/cases/{id}") })
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "相談を記録しました")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => {
            t.errors = refusals(e)?;
            show(req, &t, Html::default(), beside::near(req, &t.case.asked)?)
        }
    }
}
