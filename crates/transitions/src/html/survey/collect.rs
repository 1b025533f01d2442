//! 調査票を集める: which offices have answered, whom to remind by telephone, possible doubles for a person to decide,
//! and the words of both sides without who said them.
use app::Error;
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, FieldError, FormOpen};

use super::{Period, name, period};
use crate::use_cases::cases::{self, Overview};

struct Office {
    name: String,
    phone: String,
    state: String,
    missing: bool,
    href: String,
}

struct Double {
    what: String,
    twin: String,
    office: String,
    open: FormOpen,
    same: Button,
    different: Button,
}

#[derive(Template)]
#[template(path = "survey/collect.html")]
struct Page {
    shell: ui::Shell,
    errors: ErrorSummary,
    back: String,
    title: String,
    answered: usize,
    all: usize,
    offices: Vec<Office>,
    doubles: Vec<Double>,
    words: Vec<(String, String)>,
}

fn state(a: &cases::Answered) -> String {
    let mut parts = Vec::new();
    if a.daily > 0 {
        parts.push(format!("毎日の記録 {}件", a.daily));
    }
    if a.rows > 0 {
        parts.push(format!("調査票 {}件", a.rows));
    }
    if a.done {
        parts.push("入力ずみ".into());
    }
    if parts.is_empty() { "まだ".into() } else { parts.join("・") }
}

fn build(req: &Req, p: Period, o: &Overview, errors: &[FieldError]) -> Page {
    let query = format!("?from={}&to={}", p.from, p.to);
    let office_name = |id: Id| {
        o.offices
            .iter()
            .find(|a| a.organisation.id.0 == id)
            .map_or_else(String::new, |a| a.organisation.name.clone())
    };
    let mut offices: Vec<Office> = o
        .offices
        .iter()
        .map(|a| Office {
            name: a.organisation.name.clone(),
            phone: a.organisation.phone.clone(),
            state: state(a),
            missing: !a.answered(),
            href: req
                .url(&format!("/transitions/survey/answer{query}&office={}", a.organisation.id)),
        })
        .collect();
    // who is still to be asked stands first; the order within stays that of kana
    offices.sort_by_key(|o| !o.missing);
    let doubles = o
        .doubles
        .iter()
        .map(|l| {
            let r = &l.stored.row;
            let id = l.stored.id;
            let form = format!("d-{id}");
            let about = format!("（{}の行）", r.words("admitted"));
            let button = |label: &str, value: &str| Button {
                about: about.clone(),
                ..Button::submit(label).compact().of_form(form.clone()).posting("same", value)
            };
            let ended = match r.ended {
                Some(_) => format!("、{}退院（{}）", r.words("ended"), r.words("end")),
                None => String::new(),
            };
            Double {
                what: format!(
                    "{} {}入院{ended}、{}、{}",
                    r.hospital_name,
                    r.words("admitted"),
                    r.words("age"),
                    r.words("level")
                ),
                twin: l.twin.clone().unwrap_or_default(),
                office: office_name(r.office),
                open: FormOpen {
                    id: form.clone(),
                    action: format!(
                        "{}{query}",
                        req.url(&format!("/transitions/survey/rows/{id}/double"))
                    ),
                    csrf: req.shell.csrf.clone(),
                    key: req.new_key(),
                    ..FormOpen::default()
                },
                same: button("同じ入院（数えない）", "yes"),
                different: button("別の方（数える）", "no"),
            }
        })
        .collect();
    let words = o.words.iter().flat_map(|(side, w)| {
        [("良かったこと", &w.good), ("課題・要望", &w.wish)]
            .into_iter()
            .filter(|(_, t)| !t.is_empty())
            .map(|(kind, t)| (format!("{side}　{kind}"), t.clone()))
            .collect::<Vec<_>>()
    });
    Page {
        errors: ErrorSummary::of(errors),
        back: req.url(&format!("/transitions/survey{query}")),
        title: format!("調査票を集める　{}", name(p.from, p.to)),
        answered: offices.iter().filter(|o| !o.missing).count(),
        all: offices.len(),
        offices,
        doubles,
        words: words.collect(),
        shell: req.titled("調査票を集める"),
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    shown(req, &[])
}

fn shown(req: &Req, errors: &[FieldError]) -> Result<Resp, Fail> {
    let p = period(req).or_else(|_| super::usual(req))?;
    let o = req.read(move |cx| cases::overview(cx, p.from, p.to))?;
    let status = if errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(build(req, p, &o, errors).render())?.status(status))
}

/// Same stay or not.
pub(super) fn decide(req: &Req) -> Result<Resp, Fail> {
    let p = period(req).or_else(|_| super::usual(req))?;
    let row: Id = req.id("row")?;
    let same = match req.form.get("same") {
        "yes" => true,
        "no" => false,
        _ => {
            let message = "「同じ入院」か「別の方」を選んでください".to_string();
            return shown(req, &[FieldError { field: String::new(), message }]);
        }
    };
    let done = req.act(move |cx| {
        cases::decide(cx, row, same)?;
        Ok(format!("/transitions/survey/answers?from={}&to={}", p.from, p.to))
    });
    match done {
        Ok(path) => Ok(Resp::go_saying(path, "記録しました")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => shown(req, &super::answer::refusals(e)?),
    }
}
