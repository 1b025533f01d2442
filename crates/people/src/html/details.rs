//! Contacts, health facts and the support team: one page, each with its small form.
use app::Error;
use askama::Template;
use kernel::Id;
use slice::{Fail, Form, Req, Resp};
use ui::FieldError;
use ui::dates;
use ui::field::{Field, FieldKind, Opt};

use super::basics::errors_of;
use crate::authz::{Act, Basic, What, Write, could, decide};
use crate::model::{
    AlertLevel, Contact, Fact, FactKind, NewContact, NewFact, NewTeamMember, TeamMember, TeamRole,
    member_label,
};
use crate::use_cases::{change, members, view};
use crate::{ResidentId, permissions};

#[derive(Template)]
#[template(path = "people/details.html")]
struct Page {
    shell: ui::Shell,
    id: String,
    name: String,
    errors: Vec<FieldError>,
    contacts: Vec<Contact>,
    facts: Vec<Fact>,
    team: Vec<TeamMember>,
    /// Is any consent in force? A team sees what a consent opens, and nothing without one.
    consented: bool,
    contact_fields: Vec<Field>,
    fact_fields: Vec<Field>,
    team_fields: Vec<Field>,
    key: String,
    /// The small form that came back with errors: it stands open.
    open: &'static str,
}

impl Page {
    fn back(&self) -> ui::Html {
        let href = self.shell.url(&format!("/people/{}", self.id));
        ui::back(format!("{} さんのページ", self.name), href)
    }
}

/// What a contact is to the person, several at once.
const IS: [(&str, &str); 3] =
    [("lives_with", "同居"), ("carer", "主な介護者"), ("key_person", "キーパーソン")];

fn is(form: &Form) -> Field {
    let opts = IS.iter().map(|(code, label)| Opt::new(*code, *label)).collect();
    Field::new("is", "あてはまるもの", FieldKind::checks(form.all("is").to_vec(), opts))
}

fn show(
    req: &Req,
    id: ResidentId,
    open: &'static str,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let (v, orgs) = req.read(|cx| {
        // Whoever may only read gets no forms; the refusal is logged.
        if !could(cx, Act::Write, What::Basic, id)? {
            decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
        }
        Ok((view::view(cx, id)?, members::for_team(cx)?))
    })?;
    let f = &req.form;
    let text = |name: &str, label: &str| Field::new(name, label, FieldKind::text(f.get(name)));
    let kinds = FactKind::ALL.iter().map(|k| Opt::new(k.code(), k.label())).collect();
    let alerts = vec![
        Opt::new("none", "ふつう"),
        Opt::new("caution", "注意として上に出す"),
        Opt::new("harm", "危険として上に出す（アレルギーなど）"),
    ];
    let roles = TeamRole::ALL.iter().map(|r| Opt::new(r.code(), r.label())).collect();
    let mut offices = vec![Opt::new("", "この一覧にない")];
    offices.extend(orgs.iter().map(|o| Opt::new(o.id.to_string(), o.name.clone())));
    let mark = |fields: Vec<Field>| -> Vec<Field> {
        fields.into_iter().map(|x| x.error_from(&errors)).collect()
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        contact_fields: mark(vec![
            text("name", "お名前").required(),
            text("relation", "続柄"),
            text("age", "年齢"),
            text("phone", "電話"),
            is(f),
        ]),
        fact_fields: mark(vec![
            Field::new("kind", "種類", FieldKind::select(f.get("kind"), kinds)).required(),
            text("text", "内容").required(),
            Field::new("alert", "見せ方", FieldKind::radio(f.get("alert"), alerts)),
            text("source", "だれ・何から分かったか").hint("例 お薬手帳、主治医、ご家族"),
            Field::new("as_of", "いつの内容か", FieldKind::Date(dates::posted(f.state(), "as_of"))),
        ]),
        team_fields: mark(vec![
            Field::new("role", "役割", FieldKind::select(f.get("role"), roles)).required(),
            Field::new("organisation", "事業所", FieldKind::select(f.get("organisation"), offices)),
            text("label", "事業所・医療機関の名前")
                .hint("一覧から選んだときは、なくてもかまいません"),
            text("member_person", "担当の人・医師のお名前").hint("わかるとき。例 吉野 智子"),
            text("member_phone", "電話"),
        ]),
        shell: req.titled("連絡先・病気とお薬・支援チーム"),
        id: id.to_string(),
        name: v.resident.name,
        errors,
        contacts: v.contacts,
        facts: v.facts,
        team: v.team,
        consented: !v.consents.is_empty(),
        key: req.new_key(),
        open,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, "", Vec::new())
}

fn done(
    req: &Req,
    id: ResidentId,
    open: &'static str,
    said: &str,
    result: Result<String, Error>,
) -> Result<Resp, Fail> {
    match result {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(mut fields) => {
                // the use case knows one telephone; this page has two
                for f in fields.iter_mut().filter(|f| open == "team" && f.field == "phone") {
                    f.field = "member_phone".into();
                }
                show(req, id, open, errors_of(fields))
            }
            None => Err(e.into()),
        },
    }
}

fn back(id: ResidentId) -> String {
    format!("/people/{id}/details")
}

/// Adds a contact.
pub(super) fn add_contact(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let age = match f.some("age").map(str::parse::<i64>) {
        None => None,
        Some(Ok(a)) if (0..=125).contains(&a) => Some(a),
        Some(_) => {
            let e = FieldError {
                field: "age".into(),
                message: "年齢は数字で入力してください".into(),
            };
            return show(req, id, "contact", vec![e]);
        }
    };
    let is = |code: &str| f.all("is").iter().any(|v| v == code);
    let c = NewContact {
        name: f.get("name").into(),
        relation: f.get("relation").into(),
        age,
        phone: f.get("phone").into(),
        lives_with: is("lives_with"),
        carer: is("carer"),
        key_person: is("key_person"),
        source: req.actor()?.name.clone(),
    };
    let result = req.act(move |cx| change::add_contact(cx, id, &c).map(|()| back(id)));
    done(req, id, "contact", "連絡先を加えました", result)
}

/// Adds a health fact.
pub(super) fn add_fact(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let today = req.app.now().date();
    let as_of = match dates::date(&dates::posted(f.state(), "as_of"), today) {
        Ok(d) => d.unwrap_or(today),
        Err(p) => {
            return show(
                req,
                id,
                "fact",
                vec![FieldError { field: "as_of".into(), message: p.message }],
            );
        }
    };
    let Some(kind) = FactKind::from_code(f.get("kind")) else {
        let e =
            FieldError { field: "kind".into(), message: "種類を選んでください".into() };
        return show(req, id, "fact", vec![e]);
    };
    let fact = NewFact {
        kind,
        text: f.get("text").into(),
        code: String::new(),
        alert: AlertLevel::from_code(f.get("alert")).unwrap_or(AlertLevel::None),
        source: f.get("source").into(),
        as_of,
    };
    let result = req.act(move |cx| change::add_fact(cx, id, &fact).map(|()| back(id)));
    done(req, id, "fact", "加えました", result)
}

/// Adds a member of the team.
pub(super) fn add_member(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let Some(role) = TeamRole::from_code(f.get("role")) else {
        let e =
            FieldError { field: "role".into(), message: "役割を選んでください".into() };
        return show(req, id, "team", vec![e]);
    };
    let organisation: Option<Id> = f.get("organisation").parse().ok();
    let office = match organisation {
        Some(o) => {
            let found = req.read(|cx| accounts::organisation(cx, accounts::OrganisationId(o)));
            match found {
                Ok(o) => Some(o),
                Err(_) => {
                    let e = FieldError {
                        field: "organisation".into(),
                        message: "事業所を選び直してください".into(),
                    };
                    return show(req, id, "team", vec![e]);
                }
            }
        }
        None => None,
    };
    let person = f.get("member_person").trim().to_string();
    let label = match (f.some("label"), &office) {
        (Some(l), _) => member_label(l, &person),
        (None, Some(o)) => member_label(&o.name, &person),
        (None, None) => {
            let e = FieldError {
                field: "label".into(),
                message: "名前を入力するか、事業所を選んでください".into(),
            };
            return show(req, id, "team", vec![e]);
        }
    };
    let phone = f
        .some("member_phone")
        .map_or_else(|| office.map(|o| o.phone).unwrap_or_default(), str::to_string);
    let m = NewTeamMember {
        role,
        organisation,
        account: None,
        label,
        person,
        phone,
        from: req.app.now().date(),
    };
    let result = req.act(move |cx| change::add_member(cx, id, &m).map(|()| back(id)));
    done(req, id, "team", "支援チームに加えました", result)
}

/// Takes one thing away: a contact, a fact, a member.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let thing: Id = req.id("thing")?;
    let what = req.param("what").to_string();
    let result = req.act(move |cx| {
        match what.as_str() {
            "contacts" => change::remove_contact(cx, id, thing)?,
            "facts" => change::end_fact(cx, id, thing)?,
            "team" => change::remove_member(cx, id, thing)?,
            _ => return Err(Error::NotFound),
        }
        Ok(back(id))
    });
    done(req, id, "", "外しました", result)
}
