//! 圏域: which 包括 serves which towns, the check that no town is forgotten, the question which 包括 an address has, and
//! what was done to a 圏域.
use accounts::Organisation;
use askama::Template;
use office::csv::{Cell, Charset};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Field, FieldKind, Html};

use super::facility::tel;
use crate::use_cases::areas::{self, Area, AreaAct, AreaWith, KnownTown, lists};
use crate::use_cases::names;
use crate::{AreaId, Labels, permissions};

#[derive(Template)]
#[template(path = "directory/areas.html")]
struct Page {
    shell: ui::Shell,
    labels: Labels,
    key: String,
    ask: Field,
    found: Option<Found>,
    areas: Vec<AreaView>,
    empty: Option<Empty>,
    nowhere: Vec<CityView>,
    nowhere_n: usize,
    towns: usize,
    retired: Vec<(String, String)>,
    may_change: bool,
    export: Option<Button>,
}

/// A 圏域 in the list.
struct AreaView {
    name: String,
    href: String,
    hokatsu: Html,
    phone: Option<(String, String)>,
    towns: String,
    n: usize,
}

/// Towns of one city.
pub(super) struct CityView {
    city: String,
    towns: String,
    n: usize,
}

/// The answer to an address.
struct Found {
    town: Option<String>,
    area: Option<(String, String)>,
    hokatsu: Option<Html>,
    phone: Option<(String, String)>,
}

fn by_city(towns: &[KnownTown]) -> Vec<CityView> {
    let mut out: Vec<CityView> = Vec::new();
    for t in towns {
        match out.last_mut().filter(|c| c.city == t.city) {
            Some(c) => {
                c.towns.push('、');
                c.towns.push_str(&t.name);
                c.n += 1;
            }
            None => out.push(CityView { city: t.city.clone(), towns: t.name.clone(), n: 1 }),
        }
    }
    out
}

fn org(o: Option<&Organisation>) -> Html {
    match o {
        Some(o) => ui::org(&o.name, o.fictitious),
        None => Html::trusted("<span class=\"muted\">まだ決まっていません</span>"),
    }
}

fn phone(o: Option<&Organisation>) -> Option<(String, String)> {
    o.and_then(|o| tel(&o.phone))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, "", None)
}

/// Which 包括 an address has. Posted, never in an address of a page: what is typed can be where a person lives.
pub(super) fn find(req: &Req) -> Result<Resp, Fail> {
    let typed: String = req.form.get("address").chars().take(200).collect();
    if typed.is_empty() {
        return show(req, "", None);
    }
    let found = req.read(|cx| {
        let all = areas::overview(cx)?;
        let town = areas::town_of_address(cx, &typed)?;
        let area = town.as_ref().and_then(|t| t.area);
        let with = all.areas.iter().find(|a| Some(a.area.id) == area);
        let o = with.and_then(|a| a.hokatsu.as_ref());
        let home = match o {
            Some(o) => crate::windows_of(cx, o.id)?.into_iter().next().map(|w| w.phone),
            None => None,
        };
        Ok(Found {
            town: town.map(|t| format!("{}{}", t.city, t.name)),
            area: with.map(|a| (a.area.name.clone(), a.area.id.to_string())),
            hokatsu: with.map(|_| org(o)),
            phone: home.as_deref().and_then(tel).or_else(|| phone(o)),
        })
    })?;
    show(req, &typed, Some(found))
}

fn show(req: &Req, typed: &str, found: Option<Found>) -> Result<Resp, Fail> {
    let (all, labels, may_change, may_export) = req.read(|cx| {
        Ok((
            areas::overview(cx)?,
            names::labels(cx)?,
            app::may(cx, &permissions::AREAS)?,
            app::may(cx, &permissions::EXPORT)?,
        ))
    })?;
    let href = |id: AreaId| req.url(&format!("/directory/areas/{id}"));
    let area = labels.area();
    let page = Page {
        shell: req.titled(format!("{area}と{}", labels.hokatsu())),
        key: req.new_key(),
        ask: Field::new("address", "住所", FieldKind::text(typed))
            .hint("例 ひばり台二丁目3-5。住所は記録に残しません"),
        found,
        areas: all.areas.iter().map(|a| view(a, href(a.area.id))).collect(),
        empty: all.areas.is_empty().then(|| Empty {
            title: format!("{area}は、まだ登録されていません"),
            text: format!("{area}と町丁を登録すると、住所から{}がわかります。", labels.hokatsu())
                .into(),
            art: false,
            button: may_change.then(|| {
                Button::link(format!("{area}を登録する"), req.url("/directory/areas/new")).primary()
            }),
        }),
        nowhere: by_city(&all.nowhere),
        nowhere_n: all.nowhere.len(),
        towns: all.towns,
        retired: all.retired.iter().map(|a| (a.name.clone(), href(a.id))).collect(),
        may_change,
        export: (may_export && all.towns > 0).then(|| {
            Button::link("CSV", req.url("/directory/areas/export"))
                .compact()
                .icon("download")
                .about("で書き出す")
        }),
        labels,
    };
    Resp::page(page.render())
}

fn view(a: &AreaWith, href: String) -> AreaView {
    let names: Vec<&str> = a.towns.iter().map(|t| t.name.as_str()).collect();
    AreaView {
        name: a.area.name.clone(),
        href,
        hokatsu: org(a.hokatsu.as_ref()),
        phone: phone(a.hokatsu.as_ref()),
        n: names.len(),
        towns: names.join("、"),
    }
}

/// All towns with 圏域 and 包括 as a file that can be given back in.
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let rows = req.read(lists::export)?;
    let cells: Vec<Vec<Cell>> =
        rows.into_iter().map(|r| r.into_iter().map(Cell::text).collect()).collect();
    let bytes = office::csv::write(&lists::HEADS, &cells, Charset::Utf8Bom)
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("export: {e}"))))?;
    let name = format!("machi-{}.csv", req.app.now().date());
    Ok(Resp::file(name, "text/csv; charset=utf-8", bytes))
}

#[derive(Template)]
#[template(path = "directory/area.html")]
struct One {
    shell: ui::Shell,
    labels: Labels,
    area: Area,
    retired: Option<String>,
    hokatsu: Html,
    phone: Option<(String, String)>,
    cities: Vec<CityView>,
    n: usize,
    history: Vec<Past>,
    may_change: bool,
}

/// Something that was done.
struct Past {
    when: String,
    who: String,
    what: String,
    towns: String,
}

fn past(a: &AreaAct, labels: &Labels) -> Past {
    let quoted = |text: &str| match text {
        "" => "なし".to_string(),
        text => format!("「{text}」"),
    };
    let from_to = |label: &str| {
        format!("{label}を {} から {} に変えました", quoted(&a.was), quoted(&a.becomes))
    };
    let n = a.becomes.split('、').filter(|t| !t.is_empty()).count();
    let town = labels.town();
    let (what, towns) = match a.kind.as_str() {
        "added" => (format!("{}「{}」を登録しました", labels.area(), a.becomes), ""),
        "name" => (from_to("名前"), ""),
        "kana" => (from_to("かな"), ""),
        "hokatsu" => (from_to(labels.hokatsu_short()), ""),
        "towns_in" => (format!("{town} {n}件を入れました"), a.becomes.as_str()),
        "towns_out" => (format!("{town} {n}件を外しました"), a.becomes.as_str()),
        "retired" => (
            format!("使うのをやめました（{town} {n}件が、どこにも入らなくなりました）"),
            a.becomes.as_str(),
        ),
        _ => (String::new(), ""),
    };
    Past {
        when: format!("{} {}", kernel::wareki::long(a.at.date()), crate::views::now_words(a.at)),
        who: a.who.clone(),
        what,
        towns: towns.to_string(),
    }
}

/// One 圏域.
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    let id: AreaId = req.id("id")?;
    let ((with, acts), labels, may_change) = req.read(|cx| {
        let may = app::may(cx, &permissions::AREAS)?;
        Ok((areas::area_page(cx, id)?, names::labels(cx)?, may))
    })?;
    let page = One {
        shell: req.titled(&with.area.name),
        retired: with.area.retired_at.map(|t| kernel::wareki::long(t.date())),
        may_change: may_change && with.area.retired_at.is_none(),
        hokatsu: org(with.hokatsu.as_ref()),
        phone: phone(with.hokatsu.as_ref()),
        n: with.towns.len(),
        cities: by_city(&with.towns),
        history: acts.iter().map(|a| past(a, &labels)).collect(),
        area: with.area,
        labels,
    };
    Resp::page(page.render())
}
