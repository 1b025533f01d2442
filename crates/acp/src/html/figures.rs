//! 意思決定記載数: counts only.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::Shell;

use crate::model::counts::Cell;
use crate::use_cases::figures::figures;

/// Caption, head of the first column, rows.
type Table = (&'static str, &'static str, Vec<(String, String)>);

#[derive(Template)]
#[template(path = "acp/figures.html")]
struct Page {
    shell: Shell,
    day: String,
    sum: String,
    tables: Vec<Table>,
}

fn shown(n: Option<i64>) -> String {
    n.map_or_else(|| "＊".into(), |n| n.to_string())
}

fn rows(cells: Vec<Cell>, unnamed: &str) -> Vec<(String, String)> {
    cells
        .into_iter()
        .map(|c| (if c.name.is_empty() { unnamed.to_owned() } else { c.name }, shown(c.n)))
        .collect()
}

/// GET /wish/figures
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let f = req.read(figures)?;
    let page = Page {
        shell: req.titled("意思決定記載数"),
        day: wareki::long(req.app.now().date()),
        sum: match f.sum {
            Some(n) => format!("{n}人"),
            None => "5人未満（＊）".into(),
        },
        tables: vec![
            ("町名ごと", "町名", rows(f.areas, "（町名が分からない方）")),
            ("書いた事業所ごと", "事業所", rows(f.offices, "（事業所なし）")),
        ],
    };
    Resp::page(page.render())
}
