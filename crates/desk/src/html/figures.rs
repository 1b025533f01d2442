//! 件数と図: the charts of a year, over the years, and what came of the consultations. 「公表用」 hides small counts on the
//! page, on paper and in Excel alike.
use app::may;
use askama::Template;
use kernel::{fiscal_year, wareki};
use office::print::{
    FigureBar, FigureChart, FiguresSheet, Paper, PrintJob, SurveyRow, SurveyTable,
};
use office::xlsx::{self, Cell as XCell, Column, Kind, Sheet};
use slice::{Fail, Req, Resp};
use ui::{Cell, DataTable, Html};

use super::{charts, files};
use crate::model::chart::{self, Chart, Charts, CountRow, Shown, share, words};
use crate::model::lists::{label, lists};
use crate::model::year;
use crate::permissions;
use crate::store::cases::Kept;
use crate::use_cases::{figures, list};

#[derive(Template)]
#[template(path = "desk/figures.html")]
struct Page {
    shell: ui::Shell,
    lead: String,
    public: bool,
    years: Vec<(String, String, bool)>,
    switch: String,
    excel: String,
    print: String,
    four: Html,
    by_year: Html,
    by_whom: Html,
    table: DataTable,
    solved: Option<DataTable>,
    cases: DataTable,
    notes: Vec<String>,
    empty: bool,
}

/// A case with a solution: who, what, asked, done; and the record behind it.
type SolvedLine = (String, String, i64, i64, Option<kernel::Id>);

struct Seen {
    all: Charts,
    years: Vec<i64>,
    /// 《課題解決支援を実施した相談事例》: who, what, asked, done; and the record behind it.
    solved: Vec<SolvedLine>,
    doors: bool,
}

/// A case of the table of solutions. Published are only the words that were written for that.
fn solved_line(k: &Kept, public: bool) -> Option<SolvedLine> {
    let c = &k.case;
    let done = c.solved_year?;
    if !c.public_what.is_empty() {
        return Some((c.public_who.clone(), c.public_what.clone(), k.year, done, Some(k.id)));
    }
    let by = label(&lists().affiliation, &c.affiliation);
    (!public).then(|| (by.to_string(), c.line(80), k.year, done, Some(k.id)))
}

fn seen(req: &Req) -> Result<Seen, Fail> {
    let public = req.query.get("public") == "1";
    let today = req.app.now().date();
    let wanted: Option<i64> = req.query.get("year").parse().ok();
    let (counts, doors, solved) = req.read(|cx| {
        let counts = figures::counts(cx)?;
        let doors = may(cx, &permissions::READ)?;
        let solved = if doors { list::solved(cx)? } else { Vec::new() };
        Ok((counts, doors, solved))
    })?;
    let years = counts.years();
    let this = i64::from(fiscal_year(today));
    let year = wanted.filter(|y| years.contains(y)).or(years.last().copied()).unwrap_or(this);
    let all = chart::charts(&counts, year, public);
    let solved = solved.iter().filter_map(|k| solved_line(k, public)).collect();
    Ok(Seen { all, years, solved, doors })
}

fn lead(req: &Req, s: &Seen) -> String {
    let today = req.app.now().date();
    let part = match year::days(s.all.year) {
        Some((_, end)) if end > today => format!("（{}現在）", wareki::long(today)),
        _ => String::new(),
    };
    format!("{}{part}", year::long(s.all.year))
}

fn notes(s: &Seen) -> Vec<String> {
    let mut out = vec![
        "①④はすべての相談、②③は圏域内の相談を数えています。".to_string(),
        "方法は1件に1つです（「電話及びメール」も1つの区分です）。取り消した相談は数えていません。"
            .into(),
    ];
    if s.all.four.iter().any(|c| !c.adds_up) {
        out.push("③は1件に内容がいくつもあるため、件数を足すと n より多くなります。".into());
    }
    if s.all.public {
        out.push("「＊」は5件未満の数と、引き算で5件未満の数が分かってしまう数です。".into());
    }
    out
}

fn data(caption: &str, heads: Vec<String>, rows: &[CountRow]) -> DataTable {
    let cell = |n: &Shown| Cell { text: words(*n).into(), ..Cell::default() };
    let last = rows.len();
    DataTable {
        caption: caption.into(),
        heads,
        rows: rows
            .iter()
            .enumerate()
            .map(|(i, (label, per, sum))| {
                let cells = per.iter().chain([sum]).map(cell).collect();
                (label.as_str().into(), cells, i + 1 == last)
            })
            .collect(),
    }
}

fn year_heads(first: &str, years: &[i64]) -> Vec<String> {
    std::iter::once(first.to_string())
        .chain(years.iter().map(|y| year::short(*y)))
        .chain(["計".to_string()])
        .collect()
}

/// GET /desk/figures
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let s = seen(req)?;
    let public = if s.all.public { "&public=1" } else { "" };
    let to = |tail: &str, y: i64, public: &str| {
        req.url(&format!("/desk/figures{tail}?year={y}{public}"))
    };
    let doors = s.doors && !s.all.public;
    let cases = DataTable {
        caption: "解決策を実施した相談".into(),
        heads: ["相談者", "内容", "相談", "解決策実施"].map(String::from).into(),
        rows: s
            .solved
            .iter()
            .map(|(who, what, asked, done, id)| {
                let text =
                    |t: String, href: Option<String>| Cell { text: t.into(), href, wide: true };
                let href = id.filter(|_| doors).map(|i| req.url(&format!("/desk/cases/{i}")));
                let cells = vec![
                    text(what.clone(), href),
                    text(year::short(*asked), None),
                    text(year::short(*done), None),
                ];
                (who.as_str().into(), cells, false)
            })
            .collect(),
    };
    let page = Page {
        lead: lead(req, &s),
        public: s.all.public,
        years: s
            .years
            .iter()
            .rev()
            .map(|y| (year::long(*y), to("", *y, public), *y == s.all.year))
            .collect(),
        switch: to("", s.all.year, if s.all.public { "" } else { "&public=1" }),
        excel: to("/excel", s.all.year, public),
        print: to("/print", s.all.year, public),
        four: charts::four(req, &s.all, s.doors),
        by_year: charts::one(req, &s.all.years, None, doors).html(),
        by_whom: charts::one(req, &s.all.who, None, doors).html(),
        table: data("所属と年度（件）", year_heads("所属", &s.years), &s.all.table),
        solved: (!s.all.solved.1.is_empty()).then(|| {
            data(
                "相談年度と解決策実施年度（件）",
                year_heads("相談年度", &s.all.solved.0),
                &s.all.solved.1,
            )
        }),
        cases,
        notes: notes(&s),
        empty: s.years.is_empty(),
        shell: req.titled("相談の件数と図"),
    };
    Resp::page(page.render())
}

fn paper_chart(c: &Chart) -> FigureChart {
    let most = c.bars.iter().filter_map(|b| b.n).max().unwrap_or(0);
    FigureChart {
        title: c.title.clone(),
        note: format!("n＝{}　{}", words(c.n), c.population),
        bars: c
            .bars
            .iter()
            .map(|b| FigureBar {
                label: b.label.clone(),
                count: words(b.n),
                share: share(b.n, c.n),
                permille: b
                    .n
                    .filter(|_| most > 0)
                    .and_then(|n| u64::try_from(n * 1000 / most).ok()),
            })
            .collect(),
        total: c.adds_up.then(|| (words(c.n), share(c.n, c.n))),
    }
}

fn paper_table(title: &str, head: Vec<String>, rows: &[CountRow]) -> SurveyTable {
    let last = rows.len();
    SurveyTable {
        title: title.into(),
        head,
        rows: rows
            .iter()
            .enumerate()
            .map(|(i, (label, per, sum))| SurveyRow {
                label: label.clone(),
                cells: per.iter().chain([sum]).map(|n| words(*n)).collect(),
                total: i + 1 == last,
            })
            .collect(),
    }
}

/// GET /desk/figures/print
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let s = seen(req)?;
    let mut tables =
        vec![paper_table("所属と年度（件）", year_heads("所属", &s.years), &s.all.table)];
    if !s.all.solved.1.is_empty() {
        let heads = year_heads("相談年度", &s.all.solved.0);
        tables.push(paper_table("相談年度と解決策実施年度（件）", heads, &s.all.solved.1));
    }
    if !s.solved.is_empty() {
        let row = |(who, what, asked, done, _): &SolvedLine| SurveyRow {
            label: who.clone(),
            cells: vec![what.clone(), year::short(*asked), year::short(*done)],
            total: false,
        };
        tables.push(SurveyTable {
            title: "課題解決支援を実施した相談事例".into(),
            head: ["相談者", "内容", "相談", "解決策実施"].map(String::from).into(),
            rows: s.solved.iter().map(row).collect(),
        });
    }
    let mut four: Vec<FigureChart> = s.all.four.iter().map(paper_chart).collect();
    four.push(paper_chart(&s.all.years));
    four.push(paper_chart(&s.all.who));
    let public = if s.all.public {
        "　公表用"
    } else {
        "　内部用（5件未満の数が入っています）"
    };
    let body = FiguresSheet {
        lead: format!("{}{public}", lead(req, &s)),
        charts: four,
        tables,
        notes: notes(&s),
    };
    let title = format!("相談の件数と図　{}", year::long(s.all.year));
    files::paper(req, PrintJob::of(&body), &title, Paper::A4Portrait)
}

fn number(n: Shown) -> XCell {
    n.map_or_else(|| XCell::text("＊"), XCell::Int)
}

/// GET /desk/figures/excel
pub(super) fn excel(req: &Req) -> Result<Resp, Fail> {
    let s = seen(req)?;
    #[expect(clippy::cast_precision_loss, reason = "counts of a region are far below 2^53")]
    let of = |n: Shown, d: Shown| match (n, d) {
        (Some(n), Some(d)) if d > 0 => XCell::Share(n as f64 / d as f64),
        (Some(_), Some(_)) => XCell::Empty,
        _ => XCell::text("＊"),
    };
    let sheet = |c: &Chart| {
        let mut rows: Vec<Vec<XCell>> = c
            .bars
            .iter()
            .map(|b| vec![XCell::text(b.label.as_str()), number(b.n), of(b.n, c.n), number(c.n)])
            .collect();
        if c.adds_up {
            rows.push(vec![XCell::text("計"), number(c.n), of(c.n, c.n), number(c.n)]);
        }
        Sheet {
            name: c.title.clone(),
            columns: vec![
                Column::new(format!("区分（{}）", c.population), 28.0, Kind::Text),
                Column::new("件数", 9.0, Kind::Int),
                Column::new("割合", 9.0, Kind::Percent),
                Column::new("もとの数（n）", 12.0, Kind::Int),
            ],
            rows,
        }
    };
    let cross = |name: &str, heads: Vec<String>, rows: &[CountRow]| Sheet {
        name: name.into(),
        columns: heads
            .into_iter()
            .enumerate()
            .map(|(i, h)| match i {
                0 => Column::new(h, 28.0, Kind::Text),
                _ => Column::new(h, 9.0, Kind::Int),
            })
            .collect(),
        rows: rows
            .iter()
            .map(|(label, per, sum)| {
                let cells = per.iter().chain([sum]).map(|n| number(*n));
                std::iter::once(XCell::text(label.as_str())).chain(cells).collect()
            })
            .collect(),
    };
    let mut sheets: Vec<Sheet> =
        s.all.four.iter().chain([&s.all.years, &s.all.who]).map(sheet).collect();
    sheets.push(cross("所属と年度", year_heads("所属", &s.years), &s.all.table));
    if !s.all.solved.1.is_empty() {
        sheets.push(cross(
            "相談年度と解決策",
            year_heads("相談年度", &s.all.solved.0),
            &s.all.solved.1,
        ));
    }
    let cases = s.solved.iter().map(|(who, what, asked, done, _)| {
        vec![
            XCell::text(who.as_str()),
            XCell::text(what.as_str()),
            XCell::text(year::short(*asked)),
            XCell::text(year::short(*done)),
        ]
    });
    sheets.push(Sheet {
        name: "解決策を実施した相談".into(),
        columns: vec![
            Column::new("相談者", 24.0, Kind::Text),
            Column::new("内容", 70.0, Kind::Text),
            Column::new("相談", 9.0, Kind::Text),
            Column::new("解決策実施", 12.0, Kind::Text),
        ],
        rows: cases.collect(),
    });
    let how = notes(&s).into_iter().map(|n| vec![XCell::Text(n)]);
    sheets.push(Sheet {
        name: "数え方".into(),
        columns: vec![Column::new(lead(req, &s), 110.0, Kind::Text)],
        rows: how.collect(),
    });
    let bytes =
        xlsx::write(&files::about(req, "相談の件数"), &sheets).map_err(files::inconsistent)?;
    let public = if s.all.public { "_公表用" } else { "" };
    Ok(Resp::file(
        format!("相談の件数_{}{public}.xlsx", year::short(s.all.year)),
        files::XLSX,
        bytes,
    ))
}
