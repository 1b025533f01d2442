//! A report on paper.
use kernel::wareki;
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::parts;
use slice::{Fail, Req, Resp};

use super::reports::{funding_rows, quiet};
use crate::model::report::{Edition, rules};
use crate::use_cases::reports::Whole;

fn table(first: &str, heads: &[String], rows: Vec<Vec<String>>) -> Value {
    json!({ "columns": { "first": first, "heads": heads, "rows": rows } })
}

fn lines(words: &str) -> Vec<Value> {
    match words.is_empty() {
        true => vec![json!({ "text": "（記入なし）" })],
        false => words.lines().map(|l| json!({ "text": l })).collect(),
    }
}

/// The report as a PDF.
pub(super) fn print(req: &Req, w: &Whole) -> Result<Resp, Fail> {
    let (c, p) = (&w.content, w.period);
    let monthly = p.month.is_some();
    let mut heads = vec![p.words()];
    if monthly {
        heads.push("4月からの累計".into());
    }
    let numbers = |unit: &str, months: &crate::model::report::Months| {
        let mut out = vec![format!("{}{unit}", p.value(months))];
        if monthly {
            out.push(format!("{}{unit}", p.since(months)));
        }
        out
    };
    let mut blocks = vec![json!({ "head": "数字", "note": "" })];
    let mut rows = Vec::new();
    for f in &c.figures {
        let mut row = vec![f.label.clone()];
        row.extend(numbers(&f.unit, &f.months));
        rows.push(row);
    }
    blocks.push(table("区分", &heads, rows));
    if !c.off.is_empty() {
        let text = format!("{}は使っていないため、数に入っていません。", c.off.join("、"));
        blocks.push(json!({ "small": text }));
    }
    blocks.push(json!({ "head": "取組ごとの活動", "note": "" }));
    for i in &rules()?.items {
        blocks.push(json!({ "sub": i.words() }));
        let figures = quiet(c, p, &i.code)?;
        let mut any = !figures.is_empty();
        if any {
            blocks.push(json!({ "text": figures.join("　") }));
        }
        let rows: Vec<Vec<String>> = c
            .of_item(&i.code)
            .map(|a| {
                vec![
                    a.date().map_or("日の記録なし".into(), wareki::month_day),
                    a.title.clone(),
                    a.sort.clone(),
                    a.persons.map(|n| format!("{n}人")).unwrap_or_default(),
                    a.money().to_string(),
                ]
            })
            .collect();
        if !rows.is_empty() {
            any = true;
            blocks.push(json!({ "activities": rows }));
        }
        if !any {
            blocks.push(json!({ "small": "この期間の記録はありません。" }));
        }
    }
    let money = funding_rows(c);
    if !money.is_empty() {
        blocks.push(json!({ "head": "活動の財源", "note": "" }));
        blocks.push(table("財源", &["活動".to_string()], money));
    }
    blocks.push(json!({ "head": "所感", "note": "" }));
    blocks.extend(lines(&w.words.thoughts));
    blocks.push(json!({ "head": p.ahead(), "note": "" }));
    blocks.extend(lines(&w.words.plans));
    // the parts of the figures stand last: they are long, and looked up rather than read
    for f in &c.figures {
        for part in &f.parts {
            let there = part.rows.iter().filter(|r| p.since(&r.months) > 0);
            let rows: Vec<Vec<String>> = there
                .map(|r| {
                    let mut row = vec![r.label.clone()];
                    row.extend(numbers(&f.unit, &r.months));
                    row
                })
                .collect();
            if !rows.is_empty() {
                let note =
                    if part.several { "1件に2つ以上付くことがあります" } else { "" };
                blocks.push(
                    json!({ "head": format!("{}　{}別", f.label, part.label), "note": note }),
                );
                blocks.push(table(&part.label, &heads, rows));
            }
        }
    }
    let e = w.edition.as_ref();
    let lead = match e.and_then(|e| e.confirmed_at.map(|at| (e, at))) {
        Some((e, at)) => {
            format!("第{}版　{}　{}確定", e.edition, wareki::long(at.date()), e.confirmed_by)
        }
        None => {
            let day = c.as_of.parse().map(wareki::long).unwrap_or_default();
            format!("下書き　{day}現在")
        }
    };
    let draft = !e.is_some_and(Edition::confirmed);
    let title = format!(
        "在宅医療・介護連携推進事業　実績報告（{}）{}",
        p.words(),
        if draft { "【下書き】" } else { "" }
    );
    let body = json!({ "lead": lead, "blocks": blocks, "roadmap": Value::Null });
    Ok(parts::print(req, TemplateId::PROGRAMME, &title, body, false))
}
