//! 計画と実績: the tables of the plan by fiscal year, times and persons by kind, professions over the year; planned numbers.
use office::print::TemplateId;
use office::xlsx::{Cell, Column, Kind, Sheet};
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, Html};

use super::parts::{self, bars, buttons, drawn, fold, form, h2, hint, number, p, table};
use crate::model::event::{year_short, year_words};
use crate::model::share::percent;
use crate::permissions;
use crate::use_cases::change;
use crate::use_cases::figures::{self as act, PlanRow};

fn planned(n: Option<i64>) -> String {
    n.map_or_else(|| "–".into(), |n| n.to_string())
}

/// Rows of one table: 開催回数, 参加人数 and what was planned for both.
fn rows(r: &PlanRow) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = vec![
        vec!["開催回数（回）".into()],
        vec!["参加人数（人）".into()],
        vec!["計画 回数（回）".into()],
        vec!["計画 人数（人）".into()],
    ];
    for (_, c) in &r.years {
        let cells =
            [c.times_words(), c.persons_words(), planned(c.plan_times), planned(c.plan_persons)];
        for (row, cell) in out.iter_mut().zip(cells) {
            row.push(cell);
        }
    }
    out
}

fn heads(r: &PlanRow) -> Vec<String> {
    std::iter::once("区分".to_string()).chain(r.years.iter().map(|(y, _)| year_short(*y))).collect()
}

fn span(req: &Req) -> Result<(i64, i64), Fail> {
    let usual = req.read(act::usual_years)?;
    let from = req.query.get("from").parse().unwrap_or(usual.0).clamp(1990, 2200);
    let to = req.query.get("to").parse().unwrap_or(usual.1).clamp(from, from + act::MOST_YEARS - 1);
    Ok((from, to))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (from, to) = span(req)?;
    let now = i64::from(kernel::fiscal_year(req.app.now().date()));
    let (tables, kinds, professions, may_plan, may_keep, keep) = req.read(|cx| {
        Ok((
            act::plan(cx, from, to)?,
            act::by_kind(cx, now)?,
            act::professions(cx, now)?,
            app::may(cx, &permissions::PLAN)?,
            app::may(cx, &permissions::KEEP)?,
            change::keep_days(cx)?,
        ))
    })?;
    match req.query.get("format") {
        "print" => return Ok(print(req, &tables)),
        "xlsx" => return excel(req, &tables),
        _ => {}
    }
    let mut all = vec![p("「実施」にした催しから数えています。「–」は、まだ記録がない年度です。")];
    for t in &tables {
        let heads = heads(t);
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        all.push(h2(&t.label).and(table(&t.label, &heads, &rows(t))));
        all.extend(t.notes.iter().map(|n| hint(n)));
    }
    let at = |tail: &str| req.url(&format!("/events/plan?from={from}&to={to}{tail}"));
    all.push(buttons(&[
        Button::link("前の年度も見る", req.url(&format!("/events/plan?from={}&to={to}", from - 3)))
            .compact(),
        Button::link("印刷（PDF）", at("&format=print")).compact(),
        Button::link("Excel", at("&format=xlsx")).compact(),
    ]));
    let held: Vec<Vec<String>> = kinds
        .iter()
        .filter(|k| k.2 > 0)
        .map(|k| vec![k.1.clone(), format!("{}回", k.2), format!("{}人", k.3)])
        .collect();
    all.push(h2(&format!("種類ごと（{}）", year_words(now))));
    all.push(match held.is_empty() {
        true => p("今年度は、まだ実施していません。"),
        false => table("実施した回数と人数", &["種類", "回数", "参加"], &held),
    });
    if !professions.is_empty() {
        let sum: i64 = professions.iter().map(|s| s.present).sum();
        let drawn: Vec<(String, String, i64, i64)> = professions
            .iter()
            .map(|s| {
                (
                    s.label.clone(),
                    format!("{}人　{}", s.present, percent(s.present, sum)),
                    s.present,
                    0,
                )
            })
            .collect();
        all.push(
            h2("参加した人の職種").and(bars("職種ごとの参加者。数は横に書いてあります", &drawn)),
        );
    }
    if may_plan {
        let mut fields: Vec<Html> = Vec::new();
        for t in &tables {
            let mut group = Vec::new();
            let theirs = |mut f: Field, y: i64, what: &'static str| {
                if t.decided.contains(&(y, what)) {
                    f = f.hint("「計画」で決めた計画値です。直すときは「計画」で直してください");
                    f.read_only = true;
                }
                f
            };
            for (y, c) in &t.years {
                let times = number(
                    req,
                    &format!("{}.{y}.times", t.code),
                    &format!("{} 回数", year_words(*y)),
                    c.plan_times,
                    "回",
                );
                let persons = number(
                    req,
                    &format!("{}.{y}.persons", t.code),
                    &format!("{} 人数", year_words(*y)),
                    c.plan_persons,
                    "人",
                );
                group.extend([theirs(times, *y, "times"), theirs(persons, *y, "persons")]);
            }
            fields.push(parts::h2(&t.label).and(ui::join(drawn(group, &errors))));
        }
        fields.push(parts::hidden_field("years", &format!("{from}-{to}")));
        all.push(fold(
            "計画の数を入れる",
            errors.iter().any(|e| e.field.contains('.')),
            form(req, "/events/plan", &fields, "計画を保存する", ""),
        ));
    }
    if may_keep {
        let field = number(req, "days", "名前を消すまでの日数", Some(keep), "日").hint(
            "開催の最後の日から数えます。受け付けを始めた催しには、そのとき示した日数が使われます",
        );
        all.push(fold(
            "参加者の名前を消すまでの日数",
            errors.iter().any(|e| e.field == "days"),
            form(req, "/events/keep", &drawn(vec![field], &errors), "保存する", ""),
        ));
    }
    parts::page(req, "研修・啓発の計画と実績", "", Some(("研修・啓発", "/events")), errors, all)
}

fn print(req: &Req, tables: &[PlanRow]) -> Resp {
    let mut blocks: Vec<Value> = Vec::new();
    for t in tables {
        blocks.push(json!({ "head": t.label, "note": "" }));
        blocks.push(json!({ "table": { "head": heads(t), "rows": rows(t) } }));
        blocks.extend(t.notes.iter().map(|n| json!({ "text": n })));
    }
    let body = json!({ "lead": "", "blocks": blocks });
    parts::print(req, TemplateId::EVENT_REPORT, "研修・啓発の計画と実績", body, true)
}

fn excel(req: &Req, tables: &[PlanRow]) -> Result<Resp, Fail> {
    let mut sheets = Vec::new();
    for t in tables {
        let mut columns = vec![Column::new("区分", 20.0, Kind::Text)];
        columns.extend(t.years.iter().map(|(y, _)| Column::new(year_short(*y), 12.0, Kind::Int)));
        // a number stays a number; 中止 and 予定 are words
        let cell = |s: &String| match s.replace(',', "").parse::<i64>() {
            Ok(n) => Cell::Int(n),
            Err(_) => Cell::text(s),
        };
        let mut body: Vec<Vec<Cell>> =
            rows(t).iter().map(|r| r.iter().map(cell).collect()).collect();
        for n in &t.notes {
            let mut row = vec![Cell::text(n)];
            row.extend(t.years.iter().map(|_| Cell::Empty));
            body.push(row);
        }
        sheets.push(Sheet { name: t.label.clone(), columns, rows: body });
    }
    parts::xlsx(req, "keikaku-jisseki", "研修・啓発の計画と実績", &sheets)
}

/// GET /events/plan
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/plan
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let mut cells = Vec::new();
    for name in req.form.map().keys() {
        let Some(key) = name.strip_suffix(".times") else { continue };
        let Some((row, year)) = key.rsplit_once('.') else { continue };
        let Ok(year) = year.parse::<i64>() else { continue };
        let times = parts::posted_number(req, name, &mut wrong);
        let persons = parts::posted_number(req, &format!("{key}.persons"), &mut wrong);
        cells.push((row.to_owned(), year, times, persons));
    }
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    let years = req.form.get("years").replace('-', "&to=");
    let years: String =
        years.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '&' | '=')).collect();
    match req
        .act(move |cx| act::put_plan(cx, &cells).map(|()| format!("/events/plan?from={years}")))
    {
        Ok(to) => Ok(Resp::go_saying(to, "計画を保存しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /events/keep
pub(super) fn keep(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let days = parts::posted_number(req, "days", &mut wrong).unwrap_or(0);
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    match req.act(move |cx| change::decide_keep(cx, days).map(|()| "/events/plan".into())) {
        Ok(to) => {
            Ok(Resp::go_saying(to, "保存しました。これから受け付けを始める催しから使われます"))
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}
