//! Receivers without an account: entering and changing one.
use app::Error;
use askama::Template;
use slice::{Fail, Form, Req, Resp};
use ui::{Field, FieldKind, Opt};

use crate::use_cases::light::{self, Light, LightData};
use crate::{LightId, permissions};

/// What such a receiver can be.
const KINDS: [&str; 8] =
    ["hospital", "clinic", "dental", "pharmacy", "430", "130", "hokatsu", "other"];

#[derive(Template)]
#[template(path = "directory/light.html")]
struct Page {
    shell: ui::Shell,
    title: &'static str,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    save: &'static str,
    may_retire: bool,
}

fn data_of(f: &Form) -> LightData {
    let text = |name: &str| f.get(name).to_string();
    LightData {
        name: text("name"),
        kana: text("kana"),
        kind: text("kind"),
        phone: text("phone"),
        fax: text("fax"),
        address: text("address"),
        note: text("note"),
    }
}

fn show(
    req: &Req,
    stored: Option<&Light>,
    d: &LightData,
    errors: Vec<ui::FieldError>,
) -> Result<Resp, Fail> {
    let text = |name: &str, label: &str, value: &str| {
        Field::new(name, label, FieldKind::text(value)).error_from(&errors)
    };
    let kinds = KINDS
        .iter()
        .filter_map(|k| crate::model::service::label(k).map(|label| Opt::new(*k, label)))
        .collect();
    let page = Page {
        shell: req.titled("アカウントのない送り先"),
        title: if stored.is_some() { "送り先を直す" } else { "送り先を登録する" },
        form: ui::FormOpen {
            id: "light".into(),
            action: match stored {
                Some(l) => req.url(&format!("/directory/light/edit/{}", l.id)),
                None => req.url("/directory/light/new"),
            },
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            version: stored.map(|l| l.version.to_string()).unwrap_or_default(),
            ..ui::FormOpen::default()
        },
        fields: vec![
            text("name", "名前", &d.name).required(),
            text("kana", "かな", &d.kana),
            Field::new("kind", "種類", FieldKind::radio(&d.kind, kinds))
                .required()
                .error_from(&errors),
            text("phone", "電話番号", &d.phone),
            text("fax", "FAX番号", &d.fax),
            text("address", "住所", &d.address),
            text("note", "そのほか", &d.note),
        ],
        save: if stored.is_some() { "保存する" } else { "登録する" },
        may_retire: stored.is_some(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// An empty form.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    req.read(|cx| app::authorise(cx, &permissions::LIGHT))?;
    show(req, None, &LightData::default(), Vec::new())
}

/// The form of a stored one.
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let l = stored(req)?;
    show(req, Some(&l), &l.data, Vec::new())
}

fn stored(req: &Req) -> Result<Light, Fail> {
    let id: LightId = req.id("id")?;
    req.read(|cx| {
        app::authorise(cx, &permissions::LIGHT)?;
        light::light(cx, id)
    })
}

/// Saves a new one.
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let data = data_of(&req.form);
    let d = data.clone();
    let done = req.act(move |cx| light::save(cx, None, &d).map(|_| "/directory/windows".into()));
    answer(req, None, &data, done)
}

/// Saves a changed one, or takes it out of the lists.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let l = stored(req)?;
    let id = l.id;
    if req.form.get("_do") == "retire" {
        let to = req.act(move |cx| light::retire(cx, id).map(|()| "/directory/windows".into()))?;
        return Ok(Resp::go_saying(to, "送り先を一覧から外しました"));
    }
    let data = data_of(&req.form);
    let d = data.clone();
    let version = req.form.get("_version").parse().unwrap_or(0);
    let done = req.act(move |cx| {
        light::save(cx, Some((id, version)), &d).map(|_| "/directory/windows".into())
    });
    answer(req, Some(&l), &data, done)
}

fn answer(
    req: &Req,
    stored: Option<&Light>,
    typed: &LightData,
    done: Result<String, Error>,
) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "送り先を保存しました")),
        Err(Error::Stale { .. }) => {
            let now = stored.map(|l| l.data.clone()).unwrap_or_default();
            let message = format!(
                "入力しているあいだに、ほかの人が直しました（いまは {}　{}　{}）。見くらべて、もう一度保存してください",
                now.name, now.phone, now.fax
            );
            let errors = vec![ui::FieldError { field: "name".into(), message }];
            Ok(show(req, stored, typed, errors)?.status(409))
        }
        Err(e) => show(req, stored, typed, super::field_errors(e)?),
    }
}
