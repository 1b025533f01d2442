//! Writing the note for the person (代行): the whole form on one page, with a draft that is kept while typing.
use askama::Template;
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::field::Field;
use ui::{DraftStatus, FieldError, FormOpen, Html, Shell};

use super::parts::{
    at, chapters, date_field, day, errors_of, long, posted, radio, text, with_rest,
};
use crate::model::{NewVersion, Part, Whose, shipped};
use crate::permissions::WRITE;
use crate::use_cases::save as act;

#[derive(Template)]
#[template(path = "acp/write.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    open: Html,
    base: String,
    saved: Html,
    has_draft: bool,
    stale: bool,
    errors: Vec<FieldError>,
    chapters: Vec<(String, String, Vec<Field>)>,
    last: Vec<Field>,
    key: String,
}

fn show(req: &Req, errors: Vec<FieldError>, again: bool, stale: bool) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let o = req.read(|cx| act::open(cx, &WRITE, id, Part::Wish))?;
    let form = shipped().map_err(Fail::Use)?;
    let body = if again { posted(&req.form, Part::Wish).map_err(Fail::Use)? } else { o.body };
    let whose: Vec<_> = Whose::ALL.iter().map(|w| (w.code(), w.label())).collect();
    let last = [
        radio(req, "whose", "だれのことばですか", &whose).required(),
        text(req, "spoke", "話した人").required().hint("例 本人 ／ 長男 高橋 正"),
        text(req, "present", "いた人").hint("例 長男、訪問看護 看護 花"),
        long(req, "grounds", "推定のときは、そう考えるわけ", 3)
            .hint("前に話していたこと、暮らしぶりなど"),
        date_field(req, "confirmed_on", "本人に確かめた日"),
    ]
    .into_iter()
    .map(|f| f.error_from(&errors))
    .collect();
    let shell = req.titled("きぼうノートを書く");
    let key = req.new_key();
    let status = if errors.is_empty() && !stale { 200 } else { 422 };
    let saved = o.draft_at.filter(|_| !again).map(|at| {
        let t = at.local();
        format!("{}:{:02} の下書きの続きです", t.hour(), t.minute())
    });
    let page = Page {
        back: ui::back("わたしのきぼうノート", shell.url(&at(id))),
        here: shell.url(&at(id)),
        name: o.name,
        open: FormOpen {
            action: shell.url(&format!("{}/write", at(id))),
            csrf: shell.csrf.clone(),
            key: key.clone(),
            draft_url: shell.url(&format!("{}/draft", at(id))),
            ..FormOpen::default()
        }
        .html(),
        base: o.newest.map_or_else(String::new, |v| v.id.to_string()),
        has_draft: o.draft_at.is_some(),
        saved: DraftStatus { saved: saved.unwrap_or_default() }.html(),
        chapters: chapters(form, (Part::Wish, &o.open), &body, &errors),
        stale,
        errors,
        last,
        key,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/wish/write
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), false, false)
}

/// POST /people/{resident}/wish/write
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let mut errors = Vec::new();
    let whose = Whose::from_code(f.get("whose"));
    if whose.is_none() {
        let message = "ご本人のことばか、推定かを選んでください".into();
        errors.push(FieldError { field: "whose".into(), message });
    }
    let on = day(req, "confirmed_on", "ご本人に確かめた日を入力してください", &mut errors);
    let today = req.app.now().date();
    let n = NewVersion {
        part: Part::Wish,
        base: f.get("base").parse().ok(),
        body: posted(f, Part::Wish).map_err(Fail::Use)?,
        whose: whose.unwrap_or(Whose::Own),
        spoke: f.get("spoke").into(),
        present: f.get("present").into(),
        grounds: f.get("grounds").into(),
        confirmed_on: on.unwrap_or(today),
    };
    if !errors.is_empty() {
        let form = shipped().map_err(Fail::Use)?;
        return show(req, with_rest(errors, n.check(form, today)), true, false);
    }
    match req.act(move |cx| act::save(cx, &WRITE, id, &n).map(|_| at(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "新しい版として残しました。前の版も残っています")),
        Err(app::Error::Stale { .. }) => show(req, Vec::new(), true, true),
        Err(e) => match errors_of(&e) {
            Some(fields) => show(req, fields, true, false),
            None => Err(e.into()),
        },
    }
}

/// POST /people/{resident}/wish/draft
pub(super) fn draft(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let body = posted(&req.form, Part::Wish).map_err(Fail::Use)?;
    req.app.write(req.actor()?, move |cx| act::draft(cx, &WRITE, id, Part::Wish, &body))?;
    let t = req.app.now().time();
    Ok(Resp::json(&serde_json::json!({ "at": format!("{}:{:02}", t.hour(), t.minute()) })))
}

/// POST /people/{resident}/wish/discard
pub(super) fn discard(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let to = req.act(move |cx| {
        act::discard(cx, &WRITE, id, Part::Wish).map(|()| format!("{}/write", at(id)))
    })?;
    Ok(Resp::go_saying(to, "下書きを消しました"))
}
