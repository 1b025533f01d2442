//! Registering a resident, with the warning that the person may be there already.
use accounts::Organisation;
use app::Error;
use askama::Template;
use kernel::{Date, Hat, Id};
use slice::{Fail, Form, Req, Resp};
use ui::dates;
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Kv};

use super::basics;
use crate::ResidentId;
use crate::authz::What;
use crate::model::consent::Mode;
use crate::model::{Consent, ConsentMethod};
use crate::use_cases::consent::{Way, way};
use crate::use_cases::members;
use crate::use_cases::register::{Register, Registered, Scope, register_agreed};
use crate::use_cases::view;

#[derive(Template)]
#[template(path = "people/register.html")]
struct Page {
    shell: ui::Shell,
    errors: Vec<FieldError>,
    same: Option<Same>,
    fields: Vec<Field>,
    consent: Vec<Field>,
    /// The region's mode, posted back: what is recorded is what was shown.
    mode: &'static str,
    reach: Kv,
    narrow: Vec<Field>,
    narrowed: bool,
    key: String,
}

impl Page {
    fn summary(&self) -> ui::ErrorSummary {
        basics::summary(&self.errors, &[&self.fields, &self.consent, &self.narrow])
    }
}

struct Same {
    mine: Vec<(String, String)>,
    others: usize,
}

fn consent_fields(form: &Form, way: &Way, today: Date, errors: &[FieldError]) -> Vec<Field> {
    let mut day = dates::posted(form.state(), "consent_on");
    if !form.has("consent_on.y") && form.get("name").is_empty() {
        day = dates::boxes(&today.to_string());
    }
    let edition =
        if form.has("form_version") { form.get("form_version") } else { way.form.as_str() };
    let how = ConsentMethod::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    [
        Field::new(
            "consent_method",
            "同意の取り方",
            FieldKind::radio(form.get("consent_method"), how),
        )
        .required()
        .hint("契約のときにいただいた同意です。見てもよい相手と内容は、下に出ています"),
        Field::new("consent_on", "同意の日", FieldKind::Date(day)).required(),
        Field::new("heard_by", "口頭のときは、聞いた人", FieldKind::text(form.get("heard_by"))),
        Field::new("form_version", "お見せした同意書の版", FieldKind::text(edition)).required(),
    ]
    .into_iter()
    .map(|f| f.error_from(errors))
    .collect()
}

/// The organisations of the list on the paper.
fn listed<'a>(way: &Way, all: &'a [Organisation]) -> Vec<&'a Organisation> {
    all.iter().filter(|o| way.listed.contains(&o.id.0)).collect()
}

/// Roles that can see a person at all, as the page of consent offers them.
const HATS: [Hat; 6] =
    [Hat::CareManager, Hat::Hokatsu, Hat::Liaison, Hat::Ward, Hat::Doctor, Hat::Provider];

fn offices<'a>(all: impl IntoIterator<Item = &'a Organisation>) -> Vec<Opt> {
    let words = |o: &Organisation| format!("{}（{}）", o.name, o.kind.label());
    all.into_iter().map(|o| Opt::new(o.id.to_string(), words(o))).collect()
}

/// What is recorded when nobody makes it narrower, in words.
fn reach(way: &Way, all: &[Organisation], req: &Req) -> Result<Kv, Fail> {
    let me = req.actor()?;
    let office = req.session.as_ref().map_or("この事業所", |s| s.office.as_str());
    let whom = match way.mode {
        Mode::Bulk => {
            "参加しているすべての事業所（病院や、あとから参加する事業所もふくみます）".to_string()
        }
        Mode::List => {
            let names: Vec<&str> = listed(way, all).iter().map(|o| o.name.as_str()).collect();
            format!("同意書の一覧にある事業所（{}）", names.join("、"))
        }
        Mode::Facility => {
            format!("{office}だけ。ほかの事業所は、登録のあとに1つずつ同意を記録します")
        }
        Mode::Person => {
            format!(
                "あなた（{}さん）だけ。ほかの職員は、登録のあとに1人ずつ同意を記録します",
                me.name
            )
        }
    };
    let rows = [
        ("見てもよい相手", whom),
        ("見てもよいもの", "すべて（職種ごとの範囲まで）。入退院のほかの記録もふくみます".into()),
        ("「慎重に扱う」記録", "ふくみません（精神科、感染症など）".into()),
        ("いつまで", "同意の日から、取りやめるまで".into()),
    ];
    let rows = rows.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
    Ok(Kv { rows, ..Kv::default() })
}

/// What makes it narrower; nothing here makes it wider.
fn narrow_fields(
    form: &Form,
    way: &Way,
    all: &[Organisation],
    errors: &[FieldError],
) -> Vec<Field> {
    let checks = |name: &str, opts| FieldKind::checks(form.all(name).to_vec(), opts);
    let kinds = What::ALL
        .iter()
        .filter(|w| w.rests_on_consent())
        .map(|w| Opt::new(w.code(), w.label()))
        .collect();
    let hats = HATS.iter().map(|h| Opt::new(h.code(), h.label())).collect();
    let mut out = match way.mode {
        Mode::Bulk => {
            vec![Field::new("excluded", "除く事業所", checks("excluded", offices(all)))]
        }
        Mode::List => {
            let chosen = match form.has("mode") {
                true => form.all("listed").to_vec(),
                false => way.listed.iter().map(Id::to_string).collect(),
            };
            let opts = offices(listed(way, all));
            vec![
                Field::new("listed", "見てもよい事業所", FieldKind::checks(chosen, opts))
                    .hint("除く事業所の印をはずします"),
            ]
        }
        Mode::Facility | Mode::Person => Vec::new(),
    };
    out.extend([
        Field::new("kinds", "見てもよいもの", checks("kinds", kinds))
            .hint("何も選ばなければ、すべて（職種ごとの範囲まで）です"),
        Field::new("hats", "見てもよい職種", checks("hats", hats))
            .hint("何も選ばなければ、すべての職種です"),
        Field::new(
            "to",
            "いつまで（決まっているとき）",
            FieldKind::Date(dates::posted(form.state(), "to")),
        ),
    ]);
    out.into_iter().map(|f| f.error_from(errors)).collect()
}

/// Has somebody made it narrower already? Then that part of the form stands open.
fn narrowed(form: &Form, way: &Way, all: &[Organisation]) -> bool {
    let fewer = way.mode == Mode::List
        && form.has("mode")
        && form.all("listed").len() < listed(way, all).len();
    let to = dates::posted(form.state(), "to");
    let day = [&to.y, &to.m, &to.d].into_iter().any(|t| !t.is_empty());
    fewer || day || ["excluded", "kinds", "hats"].iter().any(|n| !form.all(n).is_empty())
}

/// Reads every code; one that is unknown is an error, because leaving it out could make the consent wider.
fn codes<T>(
    form: &Form,
    name: &str,
    errors: &mut Vec<FieldError>,
    read: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let all: Option<Vec<T>> = form.all(name).iter().map(|t| read(t)).collect();
    all.unwrap_or_else(|| {
        errors
            .push(FieldError { field: name.into(), message: "選び直してください".into() });
        Vec::new()
    })
}

/// The scope as the form showed it; none when what was posted shows none (a form of before this was shown).
fn scope(form: &Form, today: Date, errors: &mut Vec<FieldError>) -> Option<Scope> {
    let mode = Mode::from_code(form.get("mode"))?;
    let id = |t: &str| t.parse().ok();
    let parties = match mode {
        Mode::Bulk => codes(form, "excluded", errors, id),
        Mode::List => codes(form, "listed", errors, id),
        Mode::Facility | Mode::Person => Vec::new(),
    };
    let kind = |t: &str| What::from_code(t).filter(|w| w.rests_on_consent());
    let to = dates::date(&dates::posted(form.state(), "to"), today).unwrap_or_else(|p| {
        errors.push(FieldError { field: "to".into(), message: p.message });
        None
    });
    Some(Scope {
        mode,
        parties,
        kinds: codes(form, "kinds", errors, kind),
        hats: codes(form, "hats", errors, |t| Hat::from_code(t).filter(|h| HATS.contains(h))),
        to,
    })
}

/// The boxes that make the consent narrower.
const NARROW: [&str; 5] = ["excluded", "listed", "kinds", "hats", "to"];

fn show(
    req: &Req,
    typed: Option<&basics::Typed>,
    errors: Vec<FieldError>,
    same: Option<Same>,
) -> Result<Resp, Fail> {
    let (way, all) = req.read(|cx| Ok((way(cx)?, members::list(cx)?)))?;
    let status = if errors.is_empty() && same.is_none() { 200 } else { 422 };
    let page = Page {
        fields: basics::fields(&req.form, typed, &errors),
        consent: consent_fields(&req.form, &way, req.app.now().date(), &errors),
        mode: way.mode.code(),
        reach: reach(&way, &all, req)?,
        narrow: narrow_fields(&req.form, &way, &all, &errors),
        narrowed: narrowed(&req.form, &way, &all)
            || errors.iter().any(|e| NARROW.contains(&e.field.as_str())),
        shell: req.titled("利用者さんを登録する"),
        errors,
        same,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The empty form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None, Vec::new(), None)
}

/// Registers, or says what is wrong, or warns.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let mut typed = basics::read(&req.form, today);
    let given_on = match dates::date(&dates::posted(req.form.state(), "consent_on"), today) {
        Ok(Some(d)) => Some(d),
        Ok(None) => {
            typed.errors.push(FieldError {
                field: "consent_on".into(),
                message: "同意の日を入力してください".into(),
            });
            None
        }
        Err(p) => {
            typed.errors.push(FieldError { field: "consent_on".into(), message: p.message });
            None
        }
    };
    let method = ConsentMethod::from_code(req.form.get("consent_method"));
    if method.is_none() {
        typed.errors.push(FieldError {
            field: "consent_method".into(),
            message: "同意の取り方を選んでください".into(),
        });
    }
    let edition = req.form.some("form_version").map(str::to_string);
    if edition.is_none() && req.form.has("form_version") {
        typed.errors.push(FieldError {
            field: "form_version".into(),
            message: "お見せした同意書の版を入力してください（例 2026年4月版）".into(),
        });
    }
    let scope = scope(&req.form, today, &mut typed.errors);
    let (Some(given_on), Some(method), true) = (given_on, method, typed.errors.is_empty()) else {
        let mut errors = typed.errors.clone();
        let more = crate::model::validate(&typed.resident, req.app.now());
        errors.extend(
            basics::errors_of(more)
                .into_iter()
                .filter(|e| !typed.errors.iter().any(|t| t.field == e.field)),
        );
        return show(req, Some(&typed), errors, None);
    };
    let form_version = match edition {
        Some(e) => e,
        None => req.read(way)?.form,
    };
    let cmd = Register {
        resident: typed.resident.clone(),
        consent: Consent {
            method,
            heard_by: req.form.get("heard_by").into(),
            given_on,
            form_version,
        },
        not_the_same: req.form.has("not_the_same"),
    };
    // A warning rolls nothing back: nothing was written; the outcome tells both apart.
    let done = req.act(move |cx| {
        Ok(match register_agreed(cx, &cmd, scope.as_ref())? {
            Registered::Done(id) => format!("/people/{id}"),
            Registered::MaybeThere { mine, others } => {
                let ids: Vec<String> = mine.iter().map(ToString::to_string).collect();
                return Err(Error::Rule(format!("same:{others}:{}", ids.join(","))));
            }
        })
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "利用者さんを登録しました")),
        Err(Error::Rule(text)) if text.starts_with("same:") => warn(req, &typed, &text),
        Err(e) => match Fail::fields(&e) {
            Some(mut fields) => {
                for f in fields.iter_mut().filter(|f| f.field == "parties") {
                    f.field = match Mode::from_code(req.form.get("mode")) {
                        Some(Mode::Bulk) => "excluded",
                        Some(Mode::List) => "listed",
                        _ => "consent_method",
                    }
                    .into();
                }
                show(req, Some(&typed), basics::errors_of(fields), None)
            }
            None => Err(e.into()),
        },
    }
}

fn warn(req: &Req, typed: &basics::Typed, text: &str) -> Result<Resp, Fail> {
    let mut parts = text.splitn(3, ':').skip(1);
    let others = parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
    let ids: Vec<ResidentId> =
        parts.next().unwrap_or("").split(',').filter_map(|i| i.parse().ok()).collect();
    let mine = req.read(|cx| {
        ids.iter()
            .map(|id| view::view(cx, *id).map(|v| (v.resident.name, format!("/people/{id}"))))
            .collect::<app::Result<Vec<_>>>()
    })?;
    let mine = mine.into_iter().map(|(name, path)| (name, req.url(&path))).collect();
    show(req, Some(typed), Vec::new(), Some(Same { mine, others }))
}

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;
