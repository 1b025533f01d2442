//! Local names.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Field, FieldKind};

use crate::model::labels::{LABELS, Labels};
use crate::permissions;
use crate::use_cases::names;

#[derive(Template)]
#[template(path = "directory/names.html")]
struct Page {
    shell: ui::Shell,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    labels: Labels,
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None, Vec::new())
}

fn show(req: &Req, typed: Option<&slice::Form>, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let labels = req.read(|cx| {
        app::authorise(cx, &permissions::AREAS)?;
        names::labels(cx)
    })?;
    let page = Page {
        shell: req.titled("呼び名"),
        form: ui::FormOpen {
            id: "names".into(),
            action: req.url("/directory/names"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        fields: LABELS
            .iter()
            .map(|l| {
                let value = typed.map_or_else(|| labels.get(*l), |f| f.get(l.key));
                Field::new(l.key, l.about, FieldKind::text(value))
                    .hint(format!("ふつうは「{}」", l.default))
                    .error_from(&errors)
            })
            .collect(),
        labels,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// Saves the names; a name that is the usual one is kept as no name of its own.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let given: Vec<(&'static str, String)> = LABELS
        .iter()
        .map(|l| {
            let name = req.form.get(l.key);
            (l.key, if name == l.default { String::new() } else { name.to_string() })
        })
        .collect();
    let done = req.act(move |cx| {
        for (key, name) in &given {
            names::set_label(cx, key, name)?;
        }
        Ok("/directory/names".into())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "呼び名を保存しました")),
        Err(e) => show(req, Some(&req.form), super::field_errors(e)?),
    }
}
