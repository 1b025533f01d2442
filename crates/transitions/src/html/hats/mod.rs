//! First screens of those who are neither the office nor the 地域連携室: the ward, the doctor, the support team.
mod doctor;
#[cfg(test)]
mod flow_tests;
mod papers;
#[cfg(test)]
pub(in crate::html) mod samples;
pub(crate) mod shared;
mod ward;

use accounts::permissions::OWN_WARDS;
use app::Cx;
use kernel::{Date, wareki};
use slice::{Audit, Route, Todo as Line};
use ui::{Button, Chip, Filter, Html, Shell, TodoItem};

use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/transitions/ward", &p::WARD_LIST, Audit::List, ward::page),
        Route::get("/transitions/doctor", &p::DOCTOR_LIST, Audit::List, doctor::page),
        Route::post("/transitions/doctor/{stay}", &p::PLANNED_DATE, Audit::Person, doctor::tap),
        Route::post("/transitions/my-wards", &OWN_WARDS, Audit::Act, ward::choose),
        Route::get("/transitions/papers", &p::SHEET_READ, Audit::List, papers::page),
        Route::get("/transitions/shared", &p::SHARED, Audit::List, shared::list),
        Route::get("/transitions/shared/{stay}", &p::SHARED, Audit::Person, shared::one),
    ]
}

/// Wards by which a hospital's list is narrowed.
#[derive(Debug, Clone, Default)]
struct Wards {
    /// All of the hospital, in its order.
    all: Vec<String>,
    /// The reader's own.
    mine: Vec<String>,
    /// What is looked at: `all`, `mine`, or the code of one.
    show: String,
}

impl Wards {
    /// The hospital's wards and the reader's own; `asked` is what the address names.
    fn load(cx: &Cx<'_>, asked: &str) -> app::Result<Wards> {
        let org = cx.actor().organisation.map(accounts::OrganisationId);
        let all: Vec<String> = org
            .map(|o| accounts::wards_of(cx, o))
            .transpose()?
            .unwrap_or_default()
            .into_iter()
            .map(|w| w.name)
            .collect();
        let mine = accounts::my_wards(cx)?;
        let known = asked == "all" || all.iter().any(|w| code(w) == asked);
        let usual = if mine.is_empty() { "all" } else { "mine" };
        Ok(Wards { show: if known { asked.into() } else { usual.into() }, all, mine })
    }

    /// Does the list hold a patient of this ward? Who has no ward yet is everybody's.
    fn takes(&self, ward: &str) -> bool {
        match self.show.as_str() {
            "all" => true,
            "mine" => ward.is_empty() || self.mine.iter().any(|m| m == ward),
            one => code(ward) == one,
        }
    }

    /// The one ward that is looked at.
    fn one(&self) -> Option<&str> {
        self.all.iter().map(String::as_str).find(|w| code(w) == self.show)
    }

    /// What the heading calls the list.
    fn name(&self) -> String {
        match (self.one(), self.show.as_str()) {
            (Some(w), _) => w.to_string(),
            (None, "mine") => self.mine.join("・"),
            _ => "すべての病棟".into(),
        }
    }

    fn filter(&self, shell: &Shell, path: &str) -> Filter {
        let chip = |label: String, show: &str| Chip {
            label,
            href: shell.url(&format!("{path}?ward={show}")),
            on: self.show == show,
        };
        let mut chips = Vec::new();
        if !self.mine.is_empty() {
            // without a word in the address the reader's own wards come
            chips.push(Chip {
                label: "わたしの病棟".into(),
                href: shell.url(path),
                on: self.show == "mine",
            });
        }
        chips.push(chip("すべて".into(), "all"));
        chips.extend(self.all.iter().map(|w| chip(w.clone(), &code(w))));
        Filter { label: "病棟".into(), spoken: "病棟でしぼる".into(), chips }
    }

    /// 「この病棟を、わたしの病棟にする」, while one is looked at that is not yet the reader's own.
    fn keep(&self, shell: &Shell, key: &str, back: &str) -> Html {
        let (words, ward) = match self.one() {
            Some(w) if self.mine != [w.to_string()] => (format!("いつも{w}を開く"), w),
            Some(_) => return Html::default(),
            None if self.mine.is_empty() || self.show != "all" => return Html::default(),
            None => ("いつもすべての病棟を開く".into(), ""),
        };
        Html::trusted("<form method=\"post\" class=\"mb4\" data-no-guard action=\"")
            .and(shell.url("/transitions/my-wards"))
            .and(Html::trusted("\">"))
            .and(shell.csrf_field())
            .and(shell.key_field(key))
            .and(Html::trusted("<input type=\"hidden\" name=\"ward\" value=\""))
            .and(ward)
            .and(Html::trusted("\"><input type=\"hidden\" name=\"back\" value=\""))
            .and(back)
            .and(Html::trusted("\">"))
            .and(Button::submit(words).compact().html())
            .and(Html::trusted("</form>"))
    }
}

/// A short code of a ward's name for addresses.
fn code(name: &str) -> String {
    kernel::sha256_hex(name.as_bytes()).chars().take(8).collect()
}

/// What else waits for the reader: lines of the other areas (conferences, questions, letters).
pub(in crate::html) fn waiting(shell: &Shell, lines: &[Line]) -> ui::Todo {
    let item = |t: &Line| {
        let (title, sub, about) = match &t.who {
            Some(w) => (
                format!("{} さん", w.name),
                format!("{}・{}歳", w.kana, w.age),
                format!("（{} さん）", w.name),
            ),
            None => (t.title.clone(), String::new(), String::new()),
        };
        TodoItem {
            title: title.into(),
            href: t.who.is_some().then(|| shell.url(&t.href)),
            sub,
            why: Html::text(&t.why),
            tags: t.chips.iter().map(tag).collect(),
            act: Some(Button::link(&t.action, shell.url(&t.href)).compact().about(about)),
        }
    };
    ui::Todo { items: lines.iter().map(item).collect(), from: 0 }
}

fn tag(c: &slice::Chip) -> ui::Tag {
    let kind = match c.kind {
        "due" => ui::TagKind::Due,
        "over" => ui::TagKind::Over,
        "ok" => ui::TagKind::Ok,
        "now" => ui::TagKind::Now,
        "miss" => ui::TagKind::Miss,
        _ => ui::TagKind::Plain,
    };
    ui::tag(kind, &c.text)
}

/// 「11月26日（木） あと7日」.
fn leaving(day: Date, today: Date) -> Html {
    let left = match kernel::time::days_between(today, day) {
        0 => "きょう".into(),
        1 => "あす".into(),
        n @ 2.. => format!("あと{n}日"),
        n => format!("{}日過ぎています", -n),
    };
    ui::spaced([
        Html::trusted("<b class=\"nw\">").and(wareki::month_day(day)).and(Html::trusted("</b>")),
        Html::trusted("<span class=\"meta nw\">").and(left).and(Html::trusted("</span>")),
    ])
}

/// The head of a row: name, kana, age and place in the house.
fn patient(shell: &Shell, l: &crate::use_cases::lists::Line, today: Date) -> Html {
    let r = &l.resident;
    let mut small = format!("{}・{}歳", r.kana, r.age(today));
    let place: Vec<&str> = [l.stay.ward.as_str(), l.stay.room.as_str()]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect();
    if place.is_empty() {
        small.push_str("・病棟が まだ");
        if !l.ward_told.is_empty() {
            small.push_str(&format!("（{}）", crate::model::ward::told(&l.ward_told)));
        }
    } else {
        small.push_str(&format!("・{}", place.join(" ")));
    }
    Html::trusted("<a class=\"name\" href=\"")
        .and(shell.url(&format!("/transitions/{}", l.stay.id)))
        .and(Html::trusted("\">"))
        .and(format!("{} さん", r.name))
        .and(Html::trusted("</a><br><span class=\"meta\">"))
        .and(small)
        .and(Html::trusted("</span>"))
}
