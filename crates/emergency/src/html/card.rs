//! The card on a person's page: what crews see, the consent, the questions.
use askama::Template;
use kernel::wareki;
use people::{ConsentMethod, ResidentId};
use slice::{Fail, Form, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, Shell, dates};

use super::errors_of;
use crate::model::card::{NewCard, SECTIONS, Source, body};
use crate::model::sheet::Sheet;
use crate::use_cases::card as act;
use crate::use_cases::register::{self, NewRegistration};

#[derive(Template)]
#[template(path = "emergency/card.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    s: Sheet,
    /// The consent in words.
    consent: Option<String>,
    version: i64,
    filled: bool,
    writes: bool,
    errors: Vec<FieldError>,
    register: Vec<Field>,
    with: Field,
    keys: [String; 5],
    /// Of the two papers.
    papers: [String; 2],
}

fn at(id: ResidentId) -> String {
    format!("/people/{id}/emergency")
}

fn register_fields(req: &Req, errors: &[FieldError]) -> Vec<Field> {
    let f = &req.form;
    let mut day = dates::posted(f.state(), "given_on");
    if !f.has("given_on.y") {
        day = dates::boxes(&req.app.now().date().to_string());
    }
    let how = ConsentMethod::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let tell = if f.has("given_by") { f.all("tell").to_vec() } else { vec!["yes".into()] };
    [
        Field::new("method", "同意の取り方", FieldKind::radio(f.get("method"), how)).required(),
        Field::new("given_by", "同意した人", FieldKind::text(f.get("given_by"))).required().hint("例 ご本人 ／ 長男 高橋 正（ご本人の代わり）"),
        Field::new("heard_by", "聞いた人・紙を受け取った人", FieldKind::text(f.get("heard_by"))).required(),
        Field::new("given_on", "同意の日", FieldKind::Date(day)).required(),
        Field::new("tell", "支援チームへの知らせ", FieldKind::checks(tell, vec![Opt::new("yes", "救急隊がカードを開いたとき、支援チームに「救急搬送の可能性があります」と知らせてよい")])),
    ]
    .into_iter()
    .map(|x| x.error_from(errors))
    .collect()
}

fn show(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let v = req.read(|cx| act::view(cx, id))?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        back: ui::back(format!("{} さんのページ", v.name), req.url(&format!("/people/{id}"))),
        here: req.url(&at(id)),
        shell: req.titled("救急医療情報"),
        name: v.name,
        consent: v.registration.map(|r| {
            format!(
                "{}・{}（聞いた人 {}）。支援チームへの知らせ：{}",
                wareki::long(r.given_on),
                r.given_by,
                r.heard_by,
                if r.tell_team { "する" } else { "しない" }
            )
        }),
        version: v.card.as_ref().map_or(0, |c| c.version),
        filled: v.card.is_some(),
        writes: v.writes,
        register: register_fields(req, &errors),
        with: Field::new("with", "だれと確かめましたか", FieldKind::text(req.form.get("with")))
            .required()
            .hint("例 本人・長男")
            .error_from(&errors),
        keys: std::array::from_fn(|_| req.new_key()),
        papers: std::array::from_fn(|_| req.new_key()),
        s: v.sheet,
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/emergency
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, Vec::new())
}

fn back_with(
    req: &Req,
    id: ResidentId,
    done: Result<String, app::Error>,
    say: &str,
) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, say)),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, id, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

/// POST /people/{resident}/emergency/register
pub(super) fn register(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let today = req.app.now().date();
    let mut errors = Vec::new();
    let given_on = dates::date(&dates::posted(f.state(), "given_on"), today);
    let method = ConsentMethod::from_code(f.get("method"));
    if method.is_none() {
        errors.push(FieldError {
            field: "method".into(),
            message: "同意の取り方を選んでください".into(),
        });
    }
    let given_on = match given_on {
        Ok(Some(d)) => Some(d),
        Ok(None) => {
            errors.push(FieldError {
                field: "given_on".into(),
                message: "同意の日を入力してください".into(),
            });
            None
        }
        Err(p) => {
            errors.push(FieldError { field: "given_on".into(), message: p.message });
            None
        }
    };
    let (Some(method), Some(given_on)) = (method, given_on) else { return show(req, id, errors) };
    let n = NewRegistration {
        method,
        given_on,
        given_by: f.get("given_by").into(),
        heard_by: f.get("heard_by").into(),
        tell_team: f.has("tell"),
    };
    let done = req.act(move |cx| register::register(cx, id, &n).map(|()| at(id)));
    back_with(req, id, done, "登録しました。消防がさがせるようになりました")
}

/// POST /people/{resident}/emergency/end
pub(super) fn end(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let reason = req.form.get("reason").to_owned();
    let done = req.act(move |cx| register::end(cx, id, &reason).map(|()| at(id)));
    back_with(req, id, done, "登録をやめました。消防からは、もう見えません")
}

/// POST /people/{resident}/emergency/confirm
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let with = req.form.get("with").to_owned();
    let version = req.form.get("version").parse().unwrap_or(0);
    let done = req.act(move |cx| act::confirm(cx, id, &with, version).map(|()| at(id)));
    let done = done.map_err(|e| match e {
        app::Error::Invalid(mut fields) => {
            fields
                .iter_mut()
                .filter(|f| f.field == "confirmed_with")
                .for_each(|f| f.field = "with".into());
            app::Error::Invalid(fields)
        }
        e => e,
    });
    back_with(req, id, done, "「変わりありません」を記録しました")
}

#[derive(Template)]
#[template(path = "emergency/edit.html")]
struct Edit {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    version: i64,
    stale: bool,
    errors: Vec<FieldError>,
    sections: Vec<(&'static str, Vec<Field>)>,
    last: Vec<Field>,
    key: String,
}

fn edit_show(
    req: &Req,
    id: ResidentId,
    form: Option<&Form>,
    errors: Vec<FieldError>,
    stale: bool,
) -> Result<Resp, Fail> {
    let v = req.read(|cx| act::view(cx, id))?;
    let card = v.card.as_ref();
    let value = |code: &str| match form {
        Some(f) => f.get(code).to_owned(),
        None => card.map_or("", |c| c.get(code)).to_owned(),
    };
    let sections = SECTIONS
        .iter()
        .map(|(title, items)| {
            let fields = items
                .iter()
                .map(|i| {
                    let f = Field::new(i.code, i.label, FieldKind::text(value(i.code)));
                    let f = if i.hint.is_empty() { f } else { f.hint(i.hint) };
                    f.error_from(&errors)
                })
                .collect();
            (*title, fields)
        })
        .collect();
    let mut day = form.map(|f| dates::posted(f.state(), "confirmed_on")).unwrap_or_default();
    if form.is_none() {
        day = dates::boxes(&req.app.now().date().to_string());
    }
    let sources = Source::ALL.iter().map(|s| Opt::new(s.code(), s.label())).collect();
    let last = [
        Field::new(
            "source",
            "この内容は",
            FieldKind::radio(form.map_or("", |f| f.get("source")), sources),
        )
        .required(),
        Field::new(
            "confirmed_with",
            "だれと確かめましたか",
            FieldKind::text(value("confirmed_with")),
        )
        .required()
        .hint("例 本人・長男"),
        Field::new("confirmed_on", "確かめた日", FieldKind::Date(day)).required(),
    ]
    .into_iter()
    .map(|f| f.error_from(&errors))
    .collect();
    let status = if errors.is_empty() && !stale { 200 } else { 422 };
    let page = Edit {
        back: ui::back("救急医療情報", req.url(&at(id))),
        here: req.url(&at(id)),
        shell: req.titled("救急医療情報を書く"),
        name: v.name,
        version: card.map_or(0, |c| c.version),
        stale,
        errors,
        sections,
        last,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/emergency/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    edit_show(req, req.id("resident")?, None, Vec::new(), false)
}

/// POST /people/{resident}/emergency/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let mut errors = Vec::new();
    let source = Source::from_code(f.get("source"));
    if source.is_none() {
        errors.push(FieldError {
            field: "source".into(),
            message: "どこから聞いたかを選んでください".into(),
        });
    }
    let on = match dates::date(&dates::posted(f.state(), "confirmed_on"), req.app.now().date()) {
        Ok(Some(d)) => Some(d),
        Ok(None) => {
            errors.push(FieldError {
                field: "confirmed_on".into(),
                message: "確かめた日を入力してください".into(),
            });
            None
        }
        Err(p) => {
            errors.push(FieldError { field: "confirmed_on".into(), message: p.message });
            None
        }
    };
    let (Some(source), Some(confirmed_on)) = (source, on) else {
        return edit_show(req, id, Some(f), errors, false);
    };
    let n = NewCard {
        version: f.get("version").parse().unwrap_or(0),
        body: body(|code| f.get(code).to_owned()),
        source,
        settled: source != Source::Paper,
        confirmed_on,
        confirmed_with: f.get("confirmed_with").into(),
    };
    match req.act(move |cx| act::save(cx, id, &n).map(|()| at(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "救急医療情報を保存しました")),
        Err(app::Error::Stale { .. }) => edit_show(req, id, Some(f), Vec::new(), true),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => edit_show(req, id, Some(f), errors_of(fields), false),
            None => Err(e.into()),
        },
    }
}
