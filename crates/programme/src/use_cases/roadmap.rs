//! Editions of the roadmap: begin, write, confirm, compare.
use app::{Cx, Error, Result, authorise, may};
use kernel::{Date, Id};
use slice::Decided;

use super::rule;
use crate::model::catalogue::{ACROSS, catalogue};
use crate::model::roadmap::{CELL, Cells, Change, Head, Part, Roadmap, changes, marks};
use crate::model::{Wrong, year};
pub use crate::store::phase::Phase;
pub use crate::store::roadmap::{Cite, Decision};
use crate::{RoadmapId, permissions, store};

const LOCKED: &str = "協議会で確認した版です。直すときは、新しい版をはじめてください";

/// An edition with its cells.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The edition.
    pub roadmap: Roadmap,
    /// Its cells.
    pub cells: Cells,
    /// What became of proposals.
    pub cites: Vec<Cite>,
    /// Other editions, the newest first.
    pub editions: Vec<Roadmap>,
    /// What the council decided that confirmed it.
    pub decision: Option<Decision>,
    /// The edition it began from, with what the council decided then.
    pub base: Option<(Roadmap, Option<Decision>)>,
    /// May the actor write, confirm?
    pub may: [bool; 2],
}

fn find(cx: &Cx<'_>, id: RoadmapId) -> Result<Roadmap> {
    store::roadmap::find(cx, id)?.ok_or(Error::NotFound)
}

/// All editions, the newest first.
pub fn all(cx: &Cx<'_>) -> Result<Vec<Roadmap>> {
    authorise(cx, &permissions::READ)?;
    store::roadmap::all(cx)
}

/// Opens an edition.
pub fn open(cx: &Cx<'_>, id: RoadmapId) -> Result<Whole> {
    authorise(cx, &permissions::READ)?;
    let roadmap = find(cx, id)?;
    let base = match roadmap.base {
        Some(of) => store::roadmap::find(cx, of)?,
        None => None,
    };
    let base = match base {
        Some(b) => Some((b.clone(), store::roadmap::decision(cx, b.id)?)),
        None => None,
    };
    Ok(Whole {
        roadmap,
        decision: store::roadmap::decision(cx, id)?,
        base,
        cells: store::roadmap::cells(cx, id)?,
        cites: store::roadmap::cites(cx, id)?,
        editions: store::roadmap::all(cx)?,
        may: [may(cx, &permissions::ROADMAP)?, may(cx, &permissions::CONFIRM)?],
    })
}

/// The draft, for who may write it.
pub fn draft(cx: &Cx<'_>, id: RoadmapId) -> Result<Roadmap> {
    authorise(cx, &permissions::ROADMAP)?;
    let r = find(cx, id)?;
    if r.confirmed { rule(LOCKED) } else { Ok(r) }
}

/// Begins an edition for a fiscal year. From one of the same year everything is taken over; from an earlier year the head, the
/// goals and the marks, and what was planned then becomes what is done now.
pub fn begin(cx: &Cx<'_>, of: i64, from: Option<RoadmapId>) -> Result<RoadmapId> {
    authorise(cx, &permissions::ROADMAP)?;
    if !year::RANGE.contains(&of) {
        return Err(Error::field("year", "年度は、R5 や 2023 のように入力してください"));
    }
    let all = store::roadmap::all(cx)?;
    if all.iter().any(|r| r.year == of && !r.confirmed) {
        return rule("この年度には、書いている途中の版があります。その版を開いてください");
    }
    let base = from.map(|id| find(cx, id)).transpose()?;
    if base.as_ref().is_some_and(|b| b.year > of) {
        return Err(Error::field("from", "もとにする版は、同じ年度か前の年度から選んでください"));
    }
    let id = RoadmapId(cx.new_id());
    let head = match &base {
        Some(b) => b.head.clone(),
        None => Head {
            paper: "資料４".into(),
            city: cx.region().name.clone(),
            centre: "在宅医療・介護連携の拠点".into(),
            ..Head::default()
        },
    };
    let edition = store::roadmap::next(cx, of)?;
    store::roadmap::add(cx, id, (of, edition), &head, from)?;
    let Some(b) = base else { return Ok(id) };
    for ((scene, part), text) in store::roadmap::cells(cx, b.id)? {
        let to = match (b.year == of, part) {
            (true, p) | (false, p @ (Part::Goal | Part::Marks)) => p,
            (false, Part::Plan) => Part::Do,
            (false, _) => continue,
        };
        store::roadmap::put_cell(cx, id, &scene, to, &text)?;
    }
    if b.year == of {
        for c in store::roadmap::cites(cx, b.id)? {
            store::roadmap::put_cite(cx, id, &c)?;
        }
    }
    Ok(id)
}

/// Writes the head.
pub fn put_head(cx: &Cx<'_>, id: RoadmapId, h: &Head, version: i64) -> Result<()> {
    let r = draft(cx, id)?;
    h.check()?;
    match store::roadmap::put_head(cx, id, h, version)? {
        0 => Err(Error::Stale { mine: version, theirs: r.version }),
        _ => Ok(()),
    }
}

/// The rows and columns there are.
pub fn place(scene: &str, part: &str) -> Result<Part> {
    let part = Part::from_code(part).ok_or(Error::NotFound)?;
    let known = scene != ACROSS && catalogue()?.rows().any(|s| s.code == scene);
    if known { Ok(part) } else { Err(Error::NotFound) }
}

/// Writes a cell; `was` is the text that the writer saw, so that two who write at once see each other.
pub fn put_cell(
    cx: &Cx<'_>,
    id: RoadmapId,
    scene: &str,
    part: Part,
    was: &str,
    text: &str,
) -> Result<()> {
    let r = draft(cx, id)?;
    place(scene, part.code())?;
    let tidy = |t: &str| -> String {
        let lines = t.lines().map(|l| l.trim().trim_start_matches('・').trim());
        lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
    };
    let text = if part == Part::Marks { marks(catalogue()?, text) } else { tidy(text) };
    let mut w = Wrong::default();
    w.long("text", "ことば", &text, CELL);
    w.end()?;
    let now = store::roadmap::cells(cx, id)?.remove(&(scene.to_string(), part)).unwrap_or_default();
    if part != Part::Marks && now != tidy(was) {
        return Err(Error::Stale { mine: r.version - 1, theirs: r.version });
    }
    if !store::roadmap::moved(cx, id)? {
        return rule(LOCKED);
    }
    store::roadmap::put_cell(cx, id, scene, part, &text)
}

/// Notes that a council confirmed it: it is locked from now on.
pub fn confirm(
    cx: &Cx<'_>,
    id: RoadmapId,
    council: &str,
    on: Option<Date>,
    version: i64,
) -> Result<()> {
    authorise(cx, &permissions::CONFIRM)?;
    let r = find(cx, id)?;
    if r.confirmed {
        return rule(LOCKED);
    }
    let mut w = Wrong::default();
    w.need("council", "確認した会議", council);
    w.line("council", "確認した会議", council, 80);
    if on.is_none_or(|d| d > cx.today()) {
        w.say("on", "確認した日（きょうまで）を入力してください");
    }
    w.end()?;
    let on = on.ok_or(Error::NotFound)?;
    match store::roadmap::confirm(cx, id, council, on, version)? {
        true => Ok(()),
        false => Err(Error::Stale { mine: version, theirs: r.version }),
    }
}

/// The decisions that a confirmation can be taken from: of meetings held since the beginning of the edition's fiscal year, or of
/// this one where the edition is of a year to come.
pub fn decisions(cx: &Cx<'_>, id: RoadmapId) -> Result<Vec<Decided>> {
    authorise(cx, &permissions::CONFIRM)?;
    let r = find(cx, id)?;
    match slice::year_ends(r.year.min(year::of(cx.today()))) {
        Some((first, _)) => slice::decided(cx, first),
        None => Ok(Vec::new()),
    }
}

/// Notes that a council confirmed it, by the record of its meeting: name, day and words are copied from there, not typed again.
pub fn confirm_as_decided(cx: &Cx<'_>, id: RoadmapId, source: &str, version: i64) -> Result<()> {
    let Some(d) = decisions(cx, id)?.into_iter().find(|d| d.source == source) else {
        let message = "この会議の記録が変わりました。もう一度選んでください";
        return Err(Error::field("decided", message));
    };
    confirm(cx, id, &d.council, Some(d.day), version)?;
    let kept = Decision { source: d.source, text: d.text, href: d.href, day: d.day };
    store::roadmap::put_decision(cx, id, &kept)
}

/// Takes a draft out.
pub fn remove(cx: &Cx<'_>, id: RoadmapId) -> Result<()> {
    draft(cx, id)?;
    match store::roadmap::remove(cx, id)? {
        true => Ok(()),
        false => rule(LOCKED),
    }
}

/// The earlier edition and what changed since.
pub type Compared = (Roadmap, Vec<Change>);

/// What an edition changed from another one: that one and the changes. None without one to compare with.
pub fn compared(
    cx: &Cx<'_>,
    id: RoadmapId,
    with: Option<RoadmapId>,
) -> Result<(Whole, Option<Compared>)> {
    let w = open(cx, id)?;
    let before = with.or(w.roadmap.base).or_else(|| {
        let older = |r: &&Roadmap| (r.year, r.edition) < (w.roadmap.year, w.roadmap.edition);
        w.editions.iter().find(older).map(|r| r.id)
    });
    let Some(before) = before else { return Ok((w, None)) };
    let Some(b) = store::roadmap::find(cx, before)? else { return Ok((w, None)) };
    let cells = store::roadmap::cells(cx, b.id)?;
    let all = changes(catalogue()?, (&b, &cells), (&w.roadmap, &w.cells));
    Ok((w, Some((b, all))))
}

/// The phases over the years.
pub fn phases(cx: &Cx<'_>) -> Result<(Vec<Phase>, bool)> {
    authorise(cx, &permissions::READ)?;
    Ok((store::phase::all(cx)?, may(cx, &permissions::ROADMAP)?))
}

/// Adds a phase.
pub fn add_phase(cx: &Cx<'_>, p: &Phase) -> Result<Id> {
    authorise(cx, &permissions::ROADMAP)?;
    let mut w = Wrong::default();
    w.need("name", "期の名前", &p.name);
    w.line("name", "期の名前", &p.name, 60);
    w.long("about", "この期にしたこと", &p.about, 400);
    if !year::RANGE.contains(&p.from) {
        w.say("from", "年度は、R5 や 2023 のように入力してください");
    }
    if !year::RANGE.contains(&p.to) || p.to < p.from {
        w.say("to", "終わりの年度は、はじまりの年度以後にしてください");
    }
    w.end()?;
    if store::phase::all(cx)?.len() >= 30 {
        return rule("期は30までです");
    }
    store::phase::add(cx, p)
}

/// Takes a phase out.
pub fn remove_phase(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::ROADMAP)?;
    if store::phase::remove(cx, id)? { Ok(()) } else { Err(Error::NotFound) }
}
