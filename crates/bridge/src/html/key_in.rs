//! 電話・FAXの返事: keyed in on behalf of the receiver, with the scan.
use askama::Template;
use kernel::wareki;
use people::attachments::{self, AttachmentKind, UploadPart};
use slice::{AnswerSource, Fail, Form, Req, Resp};
use ui::field::{Input, TextKind};
use ui::{ErrorSummary, Field, FieldError, FieldKind, Html, Opt, Shell};

use super::{beside, day, errors, in_order};
use crate::LetterId;
use crate::model::Letter;
use crate::permissions;
use crate::use_cases::answer::{NOTE, Say};
use crate::use_cases::key_in::{Came, faults, key_in};
use crate::use_cases::{files, own, path};

#[derive(Template)]
#[template(path = "bridge/key_in.html")]
struct Page {
    shell: Shell,
    back: Html,
    title: String,
    to: String,
    errors: ErrorSummary,
    fields: Vec<Field>,
    part: UploadPart,
    action: String,
    key: String,
}

fn fields(l: &Letter, f: &Form, today: &str, errors: &[FieldError]) -> Vec<Field> {
    let answers = l.answers.iter().map(|a| Opt::new(&a.code, &a.label)).collect();
    let sources = vec![Opt::new("phone", "電話で聞いた"), Opt::new("fax", "紙・FAXで戻ってきた")];
    let on = if f.has("on") { f.get("on") } else { today };
    let tel = FieldKind::Text(Input {
        value: f.get("phone").into(),
        kind: TextKind::Tel,
        ..Input::default()
    });
    let mut out = vec![
        Field::new("source", "届き方", FieldKind::radio(f.get("source"), sources)).required(),
        Field::new("on", "返事が来た日", FieldKind::text(on))
            .hint("11月20日、昨日 のように")
            .required(),
        Field::new("answer", "返事", FieldKind::radio(f.get("answer"), answers)).required(),
    ];
    if let Some(a) = l.answers.iter().find(|a| !a.ask.is_empty()) {
        out.push(
            Field::new(
                "beside",
                a.ask.replace("（わかれば）", ""),
                FieldKind::text(f.get("beside")),
            )
            .hint(format!("「{}」のときだけ", a.label)),
        );
    }
    out.push(Field::new("person", "答えた方", FieldKind::text(f.get("person"))));
    out.push(Field::new("phone", "その方の電話", tel));
    out.push(
        Field::new(
            "note",
            "そのほかに言われたこと・書いてあったこと",
            FieldKind::text(f.get("note")),
        )
        .hint(format!("{NOTE}文字まで")),
    );
    out.into_iter().map(|x| x.error_from(errors)).collect()
}

const ORDER: &[&str] = &["source", "on", "answer", "beside", "person", "phone", "note", "files"];

fn show(req: &Req, id: LetterId, mut wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    in_order(&mut wrong, ORDER);
    let l = req.read(|cx| own(cx, &permissions::KEY_IN, id))?;
    let shell = req.titled("電話・FAXの返事");
    let today = wareki::short(req.app.now().date());
    let page = Page {
        back: ui::back(&l.title, shell.url(&path(id))),
        title: l.title.clone(),
        to: l.receiver_name.clone(),
        fields: fields(&l, &req.form, &today, &wrong),
        part: UploadPart::new(&req.form, AttachmentKind::FaxReply, &wrong),
        action: shell.url(&format!("{}/answer", path(id))),
        key: req.new_key(),
        errors: ErrorSummary::of(&wrong),
        shell,
    };
    let status = if wrong.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("letter")?, Vec::new())
}

/// Keys it in. The files are read and kept before; when the answer is refused, nobody sees them and they are swept away.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: LetterId = req.id("letter")?;
    req.read(|cx| own(cx, &permissions::KEY_IN, id))?;
    let f = &req.form;
    let mut wrong = Vec::new();
    let on = day(req, "on", "返事が来た日", &mut wrong);
    let source = AnswerSource::from_code(f.get("source")).filter(|s| *s != AnswerSource::Page);
    let posted = attachments::posted(req);
    wrong.extend(posted.refused);
    let came = Came {
        say: Say {
            code: f.get("answer").into(),
            beside: f.get("beside").into(),
            note: f.get("note").into(),
            person: f.get("person").into(),
        },
        phone: f.get("phone").into(),
        // 相手が画面から is nothing that is keyed in: it says that nothing was chosen
        source: source.unwrap_or(AnswerSource::Page),
        on: on.unwrap_or_else(|| req.app.now().date()),
    };
    wrong.extend(req.read(|cx| faults(cx, id, &came, on))?.into_iter().map(beside));
    if !wrong.is_empty() {
        return show(req, id, wrong);
    }
    let kept = files::keep(&req.app, id, &posted.files)?;
    match req.act(move |cx| key_in(cx, id, &came, &kept).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "返事を入力しました")),
        Err(e) => show(req, id, errors(e)?),
    }
}
