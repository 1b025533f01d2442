//! One post: everything that can be done with it, its former texts; correcting it; its files.
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html};

use super::parts::{self, Around};
use super::room::note;
use crate::model::shipped;
use crate::use_cases::correct::{self as fix, Correct};
use crate::use_cases::view::{self as seen, One};
use crate::words::moment;

fn ids(req: &Req) -> Result<(Id, Id), Fail> {
    Ok((req.id("room")?, req.id("post")?))
}

fn versions(o: &One) -> Html {
    if o.versions.is_empty() {
        return Html::default();
    }
    let all = o.versions.iter().map(|v| {
        Html::trusted("<li><p class=\"small\">")
            .and(format!(
                "第{}版　{} {}　理由: {}",
                v.version,
                moment(v.at, o.now),
                v.name,
                v.reason
            ))
            .and(Html::trusted("</p><p class=\"words muted\">"))
            .and(&v.text)
            .and(Html::trusted("</p></li>"))
    });
    Html::trusted("<section class=\"sec\" aria-labelledby=\"old\"><h2 id=\"old\">訂正する前の内容</h2><ul class=\"rows\">")
        .and(ui::join(all))
        .and(Html::trusted("</ul></section>"))
}

/// GET /rooms/{room}/posts/{post}: also what a live page fetches for an event.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let o = req.read(|cx| seen::one(cx, room, post))?;
    let mut shell = req.shell.clone();
    shell.title = "投稿".into();
    let key = req.new_key();
    let a = Around {
        shell: &shell,
        key: &key,
        now: o.now,
        may_write: o.may_write,
        thumbs: parts::thumbs(req, &o.shown),
        alone: !req.query.has("in"),
    };
    let card = parts::card(&a, &o.shown);
    let page = parts::Plain {
        back: parts::back_to(&shell, room, o.person.as_ref(), &o.name),
        title: "投稿".into(),
        lead: String::new(),
        errors: ErrorSummary::default(),
        body: vec![
            Html::trusted("<ol class=\"posts\" id=\"posts\">")
                .and(card)
                .and(Html::trusted("</ol>")),
            versions(&o),
        ],
        bar: Html::default(),
        shell,
    };
    let resp = Resp::page(page.render())?;
    if o.shown.unread {
        note(req, room, vec![post])?;
    }
    Ok(resp)
}

fn form(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let o = req.read(|cx| seen::one(cx, room, post))?;
    if !o.shown.mine || !o.may_write {
        return Err(Fail::NotFound);
    }
    let shell = req.titled("投稿を訂正する");
    let p = &o.shown.post;
    let typed = |name: &str, old: &str| {
        if req.form.has(name) { req.form.get(name).to_string() } else { old.to_string() }
    };
    let open = FormOpen {
        id: "correct".into(),
        action: shell.url(&format!("/rooms/{room}/posts/{post}/correct")),
        csrf: shell.csrf.clone(),
        key: req.new_key(),
        version: p.version.to_string(),
        ..FormOpen::default()
    };
    let text = Field::new(
        "text",
        "正しい内容",
        FieldKind::LongText { value: typed("text", &p.text), rows: 8, max: Some(shipped()?.text) },
    )
    .required()
    .error_from(&errors);
    let reason = Field::new("reason", "訂正する理由", FieldKind::text(typed("reason", "")))
        .hint("例 日付のまちがい、ちがう方のことを書いた")
        .required()
        .error_from(&errors);
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = parts::Plain {
        back: parts::back_to(&shell, room, o.person.as_ref(), &o.name),
        title: "投稿を訂正する".into(),
        lead: "前の内容も残り、読む人は両方を見られます。".into(),
        errors: ErrorSummary::of(&errors),
        body: vec![
            open.html(),
            text.html(),
            reason.html(),
            Button::submit("訂正する").primary().html(),
            Html::trusted("</form>"),
        ],
        bar: Html::default(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn correct(req: &Req) -> Result<Resp, Fail> {
    form(req, Vec::new())
}

/// Corrects it.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let f = &req.form;
    let cmd = Correct {
        room,
        post,
        version: f.get("_version").parse().unwrap_or(0),
        text: f.get("text").into(),
        reason: f.get("reason").into(),
    };
    match req.act(move |cx| fix::correct(cx, &cmd).map(|()| format!("/rooms/{room}#p-{post}"))) {
        Ok(to) => Ok(Resp::go_saying(to, "訂正しました")),
        Err(app::Error::Stale { .. }) => {
            let message = "べつの画面で、もう訂正されています。開き直してください".into();
            form(req, vec![FieldError { field: String::new(), message }])
        }
        Err(e) => form(req, parts::fields(e)?),
    }
}

/// GET …/files/{file}
pub(super) fn file(req: &Req) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let file: Id = req.id("file")?;
    let opened = req.read(|cx| seen::file(cx, room, post, file))?;
    let bytes = people::attachments::content(&req.app, &opened)?;
    let a = &opened.attachment;
    Ok(Resp::from_outside(a.file_name(), a.mime.mime(), bytes, a.mime.is_picture()))
}
