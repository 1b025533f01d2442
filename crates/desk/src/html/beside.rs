//! What stands beside a consultation that is being written: the callers of before and what was asked before. Asked for by
//! post, so that nothing of what is typed stands in an address. Without script a button brings the whole page.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::Html;

use super::fields::Typed;
use super::new;
use crate::model::case::Case;
use crate::model::lists::{label, lists};
use crate::store::cases::Kept;
use crate::use_cases::recall;

struct Line {
    who: String,
    what: String,
    href: String,
    office: String,
    profession: String,
    affiliation: String,
    place: String,
}

#[derive(Template)]
#[template(path = "desk/callers.html")]
struct Callers {
    lines: Vec<Line>,
}

struct Like {
    head: String,
    what: String,
    answered: String,
    href: String,
}

#[derive(Template)]
#[template(path = "desk/near.html")]
struct Near {
    lines: Vec<Like>,
}

fn day(k: &Kept) -> String {
    k.case.date().map(wareki::short).unwrap_or_default()
}

fn callers(req: &Req, typed: &str) -> Result<Html, Fail> {
    let all = req.read(|cx| recall::callers(cx, typed))?;
    let lines = all
        .into_iter()
        .map(|c| {
            let last = &c.last;
            let times = match c.times {
                1 => String::new(),
                n => format!("ほか{}件", n - 1),
            };
            Line {
                who: last.case.who(),
                what: format!("前回 {}「{}」{times}", day(last), last.case.line(24)),
                href: req.url(&format!("/desk/cases/{}", last.id)),
                office: last.case.office.clone(),
                profession: last.case.profession.clone(),
                affiliation: last.case.affiliation.clone(),
                place: last.case.place.clone(),
            }
        })
        .collect();
    Ok(Html::trusted(Callers { lines }.render().unwrap_or_default()))
}

/// Past consultations like a text, as a list; nothing for a short one.
pub(super) fn near(req: &Req, text: &str) -> Result<Html, Fail> {
    if text.trim().chars().count() < 4 {
        return Ok(Html::default());
    }
    let all = req.read(|cx| recall::near(cx, text, None))?;
    Ok(likes(req, &all))
}

/// The same for consultations that were found already.
pub(super) fn likes(req: &Req, all: &[Kept]) -> Html {
    let lines = all
        .iter()
        .map(|k| Like {
            head: format!(
                "{}　{}　{}",
                day(k),
                label(&lists().affiliation, &k.case.affiliation),
                k.case.status.label()
            ),
            what: k.case.line(60),
            answered: k
                .case
                .answered
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(80)
                .collect(),
            href: req.url(&format!("/desk/cases/{}", k.id)),
        })
        .collect();
    Html::trusted(Near { lines }.render().unwrap_or_default())
}

/// POST /desk/beside
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("office").to_string();
    let asked = req.form.get("asked").to_string();
    let part = req.form.get("_part");
    if part == "callers" {
        return Ok(Resp::html(callers(req, &typed)?.to_string()));
    }
    if part == "near" {
        return Ok(Resp::html(near(req, &asked)?.to_string()));
    }
    let mut t = Typed::read(req, Case::default());
    t.errors.clear();
    new::show(req, &t, callers(req, &typed)?, near(req, &asked)?)
}
