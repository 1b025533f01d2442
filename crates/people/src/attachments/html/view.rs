//! One attachment: the picture large or the way to the PDF, what is known about it, taking it back; and its bytes.
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind};
use ui::{FieldError, Kv};

use super::super::{Attachment, open, withdraw as take_back};
use super::errors_of;
use super::shown::what;
use crate::ResidentId;

#[derive(Template)]
#[template(path = "attachments/view.html")]
struct Page {
    shell: ui::Shell,
    back: ui::Html,
    heading: String,
    alt: String,
    /// Address of the bytes; empty when they were deleted for ever.
    content: String,
    picture: bool,
    size: Option<(i64, i64)>,
    facts: Kv,
    withdrawn: Option<String>,
    errors: Vec<FieldError>,
    form: Option<ui::FormOpen>,
    reason: Field,
}

fn ids(req: &Req) -> Result<(ResidentId, Id), Fail> {
    Ok((req.id("resident")?, req.id("file")?))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (resident, id) = ids(req)?;
    let o = req.read(|cx| open(cx, resident, id))?;
    let a = &o.attachment;
    let path = format!("/people/{resident}/files/{id}");
    let list = req.url(&format!("/people/{resident}/files"));
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled(format!("{}（添付）", a.kind.label())),
        back: ui::back(format!("{} さんの添付のファイル", o.person), list),
        heading: heading(a),
        alt: format!("{}の写真", a.kind.label()),
        content: if o.key.is_some() { req.url(&format!("{path}/content")) } else { String::new() },
        picture: a.mime.is_picture(),
        size: a.size,
        facts: facts(a),
        withdrawn: a.withdrawn.as_ref().map(|w| {
            format!(
                "{}に、{}さんが取り消しました。理由: {}",
                kernel::wareki::long(w.at.date()),
                w.by,
                w.reason
            )
        }),
        form: o.may_withdraw.then(|| ui::FormOpen {
            id: "withdraw".into(),
            action: req.url(&format!("{path}/withdraw")),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        }),
        reason: Field::new("reason", "取り消す理由", FieldKind::text(req.form.get("reason")))
            .hint("例 ほかの方の保険証だった")
            .required()
            .error_from(&errors),
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn heading(a: &Attachment) -> String {
    if a.title.is_empty() {
        a.kind.label().into()
    } else {
        format!("{}　{}", a.kind.label(), a.title)
    }
}

fn facts(a: &Attachment) -> Kv {
    let when = ui::dates::moment(a.at);
    let rows = vec![
        ("種類".into(), a.kind.label().into()),
        ("付けた人".into(), a.name.clone().into()),
        ("付けた日時".into(), when.into()),
        ("ファイル".into(), what(a).into()),
    ];
    Kv { rows, ..Kv::default() }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// The bytes, after the audit row of opening is durable. Pictures are shown in their page, a PDF is handed over as a
/// file: browsers show no PDF inside the sandbox that this answer is sent with.
pub(super) fn content(req: &Req) -> Result<Resp, Fail> {
    let (resident, id) = ids(req)?;
    let opened = req.read(|cx| open(cx, resident, id))?;
    let bytes = super::super::content(&req.app, &opened)?;
    let a = &opened.attachment;
    Ok(Resp::from_outside(a.file_name(), a.mime.mime(), bytes, a.mime.is_picture()))
}

/// Takes it back.
pub(super) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let (resident, id) = ids(req)?;
    let reason = req.form.get("reason").to_string();
    let done = req.act(move |cx| {
        take_back(cx, resident, id, &reason)?;
        Ok(format!("/people/{resident}/files"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "添付を取り消しました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}
