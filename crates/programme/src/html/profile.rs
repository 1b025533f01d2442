//! 地域の姿: the small areas beside each other, how many offices lie in them, and the form for their figures.
use directory::AreaId;
use office::print::TemplateId;
use office::xlsx::{Cell as Xlsx, Column, Kind, Sheet};
use serde_json::{Value, json};
use slice::parts::{self, Row, buttons, drawn, form, h2, hidden_field, hint, p, rows};
use slice::{Fail, Req, Resp};
use ui::{Button, Cell, Chip, DataTable, Empty, FieldError, Filter};

use super::draw;
use super::tables::excel_cell;
use crate::model::{Num, year};
use crate::use_cases::profile::{self as act, Profile};

const HERE: &str = "/programme/profile";
/// The whole region in an address.
const ALL: &str = "all";

fn asked(req: &Req) -> Result<Option<i64>, Fail> {
    match req.query.some("year") {
        Some(text) => year::parse(text).map(Some).ok_or(Fail::NotFound),
        None => Ok(None),
    }
}

/// 「全体」 last; where it is the sum of the areas, it says so.
fn names(w: &Profile, mark: bool) -> Vec<String> {
    let unclear = w.offices.iter().any(|o| o.nowhere > 0);
    let mut out: Vec<String> = w.areas.iter().map(|a| a.name.clone()).collect();
    if mark && unclear && !w.areas.is_empty() {
        out.push("圏域が分からない".into());
    }
    out.push("全体".into());
    out
}

/// Rows of words: what was entered.
fn figures(w: &Profile) -> Vec<Vec<String>> {
    let words = |c: &Option<String>| c.clone().unwrap_or_else(|| "–".into());
    let line = |r: &crate::model::profile::Row| {
        let label = match r.unit.as_str() {
            "%" => format!("　{}", r.label),
            unit => format!("{}（{unit}）", r.label),
        };
        let cells = r.cells.iter().map(&words);
        std::iter::once(label).chain(cells).chain([words(&r.whole)]).collect()
    };
    w.rows.iter().map(line).collect()
}

/// Rows of words: the offices.
fn offices(w: &Profile) -> Vec<Vec<String>> {
    let unclear = names(w, true).len() > names(w, false).len();
    let line = |o: &act::Offices| {
        let mut out = vec![o.label.to_string()];
        out.extend(o.cells.iter().map(i64::to_string));
        out.extend(unclear.then(|| o.nowhere.to_string()));
        out.push(o.whole.to_string());
        out
    };
    w.offices.iter().map(line).collect()
}

fn print(req: &Req, w: &Profile, title: &str) -> Resp {
    let table = |first: &str, heads: Vec<String>, rows: Vec<Vec<String>>| json!({ "columns": { "first": first, "heads": heads, "rows": rows } });
    let mut blocks = vec![
        json!({ "head": format!("人とくらし（{}）", year::words(w.year)), "note": "" }),
        table("区分", names(w, false), figures(w)),
    ];
    if !w.sources.is_empty() {
        blocks.push(json!({ "small": format!("出どころ：{}", w.sources.join("、")) }));
    }
    if !w.offices.is_empty() {
        let today = kernel::wareki::long(req.app.now().date());
        blocks.push(
            json!({ "head": "医療・介護の資源", "note": format!("{today}現在、事業所の名簿から") }),
        );
        blocks.push(table("種類", names(w, true), offices(w)));
    }
    let body = json!({ "lead": "", "blocks": blocks, "roadmap": Value::Null });
    parts::print(req, TemplateId::PROGRAMME, title, body, false)
}

fn excel(req: &Req, w: &Profile, title: &str) -> Result<Resp, Fail> {
    let sheet = |name: &str, first: &str, heads: Vec<String>, rows: Vec<Vec<String>>| {
        let mut columns = vec![Column::new(first, 34.0, Kind::Text)];
        columns.extend(heads.into_iter().map(|h| Column::new(h, 14.0, Kind::Int)));
        let cells = |r: Vec<String>| -> Vec<Xlsx> {
            let mut all = r.iter();
            let head: Vec<Xlsx> = all.next().map(Xlsx::text).into_iter().collect();
            head.into_iter().chain(all.map(|c| excel_cell(c))).collect()
        };
        Sheet { name: name.into(), columns, rows: rows.into_iter().map(cells).collect() }
    };
    let sheets = [
        sheet("人とくらし", "区分", names(w, false), figures(w)),
        sheet("医療・介護の資源", "種類", names(w, true), offices(w)),
    ];
    parts::xlsx(req, "chiiki-no-sugata", title, &sheets)
}

/// GET /programme/profile
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let of = asked(req)?;
    let w = req.read(|cx| act::open(cx, of))?;
    let title = "地域の姿";
    match req.query.get("format") {
        "print" => return Ok(print(req, &w, title)),
        "xlsx" => return excel(req, &w, title),
        _ => {}
    }
    let mut out = vec![draw::tabs(req, HERE)];
    let chips = w
        .years
        .iter()
        .map(|y| Chip {
            label: year::words(*y),
            href: req.url(&format!("{HERE}?year={y}")),
            on: *y == w.year,
        })
        .collect();
    out.push(Filter { label: "年度".into(), spoken: "年度".into(), chips }.html());
    out.push(h2(&format!("人とくらし（{}）", year::words(w.year))));
    if w.areas.is_empty() {
        let text = "日常生活圏域を登録すると、圏域ごとに並びます。登録しなくても、全体の数だけで使えます。";
        out.push(hint(text));
    }
    let entered = w.rows.iter().any(|r| r.whole.is_some() || r.cells.iter().any(Option::is_some));
    if entered {
        let cell = |text: &String| Cell { text: text.as_str().into(), ..Cell::default() };
        let lines = figures(&w)
            .into_iter()
            .filter_map(|r| {
                let (head, cells) = r.split_first()?;
                Some((head.as_str().into(), cells.iter().map(cell).collect(), false))
            })
            .collect();
        let mut heads = vec!["区分".to_string()];
        heads.extend(names(&w, false));
        let caption = "圏域ごとの数".into();
        out.push(DataTable { caption, heads, rows: lines }.html());
        if w.rows.iter().any(|r| r.summed) {
            out.push(hint("「全体」は、入っていないときは圏域の合計です。"));
        }
        if !w.sources.is_empty() {
            out.push(hint(&format!("出どころ：{}", w.sources.join("、"))));
        }
    } else {
        let text = "人口や認定を受けた人の数を圏域ごとに入れると、高齢化率や認定率が並びます。";
        let title = format!("{}の数は、まだ入っていません", year::words(w.year));
        out.push(Empty { title, text: text.into(), ..Empty::default() }.html());
    }
    if !w.offices.is_empty() {
        out.push(h2("医療・介護の資源"));
        out.push(resources(req, &w));
        out.push(hint("いまの名簿から数えています。数を押すと、事業所の一覧が開きます。"));
    }
    if w.may_write {
        out.push(h2("人とくらしの数を入れる"));
        let to = |at: &str| req.url(&format!("{HERE}/{at}?year={}", w.year));
        let mut links: Vec<Button> = w
            .areas
            .iter()
            .map(|a| Button::link(a.name.as_str(), to(&a.id.0.to_string())).compact())
            .collect();
        links.push(Button::link("全体", to(ALL)).compact());
        out.push(buttons(&links));
    }
    let file = |f: &str| req.url(&format!("{HERE}?year={}&format={f}", w.year));
    out.push(buttons(&[
        Button::link("印刷（PDF）", file("print")).compact(),
        Button::link("Excel", file("xlsx")).compact(),
    ]));
    parts::page(req, title, "", Some(("計画", "/programme")), vec![], out)
}

/// The offices by kind and area; a number opens the offices behind it.
fn resources(req: &Req, w: &Profile) -> ui::Html {
    let unclear = names(w, true).len() > names(w, false).len();
    let lines = w
        .offices
        .iter()
        .map(|o| {
            let cell = |n: i64, at: &str| Cell {
                text: n.to_string().into(),
                href: (n > 0)
                    .then(|| req.url(&format!("{HERE}/offices?kind={}&area={at}", o.kind))),
                wide: false,
            };
            let mut cells: Vec<Cell> =
                o.cells.iter().zip(&w.areas).map(|(n, a)| cell(*n, &a.id.0.to_string())).collect();
            if unclear {
                cells.push(cell(o.nowhere, "none"));
            }
            cells.push(Cell {
                text: o.whole.to_string().into(),
                href: Some(req.url(&format!("/directory?kind={}", o.kind))),
                wide: false,
            });
            (o.label.into(), cells, false)
        })
        .collect();
    let mut heads = vec!["種類".to_string()];
    heads.extend(names(w, true));
    DataTable { caption: "圏域ごとの事業所の数".into(), heads, rows: lines }.html()
}

/// GET /programme/profile/offices
pub(super) fn offices_page(req: &Req) -> Result<Resp, Fail> {
    let area = match req.query.get("area") {
        "none" => None,
        text => Some(AreaId(text.parse().map_err(|_| Fail::NotFound)?)),
    };
    let kind = directory::model::service::kind(req.query.get("kind")).ok_or(Fail::NotFound)?;
    let (name, all) = req.read(|cx| act::behind(cx, kind.code, area))?;
    let lines = all
        .iter()
        .map(|f| Row {
            title: f.data.name.clone(),
            href: req.url(&format!("/directory/{}", f.id)),
            tag: None,
            meta: format!("{}　{}{}", f.data.service_label, f.data.city, f.data.address),
            acts: Vec::new(),
        })
        .collect();
    let out = vec![p(&format!("{}か所", all.len())), rows(lines, false)];
    let title = format!("{name}の{}", kind.label);
    parts::page(req, &title, "", Some(("地域の姿", HERE)), vec![], out)
}

fn of_path(req: &Req) -> Result<Option<AreaId>, Fail> {
    match req.param("area") {
        ALL => Ok(None),
        text => Ok(Some(AreaId(text.parse().map_err(|_| Fail::NotFound)?))),
    }
}

fn show(req: &Req, of: i64, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let area = of_path(req)?;
    let w = req.read(|cx| act::area(cx, area, of))?;
    let mut fields = vec![hidden_field("year", &of.to_string())];
    for (i, now, before) in &w.lines {
        let kept = now.map(Num::plain).unwrap_or_default();
        let name = format!("was.{}", i.code);
        fields.push(hidden_field(&name, &parts::val(req, &name, &kept)));
        let was = match before {
            Some(n) => format!("{}は {n}{}", year::short(of - 1), i.unit),
            None => String::new(),
        };
        let label = format!("{}（{}）", i.label, i.unit);
        let one = parts::short(req, &i.code, &label, &kept).hint(was);
        fields.extend(drawn(vec![one], &errors));
    }
    let source = parts::line(req, "source", "出どころ", &w.source)
        .hint("住民基本台帳（R8.4.1） ／ 介護保険システム")
        .required();
    fields.extend(drawn(vec![source], &errors));
    let mut out = vec![p("分かるものだけで、かまいません。空けたところは「–」になります。")];
    if area.is_none() {
        out.push(hint(
            "公表している数があるときだけ入れてください。空けておくと、圏域の合計になります。",
        ));
    }
    out.push(form(req, &format!("{HERE}/{}", req.param("area")), &fields, "保存する", ""));
    let back = format!("{HERE}?year={of}");
    let title = format!("{}　{}", w.name, year::words(of));
    parts::page(req, &title, "", Some(("地域の姿", &back)), errors, out)
}

/// GET /programme/profile/{area}
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let now = year::of(req.app.now().date());
    show(req, asked(req)?.unwrap_or(now), vec![])
}

/// POST /programme/profile/{area}
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let area = of_path(req)?;
    let of = year::parse(req.form.get("year")).ok_or(Fail::NotFound)?;
    let mut wrong = Vec::new();
    let mut figures = Vec::new();
    for i in &crate::model::catalogue::catalogue()?.regional {
        if !req.form.has(&i.code) {
            continue;
        }
        let n = draw::posted_num(req, &i.code, &mut wrong);
        let was = Num::parse(req.form.get(&format!("was.{}", i.code)));
        figures.push((i.code.clone(), n, was));
    }
    if !wrong.is_empty() {
        return show(req, of, wrong);
    }
    let source = req.form.get("source").to_owned();
    let done = req.act(move |cx| {
        act::put(cx, area, of, &figures, &source).map(|()| format!("{HERE}?year={of}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(app::Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => show(req, of, parts::errors(e)?),
    }
}
