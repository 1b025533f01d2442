//! Changing the basic facts. When somebody was faster, both versions stand side by side and nothing typed is lost.
use app::Error;
use askama::Template;
use slice::{Fail, Form, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Stale, StaleRow};

use super::basics;
use crate::ResidentId;
use crate::use_cases::{change, view};

#[derive(Template)]
#[template(path = "people/edit.html")]
struct Page {
    shell: ui::Shell,
    id: String,
    name: String,
    version: i64,
    errors: Vec<FieldError>,
    stale: Option<Stale>,
    fields: Vec<Field>,
    key: String,
}

impl Page {
    fn back(&self) -> ui::Html {
        let href = self.shell.url(&format!("/people/{}", self.id));
        ui::back(format!("{} さんのページ", self.name), href)
    }
}

fn show(
    req: &Req,
    id: ResidentId,
    form: &Form,
    typed: Option<&basics::Typed>,
    errors: Vec<FieldError>,
    version: i64,
) -> Result<Resp, Fail> {
    let now = req.read(|cx| view::view(cx, id))?.resident;
    let stale = (typed.is_some() && now.version != version).then(|| {
        let theirs = basics::lines(&basics::as_new(&now));
        let mine = typed.map(|t| basics::lines(&t.resident)).unwrap_or_default();
        let rows = mine
            .into_iter()
            .zip(theirs)
            .filter(|(m, t)| m.2 != t.2)
            .map(|(m, t)| StaleRow {
                name: m.0.into(),
                label: m.1.into(),
                mine: m.2,
                theirs: t.2,
                ..StaleRow::default()
            })
            .collect();
        Stale { rows, ..Stale::default() }
    });
    let status = match (&stale, errors.is_empty()) {
        (Some(_), _) => 409,
        (None, false) => 422,
        (None, true) => 200,
    };
    let page = Page {
        fields: basics::fields(form, typed, &errors),
        shell: req.titled("基本情報を直す"),
        id: id.to_string(),
        name: now.name,
        // after both were shown, saving again means that the person has chosen
        version: now.version,
        errors,
        stale,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let r = req.read(|cx| view::view(cx, id))?.resident;
    show(req, id, &basics::of(&r), None, Vec::new(), r.version)
}

/// Keeps the version that is there now wherever the person chose it.
fn chosen(form: &Form, theirs: &Form) -> Form {
    let mut out = Form::default();
    for (name, values) in form.map() {
        let field = name.split('.').next().unwrap_or(name);
        if name.starts_with("keep.") {
            continue;
        }
        let keep_theirs = form.get(&format!("keep.{field}")) == "theirs";
        let from = if keep_theirs { theirs.all(name) } else { values.as_slice() };
        for v in from {
            out.push(name, v.clone());
        }
    }
    out
}

/// Saves.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let now = req.read(|cx| view::view(cx, id))?.resident;
    let form = chosen(&req.form, &basics::of(&now));
    let typed = basics::read(&form, req.app.now().date());
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    if !typed.errors.is_empty() {
        let errors = typed.errors.clone();
        return show(req, id, &form, Some(&typed), errors, now.version);
    }
    let r = typed.resident.clone();
    let done = req.act(move |cx| {
        change::change_basics(cx, id, &r, version)?;
        Ok(format!("/people/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "基本情報を直しました")),
        Err(Error::Stale { .. }) => show(req, id, &form, Some(&typed), Vec::new(), version),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                show(req, id, &form, Some(&typed), basics::errors_of(fields), now.version)
            }
            None => Err(e.into()),
        },
    }
}
