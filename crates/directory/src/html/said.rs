//! A facility answers itself what it can take.
use app::Error;
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Field, FieldKind, Opt};

use crate::FacilityId;
use crate::model::abilities::{self, Says};
use crate::use_cases::said::{self, Said};

#[derive(Template)]
#[template(path = "directory/said.html")]
struct Page {
    shell: ui::Shell,
    back: String,
    name: String,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    words: Field,
}

fn name_of(code: &str) -> String {
    format!("a.{code}")
}

fn show(req: &Req, posted: bool, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let id: FacilityId = req.id("id")?;
    let (f, before): (_, Option<Said>) =
        req.read(|cx| Ok((said::door(cx, id)?, said::of(cx, id)?)))?;
    let value = |code: &str| -> String {
        if posted {
            return req.form.get(&name_of(code)).to_string();
        }
        let kept = before.as_ref().and_then(|s| s.answers.iter().find(|(c, _)| c == code));
        kept.map(|(_, a)| a.code().to_string()).unwrap_or_default()
    };
    let field = |a: &abilities::Ability| {
        let mut opts = vec![Opt::new("", "まだ答えない").unknown()];
        opts.extend(Says::ALL.iter().map(|s| Opt::new(s.code(), s.label())));
        Field::new(name_of(&a.code), &a.label, FieldKind::select(value(&a.code), opts))
    };
    let words = match posted {
        true => req.form.get("words").to_string(),
        false => before.as_ref().map(|s| s.words.clone()).unwrap_or_default(),
    };
    let page = Page {
        shell: req.titled("受けられることを答える"),
        back: req.url(&format!("/directory/{id}")),
        name: f.data.name,
        form: ui::FormOpen {
            id: "said".into(),
            action: req.url(&format!("/directory/{id}/said")),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        fields: abilities::all().iter().map(field).collect(),
        words: Field::new("words", "条件など", FieldKind::text(words))
            .hint("例 夜間の吸引は、1時間に1回くらいまで")
            .error_from(&errors),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, false, Vec::new())
}

/// Answers.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: FacilityId = req.id("id")?;
    let answers: Vec<(String, Says)> = abilities::all()
        .iter()
        .filter_map(|a| {
            Says::from_code(req.form.get(&name_of(&a.code))).map(|s| (a.code.clone(), s))
        })
        .collect();
    let words = req.form.get("words").to_string();
    let done: Result<String, Error> =
        req.act(move |cx| said::say(cx, id, &answers, &words).map(|()| format!("/directory/{id}")));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "回答を保存しました")),
        Err(e) => show(req, true, super::field_errors(e)?),
    }
}
