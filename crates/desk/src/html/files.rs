//! The list as Excel and on paper.
use kernel::wareki;
use office::print::{ListColumn, ListSheet, Paper, PrintJob, Width};
use office::xlsx::{self, About, Cell, Column, Kind, Sheet};
use slice::{Fail, Req, Resp};

use super::{list, read};
use crate::model::lists::{self, lists};
use crate::model::year;
use crate::store::cases::Kept;
use crate::use_cases::list::whole;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn inconsistent(e: impl std::fmt::Display) -> Fail {
    Fail::Use(app::Error::Inconsistent(format!("desk: file: {e}")))
}

pub(super) fn about(req: &Req, title: &str) -> About {
    let sender = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    About { title: title.into(), sender, made: req.app.now() }
}

/// All rows of the list as it is narrowed.
pub(super) fn excel(req: &Req) -> Result<Resp, Fail> {
    let f = list::filter(req);
    let of = f.clone();
    let rows = req.read(move |cx| whole(cx, &of))?;
    let mut columns = vec![
        Column::new("番号", 9.0, Kind::Text),
        Column::new("年度", 12.0, Kind::Text),
        Column::new("受付日（並べかえ用）", 12.0, Kind::Date),
    ];
    let heads = read::answers(&crate::model::case::Case::default());
    columns.extend(heads.iter().map(|(head, _)| match *head {
        "所要分" => Column::new("所要分", 8.0, Kind::Int),
        "相談されたこと" | "答えたこと" | "解決策" => {
            Column::new(*head, 50.0, Kind::Text)
        }
        _ => Column::new(*head, 16.0, Kind::Text),
    }));
    // a column of its own, so that the words of 所在 are those of the list and the table can be brought in again
    columns.push(Column::new("所在のくわしく", 16.0, Kind::Text));
    columns.push(Column::new("受付者", 14.0, Kind::Text));
    columns.push(Column::new("取り消し", 9.0, Kind::Text));
    let l = lists();
    let named = |list, code: &str| match code {
        "" => Cell::Empty,
        code => Cell::text(lists::label(list, code)),
    };
    let cells = |k: &Kept| {
        let mut out = vec![
            Cell::text(format!("{}-{}", year::short(k.year), k.number)),
            Cell::text(year::long(k.year)),
            k.case.date().map_or(Cell::Empty, Cell::Date),
        ];
        out.extend(read::answers(&k.case).into_iter().map(|(head, text)| match head {
            "所要分" => k.case.minutes.map_or(Cell::Empty, Cell::Int),
            "所在" => named(&l.place, &k.case.place),
            _ if text.is_empty() => Cell::Empty,
            _ => Cell::Text(text),
        }));
        out.push(named(&l.place_detail, &k.case.place_detail));
        out.push(Cell::text(k.taker.as_str()));
        out.push(if k.live { Cell::Empty } else { Cell::text("取り消し") });
        out
    };
    let sheet = Sheet { name: "相談".into(), columns, rows: rows.iter().map(cells).collect() };
    let bytes = xlsx::write(&about(req, "相談の一覧"), &[sheet]).map_err(inconsistent)?;
    Ok(Resp::file(format!("相談の一覧_{}.xlsx", req.app.now().date()), XLSX, bytes))
}

/// The same on A4 paper.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let f = list::filter(req);
    let of = f.clone();
    let rows = req.read(move |cx| whole(cx, &of))?;
    let l = lists();
    let column =
        |head: &str, width| ListColumn { head: head.into(), width, align: Default::default() };
    let body = ListSheet {
        lead: Some(format!(
            "{}　{}件　{} 現在",
            list::words(&f),
            rows.len(),
            wareki::long(req.app.now().date())
        )),
        columns: vec![
            column("番号", Width::Mm(15.0)),
            column("受付日", Width::Mm(18.0)),
            column("相談した人", Width::Share(1.0)),
            column("方法", Width::Mm(20.0)),
            column("所在", Width::Mm(14.0)),
            column("内容", Width::Share(1.0)),
            column("相談されたこと", Width::Share(2.0)),
            column("答えたこと", Width::Share(1.6)),
            column("状態", Width::Mm(14.0)),
        ],
        rows: rows
            .iter()
            .map(|k| {
                let c = &k.case;
                vec![
                    format!("{}-{}", year::short(k.year), k.number),
                    c.date().map(wareki::short).unwrap_or_default(),
                    c.who(),
                    lists::label(&l.method, &c.method).to_string(),
                    lists::label(&l.place, &c.place).to_string(),
                    lists::labels(&l.content, &c.contents),
                    c.asked.clone(),
                    c.answered.clone(),
                    if k.live { c.status.label().to_string() } else { "取り消し".into() },
                ]
            })
            .collect(),
        empty: Some("あてはまる相談はありません。".into()),
        notes: vec![
            "相談の内容が書かれています。外に出すときは、件数と図（公表用）をお使いください。"
                .into(),
        ],
        ..ListSheet::default()
    };
    paper(req, PrintJob::of(&body), "相談の一覧", Paper::A4Landscape)
}

/// A job with head and foot.
pub(super) fn paper<E: std::fmt::Display>(
    req: &Req,
    job: Result<office::print::PrintJobBuilder, E>,
    title: &str,
    paper: Paper,
) -> Result<Resp, Fail> {
    let job = job
        .map_err(inconsistent)?
        .title(title)
        .sender(req.shell.print.sender.clone())
        .demo(req.shell.region.demo_paper())
        .printed_at(req.shell.print.printed_at.trim_end_matches(" に出力"))
        .paper(paper)
        .build();
    Ok(Resp::print(job))
}
