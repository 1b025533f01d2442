//! Pages that narrow who sees what: a shield over a person, 「誰に見えるか」 and the label of one record, and the region's
//! narrowing of the matrix.
use std::collections::BTreeSet;

use app::Error;
use askama::Template;
use kernel::{Id, wareki};
use slice::{Audit, Fail, Req, Resp, Route};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, Shell, TagKind};

use super::basics::errors_of;
use crate::ResidentId;
use crate::authz::{Cell, Label};
use crate::permissions::{ACCESS, LABEL, RECORD_SEE, SHIELD};
use crate::use_cases::{access_rules, label, shield};

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{resident}/shield", &SHIELD, Audit::Person, shield_page),
        Route::post("/people/{resident}/shield", &SHIELD, Audit::Person, shield_set),
        Route::post("/people/{resident}/shield/lift", &SHIELD, Audit::Person, shield_lift),
        Route::get("/records/{record}/see", &RECORD_SEE, Audit::Person, record_page),
        Route::post("/records/{record}/label", &LABEL, Audit::Person, record_label),
        Route::get("/access", &ACCESS, Audit::Act, access_page),
        Route::post("/access", &ACCESS, Audit::Act, access_set),
    ]
}

/// The way from a page of a record to who can see it: one component for all slices. The page shows it to whoever may open
/// the record.
pub fn see_button(shell: &Shell, record: Id) -> ui::Button {
    ui::Button::link("誰に見えるか", shell.url(&format!("/records/{record}/see")))
        .compact()
        .icon("eye")
}

fn reason(req: &Req, words: &str, errors: &[FieldError]) -> Field {
    Field::new("reason", words, FieldKind::text(req.form.get("reason")))
        .required()
        .error_from(errors)
}

#[derive(Template)]
#[template(path = "people/shield.html")]
struct ShieldPage {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    errors: Vec<FieldError>,
    set: Option<(String, Vec<String>)>,
    fields: Vec<Field>,
    key: String,
}

fn shield_show(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let p = req.read(|cx| shield::read(cx, id))?;
    let shell = req.titled("住所などを伏せる");
    let own = req.actor()?.organisation;
    let others = p.parties.iter().filter(|(o, _)| Some(*o) != own);
    let opts = others.map(|(o, n)| Opt::new(o.to_string(), n.clone())).collect();
    let mut fields = vec![reason(req, "理由", &errors)];
    if p.shield.is_none() {
        let chosen = req.form.all("named").to_vec();
        fields.push(
            Field::new("named", "これまでどおり見える事業所", FieldKind::checks(chosen, opts))
                .hint(
                    "選ばない事業所からは、住所・電話が、はじめから入力されていないように見えます",
                )
                .error_from(&errors),
        );
    }
    let named = |s: &shield::Shielded| {
        let name = |o: &Id| p.parties.iter().find(|(p, _)| p == o).map(|(_, n)| n.clone());
        s.parties.iter().filter_map(name).collect()
    };
    let page = ShieldPage {
        back: ui::back(format!("{} さんのページ", p.name), shell.url(&format!("/people/{id}"))),
        here: shell.url(&format!("/people/{id}/shield")),
        set: p.shield.as_ref().map(|s| {
            (
                format!("{}に{}さんが伏せました。{}", wareki::long(s.at.date()), s.by, s.reason),
                named(s),
            )
        }),
        name: p.name.clone(),
        fields,
        key: req.new_key(),
        shell,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

pub(super) fn shield_page(req: &Req) -> Result<Resp, Fail> {
    shield_show(req, req.id("resident")?, Vec::new())
}

fn shield_done(
    req: &Req,
    id: ResidentId,
    said: &str,
    r: Result<String, Error>,
) -> Result<Resp, Fail> {
    match r {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => shield_show(req, id, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

pub(super) fn shield_set(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let why = req.form.get("reason").to_string();
    let named: Vec<Id> = req.form.all("named").iter().filter_map(|t| t.parse().ok()).collect();
    let to = format!("/people/{id}/shield");
    let r = req.act(move |cx| shield::set(cx, id, &why, &named).map(|_| to.clone()));
    shield_done(req, id, "住所などを伏せました", r)
}

pub(super) fn shield_lift(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let why = req.form.get("reason").to_string();
    let to = format!("/people/{id}/shield");
    let r = req.act(move |cx| shield::lift(cx, id, &why).map(|()| to.clone()));
    shield_done(req, id, "伏せるのをやめました", r)
}

struct Reader {
    who: String,
    why: String,
    roles: String,
}

#[derive(Template)]
#[template(path = "people/record_see.html")]
struct RecordPage {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    title: String,
    tag: Html,
    errors: Vec<FieldError>,
    readers: Vec<Reader>,
    unseen: String,
    seen: String,
    history: Vec<(String, String)>,
    fields: Vec<Field>,
    sent: bool,
    key: String,
}

fn record_show(req: &Req, record: Id, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let p = req.read(|cx| label::read(cx, record))?;
    let shell = req.titled("誰に見えるか");
    let chosen = if req.form.has("label") { req.form.get("label") } else { p.label.code() };
    let opts = Label::ALL.iter().map(|l| Opt::new(l.code(), l.label())).collect();
    let fields = match p.may {
        true => vec![
            Field::new("label", "この記録の扱い方", FieldKind::radio(chosen, opts))
                .required()
                .error_from(&errors),
            reason(req, "変える理由", &errors),
        ],
        false => Vec::new(),
    };
    let kind = if p.label == Label::Normal { TagKind::Plain } else { TagKind::Due };
    let (seen, unseen): (Vec<_>, Vec<_>) = p.lines.into_iter().partition(|l| !l.2.is_empty());
    let page = RecordPage {
        back: ui::back(
            format!("{} さんのページ", p.name),
            shell.url(&format!("/people/{}", p.resident)),
        ),
        here: shell.url(&format!("/records/{record}")),
        seen: shell.url(&format!("/people/{}/seen", p.resident)),
        name: p.name,
        title: p.title,
        tag: ui::tag(kind, p.label.label()).html(),
        readers: seen
            .into_iter()
            .map(|(who, why, roles)| Reader { who, why, roles: roles.join("、") })
            .collect(),
        unseen: unseen
            .into_iter()
            .map(|l| if l.0.is_empty() { l.1 } else { format!("{}：{}", l.0, l.1) })
            .collect(),
        history: p
            .history
            .iter()
            .map(|h| {
                let what = format!("{}　「{}」にした", wareki::long(h.at.date()), h.label.label());
                (what, format!("{}・{}", h.by, h.reason))
            })
            .collect(),
        fields,
        sent: p.sent,
        key: req.new_key(),
        shell,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn record_page(req: &Req) -> Result<Resp, Fail> {
    record_show(req, req.id("record")?, Vec::new())
}

fn record_label(req: &Req) -> Result<Resp, Fail> {
    let record: Id = req.id("record")?;
    let Some(to) = Label::from_code(req.form.get("label")) else {
        let message = "扱い方を選んでください".into();
        return record_show(req, record, vec![FieldError { field: "label".into(), message }]);
    };
    let why = req.form.get("reason").to_string();
    let done = format!("/records/{record}/see");
    match req.act(move |cx| label::set(cx, record, to, &why).map(|()| done.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "扱い方を変えました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => record_show(req, record, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

struct Block {
    id: String,
    title: String,
    cells: Vec<(String, &'static str, bool)>,
}

#[derive(Template)]
#[template(path = "people/access.html")]
struct AccessPage {
    shell: Shell,
    errors: Vec<FieldError>,
    blocks: Vec<Block>,
    history: Vec<(String, String)>,
    reason: Field,
    version: String,
    source: String,
    key: String,
}

fn access_show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let p = req.read(access_rules::read)?;
    let typed = req.form.has("reason");
    let open: BTreeSet<Cell> = match typed {
        true => req.form.all("open").iter().filter_map(|c| Cell::from_code(c)).collect(),
        false => p.open.iter().filter(|c| !p.closed.contains(c)).copied().collect(),
    };
    let mut blocks: Vec<Block> = Vec::new();
    for cell in p.open.iter().filter(|c| c.basis.closable()) {
        let title = format!("{}　{}", cell.hat.label(), cell.basis.label());
        let line = (cell.code(), cell.group.label(), open.contains(cell));
        match blocks.iter_mut().find(|b| b.title == title) {
            Some(b) => b.cells.push(line),
            None => {
                blocks.push(Block { id: format!("b{}", blocks.len()), title, cells: vec![line] })
            }
        }
    }
    let shipped = crate::authz::shipped();
    let page = AccessPage {
        shell: req.titled("職種ごとに見える範囲"),
        blocks,
        history: p
            .history
            .iter()
            .map(|h| {
                (
                    format!(
                        "{}　第{}版・{}か所を閉じる",
                        wareki::long(h.at.date()),
                        h.version,
                        h.closed
                    ),
                    format!("{}・{}", h.by, h.reason),
                )
            })
            .collect(),
        reason: reason(req, "変える理由", &errors).hint("例 協議会での申し合わせ（11月）"),
        version: shipped.version.clone(),
        source: shipped.source.clone(),
        key: req.new_key(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

pub(super) fn access_page(req: &Req) -> Result<Resp, Fail> {
    access_show(req, Vec::new())
}

/// What was ticked stays open; what was not is closed.
pub(super) fn access_set(req: &Req) -> Result<Resp, Fail> {
    let open: Vec<Cell> = req.form.all("open").iter().filter_map(|c| Cell::from_code(c)).collect();
    let closed: Vec<Cell> = access_rules::choosable()
        .into_iter()
        .filter(|c| c.basis.closable() && !open.contains(c))
        .collect();
    let why = req.form.get("reason").to_string();
    match req.act(move |cx| access_rules::set(cx, &closed, &why).map(|()| "/access".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "見える範囲を変えました。いまから使われます")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => access_show(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}
