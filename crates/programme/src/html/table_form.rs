//! Making and changing a table of the plan: title, fiscal years, headings, which indicators stand in it.
use slice::parts::{self, day, drawn, form, line};
use slice::{Fail, Req, Resp};
use ui::{Field, FieldError, FieldKind, Opt};

use super::draw;
use crate::model::table::{NewTable, PlanTable};
use crate::model::{Indicator, year};
use crate::use_cases::{indicators, table_path, tables as act};
use crate::{IndicatorId, TableId};

/// Rows that the form offers.
const ROWS: usize = 6;

fn draw_form(
    req: &Req,
    kept: &NewTable,
    of: Option<&PlanTable>,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let all: Vec<Indicator> = req.read(indicators::all)?;
    let y = |n: i64| if n == 0 { String::new() } else { year::short(n) };
    let hint = "R6 ／ 2024";
    let mut fields = vec![
        line(req, "title", "表の名前", &kept.title).hint("出前講座").required(),
        line(req, "lead", "説明", &kept.lead),
        parts::short(req, "from", "はじまりの年度", &y(kept.from)).hint(hint).required(),
        parts::short(req, "plan", "計画がはじまる年度", &y(kept.plan)).hint(hint).required(),
        parts::short(req, "to", "終わりの年度", &y(kept.to)).hint(hint).required(),
        line(req, "actual_words", "実績の見出し", &kept.actual_words)
            .hint("第8期 実績値")
            .required(),
        line(req, "plan_words", "計画の見出し", &kept.plan_words).hint("第9期 計画値").required(),
        day(req, "as_of", "いつ現在の表か", kept.as_of)
            .hint("空のままなら、いつもきょう現在の数になります"),
    ];
    let rows = kept.rows.len().max(ROWS);
    for n in 0..rows {
        let row = kept.rows.get(n);
        let chosen = row.map(|r| r.0.to_string()).unwrap_or_default();
        let mut opts = vec![Opt::new("", "なし")];
        opts.extend(
            all.iter()
                .map(|i| Opt::new(i.id.to_string(), format!("{}（{}）", i.data.name, i.data.unit))),
        );
        if row.is_some() && !opts.iter().any(|o| o.value == chosen) {
            opts.push(Opt::new(&chosen, "一覧から外した指標"));
        }
        let name = format!("row.{n}");
        let value = parts::val(req, &name, &chosen);
        fields.push(Field::new(
            name,
            format!("{}行目の指標", n + 1),
            FieldKind::select(value, opts),
        ));
        let label = row.map(|r| r.1.clone()).unwrap_or_default();
        fields.push(
            line(req, &format!("label.{n}"), &format!("{}行目の名前", n + 1), &label)
                .hint("開催回数（回）　空のままなら指標の名前"),
        );
    }
    let (action, title, version) = match of {
        Some(t) => (format!("{}/edit", table_path(t.id)), "計画表を直す", t.version.to_string()),
        None => ("/programme/tables/new".to_string(), "計画表をつくる", String::new()),
    };
    let out = vec![form(req, &action, &drawn(fields, &errors), "保存する", &version)];
    parts::page(req, title, "", Some(("計画表", "/programme/tables")), errors, out)
}

fn posted(req: &Req, wrong: &mut Vec<FieldError>) -> NewTable {
    let text = |name: &str| req.form.get(name).trim().to_string();
    let mut rows = Vec::new();
    for n in 0..20 {
        if let Ok(id) = req.form.get(&format!("row.{n}")).parse::<IndicatorId>() {
            rows.push((id, text(&format!("label.{n}"))));
        }
    }
    NewTable {
        title: text("title"),
        lead: text("lead"),
        from: draw::posted_year(req, "from", wrong),
        plan: draw::posted_year(req, "plan", wrong),
        to: draw::posted_year(req, "to", wrong),
        actual_words: text("actual_words"),
        plan_words: text("plan_words"),
        as_of: parts::posted_day(req, "as_of", wrong),
        rows,
    }
}

/// GET /programme/tables/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let now = year::of(req.app.now().date());
    let kept = NewTable { from: now - 3, plan: now + 1, to: now + 3, ..NewTable::default() };
    draw_form(req, &kept, None, vec![])
}

/// POST /programme/tables/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let d = posted(req, &mut wrong);
    if !wrong.is_empty() {
        return draw_form(req, &d, None, wrong);
    }
    let kept = d.clone();
    match req.act(move |cx| act::add(cx, &d).map(table_path)) {
        Ok(to) => Ok(Resp::go_saying(to, "計画表をつくりました")),
        Err(e) => draw_form(req, &kept, None, parts::errors(e)?),
    }
}

/// GET /programme/tables/{table}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: TableId = req.id("table")?;
    let t = req.read(|cx| act::to_change(cx, id))?;
    draw_form(req, &t.data, Some(&t), vec![])
}

/// POST /programme/tables/{table}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: TableId = req.id("table")?;
    let mut wrong = Vec::new();
    let d = posted(req, &mut wrong);
    let t = req.read(|cx| act::to_change(cx, id))?;
    if !wrong.is_empty() {
        return draw_form(req, &d, Some(&t), wrong);
    }
    let (kept, version) = (d.clone(), draw::version(req));
    match req.act(move |cx| act::change(cx, id, &d, version).map(|()| table_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "計画表を直しました")),
        Err(app::Error::Stale { .. }) => draw_form(req, &kept, Some(&t), parts::stale()),
        Err(e) => draw_form(req, &kept, Some(&t), parts::errors(e)?),
    }
}

/// POST /programme/tables/{table}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: TableId = req.id("table")?;
    let to = req.act(move |cx| act::remove(cx, id).map(|()| "/programme/tables".into()))?;
    Ok(Resp::go_saying(to, "計画表を外しました"))
}
