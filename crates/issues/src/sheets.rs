//! The tables as files and on paper: one shape, written as Excel and as PDF.
use std::fmt::Display;

use app::Error;
use kernel::wareki;
use office::print::{Align, ListColumn, ListSheet, Paper, PrintJob, Width};
use office::xlsx::{self, About, Cell, Column, Kind, XlsxWriteError};
use slice::{Fail, Req, Resp};

use crate::model::board::Card;
use crate::model::solutions::Solutions;
use crate::model::{Act, Issue, Owner, Stage, fiscal};
use crate::use_cases::{Sheet, StepsTable};

/// A table that leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Title; without any person's name, the file is called after it.
    pub title: String,
    /// Words above it.
    pub lead: String,
    /// Heads with their share of the width.
    pub heads: Vec<(&'static str, u32)>,
    /// Rows, each as long as `heads`.
    pub rows: Vec<Vec<String>>,
    /// Notes below it.
    pub notes: Vec<String>,
    /// Upright instead of lying paper.
    pub upright: bool,
}

impl Table {
    /// As a workbook.
    ///
    /// # Errors
    /// [`XlsxWriteError`].
    pub fn xlsx(&self, sender: &str, made: kernel::At) -> Result<Vec<u8>, XlsxWriteError> {
        let columns = self
            .heads
            .iter()
            .map(|(h, share)| Column::new(*h, f64::from(*share) * 10.0, Kind::Text));
        let mut rows: Vec<Vec<Cell>> =
            self.rows.iter().map(|r| r.iter().map(|t| Cell::text(t.as_str())).collect()).collect();
        for note in &self.notes {
            let mut row = vec![Cell::text(format!("※ {note}"))];
            row.resize(self.heads.len(), Cell::Empty);
            rows.push(row);
        }
        let sheet = xlsx::Sheet { name: self.title.clone(), columns: columns.collect(), rows };
        let about = About { title: self.title.clone(), sender: sender.into(), made };
        xlsx::write(&about, &[sheet])
    }

    /// As a paper.
    pub fn sheet(&self) -> ListSheet {
        ListSheet {
            lead: Some(self.lead.clone()).filter(|l| !l.is_empty()),
            columns: self
                .heads
                .iter()
                .map(|(h, share)| ListColumn {
                    head: (*h).to_string(),
                    width: Width::Share(f64::from(*share)),
                    align: Align::Left,
                })
                .collect(),
            rows: self.rows.clone(),
            tick: false,
            empty: Some("ここに載る記録は、まだありません。".into()),
            notes: self.notes.clone(),
        }
    }
}

fn failed(e: &dyn Display) -> Fail {
    Fail::Use(Error::Inconsistent(format!("table: {e}")))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The answer of a page that was asked for a file: `format=xlsx` or a paper.
pub(crate) fn answer(req: &Req, table: &Table) -> Result<Resp, Fail> {
    let sender = match req.session.as_ref().map(|s| s.office.clone()).filter(|o| !o.is_empty()) {
        Some(office) => office,
        None => req.app.region().name.clone(),
    };
    let now = req.app.now();
    if req.query.get("format") == "xlsx" {
        let bytes = table.xlsx(&sender, now).map_err(|e| failed(&e))?;
        return Ok(Resp::file(format!("{}.xlsx", table.title), XLSX, bytes));
    }
    let job = PrintJob::of(&table.sheet()).map_err(|e| failed(&e))?;
    let paper = if table.upright { Paper::A4Portrait } else { Paper::A4Landscape };
    Ok(Resp::print(
        job.title(&table.title)
            .sender(sender)
            .demo(req.shell.region.demo_paper())
            .printed_at(ui::dates::cell(now))
            .paper(paper)
            .build(),
    ))
}

/// The list of issues.
pub fn issues(all: &[(Issue, String)], lead: &str) -> Table {
    Table {
        title: "連携課題の一覧".into(),
        lead: lead.into(),
        heads: vec![
            ("年度", 1),
            ("職種", 2),
            ("記号", 1),
            ("課題", 6),
            ("場面", 2),
            ("種類", 2),
            ("だれの課題か", 2),
            ("いまの段階", 2),
        ],
        rows: all
            .iter()
            .map(|(i, owner)| {
                vec![
                    fiscal::short(i.about.fy),
                    i.about.profession.label().into(),
                    i.letter(),
                    i.about.title.clone(),
                    i.about.scene.map_or("", |s| s.label()).into(),
                    i.about.kind.map_or("", |k| k.label()).into(),
                    owner.clone(),
                    stage(i),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

/// 「解決（R8.11.19）」.
pub(crate) fn stage(i: &Issue) -> String {
    match (i.merged_into, i.stage, i.solved_on) {
        (Some(_), ..) => "ほかの課題とまとめた".into(),
        (None, Stage::Solved, Some(on)) => format!("解決（{}）", wareki::short(on)),
        (None, s, _) => s.label().into(),
    }
}

/// Legend of the marks.
pub(crate) const MARKS: &str = "◆ 二次連携　◇ ほかの協働事業　□ 職能団体などが自分たちでしたこと　△ ほかの地域や学会などへの発信にもなったもの";

/// 「課題 × 年度 × 解決策」.
pub fn solutions(t: &Solutions) -> Table {
    let mut rows = Vec::new();
    for (fy, all) in t.by_year() {
        for r in all {
            rows.push(vec![fiscal::short(fy), r.marks(), r.line(), r.result.clone()]);
        }
    }
    let letters: Vec<String> =
        t.issues.iter().map(|i| format!("{} {}", i.letter(), i.about.title)).collect();
    Table {
        title: t.title(),
        lead: letters.join("　／　"),
        heads: vec![("年度", 1), ("課題", 2), ("解決策", 7), ("結果", 5)],
        rows,
        notes: vec![MARKS.into()],
        upright: false,
    }
}

/// 「連携の歩み」.
pub fn steps(t: &StepsTable) -> Table {
    let who = t.profession.label();
    let total = format!("一次連携は、通算{}回です。", t.total);
    match t.fy {
        Some(fy) => Table {
            title: format!("{}「{who}との連携の歩み」", fiscal::long(fy)),
            lead: total,
            heads: vec![("実施日", 1), ("分類", 3), ("形式", 2), ("内容", 8)],
            rows: t
                .days
                .iter()
                .map(|d| {
                    let planned = if d.planned { "（予定）" } else { "" };
                    let what = format!("{planned}{}", d.what);
                    vec![d.when(), d.class.clone(), d.form.clone(), what]
                })
                .collect(),
            notes: Vec::new(),
            upright: true,
        },
        None => Table {
            title: format!("「{who}との連携の歩み」"),
            lead: total,
            heads: vec![("年度", 1), ("分類", 3), ("内容", 9)],
            rows: t
                .years
                .iter()
                .map(|y| vec![fiscal::short(y.fy), y.class.clone(), y.what.clone()])
                .collect(),
            notes: Vec::new(),
            upright: true,
        },
    }
}

/// The board 課題の把握 → 多職種協議 → 事業化.
pub fn board(cards: &[Card], lead: &str) -> Table {
    Table {
        title: "課題の把握から事業化まで".into(),
        lead: lead.into(),
        heads: vec![
            ("課題の把握", 5),
            ("多職種協議", 3),
            ("事業化", 4),
            ("状況", 4),
            ("いまの段階", 2),
        ],
        rows: cards
            .iter()
            .map(|c| {
                vec![
                    format!("{}　{}", c.issue.called(), c.issue.about.title),
                    c.talks.join("\n"),
                    c.projects.join("\n"),
                    c.results.join("\n"),
                    stage(&c.issue),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

/// The sheet that is given back.
pub fn feedback(s: &Sheet, sender: &str) -> Table {
    let to = match s.owner {
        Owner::Profession(_) => format!("{}のみなさまへ", s.name),
        Owner::Party(_) => format!("{}　御中", s.name),
    };
    Table {
        title: "連携課題のお知らせ".into(),
        lead: format!(
            "{to}　{sender}がうかがった課題のうち、{}に関わるものです。解決のための場や方法を、いっしょに考えます。",
            s.name
        ),
        heads: vec![
            ("記号", 2),
            ("課題", 5),
            ("場面", 2),
            ("これまでの取組", 4),
            ("いまの段階", 2),
        ],
        rows: s
            .issues
            .iter()
            .map(|i| {
                let c = &i.card;
                let detail = match c.issue.about.detail.as_str() {
                    "" => c.issue.about.title.clone(),
                    d => format!("{}\n{d}", c.issue.about.title),
                };
                let done: Vec<String> =
                    c.talks.iter().chain(&c.projects).chain(&c.results).cloned().collect();
                vec![
                    c.issue.called(),
                    detail,
                    c.issue.about.scene.map_or("", |x| x.label()).into(),
                    done.join("\n"),
                    stage(&c.issue),
                ]
            })
            .collect(),
        notes: vec!["お気づきのこと、ちがうと思われることは、どうぞお知らせください。".into()],
        upright: true,
    }
}

/// A list of acts.
pub fn acts(all: &[(Act, String)], title: &str, lead: &str) -> Table {
    Table {
        title: title.into(),
        lead: lead.into(),
        heads: vec![
            ("年度", 1),
            ("日にち", 2),
            ("種類", 2),
            ("職種", 2),
            ("相手", 3),
            ("形式", 1),
            ("内容", 5),
            ("結果", 4),
            ("状態", 1),
        ],
        rows: all
            .iter()
            .map(|(a, parties)| {
                let n = &a.about;
                let what = match n.what.as_str() {
                    "" => n.name(),
                    w => format!("{}　{w}", n.name()),
                };
                let came: Vec<&str> = [n.agreed.as_str(), n.result.as_str()]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect();
                let count = if n.count() > 1 {
                    format!("{} 計{}回", fiscal::slashes(&n.days), n.count())
                } else {
                    fiscal::slashes(&n.days)
                };
                vec![
                    fiscal::short(n.fy),
                    count.trim().into(),
                    n.sort.label().into(),
                    n.professions.iter().map(|p| p.label()).collect::<Vec<_>>().join("・"),
                    parties.clone(),
                    n.form.map_or("", |f| f.label()).into(),
                    what,
                    came.join("\n"),
                    n.level.state(n.state).into(),
                ]
            })
            .collect(),
        ..Table::default()
    }
}
