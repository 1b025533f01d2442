//! The first page, per role: at most six figures, what moved since last month, and what is missing.
use app::{Cx, Result, authorise};
use kernel::Hat;
use kernel::time::add_months;

use super::indicators;
use super::values::Values;
use super::{indicator_path, roadmap_path, table_path};
use crate::model::catalogue::catalogue;
use crate::model::roadmap::Part;
use crate::model::shown::State;
use crate::model::{Indicator, Num, Shown, year};
use crate::{permissions, store};

/// Most figures on the first page.
pub const FIGURES: usize = 6;
/// Most lines of what is missing; the rest is counted.
pub const GAPS: usize = 12;

/// A figure of the first page.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The indicator.
    pub indicator: Indicator,
    /// The present fiscal year.
    pub now: Shown,
    /// The same at the same day of last month (or none, when the year began since).
    pub month: Option<Shown>,
    /// The fiscal year before, whole.
    pub before: Shown,
    /// Target of the present fiscal year.
    pub target: Option<Num>,
}

/// Something that is missing: words and where to put it in.
pub type Gap = (String, String);

/// The first page.
#[derive(Debug, Clone)]
pub struct Front {
    /// The present fiscal year.
    pub year: i64,
    /// At most [`FIGURES`].
    pub figures: Vec<Figure>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// Is there anything at all?
    pub empty: bool,
}

/// Those chosen for the role, or the first that are counted from records, or the first.
fn chosen(all: &[Indicator], hat: Hat) -> Vec<Indicator> {
    let flagged = |i: &&Indicator| match hat {
        Hat::City => i.data.front_city,
        _ => i.data.front_centre,
    };
    let mut out: Vec<Indicator> = all.iter().filter(flagged).cloned().collect();
    if out.is_empty() {
        out = all.iter().filter(|i| i.data.live()).cloned().collect();
    }
    if out.is_empty() {
        out = all.to_vec();
    }
    out.truncate(FIGURES);
    out
}

/// Opens the first page of the actor.
pub fn open(cx: &Cx<'_>) -> Result<Front> {
    authorise(cx, &permissions::READ)?;
    let all = indicators::all(cx)?;
    let (today, of) = (cx.today(), year::of(cx.today()));
    let v = Values::read(cx, of - 1, of)?;
    let last_month = add_months(today, -1);
    let mut figures = Vec::new();
    for i in chosen(&all, cx.actor().hat) {
        let now = v.shown(cx, &i, of, today)?;
        let comparable = now.origin == crate::model::shown::Origin::Live && i.data.live();
        let month = match comparable && year::of(last_month) == of {
            true => Some(v.counted(cx, &i, of, last_month)?),
            false => None,
        };
        let before = v.shown(cx, &i, of - 1, today)?;
        figures.push(Figure { now, month, before, target: v.target(i.id, of), indicator: i });
    }
    Ok(Front { year: of, figures, gaps: gaps(cx, &all, &v, of)?, empty: all.is_empty() })
}

fn gaps(cx: &Cx<'_>, all: &[Indicator], v: &Values, of: i64) -> Result<Vec<Gap>> {
    let mut out = Vec::new();
    let c = catalogue()?;
    match store::roadmap::all(cx)?.into_iter().next() {
        None => out.push(("ロードマップがまだありません".into(), "/programme/roadmap/new".into())),
        Some(r) if r.confirmed => {}
        Some(r) => {
            let cells = store::roadmap::cells(cx, r.id)?;
            for s in c.rows() {
                let empty: Vec<&str> = Part::WORDS
                    .into_iter()
                    .filter(|p| {
                        cells.get(&(s.code.clone(), *p)).is_none_or(|t| t.trim().is_empty())
                    })
                    .map(|p| match p {
                        Part::Goal => "目指す姿",
                        Part::Do => "D",
                        Part::Check => "C",
                        Part::Act => "A",
                        Part::Plan => "P",
                        Part::Marks => "印",
                    })
                    .collect();
                if !empty.is_empty() {
                    let words = format!(
                        "ロードマップ（{}）の「{}」：{}が空です",
                        year::short(r.year),
                        s.label,
                        empty.join("・")
                    );
                    out.push((words, roadmap_path(r.id)));
                }
            }
        }
    }
    for t in store::table::all(cx)?.iter().filter(|t| !t.removed) {
        let from = t.data.plan.max(t.data.from);
        let targets = store::indicator::targets(cx, from, t.data.to)?;
        let missing = t.data.rows.iter().any(|(i, _)| {
            (from..=t.data.to).any(|y| !targets.iter().any(|x| x.0 == *i && x.1 == y))
        });
        if missing {
            let words = format!("計画表「{}」：計画値がない年度があります", t.data.title);
            out.push((words, table_path(t.id)));
        }
    }
    for i in all.iter().filter(|i| !i.data.live()) {
        if v.shown(cx, i, of - 1, cx.today())?.state == State::Nothing {
            let words = format!("{}：{}の実績がありません", i.data.name, year::words(of - 1));
            out.push((words, indicator_path(i.id)));
        }
    }
    Ok(out)
}
