//! Tables of the page below the four rates: all rates with their definitions, months beside the year before,
//! 医療処置 and reasons. Every figure leads to its records.
use ui::{Cell, DataTable, Html};

use super::page::{behind, rate, text};
use super::{Period, labels, name};
use crate::model::survey::months::{Month, year_before};
use crate::model::survey::{Figures, R, Survey};

/// Rates shown month by month.
pub(super) const MONTHLY: [R; 4] =
    [R::AdmissionContact, R::DischargeContact, R::FiveDaysBefore, R::ConferenceHeld];

type Row = (Html, Vec<Cell>, bool);

fn cell(shell: &ui::Shell, p: Period, f: &Figures, r: R) -> Cell {
    Cell {
        text: text(rate(f, r.code()).to_string()),
        href: Some(behind(shell, p, &format!("{}.n", r.code()), "")),
        wide: true,
    }
}

fn count(shell: &ui::Shell, p: Period, n: i64, key: &str) -> Cell {
    Cell { text: text(n.to_string()), href: Some(behind(shell, p, key, "")), wide: false }
}

/// All rates, this time and the year before.
pub(super) fn rates(
    shell: &ui::Shell,
    p: Period,
    last: Period,
    now: &Survey,
    was: &Survey,
) -> DataTable {
    let rows: Vec<Row> = R::ALL
        .iter()
        .map(|r| {
            let cells = vec![cell(shell, p, &now.all, *r), cell(shell, last, &was.all, *r)];
            (text(r.label()), cells, false)
        })
        .collect();
    DataTable {
        caption: "この期間と、前の年の同じ期間。数え方は「数え方」にあります".into(),
        heads: ["割合", "この期間", "前の年"].map(String::from).into(),
        rows,
    }
}

/// Months, each rate beside the same month a year before.
pub(super) fn months(shell: &ui::Shell, p: Period, months: &[Month]) -> DataTable {
    let mut heads: Vec<String> = ["月", "入院", "退院"].map(String::from).into();
    for r in MONTHLY {
        heads.push(r.label().into());
        heads.push("前の年".into());
    }
    let rows = months
        .iter()
        .map(|m| {
            let now = Period { from: m.from, to: m.to, ..p };
            let (from, to) = year_before(m.from, m.to);
            let was = Period { from, to, ..p };
            let mut cells = vec![
                count(shell, now, m.now.admissions, "admissions"),
                count(shell, now, m.now.discharges, "discharges"),
            ];
            for r in MONTHLY {
                cells.push(cell(shell, now, &m.now, r));
                cells.push(cell(shell, was, &m.before, r));
            }
            (text(name(m.from, m.to)), cells, false)
        })
        .collect();
    DataTable { caption: "月ごとの割合と、前の年の同じ月".into(), heads, rows }
}

/// Could a facility take the person with this procedure?
pub(super) fn facility(shell: &ui::Shell, p: Period, now: &Figures, was: &Figures) -> DataTable {
    let rows = now
        .facility
        .iter()
        .map(|(code, r)| {
            let before = was.facility.get(code).copied().unwrap_or_default();
            let cells = [(*r, p, now), (before, year(p), was)].map(|(r, p, _)| Cell {
                text: text(super::page::shown(r).to_string()),
                href: Some(behind(shell, p, &format!("facility.{code}.n"), "")),
                wide: true,
            });
            (text(labels::procedure(code)), cells.into(), false)
        })
        .collect();
    DataTable {
        caption: "施設に問い合わせ、返事があった退院（死亡・転院を含む）のうち、「受けられます」「条件つき」の返事があったもの".into(),
        heads: ["医療処置", "この期間", "前の年"].map(String::from).into(),
        rows,
    }
}

/// 退院できない理由 and 直前の連絡の理由.
pub(super) fn reasons(shell: &ui::Shell, p: Period, now: &Figures, was: &Figures) -> DataTable {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |head: &str, key: &str, words: fn(&str) -> String, of: fn(&Figures) -> &Codes| {
        for (code, n) in of(now) {
            let before = of(was).get(code).copied().unwrap_or(0);
            let key = format!("{key}.{code}");
            let cells = vec![count(shell, p, *n, &key), count(shell, year(p), before, &key)];
            rows.push((text(format!("{head}: {}", words(code))), cells, false));
        }
    };
    add("退院できない理由", "stuck", labels::stuck, |f| &f.stuck);
    add("直前の連絡の理由", "late", labels::late, |f| &f.late);
    DataTable {
        caption: "退院（死亡・転院を含む）のうち、理由が記録された件数。1つの入院に、いくつもの理由があることがあります".into(),
        heads: ["理由", "この期間", "前の年"].map(String::from).into(),
        rows,
    }
}

type Codes = std::collections::BTreeMap<String, i64>;

fn year(p: Period) -> Period {
    let (from, to) = year_before(p.from, p.to);
    Period { from, to, ..p }
}
