//! Tables over two axes, this survey beside the one before, and the published edition.
use forms::ask::{Cross, Kind};
use slice::parts::{self, Coded, bars, buttons, drawn, h2, hint, p, press, select, table};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html};

use super::results::{numbers, score};
use crate::model::asked::percent;
use crate::model::public::Edition;
use crate::model::table::{KIND, stands};
use crate::model::years::Compared;
use crate::use_cases::results as act;
use crate::use_cases::{path, surveys};
use crate::{SurveyId, permissions};

/// The rows of a table: words, each cell with its share of the row, how many.
pub(super) fn cells(x: &Cross) -> Vec<Vec<String>> {
    x.rows
        .iter()
        .zip(&x.cells)
        .zip(&x.row_n)
        .map(|((words, cells), n)| {
            let mut row = vec![words.clone()];
            row.extend(cells.iter().map(|c| format!("{c}（{}）", percent(*c, *n))));
            row.push(n.to_string());
            row
        })
        .collect()
}

/// GET /surveys/{id}/cross
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let w = req.read(|cx| surveys::open(cx, id))?;
    let s = &w.survey;
    let title = s.data.title.clone();
    let list: Vec<Coded> = s
        .asked()
        .filter(|q| stands(q))
        .map(|q| Coded { code: q.code.clone(), label: q.label.clone() })
        .collect();
    let kind = Coded { code: KIND.into(), label: "答えたところの種類".into() };
    let mut columns: Vec<Coded> = s.data.named.then_some(kind).into_iter().collect();
    columns.extend(list.iter().cloned());
    let (row, column) = (req.query.get("row").to_owned(), req.query.get("column").to_owned());
    let fields = drawn(
        vec![
            select(req, "row", "たての質問", &row, &list),
            select(req, "column", "よこの質問", &column, &columns),
        ],
        &[],
    );
    let mut all = vec![
        Html::trusted(format!(
            "<form method=\"get\" action=\"{}\">",
            Html::text(req.url(&format!("{}/cross", path(id))))
        ))
        .and(ui::join(fields))
        .and(Html::trusted("<p class=\"btns mt4\">"))
        .and(Button::submit("表にする").primary().html())
        .and(Html::trusted("</p></form>")),
    ];
    if !row.is_empty() && !column.is_empty() {
        let of = (column != KIND).then_some(column.as_str());
        let (_, x) = req.read(|cx| act::cross(cx, id, &row, of))?;
        let label = |code: &str| {
            columns
                .iter()
                .chain(&list)
                .find(|c| c.code == code)
                .map_or("", |c| c.label.as_str())
                .to_string()
        };
        all.push(h2(&format!("{} × {}", label(&row), label(&column))));
        all.push(hint(&format!("両方に答えた{}件。（ ）は、よこの1行を100とした割合です。いくつでも選ぶ質問では、足すと合計をこえることがあります。", x.n)));
        let mut heads: Vec<&str> = vec![""];
        heads.extend(x.columns.iter().map(String::as_str));
        heads.push("計");
        all.push(table("かけ合わせた数", &heads, &cells(&x)));
        all.push(p("この表には小さな数も出ます。外に出すときは「公表用」を使ってください。"));
        let file = format!("{}/paper/cross-xlsx?row={row}&column={column}", path(id));
        all.push(buttons(&[Button::link("Excel", req.url(&file)).compact()]));
    }
    let back = format!("{}/results", path(id));
    parts::page(req, "かけ合わせて見る", &title, Some(("結果", &back)), vec![], all)
}

/// The rows of a comparison: words, before, now.
pub(super) fn compared(c: &Compared) -> Vec<Vec<String>> {
    let of = |n: Option<i64>, d: i64| match n {
        Some(n) => format!("{n}（{}）", percent(n, d)),
        None => "—".to_string(),
    };
    c.rows
        .iter()
        .map(|(w, b, n)| vec![w.clone(), of(*b, c.answered.0), of(*n, c.answered.1)])
        .collect()
}

/// GET /surveys/{id}/years
pub(super) fn years(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let (s, was, list) = req.read(|cx| act::years(cx, id))?;
    let name = |s: &crate::model::Survey| crate::model::survey::fiscal(s.year);
    let (before, now) = (name(&was), name(&s));
    let heads: Vec<String> = match before == now {
        true => vec![was.data.title.clone(), s.data.title.clone()],
        false => vec![before, now],
    };
    let mut all = vec![p(&format!("前の調査　{}（{}）", was.data.title, was.period()))];
    if list.is_empty() {
        all.push(p("対応させた質問がありません。「質問を見る」で、前の調査でくらべる質問を選んでください。"));
    }
    for c in &list {
        all.push(h2(&c.label));
        if let Some(b) = &c.before_label {
            all.push(hint(&format!("前の質問の言葉　{b}")));
        }
        all.push(hint(&format!(
            "{} {}件、{} {}件が回答",
            heads.first().map_or("", String::as_str),
            c.answered.0,
            heads.last().map_or("", String::as_str),
            c.answered.1
        )));
        if let Some((b, n)) = &c.nps {
            all.push(p(&format!("前　{}", score(b))));
            all.push(p(&format!("今　{}", score(n))));
        }
        if let Some((b, n)) = &c.numbers {
            let of = |x: &Option<forms::ask::Numbers>| {
                x.as_ref().map_or("答えなし".to_string(), |x| numbers(x, ""))
            };
            all.push(p(&format!("前　{}", of(b))));
            all.push(p(&format!("今　{}", of(n))));
        }
        if !c.rows.is_empty() {
            let heads = [
                "答え",
                heads.first().map_or("", String::as_str),
                heads.last().map_or("", String::as_str),
            ];
            all.push(table("前の調査との比較", &heads, &compared(c)));
        }
    }
    all.push(buttons(&[
        Button::link("Excel", req.url(&format!("{}/paper/years-xlsx", path(id)))).compact()
    ]));
    let back = format!("{}/results", path(id));
    parts::page(req, "前の調査とくらべる", &s.data.title, Some(("結果", &back)), vec![], all)
}

/// A count as it is published.
pub(super) fn open(n: Option<i64>) -> String {
    n.map_or("＊".to_string(), |n| n.to_string())
}

/// The notes under the published edition.
pub(super) const NOTE: &str = "＊ 5件より少ない数、または5件より少ない数が計算で分かるところ";

fn edition(e: &Edition) -> Vec<Html> {
    let mut all = vec![p(&format!("答え　{}件", open(e.n)))];
    if !e.kinds.is_empty() {
        let rows: Vec<Vec<String>> = e
            .kinds
            .iter()
            .map(|(k, asked, n)| {
                let rate = n.map_or("＊".to_string(), |n| percent(n, *asked));
                vec![k.clone(), asked.to_string(), open(*n), rate]
            })
            .collect();
        all.push(table("種類ごとの回答率", &["種類", "配った数", "答えた数", "回答率"], &rows));
    }
    for t in &e.tables {
        all.push(h2(&t.title));
        let many = if t.many { "・いくつでも" } else { "" };
        let score = if t.score.is_empty() { String::new() } else { format!("　NPS {}", t.score) };
        all.push(hint(&format!("{}件が回答{many}{score}", open(t.answered))));
        if t.rows.iter().all(|r| r.1.is_some()) {
            let drawn: Vec<(String, String, i64, i64)> = t
                .rows
                .iter()
                .map(|r| (r.0.clone(), format!("{}件", open(r.1)), r.1.unwrap_or(0), 0))
                .collect();
            all.push(bars(&format!("{}。数は横に書いてあります", t.title), &drawn));
        }
        let mut heads: Vec<&str> = vec!["答え", "全体"];
        heads.extend(t.columns.iter().map(String::as_str));
        let rows: Vec<Vec<String>> = t
            .rows
            .iter()
            .map(|(w, n, by)| {
                let mut row = vec![w.clone(), open(*n)];
                row.extend(by.iter().map(|n| open(*n)));
                row
            })
            .collect();
        all.push(table(&t.title, &heads, &rows));
    }
    all.push(hint(NOTE));
    all
}

fn show_public(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let (s, e, may) = req.read(|cx| {
        let (s, e) = act::edition(cx, id)?;
        Ok((s, e, app::may(cx, &permissions::PUBLISH)?))
    })?;
    let mut all = Vec::new();
    match &s.published {
        Some((_, at)) => {
            all.push(p(&format!("{}に決めた公表用です。もう変わりません。", ui::dates::near(*at))));
            let at = |tail: &str| req.url(&format!("{}/paper/{tail}", path(id)));
            all.push(buttons(&[
                Button::link("公表用（PDF）", at("public")).primary(),
                Button::link("公表用（Excel）", at("public-xlsx")).compact(),
            ]));
        }
        None => {
            all.push(p("いまの答えでつくった見本です。公表用に決めると、この調査の答えは加えることも外すこともできなくなります。2つの版の差から、小さな数が分かってしまうためです。"));
            if may && s.over(req.app.now().date()) {
                all.push(press(
                    req,
                    &format!("{}/public", path(id)),
                    &[],
                    Button::submit("公表用に決める").primary(),
                ));
            } else if may {
                all.push(p("締め切ってから決められます。"));
            }
        }
    }
    all.extend(edition(&e));
    let skipped =
        s.asked().filter(|q| matches!(q.kind, Kind::Number | Kind::Month | Kind::Text)).count();
    if skipped > 0 {
        all.push(hint("数・年月・自由に書く質問は、公表用に入りません。"));
    }
    let back = format!("{}/results", path(id));
    parts::page(req, "公表用", &s.data.title, Some(("結果", &back)), errors, all)
}

/// GET /surveys/{id}/public
pub(super) fn public(req: &Req) -> Result<Resp, Fail> {
    show_public(req, vec![])
}

/// POST /surveys/{id}/public
pub(super) fn publish(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    match req.act(move |cx| act::publish(cx, id).map(|()| format!("{}/public", path(id)))) {
        Ok(to) => Ok(Resp::go_saying(to, "公表用を決めました")),
        Err(e) => show_public(req, parts::errors(e)?),
    }
}
