//! The tables of the papers on screen, as Excel and as PDF.
use askama::Template;
use kernel::fiscal_year;
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Html};

use super::parts;
use crate::model::solutions::Solutions;
use crate::model::{Profession, fiscal, steps};
use crate::use_cases::{self, StepsTable};
use crate::{permissions, sheets};

#[derive(Template)]
#[template(path = "issues/tables.html")]
struct Index {
    shell: ui::Shell,
    tabs: ui::Filter,
    solutions: Vec<(String, Vec<(String, String)>)>,
    steps: Vec<(String, String)>,
    empty: Option<Empty>,
}

#[derive(Template)]
#[template(path = "issues/solutions.html")]
struct SolutionsPage {
    shell: ui::Shell,
    title: String,
    letters: Vec<(String, String, String)>,
    years: Vec<(String, Vec<SolutionView>)>,
    grid: Option<Grid>,
    untouched: String,
    marks: &'static str,
    files: Vec<Button>,
}

/// How often each issue was worked on: 年度, and letter, title and counts of each issue.
struct Grid {
    years: Vec<String>,
    rows: Vec<(String, String, Vec<i64>)>,
}

struct SolutionView {
    marks: String,
    line: String,
    href: String,
    result: String,
}

#[derive(Template)]
#[template(path = "issues/steps.html")]
struct StepsPage {
    shell: ui::Shell,
    title: String,
    years: ui::Filter,
    total: i64,
    days: Vec<(String, String, String, String)>,
    rows: Vec<(String, String, String)>,
    by_day: bool,
    empty: Option<Empty>,
    files: Vec<Button>,
}

/// GET /issues/tables
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(use_cases::tables_there_are)?;
    let mut solutions: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (fy, p, n) in &all {
        let pair = parts::query(&[("profession", p.code()), ("fy", &fy.to_string())]);
        let link = (
            format!("{}（{n}件）", p.label()),
            req.url(&format!("/issues/tables/solutions{pair}")),
        );
        let year = fiscal::long(*fy);
        match solutions.last_mut().filter(|(y, _)| *y == year) {
            Some((_, links)) => links.push(link),
            None => solutions.push((year, vec![link])),
        }
    }
    let page = Index {
        shell: req.titled("連携課題の表"),
        tabs: parts::tabs(req, "/issues/tables"),
        empty: all.is_empty().then(|| Empty {
            title: "課題を書くと、課題の表ができます".into(),
            text: "打ち合わせの記録だけでも、「連携の歩み」はつくれます。".into(),
            art: false,
            button: Some(Button::link("打ち合わせの一覧", req.url("/issues/hearings"))),
        }),
        solutions,
        steps: Profession::ALL
            .iter()
            .map(|p| {
                let q = parts::query(&[("profession", p.code())]);
                (p.label().to_string(), req.url(&format!("/issues/tables/steps{q}")))
            })
            .collect(),
    };
    Resp::page(page.render())
}

fn asked(req: &Req) -> Result<(Profession, Option<i16>), Fail> {
    // opened without one, the table of the first profession stands there to choose from
    let p = match req.query.get("profession") {
        "" => Profession::ALL.first().copied(),
        code => Profession::from_code(code),
    }
    .ok_or(Fail::NotFound)?;
    Ok((p, parts::year_of(&req.query, None)))
}

fn solutions_of(req: &Req) -> Result<Solutions, Fail> {
    let (p, fy) = asked(req)?;
    let fy = fy.unwrap_or_else(|| fiscal_year(req.app.now().date()));
    req.read(|cx| use_cases::solutions_of(cx, p, fy))
}

/// GET /issues/tables/solutions
pub(super) fn solutions(req: &Req) -> Result<Resp, Fail> {
    let t = solutions_of(req)?;
    let may = req.read(|cx| app::may(cx, &permissions::EXPORT))?;
    let (years, grid) = t.grid();
    let year = t.fy.to_string();
    let view = |r: &crate::model::solutions::Row| SolutionView {
        marks: r.marks(),
        line: r.line(),
        href: req.url(&format!("/issues/matches/{}", r.act)),
        result: r.result.clone(),
    };
    let untouched: Vec<String> = t.untouched().iter().map(|i| i.letter()).collect();
    let page = SolutionsPage {
        shell: req.titled(t.title()),
        title: t.title(),
        letters: t
            .issues
            .iter()
            .map(|i| {
                let href = req.url(&format!("/issues/{}", i.id));
                (i.letter(), i.about.title.clone(), href)
            })
            .collect(),
        years: t
            .by_year()
            .into_iter()
            .map(|(fy, rows)| (fiscal::short(fy), rows.into_iter().map(view).collect()))
            .collect(),
        grid: (!years.is_empty() && !grid.is_empty()).then(|| {
            let title = |id| {
                let found = t.issues.iter().find(|i| i.id == id);
                found.map_or(String::new(), |i| i.about.title.clone())
            };
            Grid {
                years: years.iter().map(|fy| fiscal::short(*fy)).collect(),
                rows: grid.into_iter().map(|(id, l, n)| (l, title(id), n)).collect(),
            }
        }),
        untouched: match untouched.is_empty() {
            true => String::new(),
            false => format!("まだ取組のない課題　{}", untouched.join("、")),
        },
        marks: sheets::MARKS,
        files: match may {
            true => parts::files(
                req,
                "/issues/tables/solutions/export",
                &[("profession", t.profession.code()), ("fy", &year)],
            ),
            false => Vec::new(),
        },
    };
    Resp::page(page.render())
}

/// GET /issues/tables/solutions/export
pub(super) fn solutions_export(req: &Req) -> Result<Resp, Fail> {
    sheets::answer(req, &sheets::solutions(&solutions_of(req)?))
}

fn steps_of(req: &Req) -> Result<StepsTable, Fail> {
    let (p, fy) = asked(req)?;
    req.read(|cx| use_cases::steps_of(cx, p, fy))
}

/// GET /issues/tables/steps
pub(super) fn steps(req: &Req) -> Result<Resp, Fail> {
    let t = steps_of(req)?;
    let may = req.read(|cx| app::may(cx, &permissions::EXPORT))?;
    let code = t.profession.code();
    let address = |fy: &str| {
        let q = parts::query(&[("profession", code), ("fy", fy)]);
        req.url(&format!("/issues/tables/steps{q}"))
    };
    let mut chips =
        vec![Chip { label: "年度ごと".into(), href: address("all"), on: t.fy.is_none() }];
    chips.extend(t.there_are.iter().map(|y| Chip {
        label: fiscal::short(*y),
        href: address(&y.to_string()),
        on: t.fy == Some(*y),
    }));
    let year = t.fy.map_or_else(|| "all".to_string(), |fy| fy.to_string());

    let page = StepsPage {
        shell: req.titled("連携の歩み"),
        title: match t.fy {
            Some(fy) => format!("{}「{}との連携の歩み」", fiscal::long(fy), t.profession.label()),
            None => format!("「{}との連携の歩み」", t.profession.label()),
        },
        years: ui::Filter { label: "年度".into(), spoken: "年度を選ぶ".into(), chips },
        total: t.total,
        days: t
            .days
            .iter()
            .map(|d| {
                let planned = if d.planned { "（予定）" } else { "" };
                (
                    steps::spoken(d.day),
                    d.class.clone(),
                    d.form.clone(),
                    format!("{planned}{}", d.what),
                )
            })
            .collect(),
        rows: t
            .years
            .iter()
            .map(|y| (fiscal::short(y.fy), y.class.clone(), y.what.clone()))
            .collect(),
        by_day: t.fy.is_some(),
        empty: (t.days.is_empty() && t.years.is_empty()).then(|| Empty {
            title: format!("{}との記録は、まだありません", t.profession.label()),
            text: Html::text("打ち合わせを書くと、ここに並びます。"),
            art: false,
            button: Some(Button::link("打ち合わせの一覧", req.url("/issues/hearings"))),
        }),
        files: match may {
            true => parts::files(
                req,
                "/issues/tables/steps/export",
                &[("profession", code), ("fy", &year)],
            ),
            false => Vec::new(),
        },
    };
    Resp::page(page.render())
}

/// GET /issues/tables/steps/export
pub(super) fn steps_export(req: &Req) -> Result<Resp, Fail> {
    sheets::answer(req, &sheets::steps(&steps_of(req)?))
}
