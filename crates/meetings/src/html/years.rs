//! The meetings of a fiscal year; as Excel with attendance and decisions.
use kernel::fiscal_year;
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Filter, Rows};

use crate::model::year;
use crate::use_cases::read;
use slice::parts::{self, buttons, p};

/// The asked year; the present one where none was asked for.
pub(super) fn asked(req: &Req, text: &str) -> i64 {
    text.parse()
        .ok()
        .filter(|y| year::ends(*y).is_some())
        .unwrap_or_else(|| i64::from(fiscal_year(req.app.now().date())))
}

/// Chips for the years.
pub(super) fn chips(req: &Req, path: &str, years: &[i64], on: i64) -> ui::Html {
    let chips = years
        .iter()
        .take(12)
        .map(|y| Chip {
            label: year::short(*y),
            href: req.url(&format!("{path}?year={y}")),
            on: *y == on,
        })
        .collect();
    Filter { label: "年度".into(), chips, ..Filter::default() }.html()
}

/// GET /meetings/years
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let of = asked(req, req.query.get("year"));
    if req.query.get("format") == "xlsx" {
        let all = req.read(|cx| read::file_of_year(cx, of))?;
        return super::sheets::year(req, of, &all);
    }
    let (all, years) = req.read(|cx| read::of_year(cx, of))?;
    let mut list = Vec::new();
    for m in &all {
        list.push(super::list::row(req, m, m.called())?);
    }
    let parts_all = vec![
        chips(req, "/meetings/years", &years, of),
        match list.is_empty() {
            true => p("この年度の会議はありません。"),
            false => Rows { rows: list, small: false }.html(),
        },
        buttons(&[Button::link(
            "Excel（会議・出欠・決まったこと）",
            req.url(&format!("/meetings/years?year={of}&format=xlsx")),
        )
        .compact()]),
    ];
    parts::page(
        req,
        &format!("{}の会議", year::words(of)),
        "",
        Some(("会議", "/meetings")),
        vec![],
        parts_all,
    )
}
