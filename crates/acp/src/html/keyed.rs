//! Keying in the person's paper: seen until 確定, afterwards only its day.
use askama::Template;
use kernel::wareki;
use people::ResidentId;
use people::release::Parts;
use slice::{Fail, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Html, Shell};

use super::parts::{at, chapters, date_field, day, errors_of, posted, text};
use crate::model::{Part, shipped};
use crate::use_cases::keyed as act;

#[derive(Template)]
#[template(path = "acp/keyed.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    settled: Vec<String>,
    errors: Vec<FieldError>,
    chapters: Vec<(String, String, Vec<Field>)>,
    last: Vec<Field>,
    key: String,
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let p = req.read(|cx| act::page(cx, id))?;
    let form = shipped().map_err(Fail::Use)?;
    let again = req.form.has("heard");
    let body = match (&p.mine, again) {
        (_, true) => posted(&req.form, Part::Wish).map_err(Fail::Use)?,
        (Some(k), false) => k.body.clone(),
        (None, false) => crate::model::Body::new(),
    };
    let (mut on, mut heard) = (
        date_field(req, "written_on", "紙に書かれた日"),
        text(req, "heard", "だれから受け取りましたか")
            .required()
            .hint("例 ご本人 ／ 民生委員 佐々木"),
    );
    if let (Some(k), false) = (&p.mine, again) {
        on = Field::new(
            "written_on",
            "紙に書かれた日",
            ui::FieldKind::Date(ui::dates::boxes(&k.written_on.to_string())),
        )
        .required();
        heard = Field::new("heard", "だれから受け取りましたか", ui::FieldKind::text(&k.heard))
            .required();
    }
    let shell = req.titled("きぼうノートの紙を入力する");
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        back: ui::back("見守りの名簿", shell.url("/registers")),
        here: shell.url(&format!("{}/paper", at(id))),
        name: p.name,
        settled: p
            .settled
            .iter()
            .map(|(on, at)| {
                format!("{}の紙（{}に確定）", wareki::long(*on), wareki::short(at.date()))
            })
            .collect(),
        chapters: chapters(form, (Part::Wish, &Parts::Whole), &body, &errors),
        last: vec![on.error_from(&errors), heard.error_from(&errors)],
        errors,
        key: req.new_key(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/wish/paper
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /people/{resident}/wish/paper
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let mut errors = Vec::new();
    let Some(on) = day(req, "written_on", "紙に書かれた日を入力してください", &mut errors)
    else {
        return show(req, errors);
    };
    let body = posted(&req.form, Part::Wish).map_err(Fail::Use)?;
    let (heard, settle) = (req.form.get("heard").to_owned(), req.form.get("_do") == "settle");
    let done = req.act(move |cx| {
        act::keep(cx, id, (&body, on, &heard), settle)?;
        Ok(format!("{}/paper", at(id)))
    });
    match done {
        Ok(to) if settle => Ok(Resp::go_saying(to, "確定しました。ここからは、もう見えません")),
        Ok(to) => Ok(Resp::go_saying(to, "途中まで残しました")),
        Err(e) => match errors_of(&e) {
            Some(fields) => show(req, fields),
            None => Err(e.into()),
        },
    }
}
