//! The first page: at most six figures of the role, what moved since last month, what is missing.
use slice::parts::{self, Row, buttons, h2, hint, p, rows};
use slice::{Fail, Req, Resp};
use ui::{Button, DataTable, Empty};

use super::draw;
use crate::model::year;
use crate::use_cases::dashboard::{self, Figure, GAPS};
use crate::use_cases::indicator_path;

/// 「＋3」 since the same day of last month.
fn moved(f: &Figure) -> String {
    let (Some(now), Some(was)) =
        (f.now.value(), f.month.as_ref().map(|m| m.value().unwrap_or_default()))
    else {
        return "–".into();
    };
    let mark =
        if f.indicator.data.rate() { "ポイント" } else { f.indicator.data.unit.as_str() };
    match crate::model::Num(now.0 - was.0) {
        d if d.0 == 0 => "変わりなし".into(),
        d if d.0 > 0 => format!("＋{d}{mark}"),
        d => format!("{d}{mark}"),
    }
}

/// GET /programme
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let f = req.read(dashboard::open)?;
    let mut all = vec![draw::tabs(req, "/programme")];
    if f.empty {
        let text = "よく使われる指標の例から選ぶと、記録から数えられるものは、すぐに数が入ります。";
        let button =
            Button::link("指標の例から選ぶ", req.url("/programme/indicators/examples")).primary();
        all.push(
            Empty {
                title: "まだ指標がありません".into(),
                text: text.into(),
                button: Some(button),
                ..Empty::default()
            }
            .html(),
        );
    } else {
        let today = req.app.now().date();
        let table = DataTable {
            caption: "数字を押すと、もとの記録が開きます".into(),
            heads: vec![
                "指標".into(),
                draw::year_head(f.year, today),
                "この1か月".into(),
                format!("{} 計画", year::short(f.year)),
                year::short(f.year - 1),
            ],
            rows: f
                .figures
                .iter()
                .map(|x| {
                    let unit = &x.indicator.data.unit;
                    let text = |t: String| ui::Cell { text: t.into(), ..ui::Cell::default() };
                    let name = format!("{}（{unit}）", x.indicator.data.name);
                    let head = Button::link(name, req.url(&indicator_path(x.indicator.id))).text();
                    (
                        head.html(),
                        vec![
                            draw::cell(req, &x.now, unit),
                            text(moved(x)),
                            text(draw::target(x.target, unit)),
                            draw::cell(req, &x.before, unit),
                        ],
                        false,
                    )
                })
                .collect(),
        };
        all.push(table.html());
        all.push(hint("ここに出す指標は、指標のページの「直す」で選べます（6つまで）。"));
    }
    if !f.gaps.is_empty() {
        all.push(h2("まだ入っていないもの"));
        let shown = f.gaps.iter().take(GAPS).map(|(words, href)| Row {
            title: words.clone(),
            href: req.url(href),
            tag: None,
            meta: String::new(),
            acts: Vec::new(),
        });
        all.push(rows(shown.collect(), false));
        if f.gaps.len() > GAPS {
            all.push(p(&format!("ほかに{}件あります。", f.gaps.len() - GAPS)));
        }
    }
    all.push(buttons(&[Button::link("会議の資料をつくる", req.url("/programme/paper")).compact()]));
    parts::page(req, "計画", "", None, vec![], all)
}
