//! Proposals for D and C out of the year's records: what was done, and what the figures say; for P the plan values of the next
//! year that were decided for indicators. Each carries its source; taken over it becomes a line of the cell, left it does not
//! come again. A figure that has moved since is proposed anew.
use std::collections::BTreeMap;

use app::{Cx, Error, Result, authorise};
use kernel::Date;
use slice::Deed;

use super::roadmap::{self, Cite};
use super::values::Values;
use super::{indicator_path, indicators, rule};
use crate::model::catalogue::ACROSS;
use crate::model::roadmap::{CELL, Part, Roadmap};
use crate::model::shown::State;
use crate::model::{Indicator, Shown, year};
use crate::{RoadmapId, permissions, store};

/// What became of a proposal so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has answered.
    New,
    /// Taken over as it stands.
    Used,
    /// Taken over with this line, which is not what the records say now.
    Moved(String),
    /// Left.
    Left,
}

/// A line that the records give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Row it is for; empty = any: who writes decides.
    pub scene: String,
    /// Column.
    pub part: Part,
    /// `indicator:ID`, `target:ID` of an indicator, or `slice.thing:GROUP`.
    pub source: String,
    /// The line.
    pub line: String,
    /// The records behind it.
    pub links: Vec<(String, String)>,
    /// The page of the first of them.
    pub href: String,
    /// The day that the line is of.
    pub as_of: Date,
    /// In the cell that was asked for.
    pub standing: Standing,
}

/// The last day that counts for a roadmap: today, or the end of its year.
fn until(cx: &Cx<'_>, r: &Roadmap) -> Date {
    slice::year_ends(r.year).map_or(cx.today(), |(_, last)| last.min(cx.today()))
}

fn figure(i: &Indicator, s: &Shown, target: Option<crate::model::Num>, of: i64) -> String {
    let words = s.with_unit(&i.data);
    let mark = if i.data.rate() { "%" } else { i.data.unit.as_str() };
    let plan = target.map(|t| format!("、計画 {t}{mark}")).unwrap_or_default();
    let day = s.as_of.and_then(|on| year::partial(of, on)).map(|w| format!("、{w}"));
    format!("{} {words}（{}{}{plan}）", i.data.name, year::short(of), day.unwrap_or_default())
}

/// What the figures say for the scenes of a roadmap.
fn figures(cx: &Cx<'_>, r: &Roadmap) -> Result<Vec<Proposal>> {
    let on = until(cx, r);
    let v = Values::read(cx, r.year, r.year)?;
    let mut out = Vec::new();
    for i in indicators::all(cx)? {
        let s = v.shown(cx, &i, r.year, on)?;
        // the roadmap is published: what its slice's published tables hide is no line of it
        if s.state == State::Nothing || v.hidden(cx, &i, &s, r.year, on)? {
            continue;
        }
        let href = if s.href.is_empty() { indicator_path(i.id) } else { s.href.clone() };
        let scene = if i.data.scene == ACROSS { String::new() } else { i.data.scene.clone() };
        out.push(Proposal {
            scene,
            part: Part::Check,
            source: format!("indicator:{}", i.id),
            line: figure(&i, &s, v.target(i.id, r.year), r.year),
            links: vec![(i.data.name.clone(), indicator_path(i.id))],
            href,
            as_of: on,
            standing: Standing::New,
        });
    }
    Ok(out)
}

/// What was decided for the next fiscal year, so that a plan value is not typed a second time.
fn targets(cx: &Cx<'_>, r: &Roadmap) -> Result<Vec<Proposal>> {
    let next = r.year + 1;
    let v = Values::read(cx, next, next)?;
    let mut out = Vec::new();
    for i in indicators::all(cx)? {
        let Some(n) = v.target(i.id, next) else { continue };
        let unit = if i.data.rate() { "%" } else { i.data.unit.as_str() };
        let scene = if i.data.scene == ACROSS { String::new() } else { i.data.scene.clone() };
        out.push(Proposal {
            scene,
            part: Part::Plan,
            source: format!("target:{}", i.id),
            line: format!("{} {n}{unit}（{} 計画）", i.data.name, year::short(next)),
            links: vec![(i.data.name.clone(), indicator_path(i.id))],
            href: indicator_path(i.id),
            as_of: until(cx, r),
            standing: Standing::New,
        });
    }
    Ok(out)
}

/// Several records of one name as one line.
fn deeds(cx: &Cx<'_>, r: &Roadmap) -> Result<Vec<Proposal>> {
    let on = until(cx, r);
    let mut groups: BTreeMap<(&'static str, String), Vec<Deed>> = BTreeMap::new();
    for source in slice::deeds(cx.region()) {
        for d in source(cx, r.year)? {
            groups.entry((d.evidence.kind, d.group.clone())).or_default().push(d);
        }
    }
    let mut out = Vec::new();
    for ((kind, group), all) in groups {
        let done = all.iter().filter(|d| d.done).count();
        let ahead = all.len() - done;
        let times = match (done, ahead) {
            (0, n) => format!("（{n}回を予定）"),
            (1, 0) => String::new(),
            (n, 0) => format!("（{n}回）"),
            (n, a) => format!("（{n}回、ほかに{a}回を予定）"),
        };
        let links: Vec<(String, String)> = all
            .iter()
            .take(20)
            .map(|d| {
                let figure = &d.evidence.figure;
                let figure = if figure.is_empty() { String::new() } else { format!("　{figure}") };
                (format!("{}{figure}", d.evidence.title), d.evidence.href.clone())
            })
            .collect();
        out.push(Proposal {
            scene: String::new(),
            part: Part::Do,
            source: format!("{kind}:{group}"),
            line: format!("{group}{times}"),
            href: links.first().map(|l| l.1.clone()).unwrap_or_default(),
            links,
            as_of: on,
            standing: Standing::New,
        });
    }
    Ok(out)
}

/// The levels of 連携 that the year's records show: 一次, 二次, 三次.
pub fn levels(cx: &Cx<'_>, of: i64) -> Result<[bool; 3]> {
    authorise(cx, &permissions::READ)?;
    let mut out = [false; 3];
    for source in slice::deeds(cx.region()) {
        for d in source(cx, of)?.iter().filter(|d| d.done) {
            if let Some(l) = usize::from(d.level).checked_sub(1).and_then(|n| out.get_mut(n)) {
                *l = true;
            }
        }
    }
    Ok(out)
}

/// All proposals for an edition, without what became of them.
fn raw(cx: &Cx<'_>, r: &Roadmap) -> Result<Vec<Proposal>> {
    let mut out = figures(cx, r)?;
    out.extend(deeds(cx, r)?);
    out.extend(targets(cx, r)?);
    Ok(out)
}

fn standing(p: &Proposal, scene: &str, cites: &[Cite]) -> Standing {
    let mine = cites.iter().find(|c| c.source == p.source && c.part == p.part && c.scene == scene);
    match mine {
        Some(c) if !c.used => Standing::Left,
        Some(c) if c.line == p.line => Standing::Used,
        Some(c) => Standing::Moved(c.line.clone()),
        None => Standing::New,
    }
}

/// The proposals for a cell: those of its scene, then those for any.
pub fn of_cell(cx: &Cx<'_>, id: RoadmapId, scene: &str, part: Part) -> Result<Vec<Proposal>> {
    let r = roadmap::draft(cx, id)?;
    let cites = store::roadmap::cites(cx, id)?;
    let mut out: Vec<Proposal> = raw(cx, &r)?
        .into_iter()
        .filter(|p| p.part == part && (p.scene.is_empty() || p.scene == scene))
        .map(|mut p| {
            p.standing = standing(&p, scene, &cites);
            p
        })
        .collect();
    out.sort_by_key(|p| p.scene.is_empty());
    Ok(out)
}

/// The figures of each scene that wait for an answer on a draft: scene and proposal. Those for any scene are left out once they
/// are answered anywhere.
pub fn waiting(cx: &Cx<'_>, id: RoadmapId) -> Result<Vec<(String, Proposal)>> {
    let r = roadmap::draft(cx, id)?;
    let cites = store::roadmap::cites(cx, id)?;
    let mut out = Vec::new();
    for mut p in raw(cx, &r)?.into_iter() {
        match p.scene.is_empty() {
            true => {
                let mut answered =
                    cites.iter().filter(|c| c.source == p.source && c.part == p.part).peekable();
                let moved = answered.clone().find(|c| c.used && c.line != p.line);
                if let Some(c) = moved {
                    p.standing = Standing::Moved(c.line.clone());
                    out.push((c.scene.clone(), p));
                } else if answered.peek().is_none() {
                    out.push((String::new(), p));
                }
            }
            false => {
                p.standing = standing(&p, &p.scene, &cites);
                if matches!(p.standing, Standing::New | Standing::Moved(_)) {
                    out.push((p.scene.clone(), p));
                }
            }
        }
    }
    Ok(out)
}

/// Answers a proposal: takes its line over, or leaves it. The line is made anew here, never taken from the page.
pub fn answer(
    cx: &Cx<'_>,
    id: RoadmapId,
    scene: &str,
    part: Part,
    source: &str,
    take: bool,
) -> Result<()> {
    let r = roadmap::draft(cx, id)?;
    roadmap::place(scene, part.code())?;
    let all = raw(cx, &r)?;
    let found = all
        .into_iter()
        .find(|p| p.source == source && p.part == part && (p.scene.is_empty() || p.scene == scene));
    let Some(p) = found else {
        return rule("この案のもとになる記録が変わりました。ページを開き直してください");
    };
    let cites = store::roadmap::cites(cx, id)?;
    let before = standing(&p, scene, &cites);
    if take {
        let key = (scene.to_string(), part);
        let now = store::roadmap::cells(cx, id)?.remove(&key).unwrap_or_default();
        let mut lines: Vec<String> = now.lines().map(Into::into).collect();
        let old = match &before {
            Standing::Moved(old) => lines.iter().position(|l| l == old),
            _ => None,
        };
        if let Some(line) = old.and_then(|i| lines.get_mut(i)) {
            line.clone_from(&p.line);
        } else if !lines.contains(&p.line) {
            lines.push(p.line.clone());
        }
        let text = lines.join("\n");
        if text.chars().count() > CELL {
            return Err(Error::field("text", format!("1つの欄は{CELL}字までです")));
        }
        store::roadmap::put_cell(cx, id, scene, part, &text)?;
    }
    if !store::roadmap::moved(cx, id)? {
        return rule("協議会で確認した版です。直すときは、新しい版をはじめてください");
    }
    let cite = Cite {
        scene: scene.into(),
        part,
        source: p.source,
        line: p.line,
        href: p.href,
        as_of: p.as_of,
        used: take,
        by_name: cx.actor().name.clone(),
    };
    store::roadmap::put_cite(cx, id, &cite)
}

/// Lets a proposal that was left come again.
pub fn again(cx: &Cx<'_>, id: RoadmapId, scene: &str, part: Part, source: &str) -> Result<()> {
    roadmap::draft(cx, id)?;
    store::roadmap::forget_cite(cx, id, scene, part, source)
}
