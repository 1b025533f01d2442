//! Results of the questionnaire: counts and charts, free texts grouped by hand, on paper and as Excel.
use kernel::Id;
use office::print::TemplateId;
use office::xlsx::{Cell, Column, Kind as CellKind, Sheet};
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html};

use super::parts::{self, bars, buttons, fold, form, h2, hint, p, press, table};
use crate::EventId;
use crate::model::form::Kind;
use crate::model::share::percent;
use crate::permissions;
use crate::use_cases::forms::{self as act, Result1, Results};
use crate::use_cases::path;

fn question(req: &Req, id: EventId, q: &Result1, may: bool) -> Html {
    let mut out = h2(&q.label).and(hint(&format!("{}人が回答", q.answered)));
    if q.kind != Kind::Text {
        let drawn: Vec<(String, String, i64, i64)> = q
            .rows
            .iter()
            .map(|(w, n)| (w.clone(), format!("{n}人　{}", percent(*n, q.answered)), *n, 0))
            .collect();
        return out.and(bars(&format!("{}。数は横に書いてあります", q.label), &drawn));
    }
    if !q.groups.is_empty() {
        let rows: Vec<Vec<String>> =
            q.groups.iter().map(|g| vec![g.0.clone(), format!("{}件", g.1)]).collect();
        out = out.and(table("まとまり", &["まとまり", "件数"], &rows));
    }
    if !may || q.texts.is_empty() {
        return out;
    }
    let mut fields = vec![parts::hidden_field("question", &q.code)];
    for (answer, text, group) in &q.texts {
        let f = ui::Field::new(
            format!("g.{answer}"),
            text.as_str(),
            ui::FieldKind::text(group.as_str()),
        )
        .hint("まとまりの名前");
        fields.push(f.html());
    }
    let inner =
        form(req, &format!("{}/results/group", path(id)), &fields, "まとまりを保存する", "");
    out.and(fold("自由に書かれたことを読む・まとめる", false, inner))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (r, may) =
        req.read(|cx| Ok((act::results(cx, id)?, app::may(cx, &permissions::ANSWERS)?)))?;
    let title = r.event.data.title.clone();
    let (page, paper) = r.answers;
    match req.query.get("format") {
        "print" => return Ok(print(req, &r)),
        "xlsx" => return excel(req, &r, may),
        _ => {}
    }
    let mut all = vec![p(&format!("{}枚（画面から{page}、紙から{paper}）", page + paper))];
    if page + paper == 0 {
        all.push(p("まだ答えはありません。用紙の二次元コードから答えてもらうか、紙の答えを入れてください。"));
    }
    all.extend(r.questions.iter().map(|q| question(req, id, q, may)));
    let at = |tail: &str| req.url(&format!("{}{tail}", path(id)));
    let mut links = Vec::new();
    if may {
        links.push(Button::link("紙の答えを入れる", at("/answer")));
    }
    links.push(Button::link("印刷（PDF）", at("/results?format=print")).compact());
    links.push(Button::link("Excel", at("/results?format=xlsx")).compact());
    all.push(buttons(&links));
    if may && !r.all.is_empty() {
        let mut list = Html::trusted("<ul class=\"rows\">");
        for (i, a) in r.all.iter().enumerate().rev().take(20) {
            let way = if a.way == "paper" { "紙から" } else { "画面から" };
            list = list
                .and(Html::trusted("<li><p class=\"meta\">"))
                .and(Html::text(format!("{}枚目　{way}　{}", i + 1, ui::dates::near(a.at))))
                .and(Html::trusted("</p>"))
                .and(press(
                    req,
                    &format!("{}/results/remove", path(id)),
                    &[("answer", &a.id.to_string()), ("removed", "1")],
                    Button::submit("この1枚を外す").compact().about(format!("（{}枚目）", i + 1)),
                ))
                .and(Html::trusted("</li>"));
        }
        all.push(fold("二重に入れた1枚を外す", false, list.and(Html::trusted("</ul>"))));
    }
    parts::page(req, "アンケートの結果", &title, Some((&title, &path(id))), errors, all)
}

/// Blocks for the paper: a chart for each question with choices, groups for free text; never the free texts themselves.
pub(super) fn blocks(questions: &[Result1]) -> Vec<Value> {
    let mut out = Vec::new();
    for q in questions {
        out.push(json!({ "head": q.label, "note": format!("{}人が回答", q.answered) }));
        let rows: Vec<Value> = match q.kind {
            Kind::Text => q.groups.iter().map(|(w, n)| json!({ "label": w, "text": format!("{n}件"), "n": n, "target": 0 })).collect(),
            _ => q.rows.iter().map(|(w, n)| json!({ "label": w, "text": format!("{n}人　{}", percent(*n, q.answered)), "n": n, "target": 0 })).collect(),
        };
        if !rows.is_empty() {
            out.push(json!({ "bars": rows }));
        }
    }
    out
}

fn print(req: &Req, r: &Results) -> Resp {
    let lead = format!(
        "内部用（少ない数もそのまま載っています）　{}　{}　{}枚",
        r.event.data.title,
        r.event.when(),
        r.answers.0 + r.answers.1
    );
    let body = json!({ "lead": lead, "blocks": blocks(&r.questions) });
    parts::print(req, TemplateId::EVENT_REPORT, "アンケートの結果", body, false)
}

fn excel(req: &Req, r: &Results, may: bool) -> Result<Resp, Fail> {
    let mut rows = Vec::new();
    for q in &r.questions {
        for (words, n) in &q.rows {
            let share = match q.answered {
                0 => Cell::Empty,
                d => Cell::Share(*n as f64 / d as f64),
            };
            rows.push(vec![
                Cell::text(&q.label),
                Cell::text(words),
                Cell::Int(*n),
                Cell::Int(q.answered),
                share,
            ]);
        }
        for (words, n) in &q.groups {
            rows.push(vec![
                Cell::text(&q.label),
                Cell::text(words),
                Cell::Int(*n),
                Cell::Int(q.answered),
                Cell::Empty,
            ]);
        }
    }
    let columns = vec![
        Column::new("質問", 40.0, CellKind::Text),
        Column::new("答え", 30.0, CellKind::Text),
        Column::new("人数", 8.0, CellKind::Int),
        Column::new("回答した人", 10.0, CellKind::Int),
        Column::new("割合", 8.0, CellKind::Percent),
    ];
    let mut sheets = vec![Sheet { name: "集計".into(), columns, rows }];
    if may {
        let mut rows = Vec::new();
        for q in &r.questions {
            rows.extend(q.texts.iter().map(|(_, text, group)| {
                vec![Cell::text(&q.label), Cell::text(group), Cell::text(text)]
            }));
        }
        let columns = vec![
            Column::new("質問", 30.0, CellKind::Text),
            Column::new("まとまり", 20.0, CellKind::Text),
            Column::new("自由に書かれたこと", 80.0, CellKind::Text),
        ];
        sheets.push(Sheet { name: "自由記載（内部用）".into(), columns, rows });
    }
    parts::xlsx(req, "anketo", "アンケートの結果", &sheets)
}

/// GET /events/{id}/results
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/{id}/results/group
pub(super) fn group(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let question = req.form.get("question").to_owned();
    let of: Vec<(Id, String)> = req
        .form
        .map()
        .keys()
        .filter_map(|k| Some((k.strip_prefix("g.")?.parse().ok()?, req.form.get(k).to_owned())))
        .collect();
    match req
        .act(move |cx| act::group(cx, id, &question, &of).map(|()| format!("{}/results", path(id))))
    {
        Ok(to) => Ok(Resp::go_saying(to, "まとまりを保存しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /events/{id}/results/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let answer: Id = req.form.get("answer").parse().map_err(|_| Fail::NotFound)?;
    let removed = req.form.get("removed") == "1";
    match req.act(move |cx| {
        act::remove(cx, id, answer, removed).map(|()| format!("{}/results", path(id)))
    }) {
        Ok(to) => Ok(Resp::go_saying(to, if removed { "1枚外しました" } else { "戻しました" })),
        Err(e) => show(req, parts::errors(e)?),
    }
}
