//! Editions of the roadmap, their cells, and which proposals were taken over or left. A confirmed edition is written no more:
//! every statement that changes one asks for a draft.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use crate::RoadmapId;
use crate::model::roadmap::{Cells, Head, Part, Roadmap};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT id, year, edition, paper, phase, vision, ground, city, city_policy, centre, centre_policy, goals_note, council, state, confirmed_on, confirmed_by, base, version FROM programme_roadmap ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO programme_roadmap(id, year, edition, paper, phase, vision, ground, city, city_policy, centre, centre_policy, goals_note, council, state, confirmed_on, confirmed_by, base, removed, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 'draft', NULL, '', $13, 0, $14, 1)";
    HEAD = "UPDATE programme_roadmap SET paper = $1, phase = $2, vision = $3, ground = $4, city = $5, city_policy = $6, centre = $7, centre_policy = $8, goals_note = $9, version = version + 1 WHERE id = $10 AND version = $11 AND state = 'draft'";
    MOVED = "UPDATE programme_roadmap SET version = version + 1 WHERE id = $1 AND state = 'draft'";
    CONFIRM = "UPDATE programme_roadmap SET state = 'confirmed', council = $1, confirmed_on = $2, confirmed_by = $3, version = version + 1 WHERE id = $4 AND version = $5 AND state = 'draft'";
    NEXT = "SELECT COALESCE(MAX(edition), 0) + 1 FROM programme_roadmap WHERE year = $1";
    REMOVE = "UPDATE programme_roadmap SET removed = 1, version = version + 1 WHERE id = $1 AND state = 'draft'";
    FIND = select!("WHERE id = $1 AND removed = 0");
    ALL = select!("WHERE removed = 0 ORDER BY year DESC, edition DESC");
    CELLS = "SELECT scene, part, text FROM programme_cell WHERE roadmap = $1";
    CELL = "INSERT INTO programme_cell(roadmap, scene, part, text) VALUES ($1, $2, $3, $4) ON CONFLICT (roadmap, scene, part) DO UPDATE SET text = excluded.text";
    CITES = "SELECT id, scene, part, source, line, href, as_of, used, by_name FROM programme_cite WHERE roadmap = $1 ORDER BY id";
    CITE = "INSERT INTO programme_cite(id, roadmap, scene, part, source, line, href, as_of, used, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (roadmap, scene, part, source) DO UPDATE SET line = excluded.line, as_of = excluded.as_of, used = excluded.used, by_name = excluded.by_name, at = excluded.at";
    COUNCIL = "SELECT source, line, href, as_of FROM programme_cite WHERE roadmap = $1 AND part = 'council' ORDER BY id DESC LIMIT 1";
    COUNCIL_PUT = "INSERT INTO programme_cite(id, roadmap, scene, part, source, line, href, as_of, used, by_name, at) VALUES ($1, $2, '', 'council', $3, $4, $5, $6, 1, $7, $8)";
    CITE_GONE = "DELETE FROM programme_cite WHERE roadmap = $1 AND scene = $2 AND part = $3 AND source = $4";
}

/// What a council decided when it confirmed an edition, as the record of its meeting said it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// `slice.thing:ID`.
    pub source: String,
    /// Its words; empty where the meeting has none recorded.
    pub text: String,
    /// The page of the meeting's decisions.
    pub href: String,
    /// The day of the meeting.
    pub day: Date,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// Row.
    pub scene: String,
    /// Column.
    pub part: Part,
    /// `indicator:ID`, or `slice.thing:ID` of a record.
    pub source: String,
    /// The line as it was proposed.
    pub line: String,
    /// The page of the record or of the figure.
    pub href: String,
    /// The day that the line is of.
    pub as_of: Date,
    /// Taken over; otherwise left.
    pub used: bool,
    /// Who decided.
    pub by_name: String,
}

impl FromRow for Roadmap {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let state: String = r.get(13)?;
        Ok(Roadmap {
            id: r.id(0)?,
            year: r.get(1)?,
            edition: r.get(2)?,
            head: Head {
                paper: r.get(3)?,
                phase: r.get(4)?,
                vision: r.get(5)?,
                ground: r.get(6)?,
                city: r.get(7)?,
                city_policy: r.get(8)?,
                centre: r.get(9)?,
                centre_policy: r.get(10)?,
                goals_note: r.get(11)?,
            },
            council: r.get(12)?,
            confirmed: state == "confirmed",
            confirmed_on: r.get(14)?,
            confirmed_by: r.get(15)?,
            base: r.get::<Option<Id>>(16)?.map(RoadmapId),
            version: r.get(17)?,
        })
    }
}

pub(crate) fn next(cx: &Cx<'_>, year: i64) -> Result<i64> {
    Ok(cx.tx().one(NEXT, params![year])?.get(0)?)
}

pub(crate) fn add(
    cx: &Cx<'_>,
    id: RoadmapId,
    (year, edition): (i64, i64),
    h: &Head,
    base: Option<RoadmapId>,
) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            id,
            year,
            edition,
            h.paper.trim(),
            h.phase.trim(),
            h.vision.trim(),
            h.ground.trim(),
            h.city.trim(),
            h.city_policy.trim(),
            h.centre.trim(),
            h.centre_policy.trim(),
            h.goals_note.trim(),
            base.map(|b| b.0),
            cx.now()
        ],
    )?;
    Ok(())
}

/// How many rows changed: 0 = somebody was faster, or it is confirmed.
pub(crate) fn put_head(cx: &Cx<'_>, id: RoadmapId, h: &Head, version: i64) -> Result<u64> {
    Ok(cx.tx().exec(
        HEAD,
        params![
            h.paper.trim(),
            h.phase.trim(),
            h.vision.trim(),
            h.ground.trim(),
            h.city.trim(),
            h.city_policy.trim(),
            h.centre.trim(),
            h.centre_policy.trim(),
            h.goals_note.trim(),
            id,
            version
        ],
    )?)
}

/// Counts a change of a draft; false when it is none any more.
pub(crate) fn moved(cx: &Cx<'_>, id: RoadmapId) -> Result<bool> {
    Ok(cx.tx().exec(MOVED, params![id])? == 1)
}

/// False when it is no draft any more, or somebody changed it.
pub(crate) fn confirm(
    cx: &Cx<'_>,
    id: RoadmapId,
    council: &str,
    on: Date,
    version: i64,
) -> Result<bool> {
    let by = cx.actor().name.as_str();
    Ok(cx.tx().exec(CONFIRM, params![council.trim(), on, by, id, version])? == 1)
}

/// False when it is no draft.
pub(crate) fn remove(cx: &Cx<'_>, id: RoadmapId) -> Result<bool> {
    Ok(cx.tx().exec(REMOVE, params![id])? == 1)
}

pub(crate) fn find(cx: &Cx<'_>, id: RoadmapId) -> Result<Option<Roadmap>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

/// The newest year and edition first.
pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<Roadmap>> {
    Ok(cx.tx().all(ALL, &[])?)
}

pub(crate) fn cells(cx: &Cx<'_>, id: RoadmapId) -> Result<Cells> {
    let mut out = Cells::new();
    for r in cx.tx().rows(CELLS, params![id])? {
        let (scene, part): (String, String) = (r.get(0)?, r.get(1)?);
        if let Some(part) = Part::from_code(&part) {
            out.insert((scene, part), r.get(2)?);
        }
    }
    Ok(out)
}

pub(crate) fn put_cell(
    cx: &Cx<'_>,
    id: RoadmapId,
    scene: &str,
    part: Part,
    text: &str,
) -> Result<()> {
    cx.tx().exec(CELL, params![id, scene, part.code(), text])?;
    Ok(())
}

pub(crate) fn cites(cx: &Cx<'_>, id: RoadmapId) -> Result<Vec<Cite>> {
    let mut out = Vec::new();
    for r in cx.tx().rows(CITES, params![id])? {
        let part: String = r.get(2)?;
        let Some(part) = Part::from_code(&part) else { continue };
        out.push(Cite {
            scene: r.get(1)?,
            part,
            source: r.get(3)?,
            line: r.get(4)?,
            href: r.get(5)?,
            as_of: r.get(6)?,
            used: r.get::<i64>(7)? != 0,
            by_name: r.get(8)?,
        });
    }
    Ok(out)
}

pub(crate) fn put_cite(cx: &Cx<'_>, id: RoadmapId, c: &Cite) -> Result<()> {
    cx.tx().exec(
        CITE,
        params![
            cx.new_id(),
            id,
            c.scene.as_str(),
            c.part.code(),
            c.source.as_str(),
            c.line.as_str(),
            c.href.as_str(),
            c.as_of,
            i64::from(c.used),
            c.by_name.as_str(),
            cx.now()
        ],
    )?;
    Ok(())
}

pub(crate) fn forget_cite(
    cx: &Cx<'_>,
    id: RoadmapId,
    scene: &str,
    part: Part,
    source: &str,
) -> Result<()> {
    cx.tx().exec(CITE_GONE, params![id, scene, part.code(), source])?;
    Ok(())
}

/// What the council decided that confirmed it, where it was taken from the record of a meeting.
pub(crate) fn decision(cx: &Cx<'_>, id: RoadmapId) -> Result<Option<Decision>> {
    let Some(r) = cx.tx().rows(COUNCIL, params![id])?.into_iter().next() else { return Ok(None) };
    Ok(Some(Decision { source: r.get(0)?, text: r.get(1)?, href: r.get(2)?, day: r.get(3)? }))
}

pub(crate) fn put_decision(cx: &Cx<'_>, id: RoadmapId, d: &Decision) -> Result<()> {
    cx.tx().exec(
        COUNCIL_PUT,
        params![
            cx.new_id(),
            id,
            d.source.as_str(),
            d.text.as_str(),
            d.href.as_str(),
            d.day,
            cx.actor().name.as_str(),
            cx.now()
        ],
    )?;
    Ok(())
}
