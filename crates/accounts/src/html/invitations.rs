//! Printed invitation codes: list, make, print once, withdraw.
use askama::Template;
use kernel::{Hat, wareki};
use slice::{Fail, Form, Req, Resp};

use super::staff;
use crate::OrganisationId;
use crate::model::{NewAccount, Organisation};
use crate::store::Invitation;
use crate::use_cases::{invite, look_up};

const HATS: [Hat; 9] = [
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
    Hat::Vendor,
];

struct Line {
    id: String,
    name: String,
    office: String,
    hat: String,
    made: String,
    state: ui::Tag,
    open: bool,
}

#[derive(Template)]
#[template(path = "accounts/invitations.html")]
struct List {
    shell: ui::Shell,
    lines: Vec<Line>,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/invite.html")]
struct New {
    shell: ui::Shell,
    errors: Vec<ui::FieldError>,
    fields: Vec<ui::field::Field>,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/invited.html")]
struct Made {
    shell: ui::Shell,
    code: String,
    name: String,
    office: String,
    until: String,
}

/// The invitations, newest first.
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let (rows, orgs) = req.read(|cx| Ok((invite::list(cx)?, look_up::organisations(cx)?)))?;
    let now = req.app.now();
    let line = |i: Invitation| {
        let open = i.used_at.is_none() && i.revoked_at.is_none() && now < i.until;
        let state = match (&i.used_at, &i.revoked_at) {
            (Some(_), _) => ui::tag(ui::TagKind::Ok, "使われました"),
            (_, Some(_)) => ui::tag(ui::TagKind::Plain, "取り消しました"),
            _ if !open => ui::tag(ui::TagKind::Plain, "期限が過ぎました"),
            _ => ui::tag(ui::TagKind::Due, format!("{}まで", wareki::month_day(i.until.date()))),
        };
        Line {
            id: i.id.to_string(),
            office: name_of(&orgs, i.account.organisation),
            name: i.account.name,
            hat: i.account.hat.label().into(),
            made: wareki::month_day(i.made_at.date()),
            state,
            open,
        }
    };
    let lines = rows.into_iter().map(line).collect();
    Resp::page(List { shell: req.titled("招待コード"), lines, key: req.new_key() }.render())
}

fn name_of(orgs: &[Organisation], id: OrganisationId) -> String {
    orgs.iter().find(|o| o.id == id).map(|o| o.name.clone()).unwrap_or_default()
}

fn form(req: &Req, typed: &Form, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    use ui::field::{Field, FieldKind, Opt};
    let orgs = req.read(look_up::organisations)?;
    let org_opts: Vec<Opt> =
        orgs.iter().map(|o| Opt::new(o.id.to_string(), o.name.clone())).collect();
    let hat_opts: Vec<Opt> = HATS.iter().map(|h| Opt::new(h.code(), h.label())).collect();
    let fields = vec![
        Field::new(
            "organisation",
            "事業所",
            FieldKind::select(typed.get("organisation"), org_opts),
        )
        .required(),
        Field::new("hat", "役割", FieldKind::select(typed.get("hat"), hat_opts)).required(),
        Field::new("name", "お名前", FieldKind::text(typed.get("name"))).required(),
        Field::new("kana", "かな", FieldKind::text(typed.get("kana"))).required(),
        Field::new("profession", "職種", FieldKind::text(typed.get("profession"))),
    ];
    let fields = fields.into_iter().map(|f| f.error_from(&errors)).collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = New {
        shell: req.titled("招待コードをつくる"), errors, fields, key: req.new_key()
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    form(req, &req.query, Vec::new())
}

/// The code's bytes: drawn from the session's secret and the form's key, so that a second press of the same
/// button shows the same code instead of one that opens nothing.
fn secret(req: &Req) -> Result<[u8; 12], Fail> {
    use sha2::Digest;
    let session = req.session.as_ref().ok_or(Fail::Login)?;
    let key = req.form.get("_key");
    let mut out = [0; 12];
    if key.len() < 8 {
        req.app.random(&mut out);
        return Ok(out);
    }
    let mut h = sha2::Sha256::new();
    h.update(&session.csrf_key);
    h.update(key.as_bytes());
    for (to, from) in out.iter_mut().zip(h.finalize()) {
        *to = from;
    }
    Ok(out)
}

/// Makes one. The code is shown on this answer only.
pub(super) fn make(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let unknown = |field: &str, message: &str| ui::FieldError {
        field: field.into(),
        message: message.into(),
    };
    let (Ok(organisation), Some(hat)) =
        (f.get("organisation").parse::<OrganisationId>(), Hat::from_code(f.get("hat")))
    else {
        let mut errors = Vec::new();
        if f.get("organisation").parse::<OrganisationId>().is_err() {
            errors.push(unknown("organisation", "事業所を選んでください"));
        }
        if Hat::from_code(f.get("hat")).is_none() {
            errors.push(unknown("hat", "役割を選んでください"));
        }
        return form(req, f, errors);
    };
    let account = NewAccount {
        organisation,
        name: f.get("name").into(),
        kana: f.get("kana").into(),
        hat,
        profession: f.get("profession").into(),
        demo_role: None,
    };
    let random = secret(req)?;
    let cmd = account.clone();
    // the key's outcome names no code: the code itself is kept nowhere
    let made = staff::act_once(req, move |cx| invite::invite(cx, &cmd, &random).map(|_| ()));
    match made {
        Ok(false) => Ok(Resp::go_saying("/invitations", staff::SHOWN)),
        Ok(true) => {
            let code = crate::model::code_from_bytes(&random);
            let office = req.read(|cx| look_up::organisation(cx, organisation))?.name;
            let until = wareki::long_weekday(
                req.app.now().plus_minutes(crate::model::CODE_DAYS * 24 * 60).date(),
            );
            let page = Made {
                shell: req.titled("招待コードができました"),
                code,
                name: account.name,
                office,
                until,
            };
            Resp::page(page.render())
        }
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                let errors = fields
                    .into_iter()
                    .map(|f| ui::FieldError { field: f.field, message: f.message })
                    .collect();
                form(req, f, errors)
            }
            None => Err(e.into()),
        },
    }
}

/// Withdraws one.
pub(super) fn revoke(req: &Req) -> Result<Resp, Fail> {
    let id: kernel::Id = req.id("id")?;
    let to = req.act(move |cx| {
        invite::revoke(cx, id)?;
        Ok("/invitations".into())
    })?;
    Ok(Resp::go_saying(to, "招待コードを取り消しました"))
}
