//! 「この内容がちがうとき」: everybody who reads a facility may tell what is wrong.
use app::Error;
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Field, FieldKind, Opt};

use crate::model::wrong::Wrong;
use crate::use_cases::reports::{self, Tell};
use crate::use_cases::{browse, names};
use crate::{FacilityId, permissions};

#[derive(Template)]
#[template(path = "directory/wrong.html")]
struct Page {
    shell: ui::Shell,
    back: String,
    name: String,
    center: String,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
}

fn show(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let id: FacilityId = req.id("id")?;
    let (f, labels) = req.read(|cx| {
        app::authorise(cx, &permissions::VIEW)?;
        Ok((browse::facility(cx, id)?, names::labels(cx)?))
    })?;
    let kinds = Wrong::ALL.iter().map(|w| Opt::new(w.code(), w.label())).collect();
    let text = |name: &str, label: &str| {
        Field::new(name, label, FieldKind::text(req.form.get(name))).error_from(&errors)
    };
    let page = Page {
        shell: req.titled("この内容がちがうとき"),
        back: req.url(&format!("/directory/{id}")),
        name: f.data.name,
        center: labels.center().to_string(),
        form: ui::FormOpen {
            id: "wrong".into(),
            action: req.url(&format!("/directory/{id}/wrong")),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        fields: vec![
            Field::new(
                "field",
                "どこがちがいますか",
                FieldKind::radio(req.form.get("field"), kinds),
            )
            .required()
            .error_from(&errors),
            text("says", "正しい内容")
                .hint("例 0197-65-0301。「閉じている」のときは、空でもかまいません"),
            text("how", "どうしてわかりましたか")
                .hint("例 けさ電話をかけて聞いた、事業所の貼り紙で見た"),
        ],
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// Tells.
pub(super) fn tell(req: &Req) -> Result<Resp, Fail> {
    let id: FacilityId = req.id("id")?;
    let cmd = Tell {
        facility: id,
        field: Wrong::from_code(req.form.get("field")),
        says: req.form.get("says").to_string(),
        how: req.form.get("how").to_string(),
    };
    let done: Result<String, Error> =
        req.act(move |cx| reports::tell(cx, &cmd).map(|_| format!("/directory/{id}")));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "知らせました。確かめてから、このページに出します")),
        Err(e) => show(req, super::field_errors(e)?),
    }
}
