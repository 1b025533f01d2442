//! Scans of a paper that a doctor signed: the form, the file itself, taking one back.
use askama::Template;
use kernel::{Id, wareki};
use people::ResidentId;
use people::attachments::{self, AttachmentKind, UploadPart};
use people::authz::What;
use slice::{Fail, Req, Resp};
use ui::{FieldError, FormOpen, Html, Shell};

use super::parts::{at, errors_of, long, repeated};
use crate::permissions::{MY, READ, WRITE};
use crate::use_cases::{my, scan as act};

#[derive(Template)]
#[template(path = "acp/scan.html")]
struct Page {
    shell: Shell,
    back: Html,
    name: String,
    paper: String,
    /// Address, words, where it is taken back (only one's own office's), the reason.
    scans: Vec<(String, String, String, Html)>,
    open: Html,
    part: Html,
    errors: Vec<FieldError>,
    key: String,
}

fn path(id: ResidentId, paper: Id) -> String {
    format!("{}/papers/{paper}/scans", at(id))
}

fn ids(req: &Req) -> Result<(ResidentId, Id), Fail> {
    Ok((req.id("resident")?, req.id("paper")?))
}

/// 「11月の指示書　PDF・2ページ・340 KB」.
pub(super) fn words(a: &attachments::Attachment) -> String {
    let pages = a.pages.map_or_else(String::new, |n| format!("・{n}ページ"));
    let title = if a.title.is_empty() { "写し" } else { a.title.as_str() };
    format!("{title}（{}{pages}・{}）", wareki::short(a.at.date()), a.size_words())
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (id, paper) = ids(req)?;
    let p = req.read(|cx| act::page(cx, id, paper))?;
    let shell = req.titled("書面の写し");
    let here = path(id, paper);
    let w = &p.paper.what;
    let reason = [long(req, "reason", "わけ", 2).required().error_from(&errors)];
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        back: ui::back("わたしのきぼうノート", shell.url(&at(id))),
        paper: format!("{}・{}（{}）", w.kind.label(), w.signed_by, wareki::short(w.made_on)),
        scans: p
            .scans
            .iter()
            .enumerate()
            .map(|(i, (a, own))| {
                let file = shell.url(&format!("{here}/{}", a.id));
                let end = if *own { format!("{file}/withdraw") } else { String::new() };
                (file, words(a), end, repeated(&reason, i))
            })
            .collect(),
        open: FormOpen {
            id: "scan-form".into(),
            action: shell.url(&here),
            csrf: shell.csrf.clone(),
            key: req.new_key(),
            multipart: true,
            ..FormOpen::default()
        }
        .html(),
        part: UploadPart::new(&req.form, AttachmentKind::Other, &errors).html(),
        name: p.name,
        key: req.new_key(),
        errors,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/wish/papers/{paper}/scans
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /people/{resident}/wish/papers/{paper}/scans. Without the form's key: the same file twice is one attachment anyway.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let (id, paper) = ids(req)?;
    req.read(|cx| act::door_only(cx, id, paper))?;
    let sent = attachments::posted(req);
    let mut errors: Vec<FieldError> = sent.refused.into_iter().chain(sent.errors).collect();
    if errors.is_empty() && sent.files.is_empty() {
        let message = "付けるファイルを選ぶか、写真を撮ってください".into();
        errors.push(FieldError { field: "files".into(), message });
    }
    if !errors.is_empty() {
        return show(req, errors);
    }
    let actor = req.actor()?;
    let kept = attachments::keep_by(&req.app, actor, &WRITE, id, What::Wish, &sent.files)?;
    let title = sent.title;
    let done = req.app.write(actor, move |cx| act::add(cx, id, paper, (&title, &kept)));
    match done {
        Ok(0) => Ok(Resp::go_saying(path(id, paper), "同じファイルが、もう付いています")),
        Ok(_) => Ok(Resp::go_saying(path(id, paper), "書面の写しを付けました")),
        Err(e) => match errors_of(&e) {
            Some(fields) => show(req, fields),
            None => Err(e.into()),
        },
    }
}

fn content(req: &Req, opened: &attachments::Opened) -> Result<Resp, Fail> {
    let bytes = attachments::content(&req.app, opened)?;
    let a = &opened.attachment;
    Ok(Resp::from_outside(a.file_name(), a.mime.mime(), bytes, a.mime.is_picture()))
}

/// GET /people/{resident}/wish/papers/{paper}/scans/{file}
pub(super) fn file(req: &Req) -> Result<Resp, Fail> {
    let ((id, paper), file) = (ids(req)?, req.id::<Id>("file")?);
    let opened = req.read(|cx| act::open(cx, &READ, id, (paper, file)))?;
    content(req, &opened)
}

/// GET /my/wish/papers/{paper}/scans/{file}
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    let (paper, file) = (req.id::<Id>("paper")?, req.id::<Id>("file")?);
    let opened = req.read(|cx| {
        let (id, _) = my::mine(cx)?;
        act::open(cx, &MY, id, (paper, file))
    })?;
    content(req, &opened)
}

/// POST /people/{resident}/wish/papers/{paper}/scans/{file}/withdraw
pub(super) fn take_back(req: &Req) -> Result<Resp, Fail> {
    let ((id, paper), file) = (ids(req)?, req.id::<Id>("file")?);
    let reason = req.form.get("reason").to_owned();
    let to = path(id, paper);
    let done = req.act(move |cx| {
        act::take_back(cx, id, (paper, file), &reason)?;
        Ok(to.clone())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "写しを取り消しました")),
        Err(e) => match errors_of(&e) {
            Some(fields) => show(req, fields),
            None => Err(e.into()),
        },
    }
}
