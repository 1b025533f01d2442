//! Judging 緊急閲覧; who judges.
use accounts::OrganisationKind;
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Shell};

use super::errors_of;
use crate::model::glass::{Glass, Verdict};
use crate::use_cases::review as act;

#[derive(Template)]
#[template(path = "emergency/reviews.html")]
struct Page {
    shell: Shell,
    errors: Vec<FieldError>,
    waiting: Vec<Waiting>,
    done: Vec<(String, String)>,
}

struct Waiting {
    title: String,
    why: String,
    due: String,
    over: bool,
    action: String,
    fields: Vec<Field>,
    key: String,
}

fn title(g: &Glass) -> String {
    let t = g.at.local();
    format!(
        "{} {}:{:02}　{}　事案 {}",
        wareki::month_day(g.at.date()),
        t.hour(),
        t.minute(),
        g.name,
        g.incident
    )
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (waiting, done) = req.read(act::list)?;
    let today = req.app.now().date();
    let page = Page {
        shell: req.titled("緊急閲覧をたしかめる"),
        waiting: waiting
            .iter()
            .map(|g| {
                let name = |n: &str| format!("{n}-{}", g.id);
                let verdicts = Verdict::ALL.iter().map(|v| Opt::new(v.code(), v.label())).collect();
                Waiting {
                    title: title(g),
                    why: format!(
                        "{}{}",
                        g.why(),
                        if g.note.is_empty() { String::new() } else { format!("（{}）", g.note) }
                    ),
                    due: wareki::month_day(g.review_by),
                    over: g.review_by < today,
                    action: req.url(&format!("/emergency/reviews/{}", g.id)),
                    fields: [
                        Field::new(
                            name("verdict"),
                            "判断",
                            FieldKind::radio(req.form.get(&name("verdict")), verdicts),
                        )
                        .required(),
                        Field::new(
                            name("note"),
                            "わけ（妥当でないとき）",
                            FieldKind::text(req.form.get(&name("note"))),
                        ),
                        Field::new(
                            name("quiet"),
                            "ご本人に伝えると危険があるときは、そのわけ",
                            FieldKind::text(req.form.get(&name("quiet"))),
                        )
                        .hint("空けておくと、担当の事業所がご本人かご家族に伝えます"),
                    ]
                    .into_iter()
                    .map(|f| f.error_from(&errors))
                    .collect(),
                    key: req.new_key(),
                }
            })
            .collect(),
        done: done
            .iter()
            .map(|g| {
                (
                    title(g),
                    format!(
                        "{}　{}　{}",
                        g.verdict.map_or("", Verdict::label),
                        g.reviewer_name,
                        g.review_note
                    ),
                )
            })
            .collect(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /emergency/reviews
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /emergency/reviews/{glass}
pub(super) fn judge(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("glass")?;
    let get = |n: &str| req.form.get(&format!("{n}-{id}")).to_owned();
    let (verdict, note, quiet) = (get("verdict"), get("note"), get("quiet"));
    let done = req.act(move |cx| {
        act::review(cx, id, &verdict, &note, &quiet).map(|()| "/emergency/reviews".into())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "記録しました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                let errors = errors_of(fields)
                    .into_iter()
                    .map(|f| FieldError { field: format!("{}-{id}", f.field), ..f });
                show(req, errors.collect())
            }
            None => Err(e.into()),
        },
    }
}

#[derive(Template)]
#[template(path = "emergency/settings.html")]
struct SettingsPage {
    shell: Shell,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    here: String,
    key: String,
}

fn settings_show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (s, hospitals) = req.read(|cx| {
        let mut all = accounts::organisations_of_kind(cx, OrganisationKind::Hospital)?;
        all.extend(accounts::organisations_of_kind(cx, OrganisationKind::Clinic)?);
        Ok((act::settings(cx)?, all))
    })?;
    let typed = req.form.has("phone");
    let chosen = match typed {
        true => req.form.all("organisations").to_vec(),
        false => s.organisations.iter().map(ToString::to_string).collect(),
    };
    let opts = hospitals.iter().map(|h| Opt::new(h.id.to_string(), h.name.clone())).collect();
    let phone = if typed { req.form.get("phone").to_owned() } else { s.phone };
    let page = SettingsPage {
        shell: req.titled("緊急閲覧をたしかめる人"),
        fields: [
            Field::new(
                "organisations",
                "消防のほかにたしかめる機関（MC の医師）",
                FieldKind::checks(chosen, opts),
            ),
            Field::new("phone", "停止したときの連絡先の電話", FieldKind::text(phone))
                .hint("空けておくと、その隊の代表電話が出ます"),
        ]
        .into_iter()
        .map(|f| f.error_from(&errors))
        .collect(),
        here: req.url("/emergency/settings"),
        key: req.new_key(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /emergency/settings
pub(super) fn settings_page(req: &Req) -> Result<Resp, Fail> {
    settings_show(req, Vec::new())
}

/// POST /emergency/settings
pub(super) fn settings_save(req: &Req) -> Result<Resp, Fail> {
    let s = act::Settings {
        organisations: req
            .form
            .all("organisations")
            .iter()
            .filter_map(|t| t.parse().ok())
            .collect(),
        phone: req.form.get("phone").into(),
    };
    match req.act(move |cx| act::set(cx, &s).map(|()| "/emergency/settings".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => settings_show(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}
