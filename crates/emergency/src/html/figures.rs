//! ヒット率 and 登録の地域差 by 町名: counts only.
use askama::Template;
use kernel::{time, wareki};
use slice::{Fail, Req, Resp};
use ui::Shell;

use crate::model::call::Area;
use crate::use_cases::figures::by_area;

#[derive(Template)]
#[template(path = "emergency/figures.html")]
struct Page {
    shell: Shell,
    period: String,
    all: Area,
    rows: Vec<Area>,
    hits: String,
    cards: String,
    settings: Option<String>,
}

/// 「86.4 %（203 / 235件）」; without a denominator no rate.
fn rate(n: i64, d: i64, unit: &str) -> String {
    if d == 0 {
        return format!("0{unit}");
    }
    let r = ui::Rate::new(n.max(0).unsigned_abs(), d.unsigned_abs());
    format!("{}（{n} / {d}{unit}）", r.percent())
}

/// GET /emergency/figures
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let from = time::add_months(today, -12);
    let rows = req.read(|cx| by_area(cx, from, today))?;
    let all = rows.iter().fold(Area::default(), |mut a, r| {
        a.asked += r.asked;
        a.found += r.found;
        a.opened += r.opened;
        a.people += r.people;
        a.cards += r.cards;
        a
    });
    let page = Page {
        shell: req.titled("救急医療情報の数字"),
        period: format!("{}から{}まで", wareki::long(from), wareki::long(today)),
        hits: rate(all.opened, all.asked, "件"),
        cards: rate(all.cards, all.people, "人"),
        settings: (req.hat() == kernel::Hat::City).then(|| req.url("/emergency/settings")),
        all,
        rows,
    };
    Resp::page(page.render())
}
