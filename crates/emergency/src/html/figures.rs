//! ヒット率 and 登録の地域差 by 町名 (counts, small ones hidden), and the list of whom one's own office has not asked yet.
use askama::Template;
use kernel::{time, wareki};
use slice::{Fail, Req, Resp};
use ui::Shell;

use crate::use_cases::figures::{Rate, Shown, Unasked, by_area, outreach};

#[derive(Template)]
#[template(path = "emergency/figures.html")]
struct Page {
    shell: Shell,
    period: String,
    hits: String,
    cards: String,
    rows: Vec<(String, String, String)>,
    hidden: bool,
    settings: Option<String>,
    outreach: Option<String>,
}

/// 「86.4 %（203 / 235件）」; without a denominator no rate, and where few could be known 「—」.
fn rate(r: Rate, unit: &str) -> String {
    match r {
        (Some(_), Some(0)) => format!("0{unit}"),
        (Some(n), Some(d)) => {
            let r = ui::Rate::new(n.max(0).unsigned_abs(), d.unsigned_abs());
            format!("{}（{n} / {d}{unit}）", r.percent())
        }
        (None, Some(d)) => format!("—（{d}{unit}のうち）"),
        _ => "—".into(),
    }
}

/// GET /emergency/figures
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let from = time::add_months(today, -12);
    let f = req.read(|cx| by_area(cx, from, today))?;
    let row = |s: &Shown| {
        let town = if s.town.is_empty() { "（住所なし）".into() } else { s.town.clone() };
        (town, rate(s.hits, "件"), rate(s.cards, "人"))
    };
    let rows: Vec<_> = f.areas.iter().map(row).collect();
    let page = Page {
        shell: req.titled("救急医療情報の数字"),
        period: format!("{}から{}まで", wareki::long(from), wareki::long(today)),
        hits: rate(f.all.hits, "件"),
        cards: rate(f.all.cards, "人"),
        hidden: rows.iter().any(|r| r.1.contains('—') || r.2.contains('—')),
        rows,
        settings: (req.hat() == kernel::Hat::City).then(|| req.url("/emergency/settings")),
        outreach: (req.hat() == kernel::Hat::Hokatsu).then(|| req.url("/emergency/outreach")),
    };
    Resp::page(page.render())
}

#[derive(Template)]
#[template(path = "emergency/outreach.html")]
struct Outreach {
    shell: Shell,
    town: String,
    towns: Vec<String>,
    here: String,
    rows: Vec<(String, Unasked)>,
}

/// GET /emergency/outreach
pub(super) fn unasked(req: &Req) -> Result<Resp, Fail> {
    let town = req.query.get("town").to_owned();
    let (all, towns) = req.read(|cx| outreach(cx, &town))?;
    let page = Outreach {
        shell: req.titled("登録をおすすめする方"),
        here: req.url("/emergency/outreach"),
        rows: all
            .into_iter()
            .map(|u| (req.url(&format!("/people/{}/emergency", u.resident)), u))
            .collect(),
        town,
        towns,
    };
    Resp::page(page.render())
}
