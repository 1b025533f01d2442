//! 数字 of a 年度, read off the measures; each leads to its records.
use askama::Template;
use kernel::fiscal_year;
use slice::{Fail, Req, Resp};
use ui::{Cell, Chip, DataTable, Html};

use super::parts;
use crate::model::fiscal;
use crate::use_cases::{self, Figures};

#[derive(Template)]
#[template(path = "issues/figures.html")]
struct Page {
    shell: ui::Shell,
    tabs: ui::Filter,
    years: ui::Filter,
    lead: String,
    tables: Vec<DataTable>,
}

fn cell(req: &Req, n: i64, path: &str, pairs: &[(&str, &str)]) -> Cell {
    let href = (n != 0).then(|| req.url(&format!("{path}{}", parts::query(pairs))));
    Cell { text: Html::text(format!("{n}件")), href, wide: false }
}

fn table(caption: &str, head: &str, mut rows: Vec<(Html, Vec<Cell>, bool)>, sum: i64) -> DataTable {
    let total = Cell { text: Html::text(format!("{sum}件")), href: None, wide: false };
    rows.push(("合計".into(), vec![total], true));
    DataTable { caption: caption.into(), heads: vec![head.into(), "件数".into()], rows }
}

fn tables(req: &Req, f: &Figures) -> Vec<DataTable> {
    let fy = f.fy.to_string();
    let issues = f.issues.iter().map(|(p, n)| {
        let c = cell(req, *n, "/issues", &[("fy", &fy), ("profession", p.code())]);
        (Html::text(p.label()), vec![c], false)
    });
    let stages = f.stages.iter().map(|(s, n)| {
        let c = cell(req, *n, "/issues", &[("fy", &fy), ("stage", s.code())]);
        (Html::text(s.label()), vec![c], false)
    });
    let hearings = f.hearings.iter().map(|(p, n)| {
        let pairs = [("fy", fy.as_str()), ("profession", p.code()), ("state", "done")];
        let c = cell(req, *n, "/issues/hearings", &pairs);
        (Html::text(p.label()), vec![c], false)
    });
    let matches = f.matches.iter().map(|(by, sort, n)| {
        let c = cell(req, *n, "/issues/matches", &[("fy", &fy), ("state", "done")]);
        (Html::text(format!("{} {}（{}）", by.mark(), sort.label(), by.label())), vec![c], false)
    });
    let bodies = f.bodies.iter().map(|(b, n)| {
        let pairs = [("fy", fy.as_str()), ("state", "done"), ("q", b.as_str())];
        (Html::text(b), vec![cell(req, *n, "/issues/platforms", &pairs)], false)
    });
    let sum = |all: &mut dyn Iterator<Item = i64>| all.sum::<i64>();
    vec![
        table(
            "聞いた課題（職種ごと）",
            "職種",
            issues.collect(),
            sum(&mut f.issues.iter().map(|(_, n)| *n)),
        ),
        table(
            "その課題は、いまどこにあるか",
            "段階",
            stages.collect(),
            sum(&mut f.stages.iter().map(|(_, n)| *n)),
        ),
        table(
            "打ち合わせ（一次連携）",
            "職種",
            hearings.collect(),
            sum(&mut f.hearings.iter().map(|(_, n)| *n)),
        ),
        table(
            "マッチング（二次連携）。自分たちでしたことは別に数えます",
            "種類",
            matches.collect(),
            sum(&mut f.matches.iter().map(|(.., n)| *n)),
        ),
        table("合意形成・共有の場（三次連携）", "会議体", bodies.collect(), f.platforms),
    ]
}

/// GET /issues/figures
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let fy = parts::year_of(&req.query, None)
        .filter(|fy| fiscal::fits(*fy, today))
        .unwrap_or_else(|| fiscal_year(today));
    let f = req.read(|cx| use_cases::figures(cx, fy))?;
    let last = fiscal_year(today);
    let chips = (0..5)
        .map(|back| last - back)
        .map(|y| Chip {
            label: fiscal::short(y),
            href: req.url(&format!("/issues/figures?fy={y}")),
            on: y == fy,
        })
        .collect();
    let page = Page {
        shell: req.titled("連携課題の数字"),
        tabs: parts::tabs(req, "/issues/figures"),
        years: ui::Filter { label: "年度".into(), spoken: "年度を選ぶ".into(), chips },
        lead: format!(
            "{}{}。この年度に解決した課題は{}件です（聞いた年度は問いません）。",
            fiscal::long(fy),
            if fy == last {
                format!("（{}現在）", kernel::wareki::long(today))
            } else {
                String::new()
            },
            f.solved
        ),
        tables: tables(req, &f),
    };
    Resp::page(page.render())
}
