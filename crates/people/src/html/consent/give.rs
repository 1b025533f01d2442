//! Recording a consent: how it was given, whom it reaches, for what and for how long.
use accounts::Organisation;
use app::Error;
use askama::Template;
use kernel::{Date, Hat, Id};
use slice::{Fail, Form, Req, Resp};
use ui::dates;
use ui::field::{Field, FieldKind, Opt};
use ui::{ErrorSummary, FieldError, Html, Shell};

use super::super::basics::{errors_of, summary};
use crate::authz::{Label, What};
use crate::model::ConsentMethod;
use crate::model::consent::{Mode, NewConsent};
use crate::use_cases::consent::{self as act, Consents};
use crate::use_cases::members;
use crate::{ResidentId, attachments};

#[derive(Template)]
#[template(path = "people/consent_new.html")]
struct Page {
    shell: Shell,
    back: Html,
    name: String,
    action: String,
    errors: Vec<FieldError>,
    how: Vec<Field>,
    whom: Vec<Field>,
    what: Vec<Field>,
    key: String,
}

impl Page {
    fn summary(&self) -> ErrorSummary {
        summary(&self.errors, &[&self.how, &self.whom, &self.what])
    }
}

/// What the form chooses from.
struct Choices {
    consents: Consents,
    members: Vec<Organisation>,
    staff: Vec<(Id, String)>,
    scans: Vec<(Id, String)>,
}

/// Roles that can see a person at all.
const HATS: [Hat; 6] =
    [Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];

fn choices(cx: &app::Cx<'_>, id: ResidentId) -> app::Result<Choices> {
    let consents = act::read(cx, id)?;
    if !consents.may_write {
        return Err(Error::NotFound);
    }
    let members = members::list(cx)?;
    let mut staff = Vec::new();
    for o in &members {
        for a in accounts::accounts_of(cx, o.id)? {
            staff.push((a.id.0, format!("{}　{}", o.name, a.name)));
        }
    }
    let scans = attachments::titles(cx, id)?;
    Ok(Choices { consents, members, staff, scans })
}

fn checks(form: &Form, name: &str, opts: Vec<Opt>) -> FieldKind {
    FieldKind::checks(form.all(name).to_vec(), opts)
}

fn select(form: &Form, name: &str, none: &str, opts: Vec<Opt>) -> FieldKind {
    let mut all = vec![Opt::new("", none)];
    all.extend(opts);
    FieldKind::select(form.get(name), all)
}

fn pairs(list: &[(Id, String)]) -> Vec<Opt> {
    list.iter().map(|(id, w)| Opt::new(id.to_string(), w.clone())).collect()
}

fn show(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let c = req.read(|cx| choices(cx, id))?;
    let today = req.app.now().date();
    let mut f = req.form.clone();
    if !f.has("method") && !f.has("_key") {
        // begins as the region asks for consent
        f.push("mode", c.consents.way.mode.code());
        f.push("form_version", c.consents.way.form.clone());
        f.push("signed", "yes");
        f.push("given_on", today.to_string());
        c.consents.way.listed.iter().for_each(|o| f.push("listed", o.to_string()));
    }
    let f = &f;
    let text = |name: &str, label: &str| Field::new(name, label, FieldKind::text(f.get(name)));
    let date = |name: &str| {
        let posted = dates::posted(f.state(), name);
        let whole = dates::boxes(&posted.y);
        FieldKind::Date(if whole.is_empty() { posted } else { whole })
    };
    let runs: Vec<(Id, String)> = c
        .consents
        .proxies
        .iter()
        .filter(|p| p.runs(today))
        .map(|p| (p.id, format!("{}（{}）", p.name, p.relation)))
        .collect();
    let methods = ConsentMethod::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let modes = Mode::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let kinds = What::ALL
        .iter()
        .filter(|w| w.rests_on_consent())
        .map(|w| Opt::new(w.code(), w.label()))
        .collect();
    let hats = HATS.iter().map(|h| Opt::new(h.code(), h.label())).collect();
    let mark = |fields: Vec<Field>| -> Vec<Field> {
        fields.into_iter().map(|x| x.error_from(&errors)).collect()
    };
    let offices = super::offices(&c.members);
    let signed = vec![
        Opt::new("yes", "署名やお返事をいただいた（きょうから見えます）"),
        Opt::new("no", "これから。準備だけしておく（まだ見えません）"),
    ];
    let status = if errors.is_empty() { 200 } else { 422 };
    let shell = req.titled("同意を記録する");
    let page = Page {
        back: ui::back("同意の記録", shell.url(&format!("/people/{id}/consent"))),
        name: c.consents.name,
        action: shell.url(&format!("/people/{id}/consent/new")),
        how: mark(vec![
            Field::new("signed", "いまの状態", FieldKind::radio(f.get("signed"), signed)).required(),
            Field::new("method", "同意の取り方", FieldKind::radio(f.get("method"), methods))
                .required(),
            Field::new("given_on", "同意の日", date("given_on")).required(),
            text("heard_by", "口頭のときは、聞いた人"),
            text("explained_by", "説明した人"),
            text("form_version", "お見せした同意書の版").required(),
            Field::new(
                "proxy",
                "だれが同意したか",
                select(f, "proxy", "ご本人", pairs(&runs)),
            )
            .hint("ご家族などが代わりに同意したときは、先に「代わりに決められる人」に加えてください"),
            Field::new("scan", "同意書の写し", select(f, "scan", "なし", pairs(&c.scans)))
                .hint("先に「添付のファイル」に入れておくと、ここで選べます"),
        ]),
        whom: mark(vec![
            Field::new("mode", "見てもよい相手", FieldKind::radio(f.get("mode"), modes)).required(),
            Field::new("excluded", "「すべて」のうち、除く事業所", checks(f, "excluded", offices.clone())),
            Field::new("listed", "「一覧」「事業所ごと」の事業所", checks(f, "listed", offices)),
            Field::new("staff", "「職員ごと」の職員", checks(f, "staff", pairs(&c.staff))),
        ]),
        what: mark(vec![
            Field::new("kinds", "見てもよいもの", checks(f, "kinds", kinds))
                .hint("何も選ばなければ、すべて（職種ごとの範囲まで）です"),
            Field::new("hats", "見てもよい職種", checks(f, "hats", hats))
                .hint("何も選ばなければ、すべての職種です"),
            Field::new(
                "restricted",
                "「慎重に扱う」記録",
                checks(f, "restricted", vec![Opt::new("yes", "見てもよい（精神科、感染症など）")]),
            ),
            Field::new("to", "いつまで（決まっているとき）", date("to")),
        ]),
        key: req.new_key(),
        shell,
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(in crate::html) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, Vec::new())
}

fn day(req: &Req, name: &str, errors: &mut Vec<FieldError>) -> Option<Date> {
    match dates::date(&dates::posted(req.form.state(), name), req.app.now().date()) {
        Ok(d) => d,
        Err(p) => {
            errors.push(FieldError { field: name.into(), message: p.message });
            None
        }
    }
}

/// Which box of the page names the parties of a mode.
fn box_of(mode: Mode) -> &'static str {
    match mode {
        Mode::Bulk => "excluded",
        Mode::List | Mode::Facility => "listed",
        Mode::Person => "staff",
    }
}

fn read(req: &Req) -> Result<NewConsent, Vec<FieldError>> {
    let f = &req.form;
    let mut errors = Vec::new();
    let mut miss = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let method = ConsentMethod::from_code(f.get("method"));
    if method.is_none() {
        miss("method", "同意の取り方を選んでください");
    }
    let mode = Mode::from_code(f.get("mode"));
    if mode.is_none() {
        miss("mode", "見てもよい相手を選んでください");
    }
    if !["yes", "no"].contains(&f.get("signed")) {
        miss("signed", "いまの状態を選んでください");
    }
    let given_on = day(req, "given_on", &mut errors);
    if given_on.is_none() && !errors.iter().any(|e| e.field == "given_on") {
        let message = "同意の日を入力してください".into();
        errors.push(FieldError { field: "given_on".into(), message });
    }
    let to = day(req, "to", &mut errors);
    let (Some(method), Some(mode), Some(given_on), true) =
        (method, mode, given_on, errors.is_empty())
    else {
        return Err(errors);
    };
    let id = |name: &str| f.some(name).and_then(|t| t.parse().ok());
    Ok(NewConsent {
        mode,
        parties: f.all(box_of(mode)).iter().filter_map(|t| t.parse().ok()).collect(),
        kinds: f.all("kinds").iter().filter_map(|t| What::from_code(t)).collect(),
        hats: f.all("hats").iter().filter_map(|t| Hat::from_code(t)).collect(),
        clearance: if f.get("restricted") == "yes" { Label::Restricted } else { Label::Normal },
        method,
        heard_by: f.get("heard_by").into(),
        explained_by: f.get("explained_by").into(),
        form_version: f.get("form_version").into(),
        given_on,
        to,
        proxy: id("proxy"),
        scan: id("scan"),
        signed: f.get("signed") == "yes",
    })
}

/// Records it.
pub(in crate::html) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let new = match read(req) {
        Ok(c) => c,
        Err(errors) => return show(req, id, errors),
    };
    let (mode, signed) = (new.mode, new.signed);
    let result =
        req.act(move |cx| act::give(cx, id, &new).map(|_| format!("/people/{id}/consent")));
    match result {
        Ok(to) if signed => Ok(Resp::go_saying(to, "同意を記録しました")),
        Ok(to) => Ok(Resp::go_saying(to, "準備中の同意を記録しました。まだ見えません")),
        Err(e) => match Fail::fields(&e) {
            Some(mut fields) => {
                for f in fields.iter_mut().filter(|f| f.field == "parties") {
                    f.field = box_of(mode).into();
                }
                for f in fields.iter_mut().filter(|f| f.field == "clearance") {
                    f.field = "restricted".into();
                }
                show(req, id, errors_of(fields))
            }
            None => Err(e.into()),
        },
    }
}
