//! Plan values (計画値) are decided in one place: whoever keeps them registers it, and a slice that shows its own figures beside
//! a plan asks here before it shows a number of its own.
use app::{Cx, Result};
use kernel::Region;

use crate::Migrates;

/// How plan values are told.
#[derive(Clone, Copy)]
pub struct PlannedSource {
    /// The capability that the region may have switched off.
    pub capability: &'static str,
    /// The plan value of a figure (code of its [`crate::YearSource`], its choice) for a fiscal year; none where nobody has
    /// decided it. It names nobody and is behind the permission of who shows it.
    pub value: fn(&Cx<'_>, source: &str, of: &str, year: i64) -> Result<Option<i64>>,
}

static SOURCES: std::sync::OnceLock<Vec<(PlannedSource, Migrates)>> = std::sync::OnceLock::new();

/// Hands over what the slices registered, once after the list of slices was built. Only the first call counts.
pub fn set_planned(all: &[crate::Slice]) {
    let _ = SOURCES.set(all.iter().filter_map(|s| Some((s.planned?, s.needs))).collect());
}

fn sources(r: &Region) -> impl Iterator<Item = PlannedSource> {
    let persons = r.persons;
    let all = SOURCES.get().map_or(&[][..], Vec::as_slice);
    all.iter().filter(move |s| persons || s.1 == Migrates::Base).map(|s| s.0)
}

/// The plan value that was decided for a figure and fiscal year; none where nobody has, or plan values are switched off.
pub fn planned(cx: &Cx<'_>, source: &str, of: &str, year: i64) -> Result<Option<i64>> {
    for s in sources(cx.region()) {
        if app::settings::capability_on(cx, s.capability)?
            && let Some(n) = (s.value)(cx, source, of, year)?
        {
            return Ok(Some(n));
        }
    }
    Ok(None)
}
