//! 参加の申込み as the centre sees them: what the form says beside what the directory says, the number to call, and the
//! decision.
use accounts::model::application::Applied;
use accounts::model::{CODE_DAYS, code_from_bytes};
use accounts::use_cases::applications as asked;
use app::Error;
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};

use super::field_errors;
use crate::use_cases::applications;

struct Line {
    id: String,
    name: String,
    meta: String,
    tag: ui::Tag,
}

#[derive(Template)]
#[template(path = "directory/applications.html")]
struct List {
    shell: ui::Shell,
    lines: Vec<Line>,
}

struct Listed {
    id: String,
    name: String,
    service: String,
    address: String,
    phone: String,
    joined: bool,
}

#[derive(Template)]
#[template(path = "directory/application.html")]
struct One {
    shell: ui::Shell,
    id: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    listed: Vec<Listed>,
    open: bool,
    outcome: String,
    errors: Vec<ui::FieldError>,
    reason: String,
    keys: [String; 2],
}

#[derive(Template)]
#[template(path = "directory/application_letter.html")]
struct Letter {
    shell: ui::Shell,
    office: String,
    name: String,
    code: String,
    address: String,
    until: String,
}

fn tag(a: &Applied) -> ui::Tag {
    match a.accepted {
        None => ui::tag(ui::TagKind::Due, "電話で確かめてください"),
        Some(true) => ui::tag(ui::TagKind::Ok, "確認しました"),
        Some(false) => ui::tag(ui::TagKind::Plain, "見送りました"),
    }
}

/// All, open ones first.
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let lines = req
        .read(asked::list)?
        .into_iter()
        .map(|a| Line {
            id: a.id.to_string(),
            meta: format!(
                "{}・{}・{}",
                a.form.kind.label(),
                wareki::month_day(a.at.date()),
                if a.paper { "紙" } else { "画面" }
            ),
            tag: tag(&a),
            name: a.form.name,
        })
        .collect();
    Resp::page(List { shell: req.titled("参加の申込み"), lines }.render())
}

fn show(req: &Req, id: Id, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let (a, found) = req.read(|cx| {
        let a = asked::get(cx, id)?;
        let found = applications::candidates(cx, &a.form.number)?;
        Ok((a, found))
    })?;
    let f = &a.form;
    let mut facts = vec![
        ("番号", f.number.clone()),
        ("かな", f.kana.clone()),
        ("種類", f.kind.label().to_string()),
        ("書かれた電話", f.phone.clone()),
        ("管理者になる方", format!("{}（{}）", f.person, f.person_kana)),
    ];
    for (k, v) in [("職種", &f.profession), ("連絡", &f.note)] {
        if !v.is_empty() {
            facts.push((k, v.clone()));
        }
    }
    let day = a.decided_at.map(|d| wareki::month_day(d.date())).unwrap_or_default();
    let who = a.decided_name.clone().unwrap_or_default();
    let outcome = match a.accepted {
        Some(true) => {
            let called = a.called.clone().unwrap_or_default();
            format!("{day}に{who}が、{called} に電話して確認しました")
        }
        Some(false) => {
            let why = a.reason.clone().unwrap_or_default();
            format!("{day}に{who}が見送りました。理由: {why}")
        }
        None => String::new(),
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = One {
        shell: req.titled(f.name.clone()),
        id: id.to_string(),
        name: f.name.clone(),
        facts,
        listed: found
            .into_iter()
            .map(|x| Listed {
                id: x.id.to_string(),
                name: x.data.name,
                service: x.data.service_label,
                address: format!("{}{}", x.data.city, x.data.address),
                phone: x.data.phone.unwrap_or_default(),
                joined: x.organisation.is_some(),
            })
            .collect(),
        open: a.decided_at.is_none(),
        outcome,
        errors,
        reason: req.form.get("reason").into(),
        keys: std::array::from_fn(|_| req.new_key()),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// One.
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("id")?, Vec::new())
}

fn error(field: &str, message: &str) -> Vec<ui::FieldError> {
    vec![ui::FieldError { field: field.into(), message: message.into() }]
}

/// Twelve bytes that are the same for the same press of the same button.
fn secret(req: &Req) -> Result<[u8; 12], Fail> {
    let session = req.session.as_ref().ok_or(Fail::Login)?;
    let text = format!("{}:{}", kernel::hex(&session.csrf_key), req.form.get("_key"));
    let digest = kernel::sha256_hex(text.as_bytes());
    let mut out = [0; 12];
    for (to, pair) in out.iter_mut().zip(digest.as_bytes().chunks(2)) {
        let text = std::str::from_utf8(pair).unwrap_or("0");
        *to = u8::from_str_radix(text, 16).unwrap_or(0);
    }
    Ok(out)
}

/// Confirms after the call, or turns down with a reason.
pub(super) fn decide(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("id")?;
    if req.form.get("what") == "refuse" {
        let reason = req.form.get("reason").to_string();
        let done =
            req.act(move |cx| asked::refuse(cx, id, &reason).map(|()| "/applications".to_string()));
        return match done {
            Ok(to) => Ok(Resp::go_saying(to, "申込みを見送りました")),
            Err(e) => show(req, id, field_errors(e)?),
        };
    }
    let Ok(facility) = req.form.get("facility").parse() else {
        return show(req, id, error("facility", "名簿の事業所を選んでください"));
    };
    if !req.form.has("called") {
        let said = "名簿の電話番号にかけて確かめてから、印をつけてください";
        return show(req, id, error("called", said));
    }
    let random = secret(req)?;
    let done = req.act(move |cx| {
        applications::confirm(cx, id, facility, &random).map(|(o, _)| o.to_string())
    });
    let organisation = match done {
        Ok(o) => o.parse::<Id>().map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?,
        Err(e) => return show(req, id, field_errors(e)?),
    };
    let (a, office) = req.read(|cx| {
        Ok((
            asked::get(cx, id)?,
            accounts::organisation(cx, accounts::OrganisationId(organisation))?,
        ))
    })?;
    let page = Letter {
        shell: req.titled("招待の手紙"),
        office: office.name,
        name: a.form.person,
        code: code_from_bytes(&random),
        address: format!("{}{}", req.origin, req.url("/login")),
        until: wareki::long_weekday(req.app.now().plus_minutes(CODE_DAYS * 24 * 60).date()),
    };
    Resp::page(page.render())
}
