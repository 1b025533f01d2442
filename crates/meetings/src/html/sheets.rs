//! Workbooks: meetings of a year with attendance and decisions, what is promised, answers of a poll, the chronicle.
use kernel::Date;
use office::xlsx::{Cell, Column, Kind, Sheet};
use slice::{Fail, Req, Resp};

use crate::model::catalogue::catalogue;
use crate::model::lines::Action;
use crate::model::{Meeting, year};
use crate::use_cases::chronicle::Year;
use crate::use_cases::poll::Whole;
use crate::use_cases::read::{Filed, Promise};
use slice::parts;

fn text(name: &str, width: f64) -> Column {
    Column::new(name, width, Kind::Text)
}

fn day(name: &str) -> Column {
    Column::new(name, 14.0, Kind::DateWareki)
}

fn date(d: Option<Date>) -> Cell {
    d.map_or(Cell::Empty, Cell::Date)
}

fn action(a: &Action, m: &Meeting) -> Vec<Cell> {
    vec![
        Cell::text(m.called()),
        Cell::text(&a.data.text),
        Cell::text(&a.data.owner),
        date(a.data.due),
        date(a.done_on),
        Cell::text(&a.done_by),
    ]
}

fn actions_sheet(rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        name: "これからすること".into(),
        columns: vec![
            text("決めた会議", 40.0),
            text("すること", 50.0),
            text("担当", 24.0),
            day("期限"),
            day("済んだ日"),
            text("印をつけた人", 18.0),
        ],
        rows,
    }
}

/// What is open, and what was done lately.
pub(super) fn actions(req: &Req, open: &[Promise], done: &[Promise]) -> Result<Resp, Fail> {
    let rows = open.iter().chain(done).map(|(a, m)| action(a, m)).collect();
    parts::xlsx(req, "kimatta-koto", "決まったこと・これからすること", &[actions_sheet(rows)])
}

/// The meetings of a year.
pub(super) fn year(req: &Req, of: i64, all: &[Filed]) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let int = |n: usize| Cell::Int(i64::try_from(n).unwrap_or(0));
    let meetings = all
        .iter()
        .map(|(m, seats, decisions, _)| {
            vec![
                Cell::text(&m.body_name),
                m.series.map_or(Cell::Empty, Cell::Int),
                Cell::text(&m.data.title),
                date(m.data.day),
                Cell::text(format!("{}〜{}", m.data.from, m.data.to).trim_matches('〜')),
                Cell::text(c.form(&m.data.form)),
                Cell::text(&m.data.place),
                Cell::text(m.state.label()),
                Cell::text(&m.why),
                int(seats.iter().filter(|s| s.presence.there()).count()),
                int(decisions.len()),
            ]
        })
        .collect();
    let mut there = Vec::new();
    let mut decided = Vec::new();
    let mut todo = Vec::new();
    for (m, seats, decisions, actions) in all {
        for s in seats {
            there.push(vec![
                Cell::text(m.called()),
                date(m.data.day),
                Cell::text(&s.organisation),
                Cell::text(&s.name),
                Cell::text(c.profession(&s.profession)),
                Cell::text(s.presence.label()),
                Cell::text(&s.proxy),
            ]);
        }
        for d in decisions {
            decided.push(vec![Cell::text(m.called()), date(m.data.day), Cell::text(&d.text)]);
        }
        todo.extend(actions.iter().map(|a| action(a, m)));
    }
    let sheets = [
        Sheet {
            name: "会議".into(),
            columns: vec![
                text("会議体", 28.0),
                Column::new("第何回", 8.0, Kind::Int),
                text("題", 28.0),
                day("日"),
                text("時刻", 14.0),
                text("開き方", 12.0),
                text("場所", 24.0),
                text("状態", 10.0),
                text("中止の理由", 20.0),
                Column::new("出席（人）", 10.0, Kind::Int),
                Column::new("決まったこと（件）", 10.0, Kind::Int),
            ],
            rows: meetings,
        },
        Sheet {
            name: "出欠".into(),
            columns: vec![
                text("会議", 40.0),
                day("日"),
                text("所属", 30.0),
                text("お名前", 18.0),
                text("職種", 20.0),
                text("出欠", 10.0),
                text("代理", 18.0),
            ],
            rows: there,
        },
        Sheet {
            name: "決まったこと".into(),
            columns: vec![text("会議", 40.0), day("日"), text("決まったこと", 60.0)],
            rows: decided,
        },
        actions_sheet(todo),
    ];
    parts::xlsx(req, &format!("kaigi-{of}"), &format!("{}の会議", year::words(of)), &sheets)
}

/// The answers of a poll as its page shows them.
pub(super) fn poll(req: &Req, w: &Whole) -> Result<Resp, Fail> {
    let (heads, rows) = super::poll::table(w);
    let columns = heads.iter().map(|h| text(h, 20.0)).collect();
    let rows = rows.iter().map(|r| r.iter().map(Cell::text).collect()).collect();
    let sheet = Sheet { name: "日程調整".into(), columns, rows };
    parts::xlsx(req, "nittei", &format!("{}の日程調整", w.meeting.called()), &[sheet])
}

/// A year of the chronicle.
pub(super) fn chronicle(req: &Req, y: &Year) -> Result<Resp, Fail> {
    let rows = y
        .lines
        .iter()
        .map(|l| {
            let by = if l.source.is_empty() { "書き足し" } else { "記録" };
            vec![Cell::Date(l.day), Cell::text(&l.text), Cell::text(by)]
        })
        .collect();
    let columns = vec![day("日"), text("できごと", 70.0), text("出どころ", 12.0)];
    let sheet = Sheet { name: "あゆみ".into(), columns, rows };
    parts::xlsx(
        req,
        &format!("ayumi-{}", y.year),
        &format!("あゆみ（{}）", year::words(y.year)),
        &[sheet],
    )
}
