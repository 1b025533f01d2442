//! The survey as the council's workbook: summary with year-on-year, timing, methods, hospitals, months with charts,
//! reasons, words, and how everything was counted.
use std::collections::BTreeMap;

use kernel::wareki;
use office::xlsx::{About, Cell, Column, Kind, Sheet};
use office::xlsx_book::{Chart, ChartKind, Page, write};
use slice::{Fail, Req, Resp};

use super::{NOTES, Period, both, labels, lead, name, period, sections, year_of};
use crate::model::Method;
use crate::model::survey::months::Month;
use crate::model::survey::{Figures, R, Rate, Survey, Timing};
use crate::use_cases::cases::{self, Words};
use crate::use_cases::count;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The rates that come first and are drawn.
const FIRST: [R; 6] = [
    R::DischargeContact,
    R::FiveDaysBefore,
    R::AdmissionContact,
    R::SheetSent,
    R::ConferenceHeld,
    R::PapersHanded,
];

/// Everything in the book.
pub(super) struct Book<'a> {
    pub lead: String,
    pub now: &'a Survey,
    pub before: &'a Survey,
    pub months: &'a [Month],
    pub words: &'a [(&'static str, Words)],
    /// Offices by name too: not for the council.
    pub offices: bool,
}

fn head(words: &str, width: f64, kind: Kind) -> Column {
    Column::new(words, width, kind)
}

fn share(r: Rate) -> Cell {
    #[expect(clippy::cast_precision_loss, reason = "counts of a region are far below 2^53")]
    let of = |r: Rate| r.n as f64 / r.d as f64;
    if r.d > 0 { Cell::Share(of(r)) } else { Cell::Empty }
}

fn rate(f: &Figures, r: R) -> Rate {
    f.rates.get(r.code()).copied().unwrap_or_default()
}

/// Share, numerator, denominator.
fn three(r: Rate) -> [Cell; 3] {
    [share(r), Cell::Int(r.n), Cell::Int(r.d)]
}

fn points(now: Rate, was: Rate) -> Cell {
    if now.d == 0 || was.d == 0 {
        return Cell::Empty;
    }
    let unsigned = |n: i64| u64::try_from(n).unwrap_or(0);
    let said = office::print::SurveyRate::of(
        "",
        (unsigned(now.n), unsigned(now.d)),
        Some(("", unsigned(was.n), unsigned(was.d))),
        "",
    );
    said.change.map_or(Cell::Empty, Cell::Text)
}

fn summary(b: &Book<'_>) -> Page {
    let mut columns = vec![
        head("割合", 34.0, Kind::Text),
        head("この期間", 11.0, Kind::Percent),
        head("前の年", 11.0, Kind::Percent),
        head("前の年との差", 14.0, Kind::Text),
    ];
    columns.extend(
        ["数", "もとの数", "前の年の数", "前の年のもとの数"].map(|h| head(h, 10.0, Kind::Int)),
    );
    columns.push(head("数え方", 70.0, Kind::Text));
    let rest = R::ALL.iter().copied().filter(|r| !FIRST.contains(r));
    let rows = FIRST
        .into_iter()
        .chain(rest)
        .map(|r| {
            let (now, was) = (rate(&b.now.all, r), rate(&b.before.all, r));
            vec![
                Cell::text(r.label()),
                share(now),
                share(was),
                points(now, was),
                Cell::Int(now.n),
                Cell::Int(now.d),
                Cell::Int(was.n),
                Cell::Int(was.d),
                Cell::text(r.definition()),
            ]
        })
        .collect();
    let mut page = Page::table(Sheet { name: "まとめ".into(), columns, rows });
    page.charts = vec![Chart {
        title: "おもな割合（この期間と前の年）".into(),
        kind: ChartKind::Bars,
        names: 0,
        columns: vec![1, 2],
        first: 0,
        rows: u32::try_from(FIRST.len()).unwrap_or(0),
        percent: true,
    }];
    page
}

fn timing_columns(first: &str) -> Vec<Column> {
    let mut c = vec![head(first, 24.0, Kind::Text)];
    c.extend(Timing::ALL.iter().map(|t| head(t.label(), 10.0, Kind::Int)));
    c.extend(["連絡なし", "退院"].map(|h| head(h, 9.0, Kind::Int)));
    c.push(head("5日以上前", 11.0, Kind::Percent));
    c
}

fn timing_row(name: &str, f: &Figures) -> Vec<Cell> {
    let mut r = vec![Cell::text(name)];
    r.extend(Timing::ALL.iter().map(|t| Cell::Int(f.timing.get(t.code()).copied().unwrap_or(0))));
    r.push(Cell::Int(f.discharges - rate(f, R::FiveDaysBefore).d));
    r.push(Cell::Int(f.discharges));
    r.push(share(rate(f, R::FiveDaysBefore)));
    r
}

fn stacked(title: &str, rows: usize) -> Chart {
    Chart {
        title: title.into(),
        kind: ChartKind::Stacked,
        names: 0,
        columns: (1..=7).collect(),
        first: 0,
        rows: u32::try_from(rows).unwrap_or(0),
        percent: true,
    }
}

fn timing(b: &Book<'_>) -> Page {
    let rows = vec![
        timing_row(&name(b.now.from, b.now.to), &b.now.all),
        timing_row(&name(b.before.from, b.before.to), &b.before.all),
    ];
    let mut page =
        Page::table(Sheet {
            name: "連絡の時期".into(), columns: timing_columns("期間"), rows
        });
    page.charts = vec![stacked("退院日の連絡は、いつ届いたか（連絡ありの件数の割合）", 2)];
    page
}

fn methods(b: &Book<'_>) -> Page {
    let n =
        |m: &BTreeMap<&'static str, i64>, code: &str| Cell::Int(m.get(code).copied().unwrap_or(0));
    let rows = Method::ALL
        .iter()
        .map(|m| {
            vec![
                Cell::text(m.label()),
                n(&b.now.all.admission_methods, m.code()),
                n(&b.before.all.admission_methods, m.code()),
                n(&b.now.all.discharge_methods, m.code()),
                n(&b.before.all.discharge_methods, m.code()),
            ]
        })
        .collect();
    let columns = vec![
        head("方法", 22.0, Kind::Text),
        head("入院の連絡", 14.0, Kind::Int),
        head("入院の連絡（前の年）", 14.0, Kind::Int),
        head("退院日の連絡", 14.0, Kind::Int),
        head("退院日の連絡（前の年）", 14.0, Kind::Int),
    ];
    let mut page = Page::table(Sheet { name: "連絡の方法".into(), columns, rows });
    page.charts = vec![Chart {
        title: "連絡の方法（件）".into(),
        kind: ChartKind::Bars,
        names: 0,
        columns: vec![1, 3],
        first: 0,
        rows: u32::try_from(Method::ALL.len()).unwrap_or(0),
        percent: false,
    }];
    page
}

fn group(tab: &str, first: &str, rows: &[(String, String, Figures)]) -> Page {
    let mut columns = timing_columns(first);
    columns.push(head("入院", 9.0, Kind::Int));
    let shown = [R::AdmissionContact, R::DischargeContact, R::SheetSent, R::ConferenceHeld];
    for r in shown {
        columns.push(head(r.label(), 13.0, Kind::Percent));
        columns.push(head("数", 7.0, Kind::Int));
        columns.push(head("もとの数", 7.0, Kind::Int));
    }
    let line = |(_, name, f): &(String, String, Figures)| {
        let mut row = timing_row(name, f);
        row.push(Cell::Int(f.admissions));
        row.extend(shown.iter().flat_map(|r| three(rate(f, *r))));
        row
    };
    let table: Vec<Vec<Cell>> = rows.iter().map(line).collect();
    let n = table.len();
    let mut page = Page::table(Sheet { name: tab.into(), columns, rows: table });
    if (1..=30).contains(&n) {
        page.charts = vec![stacked("退院日の連絡の時期（順位ではありません）", n)];
    }
    page
}

fn months(b: &Book<'_>) -> Page {
    let mut columns = vec![head("月", 16.0, Kind::Text)];
    let mut rows: Vec<Vec<Cell>> = b
        .months
        .iter()
        .map(|m| vec![Cell::text(format!("{}/{}", m.from.year(), m.from.month()))])
        .collect();
    let mut charts = Vec::new();
    let first_at = |columns: &Vec<Column>| u16::try_from(columns.len()).unwrap_or(0);
    for r in sections::MONTHLY {
        let at = first_at(&columns);
        columns.push(head(&format!("{}（この年）", r.label()), 13.0, Kind::Percent));
        columns.push(head("（前の年）", 11.0, Kind::Percent));
        columns.extend(
            ["数", "もとの数", "前の年の数", "前の年のもとの数"].map(|h| head(h, 8.0, Kind::Int)),
        );
        for (row, m) in rows.iter_mut().zip(b.months) {
            let (now, was) = (rate(&m.now, r), rate(&m.before, r));
            row.extend([share(now), share(was)]);
            row.extend([now.n, now.d, was.n, was.d].map(Cell::Int));
        }
        if matches!(r, R::DischargeContact | R::FiveDaysBefore) {
            charts.push(Chart {
                title: format!("{}（月ごと。前の年とくらべて）", r.label()),
                kind: ChartKind::Line,
                names: 0,
                columns: vec![at, at + 1],
                first: 0,
                rows: u32::try_from(b.months.len()).unwrap_or(0),
                percent: true,
            });
        }
    }
    columns
        .extend(["入院", "退院", "前の年の入院", "前の年の退院"].map(|h| head(h, 9.0, Kind::Int)));
    for (row, m) in rows.iter_mut().zip(b.months) {
        let n = [m.now.admissions, m.now.discharges, m.before.admissions, m.before.discharges];
        row.extend(n.map(Cell::Int));
    }
    let mut page = Page::table(Sheet { name: "月ごと".into(), columns, rows });
    page.charts = charts;
    page
}

fn reasons(b: &Book<'_>) -> Page {
    let (now, was) = (&b.now.all, &b.before.all);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (code, r) in &now.facility {
        let before = was.facility.get(code).copied().unwrap_or_default();
        rows.push(vec![
            Cell::text("施設の医療処置の受け入れ"),
            Cell::text(labels::procedure(code)),
            Cell::Int(r.n),
            Cell::Int(r.d),
            share(*r),
            Cell::Int(before.n),
            Cell::Int(before.d),
            share(before),
        ]);
    }
    type Side<'a> = (&'a str, fn(&str) -> String, fn(&Figures) -> &BTreeMap<String, i64>);
    let sides: [Side<'_>; 2] = [
        ("退院できない理由", labels::stuck, |f| &f.stuck),
        ("直前の連絡の理由", labels::late, |f| &f.late),
    ];
    for (what, words, of) in sides {
        for (code, n) in of(now) {
            let before = of(was).get(code).copied().unwrap_or(0);
            rows.push(vec![
                Cell::text(what),
                Cell::text(words(code)),
                Cell::Int(*n),
                Cell::Empty,
                Cell::Empty,
                Cell::Int(before),
                Cell::Empty,
                Cell::Empty,
            ]);
        }
    }
    let columns = vec![
        head("区分", 28.0, Kind::Text),
        head("内容", 40.0, Kind::Text),
        head("件数（受けられる返事）", 12.0, Kind::Int),
        head("返事があった数", 12.0, Kind::Int),
        head("割合", 9.0, Kind::Percent),
        head("前の年の件数", 12.0, Kind::Int),
        head("前の年の返事の数", 12.0, Kind::Int),
        head("前の年の割合", 9.0, Kind::Percent),
    ];
    Page::table(Sheet { name: "理由と医療処置".into(), columns, rows })
}

fn said(words: &[(&'static str, Words)]) -> Page {
    let mut rows = Vec::new();
    for (side, w) in words {
        for (kind, text) in [("良かったこと", &w.good), ("課題・要望", &w.wish)] {
            if !text.is_empty() {
                rows.push(vec![Cell::text(*side), Cell::text(kind), Cell::text(text.as_str())]);
            }
        }
    }
    let columns = vec![
        head("答えた側", 14.0, Kind::Text),
        head("区分", 14.0, Kind::Text),
        head("ことば", 90.0, Kind::Text),
    ];
    Page::table(Sheet { name: "ことば".into(), columns, rows })
}

fn definitions(b: &Book<'_>) -> Page {
    let mut rows = vec![vec![Cell::text("数えたもの"), Cell::text(b.lead.as_str())]];
    rows.extend(R::ALL.iter().map(|r| vec![Cell::text(r.label()), Cell::text(r.definition())]));
    rows.extend(NOTES.iter().map(|n| vec![Cell::text("注"), Cell::text(*n)]));
    rows.push(vec![Cell::text("注"), Cell::text(super::INSIDE)]);
    let columns = vec![head("項目", 36.0, Kind::Text), head("数え方", 110.0, Kind::Text)];
    Page::table(Sheet { name: "数え方".into(), columns, rows })
}

/// The sheets in the order in which the council reads them.
pub(super) fn pages(b: &Book<'_>) -> Vec<Page> {
    let mut all = vec![
        summary(b),
        timing(b),
        methods(b),
        group("病院ごと", "退院元の病院", &b.now.hospitals),
        months(b),
        group("要介護度ごと", "要介護度", &b.now.care_levels),
        reasons(b),
    ];
    if b.offices {
        all.push(group("事業所ごと", "事業所", &b.now.offices));
    }
    if !b.words.is_empty() {
        all.push(said(b.words));
    }
    all.push(definitions(b));
    all
}

/// Letters instead of names: A病院, B病院 … in an order that the names do not tell. What is one's own, and what was asked
/// for by name, keeps its name.
pub(super) fn lettered(p: Period, named: bool, s: &mut Survey) {
    if named || p.of.hospital.is_some() {
        return;
    }
    s.hospitals.sort_by(|a, b| a.0.cmp(&b.0));
    for (n, (_, name, _)) in s.hospitals.iter_mut().enumerate() {
        let letter = u8::try_from(n % 26).map_or('A', |n| char::from(b'A' + n));
        let round = if n < 26 { String::new() } else { (n / 26 + 1).to_string() };
        *name = format!("{letter}{round}病院");
    }
}

/// Were names of hospitals asked for? Only the one organisation that holds the approvals may: the centre.
pub(super) fn named(req: &Req) -> bool {
    req.query.get("names") == "1" && req.hat() == kernel::Hat::Coordinator
}

/// The workbook.
pub(super) fn excel(req: &Req) -> Result<Resp, Fail> {
    let p = period(req)?;
    let (mut now, mut before) = both(req, p)?;
    let (from, to) = year_of(p);
    let months = req.read(move |cx| count::months(cx, from, to, p.of))?;
    let words = req.read(move |cx| cases::words(cx, p.from, p.to))?;
    let named = named(req);
    let lead = lead(p, &now, req.app.now().date());
    lettered(p, named, &mut now);
    lettered(p, named, &mut before);
    let book = Book {
        lead,
        now: &now,
        before: &before,
        months: &months,
        words: &words,
        offices: named || p.own_only,
    };
    let about = About {
        title: format!("入退院連絡調査 {}〜{}", wareki::long(p.from), wareki::long(p.to)),
        sender: req.shell.print.sender.clone(),
        made: req.app.now(),
    };
    let bytes = write(&about, &pages(&book))
        .map_err(|e| app::Error::Inconsistent(format!("workbook: {e}")))?;
    Ok(Resp::file(format!("入退院連絡調査_{}_{}.xlsx", p.from, p.to), XLSX, bytes))
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
