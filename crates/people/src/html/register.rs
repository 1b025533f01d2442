//! Registering a resident, with the warning that the person may be there already.
use app::Error;
use askama::Template;
use kernel::Date;
use slice::{Fail, Form, Req, Resp};
use ui::FieldError;
use ui::dates;
use ui::field::{Field, FieldKind, Opt};

use super::basics;
use crate::ResidentId;
use crate::model::{Consent, ConsentMethod};
use crate::use_cases::register::{Register, Registered, register};
use crate::use_cases::view;

#[derive(Template)]
#[template(path = "people/register.html")]
struct Page {
    shell: ui::Shell,
    errors: Vec<FieldError>,
    same: Option<Same>,
    fields: Vec<Field>,
    consent: Vec<Field>,
    key: String,
}

impl Page {
    fn summary(&self) -> ui::ErrorSummary {
        basics::summary(&self.errors, &[&self.fields, &self.consent])
    }
}

struct Same {
    mine: Vec<(String, String)>,
    others: usize,
}

fn consent_fields(form: &Form, today: Date, errors: &[FieldError]) -> Vec<Field> {
    let mut day = dates::posted(form.state(), "consent_on");
    if !form.has("consent_on.y") && form.get("name").is_empty() {
        day = dates::boxes(&today.to_string());
    }
    let how = ConsentMethod::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    [
        Field::new(
            "consent_method",
            "同意の取り方",
            FieldKind::radio(form.get("consent_method"), how),
        )
        .required()
        .hint("契約のときの、入退院の情報をやりとりすることへの同意です"),
        Field::new("consent_on", "同意の日", FieldKind::Date(day)).required(),
        Field::new("heard_by", "口頭のときは、聞いた人", FieldKind::text(form.get("heard_by"))),
    ]
    .into_iter()
    .map(|f| f.error_from(errors))
    .collect()
}

fn show(
    req: &Req,
    typed: Option<&basics::Typed>,
    errors: Vec<FieldError>,
    same: Option<Same>,
) -> Result<Resp, Fail> {
    let status = if errors.is_empty() && same.is_none() { 200 } else { 422 };
    let page = Page {
        fields: basics::fields(&req.form, typed, &errors),
        consent: consent_fields(&req.form, req.app.now().date(), &errors),
        shell: req.titled("利用者さんを登録する"),
        errors,
        same,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The empty form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None, Vec::new(), None)
}

/// Registers, or says what is wrong, or warns.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let mut typed = basics::read(&req.form, today);
    let given_on = match dates::date(&dates::posted(req.form.state(), "consent_on"), today) {
        Ok(Some(d)) => Some(d),
        Ok(None) => {
            typed.errors.push(FieldError {
                field: "consent_on".into(),
                message: "同意の日を入力してください".into(),
            });
            None
        }
        Err(p) => {
            typed.errors.push(FieldError { field: "consent_on".into(), message: p.message });
            None
        }
    };
    let method = ConsentMethod::from_code(req.form.get("consent_method"));
    if method.is_none() {
        typed.errors.push(FieldError {
            field: "consent_method".into(),
            message: "同意の取り方を選んでください".into(),
        });
    }
    let (Some(given_on), Some(method), true) = (given_on, method, typed.errors.is_empty()) else {
        let mut errors = typed.errors.clone();
        let more = crate::model::validate(&typed.resident, req.app.now());
        errors.extend(
            basics::errors_of(more)
                .into_iter()
                .filter(|e| !typed.errors.iter().any(|t| t.field == e.field)),
        );
        return show(req, Some(&typed), errors, None);
    };
    let cmd = Register {
        resident: typed.resident.clone(),
        consent: Consent {
            method,
            heard_by: req.form.get("heard_by").into(),
            given_on,
            form_version: "2026.1".into(),
        },
        not_the_same: req.form.has("not_the_same"),
    };
    // A warning rolls nothing back: nothing was written; the outcome tells both apart.
    let done = req.act(move |cx| {
        Ok(match register(cx, &cmd)? {
            Registered::Done(id) => format!("/people/{id}"),
            Registered::MaybeThere { mine, others } => {
                let ids: Vec<String> = mine.iter().map(ToString::to_string).collect();
                return Err(Error::Rule(format!("same:{others}:{}", ids.join(","))));
            }
        })
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "利用者さんを登録しました")),
        Err(Error::Rule(text)) if text.starts_with("same:") => warn(req, &typed, &text),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, Some(&typed), basics::errors_of(fields), None),
            None => Err(e.into()),
        },
    }
}

fn warn(req: &Req, typed: &basics::Typed, text: &str) -> Result<Resp, Fail> {
    let mut parts = text.splitn(3, ':').skip(1);
    let others = parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
    let ids: Vec<ResidentId> =
        parts.next().unwrap_or("").split(',').filter_map(|i| i.parse().ok()).collect();
    let mine = req.read(|cx| {
        ids.iter()
            .map(|id| view::view(cx, *id).map(|v| (v.resident.name, format!("/people/{id}"))))
            .collect::<app::Result<Vec<_>>>()
    })?;
    let mine = mine.into_iter().map(|(name, path)| (name, req.url(&path))).collect();
    show(req, Some(typed), Vec::new(), Some(Same { mine, others }))
}
