//! What several pages of the programme draw alike: the value of a fiscal year, tabs, years of an address.
use slice::Req;
use ui::{Cell, Chip, Filter, Html};

use crate::model::{Num, Shown, year};

/// A value with the way to its records.
pub(super) fn cell(req: &Req, s: &Shown, unit: &str) -> Cell {
    Cell {
        text: s.words(unit).into(),
        href: (!s.href.is_empty()).then(|| req.url(&s.href)),
        wide: s.d.is_some(),
    }
}

/// A target.
pub(super) fn target(n: Option<Num>, unit: &str) -> String {
    let mark = if unit == "%" { "%" } else { "" };
    n.map_or_else(|| "–".into(), |n| format!("{n}{mark}"))
}

/// 「R8（11月22日現在）」.
pub(super) fn year_head(of: i64, today: kernel::Date) -> String {
    match year::partial(of, today) {
        Some(words) => format!("{}（{words}）", year::short(of)),
        None => year::short(of),
    }
}

/// The pages of the programme beside each other.
pub(super) fn tabs(req: &Req, here: &str) -> Html {
    let all = [
        ("はじめに", "/programme"),
        ("指標", "/programme/indicators"),
        ("計画表", "/programme/tables"),
        ("ロードマップ", "/programme/roadmap"),
        ("ロジックモデル", "/programme/logic"),
        ("地域の姿", "/programme/profile"),
        ("会議の資料", "/programme/paper"),
        ("実績報告", "/programme/reports"),
    ];
    let reports = crate::permissions::REPORTS.hats.contains(&req.hat());
    let chips = all
        .into_iter()
        .filter(|(_, path)| reports || *path != "/programme/reports")
        .map(|(label, path)| Chip { label: label.into(), href: req.url(path), on: path == here })
        .collect();
    Filter { spoken: "計画のページ".into(), chips, ..Filter::default() }.html()
}

/// Fiscal years of an address (`from`, `to`), or the usual ones.
pub(super) fn span(req: &Req, usual: (i64, i64)) -> (i64, i64) {
    let of = |name: &str, usual: i64| year::parse(req.query.get(name)).unwrap_or(usual);
    let from = of("from", usual.0);
    let to = of("to", usual.1).clamp(from, from + year::MOST - 1);
    (from, to)
}

/// A posted fiscal year; what is none is said beside the field.
pub(super) fn posted_year(req: &Req, name: &str, out: &mut Vec<ui::FieldError>) -> i64 {
    match year::parse(req.form.get(name)) {
        Some(of) => of,
        None => {
            let message = "年度は、R5 や 2023 のように入力してください".into();
            out.push(ui::FieldError { field: name.into(), message });
            0
        }
    }
}

/// A posted figure; what is none is said beside the field.
pub(super) fn posted_num(req: &Req, name: &str, out: &mut Vec<ui::FieldError>) -> Option<Num> {
    let text = req.form.get(name).trim();
    if text.is_empty() {
        return None;
    }
    let n = Num::parse(text);
    if n.is_none() {
        let digits = text.chars().filter(|c| c.is_numeric()).count();
        let message = match digits > 10 {
            true => "数が大きすぎます。けたを確かめてください".into(),
            false => "数は、1,400 や 38.6 のように入力してください（小数は2けたまで）".into(),
        };
        out.push(ui::FieldError { field: name.into(), message });
    }
    n
}

/// The posted version of a form.
pub(super) fn version(req: &Req) -> i64 {
    req.form.get("_version").parse().unwrap_or(0)
}
