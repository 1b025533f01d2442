//! The paper of a council: what is to stand in it is chosen, and it comes as one PDF.
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::parts::{self, p};
use slice::{Fail, Req, Resp};
use ui::{Field, FieldKind, Html, Opt};

use super::{draw, roadmap_sheet, tables};
use crate::model::catalogue::catalogue;
use crate::model::shown::HIDDEN;
use crate::model::year;
use crate::use_cases::council::{self as act, Paper};
use crate::use_cases::values::{Line, OfYear, usual_years};
use crate::{IndicatorId, RoadmapId, TableId};

fn choose(req: &Req, from: i64, to: i64) -> Result<Resp, Fail> {
    let (all, editions) = req.read(|cx| act::choices(cx, from, to))?;
    let c = catalogue()?;
    let indicators: Vec<Opt> = all
        .lines
        .iter()
        .map(|(i, _)| {
            Opt::new(i.id.to_string(), format!("{}　{}", i.data.name, c.scene(&i.data.scene)))
        })
        .collect();
    let sheets: Vec<Opt> =
        all.tables.iter().map(|t| Opt::new(t.table.id.to_string(), &t.table.data.title)).collect();
    let mut roadmaps = vec![Opt::new("", "入れない")];
    roadmaps.extend(editions.iter().map(|r| Opt::new(r.id.to_string(), r.called())));
    let mut fields = vec![
        Field::new("title", "資料の題", FieldKind::text("在宅医療・介護連携推進事業の進みぐあい")),
        Field::new("from", "はじまりの年度", FieldKind::text(year::short(from))),
        Field::new("to", "終わりの年度", FieldKind::text(year::short(to))),
    ];
    if !indicators.is_empty() {
        let on: Vec<String> = all
            .lines
            .iter()
            .filter(|(i, _)| i.data.front_centre || i.data.front_city)
            .map(|(i, _)| i.id.to_string())
            .collect();
        fields.push(Field::new("i", "指標", FieldKind::checks(on, indicators)));
    }
    if !sheets.is_empty() {
        let on = sheets.iter().map(|o| o.value.clone()).collect();
        fields.push(Field::new("t", "計画表", FieldKind::checks(on, sheets)));
    }
    let newest = editions.first().map(|r| r.id.to_string()).unwrap_or_default();
    fields.push(Field::new("r", "ロードマップ", FieldKind::select(newest, roadmaps)));
    let form = Html::trusted(format!(
        "<form class=\"form-col\" method=\"get\" action=\"{}\" data-no-guard><input type=\"hidden\" name=\"format\" value=\"print\">",
        Html::text(req.url("/programme/paper"))
    ))
    .and(ui::join(parts::drawn(fields, &[])))
    .and(Html::trusted("<p class=\"btns mt4\"><button class=\"btn primary\" type=\"submit\">資料をつくる（PDF）</button></p></form>"));
    let out = vec![
        draw::tabs(req, "/programme/paper"),
        p("選んだものが、1つの資料になります。数字は、つくったときのものです。"),
        form,
    ];
    parts::page(req, "会議の資料", "", Some(("計画", "/programme")), vec![], out)
}

/// A fiscal year of a line.
fn of(l: &Line, year: i64) -> Option<&OfYear> {
    l.1.iter().find(|y| y.year == year)
}

/// The indicators as tables, one a scene, with definition and notes.
fn indicator_blocks(req: &Req, paper: &Paper, from: i64, to: i64) -> Result<Vec<Value>, Fail> {
    let c = catalogue()?;
    let today = req.app.now().date();
    let mut out = Vec::new();
    for s in &c.scenes {
        let lines: Vec<_> = paper.lines.iter().filter(|l| l.0.data.scene == s.code).collect();
        if lines.is_empty() {
            continue;
        }
        let mut years: Vec<String> = (from..=to).map(|y| draw::year_head(y, today)).collect();
        years.push(format!("{} 計画", year::short(to)));
        // what the council is asked about stands there as soon as one is decided
        let next = paper.lines.iter().any(|l| of(l, to + 1).is_some_and(|y| y.target.is_some()));
        if next {
            years.push(format!("{} 計画", year::short(to + 1)));
        }
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        for l in &lines {
            let (i, all) = l;
            let unit = &i.data.unit;
            let mut row = vec![format!("{}（{unit}）", i.data.name)];
            let shown = || all.iter().filter(|y| y.year <= to);
            row.extend(shown().map(|y| y.shown.words(unit)));
            let plan = |year| draw::target(of(l, year).and_then(|y| y.target), unit);
            row.push(plan(to));
            if next {
                row.push(plan(to + 1));
            }
            rows.push(row);
            if shown().any(|y| y.shown.hidden) {
                notes.push(format!("{}：{HIDDEN}", i.data.name));
            }
            notes.push(format!("{}：{}（{}）", i.data.name, i.data.definition(), i.data.source));
            notes.extend(shown().flat_map(|y| {
                y.shown
                    .notes
                    .iter()
                    .map(|n| format!("※ {} {}：{n}", i.data.name, year::short(y.year)))
            }));
        }
        out.push(json!({ "head": format!("指標　{}", s.label), "note": "" }));
        out.push(json!({ "plan": { "groups": [], "years": years, "rows": rows } }));
        out.extend(notes.into_iter().map(|n| json!({ "small": n })));
    }
    Ok(out)
}

/// GET /programme/paper
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (from, to) = draw::span(req, usual_years(req.app.now().date()));
    if req.query.get("format") != "print" {
        return choose(req, from, to);
    }
    let indicators: Vec<IndicatorId> =
        req.query.all("i").iter().filter_map(|i| i.parse().ok()).collect();
    let sheets: Vec<TableId> = req.query.all("t").iter().filter_map(|i| i.parse().ok()).collect();
    let edition = req.query.get("r").parse::<RoadmapId>().ok();
    let paper = req.read(|cx| act::make(cx, (from, to), &indicators, &sheets, edition))?;
    let mut blocks = indicator_blocks(req, &paper, from, to)?;
    for f in &paper.tables {
        blocks.extend(tables::blocks(f));
    }
    let roadmap = match &paper.roadmap {
        Some(w) => roadmap_sheet::printed(req, w)?,
        None => Value::Null,
    };
    if blocks.is_empty() && roadmap.is_null() {
        blocks.push(json!({ "text": "選ばれたものがありません。" }));
    }
    let title: String = req.query.get("title").trim().chars().take(60).collect();
    let title = if title.is_empty() || !kernel::text::is_plain_line(&title) {
        "在宅医療・介護連携推進事業の進みぐあい".to_string()
    } else {
        title
    };
    let lead = format!("{}現在", kernel::wareki::long(req.app.now().date()));
    let body = json!({ "lead": lead, "blocks": blocks, "roadmap": roadmap });
    Ok(parts::print(req, TemplateId::PROGRAMME, &title, body, true))
}
