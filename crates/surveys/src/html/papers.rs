//! Papers and files: the survey to fill in by hand, results, the published edition, lists.
use forms::ask::Kind;
use kernel::wareki;
use office::csv::{self, Charset};
use office::print::TemplateId;
use office::xlsx::{Cell, Column, Kind as CellKind, Sheet};
use serde_json::{Value, json};
use slice::parts;
use slice::{Fail, Req, Resp};

use super::cross::{NOTE, cells, compared, open};
use super::results::{chart, numbers, score};
use crate::SurveyId;
use crate::model::asked::percent;
use crate::model::table::KIND;
use crate::use_cases::results::{self as act, Results};
use crate::use_cases::{asked, surveys};

/// GET /surveys/{id}/paper/{what}
pub(super) fn paper(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    match req.param("what") {
        "sheet" => sheet(req, id),
        "results" => Ok(results(req, &req.read(|cx| act::open(cx, id))?)),
        "results-xlsx" => workbook(req, &req.read(|cx| act::open(cx, id))?),
        "results-csv" => plain(&req.read(|cx| act::open(cx, id))?),
        "cross-xlsx" => crossed(req, id),
        "years-xlsx" => years(req, id),
        "asked-xlsx" => asked_xlsx(req, id),
        what @ ("public" | "public-xlsx") => public(req, id, what == "public"),
        _ => Err(Fail::NotFound),
    }
}

/// The survey on paper, with boxes to tick and the code for who would rather use a phone.
fn sheet(req: &Req, id: SurveyId) -> Result<Resp, Fail> {
    let s = req.read(|cx| surveys::open(cx, id))?.survey;
    let mut questions = Vec::new();
    if s.data.named {
        questions.push(
            json!({ "label": "事業所・機関の名前", "options": [], "own": false, "line": "　" }),
        );
    }
    for q in &s.questions {
        let note = match q.kind {
            Kind::Many => "（いくつでも）",
            Kind::Nps => "（0から10のどれか1つに印）",
            _ => "",
        };
        let must = if q.required { "　※必ずお答えください" } else { "" };
        let line = match q.kind {
            Kind::Number => format!("　{}", q.unit),
            Kind::Month => "　年　　月".to_string(),
            _ => String::new(),
        };
        let mut options: Vec<String> = q.choices().into_iter().map(|c| c.1).collect();
        if let (true, Some(last)) = (q.other, options.last_mut()) {
            last.push_str("（　　　　　　　　　）");
        }
        questions.push(json!({
            "label": format!("{}{note}{must}", q.label), "options": options, "own": q.kind == Kind::Text,
            "head": q.kind == Kind::Head, "line": line,
        }));
    }
    let path = if s.data.named { "/q".to_string() } else { format!("/q/open/{}", s.slug) };
    let address = format!("{}{}", req.origin, req.url(&path));
    let until =
        s.data.until.map(|d| format!("{}まで", wareki::long_weekday(d))).unwrap_or_default();
    let phone = match s.data.named {
        true => {
            "スマートフォンでも答えられます（お願いの紙の番号を入れます）。どちらか1回、お願いします。"
        }
        false => "スマートフォンでも答えられます。どちらか1回、お願いします。",
    };
    let small = match s.data.named {
        true => format!(
            "まとめた数だけを外に出し、5件より少ない数は隠します。個人が分かることは書かないでください。{}",
            s.data.contact
        ),
        false => format!(
            "お名前は書かないでください。ほかの方が分かることも書かないでください。{}",
            s.data.contact
        ),
    };
    let body = json!({
        "event": s.data.aim, "when": until, "qr": address, "questions": questions,
        "lead": format!("{}{phone}", s.data.lead), "small": small,
    });
    Ok(parts::print(req, TemplateId::EVENT_FORM, &s.data.title, body, false))
}

fn results(req: &Req, r: &Results) -> Resp {
    let s = &r.survey;
    let mut blocks = Vec::new();
    if s.data.named && !r.rates.is_empty() {
        let rows: Vec<Vec<String>> = r
            .rates
            .iter()
            .map(|x| {
                vec![
                    x.kind.clone(),
                    x.asked.to_string(),
                    x.answered.to_string(),
                    percent(x.answered, x.asked),
                ]
            })
            .collect();
        blocks.push(json!({ "head": "種類ごとの回答率", "note": "" }));
        blocks.push(json!({ "table": { "head": ["種類", "配った数", "答えた数", "回答率"], "rows": rows } }));
    }
    for (n, c) in (1..).zip(&r.questions) {
        let q = &c.question;
        blocks.push(json!({ "head": format!("{n}　{}", q.label), "note": format!("{}件が回答", c.tally.answered) }));
        if let Some(nps) = &c.tally.nps {
            blocks.push(json!({ "text": score(nps) }));
        }
        if let Some(x) = &c.tally.numbers {
            blocks.push(json!({ "text": numbers(x, &q.unit) }));
        }
        let bar = |label: &str, text: String, n: i64| json!({ "label": label, "text": text, "n": n, "target": 0 });
        let mut rows: Vec<Value> = chart(c).into_iter().map(|(w, t, n)| bar(&w, t, n)).collect();
        rows.extend(c.groups.iter().map(|g| bar(&g.0, format!("{}件", g.1), g.1)));
        if !rows.is_empty() {
            blocks.push(json!({ "bars": rows }));
        }
    }
    blocks.push(json!({ "text": "この紙には小さな数も出ています。外に出すときは「公表用」を使ってください。" }));
    let lead = format!("{}　{}　{}件", s.data.title, s.period(), r.n.0);
    let body = json!({ "lead": lead, "blocks": blocks });
    parts::print(req, TemplateId::EVENT_REPORT, "調査の結果", body, false)
}

fn counts(r: &Results) -> Sheet {
    let mut rows = Vec::new();
    for c in &r.questions {
        let share = |n: i64| match c.tally.answered {
            0 => Cell::Empty,
            d => Cell::Share(n as f64 / d as f64),
        };
        let mut line = |words: &str, n: i64, share: Cell| {
            rows.push(vec![
                Cell::text(&c.question.label),
                Cell::text(words),
                Cell::Int(n),
                Cell::Int(c.tally.answered),
                share,
            ]);
        };
        for (_, words, n) in &c.tally.rows {
            line(words, *n, share(*n));
        }
        for (words, n) in &c.groups {
            line(&format!("まとまり　{words}"), *n, Cell::Empty);
        }
        if let Some(x) = &c.tally.numbers {
            line("合計", x.sum, Cell::Empty);
        }
    }
    let columns = vec![
        Column::new("質問", 44.0, CellKind::Text),
        Column::new("答え", 30.0, CellKind::Text),
        Column::new("件数", 10.0, CellKind::Int),
        Column::new("答えた件数", 12.0, CellKind::Int),
        Column::new("割合", 10.0, CellKind::Percent),
    ];
    Sheet { name: "集計".into(), columns, rows }
}

/// Heads and rows of the single answers: when, kind of office, each question in words.
fn singles(r: &Results) -> (Vec<String>, Vec<Vec<String>>) {
    let mut heads = vec!["届いた日".to_string(), "種類".into(), "名前".into()];
    heads.extend(r.survey.asked().map(|q| q.label.clone()));
    let rows = r
        .answers
        .iter()
        .map(|a| {
            let name = r.asked.iter().find(|x| Some(x.id) == a.asked).map(|x| x.data.name.clone());
            let mut row =
                vec![wareki::short(a.at.date()), a.kind.clone(), name.unwrap_or_default()];
            row.extend(r.survey.asked().map(|q| q.words(&a.given)));
            row
        })
        .collect();
    (heads, rows)
}

fn workbook(req: &Req, r: &Results) -> Result<Resp, Fail> {
    let mut sheets = vec![counts(r)];
    if !r.answers.is_empty() {
        let (heads, rows) = singles(r);
        let columns = heads.iter().map(|h| Column::new(h, 24.0, CellKind::Text)).collect();
        let rows = rows.iter().map(|r| r.iter().map(Cell::text).collect()).collect();
        sheets.push(Sheet { name: "1件ずつ（内部用）".into(), columns, rows });
    }
    parts::xlsx(req, "chousa", &r.survey.data.title, &sheets)
}

/// CSV for Excel: single answers for who may see them, otherwise the counts.
fn plain(r: &Results) -> Result<Resp, Fail> {
    let (heads, rows) = match r.answers.is_empty() {
        false => singles(r),
        true => {
            let s = counts(r);
            let text = |c: &Cell| match c {
                Cell::Text(t) => t.clone(),
                Cell::Int(n) => n.to_string(),
                _ => String::new(),
            };
            let heads = ["質問", "答え", "件数", "答えた件数"].map(String::from).to_vec();
            (heads, s.rows.iter().map(|r| r.iter().take(4).map(text).collect()).collect())
        }
    };
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let cells: Vec<Vec<csv::Cell>> =
        rows.iter().map(|r| r.iter().map(csv::Cell::text).collect()).collect();
    let bytes = csv::write(&heads, &cells, Charset::Utf8Bom)
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("surveys csv: {e}"))))?;
    Ok(Resp::file("chousa.csv", "text/csv; charset=utf-8", bytes))
}

fn crossed(req: &Req, id: SurveyId) -> Result<Resp, Fail> {
    let (row, column) = (req.query.get("row").to_owned(), req.query.get("column").to_owned());
    let of = (column != KIND).then_some(column.as_str());
    let (s, x) = req.read(|cx| act::cross(cx, id, &row, of))?;
    let mut columns = vec![Column::new("答え", 30.0, CellKind::Text)];
    columns.extend(x.columns.iter().map(|c| Column::new(c, 18.0, CellKind::Text)));
    columns.push(Column::new("計", 10.0, CellKind::Text));
    let rows = cells(&x).iter().map(|r| r.iter().map(Cell::text).collect()).collect();
    parts::xlsx(
        req,
        "kakeawase",
        &s.data.title,
        &[Sheet { name: "かけ合わせ".into(), columns, rows }],
    )
}

fn years(req: &Req, id: SurveyId) -> Result<Resp, Fail> {
    let (s, was, all) = req.read(|cx| act::years(cx, id))?;
    let columns = vec![
        Column::new("質問", 44.0, CellKind::Text),
        Column::new("答え", 30.0, CellKind::Text),
        Column::new(&was.data.title, 20.0, CellKind::Text),
        Column::new(&s.data.title, 20.0, CellKind::Text),
    ];
    let mut rows = Vec::new();
    for c in &all {
        for r in compared(c) {
            let mut row = vec![Cell::text(&c.label)];
            row.extend(r.iter().map(Cell::text));
            rows.push(row);
        }
    }
    parts::xlsx(
        req,
        "hikaku",
        &s.data.title,
        &[Sheet { name: "前の調査との比較".into(), columns, rows }],
    )
}

fn asked_xlsx(req: &Req, id: SurveyId) -> Result<Resp, Fail> {
    let l = req.read(|cx| asked::list(cx, id))?;
    let rows = l
        .asked
        .iter()
        .map(|a| {
            let d = &a.data;
            let state = match (l.survey.data.named, a.answered) {
                (false, _) => "",
                (true, true) => "答えあり",
                (true, false) => "まだ",
            };
            [d.kind.as_str(), &d.name, &d.area, &d.phone, &d.fax, state]
                .into_iter()
                .map(Cell::text)
                .collect()
        })
        .collect();
    let columns = ["種類", "名前", "地域", "電話", "FAX", "答え"]
        .into_iter()
        .map(|h| Column::new(h, 22.0, CellKind::Text))
        .collect();
    parts::xlsx(
        req,
        "haifusaki",
        &l.survey.data.title,
        &[Sheet { name: "配り先".into(), columns, rows }],
    )
}

fn public(req: &Req, id: SurveyId, print: bool) -> Result<Resp, Fail> {
    let (s, e) = req.read(|cx| act::edition(cx, id))?;
    if s.published.is_none() {
        return Err(Fail::NotFound);
    }
    let heads = |t: &crate::model::public::Table| -> Vec<String> {
        ["答え", "全体"].iter().map(|h| (*h).to_string()).chain(t.columns.iter().cloned()).collect()
    };
    let rows = |t: &crate::model::public::Table| -> Vec<Vec<String>> {
        t.rows
            .iter()
            .map(|(w, n, by)| {
                let first = [w.clone(), open(*n)];
                first.into_iter().chain(by.iter().map(|n| open(*n))).collect()
            })
            .collect()
    };
    if !print {
        let sheets: Vec<Sheet> = (1..)
            .zip(&e.tables)
            .map(|(n, t)| Sheet {
                name: format!("問{n}"),
                columns: heads(t).iter().map(|h| Column::new(h, 22.0, CellKind::Text)).collect(),
                rows: rows(t).iter().map(|r| r.iter().map(Cell::text).collect()).collect(),
            })
            .collect();
        return parts::xlsx(req, "kouhyou", &s.data.title, &sheets);
    }
    let mut blocks = Vec::new();
    if !e.kinds.is_empty() {
        let rows: Vec<Vec<String>> = e
            .kinds
            .iter()
            .map(|(k, asked, n)| {
                let rate = n.map_or("＊".to_string(), |n| percent(n, *asked));
                vec![k.clone(), asked.to_string(), open(*n), rate]
            })
            .collect();
        blocks.push(json!({ "head": "種類ごとの回答率", "note": "" }));
        blocks.push(json!({ "table": { "head": ["種類", "配った数", "答えた数", "回答率"], "rows": rows } }));
    }
    for (n, t) in (1..).zip(&e.tables) {
        let many = if t.many { "・いくつでも" } else { "" };
        let score = if t.score.is_empty() { String::new() } else { format!("　NPS {}", t.score) };
        blocks.push(json!({ "head": format!("{n}　{}", t.title), "note": format!("{}件が回答{many}{score}", open(t.answered)) }));
        blocks.push(json!({ "table": { "head": heads(t), "rows": rows(t) } }));
    }
    blocks.push(json!({ "text": NOTE }));
    let body = json!({ "lead": format!("{}　答え {}件", s.period(), open(e.n)), "blocks": blocks });
    Ok(parts::print(req, TemplateId::EVENT_REPORT, &format!("{}の結果", s.data.title), body, false))
}
