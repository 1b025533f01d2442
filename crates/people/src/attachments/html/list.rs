//! A resident's files: the list, and the form that adds to it.
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::FieldError;

use super::super::{AttachmentKind, Listed, NewAttachment, attach, keep, list, thumbnails};
use super::errors_of;
use super::part::{FILES, UploadPart, posted};
use super::shown::{FileList, rows};
use crate::ResidentId;
use crate::authz::What;

#[derive(Template)]
#[template(path = "attachments/list.html")]
struct Page {
    shell: ui::Shell,
    id: ResidentId,
    person: String,
    errors: Vec<FieldError>,
    /// Said above: how many of the chosen files are attached although others were refused.
    done: String,
    empty: bool,
    list: FileList,
    next: Option<String>,
    form: Option<ui::FormOpen>,
    part: UploadPart,
}

impl Page {
    fn back(&self) -> ui::Html {
        let href = self.shell.url(&format!("/people/{}", self.id));
        ui::back(format!("{} さんのページ", self.person), href)
    }

    fn summary(&self) -> ui::ErrorSummary {
        ui::ErrorSummary {
            title: format!("{}つのファイルは付けられませんでした", self.errors.len()),
            note: "直してから、もう一度選んでください。".into(),
            ..ui::ErrorSummary::of(&self.errors)
        }
    }
}

fn show(req: &Req, id: ResidentId, errors: Vec<FieldError>, done: String) -> Result<Resp, Fail> {
    let before: Option<Id> = req.query.some("before").and_then(|b| b.parse().ok());
    let listed: Listed = req.read(|cx| list(cx, id, before))?;
    let thumbs = thumbnails(&req.app, &listed);
    let path = format!("/people/{id}/files");
    let form = listed.may_write.then(|| ui::FormOpen {
        id: "files-form".into(),
        action: req.url(&path),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        multipart: true,
        ..ui::FormOpen::default()
    });
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("添付のファイル"),
        id,
        person: listed.person.clone(),
        part: UploadPart::new(&req.form, AttachmentKind::Photo, &errors),
        errors,
        done,
        empty: listed.rows.is_empty(),
        list: rows(&req.shell, id, &listed, &thumbs),
        next: listed.next.map(|n| req.url(&format!("{path}?before={n}"))),
        form,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, Vec::new(), String::new())
}

/// Attaches the good files; the page comes back with a sentence for each refused one. Without the form's key: the
/// key alone could not tell other files sent from the same page, and the same file twice is one attachment anyway.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let p = posted(req);
    if !p.errors.is_empty() {
        return show(req, id, p.errors, String::new());
    }
    if p.files.is_empty() {
        let nothing = FieldError {
            field: FILES.into(),
            message: "付けるファイルを選ぶか、写真を撮ってください".into(),
        };
        let errors = if p.refused.is_empty() { vec![nothing] } else { p.refused };
        return show(req, id, errors, String::new());
    }
    let files = keep(&req.app, req.actor()?, id, What::Document, &p.files)?;
    let new = NewAttachment { kind: p.kind, title: p.title, about: None, files };
    let attached = match req.app.write(req.actor()?, move |cx| attach(cx, id, &new)) {
        Ok(a) => a,
        Err(e) => match Fail::fields(&e) {
            Some(fields) => return show(req, id, errors_of(fields), String::new()),
            None => return Err(e.into()),
        },
    };
    let said = match (attached.new.len(), attached.already.len()) {
        (0, _) => "同じファイルが、もう付いています".to_string(),
        (n, 0) => format!("{n}件のファイルを付けました"),
        (n, m) => format!("{n}件のファイルを付けました。{m}件は、もう付いていました"),
    };
    if p.refused.is_empty() {
        return Ok(Resp::go_saying(format!("/people/{id}/files"), said));
    }
    show(req, id, p.refused, said)
}
