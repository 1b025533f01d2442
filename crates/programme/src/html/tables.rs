//! Tables of the plan as the plan prints them, beside them the present values; PDF and Excel in the same shape.
use office::print::TemplateId;
use office::xlsx::{Cell, Column, Kind, Sheet};
use serde_json::{Value, json};
use slice::parts::{self, buttons, h2, hint, press};
use slice::{Fail, Req, Resp};
use ui::{Button, DataTable, Empty, Html};

use super::draw;
use crate::TableId;
use crate::model::table::Cell as PlanCell;
use crate::model::year;
use crate::permissions;
use crate::use_cases::tables::{self as act, Filled};
use crate::use_cases::{indicator_path, table_path};

/// A number stays a number; 中止, 予定 and shares with their counts are words.
pub(super) fn excel_cell(words: &str) -> Cell {
    match words.replace(',', "").parse::<i64>() {
        Ok(n) => Cell::Int(n),
        Err(_) if words == "–" => Cell::Empty,
        Err(_) => Cell::text(words),
    }
}

/// Heads of the fiscal years: 「R5 実績（9月末現在）」「R6 計画」.
fn heads(f: &Filled) -> Vec<String> {
    let d = &f.table.data;
    d.years()
        .map(|of| match of >= d.plan {
            true => format!("{} 計画", year::short(of)),
            false => match year::partial(of, f.on) {
                Some(words) => format!("{} 実績（{words}）", year::short(of)),
                None => format!("{} 実績", year::short(of)),
            },
        })
        .collect()
}

/// The words of all cells, row by row: what page, PDF and Excel show alike.
pub(super) fn grid(f: &Filled) -> Vec<Vec<String>> {
    f.rows
        .iter()
        .map(|r| {
            let mut out = vec![r.label.clone()];
            out.extend((0..r.cells.len()).map(|i| r.words(i)));
            out
        })
        .collect()
}

/// The table as a block of a paper: the two headings above the years.
pub(super) fn block(f: &Filled) -> Value {
    let d = &f.table.data;
    let (actual, plan) = d.widths();
    let years: Vec<String> = d.years().map(|y| format!("{}年度", year::short(y))).collect();
    json!({ "plan": {
        "groups": [{ "words": d.actual_words, "n": actual }, { "words": d.plan_words, "n": plan }],
        "years": years,
        "rows": grid(f),
    } })
}

/// The blocks of a table with heading and notes.
pub(super) fn blocks(f: &Filled) -> Vec<Value> {
    let d = &f.table.data;
    let mut out = vec![json!({ "head": format!("■ {}", d.title), "note": d.lead }), block(f)];
    out.extend(f.notes.iter().map(|n| json!({ "small": n })));
    out
}

fn sheet(f: &Filled) -> Sheet {
    let d = &f.table.data;
    let mut columns = vec![Column::new("区分", 22.0, Kind::Text)];
    columns
        .extend(d.years().map(|y| Column::new(format!("{}年度", year::short(y)), 14.0, Kind::Int)));
    let wide = columns.len();
    let full = |mut row: Vec<Cell>| {
        row.resize(wide, Cell::Empty);
        row
    };
    // the two headings of the plan stand as a row below the years
    let mut above = vec![Cell::Empty];
    above.extend(
        d.years().map(|y| Cell::text(if y >= d.plan { &d.plan_words } else { &d.actual_words })),
    );
    let mut rows = vec![above];
    for r in grid(f) {
        let mut cells = r.iter();
        let mut row: Vec<Cell> = cells.next().map(Cell::text).into_iter().collect();
        row.extend(cells.map(|w| excel_cell(w)));
        rows.push(row);
    }
    rows.extend(f.notes.iter().map(|n| full(vec![Cell::text(n)])));
    Sheet { name: d.title.clone(), columns, rows }
}

fn answer(req: &Req, title: &str, all: &[Filled]) -> Result<Option<Resp>, Fail> {
    if !["print", "xlsx"].contains(&req.query.get("format")) {
        return Ok(None);
    }
    let all = req.read(|cx| {
        all.iter().map(|f| act::published(cx, f.clone())).collect::<app::Result<Vec<_>>>()
    })?;
    match req.query.get("format") {
        "print" => {
            let mut blocks: Vec<Value> = Vec::new();
            for f in &all {
                blocks.extend(self::blocks(f));
            }
            let body = json!({ "lead": "", "blocks": blocks, "roadmap": null });
            Ok(Some(parts::print(req, TemplateId::PROGRAMME, title, body, false)))
        }
        "xlsx" => {
            let sheets: Vec<Sheet> = all.iter().map(sheet).collect();
            parts::xlsx(req, "keikakuhyo", title, &sheets).map(Some)
        }
        _ => Ok(None),
    }
}

fn drawn(req: &Req, f: &Filled) -> Html {
    let rows = f
        .rows
        .iter()
        .map(|r| {
            let head = Button::link(r.label.as_str(), req.url(&indicator_path(r.indicator))).text();
            let cells = r
                .cells
                .iter()
                .enumerate()
                .map(|(i, c)| match c {
                    PlanCell::Actual(s) => draw::cell(req, s, &r.unit),
                    PlanCell::Plan(_) => {
                        ui::Cell { text: r.words(i).into(), ..ui::Cell::default() }
                    }
                })
                .collect();
            (head.html(), cells, false)
        })
        .collect();
    let d = &f.table.data;
    let mut all = vec!["区分".to_string()];
    all.extend(heads(f));
    let caption = format!("{}　{}・{}", d.title, d.actual_words, d.plan_words);
    let mut out = DataTable { caption, heads: all, rows }.html();
    for n in &f.notes {
        out = out.and(hint(n));
    }
    out
}

/// GET /programme/tables
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (all, may_write) = req.read(act::all)?;
    let title = "計画表";
    if let Some(resp) = answer(req, title, &all)? {
        return Ok(resp);
    }
    let mut out = vec![draw::tabs(req, "/programme/tables")];
    if all.is_empty() {
        let text =
            "計画書の表と同じ形で、年度ごとの実績と計画が並びます。先に指標を登録してください。";
        out.push(
            Empty {
                title: "まだ計画表がありません".into(), text: text.into(), ..Empty::default()
            }
            .html(),
        );
    }
    for f in &all {
        let to = req.url(&table_path(f.table.id));
        out.push(h2(&f.table.data.title));
        if !f.table.data.lead.is_empty() {
            out.push(parts::p(&f.table.data.lead));
        }
        out.push(drawn(req, f));
        out.push(buttons(&[Button::link("いまの実績と計画を並べる", to)
            .compact()
            .about(&f.table.data.title)]));
    }
    if !all.is_empty() {
        out.push(buttons(&[
            Button::link("計画書の形で印刷（PDF）", req.url("/programme/tables?format=print"))
                .compact(),
            Button::link("Excel", req.url("/programme/tables?format=xlsx")).compact(),
        ]));
    }
    if may_write {
        let to = req.url("/programme/tables/new");
        out.push(buttons(&[Button::link("計画表をつくる", to).primary()]));
    }
    parts::page(req, title, "", Some(("計画", "/programme")), vec![], out)
}

/// GET /programme/tables/{table}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    let id: TableId = req.id("table")?;
    let (f, beside, may_write) = req.read(|cx| {
        let f = act::open(cx, id)?;
        let beside = act::now(cx, &f)?;
        Ok((f, beside, app::may(cx, &permissions::TABLE)?))
    })?;
    let d = &f.table.data;
    if let Some(resp) = answer(req, &d.title, std::slice::from_ref(&f))? {
        return Ok(resp);
    }
    let mut out = Vec::new();
    if let Some(on) = d.as_of {
        out.push(parts::p(&format!(
            "計画書の表（{}現在でつくった表です）",
            kernel::wareki::long(on)
        )));
    }
    out.push(drawn(req, &f));
    let today = req.app.now().date();
    if beside.iter().any(|b| !b.2.is_empty()) {
        let mut heads = vec!["計画の年度".to_string()];
        if let Some((_, _, years)) = beside.first() {
            for (of, ..) in years {
                heads.push(format!("{} 計画", year::short(*of)));
                heads.push(format!("{} 実績", draw::year_head(*of, today)));
            }
        }
        let rows = beside
            .iter()
            .map(|(label, unit, years)| {
                let mut cells = Vec::new();
                for (_, shown, target) in years {
                    let text = draw::target(*target, unit).into();
                    cells.push(ui::Cell { text, ..ui::Cell::default() });
                    cells.push(draw::cell(req, shown, unit));
                }
                (label.as_str().into(), cells, false)
            })
            .collect();
        out.push(h2("いまの実績"));
        let caption = "計画の年度の、計画と実績（いま）".into();
        out.push(DataTable { caption, heads, rows }.html());
    }
    let here = table_path(id);
    let mut all = vec![
        Button::link("計画書の形で印刷（PDF）", req.url(&format!("{here}?format=print"))).compact(),
        Button::link("Excel", req.url(&format!("{here}?format=xlsx"))).compact(),
    ];
    if may_write {
        all.push(Button::link("表を直す", req.url(&format!("{here}/edit"))).compact());
    }
    out.push(buttons(&all));
    if may_write {
        let button = Button::submit("この表を外す").compact();
        out.push(press(req, &format!("{here}/remove"), &[], button));
    }
    parts::page(req, &d.title, "計画表", Some(("計画表", "/programme/tables")), vec![], out)
}
