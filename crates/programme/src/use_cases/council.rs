//! The paper of a council: chosen indicators, tables of the plan and the roadmap in one.
use app::{Cx, Result, authorise};

use super::roadmap;
use super::tables::{self, Filled};
use super::values::{self, Line};
use crate::{IndicatorId, RoadmapId, TableId, permissions};

/// What can be put into a paper, or what was.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// Indicators with their fiscal years; of a paper with the year after the last, for its plan value.
    pub lines: Vec<Line>,
    /// Tables.
    pub tables: Vec<Filled>,
    /// The roadmap.
    pub roadmap: Option<roadmap::Whole>,
}

/// Everything there is, to choose from: indicators, tables, editions.
pub fn choices(
    cx: &Cx<'_>,
    from: i64,
    to: i64,
) -> Result<(Paper, Vec<crate::model::roadmap::Roadmap>)> {
    authorise(cx, &permissions::READ)?;
    let paper =
        Paper { lines: values::list(cx, from, to)?, tables: tables::all(cx)?.0, roadmap: None };
    Ok((paper, roadmap::all(cx)?))
}

/// The paper of what was chosen.
pub fn make(
    cx: &Cx<'_>,
    (from, to): (i64, i64),
    indicators: &[IndicatorId],
    sheets: &[TableId],
    edition: Option<RoadmapId>,
) -> Result<Paper> {
    authorise(cx, &permissions::READ)?;
    // one year more than is shown: the plan value that the council is asked about
    let mut lines = values::published(cx, from, to + 1)?;
    lines.retain(|l| indicators.contains(&l.0.id));
    let mut filled = Vec::new();
    for id in sheets {
        let table = tables::open(cx, *id)?;
        filled.push(tables::published(cx, table)?);
    }
    let roadmap = edition.map(|id| roadmap::open(cx, id)).transpose()?;
    Ok(Paper { lines, tables: filled, roadmap })
}
