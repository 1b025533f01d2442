//! 「町丁を選ぶ」: which of the towns of a city lie in a 圏域, by check boxes.
use std::collections::BTreeMap;

use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Chip, Field, FieldKind, Filter};

use crate::use_cases::areas::towns::Choice;
use crate::use_cases::areas::{self, Area, KnownTown, towns};
use crate::use_cases::names;
use crate::{AreaId, Labels, TownId};

/// Towns on one page; more are narrowed by their names.
const SHOWN: usize = 1_000;

#[derive(Template)]
#[template(path = "directory/area_towns.html")]
struct Page {
    shell: ui::Shell,
    labels: Labels,
    area: Area,
    back: String,
    here: String,
    city: String,
    cities: Filter,
    search: Field,
    typed: String,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    groups: Vec<Group>,
    more: usize,
    none: bool,
}

struct Group {
    title: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    town: String,
    state: String,
    name: String,
    now: String,
    on: bool,
    error: Option<String>,
}

struct Seen {
    area: Area,
    towns: Vec<KnownTown>,
    areas: BTreeMap<AreaId, String>,
    labels: Labels,
}

fn seen(req: &Req) -> Result<Seen, Fail> {
    let id: AreaId = req.id("id")?;
    req.read(|cx| {
        Ok(Seen {
            area: areas::for_change(cx, id)?,
            towns: areas::towns(cx)?,
            areas: areas::areas(cx)?.into_iter().map(|a| (a.id, a.name)).collect(),
            labels: names::labels(cx)?,
        })
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, seen(req)?, None, Vec::new())
}

/// Saves what was chosen.
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let s = seen(req)?;
    let area = s.area.id;
    let into = req.form.all("in");
    let mut choices = Vec::new();
    for state in req.form.all("t") {
        let (town, was) = state.split_once(':').unwrap_or((state, ""));
        let (Ok(id), Some(was)) = (town.parse::<TownId>(), read(was)) else {
            return Err(Fail::NotFound);
        };
        choices.push(Choice { town: id, was, into: into.iter().any(|t| t == town) });
    }
    let done = req.act(move |cx| {
        towns::choose_towns(cx, area, &choices).map(|n| format!("/directory/areas/{area}?n={n}"))
    });
    match done {
        Ok(to) => {
            let (to, n) = to.split_once("?n=").unwrap_or((&to, "0"));
            let said = match n {
                "0" => "変わりはありませんでした".to_string(),
                n => format!("{n}件を変えました"),
            };
            Ok(Resp::go_saying(to, said))
        }
        Err(e) => {
            let errors = super::field_errors(e)?;
            show(req, s, Some(into), errors)
        }
    }
}

/// The 圏域 a town lay in; `None` for what is no id.
fn read(area: &str) -> Option<Option<AreaId>> {
    if area.is_empty() { Some(None) } else { area.parse().ok().map(Some) }
}

fn show(
    req: &Req,
    s: Seen,
    into: Option<&[String]>,
    errors: Vec<ui::FieldError>,
) -> Result<Resp, Fail> {
    // the narrowing stands in the query of the page and in fields of the form that comes back
    let asked = |name: &str| match req.query.some(name) {
        Some(v) => v.to_string(),
        None => req.form.get(name).to_string(),
    };
    let typed: String = asked("q").chars().take(60).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for t in &s.towns {
        *count.entry(&t.city).or_default() += 1;
    }
    let city = Some(asked("city")).filter(|c| count.contains_key(c.as_str()));
    // begin where this 圏域 has most of its towns, else in the largest city
    let city = city.unwrap_or_else(|| usual_city(&s, &count));
    let here = format!("/directory/areas/towns/{}", s.area.id);
    let cities = Filter {
        label: "市区町村".into(),
        spoken: "市区町村でしぼる".into(),
        chips: count
            .iter()
            .filter(|_| count.len() > 1)
            .map(|(c, n)| Chip {
                label: format!("{} {n}", if c.is_empty() { "なし" } else { c }),
                href: req.url(&format!("{here}?city={}", slice::parts::in_query(c))),
                on: *c == city,
            })
            .collect(),
    };
    let key = kernel::kana::search_key(&typed);
    let fits = |t: &&KnownTown| {
        t.city == city
            && (key.is_empty()
                || kernel::kana::search_key(&t.name).contains(&key)
                || kernel::kana::search_key(&t.kana).contains(&key))
    };
    let fitting: Vec<&KnownTown> = s.towns.iter().filter(fits).collect();
    let more = fitting.len().saturating_sub(SHOWN);
    let mut groups: Vec<Group> = Vec::new();
    for (title, which) in [("いまこの中", 0), ("どこにも入っていない", 1), ("ほかに入っている", 2)]
    {
        let kind = |t: &KnownTown| match t.area {
            Some(a) if a == s.area.id => 0,
            None => 1,
            Some(_) => 2,
        };
        let rows: Vec<Row> = fitting
            .iter()
            .take(SHOWN)
            .filter(|t| kind(t) == which)
            .map(|t| row(t, &s, into, &errors))
            .collect();
        if !rows.is_empty() {
            groups.push(Group { title: title.into(), rows });
        }
    }
    let page = Page {
        shell: req.titled(format!("{}を選ぶ", s.labels.town())),
        back: req.url(&format!("/directory/areas/{}", s.area.id)),
        here: req.url(&here),
        cities,
        search: Field::new(
            "q",
            format!("{}の名前・かな", s.labels.town()),
            FieldKind::text(&typed),
        ),
        typed,
        form: ui::FormOpen {
            id: "towns".into(),
            action: req.url(&here),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        none: s.towns.is_empty(),
        groups,
        more,
        city,
        area: s.area,
        labels: s.labels,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn usual_city(s: &Seen, count: &BTreeMap<&str, usize>) -> String {
    let own = |c: &str| s.towns.iter().filter(|t| t.city == c && t.area == Some(s.area.id)).count();
    let best = count.iter().max_by_key(|(c, n)| (own(c), **n));
    best.map(|(c, _)| (*c).to_string()).unwrap_or_default()
}

fn row(t: &KnownTown, s: &Seen, into: Option<&[String]>, errors: &[ui::FieldError]) -> Row {
    let field = format!("town.{}", t.id);
    let mine = t.area == Some(s.area.id);
    Row {
        id: ui::id_of(&field),
        town: t.id.to_string(),
        state: format!("{}:{}", t.id, t.area.map(|a| a.to_string()).unwrap_or_default()),
        name: t.name.clone(),
        now: t
            .area
            .filter(|_| !mine)
            .and_then(|a| s.areas.get(&a))
            .map(|name| format!("いまは {name}"))
            .unwrap_or_default(),
        on: match into {
            Some(chosen) => chosen.iter().any(|c| *c == t.id.to_string()),
            None => mine,
        },
        error: errors.iter().find(|e| e.field == field).map(|e| e.message.clone()),
    }
}
